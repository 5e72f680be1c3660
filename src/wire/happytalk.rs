//! HappyTalk, the partner through which KakaoTalk can be written to: sending a text, and what it posts to us.
//!
//! Its two versions differ in names only. It does not decide what a code means for whoever sent something.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::json::{self, Readable};
use crate::wire::loose_text;

/// `POST /v1/chat/write` or `/kakaoWebhook/v3/bzc/chat/send/plain`. It has no `Debug`, since the sender key is a secret.
#[derive(Serialize)]
pub struct SendText<'a> {
    #[serde(skip)]
    call: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_bubble_type: Option<&'static str>,
    user_key: &'a str,
    sender_key: &'a str,
    serial_number: &'a str,
    message: &'a str,
}

impl<'a> SendText<'a> {
    /// A text of at most 1000 characters to a person, from a channel, with a serial of at most 30 characters that no other
    /// message has.
    #[must_use]
    pub const fn new(
        user_key: &'a str,
        sender_key: &'a str,
        serial: &'a str,
        text: &'a str,
    ) -> Self {
        Self {
            call: "v1/chat/write",
            message_type: Some("TX"),
            chat_bubble_type: None,
            user_key,
            sender_key,
            serial_number: serial,
            message: text,
        }
    }

    /// The same for version 3.
    #[must_use]
    pub const fn of_version_3(self) -> Self {
        Self {
            call: "kakaoWebhook/v3/bzc/chat/send/plain",
            message_type: None,
            chat_bubble_type: Some("TEXT"),
            ..self
        }
    }
}

impl Call for SendText<'_> {
    const TEMPLATE: &'static str = "sendKakaoMessage";
    type Reply = Reply;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("call", self.call.to_owned())]
    }

    fn body(&self) -> Option<impl Serialize> {
        Some(self)
    }
}

/// What HappyTalk answers to everything; a refusal may have the HTTP status 200.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// A number, or a text of digits; `0`, `0000` and `200` all say that it was done.
    #[serde(deserialize_with = "loose_text")]
    pub code: Option<String>,
    /// [inferred] The name of what went wrong.
    #[serde(deserialize_with = "loose_text")]
    pub message: Option<String>,
}

impl Reply {
    /// Reads the body of a refusal.
    #[must_use]
    pub fn read(body: &str) -> Self {
        json::decode(body).unwrap_or_default()
    }
}

/// What HappyTalk posts, in any of three forms.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Callback {
    /// Who wrote, unique within the channel.
    #[serde(deserialize_with = "loose_text")]
    pub user_key: Option<String>,
    /// Which channel it was written to.
    #[serde(deserialize_with = "loose_text")]
    pub sender_key: Option<String>,
    /// The conversation.
    #[serde(deserialize_with = "loose_text")]
    pub session_id: Option<String>,
    /// Which message it is.
    #[serde(deserialize_with = "loose_text")]
    pub serial_number: Option<String>,
    /// `text`, `photo`, `file`, …
    #[serde(rename = "type", deserialize_with = "loose_text")]
    kind: Option<String>,
    /// `TX`, `IM` or `FI`, in a sample.
    #[serde(deserialize_with = "loose_text")]
    message_type: Option<String>,
    /// When, in milliseconds since 1970; only version 3 tells.
    #[serde(deserialize_with = "loose_text")]
    pub time: Option<String>,
    content: Option<Readable<Content>>,
    contents: Option<Readable<Content>>,
    message: Option<Readable<Content>>,
}

impl Callback {
    /// What kind of thing was written, in small letters; empty where that is not said.
    #[must_use]
    pub fn kind(&self) -> String {
        let kind = self.kind.as_deref().or(self.message_type.as_deref());
        kind.unwrap_or_default().to_ascii_lowercase()
    }

    /// What was written: version 1 has `content`, version 3 `contents`, and a sample `message`. `None` if there is none, and
    /// nothing if it cannot be read.
    pub fn content(&mut self) -> Option<Content> {
        let said = [&mut self.content, &mut self.contents, &mut self.message];
        let Readable(content) = said.into_iter().find_map(Option::take)?;
        Some(content.unwrap_or_default())
    }
}

/// What was written: a text, an object with an address, or a list of either.
#[derive(Debug, Default)]
pub struct Content(pub Vec<Piece>);

/// A part of what was written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Piece {
    #[serde(deserialize_with = "loose_text")]
    text: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    message: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    url: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    image_url: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    file_url: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    name: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    file_name: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    size: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    file_size: Option<String>,
}

impl Piece {
    /// Words.
    pub fn text(&mut self) -> Option<String> {
        self.text.take().or(self.message.take())
    }

    /// Where something is.
    pub fn url(&mut self) -> Option<String> {
        let url = self.url.take().or(self.image_url.take());
        url.or(self.file_url.take())
    }

    /// A file's name.
    pub fn name(&mut self) -> Option<String> {
        self.name.take().or(self.file_name.take())
    }

    /// Bytes.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        let size = self.size.as_ref().or(self.file_size.as_ref());
        size?.parse().ok()
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, an object or a list of them")
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content(vec![Piece {
            text: Some(text.to_owned()),
            ..Piece::default()
        }]))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Content, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Content, A::Error> {
        let piece = Piece::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Content(vec![piece]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Content, A::Error> {
        let mut all = Content::default();
        while let Some(Content(pieces)) = list.next_element()? {
            all.0.extend(pieces);
        }
        Ok(all)
    }
}
