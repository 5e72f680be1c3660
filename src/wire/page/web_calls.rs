//! Web calls, as the ticket's page asks for them.
//!
//! Who may join which room is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::values::Timestamp;
use crate::wire::loose_text;

/// Arguments of `buildBackupGroupCallUrl`.
#[derive(Debug, Deserialize)]
pub struct BuildUrlArguments {
    /// The ticket whose requester is invited.
    #[serde(default, deserialize_with = "loose_text")]
    pub ticket_id: Option<String>,
    /// Whether the link is to ask for a password.
    #[serde(default)]
    pub password: bool,
    /// How long the link is to be good.
    #[serde(default, deserialize_with = "loose_text")]
    pub minutes: Option<String>,
}

/// Answer of `buildBackupGroupCallUrl`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuildUrlReply {
    /// The customer's link. Who has it, and the password if there is one, can join.
    pub url: String,
    /// What the customer is to type, in three groups of four; sent by another way than the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_at: Timestamp,
    /// The room's id.
    pub room_id: String,
    /// The customer's user at Sendbird.
    pub service_user_id: String,
    /// Sendbird's name for the application.
    pub app_id: String,
    /// Whether the room was there already.
    pub reused: bool,
}

/// Arguments of `getAgentsSendbirdCreds`.
#[derive(Debug, Deserialize)]
pub struct AgentCredentialsArguments {
    /// The ticket whose room is to be joined.
    #[serde(default, deserialize_with = "loose_text")]
    pub ticket_id: Option<String>,
    /// The signed-in agent's id: two agents are two people in the room.
    #[serde(default, deserialize_with = "loose_text")]
    pub agent_id: Option<String>,
}

/// Answer of `getAgentsSendbirdCreds`.
#[derive(Serialize)]
pub struct AgentCredentialsReply {
    /// Sendbird's name for the application.
    pub app_id: String,
    /// The room's id.
    pub room_id: String,
    /// A user of this ticket and room only.
    pub user_id: String,
    /// What the user signs in with.
    pub creds: Credentials,
    /// The agent's own link to the room. It is not for the customer.
    pub url: String,
}

/// A session token.
#[derive(Serialize)]
pub struct Credentials {
    /// The token.
    pub token: String,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_at: i64,
}

/// Arguments of `listWebCalls`.
#[derive(Debug, Deserialize)]
pub struct ListWebCallsArguments {
    /// The ticket.
    #[serde(default, deserialize_with = "loose_text")]
    pub ticket_id: Option<String>,
}

/// Answer of `listWebCalls`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListWebCallsReply {
    /// The ticket's open room, or none.
    pub calls: Vec<WebCall>,
}

/// An open room.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WebCall {
    /// Its id.
    pub room_id: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at: Timestamp,
    /// Until when its links are good, in milliseconds since 1970.
    pub expires_at: Timestamp,
    /// Until when a new link leads into this room, in milliseconds since 1970; later it opens another.
    pub shared_until: Timestamp,
    /// Who is in it now.
    pub people: Vec<Person>,
}

/// Somebody in the room.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Person {
    /// Whether it is an agent.
    pub is_host: bool,
    /// `entered`, and `connected` once the connection stands.
    pub state: &'static str,
    /// Since when, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// Whether they can be heard.
    pub sound: bool,
    /// Whether they can be seen.
    pub video: bool,
}

/// Arguments of `revokeWebCall`.
#[derive(Debug, Deserialize)]
pub struct RevokeWebCallArguments {
    /// The ticket.
    #[serde(default, deserialize_with = "loose_text")]
    pub ticket_id: Option<String>,
    /// The room that is to end, as it was listed.
    #[serde(default, deserialize_with = "loose_text")]
    pub room_id: Option<String>,
}

/// Answer of `revokeWebCall`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RevokeWebCallReply {
    /// The room that has ended.
    pub room_id: String,
}
