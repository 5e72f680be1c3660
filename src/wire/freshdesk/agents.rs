//! Agents and the numbers that they are reached on.
//!
//! Who is rung is decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::values::AgentId;
use crate::wire::loose_text;

/// `GET /agents`, needs an administrator's key.
#[derive(Clone, Copy, Debug)]
pub struct ListAgents {
    /// From 1.
    pub page: usize,
}

impl Call for ListAgents {
    const TEMPLATE: &'static str = "listAgents";
    type Reply = Vec<Agent>;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("page", self.page.to_string())]
    }
}

/// `GET /agents/{id}`, needs an administrator's key.
#[derive(Clone, Copy, Debug)]
pub struct GetAgent {
    /// The agent.
    pub agent: AgentId,
}

impl Call for GetAgent {
    const TEMPLATE: &'static str = "getAgent";
    type Reply = Agent;

    fn context(&self) -> Vec<(&'static str, String)> {
        vec![("agent_id", self.agent.to_string())]
    }
}

/// The part of an agent's record that is used.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Agent {
    /// The agent.
    pub id: AgentId,
    /// Whether the agent accepts automatically assigned tickets.
    #[serde(default)]
    pub available: bool,
    /// `support_agent`, `field_agent` or `collaborator`.
    #[serde(default, rename = "type", deserialize_with = "loose_text")]
    pub kind: Option<String>,
    /// Whether the agent has left.
    #[serde(default)]
    pub deactivated: bool,
    /// Who it is.
    pub contact: AgentContact,
}

impl Agent {
    /// Whether this one is at work here: collaborators only look on, and the deactivated have left.
    #[must_use]
    pub fn may_be_rung(&self) -> bool {
        !self.deactivated && self.kind.as_deref() != Some("collaborator")
    }
}

/// An agent's name and numbers, written as people write them.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AgentContact {
    /// What people call the agent; told to nobody else.
    #[serde(default, deserialize_with = "loose_text", skip_serializing)]
    pub name: Option<String>,
    /// Work phone; a string, a number or null.
    #[serde(default, deserialize_with = "loose_text")]
    pub phone: Option<String>,
    /// Mobile phone; a string, a number or null.
    #[serde(default, deserialize_with = "loose_text")]
    pub mobile: Option<String>,
}
