//! Holds the licences of everything that is built from to the list in `deny.toml`: crates and npm packages.
//!
//! It reads what cargo and npm already have on disk. `cargo deny` checks crates more deeply, where it is installed.

#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value indexed by a name is null where there is none"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use spdx::{Expression, ParseMode};

use crate::build::Project;
use crate::tools::{self, step};

/// Npm packages under other licences: tools that are never shipped and only run here.
const TOOLS: [(&str, &str); 2] = [
    // ESLint's reader of command lines.
    ("argparse", "Python-2.0"),
    // Looks for accessibility defects in the browser test.
    ("axe-core", "MPL-2.0"),
];

/// What `deny.toml` says that matters here.
#[derive(Debug)]
struct Policy {
    allowed: BTreeSet<String>,
    excluded: BTreeSet<String>,
}

/// Checks every crate and every npm package.
pub(crate) fn check(project: &Project) -> Result<()> {
    step("Checking licences");
    let text = fs::read_to_string(project.path("deny.toml")).context("deny.toml cannot be read")?;
    let policy = Policy::read(&text)?;
    let metadata = tools::read(tools::cargo(project).args(["metadata", "--format-version", "1"]))?;
    let crates = crates(&serde_json::from_str(&metadata)?, &policy.excluded)?;
    let lock = fs::read_to_string(project.path("package-lock.json"))?;
    let packages = packages(&serde_json::from_str(&lock)?, project);
    let wrong: Vec<String> = crates
        .iter()
        .chain(&packages)
        .filter_map(|(name, licence)| policy.objection(name, licence))
        .collect();
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("  {} crates, {} npm packages", crates.len(), packages.len());
    deny(project)
}

/// The tool that does it for crates alone, and knows more about them.
fn deny(project: &Project) -> Result<()> {
    if which::which("cargo-deny").is_err() {
        return Ok(());
    }
    tools::run(tools::cargo(project).args(["deny", "check", "licenses", "bans", "sources"]))
}

impl Policy {
    fn read(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse().context("deny.toml is no TOML")?;
        let list = |section: &str, name: &str| {
            let list = table.get(section).and_then(|section| section.get(name));
            let texts = list.and_then(toml::Value::as_array).into_iter().flatten();
            texts
                .filter_map(|text| text.as_str().map(str::to_owned))
                .collect::<BTreeSet<_>>()
        };
        let policy = Self {
            allowed: list("licenses", "allow"),
            excluded: list("graph", "exclude"),
        };
        ensure!(
            !policy.allowed.is_empty(),
            "deny.toml allows no licence at all."
        );
        Ok(policy)
    }

    /// What is wrong with a licence, as a sentence.
    fn objection(&self, name: &str, licence: &str) -> Option<String> {
        if TOOLS.contains(&(name, licence)) {
            return None;
        }
        // Old manifests separate alternatives by a slash.
        let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
            return Some(format!(
                "{name} has no licence that can be read (\"{licence}\")."
            ));
        };
        let is_allowed = expression.evaluate(|term| self.allowed.contains(&term.to_string()));
        (!is_allowed).then(|| {
            format!(
                "{name} is under {licence}, which deny.toml does not allow; use something else."
            )
        })
    }
}

/// Licences of all crates that anything but the excluded members depends on.
/// How cargo names the one registry that crates may come from.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn crates(metadata: &Value, excluded: &BTreeSet<String>) -> Result<BTreeMap<String, String>> {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> = list(&metadata["packages"])
        .into_iter()
        .map(|package| (text(&package, "id"), package))
        .collect();
    let needs: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let deps = list(&node["deps"]);
            (
                text(node, "id"),
                deps.iter().map(|dep| text(dep, "pkg")).collect(),
            )
        })
        .collect();
    let mut waiting: Vec<String> = list(&metadata["workspace_members"])
        .iter()
        .filter_map(|member| member.as_str().map(str::to_owned))
        .filter(|id| {
            packages
                .get(id)
                .is_some_and(|package| !excluded.contains(&text(package, "name")))
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut licences = BTreeMap::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let Some(package) = packages.get(&id) else {
            bail!("cargo did not describe {id}.");
        };
        // What has no source is a member of this workspace.
        if !package["source"].is_null() {
            let name = format!("{} {}", text(package, "name"), text(package, "version"));
            let source = text(package, "source");
            if source != CRATES_IO {
                bail!(
                    "{name} comes from {source}; only crates.io is allowed (deny.toml, sources)."
                );
            }
            licences.insert(name, text(package, "license"));
        }
        waiting.extend(needs.get(&id).cloned().unwrap_or_default());
    }
    Ok(licences)
}

