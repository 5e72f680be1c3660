//! Whether Viber signed a delivery, though the platform may have rounded one number of what was signed.
//!
//! What becomes of a delivery that nobody can check is not decided here.

use super::super::adapter::{Delivery, Trust};
use super::super::proof::{Claimed, Proof};
use crate::values::Secret;

const HEADER: &str = "X-Viber-Content-Signature";

/// How far a number of 2^62 and more may be from what JavaScript rounds it to.
const ROUNDED_BY: u64 = 512;

/// Larger numbers than this are rounded.
const LARGEST_EXACT: u64 = 1 << 53;

/// How many bytes are hashed for one delivery, which is about a quarter of a second in the sandbox.
const MOST_WORK: usize = 16_000_000;

/// Whether it is signed with the bot's token.
pub(super) fn of(delivery: &Delivery<'_>, token: &Secret) -> Trust {
    let Some(signature) = delivery.headers.get_in_any_case(HEADER) else {
        return Trust::Unverifiable("it came without a signature");
    };
    let (Some(claimed), Some(proof)) = (Claimed::read(signature), Proof::with(token)) else {
        return Trust::Forged("its signature is not 64 hexadecimal digits");
    };
    let text = delivery.body;
    if proof.clone().over(text).is(&claimed) {
        return Trust::Verified;
    }
    if delivery.is_raw {
        return Trust::Forged("its signature is not the bot's");
    }
    if let Some((before, number, after)) = rounded_number(text) {
        let first = number.saturating_sub(ROUNDED_BY);
        let last = number.saturating_add(ROUNDED_BY);
        let work = usize::try_from(last - first).map(|times| times.saturating_mul(after.len()));
        if work.is_ok_and(|work| work > MOST_WORK) {
            return Trust::Unverifiable("it is too long for its signature to be checked here");
        }
        let proof = proof.over(before);
        let is_signed = (first..=last).any(|number| {
            let proof = proof.clone().over(&number.to_string());
            proof.over(after).is(&claimed)
        });
        if is_signed {
            return Trust::Verified;
        }
    }
    if is_printed_one_way(text) {
        Trust::Forged("its signature is not the bot's")
    } else {
        Trust::Unverifiable("the platform may have changed what was signed")
    }
}

