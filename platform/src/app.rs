//! The model of an app: what its manifest and its `config/` files say, and the files it ships.
//!
//! It runs nothing and judges no style: [`crate::check`] does the second, the runtime the first.
//! Reading an app refuses only what could not be run.
//! Parameters are those of `config/iparams.json`; a hand-written installation page declares none here.

mod entities;
mod expression;
mod files;
mod manifest;
mod parameters;
mod templates;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;

pub use self::entities::{Choice, Entities, Entity, EntityField, FieldKind};
pub(crate) use self::files::{Listed, listing, read_folder};
pub use self::manifest::{Event, Function, Location, Manifest, Module, Placement};
pub use self::parameters::{ChangeEvent, Parameter, ParameterKind, ParameterOption, Parameters};
pub use self::templates::{
    Caller, Method, Protocol, RenderedRequest, RequestOptions, RequestSchema, Scope, Template,
    TemplateError, Templates,
};

/// The manifest's place in an app.
pub const MANIFEST: &str = "manifest.json";
/// The request templates' place in an app.
pub const REQUESTS: &str = "config/requests.json";
/// The installation parameters' place in an app.
pub const PARAMETERS: &str = "config/iparams.json";
/// The entity definitions' place in an app.
pub const ENTITIES: &str = "config/entities.json";
/// The one entry point of an app's server code.
pub const SERVER: &str = "server/server.js";

/// An app as it was packed: its declarations, understood, and its files, as they are.
#[derive(Clone, Debug)]
pub struct App {
    /// What `manifest.json` declares.
    pub manifest: Manifest,
    /// The installation parameters of `config/iparams.json`; none when the file is absent.
    pub parameters: Parameters,
    /// The request templates of `config/requests.json`; none when the file is absent.
    pub templates: Templates,
    /// The entities of `config/entities.json`; none when the file is absent.
    pub entities: Entities,
    files: BTreeMap<String, Vec<u8>>,
}

impl App {
    /// Reads a packed zip.
    pub fn from_zip(path: &Path) -> Result<Self, AppError> {
        Self::from_files(files::unzip(path, files::UNPACKED_LIMIT)?)
    }

    /// Reads an unpacked app folder, with the files that its package would hold and no others.
    pub fn from_folder(path: &Path) -> Result<Self, AppError> {
        Self::from_files(read_folder(path)?)
    }

    /// The bytes of a file, named by its path in the package: `server/server.js`, `app/index.html`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// All files, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    fn from_files(files: BTreeMap<String, Vec<u8>>) -> Result<Self, AppError> {
        let manifest = text(&files, MANIFEST)?.ok_or_else(|| AppError::Missing {
            file: MANIFEST.to_owned(),
        })?;
        let manifest = Manifest::parse(manifest)?;
        let parameters = text(&files, PARAMETERS)?
            .map(Parameters::parse)
            .transpose()?
            .unwrap_or_default();
        let templates = text(&files, REQUESTS)?
            .map(Templates::parse)
            .transpose()?
            .unwrap_or_default();
        let entities = text(&files, ENTITIES)?
            .map(Entities::parse)
            .transpose()?
            .unwrap_or_default();
        AppError::unless_empty(REQUESTS, templates.misplaced(&parameters))?;
        Ok(Self {
            manifest,
            parameters,
            templates,
            entities,
            files,
        })
    }
}

/// One thing wrong in one JSON file of an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The keys that lead to the place, outermost first.
    pub at: Vec<String>,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
}

impl Problem {
    /// A problem at the place that these keys lead to.
    pub fn new<const N: usize>(at: [&str; N], message: impl Into<String>) -> Self {
        Self {
            at: at.map(str::to_owned).to_vec(),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.at.join("."), self.message)
    }
}

/// Why an app cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// A file or folder could not be read.
    #[error("{path} cannot be read: {source}.")]
    Unreadable {
        /// Which one.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The package is not a zip, or a broken one.
    #[error("{path} is not a readable zip: {why}.")]
    NotAZip {
        /// Which file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// A file that every app has is missing.
    #[error("The app has no {file}; add it.")]
    Missing {
        /// Its path in the package.
        file: String,
    },
    /// A JSON file cannot be parsed, or does not have the shape it must have.
    #[error("{file} is not what it should be: {why}.")]
    Malformed {
        /// Its path in the package.
        file: String,
        /// What the parser said, with line and column.
        why: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// A JSON file is well formed but says something that cannot work.
    #[error("{file}: {}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Wrong {
        /// Its path in the package.
        file: String,
        /// Everything found, at least one.
        problems: Vec<Problem>,
    },
}

impl AppError {
    fn unless_empty(file: &str, problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        Err(Self::Wrong {
            file: file.to_owned(),
            problems,
        })
    }
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, path: &str) -> Result<Option<&'a str>, AppError> {
    let Some(bytes) = files.get(path) else {
        return Ok(None);
    };
    std::str::from_utf8(bytes)
        .map(Some)
        .map_err(|_| AppError::Malformed {
            file: path.to_owned(),
            why: "it is not UTF-8 text".to_owned(),
            line: 1,
        })
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(|error| AppError::Malformed {
        file: file.to_owned(),
        why: error.to_string(),
        line: error.line(),
    })
}

#[cfg(test)]
mod tests;
