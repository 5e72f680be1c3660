//! The signature that travels inside an event's body: `HMAC-SHA256(secret, "<signed_at>.<call_id>.<event>")` in hex.
//!
//! The vendor's other two schemes sign in headers; the contract spoken here does not use them.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use super::config::SignatureMode;

/// How far from now a stale or future signature is, in seconds; twice what a receiver should allow.
const FAR: i64 = 600;

/// A secret that no workspace has.
const OTHER_SECRET: &str = "whsec_other_fedcba9876543210";

/// What signs one event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signed {
    /// Unix seconds.
    pub(crate) at: i64,
    /// The signature as it is sent, if any is.
    pub(crate) signature: Option<String>,
}

/// Signs an event in the way that the mode tells.
pub(crate) fn sign(
    mode: SignatureMode,
    secret: &str,
    call_id: &str,
    event: &str,
    now: Timestamp,
) -> Signed {
    let at = match mode {
        SignatureMode::Stale => now.as_second() - FAR,
        SignatureMode::Future => now.as_second() + FAR,
        SignatureMode::Right
        | SignatureMode::None
        | SignatureMode::Wrong
        | SignatureMode::Truncated
        | SignatureMode::NonHex
        | SignatureMode::NonAscii
        | SignatureMode::OtherSecret
        | SignatureMode::AsGiven => now.as_second(),
    };
    Signed {
        at,
        signature: signature(mode, secret, &at.to_string(), call_id, event),
    }
}

/// The signature for a stamp that is given as text.
pub(crate) fn signature(
    mode: SignatureMode,
    secret: &str,
    signed_at: &str,
    call_id: &str,
    event: &str,
) -> Option<String> {
    let message = format!("{signed_at}.{call_id}.{event}");
    match mode {
        SignatureMode::Right | SignatureMode::Stale | SignatureMode::Future => {
            Some(hmac_hex(secret, &message))
        }
        SignatureMode::OtherSecret => Some(hmac_hex(OTHER_SECRET, &message)),
        SignatureMode::Wrong => {
            let mut right = hmac_hex(secret, &message);
            let last = right.pop();
            right.push(if last == Some('0') { '1' } else { '0' });
            Some(right)
        }
        SignatureMode::Truncated => Some(hmac_hex(secret, &message).chars().take(32).collect()),
        SignatureMode::NonHex => Some("z".repeat(64)),
        SignatureMode::NonAscii => Some("é".repeat(32)),
        SignatureMode::None | SignatureMode::AsGiven => None,
    }
}

fn hmac_hex(secret: &str, message: &str) -> String {
    // A key of any length is a key.
    let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    hmac.update(message.as_bytes());
    hmac.finalize()
        .into_bytes()
        .iter()
        .fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _written = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_0123456789abcdef";
    const CALL: &str = "01900000-0000-7000-8000-000000000003";
    const RIGHT: &str = "742821461b7a9e1fc8cf46fe5bd0ff61ef6a3ffbf53d936ffa4ba6cbbfbaff60";

    fn signed(mode: SignatureMode) -> Signed {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        sign(mode, SECRET, CALL, "call.answered", now)
    }

    #[test]
    fn the_signature_is_the_one_of_the_test_vector() {
        let expected = Signed {
            at: 1_790_000_000,
            signature: Some(RIGHT.to_owned()),
        };
        assert_eq!(signed(SignatureMode::Right), expected);
    }

    #[test]
    fn every_wrong_way_to_sign_differs_from_the_right_one() {
        for mode in [
            SignatureMode::None,
            SignatureMode::Wrong,
            SignatureMode::Truncated,
            SignatureMode::NonHex,
            SignatureMode::NonAscii,
            SignatureMode::OtherSecret,
        ] {
            let signed = signed(mode);
            assert_eq!(signed.at, 1_790_000_000, "{mode:?}");
            assert_ne!(signed.signature.as_deref(), Some(RIGHT), "{mode:?}");
        }
    }

    #[test]
    fn a_stale_or_future_signature_is_right_for_its_own_time() {
        for (mode, at) in [
            (SignatureMode::Stale, 1_789_999_400),
            (SignatureMode::Future, 1_790_000_600),
        ] {
            let expected = signature(
                SignatureMode::Right,
                SECRET,
                &at.to_string(),
                CALL,
                "call.answered",
            );
            assert_eq!(
                signed(mode),
                Signed {
                    at,
                    signature: expected
                }
            );
        }
    }
}
