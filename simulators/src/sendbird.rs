//! A fake Sendbird application: users and session tokens of the Chat API, rooms of the Calls API.
//!
//! The two APIs are two hosts with different envelopes and codes; both are this one simulator, told apart by the host:
//! `api-{APP}.sendbird.com` is Chat below `/v3`, `api-{APP}.calls.sendbird.com` is Calls below `/v1`.
//! Under an address of this machine the path tells them apart.
//!
//! What a person or a browser test plays is below `/_sim/`, in JSON and without a key:
//!
//! | Route | What it does |
//! |---|---|
//! | `GET /_sim/requests`, `/_sim/transcript` | what was received, and what happened |
//! | `GET /_sim/users`, `/_sim/rooms` | every user, and every room with everybody who was ever in it |
//! | `POST`, `DELETE /_sim/fail` | makes the next matching request fail; forgets that |
//! | `GET`, `POST /_sim/switches` | shows and changes [`Switches`] |
//! | `POST /_sim/advance` | `{seconds}`: moves the clock |
//!
//! What the vendor's library does in a browser is below `/_sim/client/`, open to pages of every origin.
//! It is not the library's own protocol, which is not public.
//! A refusal is 409 with `{code, message}`, where the code is the library's.
//!
//! | `POST /_sim/client/…` | Answer | Codes of refusals |
//! |---|---|---|
//! | `authenticate` `{app_id, user_id, token?}` | `{user}` | 400300, 400301, 400302, 400304, 400305 |
//! | `fetch` `{user_id, token?, room_id}` | `{room}` | 1800303, 1400126 |
//! | `enter` `{user_id, token?, room_id, audio, video, kick_siblings?, client_id?}` | `{room, participant}` | 1800303, 1400105, 1400120, 1400122, 1400126 |
//! | `connect` `{participant_id}` | `{participant}`, whose media now flow | 1400121, 1800702 |
//! | `media` `{participant_id, audio?, video?}` | `{participant}` | 1400121, 1800702 |
//! | `leave` `{participant_id}` | `{participant}` | 1400121, 1800702 |
//! | `delete` `{user_id, token?, room_id}` | `{room}` | 1800303, 1400105, 1400126 |
//!
//! No sound or picture is carried, nothing is pushed (`fetch` tells who is there), and direct calls and webhooks do not exist.

mod application;
mod body;
mod client;
mod config;
mod control;
mod gate;
mod paging;
mod rates;
mod records;
mod refusal;
mod rooms;
mod sessions;
mod token;
mod users;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;

use self::application::Application;
pub use self::client::{ClientRefusal, Entry, Media};
pub use self::config::{
    Api, CallsPlan, Config, LastPage, Limits, LoginWithoutToken, Plan, Revoked, RoomDeleted,
    Switches, UnknownRoom,
};
pub use self::refusal::fault;
use crate::front::{Fault, Matcher, Request, Server, StartError};

/// A running simulator of one application; clones are the same application.
#[derive(Clone)]
pub struct Sendbird {
    application: Arc<Application>,
    server: Arc<Server>,
}

impl Sendbird {
    /// Starts the application on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let application = Application::open(config)?;
        let server = Server::start(gate::router(&application), listener).await?;
        Ok(Self {
            application,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end; stands for `*.sendbird.com`.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.server.base_url()
    }

    /// Everything received, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.application.front.requests.all()
    }

    /// Makes the next request that matches fail; every call is good for one request.
    pub fn fail_next(&self, matcher: impl Into<Matcher>, fault: Fault) {
        self.application.front.fail_next(matcher.into(), fault);
    }

    /// Forgets the faults that have not struck yet.
    pub fn forget_faults(&self) {
        self.application.front.forget_faults();
    }

    /// Changes how the application behaves from now on.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.application.switches.lock());
    }

    /// Moves the application's clock forward.
    pub fn advance(&self, by: Duration) {
        self.application.clock.advance(by);
    }

    /// Every user, by id, without access tokens.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        self.application.records.lock().listed_users()
    }

    /// Every room as its view shows it, oldest first, with everybody who was ever in it under `participants`.
    #[must_use]
    pub fn rooms(&self) -> Vec<Value> {
        self.application.records.lock().listed_rooms()
    }

    /// Enters a room as a browser does; tells the participant.
    pub fn enter(&self, entry: &Entry) -> Result<Value, ClientRefusal> {
        let entered = self.application.enter(entry)?;
        Ok(entered.participant)
    }

    /// Lets a participant's media flow; tells the participant.
    pub fn connect(&self, participant_id: &str) -> Result<Value, ClientRefusal> {
        self.application.connect(participant_id)
    }

    /// Switches a participant's sound or picture on or off; tells the participant.
    pub fn set_media(&self, participant_id: &str, media: Media) -> Result<Value, ClientRefusal> {
        self.application.set_media(participant_id, media)
    }

    /// Leaves a room; tells the participant.
    pub fn leave(&self, participant_id: &str) -> Result<Value, ClientRefusal> {
        self.application.leave(participant_id)
    }

    /// What happened, one sentence an effect or refusal, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.application.records.lock().transcript.clone()
    }
}
