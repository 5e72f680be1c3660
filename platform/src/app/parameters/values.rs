//! The values given for installation parameters.

use regress::Regex;
use serde_json::{Map, Value};
use url::Url;

use super::{Parameter, ParameterKind, Parameters};

impl Parameters {
    /// Checks given values and fills in the defaults of those not given; the errors are sentences for people.
    ///
    /// A value that is not given and has no default is left out. Where the installation page reacts to changes, it alone knows
    /// which fields it has freed, and has asked for the others.
    pub fn validate(&self, given: &Map<String, Value>) -> Result<Map<String, Value>, Vec<String>> {
        let mut complaints: Vec<String> = given
            .keys()
            .filter(|key| self.get(key).is_none())
            .map(|key| format!("There is no parameter called {key}; leave it out."))
            .collect();
        let all_needed = self
            .iter()
            .all(|(_, parameter)| parameter.events.is_empty());
        let mut values = Map::new();
        for (key, parameter) in self.iter() {
            let needed = parameter.required && all_needed;
            let value = given.get(key).filter(|value| !value.is_null());
            let Some(value) = value.or(parameter.default_value.as_ref()) else {
                if needed {
                    complaints.push(parameter.missing());
                }
                continue;
            };
            complaints.extend(parameter.complaint(value, needed));
            values.insert(key.to_owned(), value.clone());
        }
        if complaints.is_empty() {
            return Ok(values);
        }
        Err(complaints)
    }

    /// The values that pages may see.
    #[must_use]
    pub fn public(&self, values: &Map<String, Value>) -> Map<String, Value> {
        values
            .iter()
            .filter(|(key, _)| !self.is_secure(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }
}

impl Parameter {
    fn missing(&self) -> String {
        format!("{} is required; fill it in.", self.display_name)
    }

    /// What is wrong with a value; nothing if it may be kept.
    fn complaint(&self, value: &Value, needed: bool) -> Option<String> {
        if is_blank(value) {
            return needed.then(|| self.missing());
        }
        if let Some(expected) = self.expectation(value) {
            return Some(format!("{} must be {expected}.", self.display_name));
        }
        value.as_str().and_then(|text| self.unmatched(text))
    }

    /// What the value should have been; nothing if it is that.
    fn expectation(&self, value: &Value) -> Option<&'static str> {
        let text = value.as_str();
        let (fits, expected) = match self.kind {
            ParameterKind::Text | ParameterKind::Paragraph | ParameterKind::PhoneNumber => {
                (text.is_some(), "a text")
            }
            ParameterKind::Email => (text.is_some_and(is_email), "an e-mail address"),
            ParameterKind::Url => (
                text.is_some_and(|text| Url::parse(text).is_ok()),
                "an address such as https://example.com",
            ),
            ParameterKind::Date => (
                text.is_some_and(|text| text.parse::<jiff::civil::Date>().is_ok()),
                "a date such as 2026-01-31",
            ),
            ParameterKind::Number => (
                value.is_number() || text.is_some_and(|text| text.parse::<f64>().is_ok()),
                "a number",
            ),
            ParameterKind::Checkbox => (value.is_boolean(), "true or false"),
            ParameterKind::Dropdown | ParameterKind::Radio => {
                (self.offers(value), "one of its options")
            }
            ParameterKind::Multiselect => (
                value
                    .as_array()
                    .is_some_and(|chosen| chosen.iter().all(|one| self.offers(one))),
                "a list of its options",
            ),
        };
        (!fits).then_some(expected)
    }

    /// Whether a value is among the options.
    #[must_use]
    pub fn offers(&self, value: &Value) -> bool {
        self.options.iter().any(|option| option.value == *value)
    }

    /// The message of the first pattern that the text does not match.
    fn unmatched(&self, text: &str) -> Option<String> {
        let patterns = self
            .regex
            .iter()
            .filter(|(name, _)| !name.ends_with("-error"));
        patterns
            .filter(|(_, pattern)| {
                // A pattern that is no pattern is reported by the check, not to whoever fills in the form.
                Regex::new(pattern).is_ok_and(|pattern| pattern.find(text).is_none())
            })
            .map(|(name, _)| {
                let message = self.regex.get(&format!("{name}-error"));
                message
                    .cloned()
                    .unwrap_or_else(|| format!("{} is not valid.", self.display_name))
            })
            .next()
    }
}

/// Whether a value says as much as none at all.
fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty) || value.as_array().is_some_and(Vec::is_empty)
}

/// Whether a text has the shape of an e-mail address; nobody is asked whether it exists.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !text.contains(char::is_whitespace)
    })
}
