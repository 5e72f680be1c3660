//! Posts that no real call causes: forged, broken, repeated, or of another shape.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::PhoneError;
use super::actions::Method;
use super::config::{Encoder, Number, Scheme, SignatureMode};
use super::emitter::Delivery;
use super::encoding::json_text;
use super::exchange::Exchange;
use super::outgoing::{Post, Seal, sign_inside};

/// Something to post.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEvent {
    /// The body: a text is posted as it is, everything else as JSON.
    pub event: Value,
    /// Where it is signed: inside an object under `published`, where a `signed_at` that it holds is kept; else in a header.
    #[serde(default = "published")]
    pub scheme: Scheme,
    /// Whether the signature is right.
    #[serde(default)]
    pub signature: SignatureMode,
    /// Another secret than the number's.
    #[serde(default)]
    pub secret: Option<String>,
    /// How everything but a text is written.
    #[serde(default)]
    pub encoder: Encoder,
    /// Further headers.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The number whose events address and secret are used; the first one when none is given.
    #[serde(default)]
    pub number: Option<String>,
    /// Another address than the number's.
    #[serde(default)]
    pub url: Option<String>,
    /// What the body is said to be.
    #[serde(default = "json_type")]
    pub content_type: String,
    /// How many times it is posted.
    #[serde(default = "once")]
    pub copies: usize,
    /// Whether the copies are posted at the same time.
    #[serde(default)]
    pub at_once: bool,
}

impl RawEvent {
    /// Posts it once, rightly signed, to the first number's events address.
    #[must_use]
    pub fn new(event: Value) -> Self {
        Self {
            event,
            scheme: Scheme::Published,
            signature: SignatureMode::Right,
            secret: None,
            encoder: Encoder::Compact,
            headers: BTreeMap::new(),
            number: None,
            url: None,
            content_type: json_type(),
            copies: 1,
            at_once: false,
        }
    }

    /// Posts it with this signature.
    #[must_use]
    pub fn signed(event: Value, signature: SignatureMode) -> Self {
        Self {
            signature,
            ..Self::new(event)
        }
    }
}

fn json_type() -> String {
    "application/json".to_owned()
}

fn published() -> Scheme {
    Scheme::Published
}

fn once() -> usize {
    1
}

impl Exchange {
    /// Posts a raw event and tells what came back.
    pub(crate) async fn emit_raw(&self, raw: RawEvent) -> Result<Vec<Delivery>, PhoneError> {
        let number = self.sender_of(&raw)?;
        let Some(url) = raw.url.clone().or(number.events_url) else {
            return Err(PhoneError::NoEventsUrl(number.e164));
        };
        let event = raw.event.get("event").and_then(Value::as_str);
        let event = event.unwrap_or_default().to_owned();
        let secret = raw.secret.as_deref().unwrap_or(&number.signing_secret);
        let post = self.raw_post(&raw, &event, url, secret);
        let sent = self.emitter.send(&post, raw.copies, raw.at_once).await;
        for delivery in &sent {
            self.note(format!(
                "posted on purpose, {event}: {}",
                delivery.outcome()
            ));
        }
        Ok(sent)
    }

    fn sender_of(&self, raw: &RawEvent) -> Result<Number, PhoneError> {
        let pbx = self.pbx.lock();
        let is_meant = |number: &&Number| {
            raw.number
                .as_ref()
                .is_none_or(|wanted| *wanted == number.e164)
        };
        let number = pbx.numbers.iter().find(is_meant).cloned();
        number.ok_or_else(|| PhoneError::NotOurs(raw.number.clone().unwrap_or_default()))
    }

    fn raw_post(&self, raw: &RawEvent, event: &str, url: String, secret: &str) -> Post {
        let seal = Seal {
            secret,
            scheme: raw.scheme,
            mode: raw.signature,
            encoder: raw.encoder,
            at: self.clock.now(),
        };
        let mut value = raw.event.clone();
        let is_inside = raw.scheme == Scheme::Published;
        if let Some(fields) = value.as_object_mut()
            && is_inside
            && raw.signature != SignatureMode::AsGiven
        {
            sign_inside(fields, seal);
        }
        let body = match value.as_str() {
            Some(text) => text.to_owned(),
            None => json_text(&value, raw.encoder),
        };
        let signature = if is_inside { None } else { seal.header(&body) };
        let given = raw
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()));
        Post {
            event: event.to_owned(),
            method: Method::Post,
            url,
            content_type: raw.content_type.clone(),
            headers: signature.into_iter().chain(given).collect(),
            casing: self.pbx.lock().switches.header_casing,
            body,
        }
    }
}
