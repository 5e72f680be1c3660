//! Who joins: users at Sendbird that this app alone makes, and their session tokens.
//!
//! A user's id is decided here from what the app knows, never taken from a page, and tells nothing about a person.

use crate::error::Result;
use crate::host::Host;
use crate::values::{AgentId, TicketId, Timestamp, fingerprint};
use crate::wire::sendbird::{CreateUser, IssueToken, IssuedToken, Problem, RevokeTokens};

/// The beginning of every agent's id.
const AGENT: &str = "host_";

/// The customer's user: the same for every call with this contact.
pub(super) fn guest(requester: u64) -> String {
    format!("service_user_{requester}")
}

/// An agent's user for one room of one ticket.
pub(super) fn agent(ticket: TicketId, room: &str, agent: AgentId) -> String {
    let mut letters = fingerprint(&[room, &agent.to_string()]);
    letters.truncate(8);
    format!("{AGENT}{ticket}_{letters}")
}

/// Whether a user is an agent's.
pub(super) fn is_agent(user: &str) -> bool {
    user.starts_with(AGENT)
}

/// A session token, for which the user is made if Sendbird does not know it, and only then.
pub(super) async fn token(
    host: &impl Host,
    user: &str,
    nickname: &'static str,
    until: Timestamp,
) -> Result<IssuedToken> {
    let issue = IssueToken {
        user: user.to_owned(),
        expires_at: until.millis(),
    };
    match host.call(&issue).await {
        Err(error) if Problem::of(&error) == Some(Problem::Missing) => {}
        outcome => return outcome,
    }
    let create = CreateUser {
        user_id: user.to_owned(),
        nickname,
        profile_url: "",
    };
    match host.call(&create).await {
        // Somebody else made it meanwhile.
        Err(error) if Problem::of(&error) == Some(Problem::Exists) => {}
        outcome => drop(outcome?),
    }
    host.call(&issue).await
}

/// Makes every token of a user worthless.
pub(super) async fn revoke(host: &impl Host, user: &str) -> Result<()> {
    let user = user.to_owned();
    match host.send(&RevokeTokens { user }).await {
        Err(error) if Problem::of(&error) != Some(Problem::Missing) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}
