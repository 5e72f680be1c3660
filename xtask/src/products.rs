//! The products that a package can be made for, and which of the app's parts belongs to which.
//!
//! Only what cannot be told from the part itself stands here; `trimming` finds out the rest, and says how.

mod script;
#[cfg(test)]
mod tests;
mod trimming;

use std::fmt;

use anyhow::{Result, bail};

pub(crate) use trimming::Sources;

/// What a package is made for. An account may have one of the products only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Product {
    /// Phone and web calls
    Freshdesk,
    /// Messaging channels
    Freshchat,
    /// Everything, for accounts with both
    All,
}

/// What belongs to one product.
struct Share {
    /// The core's Cargo feature.
    feature: &'static str,
    /// Options of the parameter `systems`; they bring their parameters with them, and those their templates.
    systems: &'static [&'static str],
    /// The manifest's modules, with the handlers of their events.
    modules: &'static [&'static str],
    /// Placeholders of the common module, with their pages.
    locations: &'static [&'static str],
    /// Server functions.
    functions: &'static [&'static str],
    /// Entities of the store.
    entities: &'static [&'static str],
    /// Hosts of templates that name no parameter.
    hosts: &'static [&'static str],
    /// What `server.js` lends to the core, other than to everybody.
    lent: &'static [&'static str],
}

const FRESHDESK: Share = Share {
    feature: "freshdesk",
    systems: &["Voice", "Web call"],
    modules: &["common", "support_ticket"],
    locations: &["cti_global_sidebar", "full_page_app"],
    functions: &[
        "placeCall",
        "getCall",
        "hangUpCall",
        "lookUpCaller",
        "recentCalls",
        "getRecording",
        "logCall",
        "listCallbacks",
        "takeCallback",
        "completeCallback",
        "setPresence",
        "getPresence",
        "getStreamPass",
        "openAdmin",
        "checkSetup",
        "getTeam",
        "saveTeam",
        "buildBackupGroupCallUrl",
        "getAgentsSendbirdCreds",
        "listWebCalls",
        "revokeWebCall",
    ],
    entities: &["parked_event", "caller", "callback", "call"],
    hosts: &[],
    lent: &["seal"],
};

const FRESHCHAT: Share = Share {
    feature: "freshchat",
    systems: &["Viber", "KakaoTalk", "Telegram"],
    modules: &["common", "chat_conversation"],
    locations: &[],
    functions: &["openAdmin", "checkSetup", "connectChannel"],
    entities: &["message"],
    hosts: &["api.telegram.org"],
    lent: &[],
};

const SHARES: [&Share; 2] = [&FRESHDESK, &FRESHCHAT];

impl Product {
    /// Each of them.
    pub(crate) const EACH: [Self; 3] = [Self::Freshdesk, Self::Freshchat, Self::All];

    /// What names of files and folders end with.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Freshdesk => "-freshdesk",
            Self::Freshchat => "-freshchat",
            Self::All => "",
        }
    }

    /// The most bytes that the package may have.
    pub(crate) const fn zip_budget(self) -> u64 {
        match self {
            Self::Freshdesk | Self::Freshchat => 500_000,
            Self::All => 650_000,
        }
    }

    /// The core's Cargo features.
    pub(crate) fn features(self) -> Vec<&'static str> {
        self.shares().iter().map(|share| share.feature).collect()
    }

    const fn shares(self) -> &'static [&'static Share] {
        match self {
            Self::Freshdesk => &[&FRESHDESK],
            Self::Freshchat => &[&FRESHCHAT],
            Self::All => &SHARES,
        }
    }

    /// Whether the product has a part; an error if no product has it.
    fn has(self, kind: Kind, name: &str) -> Result<bool> {
        let is_in = |shares: &[&Share]| shares.iter().any(|share| kind.of(share).contains(&name));
        if !is_in(&SHARES) {
            bail!("{kind} {name} belongs to no product: enter it in xtask/src/products.rs.");
        }
        Ok(is_in(self.shares()))
    }
}

/// What kind of part a name names.
#[derive(Clone, Copy, Debug)]
enum Kind {
    System,
    Module,
    Location,
    Function,
    Entity,
    Host,
}

impl Kind {
    const fn of(self, share: &Share) -> &'static [&'static str] {
        match self {
            Self::System => share.systems,
            Self::Module => share.modules,
            Self::Location => share.locations,
            Self::Function => share.functions,
            Self::Entity => share.entities,
            Self::Host => share.hosts,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "The system",
            Self::Module => "The module",
            Self::Location => "The location",
            Self::Function => "The function",
            Self::Entity => "The entity",
            Self::Host => "A template names no parameter, and its host",
        })
    }
}
