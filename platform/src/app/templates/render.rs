//! Putting values into a template.
//!
//! Refuses what the platform refuses when the request is made; nothing is sent.

use std::fmt;

use serde_json::{Map, Value};
use url::Url;

use super::super::Parameters;
use super::super::expression::{self, Filled, Text, Variable};
use super::{Method, Position, Protocol, Template, encoding};

/// Who asks for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Server code: an event handler or an invoked function.
    Serverless,
    /// The installation page.
    InstallationPage,
    /// Any other page.
    Page,
}

/// Where the values of placeholders come from.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The values of the installation parameters, secure ones included.
    pub iparams: &'a Map<String, Value>,
    /// The declarations of the same parameters, which tell the secure ones.
    pub parameters: &'a Parameters,
    /// What the caller gave as `context`.
    pub context: &'a Map<String, Value>,
    /// The installation's `currentHost`: `{"endpoint_urls": {"freshdesk": "https://acme.freshdesk.com"}, …}`.
    pub current_host: &'a Value,
    /// Who asks.
    pub caller: Caller,
}

/// A request with its values in place, not yet sent.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedRequest {
    /// The method.
    pub method: Method,
    /// The scheme.
    pub protocol: Protocol,
    /// The host's name, without a port unless it is one of this machine.
    pub host: String,
    /// The path, percent-encoded; it may carry a query that the template's path began.
    pub path: String,
    /// The query's names and values, not yet percent-encoded.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: Vec<(String, String)>,
}

/// Why a request cannot be made from a template; a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(String);

impl RenderedRequest {
    /// The path with the query, percent-encoded: what follows the host in an address.
    #[must_use]
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (name, value) in &self.query {
            target.push(if target.contains('?') { '&' } else { '?' });
            target.push_str(&encoding::query_value(name));
            target.push('=');
            target.push_str(&encoding::query_value(value));
        }
        target
    }
}

impl fmt::Debug for RenderedRequest {
    /// Leaves out the headers' values, which may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers = self.headers.iter().map(|(name, _)| name.as_str());
        write!(
            f,
            "{} {}://{}{} [{}]",
            self.method,
            self.protocol,
            self.host,
            self.target(),
            headers.collect::<Vec<_>>().join(", ")
        )
    }
}

impl Template {
    /// Puts the values of `scope` into the template.
    ///
    /// A context variable that was not given becomes an empty string, as seen in the real platform's log.
    /// A host is a domain's name, unless something on this machine `stands` for it.
    pub fn render(
        &self,
        scope: &Scope<'_>,
        stands: &dyn Fn(&str) -> bool,
    ) -> Result<RenderedRequest, TemplateError> {
        let schema = &self.schema;
        let host = scope.plain(Position::Host, &schema.host)?;
        if !stands(&host) {
            encoding::host_name(&host).map_err(TemplateError)?;
        }
        let path = encoding::path(&scope.fill(Position::Path, &schema.path)?);
        let query = scope.pairs(Position::Query, &schema.query)?;
        let headers = scope.pairs(Position::Header, &schema.headers)?;
        if let Some((name, _)) = headers
            .iter()
            .find(|(_, value)| value.chars().any(|c| c.is_control() && c != '\t'))
        {
            return Err(TemplateError(format!(
                "The header `{name}` would hold a line break or another control character; take it out of the value."
            )));
        }
        Ok(RenderedRequest {
            method: schema.method,
            protocol: schema.protocol,
            host,
            path,
            query,
            headers,
        })
    }
}

impl Scope<'_> {
    fn pairs(
        &self,
        position: Position,
        texts: &[(String, Text)],
    ) -> Result<Vec<(String, String)>, TemplateError> {
        texts
            .iter()
            .map(|(name, text)| Ok((name.clone(), self.plain(position, text)?)))
            .collect()
    }

    fn plain(&self, position: Position, text: &Text) -> Result<String, TemplateError> {
        let parts = self.fill(position, text)?;
        Ok(parts
            .into_iter()
            .map(|part| match part {
                Filled::Literal(text) | Filled::Value(text) => text,
            })
            .collect())
    }

    fn fill(&self, position: Position, text: &Text) -> Result<Vec<Filled>, TemplateError> {
        if let Some(refusal) = position.refuses_encode(text) {
            return Err(TemplateError(refusal));
        }
        text.fill(&|variable| self.value(position, variable))
    }

    fn value(&self, position: Position, variable: &Variable) -> Result<String, TemplateError> {
        if let Some(refusal) = position.refuses(variable, self.parameters) {
            return Err(TemplateError(refusal));
        }
        let found = match variable {
            Variable::Parameter(key) => self.iparams.get(key),
            Variable::Context(key) => {
                let fixed_for_pages = matches!(position, Position::Host | Position::Header);
                if fixed_for_pages && self.caller == Caller::Page {
                    return Err(TemplateError(format!(
                        "{position} names {variable}, which a page may not fill; only server code and the installation page may."
                    )));
                }
                self.context.get(key)
            }
            Variable::CurrentHost(product) => return self.host_of(product),
        };
        expression::as_text(found.unwrap_or(&Value::Null)).ok_or_else(|| {
            TemplateError(format!(
                "{variable} is a list or an object; give a text, a number or a boolean."
            ))
        })
    }

    /// The name of the host in `endpoint_urls`, which holds whole addresses.
    fn host_of(&self, product: &str) -> Result<String, TemplateError> {
        let address = self
            .current_host
            .get("endpoint_urls")
            .and_then(|urls| urls.get(product))
            .and_then(Value::as_str)
            .unwrap_or_default();
        Url::parse(address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .ok_or_else(|| TemplateError(format!("The installation has no address for `{product}` in currentHost.endpoint_urls; give one when the platform starts.")))
    }
}
