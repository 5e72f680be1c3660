//! Install, uninstall and the recurring schedule: the app's own life, apart from any call.
//!
//! It registers nothing with a vendor.

use serde::{Deserialize, Serialize};

use crate::config::{Config, Voice};
use crate::error::{ErrorKind, Result};
use crate::host::{Host, Record};
use crate::values::{Entries, fingerprint};

/// The app's one recurring schedule; every system uses it.
const SCHEDULE: &str = "switchboard";
const SCHEDULE_MINUTES: u32 = 5;
/// The platform refuses a first run less than five minutes ahead.
const FIRST_RUN_SECONDS: i64 = 6 * 60;

/// Who posts to one of our webhook addresses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// Calls.
    Sautikit,
    /// The Viber channel.
    Viber,
    /// The KakaoTalk channel.
    Kakaotalk,
    /// The Telegram channel.
    Telegram,
    /// Video rooms.
    Sendbird,
    /// HubSpot's help desk.
    Hubspot,
}

impl Source {
    const ALL: [Self; 6] = [
        Self::Sautikit,
        Self::Viber,
        Self::Kakaotalk,
        Self::Telegram,
        Self::Sendbird,
        Self::Hubspot,
    ];

    /// The first word of the address's label, and the name it is kept under.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sautikit => "sautikit",
            Self::Viber => "viber",
            Self::Kakaotalk => "kakaotalk",
            Self::Telegram => "telegram",
            Self::Sendbird => "sendbird",
            Self::Hubspot => "hubspot",
        }
    }

    /// Who posts to the address with this label; `None` for a label we did not make.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|source| label.starts_with(source.word()))
    }
}

/// Where the webhook addresses are kept, by source, for those who show them and those who hand them to a vendor.
pub(crate) struct TargetUrls;

impl Record for TargetUrls {
    type Value = Entries;

    fn key(&self) -> String {
        "target_urls".to_owned()
    }
}

/// What the settings were when the schedule last looked: editing them raises no event.
struct SettingsSeen;

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Settings {
    voice: String,
}

impl Record for SettingsSeen {
    type Value = Settings;

    fn key(&self) -> String {
        "settings_seen".to_owned()
    }
}

impl Settings {
    /// Secrets are left out: pages can read the store.
    fn of(config: &Config) -> Self {
        let voice = match config.voice() {
            Ok(Voice {
                our_number,
                country,
                outbound_mode,
                freshdesk_domain,
                ..
            }) => fingerprint(&[
                our_number.as_str(),
                country.iso,
                outbound_mode.as_str(),
                freshdesk_domain,
            ]),
            Err(missing) => missing.to_string(),
        };
        Self { voice }
    }
}

/// Makes the webhook addresses, for systems in use or not, since they cannot be made later; starts the schedule.
///
/// The error's text is at most 60 characters, the platform's limit for an installation message.
pub async fn install(host: &impl Host, config: &Config) -> Result<()> {
    config.voice()?;
    let addresses = make_addresses(host).await.map_err(|error| {
        host.log(&format!("Install failed: {error}."));
        ErrorKind::Unconfigured("Could not make the webhook addresses. Install again.".to_owned())
    })?;
    host.store(&TargetUrls, &addresses).await.map_err(|error| {
        host.log(&format!("Install failed: {error}."));
        ErrorKind::Unconfigured("Could not save the webhook addresses. Install again.".to_owned())
    })?;
    if let Err(error) = host.store(&SettingsSeen, &Settings::of(config)).await {
        host.log(&format!("The settings were not noted: {error}."));
    }
    let first = host.now().plus_seconds(FIRST_RUN_SECONDS);
    if let Err(error) = host.schedule(SCHEDULE, first, SCHEDULE_MINUTES).await {
        host.log(&format!(
            "Parked events will wait for a reinstall: {error}."
        ));
    }
    Ok(())
}

/// Each label ends in 128 random bits of its own, so that one sender's address tells nothing about another's.
///
/// They only keep addresses from being guessed; what is posted to one is believed for its signature alone.
async fn make_addresses(host: &impl Host) -> Result<Entries> {
    let mut addresses = Entries::default();
    for source in Source::ALL {
        let mut random = [0; 16];
        host.random(&mut random)?;
        let nonce = u128::from_be_bytes(random);
        // Symbols are discouraged in labels, so the parts are not separated.
        let url = host
            .target_url(&format!("{}{nonce:032x}", source.word()))
            .await?;
        addresses.add(source.word(), url);
    }
    Ok(addresses)
}

/// Stops the schedule and forgets the addresses; the platform then wipes the store.
///
/// It never fails: an error would make the app impossible to remove.
pub async fn uninstall(host: &impl Host) {
    let outcomes = [
        host.unschedule(SCHEDULE).await,
        host.erase(&TargetUrls).await,
        host.erase(&SettingsSeen).await,
    ];
    for error in outcomes.into_iter().filter_map(Result::err) {
        host.log(&format!("While uninstalling: {error}."));
    }
}

/// Notices that the settings were edited.
pub async fn notice_settings(host: &impl Host, config: &Config) {
    let now = Settings::of(config);
    match host.load(&SettingsSeen).await {
        Ok(Some(seen)) if seen == now => {}
        Ok(seen) => {
            if seen.is_some() {
                host.log("The settings were edited since the schedule last ran.");
            }
            if let Err(error) = host.store(&SettingsSeen, &now).await {
                host.log(&format!("The settings were not noted: {error}."));
            }
        }
        Err(error) => host.log(&format!("The settings could not be compared: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_tells_its_source_and_fits_the_platform() {
        for source in Source::ALL {
            let label = format!("{}{:032x}", source.word(), u128::MAX);
            assert_eq!(Source::of_label(&label), Some(source));
            assert!(label.len() <= 100);
            assert!(label.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        assert_eq!(Source::of_label("unheard-of"), None);
    }
}
