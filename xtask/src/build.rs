//! Builds the app: the core as wasm, the pages, and the staged folder that is packed, for one product or for all.
//!
//! It installs nothing; `tools` does.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::glue;
use crate::products::{Product, Sources};
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
    pub(crate) fn staged(&self, product: Product) -> PathBuf {
        self.path(format!("dist/app{}", product.ending()))
    }

    /// The package.
    pub(crate) fn zip(&self, product: Product) -> PathBuf {
        self.path(format!("dist/switchboard{}.zip", product.ending()))
    }
}

/// Builds everything and stages it for each of the products.
pub(crate) fn build(project: &Project, products: &[Product]) -> Result<()> {
    tools::ensure_wasm_target()?;
    tools::ensure_npm_packages(project)?;
    step("Building the pages");
    tools::npm_quietly(project, &["run", "--silent", "build"])?;
    let sources = Sources::read(project)?;
    for product in products {
        stage(project, *product, &sources.clone().trimmed(*product)?)?;
    }
    Ok(())
}

/// The core as the compiler and the glue generator left it, for measuring.
pub(crate) fn module(project: &Project, product: Product) -> Result<PathBuf> {
    Ok(glue_folder(project, product)?.join(format!("{}_bg.wasm", CORE.package)))
}

fn glue_folder(project: &Project, product: Product) -> Result<PathBuf> {
    Ok(tools::target_folder(project)?.join(format!("glue{}", product.ending())))
}

/// A Rust package that becomes a generated file of `server/lib`.
struct ServerModule {
    package: &'static str,
    file: &'static str,
    /// The files of `server/` that it begins with.
    first: &'static [&'static str],
    /// Whether its features are the products.
    is_trimmed: bool,
}

const CORE: ServerModule = ServerModule {
    package: "switchboard",
    file: "core.js",
    first: &["text.js", "prelude.js"],
    is_trimmed: true,
};

const SEALING: ServerModule = ServerModule {
    package: "sealing",
    file: "sealing.js",
    first: &["text.js"],
    is_trimmed: false,
};

/// Compiles a package and makes the text of its module.
fn compiled(project: &Project, product: Product, module: &ServerModule) -> Result<String> {
    let ServerModule { package, first, .. } = module;
    // Cargo gives a library's file no name of its own for each choice of features, so each has its own folder.
    let product = if module.is_trimmed {
        product
    } else {
        Product::All
    };
    let target = match product {
        Product::All => tools::target_folder(project)?,
        Product::Freshdesk | Product::Freshchat => {
            tools::target_folder(project)?.join(format!("core{}", product.ending()))
        }
    };
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
    let mut cargo = tools::cargo(project);
    cargo
        .args(["build", "--package", package, "--lib", "--release"])
        .args(["--target", tools::WASM, "--config", &flags])
        .arg("--target-dir")
        .arg(&target);
    if module.is_trimmed {
        let features = product.features().join(",");
        cargo.args(["--no-default-features", "--features", &features]);
    }
    tools::run(&mut cargo)?;
    let out = glue_folder(project, product)?;
    let wasm = target
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
    glue::module(package, &first.join("\n"), &glue, &bytes)
}

/// Lays out the folder from nothing, so that what was removed from the sources is not packed.
fn stage(project: &Project, product: Product, sources: &Sources) -> Result<()> {
    let staged = project.staged(product);
    if staged.exists() {
        fs::remove_dir_all(&staged)?;
    }
    fs::create_dir_all(staged.join("server/lib"))?;
    fs::create_dir_all(staged.join("app"))?;
    step(&format!(
        "Building the server's modules (Rust to wasm) with {}",
        product.features().join(" and ")
    ));
    for module in [CORE, SEALING] {
        if sources.loads(module.file) {
            let text = compiled(project, product, &module)?;
            fs::write(staged.join("server/lib").join(module.file), text)?;
        }
    }
    for page in sources.pages() {
        copy(
            &project.path("dist/pages").join(&page),
            &staged.join("app").join(&page),
        )?;
    }
    copy(&project.path("README.md"), &staged.join("README.md"))?;
    sources.write(&staged)
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
