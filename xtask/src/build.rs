//! Builds the app: the core as wasm, the pages, and the staged folder `dist/app` that is packed.
//!
//! It installs nothing; `tools` does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::glue;
use crate::tools::{self, step};

/// The project's folders.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    pub(crate) root: PathBuf,
}

impl Project {
    /// The project that cargo runs this program for.
    pub(crate) fn here() -> Self {
        // Told by cargo at run time: a build folder shared by two checkouts has the program of only one of them.
        let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        Self {
            root: xtask.parent().unwrap_or(&xtask).to_owned(),
        }
    }

    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The staged app folder.
    pub(crate) fn staged(&self) -> PathBuf {
        self.path("dist/app")
    }

    /// The package.
    pub(crate) fn zip(&self) -> PathBuf {
        self.path("dist/switchboard.zip")
    }
}

/// Builds everything and stages it.
pub(crate) fn build(project: &Project) -> Result<()> {
    tools::ensure_wasm_target()?;
    tools::ensure_npm_packages(project)?;
    step("Building the server's modules (Rust to wasm)");
    let modules = [
        server_module(
            project,
            "switchboard",
            "core.js",
            &["text.js", "prelude.js"],
        )?,
        server_module(project, "sealing", "sealing.js", &["text.js"])?,
    ];
    step("Building the pages");
    tools::npm_quietly(project, &["run", "--silent", "build"])?;
    stage(project, &modules)
}

/// The core as the compiler and the glue generator left it, for measuring.
pub(crate) fn module(project: &Project) -> Result<PathBuf> {
    Ok(glue_folder(project)?.join("switchboard_bg.wasm"))
}

fn glue_folder(project: &Project) -> Result<PathBuf> {
    Ok(tools::target_folder(project)?.join("glue"))
}

/// A generated file of `server/lib`.
struct ServerModule {
    file: &'static str,
    text: String,
}

/// Compiles a package and makes the text of its module, which begins with `first`, files of `server/`.
fn server_module(
    project: &Project,
    package: &str,
    file: &'static str,
    first: &[&str],
) -> Result<ServerModule> {
    let cargo_home = home::cargo_home().context("cargo's home folder is not known")?;
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    // Panics carry source paths; a package must not tell where it was built.
    let flags = [
        remap(&cargo_home, "cargo"),
        remap(&project.root, "switchboard"),
        // The unrolled hash is a hundredth of the module, and a few hashes an event are quick either way.
        "--cfg=sha2_backend_soft=\"compact\"".to_owned(),
    ];
    let flags = format!("target.wasm32-unknown-unknown.rustflags={flags:?}");
    tools::run(
        tools::cargo(project)
            .args(["build", "--package", package, "--lib", "--release"])
            .args(["--target", tools::WASM, "--config", &flags]),
    )?;
    let out = glue_folder(project)?;
    let wasm = tools::target_folder(project)?
        .join("wasm32-unknown-unknown/release")
        .join(format!("{package}.wasm"));
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args([
        "wasm-bindgen".as_ref(),
        "--target".as_ref(),
        "nodejs".as_ref(),
        "--no-typescript".as_ref(),
        "--remove-name-section".as_ref(),
        "--remove-producers-section".as_ref(),
        "--out-dir".as_ref(),
        out.as_os_str(),
        wasm.as_os_str(),
    ])
    .context("wasm-bindgen could not make the glue")?;
    let read = |path: PathBuf| {
        fs::read_to_string(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let first: Vec<String> = first
        .iter()
        .map(|file| read(project.path("server").join(file)))
        .collect::<Result<_>>()?;
    let bytes = fs::read(out.join(format!("{package}_bg.wasm")))?;
    let glue = read(out.join(format!("{package}.js")))?;
    Ok(ServerModule {
        file,
        text: glue::module(package, &first.join("\n"), &glue, &bytes)?,
    })
}

/// Lays out `dist/app` from nothing, so that what was removed from the sources is not packed.
fn stage(project: &Project, modules: &[ServerModule]) -> Result<()> {
    let staged = project.staged();
    if staged.exists() {
        fs::remove_dir_all(&staged)?;
    }
    fs::create_dir_all(staged.join("server/lib"))?;
    fs::create_dir_all(staged.join("app"))?;
    for ServerModule { file, text } in modules {
        fs::write(staged.join("server/lib").join(file), text)?;
    }
    for file in ["server/server.js", "manifest.json", "README.md"] {
        copy(&project.path(file), &staged.join(file))?;
    }
    copy_folder(&project.path("dist/pages"), &staged.join("app"))?;
    copy_folder(&project.path("config"), &staged.join("config"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).with_context(|| format!("could not stage {}", from.display()))?;
    Ok(())
}

/// Copies a folder with everything in it into another, which is made if missing.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("could not read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            copy(&entry.path(), &target)?;
        }
    }
    Ok(())
}
