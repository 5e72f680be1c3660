//! A verified delivery, or the provider's own record, as facts about one call: who, which way, what happened.
//!
//! Pure. Only the kind and the call id are surely covered by a signature, so every other field is parsed as hostile.

use serde::{Deserialize, Serialize};

use crate::config::{Line, Voice};
use crate::error::Result;
use crate::values::{CallId, E164};
use crate::wire::sautikit::{CallState, Contract, Delivery};

/// What happened to a call.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Kind {
    /// Somebody, or something, took it.
    Answered,
    /// It ended before anybody did.
    Failed,
    /// It ended.
    Completed,
    /// There is a recording of it.
    Recording,
    /// The caller left a message, since nobody took the call.
    Voicemail,
    /// A phone that was rung for the call did not answer, and the call goes on.
    Unreached,
    /// It is asked whom to ring.
    Routing,
}

/// Which way a call went.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Direction {
    /// A customer calls.
    Inbound,
    /// We call.
    Outbound,
}

/// The person on the other side.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Caller {
    /// Known by number.
    Number(E164),
    /// Known by digits that are no E.164 number: an extension or a short code.
    Short(String),
    /// The number is withheld.
    Withheld,
    /// The event does not say (a recording event may not).
    Untold,
}

impl Caller {
    /// The digits, E.164 where it is a whole number; nothing of a caller without any.
    #[must_use]
    pub fn digits(&self) -> Option<String> {
        match self {
            Self::Number(number) => Some(number.to_string()),
            Self::Short(digits) => Some(digits.clone()),
            Self::Withheld | Self::Untold => None,
        }
    }
}

impl Kind {
    /// The kind by its name in a delivery or in a record's list of events.
    fn find(name: &str) -> Option<Self> {
        match name {
            "call.answered" => Some(Self::Answered),
            "call.failed" => Some(Self::Failed),
            "call.completed" => Some(Self::Completed),
            "recording.ready" | "call.recording.ready" => Some(Self::Recording),
            "call.routing" => Some(Self::Routing),
            "call.unreached" => Some(Self::Unreached),
            _ => None,
        }
    }
}

/// How the request ids begin that we give to calls.
pub(crate) const REQUEST_PREFIX: &str = "sb-";

/// Facts about one call. Parked events are kept in this form, so every text in it has a bound.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CallEvent {
    /// What happened.
    pub kind: Kind,
    /// The provider's id, or the exchange's where that alone is known.
    pub call: CallId,
    /// The exchange's id, as far as it is known.
    pub session: Option<CallId>,
    /// When it happened, or the call began, in the provider's words; the blog's contract does not tell.
    #[serde(default)]
    pub at: Option<String>,
    /// Which way it went.
    pub direction: Direction,
    /// The person on the other side.
    pub customer: Caller,
    /// Why the call failed, in the provider's words, at most 100 characters.
    pub(crate) reason: Option<String>,
    pub(crate) duration_seconds: Option<u64>,
    pub(crate) recording_url: Option<String>,
    pub(crate) recording_expires_at: Option<String>,
    /// What we called the call when we placed it; others' request ids mean nothing to us.
    pub request: Option<String>,
}

impl CallEvent {
    /// The id that stands for the call: the exchange's where it is named, since that one is in nearly every edge.
    #[must_use]
    pub const fn id(&self) -> &CallId {
        match &self.session {
            Some(session) => session,
            None => &self.call,
        }
    }

