//! What Sautikit posts to us, in any of its contracts, turned into a [`Delivery`] that can be reached only through its signature.
//!
//! What follows from one is decided elsewhere.

mod fields;
#[cfg(test)]
mod tests;

use fields::{Fields, is_json};

use super::{Dialect, letters};
use crate::error::{Error, Result};
use crate::values::{Age, CallId, Entries, Proof, Signed};

/// The names that a delivery's kind can have; any other is of no use to us.
const KINDS: [&str; 7] = [
    "call.started",
    "call.answered",
    "call.completed",
    "call.failed",
    RECORDING,
    ROUTING,
    UNREACHED,
];
const RECORDING: &str = "recording.ready";
const ROUTING: &str = "call.routing";
/// Our own name: a phone that was rung for the call did not answer, and the call goes on.
const UNREACHED: &str = "call.unreached";

/// How the exchange's own ids of calls begin.
const SESSION: &str = "HD_";

/// Which rules a delivery follows.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Contract {
    /// Flat, with `event` and a signature in the body that covers `signed_at`, `call_id` and `event` only.
    Blog,
    /// With a signature in a header that covers the body, and names of any source: `kind` and the fields in `data`, as in
    /// the documentation; `event_kind` and `payload`, as in a guide; or, as the exchange behind the platform writes it,
    /// flat, in camel case, JSON or a form, with the kind in a header if anywhere.
    #[default]
    Documented,
}

/// A webhook of any contract, every field as its text.
///
/// The signature may cover `kind` and `call_id` only; nothing else may be trusted further than it must.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delivery {
    /// The rules that it follows.
    pub contract: Contract,
    /// `call.started`, `call.answered`, `call.completed`, `call.failed`, `recording.ready` or `call.routing`; any other
    /// word as it came. Of the exchange without a kind, what its state means: a question of routing at the first edge.
    pub kind: Option<String>,
    /// The provider's id of the call, a UUID.
    pub call_id: Option<String>,
    /// The exchange's id of the call, `HD_…`.
    pub session_id: Option<String>,
    /// The calling number; absent or a word such as `anonymous` when it is withheld.
    pub from: Option<String>,
    /// The called number.
    pub to: Option<String>,
    /// `inbound` or `outbound`, in any case.
    pub direction: Option<String>,
    /// Why a call failed (`no_answer`, `busy` …), else its state.
    pub status: Option<String>,
    /// How long the call, or of a recording the recording, lasted, in seconds.
    pub duration_seconds: Option<String>,
    /// Where the recording can be heard for a while.
    pub recording_url: Option<String>,
    /// Until when, RFC 3339.
    pub recording_expires_at: Option<String>,
    /// What we sent as `client_request_id` when we placed the call.
    pub client_request_id: Option<String>,
    /// When it happened, RFC 3339.
    pub occurred_at: Option<String>,
    /// Whether the exchange says that the call goes on.
    pub active: Option<bool>,
    /// Whether it is the exchange's question what to do, at the first or a later edge of the call.
    pub asks: bool,
}

/// All that may be used of a delivery that is not believed: what to ask the provider about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hint {
    /// The rules that it follows.
    pub contract: Contract,
    /// The provider's id of a call, if it has the form of one.
    pub call_id: Option<CallId>,
    /// The exchange's id of a call, if it has the form of one.
    pub session_id: Option<CallId>,
    /// A request id of at most 64 letters, digits, `-`, `_` and `.`.
    pub request: Option<String>,
    /// Whether there is said to be a recording.
    pub recording: bool,
    /// Whether it asks whom to connect.
    pub routing: bool,
    /// Whether it is the exchange's question what to do, at the first or a later edge of the call.
    pub asks: bool,
}

impl Delivery {
    /// Whether it asks whom to ring, as far as can be seen where no line is known.
    #[must_use]
    pub fn is_question(&self) -> bool {
        self.kind.as_deref() == Some(ROUTING)
    }

    /// Reads a webhook: the body's exact text, a JSON object or a form, and the headers, whose names come in any case.
    pub fn read(text: &str, headers: &Entries) -> Result<Signed<Self, Hint>> {
        let mut fields = Fields::read(text)?;
        let inner = fields.take("data").or_else(|| fields.take("payload"));
        let contract = Contract::of(&fields, inner.is_some());
        let inner = inner.filter(|_| contract == Contract::Documented);
        let delivery = Self::of(contract, &fields, inner.as_ref(), headers);
        let mut proofs = Vec::new();
        if contract == Contract::Blog {
            proofs.extend(proof_in_body(&fields)?);
        }
        if let Some(header) = headers.get_in_any_case("X-Sautikit-Signature") {
            proofs.extend(proofs_in_header(header, text, &delivery));
        }
        let hint = delivery.hint();
        Ok(Signed::new(delivery, proofs, hint))
    }

