//! What the platform hands over to a fuzzed installation: events of the app, of webhooks, tickets and messages.

use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use switchboard::app;
use switchboard::host::Host as _;

use super::session::Session;
use crate::executor::run;
use crate::scenario::{Scheme, Seal, sealed, signed_headers};

impl Session<'_> {
    /// Somebody posts a body about calls; Sautikit, as a rule, where there is trust.
    pub(super) fn deliver(&mut self, body: &str, headers: &str, label: Option<String>) {
        let now = self.host.now().seconds();
        let mut body = body.trim().to_owned();
        let mut headers: Map<String, Value> = serde_json::from_str(headers).unwrap_or_default();
        if self.trusted && self.random.u8(..10) > 0 {
            let scheme = [Scheme::InBody, Scheme::Stamped, Scheme::Bare][self.random.usize(..3)];
            match serde_json::from_str(&body) {
                Ok(document) if scheme == Scheme::InBody => {
                    body = sealed(&document, Seal::Right, now).to_string();
                }
                _ => headers.extend(signed_headers(&body, Seal::Right, scheme, None, now)),
            }
        }
        let is_raw = self.random.u8(..8) == 0;
        self.webhook(&body, is_raw, headers, label);
    }

    /// A body reaches the address with this label, which is JSON text. What is not JSON comes as a text, as the platform hands
    /// it over; what is may do so.
    pub(super) fn webhook(
        &mut self,
        body: &str,
        is_raw: bool,
        headers: Map<String, Value>,
        label: Option<String>,
    ) {
        let is_json = serde_json::from_str::<IgnoredAny>(body).is_ok();
        let body = if is_raw || !is_json {
            json!(body).to_string()
        } else {
            body.to_owned()
        };
        let label = label.map_or_else(String::new, |label| format!(",\"options\":{label}"));
        let headers = Value::Object(headers);
        let payload = self.platform(&format!("{{\"data\":{body},\"headers\":{headers}{label}}}"));
        let told = run(app::external_event(&self.host, &payload));
        self.check(told, false);
    }

    pub(super) fn schedule(&mut self) {
        let payload = self.platform("{}");
        let told = run(app::scheduled(&self.host, &payload));
        self.check(told, false);
    }

    pub(super) fn tell_of_ticket(&mut self, event: &str) {
        let payload = self.platform(&format!("{{\"data\":{event}}}"));
        let told = if self.random.bool() {
            run(app::ticket_updated(&self.host, &payload))
        } else {
            run(app::ticket_deleted(&self.host, &payload))
        };
        self.check(told, false);
    }

    pub(super) fn tell_of_message(&mut self, event: &str) {
        let sent = self.host.sent.get();
        let payload = self.platform(&format!("{{\"data\":{event}}}"));
        let told = run(app::message_created(&self.host, &payload));
        self.check(told, false);
        if !is_for_customers(event) {
            assert_eq!(self.host.sent.get(), sent, "it is for no customer");
        }
    }

    /// The app is installed, updated or removed with these parameters.
    pub(super) fn manage(&mut self, parameters: &str) {
        parameters.clone_into(&mut self.parameters);
        let payload = self.platform("{}");
        let told = match self.random.u8(..3) {
            0 => run(app::installed(&self.host, &payload)),
            1 => run(app::updated(&self.host, &payload)),
            _ => {
                run(app::uninstalled(&self.host, &payload));
                Ok(())
            }
        };
        if let Err(error) = &told {
            assert!(error.to_string().chars().count() <= 60, "{error}");
        }
        self.check(told, false);
    }

    /// Anything goes to anybody as it is.
    pub(super) fn hand_over(&mut self, payload: &str) {
        self.note(payload);
        let host = &self.host;
        let told = match self.random.u8(..5) {
            0 => run(app::external_event(host, payload)).map(drop),
            1 => run(app::scheduled(host, payload)),
            2 => run(app::ticket_updated(host, payload)),
            3 => run(app::message_created(host, payload)),
            _ => run(app::get_call(host, payload)).map(drop),
        };
        self.check(told, false);
    }
}

/// Whether customers may read the message of an event: everything that says who wrote it names an agent or a bot.
fn is_for_customers(event: &str) -> bool {
    let event: Value = serde_json::from_str(event).unwrap_or_default();
    let message = &event["message"]["messages"][0];
    let authors = [&message["actor_type"], &event["actor"]["type"]];
    let mut authors = authors
        .into_iter()
        .filter(|author| !author.is_null())
        .map(|author| ["agent", "bot"].map(Value::from).contains(author));
    message["message_type"] == "normal"
        && message["botsPrivateNote"] != true
        && authors.next() == Some(true)
        && authors.all(|may_write| may_write)
}
