//! What a person and the business said to each other, as a chat window shows it.
//!
//! It knows no vendor: each keeps its own messages here and reads them into lines.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who says something.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Side {
    /// The person whom the business serves.
    Customer,
    /// Somebody, or something, that writes for the business.
    Agent,
    /// A bot of the product.
    Bot,
    /// The product itself.
    System,
}

/// One message, as a window shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    /// When it was said.
    pub(crate) at: Timestamp,
    /// Who said it.
    pub(crate) by: Side,
    /// What that one is called, where it is known.
    pub(crate) name: String,
    /// Whether customers do not see it.
    pub(crate) private: bool,
    /// What it says; what is no text is described.
    pub(crate) text: String,
    /// The address of what it shows.
    pub(crate) link: Option<String>,
}

/// Everything that was said with one person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Thread {
    /// By what the control endpoints know it.
    pub(crate) id: String,
    /// Who the person is.
    pub(crate) name: String,
    /// Anything else worth knowing about it.
    pub(crate) about: String,
    /// How it is between the two: subscribed, blocked, resolved.
    pub(crate) state: String,
    /// Oldest first.
    pub(crate) lines: Vec<Line>,
}

/// What a message says, as a vendor reads it.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) link: Option<String>,
}

impl Content {
    /// A text.
    pub(crate) fn text(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// Something else by its kind, with the words that come with it and where it is.
    pub(crate) fn medium(kind: &str, words: &[&str], link: Option<&str>) -> Self {
        let words = words.iter().filter(|word| !word.is_empty());
        let words = words.copied().collect::<Vec<_>>().join(", ");
        let text = if words.is_empty() {
            format!("[{kind}]")
        } else {
            format!("[{kind}] {words}")
        };
        Self {
            text,
            link: link.map(str::to_owned),
            ..Self::default()
        }
    }

    /// The line of somebody who said it.
    pub(crate) fn line(self, at: Timestamp, by: Side) -> Line {
        Line {
            at,
            by,
            name: self.name,
            private: false,
            text: self.text,
            link: self.link,
        }
    }
}

/// A message and who wrote it, as its vendor has it.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Said {
    at: Timestamp,
    by: Side,
    message: Value,
}

/// The messages between a person and the business, oldest first.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Talk(Vec<Said>);

impl Talk {
    /// Keeps what the person wrote.
    pub(crate) fn wrote(&mut self, at: Timestamp, message: Value) {
        let by = Side::Customer;
        self.0.push(Said { at, by, message });
    }

    /// Keeps what the person got.
    pub(crate) fn got(&mut self, at: Timestamp, message: Value) {
        let by = Side::Agent;
        self.0.push(Said { at, by, message });
    }

    /// What the person got, oldest first.
    pub(crate) fn inbox(&self) -> Vec<Value> {
        let got = self.0.iter().filter(|said| said.by == Side::Agent);
        got.map(|said| said.message.clone()).collect()
    }

    /// All of it as a window shows it.
    pub(crate) fn lines(&self, read: impl Fn(&Value) -> Content) -> Vec<Line> {
        let lines = self.0.iter();
        lines
            .map(|said| read(&said.message).line(said.at, said.by))
            .collect()
    }
}

/// A text inside a message, empty where there is none.
pub(crate) fn text_at<'a>(message: &'a Value, pointer: &str) -> &'a str {
    let text = message.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// A place on the earth inside a message, in words.
pub(crate) fn place_at(message: &Value, latitude: &str, longitude: &str) -> Content {
    let number = |pointer| message.pointer(pointer).and_then(Value::as_f64);
    match (number(latitude), number(longitude)) {
        (Some(latitude), Some(longitude)) => {
            Content::medium("location", &[&format!("{latitude}, {longitude}")], None)
        }
        _ => Content::medium("location", &[], None),
    }
}