    /// Reads the facts; `None` for an event that voice has no use for.
    ///
    /// Without a known word for the direction, our request id or our number as the caller means outbound, and our number as
    /// the called one inbound. With neither, the blog's contract means inbound, and so does a routing question, which cannot
    /// wait; of others, recordings above all, nothing is told until the call's record is asked.
    pub fn interpret(delivery: &Delivery, line: &Line) -> Result<Option<Self>> {
        let Some(kind) = delivery.kind.as_deref().and_then(Kind::find) else {
            return Ok(None);
        };
        let (call, session) =
            parse_ids(delivery.call_id.as_deref(), delivery.session_id.as_deref())?;
        let request = own_request(delivery.client_request_id.as_deref());
        let (from, to) = (delivery.from.as_deref(), delivery.to.as_deref());
        let ours = |text: Option<&str>| {
            let number = text.map(|text| E164::parse_in(text, line.country));
            number == Some(Ok(line.our_number.clone()))
        };
        let told = delivery.direction.as_deref().unwrap_or_default();
        let is_from_outside =
            ours(to) || delivery.contract == Contract::Blog || kind == Kind::Routing;
        let direction = if told.eq_ignore_ascii_case("outbound") {
            Some(Direction::Outbound)
        } else if told.eq_ignore_ascii_case("inbound") {
            Some(Direction::Inbound)
        } else if request.is_some() || ours(from) {
            Some(Direction::Outbound)
        } else {
            is_from_outside.then_some(Direction::Inbound)
        };
        let customer = match direction {
            // Our own number is never the customer, whichever side the exchange puts it on.
            Some(Direction::Inbound) if ours(from) => parse_party(to, line),
            Some(Direction::Inbound) => parse_party(from, line),
            Some(Direction::Outbound) if ours(to) => parse_party(from, line),
            Some(Direction::Outbound) => parse_party(to, line),
            None => Caller::Untold,
        };
        Ok(Some(Self {
            kind,
            call,
            session,
            at: shortened(delivery.occurred_at.as_deref()),
            direction: direction.unwrap_or(Direction::Inbound),
            customer,
            reason: match kind {
                Kind::Failed => shortened(delivery.status.as_deref()),
                Kind::Answered
                | Kind::Completed
                | Kind::Recording
                | Kind::Voicemail
                | Kind::Unreached
                | Kind::Routing => None,
            },
            duration_seconds: delivery.duration_seconds.as_deref().and_then(parse_seconds),
            // The blog's signature covers nothing but the kind and the id.
            recording_url: delivery.recording_url.clone().filter(|url| {
                delivery.contract != Contract::Blog
                    || kind == Kind::Recording && is_known_host(url, line)
            }),
            recording_expires_at: shortened(delivery.recording_expires_at.as_deref()),
            request,
        }))
    }

    /// What the provider's record of a call tells: how it stands, and that there is a recording. Empty while it rings.
    ///
    /// An outbound call tells only its end: who answered it may be the agent.
    pub(crate) fn of_state(call: &CallState, voice: &Voice) -> Result<Vec<Self>> {
        let is_inbound = call.direction.as_deref() != Some("outbound");
        let seconds = call.duration_seconds.as_deref().and_then(parse_seconds);
        let nobody_talked = is_inbound && (call.answered_at.is_none() || seconds == Some(0));
        let (kind, reason) = match call.status.as_deref() {
            Some("answered") if is_inbound => (Some(Kind::Answered), None),
            Some("completed") if nobody_talked => (
                Some(Kind::Failed),
                call.failure_code.as_deref().or(Some(NOBODY_TALKED)),
            ),
            Some("completed") => (Some(Kind::Completed), None),
            Some(
                status @ ("failed" | "no_answer" | "busy" | "canceled" | "missed" | "rejected"),
            ) => {
                let reason = call.failure_code.as_deref().unwrap_or(status);
                (Some(Kind::Failed), Some(reason))
            }
            Some(_) | None => (None, None),
        };
        let recording = call
            .events
            .iter()
            .flatten()
            .any(|moment| moment.kind.as_deref().and_then(Kind::find) == Some(Kind::Recording));
        let kinds = kind.into_iter().chain(recording.then_some(Kind::Recording));
        kinds
            .map(|kind| {
                let mut event = Self::about(kind, call, voice)?;
                match kind {
                    Kind::Failed => event.reason = shortened(reason),
                    Kind::Completed => event.duration_seconds = seconds,
                    Kind::Answered
                    | Kind::Recording
                    | Kind::Voicemail
                    | Kind::Unreached
                    | Kind::Routing => {}
                }
                Ok(event)
            })
            .collect()
    }

    /// An event of this kind about the call of a provider's record.
    pub(crate) fn about(kind: Kind, call: &CallState, voice: &Voice) -> Result<Self> {
        let (id, session) = parse_ids(call.id.as_deref(), call.session_id.as_deref())?;
        let event = Self {
            kind,
            call: id,
            session,
            at: shortened(call.started_at.as_deref()),
            direction: Direction::Inbound,
            customer: Caller::Untold,
            reason: None,
            duration_seconds: None,
            recording_url: None,
            recording_expires_at: None,
            request: None,
        };
        Ok(event.complete(call, voice))
    }

