//! The Viber channel: its limits, sending, and its webhook. Trust and reading of what Viber posts are in files of their own.

mod delivery;
mod trust;

#[cfg(test)]
mod tests;

use super::adapter::{Channel, Delivery, Hitch, Limits, Outcome, Outgoing, Trust};
use super::message::{Happening, Kind, Part};
use super::split::shortened;
use crate::config::Parameters;
use crate::error::Result as Answered;
use crate::host::Host;
use crate::values::{Secret, fingerprint, is_https};
use crate::wire::viber::{GetAccount, Keyboard, Reply, SendMessage, Sender, SetWebhook};

/// A Viber bot.
#[derive(Clone, Debug)]
pub struct Viber {
    token: Secret,
    sender_name: Option<String>,
    sender_avatar: Option<String>,
    is_strict: bool,
}

const LONGEST_SENDER: usize = 28;
const LONGEST_ADDRESS: usize = 2_000;
const LONGEST_FILE_NAME: usize = 256;
const LARGEST_VIDEO: u64 = 27_262_976;
const LARGEST_FILE: u64 = 52_428_800;

/// What Viber forbids files to be; it forbids more, and such a file is then sent in words.
const FORBIDDEN: [&str; 20] = [
    "action", "apk", "app", "bat", "bin", "cmd", "com", "command", "cpl", "exe", "ipa", "jar",
    "jse", "msi", "ps1", "run", "scr", "vb", "vbs", "wsf",
];

impl Channel for Viber {
    const NAME: &'static str = "Viber";
    const WORD: &'static str = "viber";
    const LIMITS: Limits = Limits {
        text: 7_000,
        caption: 768,
        choices: 24,
        choice: 250,
    };
    const PLACE: &'static str =
        "Viber has no page for this address: use the button, or Viber's request set_webhook.";

    fn read(given: &Parameters) -> Result<Self, String> {
        let text = |name: &str| given.text(name).map(str::to_owned);
        Ok(Self {
            token: given.secret("viber_auth_token", "Viber is off: enter the Viber token.")?,
            sender_name: text("viber_sender_name"),
            sender_avatar: text("viber_sender_avatar").filter(|address| is_https(address)),
            is_strict: given.text("viber_signature_check") == Some("require"),
        })
    }

    fn settings(&self) -> String {
        fingerprint(&[&String::from_utf8_lossy(self.token.expose())])
    }

    fn trust(&self, delivery: &Delivery<'_>) -> Trust {
        match trust::of(delivery, &self.token) {
            Trust::Unverifiable(why) if self.is_strict => Trust::Forged(why),
            trust @ (Trust::Verified | Trust::Unverifiable(_) | Trust::Forged(_)) => trust,
        }
    }

    fn read_delivery(&self, delivery: &Delivery<'_>) -> Result<Happening, String> {
        delivery::read(delivery.body)
    }

    fn takes(&self, part: &Part) -> bool {
        let has_words = !part.text.trim().is_empty();
        let extension = extension(&part.url);
        let is = |known: &[&str]| {
            let mut known = known.iter();
            extension.is_some_and(|it| known.any(|known| it.eq_ignore_ascii_case(known)))
        };
        let fits = |largest: u64| part.size.is_some_and(|size| size <= largest);
        match part.kind {
            Kind::Text => true,
            _ if !is_https(&part.url) => false,
            Kind::Picture => is(&["jpeg", "jpg", "png", "gif"]),
            Kind::Video => is(&["mp4"]) && fits(LARGEST_VIDEO) && !has_words,
            Kind::File => {
                let name = part.name.as_deref().unwrap_or_default();
                let kind = name.rsplit_once('.').map(|(_, kind)| kind);
                let is_allowed = kind.is_some_and(|kind| {
                    let mut forbidden = FORBIDDEN.iter();
                    !kind.is_empty() && !forbidden.any(|it| kind.eq_ignore_ascii_case(it))
                });
                extension.is_some()
                    && is_allowed
                    && name.chars().count() <= LONGEST_FILE_NAME
                    && fits(LARGEST_FILE)
                    && !has_words
            }
            Kind::Link => part.url.chars().count() <= LONGEST_ADDRESS && !has_words,
        }
    }

