//! Who may use the admin page: a short-lived token for whoever knows the passcode, since a server function cannot know its
//! caller.
//!
//! What an administrator does then is done in `team` and in `setup`.

mod team;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::host::{Claim, Host, Record};
use crate::setup;
use crate::values::{Secret, Timestamp};
use crate::wire::admin::{
    AdminArguments, CheckSetupReply, ConnectArguments, OpenAdminArguments, OpenAdminReply,
};
pub use team::{get_team, save_team};

/// How long a token is good, in seconds.
const TOKEN_SECONDS: i64 = 30 * 60;

/// The shortest passcode, in characters: together with the limit on guesses it cannot be guessed.
const SHORTEST_PASSCODE: usize = 12;

/// How many wrong passcodes are taken within ten minutes.
const MOST_WRONG: u32 = 5;

/// How many wrong passcodes were entered; it is forgotten ten minutes after the last one.
struct WrongPasscodes;

#[derive(Debug, Default, Deserialize, Serialize)]
struct Wrong {
    count: u32,
}

impl Record for WrongPasscodes {
    type Value = Wrong;
    const LIFETIME: Option<u32> = Some(10 * 60);

    fn key(&self) -> String {
        "admin_wrong".to_owned()
    }
}

/// The door through which one guess goes at a time, so that simultaneous ones are counted too; it opens by itself.
struct Door;

impl Record for Door {
    type Value = Wrong;
    const LIFETIME: Option<u32> = Some(60);

    fn key(&self) -> String {
        "admin_door".to_owned()
    }
}

/// Gives a token to whoever knows the passcode: three store operations, or four after wrong passcodes and for a wrong one.
pub async fn open(
    host: &impl Host,
    config: &Config,
    arguments: OpenAdminArguments,
) -> Result<OpenAdminReply> {
    let lock = Lock::of(config)?;
    let given = arguments.passcode.unwrap_or_default();
    let is_right = lock.is_passcode(given.trim());
    guess(host, is_right)
        .await
        .map_err(|error| for_a_person(host, error))?;
    let expires_at = host.now().plus_seconds(TOKEN_SECONDS);
    // Each token is another, so that one which was seen tells nothing of the others.
    let mut nonce = [0; 8];
    let drawn = host.random(&mut nonce);
    drawn.map_err(|error| for_a_person(host, error))?;
    let claim = format!("{}-{}", expires_at.millis(), hex::encode(nonce));
    let signed = lock.sign(&claim).unwrap_or_default();
    Ok(OpenAdminReply {
        token: format!("{claim}.{signed}"),
        expires_at,
    })
}

/// Counts a guess; an error unless it is right and not too many were wrong before.
async fn guess(host: &impl Host, is_right: bool) -> Result<()> {
    let mut entered = host.claim(&Door, &Wrong::default()).await?;
    // Reading lets one go that was left shut.
    if entered == Claim::Taken && host.load(&Door).await?.is_none() {
        entered = host.claim(&Door, &Wrong::default()).await?;
    }
    if entered == Claim::Taken {
        return Err(Error::declined(
            429,
            "Somebody else is entering a passcode. Wait a minute and try again.",
        ));
    }
    let outcome = count(host, is_right).await;
    if let Err(error) = host.erase(&Door).await {
        host.log(&format!(
            "Nobody can enter a passcode for a minute: {error}."
        ));
    }
    outcome
}

async fn count(host: &impl Host, is_right: bool) -> Result<()> {
    let Wrong { count } = host.load(&WrongPasscodes).await?.unwrap_or_default();
    if count >= MOST_WRONG {
        return Err(Error::declined(
            429,
            "Too many wrong passcodes were entered. Wait ten minutes and try again.",
        ));
    }
    if is_right {
        if count > 0
            && let Err(error) = host.erase(&WrongPasscodes).await
        {
            host.log(&format!("Wrong passcodes stay counted: {error}."));
        }
        return Ok(());
    }
    host.log("A wrong admin passcode was entered.");
    // Without the count the next guess would be free.
    let count = count.saturating_add(1);
    host.store(&WrongPasscodes, &Wrong { count }).await?;
    Err(Error::declined(
        401,
        "This is not the admin passcode. It stands in the app's settings.",
    ))
}

