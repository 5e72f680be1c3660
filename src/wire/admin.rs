//! What the admin page and the server functions say to each other.
//!
//! The page supplies its own arguments, so every one of them is checked where it is used. Ids travel as texts.

use serde::{Deserialize, Serialize};

use super::loose_text;
use crate::values::Timestamp;

/// Arguments of `openAdmin`.
#[derive(Deserialize)]
pub struct OpenAdminArguments {
    /// The passcode from the settings.
    #[serde(default, deserialize_with = "loose_text")]
    pub passcode: Option<String>,
}

/// Answer of `openAdmin`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenAdminReply {
    /// What the other functions of the page ask for.
    pub token: String,
    /// Until when it is good, in milliseconds since 1970.
    pub expires_at: Timestamp,
}

/// Arguments of `checkSetup` and `getTeam`.
#[derive(Deserialize)]
pub struct AdminArguments {
    /// From `openAdmin`.
    #[serde(default, deserialize_with = "loose_text")]
    pub token: Option<String>,
}

/// Answer of `checkSetup`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckSetupReply {
    /// What was tested, in the order in which it should be put right.
    pub checks: Vec<Check>,
    /// The webhook addresses that somebody has to enter elsewhere.
    pub addresses: Vec<Address>,
    /// The channels that are in use.
    pub channels: Vec<ChannelState>,
}

/// How a channel stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChannelState {
    /// Its word, as `connectChannel` takes it.
    pub channel: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// How it stands.
    pub state: CheckState,
    /// What that means and what to do.
    pub sentence: String,
    /// Whether the app can connect it; else a person enters the address.
    pub can_connect: bool,
}

/// Arguments of `connectChannel`.
#[derive(Deserialize)]
pub struct ConnectArguments {
    /// From `openAdmin`.
    #[serde(default, deserialize_with = "loose_text")]
    pub token: Option<String>,
    /// The channel's word.
    #[serde(default, deserialize_with = "loose_text")]
    pub channel: Option<String>,
}

/// One thing that was tested.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// What it is about.
    pub name: &'static str,
    /// How it stands.
    pub state: CheckState,
    /// What it means and what to do, for a person.
    pub sentence: String,
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckState {
    /// It works.
    Ok,
    /// It does not work yet, or could not be tested, or works less well than it could.
    Pending,
    /// It does not work, and somebody has to act.
    Failed,
}

/// An address and where it belongs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Address {
    /// What the place is called where it belongs.
    pub name: &'static str,
    /// The address.
    pub url: String,
    /// How to get to that place.
    #[serde(rename = "where")]
    pub place: String,
}

/// Arguments of `saveTeam`.
#[derive(Deserialize)]
pub struct SaveTeamArguments {
    /// From `openAdmin`.
    #[serde(default, deserialize_with = "loose_text")]
    pub token: Option<String>,
    /// The whole team: an agent who is not in it has no number of ours and is not on the roster.
    #[serde(default)]
    pub agents: Option<Vec<TeamEntry>>,
}

/// What an administrator decides about an agent.
#[derive(Deserialize)]
pub struct TeamEntry {
    /// The agent's id.
    #[serde(default, deserialize_with = "loose_text")]
    pub id: Option<String>,
    /// The number to reach the agent on instead of those in Freshdesk; blank for none.
    #[serde(default, deserialize_with = "loose_text")]
    pub own_phone: Option<String>,
    /// Whether the agent takes calls.
    #[serde(default)]
    pub on_roster: bool,
}

/// Answer of `getTeam` and `saveTeam`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamReply {
    /// In Freshdesk's order; then those whom Freshdesk did not tell.
    pub agents: Vec<TeamAgent>,
}

/// An agent as the admin page shows one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeamAgent {
    /// The agent's id.
    pub id: String,
    /// What people call the agent.
    pub name: String,
    /// The number as Freshdesk has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Our own number for the agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_phone: Option<String>,
    /// Whether the agent is on the roster.
    pub on_roster: bool,
    /// `available` or `away`, as the agent said in the softphone, else `unset`.
    pub presence: &'static str,
    /// Whether the agent has left.
    pub deactivated: bool,
}
