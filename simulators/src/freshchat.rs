//! A fake Freshchat account: the API version 2 as far as a channel bridge uses it, and the product events of it.
//!
//! It is one account, at its own host and at its region's, below `/v2`.
//! Receipts of single messages do not exist, as they do not at the vendor; campaigns, reports and admin webhooks do not exist here.
//!
//! What a person or a browser test plays is below `/_sim/`, in JSON and without a token:
//!
//! | Route | What it does |
//! |---|---|
//! | `GET /_sim/requests`, `/_sim/transcript` | what was received, and what happened |
//! | `GET /_sim/users`, `/_sim/conversations` | every user, and every conversation with its messages |
//! | `GET /_sim/threads` | the conversations as an inbox shows them: `{id, name, about, state, lines}` |
//! | `GET /_sim/product_events` | what was told to apps, and how that went |
//! | `POST /_sim/write` | [`Line`]: an agent, a bot, the system or a customer on the web writes; answers the message |
//! | `POST /_sim/resolve` | `{conversation_id}` |
//! | `POST /_sim/state` | `{conversation_id, fields}`: status and assignment, as the API names them |
//! | `POST /_sim/availability` | `{id, available}`: an agent comes or goes |
//! | `POST`, `DELETE /_sim/fail` | makes the next matching request fail; forgets that |
//! | `GET`, `POST /_sim/switches` | shows and changes [`Switches`] |
//! | `POST /_sim/advance` | `{seconds}`: moves the clock |

mod account;
mod agent;
mod config;
mod control;
mod conversations;
mod directory;
mod events;
mod gate;
mod messages;
mod paging;
mod parts;
mod records;
mod refusal;
mod talk;
mod threads;
mod uploads;
mod users;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use self::account::Account;
pub use self::agent::{Line, Writer};
pub use self::config::{
    Agent, Channel, Config, ConversationOrder, Created, ErrorForm, EventActor, FileKeys, Group,
    Scan, Stale, Switches,
};
pub use self::refusal::fault;
use crate::front::{Fault, Fields, Matcher, ProductEvent, Request, Server, StartError};

/// A running simulator of one account; clones are the same account.
#[derive(Clone)]
pub struct Freshchat {
    account: Arc<Account>,
    server: Arc<Server>,
}

impl Freshchat {
    /// Starts the account on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let account = Account::open(config)?;
        let server = Server::start(gate::router(&account), listener).await?;
        Ok(Self {
            account,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end; stands for `*.freshchat.com`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.server.base_url()
    }

    /// Everything received, oldest first.
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

    /// Changes how the account behaves from now on.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.account.stage.switches.lock());
    }

    /// Moves the account's clock forward.
    pub fn advance(&self, by: Duration) {
        self.account.stage.clock.advance(by);
    }

    /// Every user as the API shows it, oldest first.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        self.account.stage.records.lock().listed_users()
    }

    /// Every conversation as the API shows it, oldest first, with everything that was said under `messages`.
    #[must_use]
    pub fn conversations(&self) -> Vec<Value> {
        self.account.stage.records.lock().listed_conversations()
    }

    /// Writes something in the product; tells the message, or in a few words why not.
    pub fn write(&self, line: Line) -> Result<Value, String> {
        let written = self.account.write(line);
        written.map_err(|refusal| refusal.summary())
    }

    /// Resolves a conversation in the product.
    pub fn resolve(&self, conversation_id: &str) -> Result<(), String> {
        let fields = Map::from_iter([("status".to_owned(), json!("resolved"))]);
        let changed = self.account.set_state(conversation_id, &Fields(fields));
        changed.map_err(|refusal| refusal.summary())
    }

    /// Every product event that was told, oldest first, with what the listener answered.
    #[must_use]
    pub fn product_events(&self) -> Vec<ProductEvent> {
        self.account.events.told()
    }

    /// Waits until every product event so far is told; one whose listener is silent takes ten seconds.
    pub async fn product_events_told(&self) {
        self.account.events.settled().await;
    }

    /// What happened, one sentence an effect or refusal, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.account.stage.transcript()
    }
}
