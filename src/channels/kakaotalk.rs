//! The KakaoTalk channel by way of HappyTalk: its limits and sending. What HappyTalk posts is read in a file of its own.
//!
//! Only words can be sent, since pictures and files would have to be uploaded to Kakao first, and a template cannot upload.

mod delivery;

#[cfg(test)]
mod tests;

use super::adapter::{Channel, Delivery, Limits, Outcome, Outgoing, Trust};
use super::message::{Happening, Kind, Part};
use super::proof::is_secret;
use crate::config::Parameters;
use crate::error::ErrorKind;
use crate::host::Host;
use crate::values::{Secret, fingerprint};
use crate::wire::happytalk::{Reply, SendText};

/// A KakaoTalk channel at HappyTalk.
#[derive(Clone, Debug)]
pub struct KakaoTalk {
    sender_key: Secret,
    is_version_3: bool,
    /// What tells whether anything that matters was edited.
    settings: String,
}

impl Channel for KakaoTalk {
    const NAME: &'static str = "KakaoTalk";
    const WORD: &'static str = "kakaotalk";
    const LIMITS: Limits = Limits {
        text: 1_000,
        caption: 0,
        choices: 0,
        choice: 0,
    };
    const PLACE: &'static str = "Ask HappyTalk to enter this address as the one that your KakaoTalk channel's messages are sent to.";
    const REGISTERS: bool = false;

    fn read(given: &Parameters) -> Result<Self, String> {
        let text = |name: &str, otherwise: &str| given.get(name).needed(otherwise);
        let host = text(
            "happytalk_host",
            "KakaoTalk is off: choose HappyTalk's host.",
        )?;
        let client = text(
            "happytalk_client_id",
            "KakaoTalk is off: enter HappyTalk's client id.",
        )?;
        let secret = text(
            "happytalk_client_secret",
            "KakaoTalk is off: enter HappyTalk's client secret.",
        )?;
        let missing = "KakaoTalk is off: enter the channel's sender key.";
        let sender_key = text("happytalk_sender_key", missing)?;
        let version = given.text("happytalk_version").unwrap_or_default();
        Ok(Self {
            settings: fingerprint(&[host, client, secret, sender_key, version]),
            sender_key: given.secret("happytalk_sender_key", missing)?,
            is_version_3: version == "v3",
        })
    }

    fn settings(&self) -> String {
        self.settings.clone()
    }

    fn trust(&self, delivery: &Delivery<'_>) -> Trust {
        let sender_key = delivery::sender_key(delivery.body);
        if sender_key.is_some_and(|key| is_secret(&key, &self.sender_key)) {
            Trust::Unverifiable("HappyTalk signs nothing")
        } else {
            Trust::Forged("it does not name this channel's sender key")
        }
    }

    fn read_delivery(&self, delivery: &Delivery<'_>) -> Result<Happening, String> {
        delivery::read(delivery.body)
    }

    fn takes(&self, part: &Part) -> bool {
        part.kind == Kind::Text
    }

    async fn send(&self, host: &impl Host, message: &Outgoing<'_>) -> Outcome {
        let sender_key = String::from_utf8_lossy(self.sender_key.expose());
        let call = SendText::new(message.to, &sender_key, message.serial, &message.part.text);
        let call = if self.is_version_3 {
            call.of_version_3()
        } else {
            call
        };
        match host.call(&call).await {
            Ok(reply) => outcome(&reply),
            Err(error) => match (Outcome::of(&error), error.kind()) {
                (None, ErrorKind::Refused(refusal)) => {
                    let mut reply = Reply::read(&refusal.body);
                    reply.code = reply.code.or(Some(refusal.status.to_string()));
                    outcome(&reply)
                }
                (outcome, _) => outcome.unwrap_or(Outcome::Unknown),
            },
        }
    }
}

/// What an answer says of a message. HappyTalk publishes few codes, so the name of what went wrong counts as well.
fn outcome(reply: &Reply) -> Outcome {
    let Some(code) = reply.code.as_deref() else {
        return Outcome::Unknown;
    };
    if code == "200" || (!code.is_empty() && code.bytes().all(|digit| digit == b'0')) {
        return Outcome::Sent;
    }
    let refused = |sentence: &str| Outcome::Refused(sentence.to_owned());
    let why = reply.message.as_deref().unwrap_or_default();
    let why = why.to_ascii_lowercase();
    match code {
        // The serial belongs to this message, so an earlier attempt at it was taken.
        _ if why.contains("duplicat") && why.contains("serial") => Outcome::Sent,
        _ if why.contains("session") => refused(
            "The customer's KakaoTalk session is closed: nothing reaches them until they write again.",
        ),
        "-501" | "401" | "403" => refused(
            "HappyTalk does not accept the app's client or sender key. Tell an administrator.",
        ),
        _ if why.contains("invalidsender") || why.contains("invalidclient") => refused(
            "HappyTalk does not accept the app's client or sender key. Tell an administrator.",
        ),
        code => {
            let letters = code
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '-');
            let code: String = letters.take(12).collect();
            Outcome::Refused(format!(
                "KakaoTalk did not take the message (code {code}). The customer may have ended the chat; if others get nothing either, tell an administrator."
            ))
        }
    }
}