    fn of(contract: Contract, fields: &Fields, inner: Option<&Fields>, headers: &Entries) -> Self {
        let of_name = |name: &str| {
            let inner = inner.and_then(|inner| inner.text(name));
            inner.or_else(|| fields.text(name)).map(str::to_owned)
        };
        let text = |names: &[&str]| names.iter().copied().find_map(of_name);
        let mut delivery = Self {
            contract,
            from: text(&["from", "callernumber"]),
            to: text(&["to", "destinationnumber", "clientdialednumber"]),
            direction: text(&["direction"]),
            status: text(&["failurereason", "failurecode", "status", "callsessionstate"]),
            duration_seconds: text(&[
                "durationseconds",
                "durationinseconds",
                "duration",
                "recordingdurationseconds",
                "recordingduration",
            ]),
            recording_url: text(&["recordingurl", "downloadurl"]),
            recording_expires_at: text(&["recordingexpiresat", "expiresat"]),
            client_request_id: text(&["clientrequestid"]),
            occurred_at: text(&["occurredat"]),
            active: text(&["isactive"]).and_then(|active| {
                match active.to_ascii_lowercase().as_str() {
                    "1" | "true" => Some(true),
                    "0" | "false" => Some(false),
                    _ => None,
                }
            }),
            ..Self::default()
        };
        // A signature in the body covers the id under one name only.
        let is_signed_inside = contract == Contract::Blog && fields.text("signature").is_some();
        let names: [&[&str]; 3] = if is_signed_inside {
            [&["callid"], &["callid"], &[]]
        } else {
            [
                &["callid", "callsid"],
                &["sessionid", "pbxcallid", "callid", "callsid", "streamsid"],
                &["sessionid", "pbxcallid"],
            ]
        };
        let [of_call, of_exchange, of_any_form] = names;
        let of_session = |id: &String| id.starts_with(SESSION);
        let mut ids = of_call.iter().copied().filter_map(of_name);
        delivery.call_id = ids.find(|id| !of_session(id));
        let mut ids = of_exchange.iter().copied().filter_map(of_name);
        delivery.session_id = ids.find(of_session).or_else(|| text(of_any_form));
        let header = |name| {
            let text = headers.get_in_any_case(name).map(str::trim);
            text.filter(|text| !text.is_empty())
        };
        let kind = match contract {
            Contract::Blog => fields.text("event"),
            Contract::Documented => fields
                .text("kind")
                .or_else(|| fields.text("eventkind"))
                // The exchange may call something else an event; a kind's name has a dot.
                .or_else(|| fields.text("event").filter(|event| event.contains('.')))
                // No signature covers a header, but whoever can change one can as well hold the whole delivery back.
                .or_else(|| header("X-Sautikit-Event-Kind"))
                .or_else(|| header("X-Sautikit-Event")),
        };
        delivery.kind = match kind {
            Some("call.recording.ready") => Some(RECORDING.to_owned()),
            Some(kind) => Some(kind.to_owned()),
            None => {
                delivery.asks = true;
                let state = text(&["callsessionstate"]).unwrap_or_default();
                let digits = text(&["digits", "dtmfdigits"]).is_some();
                let meaning = delivery.edge(&state, digits).map(str::to_owned);
                meaning.or(Some(state).filter(|state| !state.is_empty()))
            }
        };
        delivery
    }

    /// What the exchange means by a state that comes without a kind; `None` for a step on the way.
    ///
    /// The exchange tells a voice callback of every edge of a call. The first one has no state, or already `Completed` while
    /// the call is only set up, as was seen live; a failure while the call goes on is that of a dialled agent. With a
    /// recording an edge means the recording, unless it is the end of the call.
    fn edge(&self, state: &str, digits: bool) -> Option<&'static str> {
        let says_something =
            self.from.is_some() || self.to.is_some() || self.active.is_some() || !state.is_empty();
        if !says_something || (self.call_id.is_none() && self.session_id.is_none()) {
            return None;
        }
        let state = letters(state);
        let says = |words: &[&str]| words.iter().any(|word| state.contains(word));
        let has_begun = digits
            || self
                .duration_seconds
                .as_deref()
                .is_some_and(|text| text != "0");
        let fails = says(&[
            "busy",
            "noanswer",
            "notanswered",
            "fail",
            "cancel",
            "reject",
        ]);
        let meaning = match (self.active, state.as_str()) {
            (_, "answered") => Some("call.answered"),
            (Some(true), "" | "completed") | (None, "") if !has_begun => Some(ROUTING),
            (Some(true), _) if fails => Some(UNREACHED),
            (Some(true), _) => None,
            (Some(false), "") => Some("call.completed"),
            _ if fails => Some("call.failed"),
            _ if says(&["completed", "hangup"]) => Some("call.completed"),
            _ => None,
        };
        match meaning {
            Some("call.completed" | "call.failed") => meaning,
            _ if self.recording_url.is_some() => Some(RECORDING),
            _ => meaning,
        }
    }

    fn hint(&self) -> Hint {
        let kind = self.kind.as_deref();
        let kind = KINDS.into_iter().find(|known| kind == Some(known));
        let id = |text: &Option<String>, has_form: fn(&CallId) -> bool| {
            let id = text.as_deref()?.parse().ok();
            id.filter(has_form)
        };
        Hint {
            contract: self.contract,
            call_id: id(&self.call_id, CallId::is_uuid),
            session_id: id(&self.session_id, is_session),
            request: self.client_request_id.clone().filter(|request| {
                let rides = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
                request.len() <= 64 && request.bytes().all(rides)
            }),
            recording: kind == Some(RECORDING) || self.recording_url.is_some(),
            routing: kind == Some(ROUTING),
            asks: self.asks,
        }
    }
}

