//! `cargo xtask ci`: everything that must succeed before a change is taken, what fails soonest first.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::build::Project;
use crate::products::Product;
use crate::tools::{self, step};
use crate::{bench, browser, checks, demo, licences, postgresql, suite};

/// A step's name and what it does.
type Step<'a> = (&'a str, &'a dyn Fn(&Project) -> Result<()>);

/// Runs every step and tells how long each took.
pub(crate) fn ci(project: &Project, without_browser: bool) -> Result<()> {
    if !without_browser {
        browser::ensure_chromium()?;
    }
    postgresql::ensure()?;
    let tests =
        move |project: &Project| suite::perform(project, &suite::Choices::all(without_browser));
    let steps: [Step<'_>; 9] = [
        ("tools", &prepare),
        ("format", &format),
        ("licences", &licences::check),
        ("lints", &lint_native),
        ("lints for wasm", &lint_wasm),
        ("packages", &packages),
        ("tests", &tests),
        ("demo", &demo::perform),
        ("bench", &bench::perform),
    ];
    let mut taken = Vec::new();
    for (name, run) in steps {
        println!("\n── {name}");
        let started = Instant::now();
        run(project).with_context(|| format!("The step \"{name}\" failed"))?;
        taken.push((name, started.elapsed()));
    }
    print(&taken);
    Ok(())
}

fn print(taken: &[(&str, Duration)]) {
    println!("\nEverything succeeded.");
    let total: Duration = taken.iter().map(|(_, time)| *time).sum();
    for (name, time) in taken.iter().chain([&("together", total)]) {
        println!("  {name:<20} {:>6.1} s", time.as_secs_f64());
    }
}

/// What each product's customers get.
fn packages(project: &Project) -> Result<()> {
    checks::pack(project, &Product::EACH)
}

/// Installs what the steps need.
fn prepare(project: &Project) -> Result<()> {
    tools::read(tools::cargo(project).args(["metadata", "--locked", "--format-version", "1"]))
        .context("Cargo.lock is behind the Cargo.toml files: run `cargo check` and commit it")?;
    tools::ensure_wasm_target()?;
    tools::ensure_npm_packages(project)
}

fn format(project: &Project) -> Result<()> {
    step("Checking how the sources are formatted");
    tools::run(tools::cargo(project).args(["fmt", "--all", "--check"]))
        .context("Format the Rust sources with `cargo fmt --all`")?;
    let prettier = "Format the scripts with `npx prettier --write` and their folder";
    tools::npm_quietly(project, &["run", "--silent", "format"]).context(prettier)?;
    let ours = ["exec", "--", "prettier", "--check", "tests/e2e", "bench"];
    tools::npm_quietly(project, &ours).context(prettier)
}

fn lint_native(project: &Project) -> Result<()> {
    step("Linting everything that runs natively");
    let mut clippy = tools::cargo(project);
    clippy.args(["clippy", "--quiet", "--workspace", "--all-targets"]);
    tools::run(clippy.args(["--", "--deny", "warnings"]))
}

fn lint_wasm(project: &Project) -> Result<()> {
    step("Linting the core for wasm");
    // Under the profile for tests the tests in the library are linted too.
    for profile in ["dev", "test"] {
        let mut clippy = tools::cargo(project);
        clippy.args(["clippy", "--quiet", "--package", "switchboard", "--lib"]);
        clippy.args(["--target", tools::WASM, "--profile", profile]);
        tools::run(clippy.args(["--", "--deny", "warnings"]))?;
    }
    Ok(())
}
