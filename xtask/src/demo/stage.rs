//! The means of the demo's script: acting as a page over HTTP, and looking at what each side knows.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use platform::HookMode;
use platform::runtime::{Costs, Entry, What};
use reqwest::Client;
use serde_json::{Value, json};

use super::record::{Record, Vendor};
use super::softphone::Softphone;
use crate::world::{AGENT_ID, World};

/// More than the minute in which the platform counts.
const NEXT_MINUTE: Duration = Duration::from_secs(61);

/// A world, and the record of what is played in it.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) record: Record,
    http: Client,
    /// Whether the app uses the gateway.
    has_gateway: bool,
    /// What the journal and the tickets held when the step began.
    begun: (u64, usize),
}

impl Stage {
    pub(super) fn new(world: World) -> Result<Self> {
        let mut stage = Self {
            record: Record::default(),
            http: Client::builder().no_proxy().build()?,
            has_gateway: false,
            begun: (0, 0),
            world,
        };
        stage.begun = stage.now();
        for product in stage.products() {
            stage.record.skip(&product);
        }
        Ok(stage)
    }

    fn now(&self) -> (u64, usize) {
        let journal = self.world.platform.journal();
        let next = journal.last().map_or(0, |entry| entry.sequence + 1);
        (next, self.world.freshdesk.tickets().len())
    }

    /// Begins a step in a minute of its own.
    pub(super) async fn begin(&mut self, title: &str) {
        self.record.step(title);
        self.world.pass(NEXT_MINUTE).await;
        self.begun = self.now();
    }

    /// Waits until everything has happened, then prints what each side received.
    pub(super) async fn show(&mut self) {
        self.world.settled().await;
        let journal = self.world.platform.journal();
        let (senders, products) = (self.senders(), self.products());
        self.record.received(&senders, &journal, &products);
        Record::heard(&self.world.sautikit.who_hears_whom());
    }

    /// Those who tell the app of calls and messages.
    fn senders(&self) -> [Vendor; 4] {
        let World { sautikit, chat, .. } = &self.world;
        [
            ("Sautikit", sautikit.transcript()),
            ("Viber", chat.viber.transcript()),
            ("Telegram", chat.telegram.transcript()),
            ("HappyTalk", chat.happytalk.transcript()),
        ]
    }

    /// Those whom the app serves.
    fn products(&self) -> [Vendor; 2] {
        let World {
            freshdesk, chat, ..
        } = &self.world;
        [
            ("Freshdesk", freshdesk.transcript()),
            ("Freshchat", chat.freshchat.transcript()),
        ]
    }

    pub(super) fn expect(&mut self, what: &str, is_so: bool) {
        self.record.expect(what, is_so);
    }

    /// The tickets opened since the step began.
    pub(super) fn new_tickets(&self) -> Vec<Value> {
        self.world.freshdesk.tickets().split_off(self.begun.1)
    }

    /// The texts of a ticket's private notes.
    pub(super) fn notes(&self, ticket: &Value) -> Vec<String> {
        let id = ticket["id"].as_u64().unwrap_or_default();
        let notes = self.world.freshdesk.conversations(id);
        let private = notes.iter().filter(|note| note["private"] == true);
        private
            .map(|note| note["body"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// What the platform wrote since the step began.
    pub(super) fn journal(&self) -> Vec<Entry> {
        self.world.platform.journal_since(self.begun.0)
    }

    /// What the step has cost so far.
    pub(super) fn costs(&self) -> Costs {
        let mut sum = Costs::default();
        for entry in self.journal() {
            if let What::EventEnded { costs, .. } = entry.what {
                sum.requests += costs.requests;
                sum.db += costs.db;
                sum.entity += costs.entity;
                sum.schedule += costs.schedule;
            }
        }
        sum
    }

    /// Whether the app has written a line that holds this text since the step began, and how often.
    pub(super) fn said(&self, text: &str) -> usize {
        let holds = |entry: &Entry| matches!(&entry.what, What::Console { text: line, .. } if line.contains(text));
        self.journal().iter().filter(|entry| holds(entry)).count()
    }

    /// Posts to the platform's API as its pages do; anything but success is an error with the answer in it.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let url = format!("{}{path}", self.world.url);
        let answer = self.http.post(&url).json(body).send().await;
        let answer = answer.with_context(|| format!("{url} did not answer"))?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("{path} answered {status}: {text}");
        }
        serde_json::from_str(&text).with_context(|| format!("{path} answered no JSON: {text}"))
    }

    /// Invokes a server function as the softphone does and gives its value.
    pub(super) async fn invoke(&self, name: &str, arguments: Value) -> Result<Value> {
        let body = json!({ "name": name, "arguments": arguments });
        let mut reply = self.post("/api/invoke", &body).await?;
        Ok(reply
            .get_mut("response")
            .map(Value::take)
            .unwrap_or_default())
    }

    /// Presses Call in the softphone as the signed-in agent.
    pub(super) async fn press_call(&self, click: &str, to: &str) -> Result<Value> {
        let arguments = json!({ "to": to, "agent_id": AGENT_ID.to_string(), "click_id": click });
        self.invoke("placeCall", arguments).await
    }

    /// The state of a click's call, as the softphone asks for it.
    pub(super) async fn call_state(&self, click: &str) -> Result<Value> {
        self.invoke("getCall", json!({ "click_id": click })).await
    }

    /// The signed-in agent's softphone, listening to the gateway.
    pub(super) async fn softphone(&self) -> Result<Softphone> {
        let arguments = json!({ "agent_id": AGENT_ID.to_string() });
        let granted = self.invoke("getStreamPass", arguments).await?;
        Softphone::open(&self.http, &granted).await
    }

    /// Lets the app use the gateway from now on, and enters its addresses at Sautikit.
    pub(super) async fn use_gateway(&mut self) -> Result<()> {
        self.has_gateway = true;
        let parameters = self.world.parameters(true);
        self.post("/api/configure", &Value::Object(parameters))
            .await?;
        self.world.route_numbers()
    }

    /// Replaces one setting of the installed app and leaves the others.
    pub(super) async fn set(&self, name: &str, value: &str) -> Result<()> {
        let mut parameters = self.world.parameters(self.has_gateway);
        parameters.insert(name.to_owned(), value.into());
        self.post("/api/configure", &Value::Object(parameters))
            .await
            .map(drop)
    }

    /// Stops the platform and starts it again on what it kept.
    pub(super) async fn restart(&mut self, hooks: HookMode) -> Result<()> {
        self.world.restart(hooks).await?;
        self.record.platform_restarted();
        self.begun.0 = 0;
        Ok(())
    }
}
