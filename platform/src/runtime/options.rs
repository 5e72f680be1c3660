//! What the platform is told when it starts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::clock::Clock;
use crate::limits::Limits;
use crate::templates::{HostMap, Redirects};

/// What the platform is told when it starts.
#[derive(Clone, Debug)]
pub struct Options {
    /// The packed app.
    pub zip: PathBuf,
    /// A folder for everything that must survive a restart: the database and the app's npm packages. It is made if missing.
    pub state: PathBuf,
    /// What the sender of a webhook gets back.
    pub hooks: HookMode,
    /// The time that the app is told.
    pub clock: Clock,
    /// Where template requests go instead of the internet.
    pub hosts: HostMap,
    /// What becomes of a template request that is answered by a redirect.
    pub redirects: Redirects,
    /// Whether `generateTargetUrl` may be called in `afterAppUpdate`: one page says so, the development kit 6.9 refuses.
    pub update_makes_target_urls: bool,
    /// How the outside world reaches this platform, without a final slash, for instance `http://localhost:10001`.
    pub public_url: String,
    /// The numbers that the app is held to.
    pub limits: Limits,
    /// How many events may run at once, at least 1: each has its own Node process.
    pub workers: usize,
    /// The account that the app is installed in.
    pub account: Account,
    /// Whether the sandbox has `WebAssembly`; whether the real one does in production was never observed.
    pub webassembly: bool,
}

impl Options {
    /// The app of `zip` with its state in `state`, and for all else the defaults: strict hooks, the system's clock,
    /// no mapped host, redirects handed to the app, target URLs also from an update, `http://localhost:10001`, today's
    /// limits, two workers, the account `acme.freshdesk.com`, a sandbox with `WebAssembly`.
    pub fn new(zip: impl Into<PathBuf>, state: impl Into<PathBuf>) -> Self {
        Self {
            zip: zip.into(),
            state: state.into(),
            hooks: HookMode::Strict,
            clock: Clock::system(),
            hosts: HostMap::default(),
            redirects: Redirects::Returned,
            update_makes_target_urls: true,
            public_url: "http://localhost:10001".to_owned(),
            limits: Limits::today(),
            workers: 2,
            account: Account::default(),
            webassembly: true,
        }
    }
}

/// What the sender of a webhook gets back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookMode {
    /// The real platform's way: at once the fixed acknowledgement `200 {"success":true}`, whatever the handler does.
    Strict,
    /// The value that the handler gives to `renderData` is the body; a handler without one is answered as in `Strict`.
    Reply,
}

/// The module that every account has.
pub(super) const COMMON: &str = "common";

/// The account that the app is installed in, as `currentHost` and `region` tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Addresses by product, for instance `freshdesk` → `https://acme.freshdesk.com`.
    pub endpoint_urls: BTreeMap<String, String>,
    /// The data centre: `US`, `EU`, `EUC`, `AUS` or `IND`.
    pub region: String,
    /// The product modules that the account has subscribed to; whichever the app names when none are given.
    pub modules: Option<BTreeSet<String>>,
}

impl Account {
    /// Whether the account has what belongs to a module.
    pub(super) fn has(&self, module: &str) -> bool {
        let is_subscribed = |all: &BTreeSet<String>| all.contains(module);
        module == COMMON || self.modules.as_ref().is_none_or(is_subscribed)
    }
}

impl Default for Account {
    fn default() -> Self {
        Self {
            endpoint_urls: [("freshdesk", "https://acme.freshdesk.com")]
                .map(|(product, url)| (product.to_owned(), url.to_owned()))
                .into(),
            region: "US".to_owned(),
            modules: None,
        }
    }
}
