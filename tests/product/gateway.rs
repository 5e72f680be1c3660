//! The packed zip with a gateway beside it: calls are routed and told although webhooks are only acknowledged.

use std::time::{Duration, Instant};

use gateway::clock::Clock;
use gateway::config::Config;
use platform::HookMode;
use serde_json::{Map, Value, json};
use simulators::sautikit::InboundScript;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::sandbox::{AGENT, Sandbox};
use crate::scenario::{OUR_NUMBER, SECRET};

const SHARED_SECRET: &str = "a secret that the app and the gateway share";
const AGENT_PHONE: &str = "+254722000111";
const CUSTOMER: &str = "+254712345678";

/// An installation that uses a gateway, which Sautikit asks and tells.
struct House {
    sandbox: Sandbox,
    url: String,
    http: reqwest::Client,
    close: watch::Sender<bool>,
    gateway: JoinHandle<Result<(), gateway::StartError>>,
    _folder: TempDir,
}

impl House {
    async fn start(changes: &Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("localhost:{}", listener.local_addr().unwrap().port());
        let url = format!("http://{host}");
        let sandbox = Sandbox::start_with(HookMode::Strict, |options| {
            options.hosts = std::mem::take(&mut options.hosts).with(&host, &url);
        });
        let sandbox = sandbox.await;
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", folder.path().join("gateway.db").display());
        let setting = |name: &str| match name {
            "DATABASE_URL" => Some(database.clone()),
            "GATEWAY_SECRET" => Some(SHARED_SECRET.to_owned()),
            "GATEWAY_SAUTIKIT_SECRETS" => Some(SECRET.to_owned()),
            _ => None,
        };
        let mut config = Config::read(None, setting).unwrap();
        let clock = sandbox.clock.clone();
        config.clock = Clock::following(move || clock.now());
        let (close, closing) = watch::channel(false);
        let gateway = tokio::spawn(gateway::run(config, listener, closing));
        let mut parameters: Map<String, Value> = changes.as_object().unwrap().clone();
        parameters.insert("gateway_host".to_owned(), json!(host));
        parameters.insert("gateway_shared_secret".to_owned(), json!(SHARED_SECRET));
        sandbox.install(&parameters).await;
        let (events, voice) = (
            format!("{url}/sautikit/events"),
            format!("{url}/sautikit/voice"),
        );
        let routed = sandbox
            .sautikit
            .set_routing(OUR_NUMBER, Some(&events), Some(&voice));
        routed.unwrap();
        Self {
            sandbox,
            url,
            http: reqwest::Client::new(),
            close,
            gateway,
            _folder: folder,
        }
    }

    async fn get(&self, path: &str) -> String {
        let answer = self.http.get(format!("{}{path}", self.url)).send().await;
        answer.unwrap().text().await.unwrap()
    }

