//! Which files and folders an app may have, and how big they may be.

use std::fs;
use std::io;
use std::path::Path;

use super::sources::Sources;
use super::{CheckError, Report};
use crate::app::{AppError, MANIFEST, PARAMETERS};
use crate::pack::{Archive, PackError, SIZE_LIMIT};

/// The most bytes a single file below `app/` may have.
const FILE_LIMIT: usize = 2_000_000;

/// What `config/` may hold.
const CONFIGURATION: [&str; 7] = [
    "iparams.html",
    "iparams.json",
    "iparam_test_data.json",
    "oauth_config.json",
    "entities.json",
    "requests.json",
    "assets",
];

/// Folders below `server/` that everybody knows to stay behind.
const STAYING: [&str; 2] = ["node_modules", "test_data"];

pub(super) fn check(sources: &Sources, report: &mut Report) -> Result<(), CheckError> {
    if !sources.has(MANIFEST) {
        report.error(
            "manifest",
            MANIFEST,
            None,
            "The app has no manifest.json; add it.",
        );
    }
    let in_app = sources.sizes().filter(|(file, _)| file.starts_with("app/"));
    for (file, size) in in_app.filter(|(_, size)| *size > FILE_LIMIT) {
        let message = format!(
            "The file has {size} bytes, and {FILE_LIMIT} are allowed; make it smaller or split it."
        );
        report.error("app-dir", file, None, message);
    }
    configuration(sources, report)?;
    let server = sources.folder.join("server");
    if server.is_dir() {
        left_behind(&server, "server", sources, report)?;
    }
    // Packing takes seconds, and makes nothing bigger.
    if sources.sizes().map(|(_, size)| size).sum::<usize>() > SIZE_LIMIT {
        let size = Archive::of(&sources.folder)?.bytes.len();
        if size > SIZE_LIMIT {
            let message = PackError::TooBig { size }.to_string();
            report.error("pkgsize", "the package", None, message);
        }
    }
    Ok(())
}

fn configuration(sources: &Sources, report: &mut Report) -> Result<(), CheckError> {
    let folder = sources.folder.join("config");
    if !folder.is_dir() {
        let message = "The folder config/ is missing; it must hold iparams.json or iparams.html.";
        report.error("config-dir", "config", None, message);
        return Ok(());
    }
    for name in names(&folder)?.iter().filter(|name| !name.starts_with('.')) {
        let file = format!("config/{name}");
        if !CONFIGURATION.contains(&name.as_str()) {
            let allowed = CONFIGURATION.join(", ");
            let message = format!("This does not belong in config/; it may hold {allowed} only.");
            report.error("config-dir", &file, None, message);
        }
        if name == "iparam_test_data.json" {
            report.warning(
                "config-dir",
                &file,
                None,
                "The file is out of use; remove it.",
            );
        }
    }
    let page = "config/iparams.html";
    match (sources.has(PARAMETERS), sources.has(page)) {
        (true, true) => report.error(
            "iparam",
            page,
            None,
            "There is iparams.json too; keep one of them.",
        ),
        (false, false) => report.error(
            "iparam",
            PARAMETERS,
            None,
            "The file is missing; add it, at least as {}.",
        ),
        (true, false) | (false, true) => {}
    }
    Ok(())
}

/// Warns of files below `server/` that will not be in the package.
fn left_behind(
    folder: &Path,
    name: &str,
    sources: &Sources,
    report: &mut Report,
) -> Result<(), CheckError> {
    for child in names(folder)? {
        let path = folder.join(&child);
        let file = format!("{name}/{child}");
        if path.is_dir() {
            if !STAYING.contains(&child.as_str()) {
                left_behind(&path, &file, sources, report)?;
            }
        } else if !sources.has(&file) {
            let message = "The file will not be in the package, which takes .js and .pem files only; \
                           put its content into a .js file.";
            report.warning("server-dir", &file, None, message);
        }
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, CheckError> {
    let read = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    };
    read().map_err(|source| {
        CheckError::Unreadable(AppError::Unreadable {
            path: folder.display().to_string(),
            source,
        })
    })
}