/// The first number that JavaScript has rounded, as exactly as JavaScript knows it, and what stands before and after it. A
/// webhook's test has its token and its time the wrong way round.
fn rounded_number(text: &str) -> Option<(&str, u64, &str)> {
    // A quotation mark within a text has a backslash before it, so these are names of fields.
    let mut names = [r#""message_token":"#, r#""timestamp":"#].into_iter();
    names.find_map(|name| {
        let at = text.find(name)? + name.len();
        let (before, rest) = text.split_at_checked(at)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits)?;
        let number = exactly(number.parse().ok()?);
        (number > LARGEST_EXACT).then_some((before, number, after))
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "this is the rounding that is looked for"
)]
fn exactly(printed: u64) -> u64 {
    printed as f64 as u64
}

/// Whether what was signed cannot have been written in another way: only ASCII, nothing escaped, and whole numbers.
fn is_printed_one_way(text: &str) -> bool {
    text.is_ascii() && !text.contains('\\') && !has_fraction(text)
}

/// Whether a number has a fraction or an exponent.
fn has_fraction(text: &str) -> bool {
    // Without backslashes, every other piece between quotation marks is outside of texts.
    let outside = text.split('"').step_by(2);
    let mut numbers = outside.flat_map(|piece| piece.split([',', ':', '[', ']', '{', '}']));
    numbers.any(|piece| {
        piece.starts_with(|first: char| first.is_ascii_digit() || first == '-')
            && piece.contains(['.', 'e', 'E'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Entries;

    const TOKEN: &str = "viber-test-token";
    /// From the fact sheet of this channel, as everything that has its signature.
    const SIGNED: &str = r#"{"event":"message","timestamp":1700000000123,"chat_hostname":"SN-TEST_","message_token":5741311803571721087,"sender":{"id":"aB3/xY+9kLmNoPqRsTuVwQ==","name":"Test User","language":"en","country":"KE","api_version":10},"message":{"text":"hi","type":"text"},"silent":false}"#;
    const SIGNATURE: &str = "c50d0befff0a8843bd50c547be5ae6469f6f4db77cdea953b0a952a8e062628f";

    fn trust(body: &str, is_raw: bool, signature: Option<&str>) -> Trust {
        let mut headers = Entries::default();
        if let Some(signature) = signature {
            headers.add("x-VIBER-content-signature", signature.to_owned());
        }
        let delivery = Delivery {
            body,
            is_raw,
            headers: &headers,
        };
        of(&delivery, &Secret::new(TOKEN).unwrap())
    }

    fn signature(body: &str) -> String {
        let token = Secret::new(TOKEN).unwrap();
        Proof::with(&token).unwrap().over(body).hex()
    }

    #[track_caller]
    fn check(signed: &str, seen: &str, outcome: Trust) {
        assert_eq!(trust(seen, false, Some(&signature(signed))), outcome);
    }

    const FORGED: Trust = Trust::Forged("its signature is not the bot's");
    const CHANGED: Trust = Trust::Unverifiable("the platform may have changed what was signed");

    #[test]
    fn the_published_vector_is_believed_raw_and_rounded() {
        assert_eq!(signature(SIGNED), SIGNATURE);
        assert_eq!(trust(SIGNED, true, Some(SIGNATURE)), Trust::Verified);
        let rounded = SIGNED.replace("5741311803571721087", "5741311803571721000");
        assert_eq!(trust(&rounded, false, Some(SIGNATURE)), Trust::Verified);
        assert_eq!(trust(&rounded, true, Some(SIGNATURE)), FORGED);
        let known = "b3e981bbf886e0f8bfb5fa2250c2276265f15265d3f70fae291b3c680d965f04";
        assert_eq!(signature(&rounded), known);
    }

    #[test]
    fn every_number_that_is_rounded_to_the_same_is_found() {
        // JavaScript prints all of these as 5741311803571721000.
        let exact = 5_741_311_803_571_720_704_u64;
        let text = |number: &str| format!(r#"{{"message_token":{number},"a":"b"}}"#);
        let seen = text("5741311803571721000");
        assert_eq!(exactly(5_741_311_803_571_721_000), exact + 512);
        for number in [exact + 1, exact + 512, exact + 1023, exact + 1024] {
            check(&text(&number.to_string()), &seen, Trust::Verified);
        }
        check(&text(&(exact + 1025).to_string()), &seen, FORGED);
    }

    #[test]
    fn the_test_of_a_webhook_has_a_rounded_time() {
        let text = |number: &str| {
            format!(r#"{{"event":"webhook","timestamp":{number},"message_token":1700000000123}}"#)
        };
        let (signed, seen) = ("4981211803571721087", "4981211803571721000");
        check(&text(signed), &text(seen), Trust::Verified);
    }

    #[test]
    fn what_is_signed_by_somebody_else_is_forged_if_it_can_be_told() {
        check("other", r#"{"message_token":5,"a":"b.c e-"}"#, FORGED);
        for seen in [
            r#"{"a":"é"}"#,
            r#"{"a":"\n"}"#,
            r#"{"lat":1.5}"#,
            r#"{"lat":[-1e-7]}"#,
        ] {
            check("other", seen, CHANGED);
        }
        let odd = "its signature is not 64 hexadecimal digits";
        assert_eq!(trust("{}", false, Some("x")), Trust::Forged(odd));
        let none = "it came without a signature";
        assert_eq!(trust("{}", false, None), Trust::Unverifiable(none));
    }

    #[test]
    fn a_long_delivery_costs_no_more_than_a_bound() {
        let tail = "x".repeat(100_000);
        let seen = format!(r#"{{"message_token":5741311803571721000,"a":"{tail}"}}"#);
        let long = "it is too long for its signature to be checked here";
        check("other", &seen, Trust::Unverifiable(long));
        check(&seen, &seen, Trust::Verified);
    }

    #[test]
    fn odd_texts_are_looked_at_without_harm() {
        for seen in [
            "",
            r#""message_token":"#,
            r#""message_token":99999999999999999999999"#,
            r#""message_token":18446744073709551615"#,
            r#""message_token":"5741311803571721000""#,
            r#"{"a":"\"message_token\":5741311803571721000"}"#,
        ] {
            assert_ne!(
                trust(seen, false, Some(SIGNATURE)),
                Trust::Verified,
                "{seen}"
            );
        }
    }
}
