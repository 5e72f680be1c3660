//! Posts that no real call causes: forged, broken, repeated, or of another shape.

use serde::Deserialize;
use serde_json::{Value, json};

use super::PhoneError;
use super::config::{Number, SignatureMode};
use super::emitter::Delivery;
use super::exchange::Exchange;
use super::signature::{sign, signature};

/// Something to post.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEvent {
    /// The body: a text is posted as it is, everything else as compact JSON.
    pub event: Value,
    /// How an object with `event` and `call_id` is signed; a `signed_at` that it holds is kept.
    #[serde(default)]
    pub signature: SignatureMode,
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
            signature: SignatureMode::Right,
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
        let event = raw
            .event
            .get("event")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let body = match raw.event.as_str() {
            Some(text) => text.to_owned(),
            None => self.signed(&raw, &number.signing_secret).to_string(),
        };
        let sent = self
            .emitter
            .send_as(
                &event,
                &url,
                &body,
                &raw.content_type,
                raw.copies,
                raw.at_once,
            )
            .await;
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

    fn signed(&self, raw: &RawEvent, secret: &str) -> Value {
        let mut event = raw.event.clone();
        let Some(fields) = event
            .as_object_mut()
            .filter(|_| raw.signature != SignatureMode::AsGiven)
        else {
            return event;
        };
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
        let (call_id, name) = (text("call_id").to_owned(), text("event").to_owned());
        let given = fields.get("signed_at").map(|stamp| {
            stamp
                .as_str()
                .map_or_else(|| stamp.to_string(), str::to_owned)
        });
        let made = if let Some(stamp) = given {
            signature(raw.signature, secret, &stamp, &call_id, &name)
        } else {
            let signed = sign(raw.signature, secret, &call_id, &name, self.clock.now());
            fields.insert("signed_at".to_owned(), json!(signed.at));
            signed.signature
        };
        if let Some(signature) = made {
            fields.insert("signature".to_owned(), json!(signature));
        }
        event
    }
}
