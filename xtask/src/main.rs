//! The build program: `cargo xtask help` lists what it does.
//!
//! Each command sets up what it needs, so that a fresh machine with Rust and Node can run any of them first.

#![allow(
    clippy::print_stdout,
    reason = "progress, transcripts and figures are for the person at the terminal"
)]

mod bench;
mod browser;
mod build;
mod checks;
mod ci;
mod debian;
mod demo;
mod glue;
mod guest;
mod licences;
mod postgresql;
mod products;
mod run;
mod suite;
mod tools;
mod world;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use build::Project;
use products::Product;

/// Builds, runs, checks, tests and packs Switchboard.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs the app offline, in a local platform between simulated vendors
    Run(run::Choices),
    /// Runs every test: core, platform, simulators, wasm border, pages, package, browser
    Test(suite::Choices),
    /// Does everything that must succeed before a change is taken
    Ci {
        /// Leaves out the test that drives Chromium
        #[arg(long)]
        without_browser: bool,
    },
    /// Builds the app into dist/app
    Build,
    /// Builds the app and says what the vendor's validators would object to
    Check,
    /// Builds, checks and packs the app into dist/switchboard.zip, or for one product into a file that ends with its name
    Pack {
        /// What the account has
        #[arg(long, value_enum, default_value_t = Product::All)]
        product: Product,
    },
    /// Builds the customer's page of web calls into dist/guest, to be hosted anywhere
    Guest(guest::Choices),
    /// Measures the app beside a plain-JavaScript twin, and the gateway under load
    Bench(bench::Choices),
    /// Runs one wasm test file; cargo calls this
    #[command(hide = true)]
    WasmTest {
        /// Passed on to the test runner
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    let project = Project::here();
    match task {
        Task::Run(choices) => run::run(&project, &choices),
        Task::Test(choices) => suite::test(&project, &choices),
        Task::Ci { without_browser } => ci::ci(&project, without_browser),
        Task::Build => build::build(&project, &[Product::All]),
        Task::Check => checks::check(&project),
        Task::Pack { product } => checks::pack(&project, &[product]),
        Task::Guest(choices) => guest::guest(&project, &choices),
        Task::Bench(choices) => bench::bench(&project, &choices),
        Task::WasmTest { arguments } => {
            let program = std::iter::once("wasm-bindgen-test-runner".to_owned());
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(program.chain(arguments))
        }
    }
}
