//! A [`Host`] whose vendors answer nonsense at times, and which looks at everything that the app writes, sends and logs.
//!
//! What happens to the app is not decided here.

use std::cell::{Cell, RefCell};

use serde::Serialize;
use serde_json::Value;
use switchboard::error::{ErrorKind, Refusal, Result};
use switchboard::host::{Answer, Call, Claim, Host, List, Record, Row};
use switchboard::values::{LocalTime, Timestamp};

use super::mutator::{EARLIEST, LATEST, Mutator, TEXTS};
use super::requests;
use super::secrets::is_the_channels_own;
use crate::chat::TOPIC;
use crate::native::Native;

/// What a field of the entity store holds.
const LONGEST_IN_A_ROW: usize = 2048;

/// A [`Native`] whose vendors answer nonsense at times, and which looks at everything that is written.
pub(super) struct Rough<'a> {
    pub(super) native: Native,
    pub(super) mutator: RefCell<Mutator<'a>>,
    /// How many of a hundred replies are nonsense.
    pub(super) nonsense: Cell<u8>,
    /// Whether Sautikit says nothing but the truth: that it knows no call.
    pub(super) knows_no_call: bool,
    /// What nobody may be told: secrets, and tokens of the admin page.
    pub(super) hidden: RefCell<Vec<String>>,
    pub(super) labels: RefCell<Vec<String>>,
    /// How many tickets, users, conversations and messages of customers the app asked for.
    pub(super) made: Cell<usize>,
    /// How many messages the app sent to people of channels.
    pub(super) sent: Cell<usize>,
}

