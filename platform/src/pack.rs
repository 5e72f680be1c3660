//! Packs a staged app folder as the vendor's packer does: same files, same order, same digest.
//!
//! Judging the app is [`crate::check`]'s job; only the package's size is looked at here, as the vendor does after packing.
//! The same folder always gives the same bytes.

use std::fs;
use std::io::{self, Cursor, Write};
use std::path::{Path, PathBuf};

use md5::{Digest, Md5};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::app::{self, AppError, Listed, MANIFEST};

/// The most bytes a package may have.
pub const SIZE_LIMIT: usize = 5_000_000;

/// Above 9 the zip library packs with zopfli, so many rounds of it: 8 % smaller than the vendor's packer for a few seconds.
const COMPRESSION: i64 = 14;

/// The digest's place in an app.
const DIGEST: &str = "digest.md5";

/// A package that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Where it is.
    pub path: PathBuf,
    /// How many bytes it has.
    pub size: usize,
    /// What is in it, in the order of the entries.
    pub files: Vec<String>,
    /// The MD5 digest of the pages and the manifest, in hexadecimal.
    pub digest: String,
}

/// Why an app cannot be packed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The app folder cannot be read.
    #[error(transparent)]
    Unreadable(#[from] AppError),
    /// The package is bigger than the vendor takes.
    #[error("The package has {size} bytes, and {SIZE_LIMIT} are allowed; make the app smaller.")]
    TooBig {
        /// How many bytes it has.
        size: usize,
    },
    /// The package or the digest cannot be written.
    #[error("{} cannot be written: {why}.", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
}

/// Packs `app_folder` into `zip` and leaves `digest.md5` in the folder.
///
/// The folder's `.report.json` is taken along as the check wrote it.
pub fn pack(app_folder: &Path, zip: &Path) -> Result<Packed, PackError> {
    let archive = Archive::of(app_folder)?;
    let size = archive.bytes.len();
    if size > SIZE_LIMIT {
        return Err(PackError::TooBig { size });
    }
    write(&app_folder.join(DIGEST), archive.digest.as_bytes())?;
    write(zip, &archive.bytes)?;
    Ok(Packed {
        path: zip.to_owned(),
        size,
        files: archive.files,
        digest: archive.digest,
    })
}

/// A package in memory.
pub(crate) struct Archive {
    /// The zip.
    pub(crate) bytes: Vec<u8>,
    files: Vec<String>,
    digest: String,
}

impl Archive {
    /// Packs a folder in memory.
    pub(crate) fn of(folder: &Path) -> Result<Self, PackError> {
        let mut digest = Md5::new();
        let mut manifest = Vec::new();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut files = Vec::new();
        for Listed { name, path } in app::listing(folder)? {
            let bytes = fs::read(&path).map_err(|source| AppError::Unreadable {
                path: path.display().to_string(),
                source,
            })?;
            add(&mut zip, folder, &name, &bytes)?;
            if name.starts_with("app/") {
                digest.update(&bytes);
            } else if name == MANIFEST {
                manifest = bytes;
            }
            files.push(name);
        }
        digest.update(&manifest);
        let digest = format!("{:032x}", u128::from_be_bytes(digest.finalize().into()));
        add(&mut zip, folder, DIGEST, digest.as_bytes())?;
        files.push(DIGEST.to_owned());
        let bytes = zip
            .finish()
            .map_err(|error| unwritable(folder, error))?
            .into_inner();
        Ok(Self {
            bytes,
            files,
            digest,
        })
    }
}

/// Adds a file with neither its time nor its permissions, so that the package depends on the contents alone.
fn add(
    zip: &mut ZipWriter<Cursor<Vec<u8>>>,
    folder: &Path,
    name: &str,
    bytes: &[u8],
) -> Result<(), PackError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(COMPRESSION))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    // The vendor's services expect names that begin with `./`.
    zip.start_file(format!("./{name}"), options)
        .map_err(|error| unwritable(folder, error))?;
    zip.write_all(bytes)
        .map_err(|error| unwritable(folder, error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), PackError> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)
    };
    write().map_err(|why| PackError::Unwritable {
        path: path.to_owned(),
        why,
    })
}

fn unwritable(folder: &Path, error: impl Into<io::Error>) -> PackError {
    PackError::Unwritable {
        path: folder.to_owned(),
        why: error.into(),
    }
}

#[cfg(test)]
mod tests;
