//! Reading whole apps, packed and unpacked.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::files::unzip;
use super::{App, AppError};

const MANIFEST: &str = r#"{
  "platform-version": "3.0",
  "modules": {
    "common": {
      "location": {"cti_global_sidebar": {"url": "softphone.html", "icon": "icon.svg"}},
      "events": {"onAppInstall": {"handler": "onAppInstallHandler"}},
      "functions": {"placeCall": {"timeout": 25}, "getCall": {}},
      "requests": {"createTicket": {}}
    },
    "support_ticket": {
      "location": {"ticket_background": {"url": "background.html"}},
      "events": {"onTicketCreate": {"handler": "onTicketCreateHandler"}}
    }
  },
  "engines": {"node": "24.11.1", "fdk": "10.1.2"},
  "dependencies": {"randombytes": "2.1.0"}
}"#;

const FILES: [(&str, &str); 6] = [
    ("manifest.json", MANIFEST),
    ("app/softphone.html", "<!doctype html>"),
    ("server/server.js", "exports = {};"),
    (
        "config/iparams.json",
        r#"{"key": {"display_name": "Key", "type": "text", "secure": true}}"#,
    ),
    (
        "config/requests.json",
        r#"{"createTicket": {"schema": {"method": "POST", "host": "api.example.com"}}}"#,
    ),
    (
        "config/entities.json",
        r#"{"calls": {"fields": [{"name": "state", "label": "State", "type": "enum", "choices": [{"id": 1, "value": "ringing"}]}]}}"#,
    ),
];

