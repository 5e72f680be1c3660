//! Reading the app's JavaScript: runs `eslint` and its parser in Node.js.
//!
//! What the findings mean for the manifest is decided by the other parts of the check.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::configuration::PAGE_SCRIPT;
use super::sources::Sources;
use super::{CheckError, Report};
use crate::app::SERVER;

/// The program and its module of rules, as they are written out for Node.js.
const PROGRAM: [(&str, &str); 2] = [
    ("scripts.mjs", include_str!("scripts.mjs")),
    ("rules.mjs", include_str!("rules.mjs")),
];

/// What the vendor calls an error in its report.
const ERROR: u8 = 2;

/// What Node.js found in the app's JavaScript.
#[derive(Deserialize)]
pub(super) struct Scripts {
    lints: Vec<Lint>,
    requires: Vec<Require>,
    exports: Option<Exports>,
    functions: Option<Functions>,
}

#[derive(Deserialize)]
struct Lint {
    file: String,
    line: usize,
    severity: u8,
    rule: String,
    message: String,
    custom: bool,
}

/// A `require` with a literal argument.
#[derive(Deserialize)]
pub(super) struct Require {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) path: String,
    /// The npm package; none for the app's own files.
    pub(super) package: Option<String>,
}

/// What `server/server.js` exports, as the platform sees it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Exports {
    /// The `exports = { … }` statement was found.
    Found {
        line: usize,
        /// The functions that can be called.
        seen: Vec<String>,
        /// The other properties.
        unseen: BTreeMap<String, Unseen>,
    },
    /// There is nothing that the platform could read.
    Unreadable { line: usize, message: String },
}

/// A property that the platform does not see.
#[derive(Deserialize)]
pub(super) struct Unseen {
    /// The reason, as it follows on "because".
    pub(super) why: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Functions {
    Names(Vec<String>),
    Unreadable { line: usize, message: String },
}

#[derive(Serialize)]
struct Request<'a> {
    tools: &'a Path,
    lint: Vec<Script<'a>>,
    server: Option<&'a str>,
    page: Option<&'a str>,
}

#[derive(Serialize)]
struct Script<'a> {
    file: &'a str,
    text: &'a str,
}

/// The vendor's record of the lint results; its figures on test coverage are left out, as nothing here measures them.
#[derive(Serialize)]
struct Record<'a> {
    lints: Vec<RecordedLint<'a>>,
}

#[derive(Serialize)]
struct RecordedLint<'a> {
    severity: u8,
    value: String,
    #[serde(rename = "type")]
    kind: &'a str,
}

impl Scripts {
    /// Runs the program over the app's scripts.
    pub(super) fn read(sources: &Sources, tools: &Path) -> Result<Self, CheckError> {
        let tools = tools
            .canonicalize()
            .map_err(|_| CheckError::NoEslint(tools.to_owned()))?;
        if !tools.join("node_modules/eslint/package.json").is_file() {
            return Err(CheckError::NoEslint(tools));
        }
        let request = Request {
            tools: &tools,
            lint: sources
                .scripts()
                .map(|(file, text)| Script { file, text })
                .collect(),
            server: sources.text(SERVER),
            page: sources.text(PAGE_SCRIPT),
        };
        let input =
            serde_json::to_vec(&request).map_err(|error| CheckError::Scripts(error.to_string()))?;
        let output = run(&input)?;
        serde_json::from_slice(&output).map_err(|error| CheckError::Scripts(error.to_string()))
    }

    pub(super) fn requires(&self) -> &[Require] {
        &self.requires
    }

    pub(super) const fn exports(&self) -> Option<&Exports> {
        self.exports.as_ref()
    }

    #[cfg(test)]
    pub(super) fn into_exports(self) -> Option<Exports> {
        self.exports
    }

    /// Whether the installation page's script declares a function of this name, or cannot be parsed.
    pub(super) fn may_have_page_function(&self, name: &str) -> bool {
        match &self.functions {
            Some(Functions::Names(names)) => names.iter().any(|one| one == name),
            Some(Functions::Unreadable { .. }) => true,
            None => false,
        }
    }

    /// Where and why the installation page's script cannot be parsed.
    pub(super) fn page_failure(&self) -> Option<(usize, &str)> {
        match &self.functions {
            Some(Functions::Unreadable { line, message }) => Some((*line, message)),
            Some(Functions::Names(_)) | None => None,
        }
    }

    /// Adds the lint results to a report.
    pub(super) fn report(&self, report: &mut Report) {
        for lint in &self.lints {
            let line = Some(lint.line);
            if lint.severity == ERROR {
                report.error(&lint.rule, &lint.file, line, &*lint.message);
            } else {
                report.warning(&lint.rule, &lint.file, line, &*lint.message);
            }
        }
    }

    /// Writes the lint results to the app's `.report.json`.
    pub(super) fn write(&self, app_folder: &Path) -> Result<(), CheckError> {
        let lints = self.lints.iter().map(|lint| RecordedLint {
            severity: lint.severity,
            value: format!("{}::{}: {}", lint.file, lint.line, lint.message),
            kind: if lint.custom {
                "custom-js-lint"
            } else {
                "lint"
            },
        });
        let record = Record {
            lints: lints.collect(),
        };
        let path = app_folder.join(".report.json");
        serde_json::to_vec(&record)
            .map_err(io::Error::other)
            .and_then(|text| fs::write(&path, text))
            .map_err(|why| CheckError::Unwritable { path, why })
    }
}

/// Runs the program with `input` on its standard input.
fn run(input: &[u8]) -> Result<Vec<u8>, CheckError> {
    let failed = |error: io::Error| CheckError::Scripts(error.to_string());
    let folder = tempfile::tempdir().map_err(failed)?;
    for (name, text) in PROGRAM {
        fs::write(folder.path().join(name), text).map_err(failed)?;
    }
    let program: PathBuf = folder.path().join("scripts.mjs");
    let mut node = Command::new("node")
        .arg(&program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(CheckError::NoNode)?;
    // The program reads all of its input before it writes, so this cannot block on a full pipe.
    let written = node
        .stdin
        .take()
        .map_or(Ok(()), |mut stdin| stdin.write_all(input));
    let output = node.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        return Err(CheckError::Scripts(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ));
    }
    written.map_err(failed)?;
    Ok(output.stdout)
}
