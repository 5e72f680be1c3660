//! Our webhook address as the events URL of our Sautikit number: entered if an administrator ticked that, and taken out again.
//!
//! Where voice actions are asked for is never changed but back to what it was.

use serde::{Deserialize, Serialize};

use super::vendors::{our_number, sautikit_trouble};
use crate::attempts::Attempts;
use crate::config::Voice;
use crate::error;
use crate::host::Host;
use crate::values::E164;
use crate::wire::sautikit::{ListNumbers, Number, PutRouting, Routing, SetRouting};

/// What was entered, and how often in vain.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(super) struct Registration {
    /// The number that has our address, or was about to get it.
    pub(super) entry: Option<Entry>,
    /// How often it was tried in vain.
    pub(super) attempts: Attempts,
}

/// An address at a number, and what stood there before.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Entry {
    /// The number.
    pub(super) number: E164,
    /// Sautikit's id of it.
    id: String,
    /// Our address.
    pub(super) address: String,
    /// Our address before that one, which stands there until Sautikit has taken the new one.
    #[serde(default)]
    former: Option<String>,
    /// Whether Sautikit is known to have taken it.
    pub(super) done: bool,
    /// The number's routing before, for when the app is removed.
    #[serde(default)]
    events_before: Option<String>,
    #[serde(default)]
    voice_before: Option<String>,
}

/// What should be entered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish<'a> {
    pub(super) voice: &'a Voice,
    pub(super) address: &'a str,
}

impl Entry {
    fn is_ours(&self, url: &str) -> bool {
        url == self.address || self.former.as_deref() == Some(url)
    }
}

impl Registration {
    /// Whether nothing is to be done.
    fn is_settled(&self, wish: Option<Wish<'_>>) -> bool {
        match (&self.entry, wish) {
            (None, None) => true,
            (Some(entry), Some(Wish { voice, address })) => {
                entry.done && entry.number == voice.line.our_number && entry.address == address
            }
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}

/// Brings the number's events URL to what is wished for: nothing is done while it is so, or before the next attempt is due;
/// else two to four requests. `keep` stores what must not be forgotten before anything is changed.
pub(super) async fn attend(
    host: &impl Host,
    wish: Option<Wish<'_>>,
    registration: &mut Registration,
    keep: &impl AsyncFn(&Registration) -> error::Result<()>,
) {
    let now = host.now().seconds();
    if registration.is_settled(wish) {
        registration.attempts = Attempts::default();
        return;
    }
    if !registration.attempts.are_due(now) {
        return;
    }
    let outcome = match wish {
        Some(wish) => enter(host, wish, registration, keep).await,
        None => take_out(host, registration).await,
    };
    match outcome {
        Ok(()) => registration.attempts = Attempts::default(),
        Err(problem) => {
            host.log(&format!(
                "The number's events URL is not as it should be: {problem}"
            ));
            registration.attempts.failed(problem, now);
        }
    }
}

async fn enter(
    host: &impl Host,
    wish: Wish<'_>,
    registration: &mut Registration,
    keep: &impl AsyncFn(&Registration) -> error::Result<()>,
) -> Result<(), String> {
    let Wish { voice, address } = wish;
    let is_elsewhere = |entry: &Entry| entry.number != voice.line.our_number;
    if registration.entry.as_ref().is_some_and(is_elsewhere) {
        take_out(host, registration).await?;
    }
    let number = our_number(host, voice).await?;
    let id = id_of(&number)?;
    let now = number.routing();
    let known = registration.entry.take();
    let (events_before, voice_before) = before(&now, address, known.as_ref());
    let entry = Entry {
        number: voice.line.our_number.clone(),
        id: id.to_owned(),
        address: address.to_owned(),
        former: known.and_then(|entry| {
            if entry.address == address {
                entry.former
            } else {
                Some(entry.address)
            }
        }),
        done: now.events_url.as_deref() == Some(address),
        events_before,
        voice_before,
    };
    let done = entry.done;
    registration.entry = Some(entry);
    if done {
        return Ok(());
    }
    let kept = keep(registration).await;
    kept.map_err(|error| format!("What stands there now could not be kept: {error}."))?;
    let routing = Routing {
        events_url: Some(address.to_owned()),
        ..now
    };
    set(host, id, &routing).await?;
    if let Some(entry) = &mut registration.entry {
        entry.done = true;
    }
    host.log("The webhook address is now the number's events URL.");
    Ok(())
}

/// What stood there before us: what stands there now, unless that is ours already.
fn before(now: &Routing, address: &str, known: Option<&Entry>) -> (Option<String>, Option<String>) {
    let is_ours = |url: &str| url == address || known.is_some_and(|entry| entry.is_ours(url));
    let either = |now: &Option<String>, before: Option<&String>| match now {
        Some(url) if is_ours(url) => before.cloned(),
        now => now.clone(),
    };
    (
        either(
            &now.events_url,
            known.and_then(|entry| entry.events_before.as_ref()),
        ),
        either(
            &now.voice_callback_url,
            known.and_then(|entry| entry.voice_before.as_ref()),
        ),
    )
}

/// Puts back what stood there before, unless somebody has changed it since: two or three requests.
pub(super) async fn take_out(
    host: &impl Host,
    registration: &mut Registration,
) -> Result<(), String> {
    let Some(entry) = &registration.entry else {
        return Ok(());
    };
    let numbers = host.call(&ListNumbers).await;
    let numbers = numbers.map_err(|error| sautikit_trouble(&error, "read numbers"))?;
    let mut numbers = numbers.numbers.iter();
    if let Some(number) = numbers.find(|number| number.id.as_ref() == Some(&entry.id))
        && let Some(routing) = without_us(number.routing(), entry)
    {
        set(host, &entry.id, &routing).await?;
        host.log("The number's events URL is again what it was before.");
    }
    registration.entry = None;
    Ok(())
}

/// The routing without our address; nothing if it is not there any more.
fn without_us(now: Routing, entry: &Entry) -> Option<Routing> {
    let is_ours = |url: &Option<String>| url.as_deref().is_some_and(|url| entry.is_ours(url));
    if !is_ours(&now.events_url) {
        return None;
    }
    // Whoever entered our address for voice actions too would be left with one that nobody answers.
    let voice_callback_url = if is_ours(&now.voice_callback_url) {
        entry.voice_before.clone()
    } else {
        now.voice_callback_url
    };
    Some(Routing {
        voice_callback_url,
        events_url: entry.events_before.clone(),
    })
}

fn id_of(number: &Number) -> Result<&str, String> {
    let id = number.id.as_deref().filter(|id| !id.is_empty());
    id.ok_or_else(|| "Sautikit told no id of the number.".to_owned())
}

async fn set(host: &impl Host, number: &str, routing: &Routing) -> Result<(), String> {
    let patch = SetRouting { number, routing };
    let outcome = match host.send(&patch).await {
        Err(error) if error.status() == 405 => host.send(&PutRouting(patch)).await,
        outcome => outcome,
    };
    outcome
        .map(drop)
        .map_err(|error| sautikit_trouble(&error, "change numbers"))
}
