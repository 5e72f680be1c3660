//! Installation parameters, turned into types once; a system whose parameters are not complete is off and says why.
//!
//! It does not know how the platform stores parameters, and it checks nothing with a vendor.

mod gateway;
mod given;
mod routing;
mod ticket_fields;
mod web_calls;

use crate::error::{Error, ErrorKind, Result};
use crate::values::{Country, E164, Secret};
pub use gateway::{Gateway, SHORTEST_SECRET};
pub use given::{Excerpt, Parameters};
pub use routing::{Language, Ringing, Routing, SpokenTexts};
pub use ticket_fields::{FieldValue, TicketFields};
pub use web_calls::{MINUTES, WebCalls};

/// Everything the admin entered.
#[derive(Clone, Debug)]
pub struct Config {
    voice: Result<Voice, String>,
    web_calls: Result<WebCalls, String>,
    /// Whether voice was not chosen at all, rather than left half-filled.
    pub is_without_voice: bool,
    /// Whether web calls were chosen, be they complete or not.
    pub wants_web_calls: bool,
    /// The API keys that the account gave, of which webhook addresses get a part that nobody can guess.
    pub keys: Keys,
    /// Everything as it was entered, for the channels, which read their own.
    pub given: Parameters,
    /// Opens the admin page; absent, the page stays shut.
    pub admin_passcode: Option<Secret>,
}

/// What voice needs.
#[derive(Clone, Debug)]
pub struct Voice {
    /// The line that customers ring.
    pub line: Line,
    /// What may sign deliveries: the workspace's webhook secret and the number's voice secret, as far as they are entered.
    pub signing_secrets: Vec<Secret>,
    /// What becomes of a delivery that is not signed as it should be.
    pub authenticity: Authenticity,
    /// The API keys, of which webhook addresses get a part that nobody can guess.
    pub keys: Keys,
    /// How an outbound call is built.
    pub outbound_mode: OutboundMode,
    /// The Freshdesk host, e.g. `acme.freshdesk.com`.
    pub freshdesk_domain: String,
    /// Whether the app may enter its webhook address as the number's events URL.
    pub registers_events: bool,
    /// What an answered call is told on.
    pub answered_calls: AnsweredCalls,
    /// Fields of tickets for answered calls.
    pub answered_fields: TicketFields,
    /// Fields of tickets for missed calls.
    pub missed_fields: TicketFields,
    /// Fields of tickets for calls that agents place.
    pub outbound_fields: TicketFields,
    /// The gateway that answers in the app's place, or why there is none though one was entered.
    gateway: Result<Option<Gateway>, String>,
    /// The line's parameters as they were entered, for the gateway.
    pub as_given: Excerpt,
}

/// A line: what must be known of it to understand and answer its calls. No secret is among it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Our Sautikit number: the caller id of outbound calls and the line that customers ring.
    pub our_number: E164,
    /// The country whose national numbers need no prefix.
    pub country: Country,
    /// Hosts that recordings may be linked to beside the provider's own.
    pub recording_hosts: Vec<String>,
    /// Whom a call rings and what the caller hears.
    pub routing: Routing,
}

impl Line {
    /// The parameters that are read.
    pub(crate) const PARAMETERS: [&str; 16] = [
        "sautikit_from_number",
        "default_country",
        "recording_hosts",
        "ring_order",
        "ring_seconds",
        "voicemail",
        "holidays",
        "spoken_language",
        "say_connecting",
        "say_connecting_sw",
        "say_closed",
        "say_closed_sw",
        "say_unavailable",
        "say_unavailable_sw",
        "say_voicemail",
        "say_voicemail_sw",
    ];

    /// Reads the parameters of a line, or says which one to correct.
    pub fn read(given: &Parameters) -> Result<Self, String> {
        let our_number = given
            .get("sautikit_from_number")
            .needed("Voice is off: enter the Sautikit number.")?
            .parse()
            .map_err(|_| "Voice is off: the number must be like +254203893800.".to_owned())?;
        Ok(Self {
            our_number,
            country: given
                .text("default_country")
                .and_then(Country::find)
                .unwrap_or(Country::KENYA),
            recording_hosts: given
                .text("recording_hosts")
                .unwrap_or_default()
                .split([',', ' ', '\n'])
                .filter(|host| !host.is_empty())
                .map(str::to_owned)
                .collect(),
            routing: Routing::read(given),
        })
    }
}

