//! A fake Sautikit workspace: its REST API, its telephone exchange, its events and voice callbacks.
//!
//! Calls are modelled leg by leg, so that [`Sautikit::who_hears_whom`] tells the truth about them.
//! Its switches make it speak every contract that the vendor's sources show, and lose, repeat and delay what it tells.
//! It sends no workspace webhooks and records no audio.

mod actions;
mod auth;
mod callback;
mod calls;
mod config;
mod control;
mod emitter;
mod encoding;
mod event;
mod exchange;
mod numbers;
mod outgoing;
mod pbx;
mod phone;
mod placing;
mod raw;
mod recordings;
mod refusal;
mod router;
mod sending;
mod signature;
mod wallet;
mod webhooks;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

pub use self::config::{
    AfterTalk, AnswerIds, AnsweredMeans, ApiKey, CallbackContract, Config, Contract,
    ControlTimeouts, Dialect, Encoder, EventIds, EventsSecret, HeaderCasing, HeaderSet, KeyState,
    Number, NumberStatus, PLACE_SCOPE, RecordingEvent, RecordingMode, RefusedMethod, RoutingKeeps,
    Scheme, SignatureMode, SignedAt, Switches, Withheld,
};
pub use self::emitter::Delivery;
use self::exchange::Exchange;
pub use self::pbx::{
    CallView, DialOutcome, DialView, Heard, Hearing, InboundScript, LegView, Missed,
};
pub use self::raw::RawEvent;
pub use self::refusal::{CONTROL_REFUSED, fault};
pub use self::sending::DueDelivery;
use crate::front::{Fault, Matcher, Request, Server, StartError};

/// Why something cannot be done at a phone or a number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PhoneError {
    /// It does not ring.
    #[error("the phone {0} does not ring; place or route a call to it first")]
    NotRinging(String),
    /// It is on no call.
    #[error("the phone {0} is on no call; there is nothing to hang up")]
    NotInUse(String),
    /// The workspace has no such number.
    #[error("the workspace has no number {0}; add it to the config")]
    NotOurs(String),
    /// The number's events go nowhere.
    #[error("the number {0} has no events address; set its routing or name an address")]
    NoEventsUrl(String),
}

/// A running simulator of one workspace; clones are the same workspace.
#[derive(Clone)]
pub struct Sautikit {
    exchange: Arc<Exchange>,
    server: Arc<Server>,
}

impl Sautikit {
    /// Starts the workspace on 127.0.0.1, on a free port when no listener is given.
    pub async fn start(config: Config, listener: Option<TcpListener>) -> Result<Self, StartError> {
        let exchange = Exchange::open(config)?;
        let server = Server::start(router::router(&exchange), listener).await?;
        Ok(Self {
            exchange,
            server: Arc::new(server),
        })
    }

