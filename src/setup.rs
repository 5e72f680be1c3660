//! Install, update, uninstall and the recurring schedule: the app's own life, apart from any call.
//!
//! What a system does with the schedule is the system's own affair.

mod addresses;
mod check;
mod join;
mod registration;
mod vendors;

#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

use crate::channels::Channels;
use crate::channels::connection::{self, Connection};
use crate::config::{Config, Gateway, Keys, Voice};
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Host, Record};
use crate::product;
use crate::values::{Entries, fingerprint};
use crate::voice::{gateway, reconciler, routing};
pub use addresses::{Label, Source};
pub(crate) use addresses::{TargetUrls, repaired as repaired_addresses};
pub(crate) use check::check;
use join::both;
use registration::{Belonging, Registration, Wish};
use vendors::Trouble;

/// The app's one recurring schedule; every system uses it.
const SCHEDULE: &str = "switchboard";
const SCHEDULE_MINUTES: u32 = 5;
/// The same in seconds, by which runs are counted.
pub(crate) const RUN_SECONDS: i64 = 60 * SCHEDULE_MINUTES as i64;
/// The platform refuses a first run less than five minutes ahead.
const FIRST_RUN_SECONDS: i64 = 6 * 60;

/// How often the business hours are read, and how soon again after it failed, in seconds.
const HOURS_EVERY: i64 = 24 * 60 * 60;
const HOURS_RETRY: i64 = 60 * 60;

/// The record with what the app knows of its own set-up.
struct StandingRecord;

/// What the app knows of its own set-up. Secrets are left out: pages can read the store.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
struct Standing {
    /// The settings when the schedule last looked: editing them raises no event.
    settings: Option<String>,
    /// What could not be tested when the app was installed, as sentences.
    untested: Vec<String>,
    /// The second since 1970 from which on the business hours are to be read again.
    hours_due: i64,
    registration: Registration,
    /// The channels' connections.
    channels: Vec<Connection>,
}

impl Record for StandingRecord {
    type Value = Standing;

    fn key(&self) -> String {
        "setup".to_owned()
    }
}

/// What to compare the settings of voice by; a channel compares its own.
fn settings_of(config: &Config) -> String {
    match config.voice() {
        Ok(voice) => fingerprint(&[
            // A label tells that a key was exchanged, and nothing of the key.
            &Label::write(Source::Sautikit, &voice.keys),
            voice.line.our_number.as_str(),
            voice.line.country.iso,
            voice.outbound_mode.as_str(),
            &voice.freshdesk_domain,
            if voice.registers_events {
                "registers"
            } else {
                ""
            },
            voice.gateway().map_or("", Gateway::host),
        ]),
        Err(missing) => missing.to_string(),
    }
}

/// Tests the keys of the systems that were chosen, makes the webhook addresses, for systems in use or not, since they cannot
/// be made later, connects the channels, tells the gateway, and starts the schedule: for voice two requests at once, for
/// channels one and one more for each; then three store operations, and for a gateway two requests and five operations.
///
/// It fails only on what makes the app useless; what else could not be tested or connected waits for the schedule and the
/// set-up check. The error's text is at most 60 characters, the platform's limit for an installation message.
pub async fn install(host: &impl Host, config: &Config) -> Result<()> {
    let channels = channels_of(config)?;
    let untested = test_keys(host, config, channels.as_ref()).await?;
    for sentence in &untested {
        host.log(&format!(
            "To be put right after the installation: {sentence}"
        ));
    }
    let made = addresses::make(host, &config.keys, &Entries::default()).await;
    let addresses = made.map_err(|error| {
        host.log(&format!("Install failed: {error}."));
        ErrorKind::Unconfigured("Could not make the webhook addresses. Install again.".to_owned())
    })?;
    let mut standing = Standing {
        settings: Some(settings_of(config)),
        untested,
        ..Standing::default()
    };
    if let Some(channels) = &channels {
        let connections = &mut standing.channels;
        let connected = product::freshchat(
            || connection::attend(host, channels, &addresses, connections, true),
            Ok(()),
        );
        if let Err(refused) = connected.await {
            // What fails to install leaves nothing behind.
            let given = &config.given;
            product::freshchat(|| connection::take_out(host, given, &standing.channels), ()).await;
            return Err(refused);
        }
    }
    if let Err(error) = host.store(&StandingRecord, &standing).await {
        host.log(&format!("The settings were not noted: {error}."));
    }
    if !config.is_without_voice
        && let Err(error) = reconciler::begin(host).await
    {
        host.log(&format!(
            "Calls of the last hour will be told as well: {error}."
        ));
    }
    if let Ok(voice) = config.voice() {
        product::freshdesk(|| gateway::tell_everything(host, voice), ()).await;
    }
    if let Err(error) = start_schedule(host).await {
        host.log(&format!(
            "What has to wait will wait until the set-up check is run: {error}."
        ));
    }
    Ok(())
}

