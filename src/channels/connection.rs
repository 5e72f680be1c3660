//! Whether each channel posts to us: entering our webhook addresses, trying again by itself, and taking them out.
//!
//! Addresses are made in `setup`.

use serde::{Deserialize, Serialize};

use super::adapter::Hitch;
use super::{Adapter, Channels, name_of};
use crate::attempts::Attempts;
use crate::config::Parameters;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::values::Entries;
use crate::wire::admin::{Address, ChannelState, CheckState};

/// What is known of the connection to a channel. Secrets are left out: pages can read the store.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Connection {
    /// The channel's word.
    channel: String,
    /// Our address, once the channel took it.
    address: Option<String>,
    /// Our address, if it was tried in vain: the channel may have taken it, and its answer was lost.
    tried: Option<String>,
    /// The settings with which it was tried last.
    settings: Option<String>,
    /// How often these settings were tried in vain since.
    attempts: Attempts,
}

impl Connection {
    fn is_settled(&self, adapter: &Adapter, address: &str) -> bool {
        self.address.as_deref() == Some(address) && self.settings == Some(adapter.settings())
    }

    /// Enters our address: one request. An error is lasting.
    async fn connect(
        &mut self,
        host: &impl Host,
        adapter: &Adapter,
        address: &str,
    ) -> Result<(), String> {
        let name = adapter.name();
        match adapter.enter(host, address).await {
            Ok(()) => {
                host.log(&format!("{name} posts to this app now."));
                *self = Self {
                    channel: self.channel.clone(),
                    address: Some(address.to_owned()),
                    settings: Some(adapter.settings()),
                    ..Self::default()
                };
                Ok(())
            }
            Err(hitch) => {
                host.log(&format!("{name} is not connected yet: {}", hitch.sentence));
                self.tried = Some(address.to_owned());
                let settings = Some(adapter.settings());
                if self.settings != settings {
                    self.address = None;
                    self.settings = settings;
                    self.attempts = Attempts::default();
                }
                let now = host.now().seconds();
                self.attempts.failed(hitch.sentence.clone(), now);
                if hitch.is_lasting {
                    Err(hitch.sentence)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Takes our address out, if it is still ours and the channel's parameters are still there.
    async fn take_out(&self, host: &impl Host, adapters: &[Adapter]) {
        let mut adapters = adapters.iter();
        let Some(adapter) = adapters.find(|adapter| adapter.word() == self.channel) else {
            return;
        };
        let ours = [&self.address, &self.tried];
        let removed = match adapter.entered(host).await {
            Ok(entered) if entered.is_some() && ours.contains(&&entered) => {
                adapter.remove(host).await
            }
            Ok(_) => Ok(()),
            Err(hitch) => Err(hitch),
        };
        if let Err(hitch) = removed {
            let name = adapter.name();
            host.log(&format!(
                "{name} may still post to this app. {}",
                hitch.sentence
            ));
        }
    }
}

/// Connects what is not connected with the addresses and settings of today, `now` or when the next attempt is due: one
/// request each. An error is what stays so until somebody corrects the settings, as an installation message.
pub(crate) async fn attend(
    host: &impl Host,
    channels: &Channels,
    addresses: &Entries,
    known: &mut Vec<Connection>,
    now: bool,
) -> Result<()> {
    let mut lasting = Ok(());
    for adapter in channels
        .adapters
        .iter()
        .filter(|adapter| adapter.registers())
    {
        let Some(address) = addresses.get(adapter.word()) else {
            continue;
        };
        let connection = of(known, adapter.word());
        let is_due = now
            || connection.settings != Some(adapter.settings())
            || connection.attempts.are_due(host.now().seconds());
        if connection.is_settled(adapter, address) || !is_due {
            continue;
        }
        if let Err(sentence) = connection.connect(host, adapter, address).await {
            lasting = Err(ErrorKind::Unconfigured(sentence).into());
        }
    }
    lasting
}

/// The connection of a channel, of which nothing may be known yet.
fn of<'a>(known: &'a mut Vec<Connection>, word: &str) -> &'a mut Connection {
    let place = known
        .iter()
        .position(|connection| connection.channel == word);
    let connection = place.map(|place| known.swap_remove(place));
    known.push_mut(connection.unwrap_or_else(|| Connection {
        channel: word.to_owned(),
        ..Connection::default()
    }))
}

/// Connects one channel for an administrator who asks for it: one request. The error is for that person.
pub(crate) async fn connect(
    host: &impl Host,
    channels: &Channels,
    addresses: &Entries,
    known: &mut Vec<Connection>,
    word: &str,
) -> Result<()> {
    let adapter = channels.adapter(word).filter(|adapter| adapter.registers());
    let adapter = adapter.ok_or_else(|| {
        Error::declined(
            404,
            "This channel is not one that the app can connect. Reload the page.",
        )
    })?;
    let address = addresses.get(word).ok_or_else(|| {
        Error::declined(
            409,
            "This app has no address for that channel yet. Install it again.",
        )
    })?;
    let connection = of(known, word);
    // Lasting or not, the person is told what the problem is.
    let _lasting = connection.connect(host, adapter, address).await;
    match &connection.attempts.problem {
        Some(problem) => Err(Error::declined(409, problem.as_str())),
        None => Ok(()),
    }
}

/// Takes our addresses out of all channels: one or two requests each. What does not work is logged.
pub(crate) async fn take_out(host: &impl Host, given: &Parameters, known: &[Connection]) {
    let adapters = Channels::known(given);
    for connection in known {
        connection.take_out(host, &adapters).await;
    }
}

/// Takes our addresses out of the channels that are not chosen any more, and forgets those.
pub(crate) async fn leave(host: &impl Host, given: &Parameters, known: &mut Vec<Connection>) {
    let systems = given.get("systems");
    let is_chosen = |connection: &Connection| {
        name_of(&connection.channel).is_some_and(|name| systems.names(name))
    };
    let left = known.extract_if(.., |connection| !is_chosen(connection));
    let left: Vec<Connection> = left.collect();
    take_out(host, given, &left).await;
}

/// How each channel stands, for an administrator: one request for each that the app connects.
pub(crate) async fn states(
    host: &impl Host,
    channels: &Channels,
    addresses: &Entries,
    known: &[Connection],
) -> Vec<ChannelState> {
    let mut states = Vec::new();
    for adapter in &channels.adapters {
        let connection = known
            .iter()
            .find(|connection| connection.channel == adapter.word());
        let problem = connection.and_then(|connection| connection.attempts.problem.as_deref());
        let ours = addresses.get(adapter.word());
        let (state, sentence) = match (adapter.registers(), ours) {
            (true, ours) => standing(adapter, adapter.entered(host).await, ours, problem),
            (false, Some(_)) => (
                CheckState::Pending,
                "Its address is entered by hand, and the app cannot see whether it is: it stands below."
                    .to_owned(),
            ),
            (false, None) => (
                CheckState::Failed,
                "The app has no address for it yet. Install the app again.".to_owned(),
            ),
        };
        states.push(ChannelState {
            channel: adapter.word(),
            name: adapter.name(),
            state,
            sentence,
            can_connect: adapter.registers(),
        });
    }
    states
}

fn standing(
    adapter: &Adapter,
    entered: Result<Option<String>, Hitch>,
    ours: Option<&str>,
    problem: Option<&str>,
) -> (CheckState, String) {
    let name = adapter.name();
    match entered {
        Err(hitch) if hitch.is_lasting => (CheckState::Failed, hitch.sentence),
        Err(hitch) => (CheckState::Pending, hitch.sentence),
        Ok(entered) if entered.is_some() && entered.as_deref() == ours => {
            (CheckState::Ok, format!("{name} posts to this app."))
        }
        Ok(Some(_)) => (
            CheckState::Failed,
            format!(
                "{name} posts to another address. Press Connect to have it post to this app instead."
            ),
        ),
        Ok(None) => {
            let problem =
                problem.unwrap_or("Press Connect, or wait some minutes: the app tries by itself.");
            (
                CheckState::Pending,
                format!("{name} is not connected yet. {problem}"),
            )
        }
    }
}

/// The addresses that somebody has to enter by hand.
pub(crate) fn places(channels: &Channels, addresses: &Entries) -> Vec<Address> {
    let by_hand = channels
        .adapters
        .iter()
        .filter(|adapter| !adapter.registers());
    let places = by_hand.filter_map(|adapter| {
        Some(Address {
            name: adapter.name(),
            url: addresses.get(adapter.word())?.to_owned(),
            place: adapter.place().to_owned(),
        })
    });
    places.collect()
}
