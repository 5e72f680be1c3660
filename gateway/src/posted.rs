//! What Sautikit posts, read within bounds and believed only by its signature; and what is made of it for app and softphones.
//!
//! What a call is answered is not decided here.

use axum::body::Body;
use axum::http::HeaderMap;
use http_body_util::{BodyExt as _, Limited};
use serde_json::{Value, json};
use switchboard::error::Error;
use switchboard::values::{CallId, Entries, Secret, Suspect, Timestamp, fingerprint};
use switchboard::voice::routing::{Edge, Snapshot};
use switchboard::voice::{CallEvent, Caller, Direction, Kind};
use switchboard::wire::gateway::{Post, Rung, Told};
use switchboard::wire::sautikit::{Delivery, Hint};

use crate::clock;
use crate::store::{Elsewhere, Letter, Push};

/// The headers that mean something to the app.
const KEPT: [&str; 5] = [
    "content-type",
    "x-sautikit-event",
    "x-sautikit-event-id",
    "x-sautikit-event-kind",
    "x-sautikit-idempotency-key",
];

/// A body and the headers that came with it.
#[derive(Debug)]
pub(crate) struct Posted {
    text: String,
    headers: Entries,
}

/// Why a delivery is not used.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Its form is not that of a delivery.
    Unreadable(Error),
    /// Nobody vouches for it.
    Suspect(Suspect<Hint>),
}

/// Reads a body as text, at most so many bytes of it. A text with a null is none that any sender of ours writes.
pub(crate) async fn text_of(body: Body, most: usize) -> Option<String> {
    let bytes = Limited::new(body, most).collect().await.ok()?.to_bytes();
    let text = String::from_utf8(bytes.into()).ok()?;
    (!text.contains('\0')).then_some(text)
}

impl Posted {
    pub(crate) fn new(text: String, headers: &HeaderMap) -> Self {
        let mut entries = Entries::default();
        for (name, value) in headers {
            if let Ok(value) = value.to_str() {
                entries.add(name.as_str(), value.to_owned());
            }
        }
        Self {
            text,
            headers: entries,
        }
    }

    /// The delivery, if one of Sautikit's secrets signed it.
    pub(crate) fn believed(&self, secrets: &[Secret], now: Timestamp) -> Result<Delivery, Refused> {
        Delivery::read(&self.text, &self.headers)
            .map_err(Refused::Unreadable)?
            .verify(secrets, now, clock::parse_time)
            .map_err(Refused::Suspect)
    }

    /// The same for the same delivery; two without a name of their own are never taken for one.
    pub(crate) fn name(&self) -> String {
        let edge = Edge::of(&self.text, &self.headers);
        if edge.is_given {
            return edge.name;
        }
        format!("{}-{:x}", edge.name, fastrand::u64(..))
    }

    /// The delivery for the app, as it came.
    pub(crate) fn letter(&self, name: &str, call: &str) -> Letter {
        let mut headers = Entries::default();
        for name in KEPT {
            if let Some(text) = self.headers.get_in_any_case(name) {
                headers.add(name, text.to_owned());
            }
        }
        let body = self.text.clone();
        letter(name, call, &Told::Posted(Post { body, headers }))
    }
}

fn letter(name: &str, call: &str, told: &Told) -> Letter {
    Letter {
        name: name.to_owned(),
        call: call.to_owned(),
        content: serde_json::to_string(told).unwrap_or_default(),
    }
}

/// That a call was given to so many phones in so many goes, for the app.
pub(crate) fn rung(call: &CallId, phones: usize, dials: usize, now: Timestamp) -> Letter {
    let name = fingerprint(&["rung", call.as_str()]);
    let rung = Rung {
        call: call.clone(),
        phones,
        dials,
        at: now,
    };
    letter(&name, call.as_str(), &Told::Routed(rung))
}

/// What the gateway itself knows of a call, for the app, in the words of Sautikit's documented contract.
pub(crate) fn fact(
    kind: &str,
    delivery: &Delivery,
    call: &str,
    more: Value,
    now: Timestamp,
) -> Letter {
    let name = fingerprint(&["fact", kind, call]);
    let mut data = json!({
        "call_id": delivery.call_id,
        "session_id": delivery.session_id,
        "direction": delivery.direction,
        "from": delivery.from,
        "to": delivery.to,
        "client_request_id": delivery.client_request_id,
    });
    if let (Value::Object(data), Value::Object(more)) = (&mut data, more) {
        data.extend(more);
        data.retain(|_, value| !value.is_null());
    }
    let body = json!({
        "kind": kind,
        "event_id": name,
        "occurred_at": clock::utc_text(now),
        "data": data,
    });
    let mut headers = Entries::default();
    headers.add("content-type", "application/json".to_owned());
    let body = body.to_string();
    letter(&name, call, &Told::Posted(Post { body, headers }))
}

/// The ids of a call, the one that stands for it first: the exchange's, which every question has.
pub(crate) fn ids_of(event: &CallEvent) -> Vec<String> {
    let session = event
        .session
        .iter()
        .filter(|session| **session != event.call);
    let ids = session.chain(std::iter::once(&event.call));
    ids.map(|id| id.as_str().to_owned()).collect()
}

/// The same of a delivery that tells nothing else.
pub(crate) fn ids_in(delivery: &Delivery) -> Vec<String> {
    let ids = [&delivery.session_id, &delivery.call_id];
    let ids = ids
        .into_iter()
        .flatten()
        .filter_map(|id| id.parse::<CallId>().ok());
    ids.map(|id| id.as_str().to_owned()).collect()
}

/// The id that stands for its call; nothing where there is none that a database would take.
pub(crate) fn id_in(delivery: &Delivery) -> String {
    ids_in(delivery).into_iter().next().unwrap_or_default()
}

/// What softphones are told of an event, if they are.
///
/// Whose phones the gateway rang is told everything. A call that it did not route may be anybody's, so all are told of it
/// without the customer's number; if it rings an agent's own phone first, that agent placed it and is told alone.
pub(crate) fn push(event: &CallEvent, snapshot: &Snapshot, now: Timestamp) -> Option<Push> {
    let kind = match event.kind {
        Kind::Routing => "ringing",
        Kind::Answered => "answered",
        Kind::Failed if event.direction == Direction::Inbound => "missed",
        Kind::Failed | Kind::Completed => "ended",
        Kind::Recording | Kind::Voicemail | Kind::Unreached => return None,
    };
    let mut told = json!({
        "kind": kind,
        "call": event.call,
        "session": event.session,
        "direction": match event.direction {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        },
        "customer": event.customer.digits(),
        "at": clock::utc_text(now),
    });
    let whole = told.to_string();
    if let Value::Object(told) = &mut told {
        told.insert("customer".to_owned(), Value::Null);
    }
    let placed_by = match (&event.customer, event.direction) {
        (Caller::Number(rung), Direction::Outbound) => {
            snapshot.agents_on(std::slice::from_ref(rung))
        }
        (_, _) => Vec::new(),
    };
    Some(Push {
        calls: ids_of(event),
        event: whole,
        elsewhere: Elsewhere {
            agents: placed_by,
            event: told.to_string(),
        },
    })
}