    /// Whether the call gets its ticket by this event, so that nothing need be known of it before.
    pub(crate) const fn opens_a_ticket(&self) -> bool {
        matches!(self.kind, Kind::Answered | Kind::Failed | Kind::Voicemail)
    }

    /// The event of a message that the caller left, since nobody took the call.
    pub(crate) fn with_message(self) -> Self {
        Self {
            kind: Kind::Voicemail,
            reason: Some("the caller left a message".to_owned()),
            ..self
        }
    }

    /// The recording that came with the end of the call, as an event of its own.
    pub(crate) fn recording(&self) -> Option<Self> {
        let ends = matches!(self.kind, Kind::Completed | Kind::Failed);
        (ends && self.recording_url.is_some()).then(|| Self {
            kind: Kind::Recording,
            reason: None,
            duration_seconds: None,
            ..self.clone()
        })
    }

    /// Whether a customer called and reached nobody.
    pub(crate) fn is_missed(&self) -> bool {
        self.direction == Direction::Inbound && matches!(self.kind, Kind::Failed | Kind::Voicemail)
    }

    /// The event with the meaning that its own facts give it: an inbound call in which nobody talked was missed, even if a
    /// greeting was played, and so was one for which the last phone was rung in vain.
    pub(crate) fn honestly(self) -> Self {
        let reason = if self.kind == Kind::Unreached {
            "no agent answered"
        } else if self.kind == Kind::Completed && self.duration_seconds == Some(0) {
            NOBODY_TALKED
        } else {
            return self;
        };
        if self.direction == Direction::Outbound {
            return self;
        }
        Self {
            kind: Kind::Failed,
            reason: Some(reason.to_owned()),
            ..self
        }
    }

    /// Whether the event itself tells a customer's call from one of ours.
    pub(crate) fn tells_whose_it_is(&self) -> bool {
        self.request.is_some()
            || (self.direction == Direction::Inbound && self.customer != Caller::Untold)
    }

    /// Adds what the provider's own record of the call tells and the event did not.
    pub(crate) fn complete(mut self, state: &CallState, voice: &Voice) -> Self {
        if state.direction.as_deref() == Some("outbound") {
            self.direction = Direction::Outbound;
        }
        self.customer = match parse_party(state.remote_e164.as_deref(), &voice.line) {
            Caller::Untold => Caller::Withheld,
            known @ (Caller::Number(_) | Caller::Short(_) | Caller::Withheld) => known,
        };
        self
    }
}

/// The reason of a missed call that the provider calls completed.
const NOBODY_TALKED: &str = "nobody talked";

/// The request id if it is one of ours.
pub(crate) fn own_request(request: Option<&str>) -> Option<String> {
    let request = request.filter(|id| id.starts_with(REQUEST_PREFIX) && id.len() <= 64)?;
    Some(request.to_owned())
}

/// The id that stands for the call, and the exchange's; an unreadable second id is as good as none.
pub(crate) fn parse_ids(
    call: Option<&str>,
    session: Option<&str>,
) -> Result<(CallId, Option<CallId>)> {
    if let Some(call) = call {
        return Ok((call.parse()?, session.and_then(|id| id.parse().ok())));
    }
    let session: CallId = session.unwrap_or_default().parse()?;
    Ok((session.clone(), Some(session)))
}

/// The hosts of the provider's samples.
const PROVIDERS_HOSTS: [&str; 2] = ["sautikit.com", "helloduty.com"];

/// Whether an address is on the provider's own hosts, or on those that an administrator named. The blog's signature does not
/// cover it, so anybody who saw a delivery could put another there.
fn is_known_host(url: &str, line: &Line) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let known = line.recording_hosts.iter().map(String::as_str);
    PROVIDERS_HOSTS.into_iter().chain(known).any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    })
}

/// Whatever stands where a number would be and is none counts as withheld: a call is told without its number rather than
/// not at all.
fn parse_party(text: Option<&str>, line: &Line) -> Caller {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Caller::Untold;
    }
    if let Ok(number) = E164::parse_in(text, line.country) {
        return Caller::Number(number);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    if !(1..=LONGEST_NUMBER).contains(&digits.len())
        || !digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Caller::Withheld;
    }
    let foreign = format!("+{digits}").parse().ok();
    match foreign.filter(|_| digits.len() > LONGEST_NATIONAL) {
        Some(number) => Caller::Number(number),
        None => Caller::Short(digits.to_owned()),
    }
}

