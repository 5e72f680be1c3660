//! `cargo xtask bench`: measures the app and the gateway, and holds the figures to their targets.
//!
//! Each part builds what it measures; what is measured, and how, stands in `bench/`.

mod app;
mod gateway;

use anyhow::Result;

use crate::build::Project;

/// A part of the measurement that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq, clap::ValueEnum)]
pub(crate) enum Part {
    /// What an event costs in the app and in a twin written in plain JavaScript
    App,
    /// What a gateway bears, beside a handler that always answers the same
    Gateway,
}

/// What can be chosen about a measurement.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Choices {
    /// The parts to measure; all of them when none is named
    parts: Vec<Part>,
}

impl Choices {
    fn wants(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }
}

/// Builds and measures what was chosen.
pub(crate) fn bench(project: &Project, choices: &Choices) -> Result<()> {
    if choices.wants(Part::App) {
        app::pack(project)?;
        app::perform(project)?;
    }
    if choices.wants(Part::Gateway) {
        gateway::perform(project)?;
    }
    Ok(())
}

/// Measures everything; the packages are those that were packed last.
pub(crate) fn perform(project: &Project) -> Result<()> {
    app::perform(project)?;
    gateway::perform(project)
}
