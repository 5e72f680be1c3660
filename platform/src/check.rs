//! Checks an app folder as the vendor's validators do, and is stricter where they are known to be lax.
//!
//! It says what is wrong and changes nothing but `.report.json`, the vendor's record of the lint results.
//! OAuth, actions, coverage and the npm registry are not looked at.

mod configuration;
mod dependencies;
mod folders;
mod lines;
mod locations;
mod scripts;
mod server;
mod shapes;
mod sources;

use std::fmt;
use std::path::{Path, PathBuf};

use self::scripts::Scripts;
use self::shapes::Shape;
use self::sources::Sources;
use crate::app::{self, AppError, Entities, Manifest, Parameters, Problem, Templates};
use crate::pack::PackError;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What keeps the app from being packed or from working.
    pub errors: Vec<Finding>,
    /// What the vendor only warns of.
    pub warnings: Vec<Finding>,
}

/// One thing that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The vendor's validator or the lint rule that objects.
    pub rule: String,
    /// The file, by its path in the app.
    pub file: String,
    /// The line, counted from 1; absent when the finding is about the file or folder as such.
    pub line: Option<usize>,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {} [{}]", self.message, self.rule)
    }
}

/// Why an app cannot be checked at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The app folder cannot be read.
    #[error(transparent)]
    Unreadable(#[from] AppError),
    /// The app cannot be packed for measuring.
    #[error(transparent)]
    Unpackable(#[from] PackError),
    /// The linter, `eslint`, is not installed.
    #[error("ESLint is not installed in {}; run `npm ci` there.", .0.display())]
    NoEslint(PathBuf),
    /// Node.js cannot be started.
    #[error("`node` cannot be started ({0}); install Node.js 20 or newer.")]
    NoNode(std::io::Error),
    /// The linting program failed.
    #[error("The app's JavaScript could not be checked: {0}.")]
    Scripts(String),
    /// The report cannot be written.
    #[error("{} cannot be written: {why}.", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// A schema of the check itself is wrong.
    #[error("The check's own schema is broken: {why}.")]
    Schema {
        /// What is wrong with it.
        why: String,
    },
}

/// Runs every validator over an app folder that is staged for packing, and writes its `.report.json`.
///
/// `tools` is a folder whose `node_modules` holds `eslint` 9.
pub fn check(app_folder: &Path, tools: &Path) -> Result<Report, CheckError> {
    let sources = Sources::read(app_folder)?;
    let scripts = Scripts::read(&sources, tools)?;
    scripts.write(app_folder)?;
    judge(&sources, &scripts)
}

/// Everything but reading: what the app's files and the findings in its scripts amount to.
fn judge(sources: &Sources, scripts: &Scripts) -> Result<Report, CheckError> {
    let mut report = Report::default();
    folders::check(sources, &mut report)?;
    let manifest = report.model(sources, &shapes::MANIFEST, Manifest::parse)?;
    let parameters = report.model(sources, &shapes::PARAMETERS, Parameters::parse)?;
    let templates = report.model(sources, &shapes::REQUESTS, Templates::parse)?;
    let entities = report.model(sources, &shapes::ENTITIES, Entities::parse)?;
    if let Some(manifest) = &manifest {
        unit_test(manifest, &mut report);
        locations::check(sources, manifest, &mut report);
        server::check(sources, manifest, scripts, &mut report);
        dependencies::check(sources, manifest, scripts, &mut report);
        configuration::templates(sources, manifest, templates.as_ref(), &mut report);
    }
    configuration::parameters(sources, parameters.as_ref(), scripts, &mut report);
    configuration::entities(sources, entities.as_ref(), &mut report);
    if let (Some(parameters), Some(templates)) = (&parameters, &templates) {
        report.problems(sources, &shapes::REQUESTS, templates.misplaced(parameters));
    }
    scripts.report(&mut report);
    Ok(report)
}

/// The vendor's packer runs the app's unit tests through this entry.
fn unit_test(manifest: &Manifest, report: &mut Report) {
    if !manifest.scripts.contains_key("fdk-unit-test") {
        report.warning(
            "manifest-scripts",
            app::MANIFEST,
            None,
            "The manifest has no scripts.fdk-unit-test, which `fdk pack` wants unless it is told --skip-coverage; add it.",
        );
    }
}

impl Report {
    /// Whether nothing keeps the app from being packed.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    fn error(&mut self, rule: &str, file: &str, line: Option<usize>, message: impl Into<String>) {
        self.errors.push(Finding::new(rule, file, line, message));
    }

    fn warning(&mut self, rule: &str, file: &str, line: Option<usize>, message: impl Into<String>) {
        self.warnings.push(Finding::new(rule, file, line, message));
    }

    fn problems(&mut self, sources: &Sources, shape: &Shape, problems: Vec<Problem>) {
        for problem in problems {
            let line = sources.line(shape.file, &problem.at);
            self.error(shape.rule, shape.file, line, problem.message);
        }
    }

    /// Holds a JSON file against its schema and reads it; what is wrong is reported and nothing returned.
    fn model<T>(
        &mut self,
        sources: &Sources,
        shape: &Shape,
        parse: impl FnOnce(&str) -> Result<T, AppError>,
    ) -> Result<Option<T>, CheckError> {
        let Shape { rule, file, .. } = *shape;
        let Some(text) = sources.text(file) else {
            return Ok(None);
        };
        let value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                let message = format!("The file is not JSON: {error}.");
                self.error(rule, file, Some(error.line()), message);
                return Ok(None);
            }
        };
        let problems = shape.problems(&value)?;
        let well_shaped = problems.is_empty();
        self.problems(sources, shape, problems);
        match parse(text) {
            Ok(model) => return Ok(Some(model)),
            Err(AppError::Wrong { problems, .. }) => self.problems(sources, shape, problems),
            // A shape that cannot be read has been reported by the schema, unless the schema knows less.
            Err(error) if well_shaped => self.error(rule, file, None, error.to_string()),
            Err(_) => {}
        }
        Ok(None)
    }
}

impl Finding {
    fn new(rule: &str, file: &str, line: Option<usize>, message: impl Into<String>) -> Self {
        Self {
            rule: rule.to_owned(),
            file: file.to_owned(),
            line,
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests;
