//! What an account looks like when it is opened.
//!
//! Nothing here acts; how it may be told to behave is in `switches`.

mod switches;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use self::switches::{
    ConversationOrder, Created, ErrorForm, EventActor, FileKeys, Scan, Stale, Switches,
};
use crate::clock::Clock;

/// An account as it is when the simulator starts; tables kept on disk win over it.
#[derive(Clone, Debug)]
pub struct Config {
    /// The account's own host; every other one of the vendor's knows no token of this account.
    pub domain: String,
    /// The host of the account's region, which serves it too.
    pub region: String,
    /// The id of the account's organisation.
    pub organisation_id: u64,
    /// The App ID, which requests may name.
    pub app_id: String,
    /// The API tokens that are let in.
    pub api_tokens: Vec<String>,
    /// Who writes what a bot without an id posts.
    pub service_account_id: String,
    /// The topics.
    pub channels: Vec<Channel>,
    /// Groups of agents.
    pub groups: Vec<Group>,
    /// The agents.
    pub agents: Vec<Agent>,
    /// How it behaves at the start.
    pub switches: Switches,
    /// The time it goes by.
    pub clock: Clock,
    /// The folder its tables are kept in; nothing is kept without one.
    pub state: Option<PathBuf>,
}

/// A topic, which the API calls a channel; it has nothing to do with Viber or Telegram.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Channel {
    /// A UUID.
    pub id: String,
    /// The name, as customers see it.
    pub name: String,
    /// Whether customers see it.
    pub public: bool,
}

/// A group of agents.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Group {
    /// A UUID.
    pub id: String,
    /// The name.
    pub name: String,
}

/// An agent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Agent {
    /// A UUID.
    pub id: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The mail address.
    pub email: String,
    /// The groups' ids.
    pub groups: Vec<String>,
}

impl Config {
    /// An account with two topics, a group and two agents, without users and conversations.
    #[must_use]
    pub fn demo() -> Self {
        let group = "c0000000-0000-4000-8000-000000000001".to_owned();
        let channel = |number: u8, name: &str, public| Channel {
            id: format!("b0000000-0000-4000-8000-{number:012}"),
            name: name.to_owned(),
            public,
        };
        let agent = |number: u8, first_name: &str, last_name: &str, groups: &[String]| Agent {
            id: format!("d0000000-0000-4000-8000-{number:012}"),
            first_name: first_name.to_owned(),
            last_name: last_name.to_owned(),
            email: format!("{}@example.co.ke", first_name.to_lowercase()),
            groups: groups.to_vec(),
        };
        Self {
            domain: "demo-chat.freshchat.com".to_owned(),
            region: "api.freshchat.com".to_owned(),
            organisation_id: 350_000_000_000_000_001,
            app_id: "a0000000-0000-4000-8000-000000000001".to_owned(),
            api_tokens: vec!["demo-freshchat-token".to_owned()],
            service_account_id: "e0000000-0000-4000-8000-000000000001".to_owned(),
            channels: vec![channel(1, "Inbox", true), channel(2, "Sales", false)],
            groups: vec![Group {
                id: group.clone(),
                name: "Chat desk".to_owned(),
            }],
            agents: vec![
                agent(1, "Amina", "Wanjiru", &[group]),
                agent(2, "Brian", "Otieno", &[]),
            ],
            switches: Switches::default(),
            clock: Clock::system(),
            state: None,
        }
    }
}
