//! Ids given by others, kept apart by type, and the short fingerprint that makes store keys of them.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::Error;

/// A call's id as the provider wrote it: a UUID or `HD_…` today, opaque to us.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct CallId(String);

impl CallId {
    /// The longest id that is accepted, in bytes; both known forms are far below (36 and about 40).
    pub const LONGEST: usize = 500;

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the form of the provider's own ids.
    #[must_use]
    pub fn is_uuid(&self) -> bool {
        let is_of_uuid = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        self.0.len() == 36 && self.0.bytes().all(is_of_uuid)
    }
}

impl FromStr for CallId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |why: &str| Err(Error::malformed("the call id", why));
        if text.is_empty() {
            return refuse("is empty");
        }
        if text.len() > Self::LONGEST {
            return refuse("is longer than 500 bytes");
        }
        if text.chars().any(char::is_control) {
            return refuse("has a control character");
        }
        // Blanks and foreign letters come back changed from a ticket's text, by which a call is found again.
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("has a blank or a letter beyond ASCII");
        }
        if text.bytes().all(|byte| byte == b'.') {
            return refuse("has nothing but dots, which lead elsewhere in an address");
        }
        let mut id = Self(text.to_owned());
        // A UUID is the same in either case.
        if id.is_uuid() {
            id.0.make_ascii_lowercase();
        }
        Ok(id)
    }
}

impl<'de> Deserialize<'de> for CallId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A Freshdesk ticket's number.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct TicketId(pub u64);

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A Freshdesk agent's id.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct AgentId(pub u64);

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for AgentId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        text.parse()
            .map(Self)
            .map_err(|_| Error::malformed("the agent id", "is not a number"))
    }
}

/// A fingerprint of 22 characters out of `A-Z a-z 0-9 - _`, the same for the same parts and for no others.
///
/// 132 of SHA-256's bits: enough that two calls never share a store key, short enough for a key of 30.
#[must_use]
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // As 64 bits, since a length has 32 on wasm and the same parts must give the same key everywhere.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut text = URL_SAFE_NO_PAD.encode(hash.finalize());
    text.truncate(22);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_where_one_part_ends() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_eq!(fingerprint(&["a"]).len(), 22);
    }

    #[test]
    fn a_uuid_is_one_id_in_either_case_and_other_ids_are_not() {
        let id = |text: &str| text.parse::<CallId>().unwrap();
        let uuid = "01900000-0000-7000-8000-00000000abcd";
        assert_eq!(id(&uuid.to_uppercase()), id(uuid));
        assert_ne!(id("HD_00AB"), id("HD_00ab"));
    }

    #[test]
    fn an_id_with_a_control_character_is_refused() {
        assert_eq!(
            "a\u{7}".parse::<CallId>().unwrap_err().to_string(),
            "the call id has a control character"
        );
        assert_eq!(
            "".parse::<CallId>().unwrap_err().to_string(),
            "the call id is empty"
        );
        assert!("..".parse::<CallId>().is_err());
        assert!("x".repeat(500).parse::<CallId>().is_ok());
        assert!("x".repeat(501).parse::<CallId>().is_err());
    }
}
