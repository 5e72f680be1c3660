//! What the vendor takes for a phone number, and what for a web address.

use url::Url;

/// Whether a text is an E.164 number with its plus: up to fifteen digits, the first of them not zero.
pub(crate) fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether a text is an absolute address of the web.
pub(crate) fn is_web(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_plus_and_eight_to_fifteen_digits() {
        for text in ["+254712345678", "+12345678", "+123456789012345"] {
            assert!(is_e164(text), "{text}");
        }
        for text in [
            "",
            "+",
            "254712345678",
            "0712345678",
            "+0712345678",
            "+1234567",
            "+25471234567x",
            "+1234567890123456",
            "+254 712 345 678",
        ] {
            assert!(!is_e164(text), "{text}");
        }
    }
}
