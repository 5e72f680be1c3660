//! Whose API key it is: the one request that every key may make.
//!
//! What a refusal means is decided elsewhere.

use serde::Deserialize;

use crate::host::Call;
use crate::values::AgentId;
use crate::wire::loose_text;

/// `GET /agents/me`, needs no administrator's key.
#[derive(Clone, Copy, Debug)]
pub struct WhoAmI;

impl Call for WhoAmI {
    const TEMPLATE: &'static str = "whoAmI";
    type Reply = KeyOwner;
}

/// The agent whose key it is, as far as it is used.
#[derive(Clone, Debug, Deserialize)]
pub struct KeyOwner {
    /// The agent.
    pub id: AgentId,
    /// Who it is.
    #[serde(default)]
    pub contact: OwnerContact,
}

/// The agent's contact.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct OwnerContact {
    /// What people call the agent.
    #[serde(default, deserialize_with = "loose_text")]
    pub name: Option<String>,
}
