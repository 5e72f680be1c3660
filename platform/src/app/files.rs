//! Which files of an app folder travel in its package, and reading packages.
//!
//! The list and its order are the vendor's packer's; writing a package is [`crate::pack`]'s.

use std::collections::BTreeMap;
use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::AppError;

/// Bytes for a whole package in memory; packed it may have 5 MB, so this is never met by accident.
pub(super) const UNPACKED_LIMIT: u64 = 64 * 1024 * 1024;

/// Single files that travel, in the vendor's order; the digest is made when packing.
const SINGLE_FILES: [&str; 4] = ["manifest.json", "actions.json", ".report.json", "README.md"];

/// A file that belongs in the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its path in the package, with `/` between the parts.
    pub(crate) name: String,
    /// Where it is on disk.
    pub(crate) path: PathBuf,
}

/// The files of an app folder that travel in its package, in the vendor's order, without the digest.
///
/// Of `server/` only `.js` and `.pem` files travel; of every folder dotfiles and desktop leftovers stay behind.
pub(crate) fn listing(folder: &Path) -> Result<Vec<Listed>, AppError> {
    let mut files = Vec::new();
    for part in ["app", "src", "server", "config"] {
        if folder.join(part).is_dir() {
            walk(folder, part, &mut files)?;
        }
    }
    for name in SINGLE_FILES {
        let path = folder.join(name);
        if path.is_file() {
            files.push(Listed {
                name: name.to_owned(),
                path,
            });
        }
    }
    Ok(files)
}

/// Adds the files below one folder, in the order of their names, files and folders mixed.
fn walk(root: &Path, folder: &str, files: &mut Vec<Listed>) -> Result<(), AppError> {
    let in_server = folder == "server" || folder.starts_with("server/");
    let path = root.join(folder);
    let unreadable = |source| AppError::Unreadable {
        path: path.display().to_string(),
        source,
    };
    let mut names = fs::read_dir(&path)
        .and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>)
        .map_err(unreadable)?
        .iter()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect::<Vec<_>>();
    names.sort();
    for name in names {
        let path = path.join(&name);
        if is_leftover(&name) {
            continue;
        }
        let below = format!("{folder}/{name}");
        if path.is_dir() {
            if !(in_server && is_left_behind(&name)) {
                walk(root, &below, files)?;
            }
        } else if !in_server || is_server_code(&path) {
            files.push(Listed { name: below, path });
        }
    }
    Ok(())
}

/// Whether a name is that of a dotfile or of something a desktop leaves in every folder.
fn is_leftover(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with(".Trashes")
        || matches!(name, "Thumbs.db" | "desktop.ini")
}

/// Whether a folder below `server/` is one that the packer leaves behind: it matches the ends of names.
fn is_left_behind(name: &str) -> bool {
    ["node_modules", "etc", "test_data"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn is_server_code(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "js" || extension == "pem")
}

/// Reads the files of a folder that travel in its package.
pub(crate) fn read_folder(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, AppError> {
    listing(folder)?
        .into_iter()
        .map(|file| {
            let bytes = fs::read(&file.path).map_err(|source| AppError::Unreadable {
                path: file.path.display().to_string(),
                source,
            })?;
            Ok((file.name, bytes))
        })
        .collect()
}

/// Reads all files of a zip, which together may have `limit` bytes.
pub(super) fn unzip(path: &Path, limit: u64) -> Result<BTreeMap<String, Vec<u8>>, AppError> {
    let not_a_zip = |why: String| AppError::NotAZip {
        path: path.display().to_string(),
        why,
    };
    let file = File::open(path).map_err(|source| AppError::Unreadable {
        path: path.display().to_string(),
        source,
    })?;
    let mut archive = ZipArchive::new(file).map_err(|error| not_a_zip(error.to_string()))?;
    let mut files = BTreeMap::new();
    let mut room = limit;
    for index in 0..archive.len() {
        let mut entry = archive
            .by_index(index)
            .map_err(|error| not_a_zip(error.to_string()))?;
        if entry.is_dir() {
            continue;
        }
        let name = entry
            .enclosed_name()
            .and_then(|name| name.to_str().map(str::to_owned))
            .ok_or_else(|| not_a_zip("an entry's name leads out of the app".to_owned()))?;
        let mut bytes = Vec::new();
        // One byte more than there is room for tells a file that fits from one that does not.
        let read = entry
            .by_ref()
            .take(room.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| not_a_zip(error.to_string()))?;
        room = room
            .checked_sub(read as u64)
            .ok_or_else(|| not_a_zip(format!("it unpacks to more than {limit} bytes")))?;
        files.insert(name, bytes);
    }
    Ok(files)
}