    /// How much the app is still to be told.
    async fn waiting(&self) -> u64 {
        let text = self.get("/metrics").await;
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("gateway_outbox_letters "));
        line.unwrap().parse().unwrap()
    }

    /// Waits until the app was told everything and is done with it.
    async fn settled(&self) {
        self.sandbox.settled().await;
        let began = Instant::now();
        while self.waiting().await > 0 {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "the app is told everything"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.sandbox.settled().await;
    }

    async fn call_in(&self) {
        let routed = InboundScript::Routed;
        self.sandbox
            .sautikit
            .incoming_call(CUSTOMER, routed)
            .await
            .unwrap();
    }

    async fn agent_says(&self, state: &str) {
        let arguments = json!({"agent_id": AGENT.to_string(), "state": state});
        let told = self.sandbox.invoke("setPresence", &arguments).await;
        assert_eq!(told["state"], state, "{told}");
    }

    async fn stop(self) {
        self.close.send_replace(true);
        self.gateway.await.unwrap().unwrap();
        self.sandbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_rings_the_free_agent_and_becomes_one_ticket() {
    let house = House::start(&json!({})).await;
    assert_eq!(house.get("/readyz").await, "ready\n");
    house.call_in().await;
    let sautikit = &house.sandbox.sautikit;
    sautikit.answer(AGENT_PHONE).await.unwrap();
    assert!(sautikit.are_bridged(AGENT_PHONE, CUSTOMER));
    house.settled().await;
    house.sandbox.wait(30).await;
    sautikit.hang_up(CUSTOMER).await.unwrap();
    house.settled().await;
    house.sandbox.pass_minutes(6).await;
    let tickets = house.sandbox.tickets();
    assert_eq!(tickets.len(), 1, "{:?}", house.sandbox.log());
    assert_eq!(tickets[0].tags, ["sautikit", "inbound_call"]);
    assert_eq!(tickets[0].notes.len(), 1, "{:?}", tickets[0].notes);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_says_counts_for_the_next_call() {
    let house = House::start(&json!({})).await;
    let sautikit = &house.sandbox.sautikit;
    house.agent_says("away").await;
    house.call_in().await;
    assert!(sautikit.answer(AGENT_PHONE).await.is_err());
    house.settled().await;
    house.sandbox.pass_minutes(6).await;
    let tickets = house.sandbox.tickets();
    assert_eq!(tickets.len(), 1, "{:?}", house.sandbox.log());
    assert!(tickets[0].tags.contains(&"callback_needed".to_owned()));
    house.agent_says("available").await;
    house.call_in().await;
    sautikit.answer(AGENT_PHONE).await.unwrap();
    assert!(sautikit.are_bridged(AGENT_PHONE, CUSTOMER));
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_is_called_first_is_connected_to_the_agent() {
    let house = House::start(&json!({"outbound_mode": "callback"})).await;
    let sautikit = &house.sandbox.sautikit;
    let click =
        json!({"to": CUSTOMER, "agent_id": AGENT.to_string(), "click_id": "0b6f2f9e-click-1"});
    let placed = house.sandbox.invoke("placeCall", &click).await;
    assert_eq!(placed["state"], "calling_customer", "{placed}");
    sautikit.answer(CUSTOMER).await.unwrap();
    sautikit.answer(AGENT_PHONE).await.unwrap();
    assert!(sautikit.are_bridged(AGENT_PHONE, CUSTOMER));
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_down_is_told_later_and_opens_one_ticket() {
    let mut house = House::start(&json!({})).await;
    house.agent_says("away").await;
    house.sandbox.go_away().await;
    house.call_in().await;
    house.sandbox.sautikit.settled().await;
    assert!(house.waiting().await > 0);
    assert!(house.sandbox.tickets().is_empty());
    house.sandbox.come_back().await;
    // The pause before the next try is over, and by then the schedule has found the call in Sautikit's list as well.
    for _ in 0..3 {
        house.sandbox.pass_minutes(6).await;
    }
    house.settled().await;
    house.sandbox.pass_minutes(6).await;
    let tickets = house.sandbox.tickets();
    assert_eq!(tickets.len(), 1, "{:?}", house.sandbox.log());
    assert!(tickets[0].tags.contains(&"callback_needed".to_owned()));
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_whom_nobody_takes_leaves_a_message_with_the_app() {
    let house = House::start(&json!({"voicemail": true})).await;
    house.agent_says("away").await;
    house.call_in().await;
    house.sandbox.sautikit.hang_up(CUSTOMER).await.unwrap();
    house.settled().await;
    house.sandbox.pass_minutes(6).await;
    let tickets = house.sandbox.tickets();
    assert_eq!(tickets.len(), 1, "{:?}", house.sandbox.log());
    let is_linked = |note: &String| note.contains("Listen to the recording");
    assert_eq!(
        tickets[0]
            .notes
            .iter()
            .filter(|note| is_linked(note))
            .count(),
        1
    );
    house.stop().await;
}