    async fn send(&self, host: &impl Host, message: &Outgoing<'_>) -> Outcome {
        let part = message.part;
        let media = (part.kind != Kind::Text).then_some(part.url.as_str());
        let name = self.sender_name.as_deref().or(message.from);
        let name = shortened(name.unwrap_or_default(), LONGEST_SENDER);
        let kind = match part.kind {
            Kind::Text => "text",
            Kind::Picture => "picture",
            Kind::Video => "video",
            Kind::File => "file",
            Kind::Link => "url",
        };
        let call = SendMessage {
            receiver: message.to,
            kind,
            sender: Sender {
                name: if name.is_empty() { "Support" } else { name },
                avatar: self.sender_avatar.as_deref(),
            },
            text: matches!(part.kind, Kind::Text | Kind::Picture).then_some(part.text.as_str()),
            media,
            size: part
                .size
                .filter(|_| matches!(part.kind, Kind::Video | Kind::File)),
            file_name: part.name.as_deref().filter(|_| part.kind == Kind::File),
            keyboard: Keyboard::of(message.choices),
        };
        match host.call(&call).await {
            Ok(reply) => outcome(reply.status(), media.is_some()),
            Err(error) => Outcome::of(&error)
                .unwrap_or_else(|| Outcome::Refused(administrator(error.status().into()))),
        }
    }

    async fn entered(&self, host: &impl Host) -> Result<Option<String>, Hitch> {
        let reply = agreed(host.call(&GetAccount {}).await)?;
        Ok(reply.webhook.filter(|address| !address.is_empty()))
    }

    async fn enter(&self, host: &impl Host, address: &str) -> Result<(), Hitch> {
        agreed(host.call(&SetWebhook::at(address)).await).map(drop)
    }

    async fn remove(&self, host: &impl Host) -> Result<(), Hitch> {
        self.enter(host, "").await
    }
}

/// What stands behind the last dot of an address's path.
fn extension(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next()?;
    let (_, after_host) = path.split_once("://")?.1.split_once('/')?;
    let (_, extension) = after_host.rsplit('/').next()?.rsplit_once('.')?;
    Some(extension).filter(|extension| !extension.is_empty())
}

/// What a status says of a message.
fn outcome(status: Option<i64>, is_media: bool) -> Outcome {
    let refused = |sentence: &str| Outcome::Refused(sentence.to_owned());
    match status {
        Some(0) => Outcome::Sent,
        Some(3 | 4 | 13 | 14 | 21) if is_media => Outcome::Unfit,
        Some(3 | 4) => refused("Viber does not take this message as it is. Write it differently."),
        Some(5 | 6) => refused(
            "The customer has left this chat on Viber and gets nothing until they write again.",
        ),
        Some(11) => refused("The customer has no device on which Viber can show messages of bots."),
        Some(12) => refused(
            "Viber takes no more for this customer now: at most 100 messages an hour, until the customer answers.",
        ),
        Some(13 | 14) => refused("The customer's Viber is too old to show this message."),
        Some(21) => refused("Viber does not deliver such a message in the customer's country."),
        Some(status @ (1 | 2 | 7..=10 | 15..=20 | 22..=24)) => {
            Outcome::Refused(administrator(status))
        }
        // Any other is a general error.
        Some(_) => Outcome::Busy,
        None => Outcome::Unknown,
    }
}

fn administrator(status: i64) -> String {
    let why = match status {
        1 => "it does not accept an address",
        2 => "it does not accept the token in the app's settings",
        7 => "the bot is blocked",
        8 => "it does not know the bot any more",
        9 => "the bot is suspended",
        10 => "the bot is not connected to this app",
        22 | 24 => "nothing is left of what was paid for",
        23 => "no free messages are left",
        status => {
            return format!(
                "Viber refused the message with status {status}. Tell an administrator."
            );
        }
    };
    format!("Viber refused the message: {why}. Tell an administrator.")
}

/// An answer about the bot itself.
fn agreed(answer: Answered<Reply>) -> Result<Reply, Hitch> {
    let refused = |status: i64| match status {
        1 => Hitch::passing("Viber could not reach the app's address. Try again in a minute."),
        2 => Hitch::lasting("Viber refuses the token: enter the bot's token."),
        7..=9 | 15 => Hitch::lasting("The Viber bot is blocked or suspended: ask Viber's support."),
        status => Hitch::passing(format!("Viber refused with status {status}. Try again.")),
    };
    let reply = answer.map_err(|error| match Outcome::of(&error) {
        None => refused(error.status().into()),
        Some(_) => Hitch::passing("Viber could not be asked just now. Try again in a minute."),
    })?;
    match reply.status() {
        Some(0) => Ok(reply),
        Some(status) => Err(refused(status)),
        None => Err(Hitch::passing(
            "Viber's answer could not be read. Try again.",
        )),
    }
}
