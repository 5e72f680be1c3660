//! How text becomes part of an address: the host rule and the percent-encoding rule.
//!
//! Whether and how the real platform percent-encodes substituted values is not documented.
//! The choice made here stands in this file alone: what is already percent-encoded is kept, so that an app that
//! encodes its values is not encoded twice, and everything else that has a meaning of its own in its place is
//! encoded, so that a value stays one value: a `+` in a query value arrives as `%2B`.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::super::expression::Filled;

/// What a value must not hold as it is in a path: everything but RFC 3986's `pchar` and `/`.
const PATH: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What a value must not hold as it is in a query, where `&`, `=`, `+` and `;` are also read as something else.
const QUERY: AsciiSet = PATH
    .remove(b'?')
    .add(b'&')
    .add(b'\'')
    .add(b'+')
    .add(b';')
    .add(b'=');

/// A path's literal part may begin a query of its own.
const PATH_LITERAL: AsciiSet = PATH.remove(b'?');

/// Encodes a filled path: its own literal parts may begin a query, its values may not.
pub(super) fn path(parts: &[Filled]) -> String {
    let mut encoded = String::new();
    for part in parts {
        let in_query = encoded.contains('?');
        encoded.push_str(&match part {
            Filled::Literal(text) => keeping_encoded(text, &PATH_LITERAL),
            Filled::Value(text) if in_query => query_value(text),
            Filled::Value(text) => keeping_encoded(text, &PATH),
        });
    }
    encoded
}

/// Encodes a name or a value of a query.
pub(super) fn query_value(text: &str) -> String {
    keeping_encoded(text, &QUERY)
}

/// Encodes all of a text but its `%XX` triplets; a `%` that begins no triplet becomes `%25`.
fn keeping_encoded(text: &str, set: &'static AsciiSet) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut chunks = text.split('%');
    encoded.extend(
        chunks
            .next()
            .map(|chunk| utf8_percent_encode(chunk, set))
            .into_iter()
            .flatten(),
    );
    for chunk in chunks {
        let is_triplet = chunk
            .get(..2)
            .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        encoded.push_str(if is_triplet { "%" } else { "%25" });
        encoded.extend(utf8_percent_encode(chunk, set));
    }
    encoded
}

/// Checks that a host is a fully qualified domain name: no scheme, port, path or numeric address.
pub(super) fn host_name(host: &str) -> Result<(), String> {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top_is_name = host.rsplit_once('.').is_some_and(|(_, top)| {
        top.len() > 1 && top.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    if top_is_name && host.len() <= 253 && host.split('.').all(is_label) {
        return Ok(());
    }
    Err(format!(
        "The host must be a fully qualified domain name such as `api.example.com`, without scheme, port and path; `{host}` is not one."
    ))
}
