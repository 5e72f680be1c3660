//! The Telegram channel: its limits, sending, and its webhook. What Telegram posts is read in a file of its own.

mod delivery;

#[cfg(test)]
mod tests;

use super::adapter::{Channel, Delivery, Hitch, Limits, Outcome, Outgoing, Trust};
use super::message::{Happening, Kind, Part};
use super::proof::{Claimed, Proof};
use crate::config::Parameters as Given;
use crate::error::{Error, ErrorKind};
use crate::host::Host;
use crate::values::{Secret, fingerprint, is_https};
use crate::wire::telegram::{CallTelegram, Markup, Parameters, Reply};

/// A Telegram bot.
#[derive(Clone, Debug)]
pub struct Telegram {
    token: Secret,
}

const HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

impl Channel for Telegram {
    const NAME: &'static str = "Telegram";
    const WORD: &'static str = "telegram";
    /// Telegram takes 4096 and 1024, and counts emoji twice.
    const LIMITS: Limits = Limits {
        text: 3_500,
        caption: 900,
        choices: 30,
        choice: 100,
    };
    const PLACE: &'static str =
        "Telegram has no page for this address: use the button, or Telegram's method setWebhook.";

    fn read(given: &Given) -> Result<Self, String> {
        let missing = "Telegram is off: enter the bot's token.";
        let token = given.secret("telegram_bot_token", missing)?;
        if !is_token(token.expose()) {
            return Err("Telegram is off: the token must be like 123:AbC-d_e.".to_owned());
        }
        Ok(Self { token })
    }

    fn settings(&self) -> String {
        fingerprint(&[&self.bot()])
    }

    fn trust(&self, delivery: &Delivery<'_>) -> Trust {
        let Some(header) = delivery.headers.get_in_any_case(HEADER) else {
            return Trust::Unverifiable("it came without Telegram's secret");
        };
        let claimed = Claimed::read(header);
        let is_right = claimed.is_some_and(|claimed| {
            let secret = self.secret();
            secret.is_some_and(|secret| secret.is(&claimed))
        });
        if is_right {
            Trust::Verified
        } else {
            Trust::Forged("its secret is not the one that was agreed on")
        }
    }

    fn read_delivery(&self, delivery: &Delivery<'_>) -> Result<Happening, String> {
        delivery::read(delivery.body)
    }

    fn takes(&self, part: &Part) -> bool {
        match part.kind {
            Kind::Text => true,
            Kind::Picture | Kind::Video | Kind::File => is_https(&part.url),
            Kind::Link => false,
        }
    }

    async fn send(&self, host: &impl Host, message: &Outgoing<'_>) -> Outcome {
        let part = message.part;
        let words = Some(part.text.as_str()).filter(|words| !words.is_empty());
        let url = Some(part.url.as_str());
        let mut parameters = Parameters {
            chat_id: Some(message.to),
            reply_markup: Some(Markup::of(message.choices)),
            ..Parameters::default()
        };
        let method = match part.kind {
            Kind::Text | Kind::Link => "sendMessage",
            Kind::Picture => "sendPhoto",
            Kind::Video => "sendVideo",
            Kind::File => "sendDocument",
        };
        match part.kind {
            Kind::Text | Kind::Link => parameters.text = words,
            Kind::Picture => parameters.photo = url,
            Kind::Video => parameters.video = url,
            Kind::File => parameters.document = url,
        }
        let is_medium = parameters.text.is_none();
        if is_medium {
            parameters.caption = words;
        }
        match self.call(host, method, parameters).await {
            Ok(reply) => outcome(&reply, is_medium),
            Err(error) => {
                Outcome::of(&error).unwrap_or_else(|| outcome(&refusal(&error), is_medium))
            }
        }
    }

    async fn entered(&self, host: &impl Host) -> Result<Option<String>, Hitch> {
        let reply = self.agreed(host, "getWebhookInfo", Parameters::default());
        Ok(reply.await?.webhook())
    }