/// Licences of all npm packages in the lock file, as the installed package says, else as the lock file does.
fn packages(lock: &Value, project: &Project) -> BTreeMap<String, String> {
    let locked = lock["packages"].as_object().into_iter().flatten();
    locked
        .filter_map(|(place, locked)| {
            let (_, name) = place.rsplit_once("node_modules/")?;
            let manifest = fs::read(project.path(place).join("package.json")).unwrap_or_default();
            let manifest: Value = serde_json::from_slice(&manifest).unwrap_or_default();
            let told = manifest["license"].as_str().or(locked["license"].as_str());
            Some((name.to_owned(), told.unwrap_or_default().to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy() -> Policy {
        Policy::read("[graph]\nexclude = [\"xtask\"]\n[licenses]\nallow = [\"MIT\", \"Zlib\"]")
            .unwrap()
    }

    #[test]
    fn an_alternative_suffices_and_a_conjunction_needs_all() {
        let cases = [
            ("MIT", true),
            ("MIT OR GPL-3.0-only", true),
            ("GPL-3.0-only/MIT", true),
            ("MIT AND Zlib", true),
            ("MIT AND GPL-3.0-only", false),
            ("GPL-3.0-only", false),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("", false),
            ("SEE LICENSE IN file", false),
        ];
        for (licence, is_allowed) in cases {
            let objection = policy().objection("it", licence);
            assert_eq!(objection.is_none(), is_allowed, "{licence}: {objection:?}");
        }
    }

    #[test]
    fn a_tool_is_allowed_under_the_licence_that_was_looked_at() {
        assert_eq!(policy().objection("axe-core", "MPL-2.0"), None);
        assert!(policy().objection("axe-core", "GPL-3.0-only").is_some());
        assert!(policy().objection("other", "MPL-2.0").is_some());
    }

    #[test]
    fn what_only_excluded_members_need_is_left_out() {
        let crates_io = Some(CRATES_IO);
        let package = |id: &str, source: Option<&str>| json!({ "id": id, "name": id, "version": "1", "license": "MIT", "source": source });
        let node = |id: &str, needs: &[&str]| {
            let deps: Vec<Value> = needs.iter().map(|need| json!({ "pkg": need })).collect();
            json!({ "id": id, "deps": deps })
        };
        let metadata = json!({
            "packages": [
                package("core", None), package("xtask", None), package("a", crates_io), package("b", crates_io),
                package("c", crates_io)
            ],
            "workspace_members": ["core", "xtask"],
            "resolve": { "nodes": [
                node("core", &["a"]), node("a", &["b"]), node("xtask", &["c", "b"]), node("b", &[]), node("c", &[])
            ]}
        });
        let found = crates(&metadata, &policy().excluded).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), ["a 1", "b 1"]);
    }

    #[test]
    fn a_crate_from_elsewhere_is_refused() {
        let metadata = json!({
            "packages": [
                { "id": "core", "name": "core", "source": null },
                { "id": "a", "name": "a", "version": "1", "license": "MIT", "source": "git+https://example.com/a" }
            ],
            "workspace_members": ["core"],
            "resolve": { "nodes": [{ "id": "core", "deps": [{ "pkg": "a" }] }] }
        });
        let error = crates(&metadata, &policy().excluded).unwrap_err();
        assert!(error.to_string().contains("only crates.io"), "{error}");
    }
}
