//! Packing a folder.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use md5::{Digest, Md5};
use tempfile::TempDir;
use zip::ZipArchive;

use super::{PackError, pack};

const FILES: [(&str, &str); 14] = [
    ("README.md", "# App"),
    (".report.json", r#"{"lints":[]}"#),
    ("manifest.json", "{}"),
    ("actions.json", "{}"),
    ("config/requests.json", "{}"),
    ("config/assets/iparams.js", "js"),
    ("server/server.js", "exports = {};"),
    ("server/lib/core.js", "core"),
    ("server/lib/core.wasm", "dropped"),
    ("server/test_data/a.js", "dropped"),
    ("app/b.html", "<b>"),
    ("app/a/z.css", "z"),
    ("app/A.js", "A"),
    ("app/.DS_Store", "dropped"),
];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn entries(zip: &Path) -> Vec<(String, String)> {
    let mut archive = ZipArchive::new(File::open(zip).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().into_owned(), text)
        })
        .collect()
}

#[test]
fn files_travel_in_the_vendors_order_under_names_that_begin_with_a_dot() {
    let folder = folder();
    let zip = folder.path().join("dist/app.zip");
    let packed = pack(folder.path(), &zip).unwrap();
    let names: Vec<String> = entries(&zip).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "./app/A.js",
            "./app/a/z.css",
            "./app/b.html",
            "./server/lib/core.js",
            "./server/server.js",
            "./config/assets/iparams.js",
            "./config/requests.json",
            "./manifest.json",
            "./actions.json",
            "./.report.json",
            "./README.md",
            "./digest.md5",
        ]
    );
    let listed: Vec<String> = packed
        .files
        .iter()
        .map(|name| format!("./{name}"))
        .collect();
    assert_eq!(listed, names);
    assert_eq!(packed.size as u64, fs::metadata(&zip).unwrap().len());
}

#[test]
fn the_digest_is_that_of_the_pages_and_the_manifest() {
    let folder = folder();
    let zip = folder.path().join("app.zip");
    let packed = pack(folder.path(), &zip).unwrap();
    // The MD5 digest of "Az<b>{}", from the md5sum program.
    let expected = "5504fe33acfcdb2d324dc771a0170d67";
    assert_eq!(packed.digest, expected);
    assert_eq!(
        fs::read_to_string(folder.path().join("digest.md5")).unwrap(),
        expected
    );
    assert_eq!(entries(&zip).last().unwrap().1, expected);
}

#[test]
fn the_same_contents_give_the_same_bytes() {
    let (one, other) = (folder(), folder());
    // Written again: later, in another order, and with another permission.
    fs::write(other.path().join("app/A.js"), "A").unwrap();
    let mut permissions = fs::metadata(other.path().join("README.md"))
        .unwrap()
        .permissions();
    permissions.set_readonly(true);
    fs::set_permissions(other.path().join("README.md"), permissions).unwrap();
    let bytes = |folder: &TempDir| {
        let zip = folder.path().join("app.zip");
        pack(folder.path(), &zip).unwrap();
        pack(folder.path(), &zip).unwrap();
        fs::read(zip).unwrap()
    };
    assert_eq!(bytes(&one), bytes(&other));
}

#[test]
fn an_app_without_a_report_is_packed_without_one() {
    let folder = folder();
    fs::remove_file(folder.path().join(".report.json")).unwrap();
    let packed = pack(folder.path(), &folder.path().join("app.zip")).unwrap();
    assert!(!packed.files.contains(&".report.json".to_owned()));
}

#[test]
fn a_package_over_the_limit_is_not_written() {
    let folder = folder();
    // Bytes that do not compress: hashes of numbers.
    let noise: Vec<u8> = (0..320_000_u32)
        .flat_map(|number| Md5::digest(number.to_le_bytes()))
        .collect();
    fs::write(folder.path().join("app/noise.bin"), noise).unwrap();
    let zip = folder.path().join("app.zip");
    let error = pack(folder.path(), &zip).unwrap_err();
    assert!(
        matches!(error, PackError::TooBig { size } if size > 5_000_000),
        "{error}"
    );
    assert!(!zip.exists());
}
