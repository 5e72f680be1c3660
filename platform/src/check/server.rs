//! What the manifest and `server/server.js` say of each other.

use std::collections::BTreeMap;

use super::Report;
use super::scripts::{Exports, Scripts, Unseen};
use super::sources::Sources;
use crate::app::{MANIFEST, Manifest, SERVER};

/// Something in the manifest that names an exported function.
struct Mention<'a> {
    /// What it is, for a sentence.
    what: String,
    function: &'a str,
    line: Option<usize>,
}

pub(super) fn check(
    sources: &Sources,
    manifest: &Manifest,
    scripts: &Scripts,
    report: &mut Report,
) {
    let mentions = mentions(sources, manifest);
    match scripts.exports() {
        Some(Exports::Found { line, seen, unseen }) => {
            for mention in &mentions {
                if let Some(message) = mention.unmet(seen, unseen) {
                    report.error("event", MANIFEST, mention.line, message);
                }
            }
            for name in seen
                .iter()
                .filter(|name| mentions.iter().all(|mention| mention.function != *name))
            {
                let message = format!(
                    "`{name}` is exported, and the manifest names it neither as a handler nor as a function; \
                     declare it or remove it."
                );
                report.warning("event", SERVER, Some(*line), message);
            }
        }
        Some(Exports::Unreadable { line, message }) => {
            let message = format!(
                "The exported functions cannot be found: {message}; \
                 write one `exports = {{ name: function (args) {{ … }} }}`."
            );
            report.error("event", SERVER, Some(*line), message);
        }
        None => absent(sources, !mentions.is_empty(), report),
    }
}

/// Reports that there is no `server/server.js`, unless nobody needs it.
fn absent(sources: &Sources, mentioned: bool, report: &mut Report) {
    let why = if mentioned {
        "The manifest names events or functions, and there is no server/server.js; add it."
    } else if sources.folder.join("server").is_dir() {
        "The folder server/ has no server.js, its only entry point; add it or remove the folder."
    } else {
        return;
    };
    report.error("event", SERVER, None, why);
}

impl Mention<'_> {
    /// What is wrong with the exported function; nothing if the platform can call it.
    fn unmet(&self, seen: &[String], unseen: &BTreeMap<String, Unseen>) -> Option<String> {
        let (what, name) = (&self.what, self.function);
        if seen.iter().any(|one| one == name) {
            return None;
        }
        let Some(Unseen { why }) = unseen.get(name) else {
            return Some(format!(
                "{what} needs `{name}`, which server.js does not export; add it."
            ));
        };
        Some(format!(
            "{what} needs `{name}`, which the platform does not see in server.js, because {why}; \
             write `{name}: function (args) {{ … }}`."
        ))
    }
}

fn mentions<'a>(sources: &Sources, manifest: &'a Manifest) -> Vec<Mention<'a>> {
    let mut mentions = Vec::new();
    for (module, declared) in &manifest.modules {
        mentions.extend(declared.events.iter().map(|(event, subscription)| Mention {
            what: format!("The event {event}"),
            function: &subscription.handler,
            line: sources.manifest_line(["modules", module, "events", event]),
        }));
        mentions.extend(declared.functions.keys().map(|name| Mention {
            what: "The manifest's function".to_owned(),
            function: name,
            line: sources.manifest_line(["modules", module, "functions", name]),
        }));
    }
    mentions
}
