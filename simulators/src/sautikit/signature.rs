//! The vendor's three ways to sign a post, each with HMAC-SHA256 in lower-case hex, and the ways to get them wrong.
//!
//! Which one is used where, and over which text, is decided by the caller.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use super::config::SignatureMode;

/// How far from now a stale or future signature is, in seconds; twice what a receiver should allow.
const FAR: i64 = 600;

/// A secret that no workspace has.
const OTHER_SECRET: &str = "whsec_other_fedcba9876543210";

/// The Unix seconds that a signature made at this moment names.
pub(crate) fn stamp(mode: SignatureMode, moment: Timestamp) -> i64 {
    match mode {
        SignatureMode::Stale => moment.as_second() - FAR,
        SignatureMode::Future => moment.as_second() + FAR,
        SignatureMode::Right
        | SignatureMode::None
        | SignatureMode::Wrong
        | SignatureMode::Truncated
        | SignatureMode::NonHex
        | SignatureMode::NonAscii
        | SignatureMode::OtherSecret
        | SignatureMode::AsGiven => moment.as_second(),
    }
}

/// The signature inside a body: over its stamp, its call id and its event, joined by dots.
pub(crate) fn in_body(
    mode: SignatureMode,
    secret: &str,
    signed_at: &str,
    call_id: &str,
    event: &str,
) -> Option<String> {
    digest(mode, secret, &format!("{signed_at}.{call_id}.{event}"))
}

/// The header `t=…,v1=…`: over the body, a dot, and the stamp, in this order.
pub(crate) fn timestamped(
    mode: SignatureMode,
    secret: &str,
    stamp: i64,
    body: &str,
) -> Option<String> {
    let hex = digest(mode, secret, &format!("{body}.{stamp}"))?;
    Some(format!("t={stamp},v1={hex}"))
}

/// The header that is nothing but hex: over the body.
pub(crate) fn bare(mode: SignatureMode, secret: &str, body: &str) -> Option<String> {
    digest(mode, secret, body)
}

fn digest(mode: SignatureMode, secret: &str, message: &str) -> Option<String> {
    match mode {
        SignatureMode::Right | SignatureMode::Stale | SignatureMode::Future => {
            Some(hmac_hex(secret, message))
        }
        SignatureMode::OtherSecret => Some(hmac_hex(OTHER_SECRET, message)),
        SignatureMode::Wrong => {
            let mut right = hmac_hex(secret, message);
            let last = right.pop();
            right.push(if last == Some('0') { '1' } else { '0' });
            Some(right)
        }
        SignatureMode::Truncated => Some(hmac_hex(secret, message).chars().take(32).collect()),
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
    use serde_json::{Value, json};

    use super::*;
    use crate::sautikit::config::Encoder;
    use crate::sautikit::encoding::json_text;

    const SECRET: &str = "whsec_test_0123456789abcdef";
    const CALL: &str = "01900000-0000-7000-8000-000000000003";
    const AT: i64 = 1_790_000_000;
    const ANSWERED: &str = r#"{"kind":"call.answered","event_id":"01900000-0000-7000-8000-000000000001","workspace_id":"01900000-0000-7000-8000-000000000002","occurred_at":"2026-09-21T14:13:20.000Z","data":{"call_id":"01900000-0000-7000-8000-000000000003","direction":"inbound","from":"+254700000001","to":"+254700000002","number_id":"01900000-0000-7000-8000-000000000004","status":"answered","answered_at":"2026-09-21T14:13:20.000Z"}}"#;

    const WRONG: [SignatureMode; 6] = [
        SignatureMode::None,
        SignatureMode::Wrong,
        SignatureMode::Truncated,
        SignatureMode::NonHex,
        SignatureMode::NonAscii,
        SignatureMode::OtherSecret,
    ];

    fn of_the_body(mode: SignatureMode) -> Option<String> {
        let at = stamp(mode, Timestamp::from_second(AT).unwrap());
        in_body(mode, SECRET, &at.to_string(), CALL, "call.answered")
    }

    #[track_caller]
    fn check(made: Option<&str>, expected: &str) {
        assert_eq!(made, Some(expected));
    }

    #[test]
    fn the_three_schemes_make_the_signatures_of_the_test_vectors() {
        let right = SignatureMode::Right;
        check(
            of_the_body(right).as_deref(),
            "742821461b7a9e1fc8cf46fe5bd0ff61ef6a3ffbf53d936ffa4ba6cbbfbaff60",
        );
        assert_eq!(ANSWERED.len(), 405);
        check(
            timestamped(right, SECRET, AT, ANSWERED).as_deref(),
            "t=1790000000,v1=8c17be40fc3ccea9a2d92a708940946b002c980b7f2c24c80de124b043ebe224",
        );
        check(
            bare(right, SECRET, ANSWERED).as_deref(),
            "79b6ca6c69f269f7d6f29434dd311be28734142c6da7c758e6b73d4ae5815042",
        );
    }

    #[test]
    fn each_encoder_has_the_signature_of_its_test_vector() {
        let event = json!({"kind": "call.recording.ready", "event_id": "e-1", "data": {
            "call_id": "c-1", "download_url": "https://storage.example.com/r.wav?a=1&b=2"
        }});
        for (encoder, hex) in [
            (
                Encoder::Compact,
                "0110ae5cb851ac3b029b1ed746cf5e654eaf348b79c767d6fcc75f6a71fa877c",
            ),
            (
                Encoder::Go,
                "a0cca4b484958482ded5c9cba6d6ac66f3784372cdf3ba52f66c4a6d8a36cd21",
            ),
            (
                Encoder::GoNewline,
                "740423450aa0e86c8c1936e245a3e5cefe081681f54652752c317936a7245154",
            ),
        ] {
            let body = json_text(&event, encoder);
            let made = timestamped(SignatureMode::Right, SECRET, AT, &body);
            check(made.as_deref(), &format!("t={AT},v1={hex}"));
        }
    }

    #[test]
    fn a_body_that_is_printed_as_it_was_read_keeps_its_signature() {
        let read = serde_json::from_str::<Value>(ANSWERED).unwrap();
        assert_eq!(json_text(&read, Encoder::Compact), ANSWERED);
    }

    #[test]
    fn every_wrong_way_to_sign_differs_from_the_right_one() {
        for mode in WRONG {
            assert_ne!(
                of_the_body(mode),
                of_the_body(SignatureMode::Right),
                "{mode:?}"
            );
            let in_header = |mode| timestamped(mode, SECRET, AT, ANSWERED);
            assert_ne!(in_header(mode), in_header(SignatureMode::Right), "{mode:?}");
            let alone = |mode| bare(mode, SECRET, ANSWERED);
            assert_ne!(alone(mode), alone(SignatureMode::Right), "{mode:?}");
        }
    }

    #[test]
    fn a_stale_or_future_signature_names_another_time() {
        let now = Timestamp::from_second(AT).unwrap();
        for (mode, at) in [
            (SignatureMode::Stale, AT - 600),
            (SignatureMode::Future, AT + 600),
            (SignatureMode::Right, AT),
            (SignatureMode::OtherSecret, AT),
        ] {
            assert_eq!(stamp(mode, now), at, "{mode:?}");
        }
    }
}
