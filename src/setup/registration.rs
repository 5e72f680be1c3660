//! Where Sautikit posts the calls of our number, and asks about them: entered if an administrator ticked that, and taken out
//! again.
//!
//! Where voice actions are asked for is changed for a gateway only, and back to what it was.

use std::iter;

use serde::{Deserialize, Serialize};

use super::Source;
use super::vendors::{our_number, sautikit_trouble};
use crate::attempts::Attempts;
use crate::config::Voice;
use crate::error;
use crate::host::Host;
use crate::values::{E164, Entries};
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
    /// Our events URL.
    pub(super) address: String,
    /// Where our gateway answers questions.
    #[serde(default)]
    asks: Option<String>,
    /// Our addresses before those, which may still stand there.
    #[serde(default)]
    former: Vec<String>,
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
    pub(super) at: &'a Belonging,
}

/// The addresses that belong at our number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Belonging {
    /// The events URL.
    pub(super) events: String,
    /// Where our gateway answers questions.
    pub(super) asks: Option<String>,
}

impl Belonging {
    /// Those of the gateway, or the app's own if there is one.
    pub(super) fn of(voice: &Voice, addresses: &Entries) -> Option<Self> {
        if let Some(gateway) = voice.gateway() {
            return Some(Self {
                events: gateway.events_url(),
                asks: Some(gateway.voice_url()),
            });
        }
        let events = addresses.get(Source::Sautikit.word())?.to_owned();
        Some(Self { events, asks: None })
    }
}

impl Entry {
    fn is_ours(&self, url: &str) -> bool {
        self.addresses().any(|known| known == url)
    }

    fn addresses(&self) -> impl Iterator<Item = &String> {
        let current = iter::once(&self.address).chain(&self.asks);
        current.chain(&self.former)
    }
}

impl Registration {
    /// Whether nothing is to be done.
    fn is_settled(&self, wish: Option<Wish<'_>>) -> bool {
        match (&self.entry, wish) {
            (None, None) => true,
            (Some(entry), Some(wish)) => {
                entry.done
                    && entry.number == wish.voice.line.our_number
                    && entry.address == wish.at.events
                    && entry.asks == wish.at.asks
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
    let Wish {
        voice,
        at: Belonging {
            events: address,
            asks,
        },
    } = wish;
    let is_elsewhere = |entry: &Entry| entry.number != voice.line.our_number;
    if registration.entry.as_ref().is_some_and(is_elsewhere) {
        take_out(host, registration).await?;
    }
    let number = our_number(host, voice).await?;
    let id = id_of(&number)?;
    let now = number.routing();
    let known = registration.entry.take();
    let mut former: Vec<String> = Vec::new();
    for url in known.iter().flat_map(Entry::addresses) {
        if url != address && Some(url) != asks.as_ref() && !former.contains(url) {
            former.push(url.clone());
        }
    }
    let mut entry = Entry {
        number: voice.line.our_number.clone(),
        id: id.to_owned(),
        address: address.clone(),
        asks: asks.clone(),
        former,
        done: false,
        events_before: None,
        voice_before: None,
    };
    (entry.events_before, entry.voice_before) = before(&now, &entry, known.as_ref());
    let asked = now.voice_callback_url.as_deref();
    let routing = Routing {
        events_url: Some(entry.address.clone()),
        voice_callback_url: match &entry.asks {
            Some(asks) => Some(asks.clone()),
            // A gateway that is there no more leaves what was there before it.
            None if known
                .is_some_and(|known| known.asks.is_some() && known.asks.as_deref() == asked) =>
            {
                entry.voice_before.clone()
            }
            None => now.voice_callback_url.clone(),
        },
    };
    entry.done = routing == now;
    let done = entry.done;
    registration.entry = Some(entry);
    if done {
        return Ok(());
    }
    let kept = keep(registration).await;
    kept.map_err(|error| format!("What stands there now could not be kept: {error}."))?;
    set(host, id, &routing).await?;
    if let Some(entry) = &mut registration.entry {
        entry.done = true;
    }
    host.log("The webhook address is now the number's events URL.");
    Ok(())
}

/// What stood there before us: what stands there now, unless that is ours already.
fn before(now: &Routing, entry: &Entry, known: Option<&Entry>) -> (Option<String>, Option<String>) {
    let either = |now: &Option<String>, before: Option<&String>| match now {
        Some(url) if entry.is_ours(url) => before.cloned(),
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
        && let Some(routing) = without_us(&number.routing(), entry)
    {
        set(host, &entry.id, &routing).await?;
        host.log("The number's events URL is again what it was before.");
    }
    registration.entry = None;
    Ok(())
}

/// The routing without our addresses, also where somebody entered the events URL for voice actions too; nothing if none is
/// there any more.
fn without_us(now: &Routing, entry: &Entry) -> Option<Routing> {
    let without = |url: &Option<String>, before: &Option<String>| match url {
        Some(url) if entry.is_ours(url) => before.clone(),
        url => url.clone(),
    };
    let routing = Routing {
        voice_callback_url: without(&now.voice_callback_url, &entry.voice_before),
        events_url: without(&now.events_url, &entry.events_before),
    };
    (routing != *now).then_some(routing)
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
