//! The browser test: finds Chromium, boots a world, and runs Node's test runner over `tests/e2e` in it.
//!
//! What is asserted is in those files; here is only what they need.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use platform::{HookMode, Limits};
use serde_json::{Value, json};

use crate::build::Project;
use crate::debian;
use crate::guest;
use crate::products::Product;
use crate::tools::{self, step};
use crate::world::{self, Ports, Settings, World};

/// Names under which Chromium and its kin are installed.
const PROGRAMS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const MISSING: &str = "The browser test needs Chromium: install it (on Debian: `apt-get install chromium`), name a Chromium or Chrome in the environment variable CHROME, or leave the test out with --without-browser.";

/// Finds Chromium, or installs it where that may be done.
pub(crate) fn ensure_chromium() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME") {
        return which::which(&named)
            .with_context(|| format!("CHROME names {}, which is no program", named.display()));
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    debian::install("chromium", "the browser test", MISSING)?;
    find().context(MISSING)
}

fn find() -> Option<PathBuf> {
    let works = |program: &PathBuf| tools::read(Command::new(program).arg("--version")).is_ok();
    PROGRAMS
        .iter()
        .filter_map(|name| which::which(name).ok())
        .find(works)
}

/// Runs the browser test against the package that was packed last.
pub(crate) fn test(project: &Project, chromium: &Path) -> Result<()> {
    step("Driving the softphone in Chromium");
    let runtime = tokio::runtime::Runtime::new().context("Tokio cannot be started")?;
    runtime.block_on(drive(project, chromium))
}

async fn drive(project: &Project, chromium: &Path) -> Result<()> {
    let sockets = Ports::default().take()?;
    let guest = guest::for_the_local_run(project, sockets.guest_port()?, &sockets.sendbird_url()?)?;
    let state = tempfile::tempdir().context("No temporary folder can be made")?;
    let settings = Settings {
        zip: project.zip(Product::All),
        state: state.path().to_owned(),
        hooks: HookMode::Reply,
        clock: platform::Clock::system(),
        // One browser does in a minute what a team does in an hour.
        limits: Limits::unlimited(),
        has_gateway: true,
        guest,
    };
    let world = World::start(settings, sockets).await?;
    world.install_if_missing().await?;
    let status = tokio::process::Command::from(runner(project, chromium, &world)?)
        .kill_on_drop(true)
        .status()
        .await;
    world.stop().await;
    if !status.context("`node` cannot be started")?.success() {
        bail!("The browser test failed; screenshots are in target/e2e.");
    }
    Ok(())
}

/// Node's test runner with the addresses of the world.
fn runner(project: &Project, chromium: &Path, world: &World) -> Result<Command> {
    let mut node = Command::new("node");
    node.current_dir(&project.root)
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(test_files(project)?)
        .env("CHROME", chromium)
        .env("SWITCHBOARD_URL", &world.url)
        .env("SWITCHBOARD_FRESHDESK_URL", world.freshdesk.base_url())
        .env("SWITCHBOARD_SAUTIKIT_URL", world.sautikit.base_url())
        .env("SWITCHBOARD_FRESHCHAT_URL", world.chat.freshchat.base_url())
        .env("SWITCHBOARD_SECRETS", json!(world::SECRETS).to_string())
        .env(
            "SWITCHBOARD_PARAMETERS",
            Value::Object(world.parameters(true)).to_string(),
        )
        .env(
            "SWITCHBOARD_SCREENSHOTS",
            tools::target_folder(project)?.join("e2e"),
        );
    Ok(node)
}

fn test_files(project: &Project) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(project.path("tests/e2e"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