impl Rough<'_> {
    #[track_caller]
    pub(super) fn check_hides(&self, what: &str, text: &str) {
        for hidden in &*self.hidden.borrow() {
            assert!(!text.contains(hidden), "{what} has {hidden:?}: {text}");
        }
    }

    #[track_caller]
    pub(super) fn check_kept(&self, what: &str, value: &impl Serialize) {
        self.check_hides(what, &serde_json::to_string(value).unwrap());
    }

    #[track_caller]
    fn check_row(&self, row: &impl Serialize) {
        self.check_kept("a row", row);
        let row = serde_json::to_value(row).unwrap();
        for text in row.as_object().unwrap().values().filter_map(Value::as_str) {
            assert!(
                text.chars().count() <= LONGEST_IN_A_ROW,
                "a row's text: {text:?}"
            );
        }
    }

    /// Requests say no secret but the one that their vendor has to be told.
    fn check_request(
        &self,
        template: &str,
        context: &[(&'static str, String)],
        body: Option<&Value>,
    ) {
        for (name, value) in context {
            if !is_the_channels_own(template, name, value) {
                self.check_hides("a context", value);
            }
        }
        let mut body = body.cloned().unwrap_or_default();
        if let Value::Object(fields) = &mut body {
            fields.retain(|name, value| {
                let text = value.as_str().unwrap_or_default();
                !is_the_channels_own(template, name, text)
            });
        }
        self.check_kept("a request", &body);
        requests::check_way(template, context);
        requests::check_address(template, &body);
        requests::check_sent(template, &body);
        let made = usize::from(requests::makes_something(template, &body));
        self.made.set(self.made.get() + made);
        let sent = usize::from(requests::is_sent_to_a_person(template, &body));
        self.sent.set(self.sent.get() + sent);
    }

    /// What a vendor answers by chance; nothing if it is to answer as it should.
    fn nonsense(&self, template: &'static str) -> Option<Result<Answer>> {
        let name = match template {
            "listMoreCalls" | "findCalls" | "recentCalls" => "listCalls",
            "listTicketsOf" => "listTickets",
            name => name,
        };
        if self.knows_no_call && ["getCall", "listCalls", "placeCall"].contains(&name) {
            return None;
        }
        let mut mutator = self.mutator.borrow_mut();
        if !mutator.chance(self.nonsense.get()) {
            return None;
        }
        if mutator.chance(20) {
            let body = mutator.refusal();
            let refusal = Refusal {
                template,
                status: *mutator.pick(&[
                    &400, &401, &402, &403, &404, &405, &409, &422, &429, &500, &502,
                ]),
                body: mutator.mutated(body),
            };
            return Some(Err(ErrorKind::Refused(refusal).into()));
        }
        // Some vendors refuse with a good status.
        let body = if mutator.chance(10) {
            mutator.refusal()
        } else {
            mutator.corpus.entry("replies", name)
        };
        let location = mutator.chance(20).then(|| {
            let text = mutator.pick(&TEXTS);
            mutator.changed_text(text)
        });
        Some(Ok(Answer {
            status: *mutator.pick(&[&200, &201, &202, &204, &302]),
            location,
            body: mutator.mutated(body),
        }))
    }

    /// Whether the vendors have what a request names; of a nonsensical reply may come any id.
    fn is_known(&self, context: &[(&'static str, String)], body: Option<&Value>) -> bool {
        self.native.vendors(|vendors| {
            let in_context = context.iter().all(|(name, value)| match *name {
                "ticket_id" => value
                    .parse()
                    .is_ok_and(|id: usize| (1..=vendors.tickets.len()).contains(&id)),
                "cursor" => value.len() < 5,
                _ => true,
            });
            let requester = body.and_then(|body| body["requester_id"].as_u64());
            let has = |id| vendors.contacts.iter().any(|contact| contact["id"] == id);
            let topic = body.and_then(|body| body.get("channel_id"));
            in_context && requester.is_none_or(has) && topic.is_none_or(|topic| topic == TOPIC)
        })
    }
}

impl Host for Rough<'_> {
    async fn load<R: Record>(&self, record: &R) -> Result<Option<R::Value>> {
        self.native.load(record).await
    }

    async fn store<R: Record>(&self, record: &R, value: &R::Value) -> Result<()> {
        self.check_kept("a record", value);
        self.native.store(record, value).await
    }

    async fn claim<R: Record>(&self, record: &R, value: &R::Value) -> Result<Claim> {
        self.check_kept("a record", value);
        self.native.claim(record, value).await
    }

    async fn amend<R: Record>(
        &self,
        record: &R,
        field: &str,
        value: &impl Serialize,
    ) -> Result<()> {
        self.check_kept("a record", value);
        self.native.amend(record, field, value).await
    }

    async fn erase<R: Record>(&self, record: &R) -> Result<()> {
        self.native.erase(record).await
    }

    async fn append<L: List>(&self, row: &L) -> Result<()> {
        self.check_row(row);
        self.native.append(row).await
    }

    async fn rows<L: List>(&self, filter: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>> {
        self.native.rows(filter).await
    }

    async fn replace<L: List>(&self, row: &Row<L>) -> Result<()> {
        self.check_row(&row.value);
        self.native.replace(row).await
    }

    async fn remove<L: List>(&self, row: &Row<L>) -> Result<()> {
        self.native.remove(row).await
    }

    async fn send<C: Call>(&self, call: &C) -> Result<Answer> {
        let context = call.context();
        let body = call.body().map(|body| serde_json::to_value(body).unwrap());
        self.check_request(C::TEMPLATE, &context, body.as_ref());
        if let Some(answer) = self.nonsense(C::TEMPLATE) {
            return answer;
        }
        if !self.is_known(&context, body.as_ref()) {
            let refusal = Refusal {
                template: C::TEMPLATE,
                status: 404,
                body: String::new(),
            };
            return Err(ErrorKind::Refused(refusal).into());
        }
        self.native.send(call).await
    }

    async fn target_url(&self, label: &str) -> Result<String> {
        self.labels.borrow_mut().push(label.to_owned());
        self.native.target_url(label).await
    }

    async fn schedule(&self, _: &str, _: Timestamp, _: u32) -> Result<()> {
        Ok(())
    }

    async fn unschedule(&self, _: &str) -> Result<()> {
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.native.now()
    }

    fn utc_text(&self, at: Timestamp) -> String {
        // JavaScript writes years that the time library here does not know.
        match at.millis() {
            late if late > 253_000_000_000_000 => LATEST.0.to_owned(),
            early if early < -253_000_000_000_000 => EARLIEST.0.to_owned(),
            _ => self.native.utc_text(at),
        }
    }

    fn parse_time(&self, text: &str) -> Option<Timestamp> {
        let extreme = [LATEST, EARLIEST]
            .into_iter()
            .find(|(known, _)| *known == text);
        match extreme {
            Some((_, millis)) => Some(Timestamp::from_millis(millis)),
            None => self.native.parse_time(text),
        }
    }

    fn local_time(&self, at: Timestamp, zone: &str) -> Option<LocalTime> {
        self.native.local_time(at, zone)
    }

    async fn seal(&self, plain: &str, _: &str, _: &[u8], _: i64) -> Result<String> {
        Ok(plain.to_owned())
    }

    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        self.mutator.borrow_mut().random.fill(bytes);
        Ok(())
    }

    fn log(&self, line: &str) {
        self.check_hides("a log line", line);
        assert!(!line.contains(char::is_control), "a log line: {line:?}");
        self.native.log(line);
    }
}
