//! The query language: `"tag:'callback_needed' AND (status:2 OR status:3)"`, double quotes included.
//! Source: <https://developers.freshdesk.com/api/#filter_tickets>.

use serde_json::{Value, json};

/// A parsed query.
#[derive(Debug, PartialEq)]
pub(crate) enum Expression {
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
    Term {
        field: String,
        comparison: Comparison,
        value: Value,
    },
}

/// How a term compares; `>` and `<` include the value itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Comparison {
    Equal,
    AtLeast,
    AtMost,
}

impl Expression {
    /// Parses a query over these fields and over custom ones (`cf_…`).
    pub(crate) fn parse(query: &str, fields: &[&str]) -> Result<Self, String> {
        let inner = query
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .ok_or("The query must stand between double quotes")?;
        let mut parser = Parser {
            rest: inner,
            fields,
        };
        let expression = parser.alternatives()?;
        if parser.rest.trim().is_empty() {
            Ok(expression)
        } else {
            Err(format!(
                "The query cannot be read from '{}' on",
                parser.rest.trim()
            ))
        }
    }

    /// Whether a record matches, given the values that it has in a field.
    pub(crate) fn matches(&self, values: &dyn Fn(&str) -> Vec<Value>) -> bool {
        match self {
            Self::And(one, other) => one.matches(values) && other.matches(values),
            Self::Or(one, other) => one.matches(values) || other.matches(values),
            Self::Term {
                field,
                comparison,
                value,
            } => values(field)
                .iter()
                .any(|found| comparison.holds(found, value)),
        }
    }
}

impl Comparison {
    fn holds(self, found: &Value, wanted: &Value) -> bool {
        let ordered = |fits: fn(std::cmp::Ordering) -> bool| {
            let numbers = found.as_i64().zip(wanted.as_i64());
            let days = found.as_str().zip(wanted.as_str());
            let order = numbers
                .map(|(found, wanted)| found.cmp(&wanted))
                .or_else(|| days.map(|(found, wanted)| day(found).cmp(day(wanted))));
            order.is_some_and(fits)
        };
        match self {
            Self::Equal => found == wanted || is_same_day(found, wanted),
            Self::AtLeast => ordered(std::cmp::Ordering::is_ge),
            Self::AtMost => ordered(std::cmp::Ordering::is_le),
        }
    }
}

/// Dates are asked for as days while records hold moments.
fn is_same_day(found: &Value, wanted: &Value) -> bool {
    let is_moment = |text: &str| text.ends_with('Z') && text.contains('T');
    found
        .as_str()
        .zip(wanted.as_str())
        .is_some_and(|(found, wanted)| {
            is_moment(found) && wanted.len() == 10 && day(found) == wanted
        })
}

/// Numbers have an order, and days in the form `YYYY-MM-DD`.
fn has_order(value: &Value) -> bool {
    let is_day = |text: &str| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    value.is_i64() || value.as_str().is_some_and(is_day)
}

fn day(text: &str) -> &str {
    text.get(..10).unwrap_or(text)
}

struct Parser<'a> {
    rest: &'a str,
    fields: &'a [&'a str],
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Result<Expression, String> {
        let mut left = self.conjunction()?;
        while self.take_word("OR") {
            left = Expression::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expression, String> {
        let mut left = self.term()?;
        while self.take_word("AND") {
            left = Expression::And(Box::new(left), Box::new(self.term()?));
        }
        Ok(left)
    }

    fn term(&mut self) -> Result<Expression, String> {
        if self.take("(") {
            let inner = self.alternatives()?;
            return if self.take(")") {
                Ok(inner)
            } else {
                Err("A ')' is missing".to_owned())
            };
        }
        self.rest = self.rest.trim_start();
        let (field, after) = self
            .rest
            .split_once(':')
            .ok_or_else(|| format!("'{}' is no condition", self.rest))?;
        if !self.fields.contains(&field) && !field.starts_with("cf_") {
            return Err(format!("The field '{field}' cannot be searched"));
        }
        self.rest = after;
        let comparison = if self.take(">") {
            Comparison::AtLeast
        } else if self.take("<") {
            Comparison::AtMost
        } else {
            Comparison::Equal
        };
        let value = self.value()?;
        if comparison != Comparison::Equal && !has_order(&value) {
            return Err(format!(
                "The field '{field}' is compared with what is neither a number nor a date"
            ));
        }
        Ok(Expression::Term {
            field: field.to_owned(),
            comparison,
            value,
        })
    }

    fn value(&mut self) -> Result<Value, String> {
        self.rest = self.rest.trim_start();
        if let Some(text) = self.rest.strip_prefix('\'') {
            let (value, after) = text.split_once('\'').ok_or("A closing ' is missing")?;
            self.rest = after;
            return Ok(json!(value));
        }
        let end = self.rest.find([' ', ')']).unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(end);
        self.rest = after;
        match word {
            "true" => Ok(json!(true)),
            "false" => Ok(json!(false)),
            "null" => Ok(Value::Null),
            word => word
                .parse::<i64>()
                .map(|number| json!(number))
                .map_err(|_| format!("'{word}' is no value; texts stand between single quotes")),
        }
    }

    /// Takes a word that ends where it ends, so that `ORtag` is none.
    fn take_word(&mut self, word: &str) -> bool {
        let after = self.rest.trim_start().strip_prefix(word);
        let ends = after.is_some_and(|after| after.starts_with([' ', '(']));
        ends && self.take(word)
    }

    fn take(&mut self, token: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(token) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 4] = ["tag", "status", "phone", "created_at"];

    #[track_caller]
    fn check(query: &str, expected: bool) {
        let expression = Expression::parse(query, &FIELDS).unwrap();
        let found = expression.matches(&|field| match field {
            "tag" => vec![json!("missed_call"), json!("callback_needed")],
            "status" => vec![json!(2)],
            "created_at" => vec![json!("2026-07-01T08:15:02Z")],
            _ => vec![Value::Null],
        });
        assert_eq!(found, expected, "{query}");
    }

    #[test]
    fn conditions_are_combined_as_written() {
        check(r#""tag:'callback_needed' AND status:2""#, true);
        check(r#""tag:'callback_needed' AND status:3""#, false);
        check(r#""status:3 OR tag:'missed_call'""#, true);
        check(r#""status:3 AND (status:2 OR tag:'missed_call')""#, false);
        check(r#""(status:2 OR status:3) AND tag:'other'""#, false);
        check(r#""phone:null""#, true);
    }

    #[test]
    fn comparisons_include_their_bound() {
        check(r#""status:>2""#, true);
        check(r#""status:>3""#, false);
        check(r#""status:<2""#, true);
        check(r#""created_at:>'2026-07-01'""#, true);
        check(r#""created_at:<'2026-06-30'""#, false);
        check(r#""created_at:'2026-07-01'""#, true);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_the_reason() {
        let cases = [
            ("tag:'x'", "double quotes"),
            (r#""source:3""#, "'source' cannot be searched"),
            (r#""tag:callback""#, "single quotes"),
            (r#""(status:2""#, "')' is missing"),
            (r#""tag:'x""#, "closing '"),
            (r#""status:2 status:3""#, "cannot be read"),
            (r#""status:2 ORstatus:3""#, "cannot be read"),
            (r#""status:2 or status:3""#, "cannot be read"),
            (r#""phone:>'+254'""#, "neither a number nor a date"),
            (r#""""#, "is no condition"),
        ];
        for (query, reason) in cases {
            let refusal = Expression::parse(query, &FIELDS).unwrap_err();
            assert!(refusal.contains(reason), "{query}: {refusal}");
        }
    }
}
