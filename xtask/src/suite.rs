//! `cargo xtask test`: every test there is, the quick ones first.
//!
//! The package is built before anything runs, since tests of the package take it as they find it.

use std::time::Instant;

use anyhow::Result;

use crate::build::Project;
use crate::products::Product;
use crate::tools::{self, step};
use crate::{browser, checks, postgresql};

/// A part of the tests that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq, clap::ValueEnum)]
pub(crate) enum Part {
    /// Core, gateway, platform, simulators, build program, and whatever spans them
    Native,
    /// The wasm border, inside Node
    Border,
    /// The pages without a browser
    Pages,
    /// The softphone in Chromium
    Browser,
}

/// What can be chosen about a test run.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Choices {
    /// The parts to run; all of them when none is named
    parts: Vec<Part>,
    /// Leaves out the test that drives Chromium
    #[arg(long)]
    without_browser: bool,
    /// Also plays 10,000 histories by chance, and feeds the parsers mangled input for ten minutes
    #[arg(long)]
    long: bool,
}

impl Choices {
    /// All parts, the browser only if it is wanted.
    pub(crate) const fn all(without_browser: bool) -> Self {
        Self {
            parts: Vec::new(),
            without_browser,
            long: false,
        }
    }

    fn wants(&self, part: Part) -> bool {
        let is_named = self.parts.is_empty() || self.parts.contains(&part);
        is_named && !(self.without_browser && part == Part::Browser)
    }
}

/// Builds and packs the app and runs the tests that were chosen.
pub(crate) fn test(project: &Project, choices: &Choices) -> Result<()> {
    if choices.wants(Part::Browser) {
        // A missing browser is told before anything takes long.
        browser::ensure_chromium()?;
    }
    checks::pack(project, &Product::EACH)?;
    perform(project, choices)
}

/// Runs the tests that were chosen with the package that was packed last.
pub(crate) fn perform(project: &Project, choices: &Choices) -> Result<()> {
    let started = Instant::now();
    let wants_browser = choices.wants(Part::Browser);
    let chromium = wants_browser.then(browser::ensure_chromium).transpose()?;
    for (part, run) in [
        (Part::Native, native as fn(&Project) -> _),
        (Part::Border, border),
        (Part::Pages, pages),
    ] {
        if choices.wants(part) {
            run(project)?;
        }
    }
    if choices.long {
        long(project)?;
    }
    if let Some(chromium) = &chromium {
        browser::test(project, chromium)?;
    }
    println!("\nThe tests passed in {} s.", started.elapsed().as_secs());
    Ok(())
}

/// Core, gateway, platform, simulators, build program, and whatever spans them.
fn native(project: &Project) -> Result<()> {
    let mut test = tools::cargo(project);
    test.args(["test", "--quiet", "--workspace"]);
    match postgresql::ensure() {
        Ok(programs) => {
            step("Testing everything that runs natively, the gateway with SQLite and PostgreSQL");
            test.env(postgresql::PROGRAMS, programs);
        }
        // Only those who change its store need both; `cargo xtask ci` insists.
        Err(missing) => {
            step("Testing everything that runs natively, the gateway with SQLite alone");
            println!("  {missing}");
        }
    }
    tools::run(&mut test)
}

/// The same tests of chance, for long: optimised, since they take as long as they are given.
fn long(project: &Project) -> Result<()> {
    step("Playing 10,000 histories, and mangling input for ten minutes");
    let mut test = tools::cargo(project);
    test.args([
        "test",
        "--package",
        "switchboard",
        "--release",
        "--test",
        "it",
    ]);
    test.args(["--", "--nocapture", "simulation", "fuzz"]);
    tools::run(
        test.env("SIMULATED_HISTORIES", "10000")
            .env("FUZZ_SECONDS", "600"),
    )
}

/// The wasm border, inside Node.
fn border(project: &Project) -> Result<()> {
    step("Testing the wasm border");
    // Cargo would hand `--quiet` on to the runner, which does not know it.
    let mut test = tools::cargo(project);
    test.args(["test", "--package", "switchboard", "--lib"]);
    tools::run(test.args(["--target", tools::WASM]))
}

/// The pages without a browser.
fn pages(project: &Project) -> Result<()> {
    step("Testing the pages");
    tools::npm(project, &["run", "--silent", "typecheck"])?;
    tools::npm(project, &["run", "--silent", "test"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_named_parts_everything_is_run() {
        assert!(Choices::default().wants(Part::Browser));
        assert!(!Choices::all(true).wants(Part::Browser));
        assert!(Choices::all(true).wants(Part::Native));
    }

    #[test]
    fn named_parts_are_run_alone() {
        let choices = Choices {
            parts: vec![Part::Pages],
            without_browser: false,
            long: false,
        };
        assert!(choices.wants(Part::Pages) && !choices.wants(Part::Native));
    }
}
