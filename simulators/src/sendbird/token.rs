//! Session tokens: a user's number and an expiry, signed; the vendor keeps none of them.
//!
//! Revoking gives the user a new generation, so that whatever was signed for an earlier one is dead.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// Whom a token is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Holder {
    /// The user's internal number.
    pub(crate) number: u64,
    /// How often the user's tokens were revoked.
    pub(crate) generation: u64,
}

/// What a token is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Worth {
    Good,
    Expired,
    Revoked,
    /// Never issued to this user.
    Unknown,
}

/// A token that ends with the given Unix second.
pub(crate) fn issue(key: &str, holder: Holder, expires: i64) -> String {
    let payload = json!({"u": holder.number, "v": 1, "e": expires}).to_string();
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        encoded(HEADER.as_bytes()),
        encoded(payload.as_bytes())
    );
    let signature = signature(&format!("{key}/{}", holder.generation), &signed);
    format!("{signed}.{}", encoded(&signature))
}

/// What a token is worth for this user.
pub(crate) fn judge(key: &str, holder: Holder, token: &str, now: Timestamp) -> Worth {
    let Some(expires) = expiry(token) else {
        return Worth::Unknown;
    };
    let is_of = |generation| {
        let holder = Holder {
            generation,
            ..holder
        };
        issue(key, holder, expires) == token
    };
    if is_of(holder.generation) {
        if now.as_second() < expires {
            Worth::Good
        } else {
            Worth::Expired
        }
    } else if (0..holder.generation).any(is_of) {
        Worth::Revoked
    } else {
        Worth::Unknown
    }
}

#[derive(Deserialize)]
struct Payload {
    e: i64,
}

fn expiry(token: &str) -> Option<i64> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let payload = serde_json::from_slice::<Payload>(&payload).ok()?;
    Some(payload.e)
}

fn signature(key: &str, text: &str) -> Vec<u8> {
    // A key of any length is a key.
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return Vec::new();
    };
    hmac.update(text.as_bytes());
    hmac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLDER: Holder = Holder {
        number: 304_000_001,
        generation: 1,
    };

    #[test]
    fn a_token_has_the_published_form() {
        let token = issue("key", HOLDER, 1_700_003_600);
        let parts = token.split('.').collect::<Vec<_>>();
        let decoded =
            |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(decoded(parts[0]), r#"{"alg":"HS256","typ":"JWT"}"#);
        assert_eq!(decoded(parts[1]), r#"{"u":304000001,"v":1,"e":1700003600}"#);
        assert_eq!((parts.len(), token.len()), (3, 129));
        for number in [1, u64::MAX] {
            let length = issue("key", Holder { number, ..HOLDER }, 1_700_003_600).len();
            assert!((119..=168).contains(&length), "{length}");
        }
    }

    #[test]
    fn a_token_is_good_for_its_user_until_it_expires_or_is_revoked() {
        let now = Timestamp::from_second(1_000).unwrap();
        let own = issue("key", HOLDER, 1_001);
        let cases = [
            (own.clone(), Worth::Good),
            (issue("key", HOLDER, 1_000), Worth::Expired),
            (
                issue(
                    "key",
                    Holder {
                        generation: 0,
                        ..HOLDER
                    },
                    1_001,
                ),
                Worth::Revoked,
            ),
            (
                issue(
                    "key",
                    Holder {
                        generation: 2,
                        ..HOLDER
                    },
                    1_001,
                ),
                Worth::Unknown,
            ),
            (
                issue(
                    "key",
                    Holder {
                        number: 7,
                        ..HOLDER
                    },
                    1_001,
                ),
                Worth::Unknown,
            ),
            (issue("other", HOLDER, 1_001), Worth::Unknown),
            (own.replace('.', ""), Worth::Unknown),
            (format!("{own}x"), Worth::Unknown),
            (String::new(), Worth::Unknown),
        ];
        for (token, worth) in cases {
            assert_eq!(judge("key", HOLDER, &token, now), worth, "{token}");
        }
    }
}
