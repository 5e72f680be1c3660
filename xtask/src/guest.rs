//! Builds the customer's page of web calls: for an administrator's host, or for the local run.
//!
//! What is in the page is the page's own affair; here is only what its build is told.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha512};

use crate::build::Project;
use crate::tools::{self, step};

/// What can be chosen about the page.
#[derive(clap::Args)]
pub(crate) struct Choices {
    /// ID of your Sendbird application: the page then joins no calls of others
    #[arg(long)]
    app_id: String,
    /// Address of Sendbird's library; where Sendbird publishes it if left out
    #[arg(long, requires = "integrity")]
    sdk: Option<String>,
    /// The library's hash, as `sha512-…`
    #[arg(long, requires = "sdk")]
    integrity: Option<String>,
    /// Sites that may frame the page, for agents who join in Freshdesk, e.g. `https://*.freshdesk.com`
    #[arg(long)]
    frame_ancestors: Option<String>,
}

/// Builds the page into `dist/guest`, to be hosted.
pub(crate) fn guest(project: &Project, choices: &Choices) -> Result<()> {
    step("Building the customer's page into dist/guest");
    let app_id = Some(choices.app_id.clone());
    let told = [
        ("GUEST_APP_ID", &app_id),
        ("GUEST_SDK_URL", &choices.sdk),
        ("GUEST_SDK_INTEGRITY", &choices.integrity),
        ("GUEST_FRAME_ANCESTORS", &choices.frame_ancestors),
    ];
    let told = told
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.clone()?)));
    build(project, &project.path("dist/guest"), told)
}

/// Builds the page for the local run, with a stand-in for Sendbird's library beside it, which tells the simulated Sendbird who
/// is in which room.
pub(crate) fn for_the_local_run(project: &Project, port: u16, sendbird: &str) -> Result<PathBuf> {
    step("Building the customer's page");
    let read = |file: &str| {
        let path = project.path("tests/e2e/guest").join(file);
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let library = format!(
        "globalThis.simulatedSendbird = {sendbird:?};\n{}\n{}",
        read("sdk.stub.js")?,
        read("simulated.js")?
    );
    let folder = tools::target_folder(project)?.join("guest");
    let hash = STANDARD.encode(Sha512::digest(&library));
    let told = [
        (
            "GUEST_SDK_URL",
            format!("http://localhost:{port}/library.js"),
        ),
        ("GUEST_SDK_INTEGRITY", format!("sha512-{hash}")),
        (
            "GUEST_FRAME_ANCESTORS",
            "http://localhost:* http://127.0.0.1:*".to_owned(),
        ),
        ("GUEST_SERVICES", sendbird.to_owned()),
    ];
    build(project, &folder, told)?;
    fs::write(folder.join("library.js"), library)?;
    Ok(folder)
}

fn build(
    project: &Project,
    folder: &Path,
    told: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<()> {
    tools::ensure_npm_packages(project)?;
    let out = folder.to_string_lossy();
    let mut npm = tools::npm_command(project);
    npm.args(["run", "--silent", "build:guest", "--", "--outDir", &out]);
    tools::run_quietly(npm.envs(told))
}
