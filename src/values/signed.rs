//! A thing that claims to be signed: it can be reached only through its signature.
//!
//! Parse, don't validate, applied to trust: a flow that holds the inner value holds a proof.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::error::Distrust;
use crate::values::{Secret, Timestamp};

/// How far a stamp may be from now, in seconds, in either direction (Sautikit's webhook guide: 300).
pub const FRESHNESS: i64 = 300;

/// How long ago a thing without a stamp may have happened, in seconds: eight days, since the sender repeats it for about
/// as long.
const REPEATED_FOR: i64 = 8 * 24 * 60 * 60;

/// A value, the proofs that came with it, and what may be used of it when none of them holds.
#[derive(Clone, Debug)]
pub struct Signed<T, H> {
    value: T,
    proofs: Vec<Proof>,
    hint: H,
}

/// A signature and the texts of which it may be one.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The texts that the sender may have signed; each must mean exactly the value that it comes with.
    pub messages: Vec<String>,
    /// The HMAC-SHA256 of one of them, hexadecimal.
    pub signature: String,
    /// What tells how old it is; signed like the rest.
    pub age: Age,
}

/// What tells how old a signed thing is.
#[derive(Clone, Debug)]
pub enum Age {
    /// When it was signed, in seconds since 1970 as the sender wrote them.
    Stamp(Option<String>),
    /// When the thing itself happened, RFC 3339.
    Happened(Option<String>),
}

/// What is left of a thing that is not believed.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect<H> {
    /// Why.
    pub distrust: Distrust,
    /// What may be used of it.
    pub hint: H,
}

impl<T, H> Signed<T, H> {
    /// Ties a value to its proofs. `hint` is all that is left of it when none of them holds.
    pub fn new(value: T, proofs: Vec<Proof>, hint: H) -> Self {
        Self {
            value,
            proofs,
            hint,
        }
    }

    /// The same value, of which another proof decides: somebody whom we know hands it on.
    #[must_use]
    pub fn vouched_by(self, proof: Proof) -> Self {
        Self {
            proofs: vec![proof],
            ..self
        }
    }

    /// Gives the value if one of its proofs is right, with any of the secrets, and fresh; compares in constant time.
    ///
    /// `parse_time` reads RFC 3339.
    pub fn verify(
        self,
        secrets: &[Secret],
        now: Timestamp,
        parse_time: impl Fn(&str) -> Option<Timestamp>,
    ) -> Result<T, Suspect<H>> {
        let mut distrust = if secrets.is_empty() {
            Distrust::NoSecret
        } else {
            Distrust::Unsigned
        };
        for proof in self.proofs {
            match proof.check(secrets, now, &parse_time) {
                Ok(()) => return Ok(self.value),
                Err(reason) => distrust = distrust.max(reason),
            }
        }
        Err(Suspect {
            distrust,
            hint: self.hint,
        })
    }
}

impl Proof {
    fn check(
        &self,
        secrets: &[Secret],
        now: Timestamp,
        parse_time: impl Fn(&str) -> Option<Timestamp>,
    ) -> Result<(), Distrust> {
        if secrets.is_empty() {
            return Err(Distrust::NoSecret);
        }
        if let Age::Stamp(None) = self.age {
            return Err(Distrust::Unsigned);
        }
        let claimed = decode_hex(&self.signature).ok_or(Distrust::NotHex)?;
        let is_right = secrets.iter().any(|secret| {
            let mut messages = self.messages.iter();
            messages.any(|message| is_signed(message, secret, &claimed))
        });
        if !is_right {
            return Err(Distrust::Mismatch);
        }
        let (at, oldest) = match &self.age {
            Age::Stamp(stamp) => {
                let seconds = stamp.as_deref().and_then(|stamp| stamp.parse().ok());
                (seconds.map(at_second), FRESHNESS)
            }
            Age::Happened(None) => return Err(Distrust::Stale),
            Age::Happened(Some(time)) => (parse_time(time), REPEATED_FOR),
        };
        let age = now.seconds_since(at.ok_or(Distrust::BadStamp)?);
        if age > oldest {
            return Err(Distrust::Stale);
        }
        if age < -FRESHNESS {
            return Err(Distrust::Future);
        }
        Ok(())
    }
}

fn at_second(seconds: i64) -> Timestamp {
    Timestamp::from_millis(0).plus_seconds(seconds)
}