/// The channels, if any was chosen; an error if they cannot be used.
fn channels_of(config: &Config) -> Result<Option<Channels>> {
    let read = Channels::read(&config.given);
    if Channels::are_chosen(&config.given) {
        let channels = read.map_err(ErrorKind::Unconfigured)?;
        return Ok(Some(channels));
    }
    Ok(None)
}

/// Asks the vendors of what was chosen; an error is what makes the app useless.
async fn test_keys(
    host: &impl Host,
    config: &Config,
    channels: Option<&Channels>,
) -> Result<Vec<String>> {
    let mut troubles = Vec::new();
    let mut untested = Vec::new();
    if config.is_without_voice {
        if config.wants_web_calls || channels.is_none() {
            config.web_calls()?;
            troubles.push(vendors::freshdesk(host).await.err());
        }
    } else {
        let asked = both(
            vendors::freshdesk(host),
            vendors::our_number(host, config.voice()?),
        );
        let (freshdesk, sautikit) = asked.await;
        troubles.push(freshdesk.err());
        untested.extend(sautikit.err());
    }
    if channels.is_some() {
        let asked = product::freshchat(|| vendors::freshchat(host), Ok(())).await;
        troubles.push(asked.err());
    }
    let troubles = troubles.into_iter().flatten();
    let sentences = troubles
        .map(Trouble::during_installation)
        .collect::<Result<Vec<_>>>()?;
    Ok(sentences.into_iter().chain(untested).collect())
}

/// Starts the schedule; that it runs already is an error.
async fn start_schedule(host: &impl Host) -> Result<()> {
    let first = host.now().plus_seconds(FIRST_RUN_SECONDS);
    host.schedule(SCHEDULE, first, SCHEDULE_MINUTES).await
}

/// Repairs what a new version may need: the webhook addresses, the schedule, the number's events URL, and what the gateway knows.
pub async fn update(host: &impl Host, config: &Config) {
    if let Err(error) = start_schedule(host).await {
        host.log(&format!("The schedule is left as it is: {error}."));
    }
    let addresses = addresses::renewed(host, &config.keys).await;
    attend(host, config, addresses, true).await;
    if let Ok(voice) = config.voice() {
        product::freshdesk(|| gateway::tell_everything(host, voice), ()).await;
    }
}

/// What the schedule does for the app itself: two store operations while all is well, and once a day one request and two
/// store operations more for the business hours.
pub async fn keep_up(host: &impl Host, config: &Config) {
    let addresses = addresses::repaired(host, &config.keys).await;
    attend(host, config, addresses, false).await;
}

/// Looks after the settings, voice and the channels' connections. `now` lets what failed before be tried at once.
async fn attend(host: &impl Host, config: &Config, addresses: Result<Entries>, now: bool) {
    let addresses = addresses.unwrap_or_else(|error| {
        host.log(&format!("The webhook addresses are not complete: {error}."));
        Entries::default()
    });
    let known = match host.load(&StandingRecord).await {
        Ok(known) => known.unwrap_or_default(),
        Err(error) => return host.log(&format!("The settings could not be compared: {error}.")),
    };
    let mut standing = known.clone();
    let edited = notice_settings(host, config, &mut standing);
    if edited || now {
        standing.hours_due = 0;
        standing.registration.attempts.hurry();
    }
    let voice = config.voice().ok();
    product::freshdesk(|| attend_voice(host, voice, &addresses, &mut standing), ()).await;
    let connections = &mut standing.channels;
    product::freshchat(|| connection::leave(host, &config.given, connections), ()).await;
    if let Ok(Some(channels)) = channels_of(config) {
        let connections = &mut standing.channels;
        // What is lasting is shown by the set-up check.
        let _lasting = product::freshchat(
            || connection::attend(host, &channels, &addresses, connections, now),
            Ok(()),
        )
        .await;
    }
    if standing != known
        && let Err(error) = host.store(&StandingRecord, &standing).await
    {
        host.log(&format!("The settings were not noted: {error}."));
    }
}

