//! `cargo xtask run --demo`: plays a script in a fresh world and says of every step whether it had the expected effect.
//!
//! Everybody's time is turned by hand, so that a call may last a minute and the platform's limits a minute still hold.

mod record;
mod script;
mod softphone;
mod stage;

use std::time::Instant;

use anyhow::{Context, Result, bail};
use platform::{HookMode, Limits};

use self::record::Record;
use self::stage::Stage;
use crate::build::Project;
use crate::checks;
use crate::guest;
use crate::products::Product;
use crate::tools::step;
use crate::world::{Ports, Settings, World};

/// A Monday morning in Nairobi, so that the help desk is open whenever the demo is played.
const BEGINS: &str = "2026-11-23T06:00:00Z";

/// Builds and packs the app and plays the script.
pub(crate) fn demo(project: &Project) -> Result<()> {
    checks::pack(project, &[Product::All])?;
    perform(project)
}

/// Plays the script with the package that was packed last.
pub(crate) fn perform(project: &Project) -> Result<()> {
    let started = Instant::now();
    let runtime = tokio::runtime::Runtime::new().context("Tokio cannot be started")?;
    let record = runtime.block_on(play(project))?;
    println!(
        "\n{} expectations, {} not met, {:.1} s.",
        record.expected(),
        record.unmet(),
        started.elapsed().as_secs_f64()
    );
    if record.unmet() > 0 {
        bail!("The demo did not go as expected; see the lines marked ✗.");
    }
    Ok(())
}

async fn play(project: &Project) -> Result<Record> {
    let sockets = Ports::default().take()?;
    let guest = guest::for_the_local_run(project, sockets.guest_port()?, &sockets.sendbird_url()?)?;
    step("Starting the vendors and the platform");
    let folder = tempfile::tempdir().context("No temporary folder can be made")?;
    let settings = Settings {
        zip: project.zip(Product::All),
        state: folder.path().to_owned(),
        hooks: HookMode::Reply,
        clock: platform::Clock::virtual_at(BEGINS.parse().context("The demo has no time")?),
        limits: Limits::today(),
        // Most of the script plays without one; it is entered in the course of it.
        has_gateway: false,
        guest,
    };
    let world = World::start(settings, sockets).await?;
    let mut stage = Stage::new(world)?;
    script::play(&mut stage).await;
    stage.world.stop().await;
    Ok(stage.record)
}
