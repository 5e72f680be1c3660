//! The programs a build needs: finds them, installs what may be installed, and says in one sentence what else is missing.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result, bail, ensure};

use crate::build::Project;

/// What the core is compiled for.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Says what takes long.
pub(crate) fn step(text: &str) {
    println!("• {text}");
}

/// Runs a command to its end; a failure names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    ended_well(command, status)
}

/// Runs a command to its end and shows what it printed only if it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    ended_well(command, output.status)
}

/// Runs a command and gives what it printed.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    ended_well(command, output.status).with_context(|| complaint.trim().to_owned())?;
    Ok(String::from_utf8(output.stdout)?)
}

fn ended_well(command: &Command, status: ExitStatus) -> Result<()> {
    ensure!(status.success(), "`{}` failed ({status}).", shown(command));
    Ok(())
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` cannot be started", shown(command))
}

/// The command as a person would type it, without where its program lies.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    std::iter::once(name)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Cargo in the project's folder.
pub(crate) fn cargo(project: &Project) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(&project.root);
    cargo
}

/// Where cargo builds to.
pub(crate) fn target_folder(project: &Project) -> Result<PathBuf> {
    let metadata = read(cargo(project).args(["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let folder = metadata
        .get("target_directory")
        .and_then(serde_json::Value::as_str)
        .context("cargo did not say where it builds to")?;
    Ok(folder.into())
}

/// Installs Rust's wasm target unless it is there.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    let sysroot = PathBuf::from(read(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
    if sysroot.join("lib/rustlib").join(WASM).exists() {
        return Ok(());
    }
    step("Installing Rust's wasm target");
    let missing =
        "Rust's wasm target is missing: install it with `rustup target add wasm32-unknown-unknown`";
    run(Command::new("rustup").args(["target", "add", WASM])).context(missing)
}

/// Installs the npm packages that the lock file names, unless they are there.
pub(crate) fn ensure_npm_packages(project: &Project) -> Result<()> {
    ensure_node()?;
    let lock = std::fs::read(project.path("package-lock.json"))?;
    let stamp = project.path("node_modules/.switchboard-lock");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("Installing the npm packages");
    npm(
        project,
        &["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    )?;
    std::fs::write(stamp, lock)?;
    Ok(())
}

/// Runs npm in the project's folder.
pub(crate) fn npm(project: &Project, arguments: &[&str]) -> Result<()> {
    run(npm_command(project).args(arguments))
}

/// Runs npm in the project's folder and shows what it printed only if it fails.
pub(crate) fn npm_quietly(project: &Project, arguments: &[&str]) -> Result<()> {
    run_quietly(npm_command(project).args(arguments))
}

/// Npm in the project's folder.
pub(crate) fn npm_command(project: &Project) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(&project.root);
    npm
}

/// The lowest Node release that the page builder runs on.
const NODE: (u32, u32) = (20, 19);

fn ensure_node() -> Result<()> {
    let missing = "Node 20.19 or newer is needed: install it from nodejs.org or with your system's package manager";
    let version = read(Command::new("node").arg("--version")).context(missing)?;
    let mut parts = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (parts.next(), parts.next()) else {
        bail!("{missing}; `node --version` said {version}");
    };
    if (major, minor) < NODE {
        bail!("{missing}; this is {}", version.trim());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_person_would_type_it() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.args(["test", "--workspace"]);
        assert_eq!(shown(&command), "cargo test --workspace");
        assert_eq!(
            cannot_start(&command),
            "`cargo test --workspace` cannot be started"
        );
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("no-such-program")).unwrap_err();
        assert_eq!(error.to_string(), "`no-such-program` cannot be started");
    }
}
