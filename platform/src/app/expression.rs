//! The `<%= … %>` placeholders of request templates: parsing them and putting values in.
//!
//! Which variable may stand where is not known here; the templates know it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A template's text, cut into literal parts and placeholders.
#[derive(Clone, Debug, Default)]
pub(super) struct Text(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Placeholder(Expression),
}

/// Terms joined with `+`.
#[derive(Clone, Debug)]
struct Expression(Vec<Term>);

#[derive(Clone, Debug)]
enum Term {
    Variable(Variable),
    Literal(String),
    Encode(Expression),
}

/// What a placeholder can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    /// `iparam.<key>`.
    Parameter(String),
    /// `context.<key>`.
    Context(String),
    /// `current_host.endpoint_urls.<product>`, reduced to the product's name.
    CurrentHost(String),
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(key) => write!(f, "iparam.{key}"),
            Self::Context(key) => write!(f, "context.{key}"),
            Self::CurrentHost(product) => write!(f, "current_host.endpoint_urls.{product}"),
        }
    }
}

/// A piece of a text with its values in place.
#[derive(Debug)]
pub(super) enum Filled {
    /// As it stands in the template.
    Literal(String),
    /// What came from a placeholder.
    Value(String),
}

impl Text {
    /// Cuts a text at its placeholders; the error is a sentence.
    pub(super) fn parse(source: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some((before, tail)) = rest.split_once("<%=") {
            let (inside, after) = tail.split_once("%>").ok_or_else(|| {
                format!("`{source}` opens a placeholder with `<%=` and never closes it with `%>`.")
            })?;
            parts.extend(literal(before, source)?);
            parts.push(Part::Placeholder(Parser::new(inside).whole()?));
            rest = after;
        }
        parts.extend(literal(rest, source)?);
        Ok(Self(parts))
    }

    /// All variables that the text names.
    pub(super) fn variables(&self) -> Vec<&Variable> {
        let mut found = Vec::new();
        for part in &self.0 {
            if let Part::Placeholder(expression) = part {
                expression.collect(&mut found);
            }
        }
        found
    }

    /// Whether `encode()` is used.
    pub(super) fn encodes(&self) -> bool {
        self.0.iter().any(|part| {
            matches!(part, Part::Placeholder(Expression(terms))
                if terms.iter().any(|term| matches!(term, Term::Encode(_))))
        })
    }

    /// Puts values in, looked up one variable at a time.
    pub(super) fn fill<E>(
        &self,
        look_up: &impl Fn(&Variable) -> Result<String, E>,
    ) -> Result<Vec<Filled>, E> {
        self.0
            .iter()
            .map(|part| match part {
                Part::Literal(text) => Ok(Filled::Literal(text.clone())),
                Part::Placeholder(expression) => expression.value(look_up).map(Filled::Value),
            })
            .collect()
    }

    /// The text with every placeholder replaced by the same word.
    pub(super) fn with_placeholders_as(&self, word: &str) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Placeholder(_) => word,
            })
            .collect()
    }
}

/// A part without placeholders; none if it is empty.
fn literal(text: &str, source: &str) -> Result<Option<Part>, String> {
    if text.contains("<%") || text.contains("{{") {
        return Err(format!(
            "`{source}` holds a placeholder of another kind; write `<%= … %>`."
        ));
    }
    Ok((!text.is_empty()).then(|| Part::Literal(text.to_owned())))
}

impl Expression {
    fn collect<'a>(&'a self, found: &mut Vec<&'a Variable>) {
        for term in &self.0 {
            match term {
                Term::Variable(variable) => found.push(variable),
                Term::Literal(_) => {}
                Term::Encode(inner) => inner.collect(found),
            }
        }
    }

    fn value<E>(&self, look_up: &impl Fn(&Variable) -> Result<String, E>) -> Result<String, E> {
        self.0
            .iter()
            .map(|term| match term {
                Term::Variable(variable) => look_up(variable),
                Term::Literal(text) => Ok(text.clone()),
                Term::Encode(inner) => inner.value(look_up).map(|text| STANDARD.encode(text)),
            })
            .collect()
    }
}

/// A value as it appears in a text: nothing for null, and no text at all for lists and objects.
pub(super) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

struct Parser<'a> {
    source: &'a str,
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source: source.trim(),
            rest: source,
        }
    }

    fn whole(mut self) -> Result<Expression, String> {
        let expression = self.expression()?;
        if self.rest.trim().is_empty() {
            return Ok(expression);
        }
        Err(self.wrong("something follows that is not joined with `+`"))
    }

    fn expression(&mut self) -> Result<Expression, String> {
        let mut terms = vec![self.term()?];
        while self.eat("+") {
            terms.push(self.term()?);
        }
        Ok(Expression(terms))
    }

    fn term(&mut self) -> Result<Term, String> {
        for quote in ["'", "\""] {
            if self.eat(quote) {
                let (text, rest) = self
                    .rest
                    .split_once(quote)
                    .ok_or_else(|| self.wrong("a quoted text is not closed"))?;
                self.rest = rest;
                return Ok(Term::Literal(text.to_owned()));
            }
        }
        let path = self.path();
        if path == "encode" && self.eat("(") {
            let inner = self.expression()?;
            if self.eat(")") {
                return Ok(Term::Encode(inner));
            }
            return Err(self.wrong("`encode(` is not closed"));
        }
        self.variable(path).map(Term::Variable)
    }

    fn variable(&self, path: &str) -> Result<Variable, String> {
        let mut keys = path.split('.');
        let variable = match (keys.next(), keys.next(), keys.next()) {
            (Some("iparam"), Some(key), None) => Variable::Parameter(key.to_owned()),
            (Some("context"), Some(key), None) => Variable::Context(key.to_owned()),
            (Some("current_host"), Some("endpoint_urls"), Some(product)) => {
                Variable::CurrentHost(product.to_owned())
            }
            (Some("access_token" | "oauth_iparams" | "app_settings"), _, _) => {
                return Err(self.wrong("OAuth and app settings are not offered offline"));
            }
            _ => {
                return Err(self.wrong(
                    "name `iparam.<key>`, `context.<key>` or `current_host.endpoint_urls.<product>`",
                ));
            }
        };
        if keys.next().is_some() || path.split('.').any(str::is_empty) {
            return Err(self.wrong("the name has too many or empty parts"));
        }
        Ok(variable)
    }

    fn path(&mut self) -> &'a str {
        let rest = self.rest.trim_start();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '$' | '.'))
            .unwrap_or(rest.len());
        let (path, tail) = rest.split_at(end);
        self.rest = tail;
        path
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest.trim_start().strip_prefix(token);
        if let Some(rest) = found {
            self.rest = rest;
        }
        found.is_some()
    }

    fn wrong(&self, why: &str) -> String {
        format!("`<%= {} %>` cannot be understood: {why}.", self.source)
    }
}