/// E.164 numbers have at most 15 digits; longer rows of digits are no number of any kind.
const LONGEST_NUMBER: usize = 15;

/// No country that can be the default has longer national numbers, not counting a `0` in front, so what is longer lacks only
/// its `+`.
const LONGEST_NATIONAL: usize = 10;

/// Seconds as a number or its text, whole or not.
pub(crate) fn parse_seconds(text: &str) -> Option<u64> {
    let (whole, _) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    whole.parse().ok()
}

fn shortened(text: Option<&str>) -> Option<String> {
    let text = text?.trim().chars().filter(|c| !c.is_control());
    let text: String = text.take(100).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use serde_json::json;

    fn voice() -> Voice {
        let parameters = json!({
            "sautikit_api_key": "k", "sautikit_from_number": "+254203893800", "sautikit_webhook_secret": "s",
            "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "f",
        });
        Config::read(serde_json::from_value(parameters).unwrap())
            .voice()
            .unwrap()
            .clone()
    }

    fn delivery(contract: Contract, body: &serde_json::Value) -> Delivery {
        let text = |name: &str| {
            let number = body[name].as_u64().map(|number| number.to_string());
            body[name].as_str().map(str::to_owned).or(number)
        };
        Delivery {
            contract,
            kind: text("kind"),
            call_id: text("call_id"),
            session_id: text("session_id"),
            from: text("from"),
            to: text("to"),
            direction: text("direction"),
            status: text("status"),
            client_request_id: text("client_request_id"),
            ..Delivery::default()
        }
    }

    #[expect(
        clippy::needless_pass_by_value,
        reason = "checks read best with values given outright"
    )]
    fn interpret(body: serde_json::Value) -> Result<Option<CallEvent>> {
        CallEvent::interpret(&delivery(Contract::Blog, &body), &voice().line)
    }

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "checks read best with values given outright"
    )]
    fn check_customer(from: serde_json::Value, customer: Result<Caller, &str>) {
        let event = interpret(json!({"kind": "call.answered", "call_id": "c", "from": from}));
        assert_eq!(
            event
                .map(|event| event.unwrap().customer)
                .map_err(|error| error.to_string()),
            customer.map_err(str::to_owned)
        );
    }

    #[test]
    fn a_caller_is_a_number_or_withheld_or_untold() {
        let number = Caller::Number("+254712345678".parse().unwrap());
        check_customer(json!("+254712345678"), Ok(number.clone()));
        check_customer(json!("0712 345 678"), Ok(number.clone()));
        check_customer(json!(254_712_345_678_u64), Ok(number));
        let foreign = Caller::Number("+447911123456".parse().unwrap());
        check_customer(json!("447911123456"), Ok(foreign));
        for short in ["7911123456", "07911123456", "+07911123456"] {
            check_customer(json!(short), Ok(Caller::Short(short.replace('+', ""))));
        }
        check_customer(json!("100"), Ok(Caller::Short("100".to_owned())));
        check_customer(json!("1".repeat(16)), Ok(Caller::Withheld));
        check_customer(json!("+"), Ok(Caller::Withheld));
        check_customer(json!("Anonymous"), Ok(Caller::Withheld));
        check_customer(json!(""), Ok(Caller::Untold));
        check_customer(json!(null), Ok(Caller::Untold));
        check_customer(json!("+2547abc45678"), Ok(Caller::Withheld));
        check_customer(json!("<b>1</b>"), Ok(Caller::Withheld));
    }

    #[test]
    fn a_call_from_our_own_number_is_outbound_even_when_the_event_does_not_say() {
        let event = interpret(
            json!({"kind": "call.failed", "call_id": "c", "from": "+254203893800", "to": "+254712345678"}),
        );
        let event = event.unwrap().unwrap();
        assert_eq!(event.direction, Direction::Outbound);
        assert_eq!(
            event.customer,
            Caller::Number("+254712345678".parse().unwrap())
        );
    }

    #[test]
    fn both_names_of_a_recording_are_known_and_other_kinds_are_ignored() {
        for name in ["recording.ready", "call.recording.ready"] {
            assert_eq!(Kind::find(name), Some(Kind::Recording));
        }
        assert_eq!(
            interpret(json!({"kind": "wallet.low_balance", "call_id": "c"})).unwrap(),
            None
        );
        assert_eq!(
            interpret(json!({"kind": "call.started", "call_id": "c"})).unwrap(),
            None
        );
        assert_eq!(interpret(json!({"call_id": "c"})).unwrap(), None);
    }

    const OURS: &str = "+254203893800";
    const CUSTOMER: &str = "+254712345678";

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "checks read best with values given outright"
    )]
    fn check_way(
        contract: Contract,
        kind: &str,
        fields: serde_json::Value,
        direction: Direction,
        is_told: bool,
    ) {
        let mut body = json!({"kind": kind, "call_id": "c"});
        body.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        let event = CallEvent::interpret(&delivery(contract, &body), &voice().line);
        let event = event.unwrap().unwrap();
        let customer = if is_told {
            Caller::Number(CUSTOMER.parse().unwrap())
        } else {
            Caller::Untold
        };
        assert_eq!((event.direction, event.customer), (direction, customer));
    }

    #[test]
    fn a_direction_that_is_not_told_follows_from_the_numbers_or_the_request() {
        use Contract::{Blog, Documented};
        use Direction::{Inbound, Outbound};
        let failed = "call.failed";
        for contract in [Blog, Documented] {
            let in_form = json!({"from": CUSTOMER, "to": "0203893800"});
            check_way(contract, failed, in_form, Inbound, true);
            let out_form = json!({"from": OURS, "to": CUSTOMER});
            check_way(contract, failed, out_form, Outbound, true);
            let of_request = json!({"from": "x", "to": CUSTOMER, "client_request_id": "sb-1"});
            check_way(contract, failed, of_request, Outbound, true);
            let swapped = json!({"from": CUSTOMER, "to": OURS, "direction": "Outbound"});
            check_way(contract, failed, swapped, Outbound, true);
            let swapped = json!({"from": OURS, "to": CUSTOMER, "direction": "INBOUND"});
            check_way(contract, failed, swapped, Inbound, true);
        }
        let foreign = || json!({"from": CUSTOMER, "to": "+254700000009"});
        check_way(Blog, failed, foreign(), Inbound, true);
        check_way(Documented, failed, foreign(), Inbound, false);
        check_way(Documented, "call.routing", foreign(), Inbound, true);
        check_way(Documented, "recording.ready", json!({}), Inbound, false);
        let incoming = json!({"from": CUSTOMER, "to": OURS, "direction": "incoming"});
        check_way(Documented, failed, incoming, Inbound, true);
        let outgoing = json!({"from": OURS, "to": CUSTOMER, "direction": "outgoing"});
        check_way(Documented, failed, outgoing, Outbound, true);
    }

    #[test]
    fn one_call_is_the_same_event_in_every_contract() {
        let body = json!({
            "kind": "call.failed", "call_id": "c", "session_id": "HD_1", "from": CUSTOMER, "to": OURS,
            "direction": "inbound", "status": "busy",
        });
        let event = CallEvent {
            kind: Kind::Failed,
            call: "c".parse().unwrap(),
            session: Some("HD_1".parse().unwrap()),
            at: None,
            direction: Direction::Inbound,
            customer: Caller::Number(CUSTOMER.parse().unwrap()),
            reason: Some("busy".to_owned()),
            duration_seconds: None,
            recording_url: None,
            recording_expires_at: None,
            request: None,
        };
        for contract in [Contract::Blog, Contract::Documented] {
            let told = CallEvent::interpret(&delivery(contract, &body), &voice().line);
            assert_eq!(told.unwrap().as_ref(), Some(&event));
        }
    }

    #[test]
    fn a_request_of_others_means_nothing() {
        assert_eq!(own_request(Some("sb-1")).as_deref(), Some("sb-1"));
        assert_eq!(own_request(Some("fd-1")), None);
        assert_eq!(own_request(Some(&format!("sb-{}", "x".repeat(62)))), None);
        assert_eq!(own_request(None), None);
    }

    #[track_caller]
    fn check_ids(
        call: Option<&str>,
        session: Option<&str>,
        ids: Result<(&str, Option<&str>), &str>,
    ) {
        let parsed = parse_ids(call, session);
        let parsed = parsed
            .as_ref()
            .map(|(call, session)| (call.as_str(), session.as_ref().map(CallId::as_str)));
        assert_eq!(
            parsed.map_err(ToString::to_string),
            ids.map_err(str::to_owned)
        );
    }

    #[test]
    fn the_exchange_id_stands_for_a_call_only_where_it_is_the_only_one() {
        check_ids(Some("c"), Some("HD_1"), Ok(("c", Some("HD_1"))));
        check_ids(Some("c"), None, Ok(("c", None)));
        check_ids(Some("c"), Some("H D"), Ok(("c", None)));
        check_ids(None, Some("HD_1"), Ok(("HD_1", Some("HD_1"))));
        check_ids(None, None, Err("the call id is empty"));
        check_ids(
            Some("a b"),
            Some("HD_1"),
            Err("the call id has a blank or a letter beyond ASCII"),
        );
    }

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "checks read best with values given outright"
    )]
    fn check_state(changes: serde_json::Value, told: &[(Kind, Option<&str>, Option<u64>)]) {
        let mut record = json!({
            "id": "c", "session_id": "HD_1", "direction": "inbound", "local_e164": OURS, "remote_e164": CUSTOMER,
            "answered_at": "2026-09-21T14:13:20.000Z", "duration_seconds": 74, "failure_code": null, "events": null,
        });
        record
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        let record: CallState = serde_json::from_value(record).unwrap();
        let events = CallEvent::of_state(&record, &voice()).unwrap();
        for event in &events {
            assert_eq!(event.call.as_str(), "c");
            assert_eq!(event.session.as_ref().map(CallId::as_str), Some("HD_1"));
            assert_eq!(event.customer, Caller::Number(CUSTOMER.parse().unwrap()));
            let outbound = changes["direction"] == "outbound";
            assert_eq!(event.direction == Direction::Outbound, outbound);
        }
        let events: Vec<_> = events
            .iter()
            .map(|event| (event.kind, event.reason.as_deref(), event.duration_seconds))
            .collect();
        assert_eq!(events, told);
    }

    #[test]
    fn a_record_tells_how_the_call_stands() {
        use Kind::{Answered, Completed, Failed, Recording};
        check_state(json!({"status": "ringing"}), &[]);
        check_state(json!({"status": "parked"}), &[]);
        check_state(json!({"status": "answered"}), &[(Answered, None, None)]);
        check_state(json!({"status": "answered", "direction": "outbound"}), &[]);
        check_state(
            json!({"status": "completed"}),
            &[(Completed, None, Some(74))],
        );
        check_state(
            json!({"status": "completed", "direction": "outbound", "answered_at": null, "duration_seconds": null}),
            &[(Completed, None, None)],
        );
        for silence in [json!({"duration_seconds": 0}), json!({"answered_at": null})] {
            let mut silence = silence;
            silence["status"] = json!("completed");
            check_state(silence, &[(Failed, Some("nobody talked"), None)]);
        }
        for status in ["failed", "no_answer", "busy", "canceled"] {
            check_state(json!({"status": status}), &[(Failed, Some(status), None)]);
        }
        for status in ["no-answer", "NO_ANSWER", "NoAnswer"] {
            check_state(
                json!({"status": status}),
                &[(Failed, Some("no_answer"), None)],
            );
        }
        for status in ["Completed", "hangup"] {
            check_state(json!({"status": status}), &[(Completed, None, Some(74))]);
        }
        for status in ["queued", "in_progress"] {
            check_state(json!({"status": status}), &[]);
        }
        check_state(
            json!({"status": "failed", "failure_code": "congestion"}),
            &[(Failed, Some("congestion"), None)],
        );
        check_state(
            json!({"status": "completed", "events": [{"kind": "call.started"}, {"kind": "call.recording.ready"}]}),
            &[(Completed, None, Some(74)), (Recording, None, None)],
        );
    }

    #[test]
    fn seconds_are_read_from_every_form() {
        assert_eq!(parse_seconds("74"), Some(74));
        assert_eq!(parse_seconds("74.9"), Some(74));
        assert_eq!(parse_seconds("-1"), None);
        assert_eq!(parse_seconds("soon"), None);
    }
}
