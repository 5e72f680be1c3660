//! What the server code requires: npm packages and its own files.

use std::collections::BTreeSet;

use super::Report;
use super::scripts::Scripts;
use super::sources::Sources;
use crate::app::{MANIFEST, Manifest, SERVER};

pub(super) fn check(
    sources: &Sources,
    manifest: &Manifest,
    scripts: &Scripts,
    report: &mut Report,
) {
    let declared = manifest.dependencies();
    if !declared.is_empty() && !sources.has(SERVER) {
        report.error(
            "manifest-dependency",
            MANIFEST,
            sources.manifest_line(["dependencies"]),
            "The app has no server code, so its dependencies are of no use; remove them.",
        );
        return;
    }
    let used: BTreeSet<&str> = scripts
        .requires()
        .iter()
        .filter_map(|require| require.package.as_deref())
        .collect();
    for name in declared.keys().filter(|name| !used.contains(name.as_str())) {
        report.error(
            "no-dependency-mismatch",
            MANIFEST,
            sources.manifest_line(["dependencies", name]),
            format!("No server code requires `{name}`; remove it from the dependencies."),
        );
    }
    for require in scripts.requires() {
        let (rule, message) = match &require.package {
            None => ("require", own_file(sources, &require.file, &require.path)),
            Some(name) => ("no-dependency-mismatch", unlisted(name, manifest)),
        };
        if let Some(message) = message {
            report.error(rule, &require.file, Some(require.line), message);
        }
    }
}

fn unlisted(name: &str, manifest: &Manifest) -> Option<String> {
    let listed = manifest.dependencies().contains_key(name);
    (!listed).then(|| {
        format!("'{name}' is not listed in manifest; add it to the dependencies (Node's own modules do not exist here).")
    })
}

/// What is wrong with a `require` of one of the app's own files.
fn own_file(sources: &Sources, from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    if parts.first() != Some(&"server") {
        return Some(format!(
            "`{path}` leads out of server/, which the platform refuses; move the file."
        ));
    }
    let file = format!("{}.js", parts.join("/"));
    (!sources.has(&file)).then(|| {
        format!("`{path}` is not found, because the platform looks for {file}; it adds `.js` itself and loads nothing else.")
    })
}