fn is_signed(message: &str, secret: &Secret, claimed: &[u8; 32]) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose()) else {
        return false;
    };
    mac.update(message.as_bytes());
    mac.verify_slice(claimed).is_ok()
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

    fn proof(signature: &str, age: Age) -> Proof {
        Proof {
            messages: vec!["another message".to_owned(), MESSAGE.to_owned()],
            signature: signature.to_owned(),
            age,
        }
    }

    fn verify(proofs: Vec<Proof>, secrets: &[&str], now: i64) -> Result<(), Distrust> {
        let secrets: Vec<Secret> = secrets
            .iter()
            .map(|text| Secret::new(text).unwrap())
            .collect();
        Signed::new((), proofs, "hint")
            .verify(&secrets, at_second(now), |text| {
                text.strip_prefix("at ")?.parse().ok().map(at_second)
            })
            .map_err(|suspect| {
                assert_eq!(suspect.hint, "hint");
                suspect.distrust
            })
    }

    #[track_caller]
    fn check(signature: &str, stamp: Option<&str>, now: i64, outcome: Result<(), Distrust>) {
        let proof = proof(signature, Age::Stamp(stamp.map(str::to_owned)));
        assert_eq!(verify(vec![proof], &[SECRET], now), outcome);
    }

    #[test]
    fn the_published_vector_is_accepted() {
        check(SIGNATURE, Some(STAMP), SIGNED_AT, Ok(()));
        check(&SIGNATURE.to_uppercase(), Some(STAMP), SIGNED_AT, Ok(()));
    }

    #[test]
    fn a_missing_signature_or_stamp_is_refused() {
        check(SIGNATURE, None, SIGNED_AT, Err(Distrust::Unsigned));
        assert_eq!(
            verify(Vec::new(), &[SECRET], SIGNED_AT),
            Err(Distrust::Unsigned)
        );
    }

    #[test]
    fn a_wrong_truncated_or_foreign_signature_is_refused() {
        for (signature, distrust) in [
            ("0".repeat(64), Distrust::Mismatch),
            (SIGNATURE[..62].to_owned(), Distrust::NotHex),
            (String::new(), Distrust::NotHex),
            ("g".repeat(64), Distrust::NotHex),
            ("é".repeat(32), Distrust::NotHex),
            (format!("{SIGNATURE}00"), Distrust::NotHex),
        ] {
            check(&signature, Some(STAMP), SIGNED_AT, Err(distrust));
        }
    }

    #[test]
    fn any_flipped_bit_is_refused() {
        let bytes = hex::decode(SIGNATURE).unwrap();
        for bit in 0..256 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            check(
                &hex::encode(flipped),
                Some(STAMP),
                SIGNED_AT,
                Err(Distrust::Mismatch),
            );
        }
    }

    #[test]
    fn the_window_of_a_stamp_is_five_minutes_both_ways() {
        for (late, outcome) in [
            (300, Ok(())),
            (301, Err(Distrust::Stale)),
            (-300, Ok(())),
            (-301, Err(Distrust::Future)),
        ] {
            check(SIGNATURE, Some(STAMP), SIGNED_AT + late, outcome);
        }
    }

    #[test]
    fn what_has_no_stamp_may_have_happened_eight_days_ago() {
        let told = |time: &str| vec![proof(SIGNATURE, Age::Happened(Some(time.to_owned())))];
        for (late, outcome) in [
            (691_200, Ok(())),
            (691_201, Err(Distrust::Stale)),
            (-300, Ok(())),
            (-301, Err(Distrust::Future)),
        ] {
            let now = SIGNED_AT + late;
            assert_eq!(verify(told("at 1790000000"), &[SECRET], now), outcome);
        }
        assert_eq!(
            verify(told("soon"), &[SECRET], SIGNED_AT),
            Err(Distrust::BadStamp)
        );
        let untold = vec![proof(SIGNATURE, Age::Happened(None))];
        assert_eq!(verify(untold, &[SECRET], SIGNED_AT), Err(Distrust::Stale));
    }

    #[test]
    fn a_stamp_that_is_no_number_is_refused_even_when_signed() {
        for stamp in ["soon", "", "9999999999999999999"] {
            check(SIGNATURE, Some(stamp), SIGNED_AT, Err(Distrust::BadStamp));
        }
        for (stamp, distrust) in [(i64::MAX, Distrust::Future), (i64::MIN, Distrust::Stale)] {
            check(
                SIGNATURE,
                Some(&stamp.to_string()),
                SIGNED_AT,
                Err(distrust),
            );
        }
    }

    #[test]
    fn every_secret_is_tried_and_without_any_nothing_is_believed() {
        let stamped = || vec![proof(SIGNATURE, Age::Stamp(Some(STAMP.to_owned())))];
        assert_eq!(verify(stamped(), &["other", SECRET], SIGNED_AT), Ok(()));
        assert_eq!(
            verify(stamped(), &["other"], SIGNED_AT),
            Err(Distrust::Mismatch)
        );
        assert_eq!(verify(stamped(), &[], SIGNED_AT), Err(Distrust::NoSecret));
        assert_eq!(verify(Vec::new(), &[], SIGNED_AT), Err(Distrust::NoSecret));
    }

    #[test]
    fn one_right_proof_suffices_and_the_nearest_miss_is_reported() {
        let stamped = |signature: &str| proof(signature, Age::Stamp(Some(STAMP.to_owned())));
        let (right, wrong) = (stamped(SIGNATURE), stamped(&"0".repeat(64)));
        for proofs in [[right.clone(), wrong.clone()], [wrong, right]] {
            assert_eq!(verify(proofs.to_vec(), &[SECRET], SIGNED_AT), Ok(()));
            assert_eq!(
                verify(proofs.to_vec(), &[SECRET], SIGNED_AT + 301),
                Err(Distrust::Stale)
            );
        }
    }
}
