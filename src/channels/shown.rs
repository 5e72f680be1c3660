//! What an agent's message of Freshchat says, as plain parts. Nothing of it is left out silently.

use super::message::{Kind, Part};
use super::plain;
use crate::wire::freshchat::{Button, FilePart, Message, ShownPart, Template};

/// A message of Freshchat.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// What it says, in its order.
    pub(super) parts: Vec<Part>,
    /// What the customer may choose from.
    pub(super) choices: Vec<String>,
    /// How many of its parts are of a kind that nobody knows here.
    pub(super) unknown: usize,
}

/// Reads a message.
pub(super) fn read(message: &Message) -> Shown {
    let mut shown = Shown {
        unknown: message.message_parts.unreadable(),
        ..Shown::default()
    };
    for part in message
        .message_parts
        .iter()
        .chain(message.reply_parts.iter())
    {
        shown.add(part);
    }
    shown
}

impl Shown {
    fn add(&mut self, part: &ShownPart) {
        if let Some(text) = &part.text {
            self.say(&plain::text(text.content.as_deref().unwrap_or_default()));
        }
        for (kind, file) in [
            (Kind::Picture, &part.image),
            (Kind::Video, &part.video),
            (Kind::File, &part.file),
        ] {
            self.parts.extend(file.iter().map(|file| at(kind, file)));
        }
        if let Some(Button { label, url }) = &part.url_button {
            match url.as_deref().filter(|url| !url.is_empty()) {
                Some(url) => self.parts.push(Part::at(Kind::Link, url, label.clone())),
                None => self.say(label.as_deref().unwrap_or_default()),
            }
        }
        let choice = part.quick_reply_button.as_ref();
        self.choices
            .extend(choice.and_then(|choice| choice.label.clone()));
        for button in [&part.callback, &part.reference].into_iter().flatten() {
            self.say(button.label.as_deref().unwrap_or_default());
        }
        if let Some(mail) = &part.email {
            self.say(mail.subject.as_deref().unwrap_or_default());
            self.say(&plain::text(mail.content.as_deref().unwrap_or_default()));
        }
        let inner = part.collection.iter().flat_map(|it| it.sub_parts.iter());
        let sections = part.template_content.iter().flat_map(Template::parts);
        for part in inner.chain(sections) {
            self.add(part);
        }
        self.unknown += usize::from(part.is_unknown());
    }

    fn say(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.parts.push(Part::text(text));
        }
    }
}

fn at(kind: Kind, file: &FilePart) -> Part {
    Part {
        kind,
        url: file.address().unwrap_or_default().to_owned(),
        name: file.name.clone(),
        size: file.size(),
        media_type: file.media_type().map(str::to_owned),
        ..Part::default()
    }
}
