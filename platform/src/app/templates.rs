//! `config/requests.json`: the requests an app may send, and putting values into them.
//!
//! Nothing is sent here, and attempts and delays are only carried along.

mod encoding;
mod render;
mod source;

use std::fmt;

use indexmap::IndexMap;
use serde::Deserialize;

pub use self::render::{Caller, RenderedRequest, Scope, TemplateError};
use self::source::Source;
use super::expression::{Text, Variable};
use super::{AppError, Parameters, Problem, REQUESTS};

/// The declared request templates, by name.
#[derive(Clone, Debug, Default)]
pub struct Templates(IndexMap<String, Template>);

/// One request template.
#[derive(Clone, Debug)]
pub struct Template {
    /// The request with its placeholders.
    pub schema: RequestSchema,
    /// How often and how soon it is tried again.
    pub options: RequestOptions,
}

/// A request with its placeholders.
#[derive(Clone, Debug)]
pub struct RequestSchema {
    /// The method.
    pub method: Method,
    /// The scheme.
    pub protocol: Protocol,
    host: Text,
    path: Text,
    query: Vec<(String, Text)>,
    headers: Vec<(String, Text)>,
}

/// How often and how soon a request is tried again, after a network error, 429 or 5xx.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct RequestOptions {
    /// Attempts in all, 1 to 5.
    #[serde(rename = "maxAttempts")]
    pub max_attempts: u32,
    /// Milliseconds between two attempts, a multiple of 100 up to 1500.
    #[serde(rename = "retryDelay")]
    pub retry_delay: u64,
}

impl Default for RequestOptions {
    fn default() -> Self {
        Self {
            max_attempts: 1,
            retry_delay: 0,
        }
    }
}

/// The methods a template may use.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are HTTP's own")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method's name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The schemes a template may use; plain HTTP only while testing.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names are the schemes'")]
pub enum Protocol {
    #[default]
    Https,
    Http,
}

impl Protocol {
    /// The scheme's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The parts of a request in which placeholders may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Host,
    Path,
    Query,
    Header,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "The host",
            Self::Path => "The path",
            Self::Query => "A query value",
            Self::Header => "A header",
        })
    }
}

impl Templates {
    /// Reads the text of `config/requests.json`.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let sources: IndexMap<String, Source> = super::parse(REQUESTS, text)?;
        let mut templates = IndexMap::new();
        let mut problems = Vec::new();
        for (name, source) in sources {
            match source.compile(&name) {
                Ok(template) => {
                    templates.insert(name, template);
                }
                Err(found) => problems.extend(found),
            }
        }
        AppError::unless_empty(REQUESTS, problems)?;
        Ok(Self(templates))
    }

    /// A template by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.0.get(name)
    }

    /// All templates, in the declared order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.0
            .iter()
            .map(|(name, template)| (name.as_str(), template))
    }

    /// Every placeholder that stands where it must not, or names a parameter that does not exist.
    #[must_use]
    pub fn misplaced(&self, parameters: &Parameters) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, template) in self.iter() {
            for (position, at, text) in template.schema.texts() {
                let found = text
                    .variables()
                    .into_iter()
                    .filter_map(|variable| position.refuses(variable, parameters))
                    .chain(position.refuses_encode(text));
                problems.extend(found.map(|message| in_schema(name, &at, message)));
            }
        }
        problems
    }
}

/// A problem below a template's `schema`.
fn in_schema(template: &str, at: &[&str], message: String) -> Problem {
    let keys = [template, "schema"].into_iter().chain(at.iter().copied());
    Problem {
        at: keys.map(str::to_owned).collect(),
        message,
    }
}

impl RequestSchema {
    /// Every text with its position and the keys that lead to it below `schema`.
    fn texts(&self) -> impl Iterator<Item = (Position, Vec<&str>, &Text)> {
        let query = self
            .query
            .iter()
            .map(|(name, text)| (Position::Query, vec!["query", name.as_str()], text));
        let headers = self
            .headers
            .iter()
            .map(|(name, text)| (Position::Header, vec!["headers", name.as_str()], text));
        [
            (Position::Host, vec!["host"], &self.host),
            (Position::Path, vec!["path"], &self.path),
        ]
        .into_iter()
        .chain(query)
        .chain(headers)
    }
}

impl Position {
    /// Why a variable must not stand here, whoever calls; nothing if it may.
    fn refuses(self, variable: &Variable, parameters: &Parameters) -> Option<String> {
        match variable {
            Variable::Parameter(key) => {
                if parameters.get(key).is_none() {
                    return Some(format!(
                        "{self} names {variable}, which config/iparams.json does not declare; declare it or correct the name."
                    ));
                }
                (self != Self::Header && parameters.is_secure(key)).then(|| {
                    format!("{self} names {variable}, which is secure; a secure parameter may stand in a header only.")
                })
            }
            Variable::Context(_) => None,
            Variable::CurrentHost(_) => (self != Self::Host)
                .then(|| format!("{self} names {variable}, which may stand in the host only.")),
        }
    }

    fn refuses_encode(self, text: &Text) -> Option<String> {
        (self != Self::Header && text.encodes())
            .then(|| format!("{self} uses encode(), which may stand in a header only."))
    }
}

#[cfg(test)]
mod tests;