/// Looks after the business hours and the number's events URL.
async fn attend_voice(
    host: &impl Host,
    voice: Option<&Voice>,
    addresses: &Entries,
    standing: &mut Standing,
) {
    if voice.is_some() {
        refresh_hours(host, standing).await;
    }
    let registering = voice.filter(|voice| voice.registers_events);
    let belonging = voice.and_then(|voice| Belonging::of(voice, addresses));
    let wish = registering.zip(belonging.as_ref());
    let wish = wish.map(|(voice, at)| Wish { voice, at });
    // Without an address nobody knows what to wish for.
    if wish.is_some() == registering.is_some() {
        let keep = async |registration: &Registration| {
            host.amend(&StandingRecord, "registration", registration)
                .await
        };
        registration::attend(host, wish, &mut standing.registration, &keep).await;
    }
}

/// Whether the settings were edited since the schedule last looked.
fn notice_settings(host: &impl Host, config: &Config, standing: &mut Standing) -> bool {
    let before = standing.settings.replace(settings_of(config));
    let edited = before.is_some() && before != standing.settings;
    if edited {
        host.log("The settings were edited since the schedule last ran.");
    }
    edited
}

/// Reads the business hours once a day.
async fn refresh_hours(host: &impl Host, standing: &mut Standing) {
    let now = host.now().seconds();
    if now < standing.hours_due {
        return;
    }
    let wait = match routing::refresh_hours(host).await {
        Ok(()) => HOURS_EVERY,
        Err(error) => {
            host.log(&format!("The business hours could not be read: {error}."));
            HOURS_RETRY
        }
    };
    standing.hours_due = now + wait;
}

/// Connects one channel for an administrator who asks for it: one request and three store operations.
pub(crate) async fn connect(host: &impl Host, config: &Config, word: &str) -> Result<()> {
    let channels = channels_of(config)?
        .ok_or_else(|| Error::declined(409, "No channel is in use: choose one under Systems."))?;
    let addresses = addresses::known(host).await?;
    let mut standing = host.load(&StandingRecord).await?.unwrap_or_default();
    let connections = &mut standing.channels;
    let outcome = connection::connect(host, &channels, &addresses, connections, word).await;
    let kept = host.amend(&StandingRecord, "channels", connections).await;
    if let Err(error) = kept {
        host.log(&format!(
            "That a channel was connected is not noted: {error}."
        ));
    }
    outcome
}

/// Whether the label of an address is one that this installation made with keys that have all been exchanged since: one
/// store operation.
pub(crate) async fn is_kept_label(host: &impl Host, source: Source, label: &str) -> bool {
    let known = addresses::is_kept(host, source, label).await;
    known.unwrap_or_else(|error| {
        host.log(&format!(
            "A webhook's address could not be compared: {error}."
        ));
        false
    })
}

/// Makes the webhook addresses anew if they are outdated, where that is allowed. `label` is that of the address that was
/// posted to: a current one, or none, costs nothing; an old one costs a store operation.
pub(crate) async fn refresh_addresses(host: &impl Host, keys: &Keys, label: Option<Label>) {
    if label.is_none_or(|label| label.is_current) {
        return;
    }
    if let Err(error) = addresses::renewed(host, keys).await {
        host.log(&format!("The webhook addresses are not complete: {error}."));
    }
}

/// Puts the number's events URL back, stops the schedule and forgets what install kept; the platform then wipes the store.
///
/// It never fails: an error would make the app impossible to remove.
pub async fn uninstall(host: &impl Host, config: &Config) {
    let standing = match host.load(&StandingRecord).await {
        Ok(standing) => standing.unwrap_or_default(),
        Err(error) => {
            host.log(&format!("While uninstalling: {error}."));
            Standing::default()
        }
    };
    let outcomes = [
        host.unschedule(SCHEDULE).await,
        host.erase(&TargetUrls).await,
        host.erase(&StandingRecord).await,
        reconciler::forget(host).await,
    ];
    for error in outcomes.into_iter().filter_map(Result::err) {
        host.log(&format!("While uninstalling: {error}."));
    }
    // Last, since the platform may cut off what takes long.
    product::freshchat(
        || connection::take_out(host, &config.given, &standing.channels),
        (),
    )
    .await;
    let mut registration = standing.registration;
    let taken = product::freshdesk(|| registration::take_out(host, &mut registration), Ok(()));
    if let Err(problem) = taken.await {
        host.log(&format!(
            "While uninstalling: the number's events URL stays as it is. {problem}"
        ));
    }
}
