//! A thing that claims to be signed: it can be reached only through its signature.
//!
//! Parse, don't validate, applied to trust: a flow that holds the inner value holds a proof.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::Distrust;
use crate::values::{Secret, Timestamp};

/// How far a stamp may be from now, in seconds, in either direction (Sautikit's webhook guide: 300).
pub const FRESHNESS: i64 = 300;

/// A value, the text that was signed for it, and the proof that came with it.
#[derive(Clone, Debug)]
pub struct Signed<T> {
    value: T,
    stamp: Option<String>,
    signature: Option<String>,
    message: String,
}

impl<T> Signed<T> {
    /// Ties a value to the exact `message` its signature covers.
    ///
    /// `stamp` is the signed time as the sender wrote it (seconds since 1970), `signature` its hexadecimal HMAC-SHA256.
    pub fn new(
        value: T,
        message: String,
        stamp: Option<String>,
        signature: Option<String>,
    ) -> Self {
        Self {
            value,
            stamp,
            signature,
            message,
        }
    }

    /// Gives the value if its signature is right and fresh; compares in constant time.
    pub fn verify(self, secret: &Secret, now: Timestamp) -> Result<T, Distrust> {
        let (Some(stamp), Some(signature)) = (&self.stamp, &self.signature) else {
            return Err(Distrust::Unsigned);
        };
        let claimed = decode_hex(signature).ok_or(Distrust::NotHex)?;
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret.expose()).map_err(|_| Distrust::Mismatch)?;
        mac.update(self.message.as_bytes());
        mac.verify_slice(&claimed).map_err(|_| Distrust::Mismatch)?;
        let seconds: i64 = stamp.parse().map_err(|_| Distrust::BadStamp)?;
        let age = now.seconds().saturating_sub(seconds);
        if age > FRESHNESS {
            return Err(Distrust::Stale);
        }
        if age < -FRESHNESS {
            return Err(Distrust::Future);
        }
        Ok(self.value)
    }
}

fn decode_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_0123456789abcdef";
    const STAMP: &str = "1790000000";
    const MESSAGE: &str = "1790000000.01900000-0000-7000-8000-000000000003.call.answered";
    /// From the fact sheet's vector for the in-body scheme.
    const SIGNATURE: &str = "742821461b7a9e1fc8cf46fe5bd0ff61ef6a3ffbf53d936ffa4ba6cbbfbaff60";
    const SIGNED_AT: i64 = 1_790_000_000;

    #[track_caller]
    fn check(
        signature: Option<&str>,
        stamp: Option<&str>,
        now: i64,
        outcome: Result<(), Distrust>,
    ) {
        let signed = Signed::new(
            (),
            MESSAGE.to_owned(),
            stamp.map(str::to_owned),
            signature.map(str::to_owned),
        );
        let secret = Secret::new(SECRET).unwrap();
        assert_eq!(
            signed.verify(&secret, Timestamp::from_millis(now * 1000)),
            outcome
        );
    }

    #[test]
    fn the_published_vector_is_accepted() {
        check(Some(SIGNATURE), Some(STAMP), SIGNED_AT, Ok(()));
        check(
            Some(&SIGNATURE.to_uppercase()),
            Some(STAMP),
            SIGNED_AT,
            Ok(()),
        );
    }

    #[test]
    fn a_missing_signature_or_stamp_is_refused() {
        check(None, Some(STAMP), SIGNED_AT, Err(Distrust::Unsigned));
        check(Some(SIGNATURE), None, SIGNED_AT, Err(Distrust::Unsigned));
    }

    #[test]
    fn a_wrong_truncated_or_foreign_signature_is_refused() {
        check(
            Some(&"0".repeat(64)),
            Some(STAMP),
            SIGNED_AT,
            Err(Distrust::Mismatch),
        );
        check(
            Some(&SIGNATURE[..62]),
            Some(STAMP),
            SIGNED_AT,
            Err(Distrust::NotHex),
        );
        check(Some(""), Some(STAMP), SIGNED_AT, Err(Distrust::NotHex));
        check(
            Some(&"g".repeat(64)),
            Some(STAMP),
            SIGNED_AT,
            Err(Distrust::NotHex),
        );
        check(
            Some(&"é".repeat(32)),
            Some(STAMP),
            SIGNED_AT,
            Err(Distrust::NotHex),
        );
        check(
            Some(&format!("{SIGNATURE}00")),
            Some(STAMP),
            SIGNED_AT,
            Err(Distrust::NotHex),
        );
    }

    #[test]
    fn any_flipped_bit_is_refused() {
        let bytes = hex::decode(SIGNATURE).unwrap();
        for bit in 0..256 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            check(
                Some(&hex::encode(flipped)),
                Some(STAMP),
                SIGNED_AT,
                Err(Distrust::Mismatch),
            );
        }
    }

    #[test]
    fn the_window_is_five_minutes_both_ways() {
        check(Some(SIGNATURE), Some(STAMP), SIGNED_AT + 300, Ok(()));
        check(
            Some(SIGNATURE),
            Some(STAMP),
            SIGNED_AT + 301,
            Err(Distrust::Stale),
        );
        check(Some(SIGNATURE), Some(STAMP), SIGNED_AT - 300, Ok(()));
        check(
            Some(SIGNATURE),
            Some(STAMP),
            SIGNED_AT - 301,
            Err(Distrust::Future),
        );
    }

    #[test]
    fn a_stamp_that_is_no_number_is_refused_even_when_signed() {
        check(
            Some(SIGNATURE),
            Some("soon"),
            SIGNED_AT,
            Err(Distrust::BadStamp),
        );
    }
}
