//! A fake Viber bot: the calls of its API as far as a channel uses them, and callbacks signed as the vendor signs them.
//!
//! It answers below `/pa` and stands for `chatapi.viber.com`.
//! Broadcasts, chat extensions and payments do not exist, and no picture or file is ever fetched.
//!
//! What a person or a browser test plays is below `/_sim/`, in JSON and without a token:
//!
//! | Route | What it does |
//! |---|---|
//! | `GET /_sim/requests`, `/_sim/transcript` | what was received, and what happened |
//! | `GET /_sim/people` | everybody, with what they got under `inbox` |
//! | `GET /_sim/threads` | everybody, as a chat window shows them: `{id, name, about, state, lines}` |
//! | `POST /_sim/people` | [`Person`]: somebody gets Viber |
//! | `GET /_sim/deliveries` | the callbacks, and how they went |
//! | `POST /_sim/say` | `{id, text}` or `{id, message}`: somebody writes; answers the callbacks |
//! | `POST /_sim/subscribe`, `/_sim/unsubscribe` | `{id}` |
//! | `POST /_sim/open` | `{id, context?}`: somebody opens the bot |
//! | `POST`, `DELETE /_sim/fail` | makes the next matching request fail; forgets that |
//! | `GET`, `POST /_sim/switches` | shows and changes [`Switches`] |
//! | `POST /_sim/advance` | `{seconds}`: moves the clock and posts what has become due |

mod account;
mod callback;
mod calls;
mod config;
mod control;
mod gate;
mod message;
mod person;
mod records;
mod refusal;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use self::account::Account;
pub use self::config::{Config, Person, Signature, Switches};
use crate::front::{Delivery, Fault, Matcher, Request, Server, Simulated, StartError};

/// A running simulator of one bot; clones are the same bot.
#[derive(Clone)]
pub struct Viber {
    account: Arc<Account>,
    server: Arc<Server>,
}

impl Viber {
    /// Starts the bot on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let account = Account::open(config)?;
        let server = Server::start(gate::router(&account), listener).await?;
        Ok(Self {
            account,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end; stands for `chatapi.viber.com`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.server.base_url()
    }

    /// Everything received, oldest first; the token is not among it.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.account.stage.requests()
    }

    /// Makes the next request that matches fail; every call is good for one request.
    pub fn fail_next(&self, matcher: impl Into<Matcher>, fault: Fault) {
        self.account.stage.fail_next(matcher, fault);
    }

    /// Forgets the faults that have not struck yet.
    pub fn forget_faults(&self) {
        self.account.stage.front.forget_faults();
    }

    /// Changes how the bot behaves from now on.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.account.stage.switches.lock());
    }

    /// Moves the bot's clock forward and posts what has become due.
    pub async fn advance(&self, by: Duration) {
        self.account.stage.clock.advance(by);
        self.account.catch_up().await;
    }

    /// Posts what has become due, for a clock that somebody else moves.
    pub async fn catch_up(&self) {
        self.account.catch_up().await;
    }

    /// Lets a person have Viber; one who has it already is changed.
    pub fn add(&self, person: Person) {
        self.account.add(person);
    }

    /// Writes a text as a person; tells how its callbacks went, or `None` for nobody.
    pub async fn says(&self, id: &str, text: &str) -> Option<Vec<Delivery>> {
        self.sends(id, json!({"text": text, "type": "text"})).await
    }

    /// Writes any message as a person, given as callbacks have it.
    pub async fn sends(&self, id: &str, message: Value) -> Option<Vec<Delivery>> {
        self.account.says(id, message).await
    }

    /// Subscribes a person without a message.
    pub async fn subscribe(&self, id: &str) -> Option<Vec<Delivery>> {
        self.account.subscribe(id).await
    }

    /// Lets a person leave.
    pub async fn unsubscribe(&self, id: &str) -> Option<Vec<Delivery>> {
        self.account.unsubscribe(id).await
    }

    /// Opens the bot as a person, perhaps by a link with a context.
    pub async fn opens(&self, id: &str, context: Option<&str>) -> Option<Vec<Delivery>> {
        self.account.opens(id, context).await
    }

    /// What a person got, oldest first.
    #[must_use]
    pub fn inbox(&self, id: &str) -> Vec<Value> {
        let mut records = self.account.stage.records.lock();
        let contact = records.contact_mut(id);
        contact.map(|it| it.talk.inbox()).unwrap_or_default()
    }

    /// The address that callbacks go to.
    #[must_use]
    pub fn webhook(&self) -> Option<String> {
        let records = self.account.stage.records.lock();
        records.webhook.as_ref().map(|it| it.url.clone())
    }

    /// Every callback that was posted, in the order in which they were answered.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.account.courier.deliveries()
    }

    /// How many callbacks wait to be posted again.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.account.stage.records.lock().outbox.len()
    }

    /// Waits until the receipts of everything sent so far are told.
    pub async fn settled(&self) {
        self.account.courier.settled().await;
    }

    /// What happened, one sentence an effect or refusal, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.account.stage.transcript()
    }
}
