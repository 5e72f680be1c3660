//! `manifest.json`, platform version 3.0: modules, their locations, events, functions and templates.
//!
//! Whether the manifest is one that Freshworks would accept is judged by [`crate::check`].

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{AppError, MANIFEST};

/// What an app declares about itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The platform's version, `3.0`.
    #[serde(rename = "platform-version")]
    pub platform_version: String,
    /// `common` and the product modules, by name.
    pub modules: BTreeMap<String, Module>,
    /// The exact versions of the runtime the app was made for: `node`, `fdk`.
    #[serde(default)]
    pub engines: BTreeMap<String, String>,
    /// Named commands that the vendor's kit runs, such as `fdk-unit-test`.
    #[serde(default)]
    pub scripts: BTreeMap<String, String>,
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

/// What an app declares for one module.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Module {
    /// Where pages are shown, by placeholder name.
    #[serde(default, rename = "location")]
    pub locations: BTreeMap<String, Placement>,
    /// Which exported function handles an event, by event name.
    #[serde(default)]
    pub events: BTreeMap<String, Event>,
    /// Functions that pages may invoke, by name.
    #[serde(default)]
    pub functions: BTreeMap<String, Function>,
    #[serde(default, deserialize_with = "keys")]
    requests: BTreeSet<String>,
}

/// A page and its icon at one placeholder.
#[derive(Clone, Debug, Deserialize)]
pub struct Placement {
    /// The page, relative to `app/`.
    #[serde(default)]
    pub url: String,
    /// The icon, relative to `app/`; background placeholders have none.
    pub icon: Option<String>,
}

/// A subscription to an event.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    /// The exported function of `server/server.js` that handles it.
    pub handler: String,
}

/// A function that pages may invoke.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    /// How long an invocation may take; 20 seconds unless the manifest says 25 or 30.
    #[serde(default = "default_timeout", deserialize_with = "seconds")]
    pub timeout: Duration,
}

/// A page at a placeholder of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location<'a> {
    /// The module that declares it.
    pub module: &'a str,
    /// The placeholder's name, for instance `cti_global_sidebar`.
    pub name: &'a str,
    /// The page, relative to `app/`.
    pub url: &'a str,
    /// The icon, relative to `app/`.
    pub icon: Option<&'a str>,
}

impl Manifest {
    /// Reads the text of a manifest.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        super::parse(MANIFEST, text)
    }

    /// The exported function that handles an event, whichever module subscribes to it.
    #[must_use]
    pub fn handler(&self, event: &str) -> Option<&str> {
        self.modules
            .values()
            .find_map(|module| module.events.get(event))
            .map(|event| event.handler.as_str())
    }

    /// A function that pages may invoke, by name.
    #[must_use]
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.modules
            .values()
            .find_map(|module| module.functions.get(name))
    }

    /// Whether a request template of this name is declared.
    #[must_use]
    pub fn declares_template(&self, name: &str) -> bool {
        self.modules
            .values()
            .any(|module| module.requests.contains(name))
    }

    /// The declared names of request templates, with the module that declares each.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        self.modules.iter().flat_map(|(module, declared)| {
            declared
                .requests
                .iter()
                .map(move |name| (module.as_str(), name.as_str()))
        })
    }

    /// All pages with their placeholders, module by module.
    pub fn locations(&self) -> impl Iterator<Item = Location<'_>> {
        self.modules.iter().flat_map(|(module, declared)| {
            declared
                .locations
                .iter()
                .map(move |(name, placement)| Location {
                    module,
                    name,
                    url: &placement.url,
                    icon: placement.icon.as_deref(),
                })
        })
    }

    /// The npm packages that the server code requires, with their exact versions.
    #[must_use]
    pub fn dependencies(&self) -> &BTreeMap<String, String> {
        &self.dependencies
    }

    /// Whether anything is declared that needs `server/server.js`.
    #[must_use]
    pub fn needs_server(&self) -> bool {
        self.modules
            .values()
            .any(|module| !module.events.is_empty() || !module.functions.is_empty())
    }
}

const fn default_timeout() -> Duration {
    Duration::from_secs(20)
}

/// The keys of an object whose values say nothing.
fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<String>, D::Error> {
    let declared = BTreeMap::<String, Value>::deserialize(deserializer)?;
    Ok(declared.into_keys().collect())
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_secs)
}
