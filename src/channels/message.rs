//! What people say to each other, as every channel has it, whoever says it. It knows no channel and no help desk.

use serde::{Deserialize, Serialize};

use super::split::shortened;
use crate::values::is_https;

/// What kind of thing a part is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words: `text`.
    #[default]
    Text,
    /// A picture at `url`; `text` is its caption.
    Picture,
    /// A video at `url`; `text` is its caption.
    Video,
    /// A file at `url`, sound included; `text` is its caption.
    File,
    /// A link to `url`; `text` is its label.
    Link,
}

/// A part of a message. What a channel or the help desk has no kind for is told in words.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// Words, a caption or a label; plain text.
    pub text: String,
    /// Where it is; empty for words.
    pub url: String,
    /// The file's name, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The media type, such as `video/mp4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

impl Part {
    /// Words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Something at an address.
    #[must_use]
    pub fn at(kind: Kind, url: impl Into<String>, text: Option<String>) -> Self {
        Self {
            kind,
            url: url.into(),
            text: text.unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Something at an address, as a customer sent it: in words unless the address is an https one.
    #[must_use]
    pub fn sent(kind: Kind, url: &str, text: Option<String>) -> Self {
        let part = Self::at(kind, url, text);
        if is_https(url) {
            part
        } else {
            Self::text(part.in_words())
        }
    }

    /// A place, in words that a help desk makes a link of.
    #[must_use]
    pub fn location(latitude: f64, longitude: f64, title: Option<&str>) -> Self {
        let title = title.map_or_else(String::new, |title| format!("{title}, "));
        let [north, east] = [latitude, longitude].map(degrees);
        Self::text(format!(
            "Location: {title}https://www.google.com/maps?q={north},{east}"
        ))
    }

    /// Somebody's number, in words.
    #[must_use]
    pub fn contact(name: Option<&str>, phone: Option<&str>) -> Self {
        let said = [name, phone].into_iter().flatten().collect::<Vec<_>>();
        Self::text(format!("Contact: {}", said.join(", ")))
    }

    /// Something for which the channel of this name has a kind that nobody knows here, and whatever words it has.
    #[must_use]
    pub fn unknown(channel: &str, kind: &str, words: [Option<String>; 2]) -> Self {
        let kind = shortened(kind, 40).replace(|c: char| !c.is_ascii_graphic(), "");
        let kind = if kind.is_empty() { "no type" } else { &kind };
        let notice = format!("({channel} sent something that cannot be shown here: {kind})");
        let said = [Some(notice)].into_iter().chain(words).flatten();
        Self::text(said.collect::<Vec<_>>().join("\n"))
    }

    /// The same in words alone: caption, name and address, as far as it has them.
    #[must_use]
    pub fn in_words(&self) -> String {
        let said = [
            self.text.as_str(),
            self.name.as_deref().unwrap_or_default(),
            &self.url,
        ];
        let said = said.into_iter().filter(|said| !said.trim().is_empty());
        said.collect::<Vec<_>>().join("\n")
    }
}

/// Degrees to a tenth of a metre. The library's way of writing fractions would make the module a fortieth larger.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a number beyond the range is no place on earth"
)]
fn degrees(degrees: f64) -> String {
    let millionths = (degrees * 1e6).round() as i64;
    let sign = if millionths < 0 { "-" } else { "" };
    let millionths = millionths.unsigned_abs();
    format!(
        "{sign}{}.{:06}",
        millionths / 1_000_000,
        millionths % 1_000_000
    )
}

/// A text that says something.
pub(super) fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// What a customer wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inbound {
    /// Who wrote it.
    pub from: Person,
    /// By what a second delivery of the same message is known; unique within the person's messages.
    pub id: String,
    /// When it was written, in milliseconds since 1970, or another number that grows with each message of this person; 0 where
    /// the channel tells neither.
    pub order: i64,
    /// What was written; never empty.
    pub parts: Vec<Part>,
}

/// A person as a channel knows one.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Person {
    /// The channel's id of this person, exactly as it came.
    pub id: String,
    /// What they call themselves.
    pub name: Option<String>,
    /// The https address of their picture.
    pub avatar: Option<String>,
}

/// What a channel's webhook tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// A customer wrote.
    Message(Inbound),
    /// What was sent to this person did not arrive after all, and why, as a sentence for the agent.
    Undelivered {
        /// The channel's id of the person.
        person: String,
        /// Another delivery of the same news has the same id.
        id: String,
        /// A sentence.
        sentence: String,
    },
    /// Nothing that concerns anybody here: the log says what it was, without personal data.
    Nothing(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_addresses_are_shown_as_what_they_are() {
        let words = Some("look".to_owned());
        let shown = Part::sent(Kind::Picture, "https://a.example/b", words.clone());
        assert_eq!(shown.kind, Kind::Picture);
        for odd in ["http://a.example/b", "javascript:alert(1)", "file:///b"] {
            let told = Part::sent(Kind::Picture, odd, words.clone());
            assert_eq!(told, Part::text(format!("look\n{odd}")));
        }
    }
}
