//! A Sautikit workspace with a receiver for its events and callbacks, and a client with its key.

use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::sautikit::{Config, Heard, InboundScript, Sautikit};

use crate::http::{Reply, client, clock, send};
use crate::receiver::Receiver;

pub(crate) const OURS: &str = "+254203893800";
pub(crate) const AGENT: &str = "+254722000111";
pub(crate) const CUSTOMER: &str = "+254712345678";
pub(crate) const SECRET: &str = "whsec_demo_0123456789abcdef";

/// A workspace, whoever hears its events, and a client.
pub(crate) struct Workspace {
    pub(crate) sim: Sautikit,
    pub(crate) receiver: Receiver,
    client: Client,
    key: String,
}

impl Workspace {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    /// Events go to `/events` of the receiver, voice callbacks to `/voice`.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let receiver = Receiver::start().await;
        let mut config = Config {
            clock: clock(),
            ..Config::demo()
        };
        config.numbers[0].events_url = Some(format!("{}/events", receiver.url));
        config.numbers[0].voice_callback_url = Some(format!("{}/voice", receiver.url));
        change(&mut config);
        let sim = Sautikit::start(config, None).await.unwrap();
        Self {
            sim,
            receiver,
            client: client(),
            key: "demo-sautikit-key".to_owned(),
        }
    }

    pub(crate) fn keyed(mut self, key: &str) -> Self {
        key.clone_into(&mut self.key);
        self
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}/v1/{path}", self.sim.base_url());
        let bearer = format!("Bearer {}", self.key);
        self.client
            .request(method.parse().unwrap(), url)
            .header("authorization", bearer)
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        send(self.request("POST", path).json(&body)).await
    }

    /// Uses a control endpoint.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let url = format!("{}/_sim/{path}", self.sim.base_url());
        let request = self.client.request(method.parse().unwrap(), url);
        send(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Places a call that must be accepted, and waits until its first event is sent.
    #[track_caller]
    pub(crate) fn place(&self, body: Value) -> impl Future<Output = Value> {
        let caller = std::panic::Location::caller();
        async move {
            let reply = self.post("calls", body).await;
            assert_eq!(reply.status, 201, "{reply:?} from {caller}");
            self.sim.settled().await;
            reply.json()
        }
    }

    /// Rings the agent first and then dials the customer.
    pub(crate) async fn place_agent_first(&self) -> Value {
        self.place(agent_first()).await
    }

    pub(crate) async fn incoming(&self, script: InboundScript) -> String {
        self.sim.incoming_call(CUSTOMER, script).await.unwrap()
    }

    pub(crate) async fn advance(&self, seconds: u64) {
        self.sim.advance(Duration::from_secs(seconds)).await;
    }

    /// What a phone hears; nothing when it is on no call.
    pub(crate) fn hears(&self, phone: &str) -> Option<Heard> {
        let hearing = self.sim.who_hears_whom();
        hearing
            .into_iter()
            .find(|hearing| hearing.listener == phone)
            .map(|hearing| hearing.hears)
    }

    /// The status of the last call.
    pub(crate) fn status(&self) -> String {
        self.sim.calls().last().unwrap().status.clone()
    }

    /// Whether the transcript has a line with this in it.
    pub(crate) fn tells(&self, part: &str) -> bool {
        self.sim.transcript().iter().any(|line| line.contains(part))
    }
}

/// The agent's phone first, then the customer.
pub(crate) fn agent_first() -> Value {
    json!({
        "from": OURS,
        "to": [AGENT],
        "control": "mcp",
        "opening_actions": [{"dial": {"number": CUSTOMER, "callerId": OURS, "timeout": 30}}],
        "fallback_actions": [{"hangup": {}}],
        "control_timeout_ms": 10_000
    })
}

/// The customer first, then whatever the voice callback says.
pub(crate) fn callback(url: &str) -> Value {
    json!({"from": OURS, "to": [CUSTOMER], "voice_callback_url": url})
}

/// A voice callback's answer that dials the agent, as the blog writes it.
pub(crate) fn dial_agent() -> String {
    json!({"actions": [
        {"say": {"text": "Connecting you to an agent now.", "language": "en-KE"}},
        {"dial": {"to": AGENT, "callerId": OURS, "timeout": 25}}
    ]})
    .to_string()
}
