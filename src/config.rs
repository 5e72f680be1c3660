//! Installation parameters, turned into types once; a system whose parameters are not complete is off and says why.
//!
//! It does not know how the platform stores parameters, and it checks nothing with a vendor.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{ErrorKind, Result};
use crate::values::{Country, E164, Secret};

/// Everything the admin entered.
#[derive(Clone, Debug)]
pub struct Config {
    voice: Result<Voice, String>,
}

/// What voice needs.
#[derive(Clone, Debug)]
pub struct Voice {
    /// Our Sautikit number: the caller id of outbound calls and the line that customers ring.
    pub our_number: E164,
    /// Signs what Sautikit sends us.
    pub webhook_secret: Secret,
    /// The country whose national numbers need no prefix.
    pub country: Country,
    /// How an outbound call is built.
    pub outbound_mode: OutboundMode,
    /// The Freshdesk host, e.g. `acme.freshdesk.com`.
    pub freshdesk_domain: String,
}

/// How an outbound call is built: who is rung first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OutboundMode {
    /// The agent first when the agent's phone is known, else the customer.
    Automatic,
    /// The agent's own phone first; needs no answered webhook.
    AgentFirst,
    /// The customer first; Sautikit then asks our webhook whom to connect.
    Callback,
}

impl OutboundMode {
    /// The parameter's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::AgentFirst => "agent_first",
            Self::Callback => "callback",
        }
    }

    fn find(text: &str) -> Option<Self> {
        [Self::Automatic, Self::AgentFirst, Self::Callback]
            .into_iter()
            .find(|mode| mode.as_str() == text.trim())
    }
}

impl Config {
    /// Reads the parameters.
    #[must_use]
    pub fn read(parameters: &Parameters) -> Self {
        Self {
            voice: parameters.voice(),
        }
    }

    /// The voice system, or an error that says which parameter to fill in.
    pub fn voice(&self) -> Result<&Voice> {
        self.voice
            .as_ref()
            .map_err(|missing| ErrorKind::Unconfigured(missing.clone()).into())
    }
}

/// The parameters as the platform hands them over, secure ones included.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Parameters {
    systems: Given,
    sautikit_api_key: Given,
    sautikit_from_number: Given,
    sautikit_webhook_secret: Given,
    freshdesk_domain: Given,
    freshdesk_api_key: Given,
    default_country: Given,
    outbound_mode: Given,
}

impl Parameters {
    fn voice(&self) -> Result<Voice, String> {
        if !self.systems.includes("Voice") {
            return Err("Voice is off: choose it under Systems.".to_owned());
        }
        // Only the request templates ever use the two keys, but without them voice would fail at every call.
        self.sautikit_api_key
            .needed("Voice is off: enter the Sautikit API key.")?;
        self.freshdesk_api_key
            .needed("Voice is off: enter the Freshdesk API key.")?;
        let our_number = self
            .sautikit_from_number
            .needed("Voice is off: enter the Sautikit number.")?
            .parse()
            .map_err(|_| "Voice is off: the number must be like +254203893800.".to_owned())?;
        let webhook_secret = self
            .sautikit_webhook_secret
            .text()
            .and_then(Secret::new)
            .ok_or("Voice is off: enter the signing secret.")?;
        Ok(Voice {
            our_number,
            webhook_secret,
            country: self
                .default_country
                .text()
                .and_then(Country::find)
                .unwrap_or(Country::KENYA),
            outbound_mode: self
                .outbound_mode
                .text()
                .and_then(OutboundMode::find)
                .unwrap_or(OutboundMode::Automatic),
            freshdesk_domain: self
                .freshdesk_domain
                .needed("Voice is off: enter the Freshdesk domain.")?
                .to_owned(),
        })
    }
}

/// One parameter's value: its texts (several for a multiple choice), or nothing of use.
#[derive(Default)]
struct Given(Option<Vec<String>>);

