//! Asks each vendor whether it accepts its key, and says in a sentence what its refusal means.
//!
//! What follows from that is decided by those who ask.

use crate::config::Voice;
use crate::error::{Error, ErrorKind, Result};
use crate::host::Host;
use crate::json;
use crate::wire::freshchat::ViewChatAccount;
use crate::wire::freshdesk::{KeyOwner, WhoAmI};
use crate::wire::sautikit::{ListNumbers, Number};

/// Why Freshdesk could not be used.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    /// It stays so until somebody acts, and the app is useless. At most 60 characters, as an installation message.
    Lasting(&'static str),
    /// Nobody can tell yet.
    Passing(String),
}

impl Trouble {
    /// What is still to be tested; an error is what an installation fails on.
    pub(super) fn during_installation(self) -> Result<String> {
        match self {
            Self::Passing(sentence) => Ok(sentence),
            Self::Lasting(sentence) => Err(ErrorKind::Unconfigured(sentence.to_owned()).into()),
        }
    }
}

const BAD_KEY: &str = "Freshdesk refuses the API key (free plans have none).";
const NO_API: &str = "Your Freshdesk plan has no API. A higher plan has it.";
const DENIED: &str = "Freshdesk denies this API key access. Use another one.";
const NO_FRESHDESK: &str = "There is no Freshdesk at this domain. Correct it.";

/// Asks Freshdesk whose key it is: one request.
pub(super) async fn freshdesk(host: &impl Host) -> Result<KeyOwner, Trouble> {
    match host.send(&WhoAmI).await {
        // A subdomain that nobody has answers with a page and status 200, and one that moved with a redirect.
        Ok(answer) => json::decode(&answer.body).map_err(|_| {
            let moved = (300..400).contains(&answer.status);
            if moved || answer.body.trim_start().starts_with('<') {
                Trouble::Lasting(NO_FRESHDESK)
            } else {
                Trouble::Passing(
                    "Freshdesk's answer about the API key was not understood.".to_owned(),
                )
            }
        }),
        Err(error) => Err(freshdesk_trouble(&error)),
    }
}

const BAD_CHAT_TOKEN: &str = "Freshchat refuses the API token. Enter another one.";
const NO_FRESHCHAT: &str = "There is no Freshchat at this host. Correct it.";

/// Asks Freshchat whether it takes the token: one request.
pub(super) async fn freshchat(host: &impl Host) -> Result<(), Trouble> {
    let Err(error) = host.call(&ViewChatAccount).await else {
        return Ok(());
    };
    Err(match error.status() {
        401 | 403 => Trouble::Lasting(BAD_CHAT_TOKEN),
        404 => Trouble::Lasting(NO_FRESHCHAT),
        _ => Trouble::Passing(passing("Freshchat", &error)),
    })
}

fn freshdesk_trouble(error: &Error) -> Trouble {
    let lasting = match error.kind() {
        ErrorKind::Refused(refusal) => match refusal.status {
            401 => Some(BAD_KEY),
            403 if refusal.body.contains("require_feature") => Some(NO_API),
            403 => Some(DENIED),
            // Every key has an owner, so only an address without an API does not know it.
            404 => Some(NO_FRESHDESK),
            _ => None,
        },
        ErrorKind::Malformed { .. }
        | ErrorKind::Unconfigured(_)
        | ErrorKind::Unreadable { .. }
        | ErrorKind::Unavailable { .. }
        | ErrorKind::Declined { .. } => None,
    };
    lasting.map_or_else(
        || Trouble::Passing(passing("Freshdesk", error)),
        Trouble::Lasting,
    )
}

/// Reads our number and its routing: one request. The error is a sentence.
pub(super) async fn our_number(host: &impl Host, voice: &Voice) -> Result<Number, String> {
    let numbers = host.call(&ListNumbers).await;
    let numbers = numbers.map_err(|error| sautikit_trouble(&error, "read numbers"))?;
    numbers.find(&voice.line.our_number, voice.line.country).ok_or_else(|| {
        format!(
            "The Sautikit key is accepted, but the number {} is none of its workspace's. Correct the number, or enter \
             the key of its workspace.",
            voice.line.our_number.masked()
        )
    })
}

/// What a refusal by Sautikit means; `right` is what the key would have to be allowed, as `read numbers`.
pub(super) fn sautikit_trouble(error: &Error, right: &str) -> String {
    match error.kind() {
        ErrorKind::Refused(refusal) if refusal.status == 401 => {
            "Sautikit refuses the API key. Copy it again from the workspace's settings.".to_owned()
        }
        ErrorKind::Refused(refusal) if refusal.status == 403 => {
            format!("Sautikit does not allow this API key to {right}. Make one that may.")
        }
        ErrorKind::Refused(_)
        | ErrorKind::Malformed { .. }
        | ErrorKind::Unconfigured(_)
        | ErrorKind::Unreadable { .. }
        | ErrorKind::Unavailable { .. }
        | ErrorKind::Declined { .. } => passing("Sautikit", error),
    }
}

/// What went wrong for now.
pub(super) fn passing(vendor: &str, error: &Error) -> String {
    match error.status() {
        429 => format!("{vendor} is asked too much at the moment. Try again in a minute."),
        500.. => format!("{vendor} did not answer as it should ({error}). Try again later."),
        _ => format!("{vendor} did not do what was asked ({error})."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Refusal;

    fn refused(status: u16, body: &str) -> Error {
        ErrorKind::Refused(Refusal {
            template: "whoAmI",
            status,
            body: body.to_owned(),
        })
        .into()
    }

    #[track_caller]
    fn check(status: u16, body: &str, lasting: Option<&str>) {
        let told = match freshdesk_trouble(&refused(status, body)) {
            Trouble::Lasting(sentence) => Some(sentence),
            Trouble::Passing(_) => None,
        };
        assert_eq!(told, lasting, "{status} {body}");
    }

    #[test]
    fn only_what_makes_the_app_useless_lasts() {
        check(401, r#"{"code":"invalid_credentials"}"#, Some(BAD_KEY));
        check(403, r#"{"code":"require_feature"}"#, Some(NO_API));
        check(403, r#"{"code":"access_denied"}"#, Some(DENIED));
        check(404, "<html>", Some(NO_FRESHDESK));
        for status in [400, 408, 415, 429, 500, 502, 503, 504] {
            check(status, "<html>", None);
        }
    }

    #[test]
    fn lasting_troubles_fit_an_installation_message() {
        for sentence in [BAD_KEY, NO_API, DENIED, NO_FRESHDESK] {
            assert!(sentence.chars().count() <= 60, "{sentence}");
        }
    }

    #[test]
    fn no_sentence_repeats_what_a_vendor_sent() {
        let error = refused(422, "secret words");
        assert!(!passing("Freshdesk", &error).contains("secret"));
        assert!(!sautikit_trouble(&error, "read numbers").contains("secret"));
    }
}
