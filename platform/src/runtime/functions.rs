//! Functions that pages invoke: server method invocation.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::data::TOO_MANY;
use super::event::{Call, Running};
use super::{Inner, SmiReply};
use crate::limits::Rate;

const TIMED_OUT: &str = "Timeout error while processing the request.";

impl Inner {
    pub(super) async fn invoke(
        self: &Arc<Self>,
        name: &str,
        mut arguments: Map<String, Value>,
    ) -> SmiReply {
        let package = self.package();
        let Some(function) = package.app.manifest.function(name) else {
            let message = format!("Requested function '{name}' not found or registered");
            return refusal(404, &message);
        };
        if !self
            .rates
            .admit(Rate::Invocation, &self.limits, self.clock.now())
        {
            return refusal(429, TOO_MANY);
        }
        let parameters = self.phase().installed().map(|(_, parameters)| parameters);
        let is_install = parameters.is_none();
        let parameters = parameters.unwrap_or_default();
        arguments.insert(
            "iparams".to_owned(),
            Value::Object(parameters.as_ref().clone()),
        );
        arguments.insert("isInstall".to_owned(), Value::Bool(is_install));
        let payload = Value::Object(arguments).to_string();
        let most = self.limits.invocation_size;
        if payload.len() > most {
            let size = payload.len();
            let message = format!(
                "The arguments and installation parameters have {size} bytes and may have {most}."
            );
            return refusal(413, &message);
        }
        let limit = function.timeout.min(self.limits.invocation_time);
        let running = self.begin(Call {
            package,
            name: name.to_owned(),
            handler: name.to_owned(),
            payload,
            iparams: parameters,
            reduced: is_install,
            waits: true,
            limit,
        });
        self.answer(running).await
    }

    async fn answer(&self, running: Running) -> SmiReply {
        let Ok(rendered) = running.reply.await else {
            let body = json!({ "status": 504, "message": TIMED_OUT, "errorSource": "APP" });
            return SmiReply { status: 200, body };
        };
        match serde_json::from_str(&rendered.body) {
            Ok(body) => SmiReply {
                status: rendered.status,
                body,
            },
            // JavaScript's JSON can be nested deeper than is read here.
            Err(error) => {
                let text = format!("renderData was given something that cannot be read: {error}");
                self.journal.notice(Some(running.event), text.clone());
                refusal(500, &text)
            }
        }
    }
}

fn refusal(status: u16, message: &str) -> SmiReply {
    SmiReply {
        status,
        body: json!({ "status": status, "message": message, "errorSource": "APP" }),
    }
}
