//! The files of the app folder that is checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::CheckError;
use super::lines::line_of;
use crate::app;

/// An app folder, with what its package would hold in memory.
pub(super) struct Sources {
    /// The folder on disk.
    pub(super) folder: PathBuf,
    files: BTreeMap<String, Vec<u8>>,
}

impl Sources {
    pub(super) fn read(folder: &Path) -> Result<Self, CheckError> {
        Ok(Self {
            folder: folder.to_owned(),
            files: app::read_folder(folder)?,
        })
    }

    /// Whether the package has this file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.files.contains_key(file)
    }

    /// The paths and sizes of all files that travel.
    pub(super) fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.files
            .iter()
            .map(|(file, bytes)| (file.as_str(), bytes.len()))
    }

    /// A file's text; nothing when it is absent or no UTF-8.
    pub(super) fn text(&self, file: &str) -> Option<&str> {
        self.files
            .get(file)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// The JavaScript that the vendor lints: all below `app/` and `server/`.
    pub(super) fn scripts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .keys()
            .filter(|file| file.starts_with("app/") || file.starts_with("server/"))
            .filter(|file| {
                Path::new(file)
                    .extension()
                    .is_some_and(|extension| extension == "js")
            })
            .filter_map(|file| Some((file.as_str(), self.text(file)?)))
    }

    /// The line of a value in a JSON file.
    pub(super) fn line(&self, file: &str, keys: &[String]) -> Option<usize> {
        self.text(file).map(|text| line_of(text, keys))
    }

    /// The line of a value in the manifest.
    pub(super) fn manifest_line<const N: usize>(&self, keys: [&str; N]) -> Option<usize> {
        self.line(app::MANIFEST, &keys.map(str::to_owned))
    }
}
