//! A client for the Freshchat simulator: the API with the right token, and the people in the product.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use simulators::ProductEvent;
use simulators::freshchat::{Config, Freshchat};

use crate::http::{Reply, client, clock, send};
use crate::receiver::Receiver;

/// The reference of the customer who writes.
pub(crate) const REFERENCE: &str = "viber:aB3/xY+9kLmNoPqRsTuVwQ==";
/// The topic.
pub(crate) const INBOX: &str = "b0000000-0000-4000-8000-000000000001";
/// The account's first agent.
pub(crate) const AMINA: &str = "d0000000-0000-4000-8000-000000000001";
/// The account's second agent.
pub(crate) const BRIAN: &str = "d0000000-0000-4000-8000-000000000002";
/// Who writes what a bot without an id posts.
pub(crate) const SERVICE: &str = "e0000000-0000-4000-8000-000000000001";

/// An account and a client with its token.
pub(crate) struct Account {
    pub(crate) sim: Freshchat,
    client: Client,
    token: String,
}

impl Account {
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            clock: clock(),
            ..Config::demo()
        };
        change(&mut config);
        let token = config.api_tokens[0].clone();
        Self {
            sim: Freshchat::start(config, None).await.unwrap(),
            client: client(),
            token,
        }
    }

    /// An account that tells a listener.
    pub(crate) async fn telling() -> (Self, Receiver) {
        let receiver = Receiver::start().await;
        let template = format!("{}/event/product/{{event}}", receiver.url);
        let account = Self::with(|config| config.switches.product_events = Some(template)).await;
        (account, receiver)
    }

    /// The same account with another token.
    pub(crate) fn keyed(&self, token: &str) -> Self {
        Self {
            sim: self.sim.clone(),
            client: self.client.clone(),
            token: token.to_owned(),
        }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}/v2/{path}", self.sim.base_url());
        self.client
            .request(method.parse().unwrap(), url)
            .header("authorization", format!("Bearer {}", self.token))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        send(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        send(self.request("PUT", path).json(&body)).await
    }

    /// Makes a user with this reference and tells the id.
    pub(crate) async fn user(&self, reference: &str) -> String {
        let reply = self.post("users", json!({"reference_id": reference})).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        text_of(&reply.json(), "id")
    }

    /// Opens a conversation of a user and tells its id.
    pub(crate) async fn conversation(&self, user: &str) -> String {
        let reply = self.post("conversations", opening(user, "Jambo")).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        text_of(&reply.json(), "conversation_id")
    }

    /// A new user with a conversation; tells both ids.
    pub(crate) async fn customer(&self) -> (String, String) {
        let user = self.user(REFERENCE).await;
        let conversation = self.conversation(&user).await;
        (user, conversation)
    }

    /// Posts a text of a user.
    pub(crate) async fn says(&self, conversation: &str, user: &str, text: &str) -> Reply {
        let path = format!("conversations/{conversation}/messages");
        self.post(&path, message(user, text)).await
    }

    /// The events told so far, after all are.
    pub(crate) async fn told(&self) -> Vec<ProductEvent> {
        self.sim.product_events_told().await;
        self.sim.product_events()
    }

    /// The events of this name.
    pub(crate) async fn told_as(&self, name: &str) -> Vec<Value> {
        let events = self.told().await.into_iter();
        let events = events.filter(|event| event.event == name);
        events.map(|event| event.body).collect()
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
}

/// A text of a user.
pub(crate) fn message(user: &str, text: &str) -> Value {
    let parts = json!([{"text": {"content": text}}]);
    json!({
        "actor_type": "user",
        "actor_id": user,
        "message_type": "normal",
        "message_parts": parts
    })
}

/// A conversation that begins with a text.
pub(crate) fn opening(user: &str, text: &str) -> Value {
    json!({
        "channel_id": INBOX,
        "status": "new",
        "users": [{"id": user}],
        "messages": [message(user, text)]
    })
}

pub(crate) fn text_of(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}

/// Checks a refusal: its status and envelope.
#[track_caller]
pub(crate) fn check(reply: &Reply, code: u16, status: &str) {
    let body = reply.json();
    assert_eq!(
        (reply.status, &body["code"], &body["status"]),
        (code, &json!(code), &json!(status)),
        "{reply:?}"
    );
    let mut keys = body.as_object().unwrap().keys().collect::<Vec<_>>();
    keys.sort();
    assert_eq!(keys, ["code", "message", "status"]);
}
