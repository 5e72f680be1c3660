//! Makes a post out of a body: written, signed, with its headers.
//!
//! What stands in the body is decided in `event`, where it goes in `sending` and `callback`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::actions::Method;
use super::config::{
    Contract, Encoder, HeaderCasing, HeaderSet, Scheme, SignatureMode, SignedAt, Switches,
};
use super::encoding::{form_text, json_text};
use super::event::Event;
use super::signature::{bare, in_body, stamp, timestamped};

/// The header of a signature.
pub(crate) const SIGNATURE: &str = "X-Sautikit-Signature";

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A body that is not yet signed.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// JSON with a place for the signature.
    Flat(Map<String, Value>),
    /// JSON without one.
    Json(Map<String, Value>),
    /// Form-encoded.
    Form(Map<String, Value>),
}

/// How a body is signed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seal<'a> {
    pub(crate) secret: &'a str,
    pub(crate) scheme: Scheme,
    pub(crate) mode: SignatureMode,
    pub(crate) encoder: Encoder,
    /// The time that the signature names, unless its mode says otherwise.
    pub(crate) at: Timestamp,
}

impl<'a> Seal<'a> {
    /// As the switches tell.
    pub(crate) fn new(secret: &'a str, switches: &Switches, at: Timestamp) -> Self {
        Self {
            secret,
            scheme: switches.scheme,
            mode: switches.signature,
            encoder: switches.encoder,
            at,
        }
    }

    /// The header that signs this text, if the scheme has one.
    pub(crate) fn header(&self, text: &str) -> Option<(String, String)> {
        let value = match self.scheme {
            Scheme::Published | Scheme::Timestamped => {
                timestamped(self.mode, self.secret, stamp(self.mode, self.at), text)
            }
            Scheme::Bare => bare(self.mode, self.secret, text),
            Scheme::None => None,
        };
        Some((SIGNATURE.to_owned(), value?))
    }
}

/// One post, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    /// The event's name; empty for a body that names none.
    pub(crate) event: String,
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) content_type: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) casing: HeaderCasing,
    pub(crate) body: String,
}

impl Post {
    /// A body under its signature and nothing else.
    pub(crate) fn sealed(
        event: &str,
        url: &str,
        body: Body,
        seal: Seal<'_>,
        casing: HeaderCasing,
    ) -> Self {
        let (content_type, text, is_signed) = match body {
            Body::Flat(mut fields) if seal.scheme == Scheme::Published => {
                sign_inside(&mut fields, seal);
                (JSON, json_text(&Value::Object(fields), seal.encoder), true)
            }
            Body::Flat(fields) | Body::Json(fields) => {
                (JSON, json_text(&Value::Object(fields), seal.encoder), false)
            }
            Body::Form(fields) => (FORM, form_text(&fields), false),
        };
        let header = if is_signed { None } else { seal.header(&text) };
        Self {
            event: event.to_owned(),
            method: Method::Post,
            url: url.to_owned(),
            content_type: content_type.to_owned(),
            headers: header.into_iter().collect(),
            casing,
            body: text,
        }
    }

    /// The same as a `GET`, with the fields of a form or of JSON in the address; a signature stays one of the body.
    pub(crate) fn in_address(mut self) -> Self {
        let fields = serde_json::from_str::<Map<String, Value>>(&self.body);
        let query = fields.map_or_else(|_| self.body.clone(), |fields| form_text(&fields));
        let joint = if self.url.contains('?') { '&' } else { '?' };
        self.url = format!("{}{joint}{query}", self.url);
        self.method = Method::Get;
        self
    }

    /// An event as the switches tell it at this moment.
    pub(crate) fn of(
        event: &Event,
        url: &str,
        secret: &str,
        switches: &Switches,
        now: Timestamp,
    ) -> Self {
        let at = match switches.signed_at {
            SignedAt::Sending => now,
            SignedAt::Happening => event.occurred_at,
        };
        let name = event.name(switches);
        let seal = Seal::new(secret, switches, at);
        let mut post = Self::sealed(
            name,
            url,
            event.body(switches),
            seal,
            switches.header_casing,
        );
        post.headers.extend(named(event, switches));
        post
    }
}

/// The headers that name an event.
fn named(event: &Event, switches: &Switches) -> Vec<(String, String)> {
    let is_blog = switches.contract == Contract::Blog;
    let headers = match switches.headers {
        HeaderSet::Published if is_blog => Vec::new(),
        HeaderSet::None => Vec::new(),
        HeaderSet::Published | HeaderSet::V1 => vec![
            ("X-Sautikit-Event-Id", event.id.as_str()),
            ("X-Sautikit-Event-Kind", event.name(switches)),
        ],
        HeaderSet::EventPages => vec![
            ("X-Sautikit-Event", event.name(switches)),
            ("X-Sautikit-Idempotency-Key", &event.delivery_id),
        ],
    };
    headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Puts stamp and signature into a body; a stamp that it holds already is signed as it is written.
pub(crate) fn sign_inside(fields: &mut Map<String, Value>, seal: Seal<'_>) {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let (call_id, event) = (text("call_id").to_owned(), text("event").to_owned());
    let stamp = fields
        .entry("signed_at")
        .or_insert_with(|| json!(stamp(seal.mode, seal.at)));
    let stamp = stamp
        .as_str()
        .map_or_else(|| stamp.to_string(), str::to_owned);
    if let Some(signature) = in_body(seal.mode, seal.secret, &stamp, &call_id, &event) {
        fields.insert("signature".to_owned(), json!(signature));
    }
}
