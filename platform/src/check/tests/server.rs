//! What the manifest and `server/server.js` say of each other.

use serde_json::{Value, json};

use super::{check, refused};

#[test]
fn a_handler_that_is_not_exported_is_refused() {
    refused(
        "manifest.json",
        |manifest| {
            manifest["modules"]["common"]["events"]["onExternalEvent"] =
                json!({"handler": "onExternalEventHandler"});
        },
        &[
            "manifest.json:15: The event onExternalEvent needs `onExternalEventHandler`, which server.js does not export; add it. [event]",
        ],
    );
}

#[test]
fn a_handler_that_the_platform_cannot_see_is_refused_with_the_reason() {
    check(
        |app| {
            app.scripts["exports"] = json!({
                "line": 3,
                "seen": ["onAppInstallHandler"],
                "unseen": {"placeCall": {"line": 5, "why": "it is an arrow function"}},
            });
        },
        &[
            "manifest.json:17: The manifest's function needs `placeCall`, which the platform does not see in server.js, because it is an arrow function; write `placeCall: function (args) { … }`. [event]",
        ],
        &[],
    );
}

#[test]
fn an_unreadable_export_is_refused_once() {
    check(
        |app| {
            app.scripts["exports"] =
                json!({"line": 3, "message": "there is no top-level `exports = { … }`"});
        },
        &[
            "server/server.js:3: The exported functions cannot be found: there is no top-level `exports = { … }`; write one `exports = { name: function (args) { … } }`. [event]",
        ],
        &[],
    );
}

#[test]
fn events_without_server_code_are_refused() {
    check(
        |app| {
            app.remove("server/server.js");
            app.edit("manifest.json", |manifest| {
                manifest.as_object_mut().unwrap().remove("dependencies");
            });
            app.scripts["exports"] = Value::Null;
            app.scripts["requires"] = json!([]);
        },
        &[
            "server/server.js: The manifest names events or functions, and there is no server/server.js; add it. [event]",
        ],
        &[],
    );
}

#[test]
fn an_export_that_nothing_names_is_warned_of() {
    check(
        |app| {
            app.scripts["exports"]["seen"] = json!(["onAppInstallHandler", "placeCall", "helper"]);
        },
        &[],
        &[
            "server/server.js:3: `helper` is exported, and the manifest names it neither as a handler nor as a function; declare it or remove it. [event]",
        ],
    );
}
