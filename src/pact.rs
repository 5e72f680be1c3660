//! What the app and its gateway sign for each other with the secret that both have: letters, and passes for one purpose.
//!
//! What a letter says is not known here.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::error::Distrust;
use crate::values::{Age, AgentId, Proof, Secret, Signed, Timestamp};

/// A text and its signature, both in the body: on its way JSON may be printed anew, which leaves a text's value alone.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Letter {
    /// The text, which is JSON by itself.
    letter: String,
    /// As [`sign`] makes it.
    signature: String,
}

impl Letter {
    /// Signs a text.
    #[must_use]
    pub fn write(letter: String, secret: &Secret, now: Timestamp) -> Self {
        let signature = sign(&letter, secret, now);
        Self { letter, signature }
    }

    /// The text, and the proof that it was signed so, and lately.
    #[must_use]
    pub fn open(self) -> (String, Proof) {
        let part = |name: &str| {
            let mut parts = self.signature.split(',');
            parts.find_map(|part| part.trim().strip_prefix(name).map(str::to_owned))
        };
        let stamp = part("t=");
        let proof = Proof {
            messages: vec![format!(
                "{}.{}",
                self.letter,
                stamp.as_deref().unwrap_or_default()
            )],
            signature: part("v1=").unwrap_or_default(),
            age: Age::Stamp(stamp),
        };
        (self.letter, proof)
    }

    /// The text, if it was signed so, and lately.
    pub fn read(self, secret: &Secret, now: Timestamp) -> Result<String, Distrust> {
        let (letter, proof) = self.open();
        verify(letter, proof, secret, now)
    }
}

/// Signs a text in the way in which Sautikit signs: `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<text>.<t>", hexadecimal>`.
#[must_use]
pub fn sign(text: &str, secret: &Secret, now: Timestamp) -> String {
    let stamp = now.seconds();
    let v1 = signature(&format!("{text}.{stamp}"), secret);
    format!("t={stamp},v1={v1}")
}

/// What a pass is good for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose<'a> {
    /// To hear of calls.
    Stream,
    /// To be rung for the call with this request id, which the agent placed.
    Call(&'a str),
}

impl Purpose<'_> {
    fn message(self, agent: &str, stamp: &str) -> String {
        match self {
            Self::Stream => format!("stream.{agent}.{stamp}"),
            Self::Call(request) => format!("call.{request}.{agent}.{stamp}"),
        }
    }
}

/// Writes a pass of an agent: `<agent>.<seconds since 1970>.<signature>`. It is good for five minutes.
#[must_use]
pub fn pass(purpose: Purpose<'_>, agent: AgentId, secret: &Secret, now: Timestamp) -> String {
    let (agent, stamp) = (agent.to_string(), now.seconds().to_string());
    let signature = signature(&purpose.message(&agent, &stamp), secret);
    format!("{agent}.{stamp}.{signature}")
}

/// The agent whose pass it is.
pub fn read_pass(
    purpose: Purpose<'_>,
    pass: &str,
    secret: &Secret,
    now: Timestamp,
) -> Result<AgentId, Distrust> {
    let mut parts = pass.splitn(3, '.');
    let (Some(agent), Some(stamp), Some(claimed)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(Distrust::Unsigned);
    };
    let proof = Proof {
        messages: vec![purpose.message(agent, stamp)],
        signature: claimed.to_owned(),
        age: Age::Stamp(Some(stamp.to_owned())),
    };
    let agent = agent.parse().map_err(|_| Distrust::Unsigned)?;
    verify(agent, proof, secret, now)
}

fn verify<T>(value: T, proof: Proof, secret: &Secret, now: Timestamp) -> Result<T, Distrust> {
    Signed::new(value, vec![proof], ())
        .verify(std::slice::from_ref(secret), now, |_| None)
        .map_err(|suspect| suspect.distrust)
}

fn signature(message: &str, secret: &Secret) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose()) else {
        return String::new();
    };
    mac.update(message.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn secret(text: &str) -> Secret {
        Secret::new(text).unwrap()
    }

    #[test]
    fn a_letter_is_believed_for_five_minutes_and_with_its_secret_only() {
        let letter = Letter::write("{}".to_owned(), &secret("ours"), NOW);
        let check = |letter: &Letter, key: &str, late: i64| {
            letter
                .clone()
                .read(&secret(key), NOW.plus_seconds(late))
                .err()
        };
        assert_eq!(check(&letter, "ours", 300), None);
        assert_eq!(check(&letter, "ours", 301), Some(Distrust::Stale));
        assert_eq!(check(&letter, "ours", -301), Some(Distrust::Future));
        assert_eq!(check(&letter, "theirs", 0), Some(Distrust::Mismatch));
        let changed = |letter: &str, signature: &str| Letter {
            letter: letter.to_owned(),
            signature: signature.to_owned(),
        };
        let other = changed("{} ", &letter.signature);
        assert_eq!(check(&other, "ours", 0), Some(Distrust::Mismatch));
        assert_eq!(
            check(&changed("{}", "t=1"), "ours", 0),
            Some(Distrust::NotHex)
        );
        assert_eq!(
            check(&changed("{}", ""), "ours", 0),
            Some(Distrust::Unsigned)
        );
    }

    #[test]
    fn a_letter_survives_that_json_is_printed_anew() {
        let letter = Letter::write(r#"{"b":1.0,"a":[ ]}"#.to_owned(), &secret("ours"), NOW);
        let printed = serde_json::to_value(&letter).unwrap().to_string();
        let printed: Letter = serde_json::from_str(&printed).unwrap();
        assert_eq!(
            printed.read(&secret("ours"), NOW).unwrap(),
            r#"{"b":1.0,"a":[ ]}"#
        );
    }

    #[test]
    fn a_pass_is_good_for_its_purpose_only() {
        let (key, agent) = (secret("ours"), AgentId(7));
        let call = pass(Purpose::Call("sb-1"), agent, &key, NOW);
        let check = |purpose, pass: &str| read_pass(purpose, pass, &key, NOW);
        assert_eq!(check(Purpose::Call("sb-1"), &call), Ok(agent));
        assert_eq!(check(Purpose::Call("sb-2"), &call), Err(Distrust::Mismatch));
        assert_eq!(check(Purpose::Stream, &call), Err(Distrust::Mismatch));
        let other = call.replacen('7', "8", 1);
        assert_eq!(
            check(Purpose::Call("sb-1"), &other),
            Err(Distrust::Mismatch)
        );
        assert_eq!(check(Purpose::Stream, "7"), Err(Distrust::Unsigned));
    }
}