    async fn enter(&self, host: &impl Host, address: &str) -> Result<(), Hitch> {
        let secret = self.secret().map(Proof::hex);
        let parameters = Parameters {
            url: Some(address),
            secret_token: secret.as_deref(),
            allowed_updates: Some(&["message"]),
            ..Parameters::default()
        };
        self.agreed(host, "setWebhook", parameters).await.map(drop)
    }

    async fn remove(&self, host: &impl Host) -> Result<(), Hitch> {
        let reply = self.agreed(host, "deleteWebhook", Parameters::default());
        reply.await.map(drop)
    }
}

impl Telegram {
    fn bot(&self) -> String {
        String::from_utf8_lossy(self.token.expose()).into_owned()
    }

    /// What Telegram sends with every update: nobody else can make it, and the token cannot be found by it.
    fn secret(&self) -> Option<Proof> {
        Some(Proof::with(&self.token)?.over("webhook of Telegram"))
    }

    async fn call(
        &self,
        host: &impl Host,
        method: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Reply, Error> {
        let call = CallTelegram {
            bot: &self.bot(),
            method,
            parameters,
        };
        host.call(&call).await
    }

    /// An answer about the bot itself.
    async fn agreed(
        &self,
        host: &impl Host,
        method: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Reply, Hitch> {
        let reply = match self.call(host, method, parameters).await {
            Ok(reply) => reply,
            Err(error) if Outcome::of(&error).is_some() => {
                return Err(Hitch::passing(
                    "Telegram could not be asked just now. Try again in a minute.",
                ));
            }
            Err(error) => refusal(&error),
        };
        match (reply.ok, reply.error_code) {
            (Some(true), _) => Ok(reply),
            (_, Some(401 | 404)) => Err(Hitch::lasting(
                "Telegram refuses the token: enter the bot's token.",
            )),
            (_, Some(code)) => Err(Hitch::passing(format!(
                "Telegram refused with code {code}. Try again."
            ))),
            (_, None) => Err(Hitch::passing(
                "Telegram's answer could not be read. Try again.",
            )),
        }
    }
}

/// Whether it is a bot's token: it becomes a part of a path.
fn is_token(token: &[u8]) -> bool {
    let mut parts = token.splitn(2, |byte| *byte == b':');
    let mut is = |allowed: fn(&u8) -> bool| {
        let part = parts.next().unwrap_or_default();
        !part.is_empty() && part.iter().all(allowed)
    };
    is(u8::is_ascii_digit) && is(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
}

/// What an error says that Telegram answered; its status counts where the body cannot be read.
fn refusal(error: &Error) -> Reply {
    let ErrorKind::Refused(refusal) = error.kind() else {
        return Reply::default();
    };
    let mut reply = Reply::read(&refusal.body);
    reply.ok = Some(false);
    reply.error_code = reply.error_code.or(Some(refusal.status));
    reply
}

/// What an answer says of a message.
fn outcome(reply: &Reply, is_medium: bool) -> Outcome {
    let refused = |sentence: &str| Outcome::Refused(sentence.to_owned());
    let why = reply.description.as_deref().unwrap_or_default();
    match (reply.ok, reply.error_code) {
        (Some(true), _) => Outcome::Sent,
        (_, Some(429)) => Outcome::Busy,
        (_, Some(500..) | None) => Outcome::Unknown,
        (_, Some(403)) => refused(
            "The customer has blocked the bot on Telegram or left; nothing reaches them until they write again.",
        ),
        (_, Some(400)) if why.contains("chat not found") || why.contains("PEER_ID_INVALID") => {
            refused(
                "Telegram does not know this customer any more, or they never wrote to this bot.",
            )
        }
        (_, Some(400 | 413)) if is_medium => Outcome::Unfit,
        (_, Some(400 | 413)) => {
            refused("Telegram does not take this message as it is. Write it differently.")
        }
        (_, Some(401 | 404)) => refused(
            "Telegram does not accept the bot's token in the app's settings. Tell an administrator.",
        ),
        (_, Some(code)) => Outcome::Refused(format!(
            "Telegram refused the message with code {code}. Tell an administrator."
        )),
    }
}
