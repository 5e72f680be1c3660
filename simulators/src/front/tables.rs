//! A simulator's tables kept as JSON on disk, so that a restart loses nothing.
//!
//! Without a folder it keeps nothing.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::server::StartError;

/// Where one simulator keeps its tables.
pub(crate) struct Tables(Option<PathBuf>);

impl Tables {
    /// `folder` may not exist yet; `name` is the simulator's.
    pub(crate) fn new(folder: Option<&Path>, name: &str) -> Self {
        Self(folder.map(|folder| folder.join(format!("{name}.json"))))
    }

    /// What the last run kept, if it kept anything.
    pub(crate) fn load<T: DeserializeOwned>(&self) -> Result<Option<T>, StartError> {
        let Some(path) = self.0.as_ref().filter(|path| path.exists()) else {
            return Ok(None);
        };
        let refuse = |why: String| StartError::Tables {
            path: path.display().to_string(),
            why,
        };
        let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| refuse(error.to_string()))
    }

    /// Keeps the tables; a run that cannot keep them goes on and says so.
    pub(crate) fn save<T: Serialize>(&self, tables: &T) {
        let Some(path) = &self.0 else { return };
        if let Err(error) = write(path, tables) {
            eprintln!(
                "The simulator cannot keep its tables in {}: {error}",
                path.display()
            );
        }
    }
}

/// Writes beside the file and renames, so that a crash leaves the old tables or the new ones.
fn write<T: Serialize>(path: &Path, tables: &T) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let fresh = path.with_extension("json.new");
    fs::write(&fresh, serde_json::to_vec(tables)?)?;
    fs::rename(fresh, path)
}
