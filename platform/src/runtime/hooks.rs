//! Webhooks: what reaches `onExternalEvent`, and what their sender gets back.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::{RawValue, to_raw_value};

use super::data::TOO_MANY;
use super::event::{Call, EXTERNAL, Extra, Running};
use super::{HookMode, HookReply, HookRequest, Inner, Outcome, What};
use crate::limits::Rate;

const ACKNOWLEDGEMENT: &str = r#"{"success":true}"#;

/// A webhook that no handler will see.
struct Refused {
    status: u16,
    reason: String,
}

impl Refused {
    fn new(status: u16, reason: impl Into<String>) -> Self {
        Self {
            status,
            reason: reason.into(),
        }
    }
}

impl Inner {
    pub(super) async fn hook(self: &Arc<Self>, request: HookRequest) -> HookReply {
        match self.begin_hook(&request) {
            Ok(running) => match self.hooks {
                HookMode::Strict => json(200, ACKNOWLEDGEMENT),
                HookMode::Reply => reply(running).await,
            },
            Err(Refused { status, reason }) => {
                let body = serde_json::json!({ "message": reason }).to_string();
                self.journal
                    .write(None, What::HookRefused { status, reason });
                json(status, &body)
            }
        }
    }

    fn begin_hook(self: &Arc<Self>, request: &HookRequest) -> Result<Running, Refused> {
        let parameters = self.phase().parameters();
        let parameters = parameters.ok_or_else(|| {
            Refused::new(
                404,
                "The app is not installed, so no webhook reaches it; install it first.",
            )
        })?;
        let package = self.package();
        let handler = package.handler(EXTERNAL).ok_or_else(|| {
            Refused::new(
                404,
                "The app has no handler for onExternalEvent in its manifest.",
            )
        })?;
        if !self.rates.admit(Rate::Hook, &self.limits, self.clock.now()) {
            return Err(Refused::new(429, TOO_MANY));
        }
        let most = self.limits.hook_size;
        if request.body.len() > most {
            let size = request.body.len();
            let reason = format!("The body has {size} bytes and may have {most}.");
            return Err(Refused::new(413, reason));
        }
        let data = data(request)?;
        let headers = headers(request);
        let options = request
            .query
            .iter()
            .find_map(|(name, value)| (name == "options").then_some(value.as_str()));
        if let Some(label) = options
            && !self.has_made(label)
        {
            let reason = "This installation made no target URL with that label.";
            return Err(Refused::new(404, reason));
        }
        let extra = Extra {
            options,
            headers: Some(&headers),
            data: Some(&data),
            version: None,
        };
        Ok(self.begin(Call {
            name: EXTERNAL.to_owned(),
            handler: handler.to_owned(),
            payload: self.payload(&package, EXTERNAL, &parameters, extra),
            package,
            iparams: parameters,
            reduced: false,
            waits: false,
            limit: self.limits.event_time,
        }))
    }
}

/// The value given to `renderData`, or whatever else became of the run.
async fn reply(running: Running) -> HookReply {
    match running.reply.await {
        Ok(rendered) => match rendered.value {
            Some(value) => json(200, &value),
            None if rendered.status == 200 && !rendered.is_error() => json(200, ACKNOWLEDGEMENT),
            None => json(rendered.status, &rendered.body),
        },
        Err(_) => match running.end.await {
            Ok(Outcome::TimedOut | Outcome::Died { .. }) | Err(_) => {
                json(504, r#"{"message":"Request Timed Out!"}"#)
            }
            Ok(_) => json(200, ACKNOWLEDGEMENT),
        },
    }
}

fn json(status: u16, body: &str) -> HookReply {
    let content_type = (
        "content-type".to_owned(),
        "application/json; charset=utf-8".to_owned(),
    );
    HookReply {
        status,
        headers: vec![content_type],
        body: body.as_bytes().to_vec(),
    }
}

/// JSON as it came, everything else as one text, as the local platform's parser has it.
fn data(request: &HookRequest) -> Result<Box<RawValue>, Refused> {
    let text = String::from_utf8_lossy(&request.body);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let malformed = |why: &str| Refused::new(400, format!("The body is not valid JSON: {why}."));
    if !is_json(request.content_type.as_deref()) {
        return to_raw_value(text).map_err(|error| malformed(&error.to_string()));
    }
    if text.is_empty() {
        return RawValue::from_string("{}".to_owned())
            .map_err(|error| malformed(&error.to_string()));
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return Err(malformed("it is neither an object nor an array"));
    }
    let depth = depth(text);
    if depth > DEEPEST {
        let reason = format!("The body is nested {depth} levels deep and may be {DEEPEST}.");
        return Err(Refused::new(400, reason));
    }
    RawValue::from_string(text.trim().to_owned()).map_err(|error| malformed(&error.to_string()))
}

/// [inferred] The most levels of a JSON body: somewhat deeper ones overflow the engine's stack before any handler runs.
const DEEPEST: usize = 1_000;

/// How deeply a JSON text is nested; brackets inside its strings do not count.
fn depth(json: &str) -> usize {
    let (mut level, mut deepest) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                level += 1;
                deepest = deepest.max(level);
            }
            b'}' | b']' if !in_string => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn is_json(content_type: Option<&str>) -> bool {
    content_type
        .and_then(|value| value.split(';').next())
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

/// The headers under their names in lower case; several of one name are joined.
fn headers(request: &HookRequest) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in &request.headers {
        headers
            .entry(name.to_ascii_lowercase())
            .and_modify(|present| {
                present.push_str(", ");
                present.push_str(value);
            })
            .or_insert_with(|| value.clone());
    }
    if let Some(content_type) = &request.content_type {
        headers
            .entry("content-type".to_owned())
            .or_insert_with(|| content_type.clone());
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::depth;

    #[test]
    fn brackets_count_only_outside_of_strings() {
        assert_eq!(depth("{}"), 1);
        assert_eq!(depth(r#"{"a":[[1],{"b":"[[[[\\"}]}"#), 3);
        assert_eq!(depth(r#"{"a":"\"[[["}"#), 1);
        assert_eq!(depth("]]][["), 2);
    }
}