impl Voice {
    /// What an administrator should correct, as sentences; nothing here keeps voice from working.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let fields = [
            ("Missed Calls", &self.missed_fields),
            ("Answered Calls", &self.answered_fields),
            ("Outbound Calls", &self.outbound_fields),
        ];
        let fields = fields.into_iter().flat_map(|(name, fields)| {
            let complaints = fields.complaints.iter();
            complaints.map(move |complaint| format!("Ticket Fields of {name}: {complaint}"))
        });
        fields
            .chain(self.line.routing.complaints.clone())
            .chain(self.gateway.as_ref().err().cloned())
            .collect()
    }

    /// The gateway that answers in the app's place, if there is one.
    #[must_use]
    pub fn gateway(&self) -> Option<&Gateway> {
        self.gateway.as_ref().ok()?.as_ref()
    }
}

/// The API keys that are entered: Sautikit's, Freshdesk's and Freshchat's, in this order.
#[derive(Clone, Debug, Default)]
pub struct Keys(pub Vec<Secret>);

impl Keys {
    fn of(given: &Parameters) -> Self {
        let names = [
            "sautikit_api_key",
            "freshdesk_api_key",
            "freshchat_api_token",
        ];
        let keys = names.into_iter().filter_map(|name| given.text(name));
        Self(keys.filter_map(Secret::new).collect())
    }
}

/// What becomes of a delivery that is not signed as it should be. It is never simply believed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Authenticity {
    /// Sautikit is asked about the call, and only its answer counts.
    Verify,
    /// It is refused.
    Strict,
}

/// What an answered call is told on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AnsweredCalls {
    /// A ticket of its own.
    OwnTicket,
    /// The caller's open ticket, or one of its own if there is none.
    OpenTicket,
    /// Nothing, unless it answers a callback.
    NoTicket,
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
            .find(|mode| mode.as_str() == text)
    }
}

impl Config {
    /// Reads the parameters.
    #[must_use]
    pub fn read(parameters: Parameters) -> Self {
        Self {
            voice: voice(&parameters),
            web_calls: WebCalls::read(&parameters),
            is_without_voice: !parameters.get("systems").includes("Voice"),
            wants_web_calls: parameters.get("systems").names("Web call"),
            keys: Keys::of(&parameters),
            admin_passcode: parameters.text("admin_passcode").and_then(Secret::new),
            given: parameters,
        }
    }

    /// The voice system, or an error that says which parameter to fill in.
    pub fn voice(&self) -> Result<&Voice> {
        self.voice.as_ref().map_err(|missing| unconfigured(missing))
    }

    /// Web calls, or an error that says which parameter to fill in.
    pub fn web_calls(&self) -> Result<&WebCalls> {
        self.web_calls
            .as_ref()
            .map_err(|missing| unconfigured(missing))
    }
}

fn unconfigured(missing: &str) -> Error {
    ErrorKind::Unconfigured(missing.to_owned()).into()
}

fn voice(given: &Parameters) -> Result<Voice, String> {
    if !given.get("systems").includes("Voice") {
        return Err("Voice is off: choose it under Systems.".to_owned());
    }
    given
        .get("sautikit_api_key")
        .needed("Voice is off: enter the Sautikit API key.")?;
    given
        .get("freshdesk_api_key")
        .needed("Voice is off: enter the Freshdesk API key.")?;
    // The gateway is told these alone, so nothing else may count here.
    let as_given = given.only(&Line::PARAMETERS);
    let line = Line::read(as_given.parameters())?;
    let fields = |name: &str| TicketFields::read(given.text(name).unwrap_or_default());
    Ok(Voice {
        line,
        signing_secrets: ["sautikit_webhook_secret", "sautikit_voice_secret"]
            .into_iter()
            .filter_map(|name| given.text(name).and_then(Secret::new))
            .collect(),
        authenticity: match given.text("webhook_check") {
            Some("strict") => Authenticity::Strict,
            Some(_) | None => Authenticity::Verify,
        },
        keys: Keys::of(given),
        outbound_mode: given
            .text("outbound_mode")
            .and_then(OutboundMode::find)
            .unwrap_or(OutboundMode::Automatic),
        freshdesk_domain: given
            .get("freshdesk_domain")
            .needed("Voice is off: enter the Freshdesk domain.")?
            .to_owned(),
        registers_events: given.get("set_events_url").ticked(false),
        answered_calls: match given.text("answered_ticket") {
            Some("append") => AnsweredCalls::OpenTicket,
            Some("none") => AnsweredCalls::NoTicket,
            Some(_) | None => AnsweredCalls::OwnTicket,
        },
        answered_fields: fields("answered_call_fields"),
        missed_fields: fields("missed_call_fields").kept_open(),
        outbound_fields: fields("outbound_call_fields"),
        gateway: Gateway::read(given),
        as_given,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn config_of(parameters: &Value) -> Config {
        Config::read(serde_json::from_value(parameters.clone()).unwrap())
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
        assert_eq!(voice.line.country, Country::KENYA);
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
        check("sautikit_webhook_secret", json!(""), None);
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
