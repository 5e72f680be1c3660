//! What the app and its gateway sign for each other with the secret that both have: bodies, and passes for one purpose.
//!
//! Verifying is the core's; here are the texts that are signed.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use switchboard::error::Distrust;
use switchboard::values::{Age, AgentId, Proof, Secret, Signed, Timestamp};

use crate::clock;

/// The header with the signature of a body.
pub const HEADER: &str = "X-Switchboard-Signature";

/// Signs a body in the way in which Sautikit signs: `t=…,v1=…`, over the body, a dot and `t`.
#[must_use]
pub fn sign_body(body: &str, secret: &Secret, now: Timestamp) -> String {
    let stamp = now.seconds();
    format!(
        "t={stamp},v1={}",
        signature(&format!("{body}.{stamp}"), secret)
    )
}

/// Whether a body is signed so, and lately.
pub(crate) fn verify_body(
    body: &str,
    header: &str,
    secret: &Secret,
    now: Timestamp,
) -> Result<(), Distrust> {
    let part = |name: &str| {
        let mut parts = header
            .split(',')
            .filter_map(|part| part.trim().split_once('='));
        parts.find_map(|(known, value)| (known == name).then(|| value.to_owned()))
    };
    let stamp = part("t");
    let message = format!("{body}.{}", stamp.as_deref().unwrap_or_default());
    verify(message, part("v1"), stamp, secret, now)
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
pub(crate) fn read_pass(
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
    let message = purpose.message(agent, stamp);
    verify(
        message,
        Some(claimed.to_owned()),
        Some(stamp.to_owned()),
        secret,
        now,
    )?;
    agent.parse().map_err(|_| Distrust::Unsigned)
}

fn verify(
    message: String,
    signature: Option<String>,
    stamp: Option<String>,
    secret: &Secret,
    now: Timestamp,
) -> Result<(), Distrust> {
    let proof = Proof {
        messages: vec![message],
        signature: signature.ok_or(Distrust::Unsigned)?,
        age: Age::Stamp(stamp),
    };
    Signed::new((), vec![proof], ())
        .verify(std::slice::from_ref(secret), now, clock::parse_time)
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
    fn a_signed_body_is_believed_for_five_minutes_and_with_its_secret_only() {
        let header = sign_body("{}", &secret("ours"), NOW);
        let check = |body: &str, header: &str, key: &str, late: i64| {
            verify_body(body, header, &secret(key), NOW.plus_seconds(late))
        };
        assert_eq!(check("{}", &header, "ours", 300), Ok(()));
        assert_eq!(check("{}", &header, "ours", 301), Err(Distrust::Stale));
        assert_eq!(check("{} ", &header, "ours", 0), Err(Distrust::Mismatch));
        assert_eq!(check("{}", &header, "theirs", 0), Err(Distrust::Mismatch));
        assert_eq!(check("{}", "t=1", "ours", 0), Err(Distrust::Unsigned));
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
