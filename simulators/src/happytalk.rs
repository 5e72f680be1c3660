//! A fake HappyTalk, the partner through which a business talks to people with KakaoTalk: one channel, versions 1 and 3.
//!
//! It stands for `kakao-api.happytalk.io` and `patch-kakao-api.happytalk.io`.
//! It is strict about the little that is published; where messages are posted to is set by hand, in [`Switches`].
//! That a session has ended is told to nobody: no form of that is known.
//!
//! What a person or a browser test plays is below `/_sim/`, in JSON and without a client:
//!
//! | Route | What it does |
//! |---|---|
//! | `GET /_sim/requests`, `/_sim/transcript` | what was received, and what happened |
//! | `GET /_sim/people` | everybody, with the open session and the `inbox` |
//! | `GET /_sim/threads` | everybody, as a chat window shows them: `{id, name, about, state, lines}` |
//! | `GET /_sim/deliveries` | the messages that were posted, and how that went |
//! | `POST /_sim/say` | `{user_key, text, kind?}`: a text, or with a kind such as `photo` an address |
//! | `POST /_sim/meta` | `{user_key, extra}`: somebody opens the chat by a link |
//! | `POST /_sim/leave` | `{user_key}`: somebody ends the session |
//! | `POST`, `DELETE /_sim/fail` | makes the next matching request fail; forgets that |
//! | `GET`, `POST /_sim/switches` | shows and changes [`Switches`] |
//! | `POST /_sim/advance` | `{seconds}`: moves the clock |

mod account;
mod calls;
mod config;
mod control;
mod gate;
mod message;
mod records;
mod refusal;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;

use self::account::{Account, Said};
pub use self::config::{Codes, Config, Dialect, Switches};
use crate::front::{Delivery, Fault, Matcher, Request, Server, StartError};

/// A running simulator of one channel; clones are the same channel.
#[derive(Clone)]
pub struct HappyTalk {
    account: Arc<Account>,
    server: Arc<Server>,
}

impl HappyTalk {
    /// Starts the account on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let account = Account::open(config)?;
        let server = Server::start(gate::router(&account), listener).await?;
        Ok(Self {
            account,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end; stands for `kakao-api.happytalk.io`.
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

    /// Writes a text as a customer; tells how its posts went.
    pub async fn says(&self, user_key: &str, text: &str) -> Vec<Delivery> {
        self.sends(user_key, "text", text).await
    }

    /// Sends something of another kind as a customer: `photo`, `file` and so on, by its address.
    pub async fn sends(&self, user_key: &str, kind: &str, text: &str) -> Vec<Delivery> {
        let said = Said {
            kind: kind.to_owned(),
            text: text.to_owned(),
        };
        self.account.says(user_key, said).await
    }

    /// Opens the chat as a customer, by a link with a reference.
    pub async fn opens(&self, user_key: &str, extra: &str) -> Vec<Delivery> {
        self.account.meta(user_key, extra).await
    }

    /// Ends the session as a customer does; false for nobody.
    #[must_use]
    pub fn leaves(&self, user_key: &str) -> bool {
        self.account.leaves(user_key)
    }

    /// What a customer got, oldest first.
    #[must_use]
    pub fn inbox(&self, user_key: &str) -> Vec<Value> {
        let mut records = self.account.stage.records.lock();
        let customer = records.customer_mut(user_key);
        customer.map(|it| it.talk.inbox()).unwrap_or_default()
    }

    /// Every message that was posted, in the order in which they were answered.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.account.courier.deliveries()
    }

    /// What happened, one sentence an effect or refusal, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.account.stage.transcript()
    }
}
