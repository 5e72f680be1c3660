//! A verified delivery as facts about one call: who, which way, what happened.
//!
//! Pure. Only the kind and the call id are covered by the signature, so every other field is parsed as hostile.

use serde::{Deserialize, Serialize};

use crate::config::Voice;
use crate::error::{Error, Result};
use crate::values::{CallId, E164};
use crate::wire::sautikit::{CallState, Delivery};

/// What happened to a call.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Kind {
    Answered,
    Failed,
    Completed,
    Recording,
    Routing,
}

/// Which way a call went.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Direction {
    Inbound,
    Outbound,
}

/// The person on the other side.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum Caller {
    /// Known by number.
    Number(E164),
    /// Known by digits that are no E.164 number: an extension or a short code.
    Short(String),
    /// The number is withheld.
    Withheld,
    /// The event does not say (a recording event may not).
    Untold,
}

/// How the request ids begin that we give to calls.
pub(crate) const REQUEST_PREFIX: &str = "sb-";

/// Facts about one call. Parked events are kept in this form, so every text in it has a bound.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct CallEvent {
    pub(crate) kind: Kind,
    pub(crate) call: CallId,
    pub(crate) direction: Direction,
    pub(crate) customer: Caller,
    /// Why the call failed, in the provider's words, at most 100 characters.
    pub(crate) reason: Option<String>,
    pub(crate) duration_seconds: Option<u64>,
    pub(crate) recording_url: Option<String>,
    pub(crate) recording_expires_at: Option<String>,
    /// What we called the call when we placed it; others' request ids mean nothing to us.
    pub(crate) request: Option<String>,
}

impl CallEvent {
    /// Reads the facts; `None` for an event that voice has no use for.
    pub(crate) fn interpret(delivery: &Delivery, voice: &Voice) -> Result<Option<Self>> {
        let kind = match delivery.event.as_deref() {
            Some("call.answered") => Kind::Answered,
            Some("call.failed") => Kind::Failed,
            Some("call.completed") => Kind::Completed,
            Some("recording.ready" | "call.recording.ready") => Kind::Recording,
            Some("call.routing") => Kind::Routing,
            Some(_) | None => return Ok(None),
        };
        let call = delivery.call_id.as_deref().unwrap_or_default().parse()?;
        let from = parse_party("the calling number", delivery.from.as_deref(), voice)?;
        let direction = match delivery.direction.as_deref() {
            Some("outbound") => Direction::Outbound,
            // Our own number never rings us: such a call is ours, whatever the event leaves out.
            None if from == Caller::Number(voice.our_number.clone()) => Direction::Outbound,
            None | Some("inbound") => Direction::Inbound,
            Some(_) => {
                return Err(Error::malformed(
                    "the direction",
                    "is neither inbound nor outbound",
                ));
            }
        };
        let customer = match direction {
            Direction::Inbound => from,
            Direction::Outbound => parse_party("the called number", delivery.to.as_deref(), voice)?,
        };
        Ok(Some(Self {
            kind,
            call,
            direction,
            customer,
            reason: shortened(delivery.status.as_deref()),
            duration_seconds: delivery.duration_seconds.as_deref().and_then(parse_seconds),
            recording_url: delivery.recording_url.clone(),
            recording_expires_at: shortened(delivery.recording_expires_at.as_deref()),
            request: [&delivery.client_request_id, &delivery.exchange_request_id]
                .into_iter()
                .flatten()
                .find(|request| request.starts_with(REQUEST_PREFIX) && request.len() <= 64)
                .cloned(),
        }))
    }

    /// Whether the event itself tells a customer's call from one of ours.
    pub(crate) fn tells_whose_it_is(&self) -> bool {
        self.request.is_some()
            || (self.direction == Direction::Inbound && self.customer != Caller::Untold)
    }

