//! From Freshchat to a channel: an agent's message within the channel's limits, each part sent at most once.
//!
//! What the agent has to know is handed back as a sentence. In what order messages go, and when again, is decided in `talk`.

use super::adapter::{Limits, Outcome, Outgoing};
use super::message::{Kind, Part};
use super::queue::{Held, Item, Waiting};
use super::split::pieces;
use super::{Adapter, Channels, name_of, shown};
use crate::error::Result;
use crate::host::Host;
use crate::values::{Timestamp, fingerprint};
use crate::wire::freshchat::ListMessages;

/// How long a message is tried again while a channel is busy, in seconds.
const PATIENCE: i64 = 24 * 60 * 60;

/// How long the address of a fresh upload is waited for, in seconds.
const UPLOAD_PATIENCE: i64 = 15 * 60;

/// What became of an agent's message.
pub(super) enum Delivered {
    /// Nothing is left to be done but to tell the agents this, if there is something.
    Done(Option<String>),
    /// The rest has to wait.
    Later,
}

/// Sends an agent's message: one request for each message that the channel needs for it.
pub(super) async fn deliver(
    host: &impl Host,
    channels: &Channels,
    held: &Held,
    waiting: &mut Waiting,
) -> Result<Delivered> {
    let name = name_of(&waiting.item.channel).unwrap_or("the channel");
    let not_at_all = |why: &str| {
        let sentence = format!("Not delivered to {name}: {why}");
        Ok(Delivered::Done(Some(sentence)))
    };
    let Some(adapter) = channels.adapter(&waiting.item.channel) else {
        return not_at_all("it is not set up any more. Ask an administrator.");
    };
    let users = held.line.user.as_ref().zip(waiting.item.user.as_ref());
    if users.is_some_and(|(known, user)| known != user) {
        return not_at_all("the person there is another contact of Freshchat.");
    }
    let age = waiting.item.age(host.now());
    match has_addresses(host, waiting).await {
        Ok(true) => {}
        Ok(false) | Err(_) if age > UPLOAD_PATIENCE => {
            return not_at_all("Freshchat did not give out the file. Send it again.");
        }
        Ok(false) => return Ok(Delivered::Later),
        Err(error) => return Err(error),
    }
    let messages = fitted(adapter, &waiting.item);
    let place = Place {
        channel: name,
        count: messages.len(),
    };
    if waiting.is_begun() {
        return Ok(Delivered::Done(Some(place.uncertain(waiting.sent()))));
    }
    for (index, (part, choices)) in messages.iter().enumerate().skip(waiting.sent()) {
        waiting.begin(host, index).await?;
        let outgoing = Outgoing {
            to: &waiting.item.person.id,
            from: waiting.item.agent.as_deref(),
            part,
            choices,
            serial: &fingerprint(&[&waiting.item.id, &index.to_string()]),
        };
        let sentence = match send(host, adapter, &outgoing).await {
            Outcome::Sent => continue,
            Outcome::Busy if age <= PATIENCE => {
                waiting.pause(host, index).await?;
                return Ok(Delivered::Later);
            }
            Outcome::Busy => place.refused(index, "it was too busy for a day. Send it again."),
            Outcome::Unfit => place.refused(index, "it does not take this kind of message."),
            Outcome::Refused(why) => place.refused(index, &why),
            Outcome::Unknown => place.uncertain(index),
        };
        return Ok(Delivered::Done(Some(sentence)));
    }
    Ok(Delivered::Done(None))
}

/// Where something went wrong, for the agent.
struct Place<'a> {
    channel: &'a str,
    count: usize,
}

impl Place<'_> {
    fn refused(&self, index: usize, why: &str) -> String {
        format!(
            "{}ot delivered to {}: {why}",
            self.of(index, "N", "n"),
            self.channel
        )
    }

    fn uncertain(&self, index: usize) -> String {
        let start = self.of(index, "I", "i");
        let end = "ask the customer before you send it again.";
        format!(
            "{start}t may not have reached {}, which did not answer: {end}",
            self.channel
        )
    }

    /// Which part it is, if there are several, and that nothing was sent after it.
    fn of(&self, index: usize, first: &str, later: &str) -> String {
        if self.count < 2 {
            return first.to_owned();
        }
        let number = index + 1;
        let rest = if number < self.count {
            ", and nothing after it was sent"
        } else {
            ""
        };
        format!("Part {number} of {}{rest}: {later}", self.count)
    }
}