/// A folder with the files above and some more.
fn folder(more: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES.iter().chain(more) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// A zip with one entry.
fn zip(folder: &Path, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = folder.join("package.zip");
    let mut zip = ZipWriter::new(File::create(&path).unwrap());
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap();
    path
}

#[track_caller]
fn refused(more: &[(&str, &str)], expected: &str) {
    let error = App::from_folder(folder(more).path()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_folder_and_its_package_are_the_same_app() {
    let folder = folder(&[]);
    let package = folder.path().join("dist.zip");
    crate::pack::pack(folder.path(), &package).unwrap();
    let unpacked = App::from_folder(folder.path()).unwrap();
    let packed = App::from_zip(&package).unwrap();
    let files = |app: &App| {
        app.files()
            .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
            .collect::<Vec<_>>()
    };
    let mut expected = files(&unpacked);
    expected.push((
        "digest.md5".to_owned(),
        packed.file("digest.md5").unwrap().to_vec(),
    ));
    expected.sort();
    assert_eq!(files(&packed), expected);
    assert_eq!(
        packed.file("server/server.js"),
        Some("exports = {};".as_bytes())
    );
    assert_eq!(packed.file("server/missing.js"), None);
}

#[test]
fn a_manifest_is_asked_across_its_modules() {
    let manifest = App::from_folder(folder(&[]).path()).unwrap().manifest;
    assert_eq!(
        manifest.handler("onAppInstall"),
        Some("onAppInstallHandler")
    );
    assert_eq!(
        manifest.handler("onTicketCreate"),
        Some("onTicketCreateHandler")
    );
    assert_eq!(manifest.handler("onExternalEvent"), None);
    assert_eq!(
        manifest.function("placeCall").unwrap().timeout.as_secs(),
        25
    );
    assert_eq!(manifest.function("getCall").unwrap().timeout.as_secs(), 20);
    assert!(manifest.function("createTicket").is_none());
    assert!(manifest.declares_template("createTicket"));
    assert!(!manifest.declares_template("placeCall"));
    assert!(manifest.needs_server());
    assert_eq!(manifest.dependencies()["randombytes"], "2.1.0");
    let places: Vec<_> = manifest
        .locations()
        .map(|place| (place.module, place.name, place.url, place.icon))
        .collect();
    assert_eq!(
        places,
        [
            (
                "common",
                "cti_global_sidebar",
                "softphone.html",
                Some("icon.svg")
            ),
            (
                "support_ticket",
                "ticket_background",
                "background.html",
                None
            ),
        ]
    );
}

#[test]
fn entities_keep_their_fields_and_choices() {
    let entities = App::from_folder(folder(&[]).path()).unwrap().entities;
    let [field] = entities.get("calls").unwrap().fields.as_slice() else {
        panic!("one field");
    };
    assert_eq!(
        (field.name.as_str(), field.kind),
        ("state", super::FieldKind::Enum)
    );
    assert_eq!(
        field.choices,
        [super::Choice {
            id: 1,
            value: "ringing".to_owned()
        }]
    );
}

#[test]
fn what_the_packer_drops_is_not_in_the_app() {
    let folder = folder(&[
        ("server/lib/core.js", ""),
        ("server/lib/core.wasm", ""),
        ("server/lib/data.json", ""),
        ("server/cert.pem", ""),
        ("server/test_data/onAppInstall.js", ""),
        ("server/node_modules/randombytes/index.js", ""),
        ("app/.DS_Store", ""),
        ("app/.git/config", ""),
        ("app/Thumbs.db", ""),
        ("app/core.wasm", ""),
        ("coverage/index.html", ""),
        ("notes.txt", ""),
    ]);
    let app = App::from_folder(folder.path()).unwrap();
    let names: Vec<&str> = app.files().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "app/core.wasm",
            "app/softphone.html",
            "config/entities.json",
            "config/iparams.json",
            "config/requests.json",
            "manifest.json",
            "server/cert.pem",
            "server/lib/core.js",
            "server/server.js",
        ]
    );
}

#[test]
fn an_app_without_configuration_has_none() {
    let folder = folder(&[]);
    for file in [
        "config/iparams.json",
        "config/requests.json",
        "config/entities.json",
    ] {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    let app = App::from_folder(folder.path()).unwrap();
    assert_eq!(app.parameters.iter().count(), 0);
    assert_eq!(app.templates.iter().count(), 0);
    assert_eq!(app.entities.iter().count(), 0);
}

#[test]
fn an_app_without_a_manifest_is_refused() {
    let folder = folder(&[]);
    fs::remove_file(folder.path().join("manifest.json")).unwrap();
    let error = App::from_folder(folder.path()).unwrap_err();
    assert_eq!(error.to_string(), "The app has no manifest.json; add it.");
}

#[test]
fn a_file_of_another_shape_is_refused_with_its_line() {
    refused(
        &[(
            "config/iparams.json",
            "{\n  \"key\": {\"display_name\": \"Key\", \"type\": \"colour\"}\n}",
        )],
        "config/iparams.json is not what it should be: unknown variant `colour`, expected one of `text`, `paragraph`, `dropdown`, \
         `email`, `phone_number`, `number`, `url`, `radio`, `checkbox`, `multiselect`, `date` at line 2 column 49.",
    );
}

#[test]
fn a_misplaced_placeholder_is_refused_when_the_app_is_read() {
    refused(
        &[(
            "config/requests.json",
            r#"{"a": {"schema": {"method": "GET", "host": "api.example.com", "path": "/<%= iparam.key %>"}}}"#,
        )],
        "config/requests.json: a.schema.path: The path names iparam.key, which is secure; a secure parameter may stand in a header only.",
    );
}

#[test]
fn a_parameter_that_is_not_declared_is_refused_when_the_app_is_read() {
    refused(
        &[(
            "config/requests.json",
            r#"{"a": {"schema": {"method": "GET", "host": "<%= iparam.host %>"}}}"#,
        )],
        "config/requests.json: a.schema.host: The host names iparam.host, which config/iparams.json does not declare; \
         declare it or correct the name.",
    );
}

#[test]
fn a_file_that_is_no_zip_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("package.zip");
    fs::write(&path, "PK, but not really").unwrap();
    assert!(matches!(
        App::from_zip(&path),
        Err(AppError::NotAZip { .. })
    ));
    assert!(matches!(
        App::from_zip(&folder.path().join("missing.zip")),
        Err(AppError::Unreadable { .. })
    ));
}

#[test]
fn an_entry_that_leads_out_of_the_app_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = zip(folder.path(), "../manifest.json", MANIFEST.as_bytes());
    let error = App::from_zip(&path).unwrap_err().to_string();
    assert!(
        error.ends_with("an entry's name leads out of the app."),
        "{error}"
    );
}

#[test]
fn a_zip_that_unpacks_to_too_much_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = zip(folder.path(), "app/zeros", &[0; 1000]);
    assert!(unzip(&path, 1000).is_ok());
    let error = unzip(&path, 999).unwrap_err().to_string();
    assert!(
        error.ends_with("it unpacks to more than 999 bytes."),
        "{error}"
    );
}