    /// Adds what the provider's own record of the call tells and the event did not.
    pub(crate) fn complete(mut self, state: &CallState, voice: &Voice) -> Result<Self> {
        if state.direction.as_deref() == Some("outbound") {
            self.direction = Direction::Outbound;
        }
        self.customer = match parse_party(
            "the call's remote number",
            state.remote_e164.as_deref(),
            voice,
        )? {
            Caller::Untold => Caller::Withheld,
            known @ (Caller::Number(_) | Caller::Short(_) | Caller::Withheld) => known,
        };
        Ok(self)
    }
}

/// Words that networks put where a number would be.
const WITHHELD: [&str; 7] = [
    "anonymous",
    "withheld",
    "private",
    "restricted",
    "unknown",
    "unavailable",
    "blocked",
];

fn parse_party(what: &'static str, text: Option<&str>, voice: &Voice) -> Result<Caller> {
    let text = text.unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(Caller::Untold);
    }
    if WITHHELD.iter().any(|word| text.eq_ignore_ascii_case(word)) {
        return Ok(Caller::Withheld);
    }
    if let Ok(number) = E164::parse_in(text, voice.country) {
        return Ok(Caller::Number(number));
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    if (1..=LONGEST_SHORT).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Ok(Caller::Short(digits.to_owned()));
    }
    Err(Error::malformed(what, "is not a phone number"))
}

/// E.164 numbers have at most 15 digits; longer rows of digits are no number of any kind.
const LONGEST_SHORT: usize = 15;

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
        Config::read(&serde_json::from_value(parameters).unwrap())
            .voice()
            .unwrap()
            .clone()
    }

    fn interpret(body: serde_json::Value) -> Result<Option<CallEvent>> {
        let delivery: Delivery = serde_json::from_value(body).unwrap_or_default();
        CallEvent::interpret(&delivery, &voice())
    }

    #[track_caller]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "checks read best with values given outright"
    )]
    fn check_customer(from: serde_json::Value, customer: Result<Caller, &str>) {
        let event = interpret(json!({"event": "call.answered", "call_id": "c", "from": from}));
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
        check_customer(json!("100"), Ok(Caller::Short("100".to_owned())));
        check_customer(
            json!("1".repeat(16)),
            Err("the calling number is not a phone number"),
        );
        check_customer(json!("+"), Err("the calling number is not a phone number"));
        check_customer(json!("Anonymous"), Ok(Caller::Withheld));
        check_customer(json!(""), Ok(Caller::Untold));
        check_customer(json!(null), Ok(Caller::Untold));
        check_customer(
            json!("+2547abc45678"),
            Err("the calling number is not a phone number"),
        );
        check_customer(
            json!("<b>1</b>"),
            Err("the calling number is not a phone number"),
        );
    }

    #[test]
    fn a_call_from_our_own_number_is_outbound_even_when_the_event_does_not_say() {
        let event = interpret(
            json!({"event": "call.failed", "call_id": "c", "from": "+254203893800", "to": "+254712345678"}),
        );
        let event = event.unwrap().unwrap();
        assert_eq!(event.direction, Direction::Outbound);
        assert_eq!(
            event.customer,
            Caller::Number("+254712345678".parse().unwrap())
        );
    }

    #[test]
    fn both_recording_names_and_unknown_kinds_are_told_apart() {
        for name in ["recording.ready", "call.recording.ready"] {
            let event = interpret(json!({"event": name, "call_id": "c"}))
                .unwrap()
                .unwrap();
            assert_eq!(event.kind, Kind::Recording);
        }
        assert_eq!(
            interpret(json!({"event": "wallet.low_balance", "call_id": "c"})).unwrap(),
            None
        );
        assert_eq!(interpret(json!({"call_id": "c"})).unwrap(), None);
    }

    #[test]
    fn seconds_are_read_from_every_form() {
        assert_eq!(parse_seconds("74"), Some(74));
        assert_eq!(parse_seconds("74.9"), Some(74));
        assert_eq!(parse_seconds("-1"), None);
        assert_eq!(parse_seconds("soon"), None);
    }
}
