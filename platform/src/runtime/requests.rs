//! `invokeTemplate`, for server code and pages alike.

use serde_json::{Map, Value};

use super::data::TOO_MANY;
use super::package::Package;
use super::{EventId, Inner, What};
use crate::app::{Caller, RenderedRequest, Scope};
use crate::limits::Rate;
use crate::templates::{Sent, TemplateFailure, TemplateReply};

const NOT_FOUND: &str = "Request template not found";
const NOT_SUBSTITUTED: &str = "Error while substituting the templates";
const NO_CONTEXT: &str = "The 'context' value must be an object";
const NO_TEXT: &str = "The 'body' value must be a string; use JSON.stringify";

/// A template request as somebody asks for it; `context` and `body` may be anything.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) package: &'a Package,
    pub(super) template: &'a str,
    pub(super) context: &'a Value,
    pub(super) body: &'a Value,
    pub(super) caller: Caller,
    pub(super) iparams: &'a Map<String, Value>,
}

impl Inner {
    /// Sends a template request.
    pub(super) async fn template_request(
        &self,
        event: Option<EventId>,
        asked: Asked<'_>,
    ) -> Result<TemplateReply, TemplateFailure> {
        let rendered = self.render_request(event, asked);
        let Sent { result, unmapped } = match &rendered {
            Ok(request) => self.send_request(asked, request).await,
            Err(failure) => Sent {
                result: Err(failure.clone()),
                unmapped: None,
            },
        };
        let (status, attempts) = match &result {
            Ok(reply) => (reply.status, reply.attempts),
            Err(failure) => (failure.status, failure.attempts),
        };
        let request = rendered.as_ref().ok();
        self.journal.write(
            event,
            What::Request {
                template: asked.template.to_owned(),
                method: request
                    .map(|request| request.method.to_string())
                    .unwrap_or_default(),
                host: request
                    .map(|request| request.host.clone())
                    .unwrap_or_default(),
                path: request
                    .map(|request| request.path.clone())
                    .unwrap_or_default(),
                status,
                attempts,
            },
        );
        if let Some(host) = unmapped {
            self.journal.notice(
                event,
                format!("Nothing stands for {host}, and requests never go to the internet; map that host."),
            );
        }
        result
    }

    fn render_request(
        &self,
        event: Option<EventId>,
        asked: Asked<'_>,
    ) -> Result<RenderedRequest, TemplateFailure> {
        if !self
            .rates
            .admit(Rate::Request, &self.limits, self.clock.now())
        {
            return Err(TemplateFailure::refusal(429, TOO_MANY));
        }
        let app = &asked.package.app;
        let is_declared = app.manifest.declares_template(asked.template);
        let template = app.templates.get(asked.template);
        let Some(template) = template.filter(|_| is_declared) else {
            return Err(TemplateFailure::refusal(400, NOT_FOUND));
        };
        let none = Map::new();
        let context = match asked.context {
            Value::Object(context) => context,
            Value::Null => &none,
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                return Err(TemplateFailure::refusal(400, NO_CONTEXT));
            }
        };
        if !matches!(asked.body, Value::Null | Value::String(_)) {
            return Err(TemplateFailure::refusal(400, NO_TEXT));
        }
        let scope = Scope {
            iparams: asked.iparams,
            parameters: &app.parameters,
            context,
            current_host: &asked.package.current_host,
            caller: asked.caller,
        };
        let stands = |host: &str| self.sender.names(host);
        template.render(&scope, &stands).map_err(|error| {
            let name = asked.template;
            self.journal.notice(
                event,
                format!("The template {name} cannot be filled: {error}"),
            );
            TemplateFailure::refusal(400, NOT_SUBSTITUTED)
        })
    }

    async fn send_request(&self, asked: Asked<'_>, request: &RenderedRequest) -> Sent {
        let options = asked.package.app.templates.get(asked.template);
        let options = options.map(|template| template.options).unwrap_or_default();
        self.sender
            .send(request, options, asked.body.as_str(), &self.limits)
            .await
    }
}
