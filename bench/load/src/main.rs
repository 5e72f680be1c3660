//! Loads a gateway on loopback and prints what it measured as JSON. What the figures should be is held by `cargo xtask bench`.
//!
//! Its argument is the gateway's program. It runs that, an app that takes what it is told, and a baseline: a handler that
//! answers the same bytes always, behind the gateway's own server, in a process of its own.

#![allow(
    clippy::print_stdout,
    reason = "the figures are for the program that called"
)]

mod app;
mod callers;
mod messages;
mod parts;
mod process;
mod softphones;

use anyhow::{Context, Result};

/// The first argument of the process that is the baseline.
const BASELINE: &str = "baseline";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next().context("name the gateway's program")?;
    if first == BASELINE {
        let mut next = || {
            arguments
                .next()
                .context("a baseline has an address and an answer")
        };
        return process::serve_constantly(&next()?, next()?).await;
    }
    println!("{:#}", parts::measure(first.as_ref()).await?);
    Ok(())
}
