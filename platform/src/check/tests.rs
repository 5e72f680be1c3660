//! Checks of a small sound app with one thing changed.
//!
//! What the JavaScript program finds is tested in `scripts`; everything else is given its findings for the sound app,
//! so that no test but those starts Node.js.

mod configuration;
mod folders;
mod manifest;
mod requests;
mod scripts;
mod server;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::scripts::Scripts;
use super::sources::Sources;
use super::{Report, judge};

const ICON: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>"#;

const SERVER: &str = "\
const random = require('randombytes');

exports = {
  onAppInstallHandler: function () { renderData(); },
  placeCall: async function (args) { renderData(null, await random(args.size)); }
};
";

/// An app folder that is sound until a test changes it, and what Node.js would find in it.
struct Fixture {
    folder: TempDir,
    scripts: Value,
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self {
            folder: tempfile::tempdir().unwrap(),
            scripts: json!({
                "lints": [],
                "requires": [{"file": "server/server.js", "line": 1, "path": "randombytes", "package": "randombytes"}],
                "exports": {"line": 3, "seen": ["onAppInstallHandler", "placeCall"], "unseen": {}},
                "functions": ["showGroups"],
            }),
        };
        fixture.write("app/softphone.html", "<!doctype html>");
        fixture.write("app/icon.svg", ICON);
        fixture.write("server/server.js", SERVER);
        fixture.write("config/assets/iparams.js", "function showGroups() {}");
        for (file, value) in [
            ("manifest.json", manifest()),
            ("config/iparams.json", parameters()),
            ("config/requests.json", requests()),
            ("config/entities.json", entities()),
        ] {
            fixture.write(file, &format!("{value:#}"));
        }
        fixture
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.path().join(file)).unwrap();
    }

    /// Changes a JSON file.
    fn edit(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let text = fs::read_to_string(self.path().join(file)).unwrap();
        let mut value = serde_json::from_str(&text).unwrap();
        change(&mut value);
        self.write(file, &format!("{value:#}"));
    }

    fn judge(&self) -> Report {
        let scripts: Scripts = serde_json::from_value(self.scripts.clone()).unwrap();
        judge(&Sources::read(self.path()).unwrap(), &scripts).unwrap()
    }
}

fn manifest() -> Value {
    json!({
        "platform-version": "3.0",
        "modules": {
            "common": {
                "location": {"cti_global_sidebar": {"url": "softphone.html", "icon": "icon.svg"}},
                "events": {"onAppInstall": {"handler": "onAppInstallHandler"}},
                "functions": {"placeCall": {"timeout": 20}},
                "requests": {"createTicket": {}},
            },
            "support_ticket": {},
        },
        "engines": {"node": "24.11.1", "fdk": "10.1.2"},
        "dependencies": {"randombytes": "2.1.0"},
        "scripts": {"fdk-unit-test": "vitest run --coverage"},
    })
}

fn parameters() -> Value {
    json!({
        "systems": {"display_name": "Systems", "type": "multiselect", "options": ["Voice"], "default_value": ["Voice"],
                    "events": [{"change": "showGroups"}]},
        "freshdesk_domain": {"display_name": "Domain", "type": "text", "required": true,
                             "regex": {"host": "^[a-z]+\\.freshdesk\\.com$", "host-error": "Type a name."}},
        "freshdesk_api_key": {"display_name": "API key", "type": "text", "secure": true},
    })
}

fn requests() -> Value {
    json!({
        "createTicket": {
            "schema": {
                "method": "POST",
                "host": "<%= iparam.freshdesk_domain %>",
                "path": "/api/v2/tickets",
                "query": {"include": "<%= context.include %>"},
                "headers": {"Authorization": "Basic <%= encode(iparam.freshdesk_api_key) %>"},
            },
            "options": {"maxAttempts": 2, "retryDelay": 500},
        },
    })
}

fn entities() -> Value {
    json!({
        "calls": {"fields": [
            {"name": "number", "label": "Number", "type": "text", "filterable": true},
            {"name": "state", "label": "State", "type": "enum", "choices": [{"id": 1, "value": "ringing"}]},
        ]},
    })
}

/// Makes one change and compares all errors and warnings, as they are printed.
#[track_caller]
fn check(change: impl FnOnce(&mut Fixture), errors: &[&str], warnings: &[&str]) {
    let mut fixture = Fixture::new();
    change(&mut fixture);
    let report = fixture.judge();
    let printed =
        |findings: &[super::Finding]| findings.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(printed(&report.errors), errors, "errors");
    assert_eq!(printed(&report.warnings), warnings, "warnings");
}

/// Changes one JSON file and compares all errors; there must be no warnings.
#[track_caller]
fn refused(file: &str, change: impl FnOnce(&mut Value), errors: &[&str]) {
    check(|app| app.edit(file, change), errors, &[]);
}

#[test]
fn a_sound_app_passes() {
    check(|_| {}, &[], &[]);
}
