//! A [`Host`] that sends nothing and answers every request as it is told; it has no store.

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde::Serialize;
use serde_json::{Value, json};

use super::adapter::{Channel, Hitch, Outcome, Outgoing};
use super::message::Part;
use crate::config::Parameters;
use crate::error::{Error, ErrorKind, Refusal, Result};
use crate::host::{Answer, Call, Claim, Host, List, Record, Row};
use crate::values::{LocalTime, Timestamp};

/// How requests are answered, and what was asked.
pub(super) struct Answering {
    /// A status and a body, or no answer since the platform is busy.
    answer: Option<(u16, String)>,
    asked: RefCell<Vec<Value>>,
}

/// The serial of every message that is sent here.
pub(super) const SERIAL: &str = "abcdefghijklmnopqrstuv";

impl Answering {
    /// Answers with a status and a body.
    pub(super) fn with(status: u16, body: &str) -> Self {
        Self {
            answer: Some((status, body.to_owned())),
            asked: RefCell::default(),
        }
    }

    /// Lets the platform refuse to send.
    pub(super) fn busy() -> Self {
        Self {
            answer: None,
            asked: RefCell::default(),
        }
    }

    /// The requests so far: template, context and body.
    pub(super) fn asked(&self) -> Vec<Value> {
        self.asked.take()
    }

    /// Sends a part to a person.
    pub(super) fn send(&self, channel: &impl Channel, part: &Part, choices: &[&str]) -> Outcome {
        let choices: Vec<String> = choices.iter().map(|&it| it.to_owned()).collect();
        let message = Outgoing {
            to: "100",
            from: Some("Amina Otieno"),
            part,
            choices: &choices,
            serial: SERIAL,
        };
        run(channel.send(self, &message))
    }

    /// Asks for the address that is entered.
    pub(super) fn entered(&self, channel: &impl Channel) -> Result<Option<String>, Hitch> {
        run(channel.entered(self))
    }

    /// Enters an address.
    pub(super) fn enter(&self, channel: &impl Channel) -> Result<(), Hitch> {
        run(channel.enter(self, "https://hook.example/"))
    }

    /// Removes the address.
    pub(super) fn remove(&self, channel: &impl Channel) -> Result<(), Hitch> {
        run(channel.remove(self))
    }
}

/// A channel's complete parameters with these changes; null takes one away.
pub(super) fn parameters(complete: &Value, changes: &Value) -> Parameters {
    let mut parameters = complete.clone();
    for (name, value) in changes.as_object().unwrap() {
        parameters[name] = value.clone();
    }
    serde_json::from_value(parameters).unwrap()
}

/// Without any of these parameters the channel is off, and says so in a sentence that an installation can show.
#[track_caller]
pub(super) fn check_needs<C: Channel>(complete: &Value, names: &[&str]) {
    assert!(C::read(&parameters(complete, &json!({}))).is_ok());
    for name in names {
        for missing in [Value::Null, json!(" "), json!([])] {
            let why = C::read(&parameters(complete, &json!({*name: missing})));
            let why = why.err().unwrap();
            assert!(why.starts_with(&format!("{} is off: ", C::NAME)), "{why}");
            assert!(why.chars().count() <= 60, "{why}");
        }
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

impl Host for Answering {
    async fn load<R: Record>(&self, _: &R) -> Result<Option<R::Value>> {
        unreachable!("a channel stores nothing")
    }

    async fn store<R: Record>(&self, _: &R, _: &R::Value) -> Result<()> {
        unreachable!("a channel stores nothing")
    }

    async fn claim<R: Record>(&self, _: &R, _: &R::Value) -> Result<Claim> {
        unreachable!("a channel stores nothing")
    }

    async fn amend<R: Record>(&self, _: &R, _: &str, _: &impl Serialize) -> Result<()> {
        unreachable!("a channel stores nothing")
    }

    async fn erase<R: Record>(&self, _: &R) -> Result<()> {
        unreachable!("a channel stores nothing")
    }

    async fn append<L: List>(&self, _: &L) -> Result<()> {
        unreachable!("a channel stores nothing")
    }

    async fn rows<L: List>(&self, _: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>> {
        unreachable!("a channel stores nothing")
    }

    async fn replace<L: List>(&self, _: &Row<L>) -> Result<()> {
        unreachable!("a channel stores nothing")
    }

    async fn remove<L: List>(&self, _: &Row<L>) -> Result<()> {
        unreachable!("a channel stores nothing")
    }

    async fn send<C: Call>(&self, call: &C) -> Result<Answer> {
        let context = call.context().into_iter();
        let context = context.map(|(name, value)| (name.to_owned(), json!(value)));
        self.asked.borrow_mut().push(json!({
            "template": C::TEMPLATE,
            "context": Value::Object(context.collect()),
            "body": serde_json::to_value(call.body()).unwrap(),
        }));
        match self.answer.clone() {
            None => Err(Error::unavailable("send", "too much is going on").busy()),
            Some((status, body)) if status >= 400 => Err(ErrorKind::Refused(Refusal {
                template: C::TEMPLATE,
                status,
                body,
            })
            .into()),
            Some((status, body)) => Ok(Answer {
                status,
                location: None,
                body,
            }),
        }
    }

    async fn target_url(&self, _: &str) -> Result<String> {
        unreachable!("a channel makes no address")
    }

    async fn schedule(&self, _: &str, _: Timestamp, _: u32) -> Result<()> {
        unreachable!("a channel has no schedule")
    }

    async fn unschedule(&self, _: &str) -> Result<()> {
        unreachable!("a channel has no schedule")
    }

    fn now(&self) -> Timestamp {
        unreachable!("a channel knows no time")
    }

    fn utc_text(&self, _: Timestamp) -> String {
        unreachable!("a channel knows no time")
    }

    fn parse_time(&self, _: &str) -> Option<Timestamp> {
        unreachable!("a channel knows no time")
    }

    fn local_time(&self, _: Timestamp, _: &str) -> Option<LocalTime> {
        unreachable!("a channel knows no time")
    }

    async fn seal(&self, _: &str, _: &str, _: &[u8], _: i64) -> Result<String> {
        unreachable!("a channel seals nothing")
    }

    fn random(&self, _: &mut [u8]) -> Result<()> {
        unreachable!("a channel throws no dice")
    }

    fn log(&self, line: &str) {
        unreachable!("a channel logs nothing: {line}")
    }
}