impl Given {
    fn text(&self) -> Option<&str> {
        self.0
            .as_ref()?
            .first()
            .map(|text| text.trim())
            .filter(|text| !text.is_empty())
    }

    fn needed(&self, otherwise: &str) -> Result<&str, String> {
        self.text().ok_or_else(|| otherwise.to_owned())
    }

    /// Whether a multiple choice has `option`; one that was never asked counts as chosen.
    fn includes(&self, option: &str) -> bool {
        self.0.as_ref().is_none_or(|texts| {
            texts
                .iter()
                .flat_map(|text| text.split(','))
                .any(|text| text.trim() == option)
        })
    }
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GivenVisitor)
    }
}

struct GivenVisitor;

/// A value of the wrong kind counts as not given, so that one odd parameter does not switch off the others.
impl<'de> Visitor<'de> for GivenVisitor {
    type Value = Given;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a parameter")
    }

    fn visit_str<E>(self, text: &str) -> Result<Given, E> {
        Ok(Given(Some(vec![text.to_owned()])))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Given, A::Error> {
        let mut texts = Vec::new();
        while let Some(Given(inner)) = seq.next_element()? {
            texts.extend(inner.into_iter().flatten());
        }
        Ok(Given(Some(texts)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Given(None))
    }

    fn visit_unit<E>(self) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Given, E> {
        Ok(Given(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Given, E> {
        Ok(Given(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn config_of(parameters: &Value) -> Config {
        Config::read(&serde_json::from_value(parameters.clone()).unwrap())
    }

    fn complete() -> Value {
        json!({
            "sautikit_api_key": "k", "sautikit_from_number": "+254203893800", "sautikit_webhook_secret": "s",
            "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "f",
        })
    }

    #[track_caller]
    fn check(name: &str, value: Value, off: Option<&str>) {
        let mut parameters = complete();
        parameters[name] = value;
        let config = config_of(&parameters);
        assert_eq!(
            config
                .voice()
                .err()
                .map(|error| error.to_string())
                .as_deref(),
            off
        );
    }

    #[test]
    fn the_five_parameters_of_the_seed_suffice() {
        let config = config_of(&complete());
        let voice = config.voice().unwrap();
        assert_eq!(voice.country, Country::KENYA);
        assert_eq!(voice.outbound_mode, OutboundMode::Automatic);
    }

    #[test]
    fn a_half_filled_system_is_off_and_says_what_is_missing() {
        check(
            "sautikit_api_key",
            Value::Null,
            Some("Voice is off: enter the Sautikit API key."),
        );
        check(
            "freshdesk_api_key",
            json!("  "),
            Some("Voice is off: enter the Freshdesk API key."),
        );
        check(
            "sautikit_webhook_secret",
            json!(""),
            Some("Voice is off: enter the signing secret."),
        );
        check(
            "freshdesk_domain",
            json!(7),
            Some("Voice is off: enter the Freshdesk domain."),
        );
        check(
            "sautikit_from_number",
            json!("0203"),
            Some("Voice is off: the number must be like +254203893800."),
        );
        check(
            "systems",
            json!([]),
            Some("Voice is off: choose it under Systems."),
        );
        check("systems", json!(["Voice"]), None);
    }

    #[test]
    fn no_reason_is_longer_than_an_installation_message_may_be() {
        for name in [
            "sautikit_api_key",
            "sautikit_from_number",
            "sautikit_webhook_secret",
            "freshdesk_domain",
            "freshdesk_api_key",
        ] {
            for value in [Value::Null, json!("?")] {
                let mut parameters = complete();
                parameters[name] = value;
                if let Err(error) = config_of(&parameters).voice() {
                    assert!(error.to_string().len() <= 60, "{error}");
                }
            }
        }
    }

    #[test]
    fn secrets_do_not_show() {
        let shown = format!("{:?}", config_of(&complete()));
        assert!(!shown.contains("\"s\""), "{shown}");
    }
}
