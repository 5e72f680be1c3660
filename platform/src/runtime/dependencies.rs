//! Installing the npm packages that an app declares, as a deployment does.
//!
//! They are installed again only when the declaration changes, so a start needs the registry once.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use tokio::fs;
use tokio::process::Command;

use super::StartError;

/// Holds the declaration that the folder was filled for.
const RECEIPT: &str = "installed.json";

/// Makes `folder/node_modules` hold what is declared; `npm` is the program to call.
pub(super) async fn install(
    folder: &Path,
    declared: &BTreeMap<String, String>,
    npm: &str,
) -> Result<(), StartError> {
    let unusable =
        |error: io::Error| StartError(format!("{} cannot be used: {error}.", folder.display()));
    fs::create_dir_all(folder).await.map_err(unusable)?;
    let wanted = json!(declared).to_string();
    let receipt = folder.join(RECEIPT);
    let installed = fs::read_to_string(&receipt).await.unwrap_or_default();
    if installed == wanted || (declared.is_empty() && installed.is_empty()) {
        return Ok(());
    }
    match fs::remove_dir_all(folder.join("node_modules")).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(error)),
        Ok(()) | Err(_) => {}
    }
    let package = json!({ "private": true, "dependencies": declared }).to_string();
    fs::write(folder.join("package.json"), package)
        .await
        .map_err(unusable)?;
    if !declared.is_empty() {
        run(npm, folder).await?;
    }
    fs::write(receipt, wanted).await.map_err(unusable)
}

async fn run(npm: &str, folder: &Path) -> Result<(), StartError> {
    let output = Command::new(npm)
        .arg("install")
        .arg("--prefix")
        .arg(folder)
        .args(["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"])
        .args(["--loglevel", "error"])
        .stdin(Stdio::null())
        .output()
        .await
        .map_err(|error| {
            StartError(format!(
                "The app declares npm packages, and npm cannot be run ({error}); install Node.js with npm."
            ))
        })?;
    if output.status.success() {
        return Ok(());
    }
    Err(StartError(format!(
        "npm could not install the packages that the app declares: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(name: &str) -> BTreeMap<String, String> {
        [(name.to_owned(), "1.0.0".to_owned())].into()
    }

    #[tokio::test]
    async fn a_missing_npm_is_said_in_one_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let error = install(folder.path(), &declared("anything"), "no-such-npm").await;
        let text = error.unwrap_err().to_string();
        assert!(text.contains("install Node.js with npm"), "{text}");
    }

    #[tokio::test]
    async fn the_same_declaration_is_installed_once() {
        let folder = tempfile::tempdir().unwrap();
        // `true` takes any arguments and succeeds, `false` fails: the second run must not call it.
        install(folder.path(), &declared("a"), "true")
            .await
            .unwrap();
        install(folder.path(), &declared("a"), "false")
            .await
            .unwrap();
        install(folder.path(), &declared("b"), "false")
            .await
            .unwrap_err();
    }

    #[tokio::test]
    async fn nothing_declared_needs_no_npm() {
        let folder = tempfile::tempdir().unwrap();
        install(folder.path(), &BTreeMap::new(), "no-such-npm")
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn packages_that_are_no_longer_declared_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        install(folder.path(), &declared("a"), "true")
            .await
            .unwrap();
        let package = folder.path().join("node_modules/a");
        std::fs::create_dir_all(&package).unwrap();
        install(folder.path(), &BTreeMap::new(), "no-such-npm")
            .await
            .unwrap();
        assert!(!package.exists());
    }
}
