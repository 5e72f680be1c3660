//! A fake Telegram bot: the methods of its API as far as a channel uses them, and updates as the service posts them.
//!
//! It stands for `api.telegram.org`.
//! Groups, markup and uploads do not exist, and no picture or file is ever fetched.
//!
//! What a person or a browser test plays is below `/_sim/`, in JSON and without a token:
//!
//! | Route | What it does |
//! |---|---|
//! | `GET /_sim/requests`, `/_sim/transcript` | what was received, and what happened |
//! | `GET /_sim/people` | everybody, with what they got under `inbox` |
//! | `GET /_sim/threads` | everybody, as a chat window shows them: `{id, name, about, state, lines}` |
//! | `POST /_sim/people` | [`Person`]: somebody gets Telegram |
//! | `GET /_sim/deliveries` | the updates, and how they went |
//! | `POST /_sim/say` | [`Words`]: somebody writes; answers the updates |
//! | `POST /_sim/block` | `{id, blocked?}`: somebody blocks the bot, or takes it back |
//! | `POST /_sim/update` | `{kind, what}`: any other update |
//! | `POST`, `DELETE /_sim/fail` | makes the next matching request fail; forgets that; a path is `/*/sendMessage` |
//! | `GET`, `POST /_sim/switches` | shows and changes [`Switches`] |
//! | `POST /_sim/advance` | `{seconds}`: moves the clock and posts what has become due |

mod account;
mod config;
mod control;
mod gate;
mod methods;
mod params;
mod person;
mod records;
mod refusal;
mod sending;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;

use self::account::Account;
pub use self::config::{Config, Person, Secret, Switches};
pub use self::person::{Attachment, Words};
pub use self::refusal::fault;
use crate::front::{Delivery, Fault, Matcher, Request, Server, Simulated, StartError};

/// A running simulator of one bot; clones are the same bot.
#[derive(Clone)]
pub struct Telegram {
    account: Arc<Account>,
    server: Arc<Server>,
}

impl Telegram {
    /// Starts the bot on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let account = Account::open(config)?;
        let server = Server::start(gate::router(&account), listener).await?;
        Ok(Self {
            account,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end; stands for `api.telegram.org`.
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

    /// Lets a person have Telegram; one who has it already is changed.
    pub fn add(&self, person: Person) {
        self.account.add(person);
    }

    /// Writes something as a person; tells how its updates went, or `None` for nobody.
    pub async fn says(&self, words: Words) -> Option<Vec<Delivery>> {
        self.account.says(words).await
    }

    /// Blocks the bot as a person, or takes that back.
    pub async fn blocks(&self, id: u64, is_blocked: bool) -> Option<Vec<Delivery>> {
        self.account.blocks(id, is_blocked).await
    }

    /// Tells any other update.
    pub async fn tell(&self, kind: &str, what: Value) -> Vec<Delivery> {
        self.account.tell(kind, what).await
    }

    /// What a person got, oldest first.
    #[must_use]
    pub fn inbox(&self, id: u64) -> Vec<Value> {
        let records = self.account.stage.records.lock();
        let chat = records.chats.iter().find(|it| it.person.id == id);
        chat.map(|it| it.talk.inbox()).unwrap_or_default()
    }

    /// The address that updates go to.
    #[must_use]
    pub fn webhook(&self) -> Option<String> {
        let records = self.account.stage.records.lock();
        records.webhook.as_ref().map(|it| it.url.clone())
    }

    /// Every update that was posted, in the order in which they were answered.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.account.courier.deliveries()
    }

    /// How many updates wait to be posted.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.account.stage.records.lock().outbox.len()
    }

    /// Waits until what a new webhook brought on its way is told.
    pub async fn settled(&self) {
        self.account.courier.settled().await;
    }

    /// What happened, one sentence an effect or refusal, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.account.stage.transcript()
    }
}