fn is_session(id: &CallId) -> bool {
    id.as_str().strip_prefix(SESSION).is_some_and(|id| {
        (4..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

impl Contract {
    /// An answer is in the words of the question.
    #[must_use]
    pub const fn dialect(self) -> Dialect {
        match self {
            Self::Blog => Dialect::Blog,
            Self::Documented => Dialect::Documented,
        }
    }

    fn of(fields: &Fields, is_nested: bool) -> Self {
        let has = |name| fields.text(name).is_some();
        let is_signed = has("signature") || has("signedat");
        let is_of_exchange = has("callsessionstate") || has("callernumber") || has("isactive");
        if has("event") && (is_signed || !is_nested && !is_of_exchange) {
            Self::Blog
        } else {
            Self::Documented
        }
    }
}

/// The signature inside the body, over `signed_at`, `call_id` and `event` with a dot between them.
fn proof_in_body(fields: &Fields) -> Result<Option<Proof>> {
    let text = |name| fields.text(name).unwrap_or_default();
    let (stamp, call, event) = (text("signedat"), text("callid"), text("event"));
    // Else `c.call` and `recording.ready` would be signed by what was signed for `c` and `call.recording.ready`.
    if call.contains('.') {
        return Err(Error::malformed("the call id", "has a dot"));
    }
    Ok(fields.text("signature").map(|signature| Proof {
        messages: vec![format!("{stamp}.{call}.{event}")],
        signature: signature.to_owned(),
        age: Age::Stamp(fields.text("signedat").map(str::to_owned)),
    }))
}

/// How many signatures of one header are tried: a sender that changes its secret signs with both.
const MOST_SIGNATURES: usize = 4;

/// The signatures in the header: `t=…,v1=…` over the body, a dot and `t`; or bare, over the body.
fn proofs_in_header(header: &str, text: &str, delivery: &Delivery) -> Vec<Proof> {
    let mut messages = candidates(text);
    let header = header.trim();
    let bare = header.strip_prefix("sha256=").unwrap_or(header);
    if !bare.contains('=') {
        return vec![Proof {
            messages,
            signature: bare.to_owned(),
            age: Age::Happened(delivery.occurred_at.clone()),
        }];
    }
    let parts = |name: &'static str| {
        let parts = header.split(',').filter_map(|part| part.split_once('='));
        let parts = parts.filter(move |(known, _)| known.trim() == name);
        parts.map(|(_, value)| value.trim().to_owned())
    };
    let stamp = parts("t").next();
    for message in &mut messages {
        message.push('.');
        message.push_str(stamp.as_deref().unwrap_or_default());
    }
    let signatures = parts("v1").take(MOST_SIGNATURES);
    let proofs = signatures.map(|signature| Proof {
        messages: messages.clone(),
        signature,
        age: Age::Stamp(stamp.clone()),
    });
    proofs.collect()
}

/// The texts that the sender may have signed for what now reads `text`.
///
/// The platform reads JSON and prints it again, so escapes and the line break at the end are lost. Each of these texts
/// reads as the same object, since the escaped characters stand inside strings only; a form has no escapes.
fn candidates(text: &str) -> Vec<String> {
    let mut candidates = vec![text.to_owned()];
    if is_json(text) {
        let escaped = escaped(text);
        if escaped != text {
            candidates.push(escaped);
        }
    }
    let ended: Vec<String> = candidates.iter().map(|text| format!("{text}\n")).collect();
    candidates.extend(ended);
    candidates
}

/// Escapes as Go's JSON encoder does unless told otherwise.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("\\u0026"),
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            _ => escaped.push(c),
        }
    }
    escaped
}
