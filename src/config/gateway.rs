//! The gateway that answers in the app's place, if there is one.
//!
//! What it is told is not known here.

use super::given::Parameters;
use crate::values::Secret;

/// The shortest secret that app and gateway take, in bytes: what nobody guesses.
pub const SHORTEST_SECRET: usize = 32;

/// Where the gateway is, and what the app and it sign for each other with.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// A host; `localhost` has a port.
    host: String,
    /// What both sign with.
    pub secret: Secret,
}

impl Gateway {
    /// Reads the parameters: no gateway, a gateway, or a sentence that says what is wrong.
    pub(super) fn read(given: &Parameters) -> Result<Option<Self>, String> {
        let Some(host) = given.text("gateway_host") else {
            return Ok(None);
        };
        let secret = given.secret(
            "gateway_shared_secret",
            "The gateway is not used: enter the secret that it shares with the app.",
        )?;
        if secret.expose().len() < SHORTEST_SECRET {
            return Err(format!(
                "The gateway is not used: its secret must have at least {SHORTEST_SECRET} characters."
            ));
        }
        let host = host.to_owned();
        Ok(Some(Self { host, secret }))
    }

    /// The host itself.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of one of its paths. On the same machine it needs no encryption.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let name = self.host.split(':').next().unwrap_or_default();
        let scheme = match name {
            "localhost" | "127.0.0.1" => "http",
            _ => "https",
        };
        format!("{scheme}://{}{path}", self.host)
    }

    /// Where Sautikit tells what becomes of calls.
    #[must_use]
    pub fn events_url(&self) -> String {
        self.url("/sautikit/events")
    }

    /// Where Sautikit asks what a call is to do.
    #[must_use]
    pub fn voice_url(&self) -> String {
        self.url("/sautikit/voice")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(given: &Value, expected: Result<Option<&str>, &str>) {
        let read = Gateway::read(&serde_json::from_value(given.clone()).unwrap());
        let read = read.map(|gateway| gateway.map(|gateway| gateway.voice_url()));
        assert_eq!(
            read,
            expected
                .map(|url| url.map(str::to_owned))
                .map_err(str::to_owned)
        );
    }

    #[test]
    fn a_gateway_needs_a_host_and_a_long_secret() {
        let long = "0123456789abcdef0123456789abcdef";
        check(&json!({}), Ok(None));
        check(&json!({"gateway_shared_secret": long}), Ok(None));
        check(
            &json!({"gateway_host": "voice.acme.example", "gateway_shared_secret": long}),
            Ok(Some("https://voice.acme.example/sautikit/voice")),
        );
        check(
            &json!({"gateway_host": "localhost:10010", "gateway_shared_secret": long}),
            Ok(Some("http://localhost:10010/sautikit/voice")),
        );
        check(
            &json!({"gateway_host": "voice.acme.example"}),
            Err("The gateway is not used: enter the secret that it shares with the app."),
        );
        check(
            &json!({"gateway_host": "voice.acme.example", "gateway_shared_secret": "short"}),
            Err("The gateway is not used: its secret must have at least 32 characters."),
        );
    }
}
