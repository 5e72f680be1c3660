//! The webhook addresses of this installation: who posts to which, and the part of each that nobody else can make.
//!
//! What is posted to them is not looked at here.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::config::Keys;
use crate::error::Result;
use crate::host::{Host, Record};
use crate::values::{Entries, Secret};

/// Who posts to one of our webhook addresses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// Calls.
    Sautikit,
    /// Messages that callers left.
    Voicemail,
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
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::Sautikit,
        Self::Voicemail,
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
            Self::Voicemail => "voicemail",
            Self::Viber => "viber",
            Self::Kakaotalk => "kakaotalk",
            Self::Telegram => "telegram",
            Self::Sendbird => "sendbird",
            Self::Hubspot => "hubspot",
        }
    }
}

/// What the label of an address tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Label {
    /// Who posts there.
    pub source: Source,
    /// Whether this installation made it: with one of its API keys as they are now.
    pub is_ours: bool,
    /// Whether it would be made the same way today: with both keys.
    pub is_current: bool,
}

/// Bytes of each of the two tags: 96 bits cannot be guessed.
const TAG_BYTES: usize = 12;

impl Label {
    /// Reads a label; `None` for one that begins with no source.
    ///
    /// It costs no store operation, so that an address that was guessed costs nothing. Either key may be exchanged, and
    /// the address keeps working.
    #[must_use]
    pub fn read(text: &str, keys: &Keys) -> Option<Self> {
        let (source, tags) = Source::ALL
            .into_iter()
            .find_map(|source| Some((source, text.strip_prefix(source.word())?)))?;
        let (one, other) = tags.split_at_checked(2 * TAG_BYTES).unwrap_or_default();
        let [one, other] = [(one, &keys.sautikit), (other, &keys.freshdesk)]
            .map(|(tag, key)| is_tag(tag, source, key));
        Some(Self {
            source,
            is_ours: one || other,
            is_current: one && other,
        })
    }

    /// The label of a source's address: letters and digits, since symbols are discouraged in labels.
    pub(super) fn write(source: Source, keys: &Keys) -> String {
        [&keys.sautikit, &keys.freshdesk]
            .into_iter()
            .filter_map(|key| Some(mac(source, key)?.finalize().into_bytes()))
            .fold(source.word().to_owned(), |label, tag| {
                let tag = tag.get(..TAG_BYTES).unwrap_or_default();
                label + &hex::encode(tag)
            })
    }
}

fn mac(source: Source, key: &Secret) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).ok()?;
    mac.update(b"webhook address of ");
    mac.update(source.word().as_bytes());
    Some(mac)
}

fn is_tag(tag: &str, source: Source, key: &Secret) -> bool {
    let mut bytes = [0; TAG_BYTES];
    hex::decode_to_slice(tag, &mut bytes).is_ok()
        && mac(source, key).is_some_and(|mac| mac.verify_truncated_left(&bytes).is_ok())
}

/// Where the webhook addresses are kept, by source, for those who show them and those who hand them to a vendor.
pub(crate) struct TargetUrls;

impl Record for TargetUrls {
    type Value = Entries;

    fn key(&self) -> String {
        "target_urls".to_owned()
    }
}

/// Under which name the record keeps a label, by which one sees whether the addresses would be made the same way today.
const MADE_WITH: &str = "made_with";

/// Makes and keeps the address of every source, for systems in use or not, since they cannot be made everywhere.
pub(crate) async fn make(host: &impl Host, keys: &Keys) -> Result<Entries> {
    let mut addresses = Entries::default();
    for source in Source::ALL {
        let url = host.target_url(&Label::write(source, keys)).await?;
        addresses.add(source.word(), url);
    }
    addresses.add(MADE_WITH, Label::write(Source::Sautikit, keys));
    host.store(&TargetUrls, &addresses).await?;
    Ok(addresses)
}

fn is_complete(addresses: &Entries) -> bool {
    let mut sources = Source::ALL.into_iter();
    sources.all(|source| addresses.get(source.word()).is_some())
}

/// The addresses as they are kept, whether complete or not: one store operation.
pub(crate) async fn known(host: &impl Host) -> Result<Entries> {
    Ok(host.load(&TargetUrls).await?.unwrap_or_default())
}

/// The addresses as they are kept; those that are missing are made, where the platform allows it.
pub(crate) async fn repaired(host: &impl Host, keys: &Keys) -> Result<Entries> {
    let known = known(host).await?;
    if is_complete(&known) {
        return Ok(known);
    }
    let made = make(host, keys).await?;
    host.log("Webhook addresses were missing and have been made.");
    Ok(made)
}

/// The addresses as they are kept; made anew if some are missing or were made with API keys that have been exchanged
/// since. Where the platform does not allow that, the old ones stay: they work until both keys are exchanged.
pub(crate) async fn renewed(host: &impl Host, keys: &Keys) -> Result<Entries> {
    let known = known(host).await?;
    let is_current = known.get(MADE_WITH) == Some(&Label::write(Source::Sautikit, keys));
    if is_complete(&known) && is_current {
        return Ok(known);
    }
    match make(host, keys).await {
        Ok(made) => {
            host.log(
                "The webhook addresses were missing or made with old API keys; they are made anew.",
            );
            Ok(made)
        }
        Err(error) if is_complete(&known) => {
            host.log(&format!("The webhook addresses stay as they are: {error}."));
            Ok(known)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(sautikit: &str, freshdesk: &str) -> Keys {
        Keys {
            sautikit: Secret::new(sautikit).unwrap(),
            freshdesk: Secret::new(freshdesk).unwrap(),
        }
    }

    #[track_caller]
    fn check(label: &str, keys: &Keys, told: Option<(Source, bool, bool)>) {
        let read = Label::read(label, keys);
        assert_eq!(
            read.map(|label| (label.source, label.is_ours, label.is_current)),
            told,
            "{label}"
        );
    }

    #[test]
    fn a_label_tells_its_source_and_fits_the_platform() {
        let keys = keys("one", "two");
        for source in Source::ALL {
            let label = Label::write(source, &keys);
            check(&label, &keys, Some((source, true, true)));
            assert!(label.len() <= 100);
            assert!(label.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn a_label_outlives_the_exchange_of_either_key_but_not_of_both() {
        let label = Label::write(Source::Sautikit, &keys("one", "two"));
        let source = Source::Sautikit;
        check(&label, &keys("new", "two"), Some((source, true, false)));
        check(&label, &keys("one", "new"), Some((source, true, false)));
        check(&label, &keys("new", "new"), Some((source, false, false)));
    }

    #[test]
    fn a_label_that_was_guessed_or_moved_is_not_ours() {
        let keys = keys("one", "two");
        let voicemail = Label::write(Source::Voicemail, &keys);
        let moved = voicemail.replace("voicemail", "sautikit");
        check(&moved, &keys, Some((Source::Sautikit, false, false)));
        for label in [
            "sautikit",
            "sautikit00",
            &format!("sautikit{}", "0".repeat(48)),
            "sautikitéé",
        ] {
            check(label, &keys, Some((Source::Sautikit, false, false)));
        }
        check("unheard-of", &keys, None);
        check("", &keys, None);
    }
}
