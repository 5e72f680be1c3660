//! The parameters of a method, from the query, a form or a JSON body; a query and a form have texts for everything.
//!
//! [inferred] That unknown parameters are refused: the service leaves them out silently.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use serde_json::{Map, Value};
use url::form_urlencoded::parse;

use super::refusal::Refusal;
use crate::front::{Fields, Wrong};

/// The largest body that is read; files are not uploaded here.
const LARGEST: usize = 1024 * 1024;

/// What a method was given.
pub(crate) struct Params(Fields);

impl Params {
    /// Reads all of them.
    pub(crate) async fn read(request: Request<Body>) -> Result<Self, Refusal> {
        let (head, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, LARGEST).await;
        let bytes = bytes.map_err(|_| Refusal::bad("the request is too large"))?;
        let kind = head.headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let texts = |text: &[u8]| {
            let pairs = parse(text).into_owned();
            pairs
                .map(|(name, value)| (name, Value::String(value)))
                .collect::<Map<_, _>>()
        };
        let mut fields = texts(head.uri.query().unwrap_or_default().as_bytes());
        if kind.starts_with("application/json") {
            let wrong = || Refusal::bad("object expected as the body");
            fields.extend(Fields::read(&bytes).ok_or_else(wrong)?.0);
        } else if kind.starts_with("application/x-www-form-urlencoded") {
            fields.extend(texts(&bytes));
        } else if !bytes.is_empty() {
            return Err(Refusal::bad("the body cannot be read"));
        }
        Ok(Self(Fields(fields)))
    }

    /// Refuses parameters that are not among these.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        Ok(self.0.only(known)?)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        Ok(self.0.text(name)?)
    }

    /// A whole number, also as a text.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = |value: &Value| {
            let text = value.as_str();
            text.map_or_else(|| value.as_i64(), |text| text.parse().ok())
        };
        let wrong = || Wrong::value(name, "must be a whole number");
        let value = self.0.value(name);
        let number = value.map(|value| number(value).ok_or_else(wrong));
        Ok(number.transpose()?)
    }

    /// A flag, also as a text.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.0.value(name) {
            None => Ok(false),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            Some(_) => Ok(self.0.flag(name)?.unwrap_or(false)),
        }
    }

    /// An object or a list, also as a text with JSON.
    pub(crate) fn structure(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.0.value(name) {
            Some(Value::String(text)) => {
                let wrong = |_| Refusal::bad(&format!("can't parse {name} as a JSON object"));
                serde_json::from_str(text).map(Some).map_err(wrong)
            }
            value => Ok(value.cloned()),
        }
    }
}