/// Tests the set-up for an administrator.
pub async fn check_setup(
    host: &impl Host,
    config: &Config,
    arguments: AdminArguments,
) -> Result<CheckSetupReply> {
    admit(host, config, arguments.token.as_deref())?;
    let checked = setup::check(host, config).await;
    checked.map_err(|error| for_a_person(host, error))
}

/// Connects a channel for an administrator.
pub async fn connect_channel(
    host: &impl Host,
    config: &Config,
    arguments: ConnectArguments,
) -> Result<()> {
    admit(host, config, arguments.token.as_deref())?;
    let word = arguments.channel.unwrap_or_default();
    let connected = setup::connect(host, config, &word).await;
    connected.map_err(|error| for_a_person(host, error))
}

/// A failure of the platform, in a sentence for the person who waits.
fn for_a_person(host: &impl Host, error: Error) -> Error {
    let ErrorKind::Unavailable { busy, .. } = error.kind() else {
        return error;
    };
    host.log(&format!("The admin page was not served: {error}."));
    if *busy {
        return Error::declined(
            429,
            "The app is handling much at once. Wait a minute and try again.",
        );
    }
    Error::declined(
        503,
        "The app's storage did not answer. Try again in a minute.",
    )
}

/// Lets a caller with a good token in: no store operation.
fn admit(host: &impl Host, config: &Config, token: Option<&str>) -> Result<()> {
    if Lock::of(config)?.is_good(token.unwrap_or_default(), host.now()) {
        return Ok(());
    }
    Err(Error::declined(401, "Enter the passcode again."))
}

/// What tells a passcode and a token from others: a page may know the passcode, but never the API key.
struct Lock<'a> {
    passcode: &'a Secret,
    key: &'a Secret,
}

impl<'a> Lock<'a> {
    /// The lock by the settings, if they have a passcode that is one.
    fn of(config: &'a Config) -> Result<Self> {
        let length = |passcode: &&Secret| {
            let text = str::from_utf8(passcode.expose()).unwrap_or_default();
            text.chars().count()
        };
        let passcode = config.admin_passcode.as_ref();
        let passcode = passcode
            .filter(|passcode| length(passcode) >= SHORTEST_PASSCODE)
            .ok_or_else(|| {
                Error::declined(
                    403,
                    "The admin page is shut: enter an Admin Passcode of at least 12 characters in the app's settings.",
                )
            })?;
        let key = config.keys.0.last().ok_or_else(|| {
            Error::declined(
                403,
                "The admin page is shut: enter the API key in the app's settings.",
            )
        })?;
        Ok(Self { passcode, key })
    }

    fn is_good(&self, token: &str, now: Timestamp) -> bool {
        let Some((claim, signature)) = token.split_once('.') else {
            return false;
        };
        let mut bytes = [0; 32];
        let signed = hex::decode_to_slice(signature, &mut bytes).is_ok()
            && self
                .token_mac(claim)
                .is_some_and(|mac| mac.verify_slice(&bytes).is_ok());
        let (expiry, _nonce) = claim.split_once('-').unwrap_or_default();
        signed && expiry.parse().is_ok_and(|expiry| now.millis() < expiry)
    }

    fn sign(&self, claim: &str) -> Option<String> {
        let mac = self.token_mac(claim)?;
        Some(hex::encode(mac.finalize().into_bytes()))
    }

    fn token_mac(&self, claim: &str) -> Option<Hmac<Sha256>> {
        let key = self.passcode_mac(self.passcode.expose())?.finalize();
        let mut mac = Hmac::new_from_slice(&key.into_bytes()).ok()?;
        mac.update(claim.as_bytes());
        Some(mac)
    }

    /// Compares under a key, so that the time it takes tells nothing.
    fn is_passcode(&self, given: &str) -> bool {
        let given = self.passcode_mac(given.as_bytes());
        given
            .zip(self.passcode_mac(self.passcode.expose()))
            .is_some_and(|(given, right)| right.verify(&given.finalize().into_bytes()).is_ok())
    }

    fn passcode_mac(&self, passcode: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose()).ok()?;
        mac.update(b"admin page, passcode ");
        mac.update(passcode);
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::tests::{Memory, config, run};
    use serde_json::json;