/// Sends a part, and in words if the channel does not take it as it is.
async fn send(host: &impl Host, adapter: &Adapter, message: &Outgoing<'_>) -> Outcome {
    let outcome = adapter.send(host, message).await;
    if outcome != Outcome::Unfit || message.part.kind == Kind::Text {
        return outcome;
    }
    let words = message.part.in_words();
    let mut words = pieces(&words, adapter.limits().text).into_iter().peekable();
    let mut outcome = Outcome::Unfit;
    while let Some(text) = words.next() {
        let is_first = outcome == Outcome::Unfit;
        let is_last = words.peek().is_none();
        let part = Part::text(text);
        let serial = fingerprint(&[message.serial, &part.text]);
        let choices = if is_last { message.choices } else { &[] };
        outcome = adapter
            .send(
                host,
                &Outgoing {
                    part: &part,
                    choices,
                    serial: &serial,
                    ..*message
                },
            )
            .await;
        match outcome {
            Outcome::Sent => {}
            // A second attempt would send the first words again.
            Outcome::Busy if !is_first => return Outcome::Unknown,
            Outcome::Busy | Outcome::Unfit | Outcome::Refused(_) | Outcome::Unknown => break,
        }
    }
    outcome
}

/// Whether everything has an address; of a fresh upload the event has none, so the message is read again.
async fn has_addresses(host: &impl Host, waiting: &mut Waiting) -> Result<bool> {
    let item = &mut waiting.item;
    if item.parts.iter().all(has_address) {
        return Ok(true);
    }
    let Some(conversation) = &item.conversation else {
        return Ok(false);
    };
    let since = Timestamp::from_millis(item.order.min(item.since)).plus_seconds(-60);
    let list = ListMessages {
        conversation,
        since: host.utc_text(since),
    };
    let mut messages = host.call(&list).await?.readable();
    let Some(message) = messages.find(|message| message.id == item.id) else {
        return Ok(false);
    };
    item.parts = shown::read(&message).parts;
    Ok(item.parts.iter().all(has_address))
}

fn has_address(part: &Part) -> bool {
    part.kind == Kind::Text || !part.url.is_empty()
}

/// The messages that a channel needs for an agent's message, each with what the customer may choose from.
fn fitted(adapter: &Adapter, item: &Item) -> Vec<(Part, Vec<String>)> {
    let limits = adapter.limits();
    let mut messages = Vec::new();
    let words = |messages: &mut Vec<_>, text: &str| {
        let pieces = pieces(text, limits.text).into_iter();
        messages.extend(pieces.map(|piece| (Part::text(piece), Vec::new())));
    };
    for part in &item.parts {
        if part.kind == Kind::Text || !adapter.takes(part) {
            words(&mut messages, &part.in_words());
        } else if part.text.chars().count() > limits.caption {
            let bare = Part {
                text: String::new(),
                ..part.clone()
            };
            messages.push((bare, Vec::new()));
            words(&mut messages, &part.text);
        } else {
            messages.push((part.clone(), Vec::new()));
        }
    }
    let choices = &item.choices;
    if choices.is_empty() {
        return messages;
    }
    match messages.last_mut() {
        Some((_, offered)) if are_buttons(choices, limits) => offered.clone_from(choices),
        _ => words(
            &mut messages,
            &format!("Reply with: {}", choices.join(" / ")),
        ),
    }
    messages
}

fn are_buttons(choices: &[String], limits: Limits) -> bool {
    let is_short = |choice: &String| choice.chars().count() <= limits.choice;
    choices.len() <= limits.choices && choices.iter().all(is_short)
}
