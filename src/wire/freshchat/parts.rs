//! The parts of Freshchat's messages, as they are read and as they are written. It does not say what becomes of them.

use serde::{Deserialize, Serialize};

use crate::json::Readable;
use crate::wire::loose_text;

/// Parts as they are read, of which unreadable ones are left out.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Parts(Option<Vec<Readable<ShownPart>>>);

impl Parts {
    /// Those that can be read.
    pub fn iter(&self) -> impl Iterator<Item = &ShownPart> {
        let parts = self.0.iter().flatten();
        parts.filter_map(|Readable(part)| part.as_ref())
    }

    /// How many there are that cannot be read.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        let parts = self.0.iter().flatten();
        parts.filter(|Readable(part)| part.is_none()).count()
    }
}

/// One part as it is read: of all these kinds one is there; the others are absent or null.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ShownPart {
    /// Words, of agents as HTML.
    pub text: Option<Content>,
    /// A picture.
    pub image: Option<FilePart>,
    /// A video.
    pub video: Option<FilePart>,
    /// A file.
    pub file: Option<FilePart>,
    /// A link.
    pub url_button: Option<Button>,
    /// An answer to choose.
    pub quick_reply_button: Option<Button>,
    /// Something that the widget alone does.
    pub callback: Option<Button>,
    /// An article of the help.
    pub reference: Option<Button>,
    /// Parts in a part.
    pub collection: Option<Collection>,
    /// Parts in the sections of a template.
    pub template_content: Option<Template>,
    /// A mail.
    pub email: Option<Mail>,
}

/// The words of a part.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The words.
    #[serde(deserialize_with = "loose_text")]
    pub content: Option<String>,
}

/// Something at an address; Freshchat and its clients name the same fields in several ways.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FilePart {
    /// The file's name.
    pub name: Option<String>,
    url: Option<String>,
    download_url: Option<String>,
    file_url: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    file_size_in_bytes: Option<String>,
    #[serde(deserialize_with = "loose_text")]
    file_size: Option<String>,
    content_type: Option<String>,
    #[serde(rename = "contentType")]
    content_type_in_camel_case: Option<String>,
    file_content_type: Option<String>,
}

impl FilePart {
    /// Where it is; a fresh upload may have no address yet.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        let known = [&self.url, &self.download_url, &self.file_url];
        known
            .into_iter()
            .flatten()
            .map(String::as_str)
            .find(|url| !url.is_empty())
    }

    /// Bytes.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        let known = [&self.file_size_in_bytes, &self.file_size];
        known
            .into_iter()
            .flatten()
            .find_map(|size| size.parse().ok())
    }

    /// The media type.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        let known = [
            &self.content_type,
            &self.content_type_in_camel_case,
            &self.file_content_type,
        ];
        known.into_iter().flatten().map(String::as_str).next()
    }
}

/// A button of any kind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Button {
    /// What stands on it.
    #[serde(deserialize_with = "loose_text")]
    pub label: Option<String>,
    /// Where it leads.
    pub url: Option<String>,
}

/// Parts in a part.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Collection {
    /// The parts.
    pub sub_parts: Parts,
}

/// A template.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Template {
    sections: Option<Vec<Readable<Section>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Section {
    parts: Parts,
}

impl Template {
    /// The parts of all its sections.
    pub fn parts(&self) -> impl Iterator<Item = &ShownPart> {
        let sections = self.sections.iter().flatten();
        let sections = sections.filter_map(|Readable(section)| section.as_ref());
        sections.flat_map(|section| section.parts.iter())
    }
}

/// A mail.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Mail {
    /// Its subject.
    pub subject: Option<String>,
    /// Its words, as HTML.
    pub content: Option<String>,
}

/// One part as it is written: one of these kinds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SentPart {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<SentText>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<SentImage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<SentVideo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<SentFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SentText {
    content: String,
}

/// An image has an address and nothing else: with further fields Freshchat has refused it.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct SentImage {
    url: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SentVideo {
    url: String,
    content_type: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct SentFile {
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_size_in_bytes: Option<u64>,
    content_type: String,
}

impl SentPart {
    /// Words.
    pub fn text(content: impl Into<String>) -> Self {
        let text = Some(SentText {
            content: content.into(),
        });
        Self {
            text,
            ..Self::default()
        }
    }

    /// A picture.
    pub fn image(url: impl Into<String>) -> Self {
        let image = Some(SentImage { url: url.into() });
        Self {
            image,
            ..Self::default()
        }
    }

    /// A video.
    pub fn video(url: impl Into<String>, media_type: impl Into<String>) -> Self {
        let video = Some(SentVideo {
            url: url.into(),
            content_type: media_type.into(),
        });
        Self {
            video,
            ..Self::default()
        }
    }

    /// A file of so many bytes.
    pub fn file(
        url: impl Into<String>,
        name: impl Into<String>,
        media_type: impl Into<String>,
        size: Option<u64>,
    ) -> Self {
        let file = Some(SentFile {
            name: name.into(),
            url: url.into(),
            file_size_in_bytes: size,
            content_type: media_type.into(),
        });
        Self {
            file,
            ..Self::default()
        }
    }

    /// What shows, as far as it can be told from a part that is read back: words or an address.
    #[must_use]
    pub fn mark(&self) -> &str {
        let text = self.text.as_ref().map(|text| text.content.as_str());
        let image = self.image.as_ref().map(|image| image.url.as_str());
        let video = self.video.as_ref().map(|video| video.url.as_str());
        let file = self.file.as_ref().map(|file| file.url.as_str());
        text.or(image).or(video).or(file).unwrap_or_default()
    }
}

impl ShownPart {
    /// Whether it is of none of these kinds.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        let files = [&self.image, &self.video, &self.file];
        let buttons = [
            &self.url_button,
            &self.quick_reply_button,
            &self.callback,
            &self.reference,
        ];
        self.text.is_none()
            && files.into_iter().all(Option::is_none)
            && buttons.into_iter().all(Option::is_none)
            && self.collection.is_none()
            && self.template_content.is_none()
            && self.email.is_none()
    }

    /// What shows, as [`SentPart::mark`] tells it.
    #[must_use]
    pub fn mark(&self) -> &str {
        let text = self.text.as_ref().and_then(|text| text.content.as_deref());
        let files = [&self.image, &self.video, &self.file];
        let files = files.into_iter().flatten().find_map(FilePart::address);
        text.or(files).unwrap_or_default()
    }
}
