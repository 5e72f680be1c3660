//! Checks and packs the staged app, and holds the package to its budgets.
//!
//! The vendor's own kit, where it is installed, is asked as well; its answer counts as much as ours.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use platform::check::{Finding, Report};

use crate::build::{self, Project};
use crate::tools::{self, step};

/// The most bytes that the package may have.
const ZIP_BUDGET: u64 = 500_000;
/// The most bytes that one page may have: an agent waits for it when Freshdesk is loaded.
const PAGE_BUDGET: u64 = 250_000;

/// Builds and checks the app; an error of the check is an error here.
pub(crate) fn check(project: &Project) -> Result<()> {
    build::build(project)?;
    check_staged(project)
}

/// Builds, checks and packs the app.
pub(crate) fn pack(project: &Project) -> Result<()> {
    check(project)?;
    step("Packing dist/switchboard.zip");
    let packed = platform::pack::pack(&project.staged(), &project.zip())?;
    println!("  {} files, digest {}", packed.files.len(), packed.digest);
    if let Ok(fdk) = which::which("fdk") {
        step("Asking the vendor's own kit");
        kit(project, &fdk, "validate")?;
        kit(project, &fdk, "pack")?;
    }
    let sizes = Sizes::measure(project)?;
    sizes.print();
    sizes.hold()
}

/// Runs one command of the vendor's kit over a copy: `fdk pack` leaves files behind.
fn kit(project: &Project, fdk: &Path, command: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("switchboard");
    build::copy_folder(&project.staged(), &copy)?;
    let mut kit = Command::new(fdk);
    kit.arg(command).current_dir(&copy);
    if command == "pack" {
        // The kit counts coverage for marketplace apps; this one is uploaded by its own customers.
        kit.arg("--skip-coverage");
    }
    tools::run(&mut kit).with_context(|| format!("`fdk {command}` refuses the staged app"))
}

fn check_staged(project: &Project) -> Result<()> {
    step("Checking the app as the vendor does");
    let report = platform::check::check(&project.staged(), &project.root)?;
    print(&report);
    if report.is_clean() {
        return Ok(());
    }
    bail!(
        "The check found {} that keep the app from being uploaded; see above.",
        counted(report.errors.len(), "error")
    )
}

fn print(report: &Report) {
    let show = |kind: &str, findings: &[Finding]| {
        for finding in findings {
            println!("  {kind}: {finding}");
        }
    };
    show("error", &report.errors);
    show("warning", &report.warnings);
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// How large the parts of the package are, in bytes.
#[derive(Debug)]
pub(crate) struct Sizes {
    pub(crate) zip: u64,
    pub(crate) module: u64,
    pub(crate) core: u64,
    /// Each page by its name.
    pub(crate) pages: Vec<(String, u64)>,
}

impl Sizes {
    /// Measures what was built last.
    pub(crate) fn measure(project: &Project) -> Result<Self> {
        let size = |path: &Path| {
            let metadata = fs::metadata(path);
            metadata
                .map(|metadata| metadata.len())
                .with_context(|| format!("{} cannot be measured", path.display()))
        };
        let mut pages = Vec::new();
        for entry in fs::read_dir(project.staged().join("app"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "html") {
                let name = path.file_name().unwrap_or_default();
                pages.push((name.to_string_lossy().into_owned(), size(&path)?));
            }
        }
        pages.sort();
        Ok(Self {
            zip: size(&project.zip())?,
            module: size(&build::module(project)?)?,
            core: size(&project.staged().join("server/lib/core.js"))?,
            pages,
        })
    }

    fn print(&self) {
        println!(
            "  package {} of {}",
            kilobytes(self.zip),
            kilobytes(ZIP_BUDGET)
        );
        println!(
            "  wasm module {}, as server/lib/core.js {}",
            kilobytes(self.module),
            kilobytes(self.core)
        );
        for (name, size) in &self.pages {
            println!(
                "  {name} {} of {}",
                kilobytes(*size),
                kilobytes(PAGE_BUDGET)
            );
        }
    }

    fn hold(&self) -> Result<()> {
        let zip = ("switchboard.zip", self.zip, ZIP_BUDGET);
        let pages = self.pages.iter();
        let pages = pages.map(|(name, size)| (name.as_str(), *size, PAGE_BUDGET));
        for (name, size, budget) in std::iter::once(zip).chain(pages) {
            if size > budget {
                bail!(
                    "{name} has {}, and its budget is {}: make it smaller.",
                    kilobytes(size),
                    kilobytes(budget)
                );
            }
        }
        Ok(())
    }
}

/// A size as people read it.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(zip: u64, page: u64) -> Sizes {
        Sizes {
            zip,
            module: 1,
            core: 1,
            pages: vec![("softphone.html".to_owned(), page)],
        }
    }

    #[test]
    fn a_package_at_its_budget_is_taken() {
        assert!(sizes(ZIP_BUDGET, PAGE_BUDGET).hold().is_ok());
    }

    #[test]
    fn what_is_over_its_budget_is_named() {
        let error = sizes(ZIP_BUDGET + 1, 1).hold().unwrap_err().to_string();
        assert!(error.starts_with("switchboard.zip has 500.0 kB"), "{error}");
        let error = sizes(1, PAGE_BUDGET + 100).hold().unwrap_err().to_string();
        assert!(error.starts_with("softphone.html has 250.1 kB"), "{error}");
    }

    #[test]
    fn one_error_is_not_several() {
        assert_eq!(counted(1, "error"), "1 error");
        assert_eq!(counted(2, "error"), "2 errors");
    }
}
