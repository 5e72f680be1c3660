//! The webhook addresses of this installation: who posts to which, and the part of each that nobody else can make.
//!
//! What is posted to them is not looked at here.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::channels::CHANNELS;
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
    /// Video rooms.
    Sendbird,
    /// HubSpot's help desk.
    Hubspot,
    /// The channel of this word.
    Channel(&'static str),
}

impl Source {
    /// Each of them.
    pub fn all() -> impl Iterator<Item = Self> {
        let others = [
            Self::Sautikit,
            Self::Voicemail,
            Self::Sendbird,
            Self::Hubspot,
        ];
        let channels = CHANNELS.into_iter().map(|(word, _)| Self::Channel(word));
        others.into_iter().chain(channels)
    }

    /// The first word of the address's label, and the name it is kept under.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sautikit => "sautikit",
            Self::Voicemail => "voicemail",
            Self::Sendbird => "sendbird",
            Self::Hubspot => "hubspot",
            Self::Channel(word) => word,
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
    /// Whether it would be made the same way today: with all keys.
    pub is_current: bool,
}

/// Bytes of each key's tag: 96 bits cannot be guessed.
const TAG_BYTES: usize = 12;

impl Label {
    /// Reads a label; `None` for one that begins with no source.
    ///
    /// It costs no store operation, so that an address that was guessed costs nothing. Any key but one may be exchanged, and
    /// the address keeps working.
    #[must_use]
    pub fn read(text: &str, keys: &Keys) -> Option<Self> {
        let (source, tags) =
            Source::all().find_map(|source| Some((source, text.strip_prefix(source.word())?)))?;
        let mut tags = tags.as_bytes().chunks(2 * TAG_BYTES);
        Some(Self {
            source,
            is_ours: tags.any(|tag| keys.0.iter().any(|key| is_tag(tag, source, key))),
            is_current: text == Self::write(source, keys),
        })
    }

    /// The label of a source's address: letters and digits, since symbols are discouraged in labels.
    pub(super) fn write(source: Source, Keys(keys): &Keys) -> String {
        keys.iter()
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

fn is_tag(tag: &[u8], source: Source, key: &Secret) -> bool {
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

/// Under which name the record keeps the label of a source's address.
fn kept_label(source: Source) -> String {
    format!("label of {}", source.word())
}

/// Whether the record knows this label, though none of the keys of today made it: one store operation.
pub(crate) async fn is_kept(host: &impl Host, source: Source, label: &str) -> Result<bool> {
    Ok(known(host).await?.get(&kept_label(source)) == Some(label))
}

/// Makes and keeps the address of every source, for systems in use or not, since they cannot be made everywhere. What is
/// known of channels stays: their labels work with any keys, and an address may have been entered by hand.
pub(crate) async fn make(host: &impl Host, keys: &Keys, known: &Entries) -> Result<Entries> {
    let mut addresses = Entries::default();
    for source in Source::all() {
        let kept = known.get(source.word()).zip(known.get(&kept_label(source)));
        let (address, label) = match kept {
            Some((address, label)) if matches!(source, Source::Channel(_)) => {
                (address.to_owned(), label.to_owned())
            }
            Some(_) | None => {
                let label = Label::write(source, keys);
                (host.target_url(&label).await?, label)
            }
        };
        addresses.add(source.word(), address);
        addresses.add(&kept_label(source), label);
    }
    host.store(&TargetUrls, &addresses).await?;
    Ok(addresses)
}

fn is_complete(addresses: &Entries) -> bool {
    let mut sources = Source::all();
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
    let made = make(host, keys, &known).await?;
    host.log("Webhook addresses were missing and have been made.");
    Ok(made)
}

/// The addresses as they are kept; made anew if some are missing or were made with API keys that have been exchanged
/// since. Where the platform does not allow that, the old ones stay: they work until every key is exchanged.
pub(crate) async fn renewed(host: &impl Host, keys: &Keys) -> Result<Entries> {
    let known = known(host).await?;
    let source = Source::Sautikit;
    let is_current = known.get(&kept_label(source)) == Some(&Label::write(source, keys));
    if is_complete(&known) && is_current {
        return Ok(known);
    }
    match make(host, keys, &known).await {
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
        Keys(
            [sautikit, freshdesk]
                .iter()
                .map(|key| Secret::new(key).unwrap())
                .collect(),
        )
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
        for source in Source::all() {
            let label = Label::write(source, &keys);
            check(&label, &keys, Some((source, true, true)));
            assert!(label.len() <= 100);
            assert!(label.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn no_source_is_taken_for_another() {
        for one in Source::all() {
            for other in Source::all().filter(|other| *other != one) {
                assert!(!one.word().starts_with(other.word()), "{one:?}, {other:?}");
            }
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
