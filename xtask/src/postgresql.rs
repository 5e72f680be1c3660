//! The PostgreSQL server of the gateway's tests: finds its programs, or installs them where that may be done.
//!
//! The tests start and end a server of their own.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::debian;

/// Where Debian keeps the programs, in a folder for each version.
const FOLDER: &str = "/usr/lib/postgresql";

const MISSING: &str = "The gateway's tests with PostgreSQL need the programs of a PostgreSQL server: install them (on Debian: `apt-get install postgresql`), with `initdb` on the PATH.";

/// The environment variable that tells the tests where the programs are, and that they are to be used.
pub(crate) const PROGRAMS: &str = "POSTGRESQL_PROGRAMS";

/// The folder with the server's programs.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    debian::install("postgresql", "the gateway's tests", MISSING)?;
    find().context(MISSING)
}

/// The newest version of Debian's, or what is on the PATH.
fn find() -> Option<PathBuf> {
    let versions = std::fs::read_dir(FOLDER).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    folders.sort();
    let on_path = || which::which("initdb").ok()?.parent().map(Path::to_owned);
    folders.pop().or_else(on_path)
}
