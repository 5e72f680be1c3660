//! Files and folders.

use std::fs;

use md5::{Digest, Md5};
use serde_json::json;

use super::{Fixture, check};

#[test]
fn a_wasm_file_below_server_does_not_travel() {
    check(
        |app| app.write("server/lib/core.wasm", "\0asm"),
        &[],
        &[
            "server/lib/core.wasm: The file will not be in the package, which takes .js and .pem files only; put its content into a .js file. [server-dir]",
        ],
    );
}

#[test]
fn test_data_and_installed_packages_stay_behind_without_a_word() {
    check(
        |app| {
            app.write("server/test_data/onAppInstall.json", "{}");
            app.write("server/node_modules/randombytes/index.js", "");
        },
        &[],
        &[],
    );
}

#[test]
fn a_file_that_does_not_belong_in_config_is_refused() {
    check(
        |app| app.write("config/notes.txt", ""),
        &[
            "config/notes.txt: This does not belong in config/; it may hold iparams.html, iparams.json, iparam_test_data.json, oauth_config.json, entities.json, requests.json, assets only. [config-dir]",
        ],
        &[],
    );
}

#[test]
fn old_test_data_for_parameters_is_warned_of() {
    check(
        |app| app.write("config/iparam_test_data.json", "{}"),
        &[],
        &["config/iparam_test_data.json: The file is out of use; remove it. [config-dir]"],
    );
}

#[test]
fn two_kinds_of_installation_page_are_refused() {
    check(
        |app| app.write("config/iparams.html", ""),
        &["config/iparams.html: There is iparams.json too; keep one of them. [iparam]"],
        &[],
    );
}

#[test]
fn no_installation_page_is_refused() {
    check(
        |app| app.remove("config/iparams.json"),
        &["config/iparams.json: The file is missing; add it, at least as {}. [iparam]"],
        &[],
    );
}

#[test]
fn a_big_file_below_app_is_refused() {
    check(
        |app| app.write("app/big.html", &" ".repeat(2_000_001)),
        &[
            "app/big.html: The file has 2000001 bytes, and 2000000 are allowed; make it smaller or split it. [app-dir]",
        ],
        &[],
    );
}

#[test]
fn a_package_over_the_limit_is_refused() {
    let app = Fixture::new();
    // Bytes that do not compress, so that the package is as big: hashes of numbers.
    let noise: Vec<u8> = (0..320_000_u32)
        .flat_map(|number| Md5::digest(number.to_le_bytes()))
        .collect();
    fs::write(app.path().join("config/assets/noise.bin"), noise).unwrap();
    let report = app.judge();
    let rules: Vec<&str> = report
        .errors
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    assert_eq!(rules, ["pkgsize"]);
}

#[test]
fn a_server_folder_without_its_entry_point_is_refused() {
    check(
        |app| {
            app.remove("server/server.js");
            app.write("server/lib/a.js", "exports = {};");
            app.edit("manifest.json", |manifest| {
                let common = manifest["modules"]["common"].as_object_mut().unwrap();
                common.remove("events");
                common.remove("functions");
                manifest.as_object_mut().unwrap().remove("dependencies");
            });
            app.scripts["exports"] = json!(null);
            app.scripts["requires"] = json!([]);
        },
        &[
            "server/server.js: The folder server/ has no server.js, its only entry point; add it or remove the folder. [event]",
        ],
        &[],
    );
}

#[test]
fn dependencies_without_server_code_are_refused() {
    check(
        |app| {
            app.remove("server/server.js");
            fs::remove_dir(app.path().join("server")).unwrap();
            app.edit("manifest.json", |manifest| {
                let common = manifest["modules"]["common"].as_object_mut().unwrap();
                common.remove("events");
                common.remove("functions");
            });
            app.scripts["exports"] = json!(null);
            app.scripts["requires"] = json!([]);
        },
        &[
            "manifest.json:21: The app has no server code, so its dependencies are of no use; remove them. [manifest-dependency]",
        ],
        &[],
    );
}

#[test]
fn a_package_that_is_required_but_not_listed_is_refused() {
    check(
        |app| {
            app.scripts["requires"].as_array_mut().unwrap().push(
        json!({"file": "server/server.js", "line": 2, "path": "crypto", "package": "crypto"}),
    );
        },
        &[
            "server/server.js:2: 'crypto' is not listed in manifest; add it to the dependencies (Node's own modules do not exist here). [no-dependency-mismatch]",
        ],
        &[],
    );
}

#[test]
fn a_package_that_is_listed_but_not_used_is_refused() {
    check(
        |app| app.scripts["requires"] = json!([]),
        &[
            "manifest.json:32: No server code requires `randombytes`; remove it from the dependencies. [no-dependency-mismatch]",
        ],
        &[],
    );
}

#[test]
fn a_required_file_must_exist_without_its_suffix() {
    check(
        |app| {
            app.write("server/lib/core.js", "exports = {};");
            app.scripts["requires"].as_array_mut().unwrap().extend([
                json!({"file": "server/server.js", "line": 2, "path": "./lib/core"}),
                json!({"file": "server/server.js", "line": 3, "path": "./lib/core.js"}),
                json!({"file": "server/lib/core.js", "line": 4, "path": "../../app/shared"}),
            ]);
        },
        &[
            "server/server.js:3: `./lib/core.js` is not found, because the platform looks for server/lib/core.js.js; it adds `.js` itself and loads nothing else. [require]",
            "server/lib/core.js:4: `../../app/shared` leads out of server/, which the platform refuses; move the file. [require]",
        ],
        &[],
    );
}
