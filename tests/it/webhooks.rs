//! Sautikit's deliveries in each of its contracts and signature schemes, made for the native tests.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::scenario::{OUR_NUMBER, SECRET};

/// The form of a delivery's body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Contract {
    Blog,
    Docs,
    Guide,
    ExchangeJson,
    ExchangeForm,
}

/// How a delivery is signed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scheme {
    InBody,
    Stamped,
    Bare,
    None,
}

/// Which ids a delivery brings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ids {
    Uuid,
    Session,
    Both,
}

/// What a delivery tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Event {
    Answered,
    Failed,
    Completed(u32),
    Recording,
}

impl Contract {
    pub(crate) const ALL: [Self; 5] = [
        Self::Blog,
        Self::Docs,
        Self::Guide,
        Self::ExchangeJson,
        Self::ExchangeForm,
    ];

    /// The schemes that are told of for this contract, and no signature at all.
    pub(crate) fn schemes(self) -> &'static [Scheme] {
        match self {
            Self::Blog => &[Scheme::InBody, Scheme::InBody, Scheme::InBody, Scheme::None],
            _ => &[Scheme::Stamped, Scheme::Stamped, Scheme::Bare, Scheme::None],
        }
    }

    /// The ids that such deliveries may bring.
    pub(crate) fn ids(self) -> &'static [Ids] {
        match self {
            Self::Blog | Self::Docs | Self::Guide => &[Ids::Uuid],
            Self::ExchangeJson | Self::ExchangeForm => &[Ids::Session, Ids::Both, Ids::Uuid],
        }
    }
}

impl Ids {
    /// The UUID and the exchange's id, as far as they are brought.
    pub(crate) fn of(self, uuid: &str, session: &str) -> [Option<String>; 2] {
        [
            (self != Self::Session).then(|| uuid.to_owned()),
            (self != Self::Uuid).then(|| session.to_owned()),
        ]
    }
}

impl Event {
    fn kind(self) -> &'static str {
        match self {
            Self::Answered => "call.answered",
            Self::Failed => "call.failed",
            Self::Completed(_) => "call.completed",
            Self::Recording => "call.recording.ready",
        }
    }
}

/// Who calls whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parties<'a> {
    pub(crate) direction: &'static str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    /// What we called the call; the documented contracts do not repeat it.
    pub(crate) request: Option<&'a str>,
}

/// A body as the platform hands it over, and its headers.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    pub(crate) data: Value,
    pub(crate) headers: Value,
}

impl Posted {
    /// An inbound call's event.
    pub(crate) fn new(
        contract: Contract,
        scheme: Scheme,
        ids: &[Option<String>; 2],
        customer: &str,
        event: Event,
        now: i64,
    ) -> Self {
        let parties = Parties {
            direction: "inbound",
            from: customer,
            to: OUR_NUMBER,
            request: None,
        };
        Self::of(contract, scheme, ids, &parties, event, now)
    }

    /// An event of a call between these.
    pub(crate) fn of(
        contract: Contract,
        scheme: Scheme,
        ids: &[Option<String>; 2],
        parties: &Parties<'_>,
        event: Event,
        now: i64,
    ) -> Self {
        let body = match contract {
            Contract::Blog => blog(scheme, ids, parties, event, now),
            Contract::Docs => {
                json!({"kind": event.kind(), "event_id": "e-1", "occurred_at": at(now), "data": fields(ids, parties, event)})
            }
            Contract::Guide => {
                let mut payload = fields(ids, parties, event);
                payload["occurred_at"] = json!(at(now));
                json!({"event_kind": event.kind(), "event_id": "e-1", "payload": payload})
            }
            Contract::ExchangeJson | Contract::ExchangeForm => exchange(ids, parties, event),
        };
        let (data, text) = if contract == Contract::ExchangeForm {
            let form = form(&body);
            (json!(form), form)
        } else {
            let text = body.to_string();
            (body, text)
        };
        let mut headers = json!({"x-sautikit-event-kind": event.kind()});
        match scheme {
            Scheme::Stamped => {
                let signature = sign(&format!("{text}.{now}"));
                headers["X-Sautikit-Signature"] = json!(format!("t={now},v1={signature}"));
            }
            Scheme::Bare => headers["X-Sautikit-Signature"] = json!(sign(&text)),
            Scheme::InBody | Scheme::None => {}
        }
        Self { data, headers }
    }
}

fn fields(ids: &[Option<String>; 2], parties: &Parties<'_>, event: Event) -> Value {
    let mut fields = json!({"call_id": ids[0]});
    if event == Event::Recording {
        fields["recording_id"] = json!("r-1");
        return fields;
    }
    fields["direction"] = json!(parties.direction);
    fields["from"] = json!(parties.from);
    fields["to"] = json!(parties.to);
    match event {
        Event::Failed => fields["failure_reason"] = json!("no_answer"),
        Event::Completed(seconds) => fields["duration_seconds"] = json!(seconds),
        Event::Answered | Event::Recording => {}
    }
    fields
}

fn blog(
    scheme: Scheme,
    ids: &[Option<String>; 2],
    parties: &Parties<'_>,
    event: Event,
    now: i64,
) -> Value {
    let mut body = fields(ids, parties, event);
    body["event"] = json!(event.kind());
    if event == Event::Recording {
        body["direction"] = json!(parties.direction);
        body["from"] = json!(parties.from);
        body["to"] = json!(parties.to);
    }
    if let Some(request) = parties.request {
        body["client_request_id"] = json!(request);
    }
    if scheme == Scheme::InBody {
        let id = ids[0].as_deref().unwrap_or_default();
        body["signed_at"] = json!(now);
        body["signature"] = json!(sign(&format!("{now}.{id}.{}", event.kind())));
    }
    body
}

fn exchange(ids: &[Option<String>; 2], parties: &Parties<'_>, event: Event) -> Value {
    let mut body = json!({"callerNumber": parties.from, "destinationNumber": parties.to, "direction": parties.direction});
    if let Some(request) = parties.request {
        body["clientRequestId"] = json!(request);
    }
    if let Some(uuid) = &ids[0] {
        body["call_id"] = json!(uuid);
    }
    if let Some(session) = &ids[1] {
        body["sessionId"] = json!(session);
    }
    let (state, active) = match event {
        Event::Answered => ("Answered", "1"),
        Event::Failed => ("no-answer", "0"),
        Event::Completed(_) | Event::Recording => ("Completed", "0"),
    };
    body["callSessionState"] = json!(state);
    body["isActive"] = json!(active);
    if let Event::Completed(seconds) = event {
        body["durationInSeconds"] = json!(seconds.to_string());
    }
    body
}

fn form(body: &Value) -> String {
    let encoded = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<String> = body
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value.as_str().unwrap())))
        .collect();
    pairs.join("&")
}

fn at(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .unwrap()
        .strftime("%Y-%m-%dT%H:%M:%S.000Z")
        .to_string()
}

pub(crate) fn sign(text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