    const PASSCODE: &str = "correct horse";

    fn config_with(passcode: &str, key: &str) -> Config {
        config(&json!({"admin_passcode": passcode, "freshdesk_api_key": key}))
    }

    fn enter(host: &Memory, passcode: &str) -> Result<OpenAdminReply> {
        let arguments = OpenAdminArguments {
            passcode: Some(passcode.to_owned()),
        };
        run(open(host, &config_with(PASSCODE, "f"), arguments))
    }

    #[track_caller]
    fn check_admitted(host: &Memory, config: &Config, token: &str, admitted: bool) {
        let told = admit(host, config, Some(token));
        let refusal = told.err().map(|error| (error.status(), error.to_string()));
        let expected = (!admitted).then(|| (401, "Enter the passcode again.".to_owned()));
        assert_eq!(refusal, expected, "{token}");
    }

    #[test]
    fn a_token_is_good_for_half_an_hour() {
        let host = Memory::default();
        let config = config_with(PASSCODE, "f");
        let reply = enter(&host, " correct horse ").unwrap();
        assert_eq!(reply.expires_at, host.now().plus_seconds(1800));
        check_admitted(&host, &config, &reply.token, true);
        host.wait(1799);
        check_admitted(&host, &config, &reply.token, true);
        host.wait(1);
        check_admitted(&host, &config, &reply.token, false);
    }

    #[test]
    fn a_token_that_was_changed_or_made_with_other_secrets_is_not_good() {
        let host = Memory::default();
        let config = config_with(PASSCODE, "f");
        let token = enter(&host, PASSCODE).unwrap().token;
        let (expiry, signature) = token.split_once('.').unwrap();
        let (at, nonce) = expiry.split_once('-').unwrap();
        let later = format!("{}-{nonce}", at.parse::<i64>().unwrap() + 1);
        for changed in [
            "",
            ".",
            expiry,
            &format!("{expiry}."),
            &format!("{later}.{signature}"),
            &format!("+{expiry}.{signature}"),
            &format!("{expiry}.{}", &signature[..62]),
            &format!("{expiry}.{signature}00"),
        ] {
            check_admitted(&host, &config, changed, false);
        }
        check_admitted(&host, &config_with("another passcode", "f"), &token, false);
        check_admitted(&host, &config_with(PASSCODE, "g"), &token, false);
    }

    #[test]
    fn five_wrong_passcodes_shut_the_page_for_ten_minutes() {
        let host = Memory::default();
        let status = |passcode: &str| enter(&host, passcode).err().map(|error| error.status());
        for _ in 0..4 {
            assert_eq!(status("wrong"), Some(401));
        }
        assert_eq!(status(PASSCODE), None);
        for _ in 0..5 {
            assert_eq!(status(""), Some(401));
        }
        assert_eq!(status(PASSCODE), Some(429));
        host.wait(599);
        assert_eq!(status(PASSCODE), Some(429));
        host.wait(1);
        assert_eq!(status(PASSCODE), None);
    }

    #[test]
    fn guesses_at_once_are_refused_uncounted_until_the_door_opens() {
        let host = Memory::default();
        assert_eq!(
            run(host.claim(&Door, &Wrong::default())).unwrap(),
            Claim::Won
        );
        let status = |passcode: &str| enter(&host, passcode).err().map(|error| error.status());
        for _ in 0..9 {
            assert_eq!(status("wrong"), Some(429));
        }
        host.wait(60);
        assert_eq!(status("wrong"), Some(401));
        assert_eq!(status(PASSCODE), None);
    }

    #[test]
    fn without_a_long_passcode_the_page_stays_shut() {
        let host = Memory::default();
        for short in ["", "elf letters", "            x"] {
            let arguments = OpenAdminArguments {
                passcode: Some(short.to_owned()),
            };
            let refusal = run(open(&host, &config_with(short, "f"), arguments)).unwrap_err();
            assert_eq!(refusal.status(), 403);
            assert!(refusal.to_string().contains("at least 12 characters"));
        }
    }

    #[test]
    fn a_count_that_cannot_be_kept_gives_nothing_away() {
        let host = Memory::default();
        host.break_store_after(0);
        assert_eq!(enter(&host, PASSCODE).unwrap_err().status(), 503);
    }
}