    /// Where it listens, without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.server.base_url()
    }

    /// Everything received, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.exchange.front.requests.all()
    }

    /// Makes the next request that matches fail; every call is good for one request.
    pub fn fail_next(&self, matcher: impl Into<Matcher>, fault: Fault) {
        self.exchange.front.fail_next(matcher.into(), fault);
    }

    /// Forgets the faults that have not struck yet.
    pub fn forget_faults(&self) {
        self.exchange.front.forget_faults();
    }

    /// Changes how the workspace behaves from now on.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        change(&mut self.exchange.pbx.lock().switches);
    }

    /// Sets the wallet, in hundredths of a shilling.
    pub fn set_balance(&self, minor: i64) {
        let _done = self.exchange.act(|pbx| pbx.balance_minor = minor);
    }

    /// Sets where a number's events go and where it asks what to do with a call.
    pub fn set_routing(
        &self,
        number: &str,
        events_url: Option<&str>,
        voice_callback_url: Option<&str>,
    ) -> Result<(), PhoneError> {
        let (events, callback) = (
            events_url.map(str::to_owned),
            voice_callback_url.map(str::to_owned),
        );
        self.exchange.set_routing(number, events, callback)
    }

    /// Lets a phone be picked up by itself from now on, or no longer.
    pub fn set_automatic(&self, phone: &str, picks_up: bool) {
        self.exchange.set_automatic(phone, picks_up);
    }

    /// Calls the first number of the workspace from outside and waits until all that this causes is done.
    /// An empty `from` is a withheld number. Tells the new call's id.
    pub async fn incoming_call(
        &self,
        from: &str,
        script: InboundScript,
    ) -> Result<String, PhoneError> {
        self.exchange.incoming(None, from, script).await
    }

    /// Picks up the phone that has rung for longest at this number, and waits until all that this causes is done.
    pub async fn answer(&self, phone: &str) -> Result<(), PhoneError> {
        self.exchange.pick_up_now(phone).await
    }

    /// Puts the phone at this number down, and waits until all that this causes is done.
    /// A ringing phone declines.
    pub async fn hang_up(&self, phone: &str) -> Result<(), PhoneError> {
        self.exchange.put_down(phone).await
    }

    /// Moves the clock forward, and waits until everything is done that has become due.
    pub async fn advance(&self, by: Duration) {
        self.exchange.clock.advance(by);
        self.exchange.catch_up().await;
    }

    /// Waits until every event is sent, every callback answered, and every automatic phone picked up.
    pub async fn settled(&self) {
        self.exchange.settled().await;
    }

    /// Every call with its legs, oldest first.
    #[must_use]
    pub fn calls(&self) -> Vec<CallView> {
        self.exchange.pbx.lock().views()
    }

    /// What every answered phone hears right now.
    #[must_use]
    pub fn who_hears_whom(&self) -> Vec<Hearing> {
        self.exchange.pbx.lock().who_hears_whom()
    }

    /// Whether two phones hear each other.
    #[must_use]
    pub fn are_bridged(&self, one: &str, other: &str) -> bool {
        self.exchange.pbx.lock().are_bridged(one, other)
    }

    /// Every post of an event or a callback with what came back, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.exchange.emitter.deliveries()
    }

    /// Posts whatever a test wants to post, and tells what came back.
    pub async fn emit(&self, event: RawEvent) -> Result<Vec<Delivery>, PhoneError> {
        self.exchange.emit_raw(event).await
    }

    /// Tells that the recording of a call is ready, whether or not anything was recorded.
    pub async fn finish_recording(&self, call_id: &str) {
        self.exchange.finish_recording(call_id).await;
    }

    /// How many events are held back; the switch `holds_events` holds them.
    #[must_use]
    pub fn held_events(&self) -> usize {
        self.exchange.held.lock().len()
    }

    /// Sends held events in the order of these places, from 0; events that are not named stay held.
    pub async fn release_events(&self, order: &[usize]) {
        self.exchange.release(order).await;
    }

    /// The deliveries that wait for their time, the next one first; the switches `retries` and `delays` make them wait.
    #[must_use]
    pub fn due_deliveries(&self) -> Vec<DueDelivery> {
        self.exchange.due_deliveries()
    }

    /// What happened, one sentence an effect, oldest first.
    #[must_use]
    pub fn transcript(&self) -> Vec<String> {
        self.exchange.pbx.lock().transcript.clone()
    }
}

impl Exchange {
    async fn incoming(
        &self,
        to: Option<&str>,
        from: &str,
        script: InboundScript,
    ) -> Result<String, PhoneError> {
        let (id, done) = self.act(|pbx| {
            let mut numbers = pbx.numbers.iter().map(|number| number.e164.clone());
            let ours = numbers.find(|number| to.is_none_or(|to| to == number));
            let ours =
                ours.ok_or_else(|| PhoneError::NotOurs(to.unwrap_or("at all").to_owned()))?;
            let seq = pbx.arrive(&ours, from, script);
            Ok(pbx
                .calls
                .get(&seq)
                .map(|call| call.id.clone())
                .unwrap_or_default())
        });
        done.wait().await;
        id
    }

    async fn pick_up_now(&self, phone: &str) -> Result<(), PhoneError> {
        let (found, done) = self.act(|pbx| pbx.ringing_at(phone).map(|leg| pbx.answer(leg)));
        done.wait().await;
        found.ok_or_else(|| PhoneError::NotRinging(phone.to_owned()))
    }

    async fn put_down(&self, phone: &str) -> Result<(), PhoneError> {
        let (count, done) = self.act(|pbx| {
            let legs = pbx.live_at(phone);
            for leg in &legs {
                pbx.hang_up(*leg);
            }
            legs.len()
        });
        done.wait().await;
        if count == 0 {
            Err(PhoneError::NotInUse(phone.to_owned()))
        } else {
            Ok(())
        }
    }

    async fn finish_recording(&self, call_id: &str) -> bool {
        let (found, done) = self.act(|pbx| {
            let seq = pbx.find(call_id).map(|call| call.seq);
            seq.map(|seq| pbx.record(seq)).is_some()
        });
        done.wait().await;
        found
    }

    fn set_routing(
        &self,
        number: &str,
        events_url: Option<String>,
        voice_callback_url: Option<String>,
    ) -> Result<(), PhoneError> {
        let (found, _done) = self.act(|pbx| {
            let found = pbx.numbers.iter_mut().find(|known| known.e164 == number)?;
            found.events_url = events_url;
            found.voice_callback_url = voice_callback_url;
            Some(())
        });
        found.ok_or_else(|| PhoneError::NotOurs(number.to_owned()))
    }

    fn set_automatic(&self, phone: &str, picks_up: bool) {
        let mut pbx = self.pbx.lock();
        if picks_up {
            pbx.automatic.insert(phone.to_owned());
        } else {
            pbx.automatic.remove(phone);
        }
    }
}
