//! Checks and packs the staged app, and holds the package to its budgets.
//!
//! The vendor's own kit, where it is installed, is asked as well; its answer counts as much as ours.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use platform::check::{Finding, Report};

use crate::build::{self, Project};
use crate::products::Product;
use crate::tools::{self, step};

/// The most bytes that one page may have: an agent waits for it when Freshdesk is loaded.
const PAGE_BUDGET: u64 = 250_000;

/// Builds and checks the app with everything; an error of the check is an error here.
pub(crate) fn check(project: &Project) -> Result<()> {
    build::build(project, &[Product::All])?;
    check_staged(project, Product::All)
}

/// Builds, checks and packs the app, for each of the products.
pub(crate) fn pack(project: &Project, products: &[Product]) -> Result<()> {
    build::build(project, products)?;
    for product in products {
        check_staged(project, *product)?;
        pack_staged(project, *product)?;
    }
    Ok(())
}

fn pack_staged(project: &Project, product: Product) -> Result<()> {
    let (staged, zip) = (project.staged(product), project.zip(product));
    step(&format!("Packing dist/{}", name(&zip)));
    let packed = platform::pack::pack(&staged, &zip)?;
    println!("  {} files, digest {}", packed.files.len(), packed.digest);
    if let Ok(fdk) = which::which("fdk") {
        step("Asking the vendor's own kit");
        kit(&staged, &fdk, "validate")?;
        kit(&staged, &fdk, "pack")?;
    }
    let sizes = Sizes::measure(project, product)?;
    sizes.print();
    sizes.hold()
}

/// Runs one command of the vendor's kit over a copy: `fdk pack` leaves files behind.
fn kit(staged: &Path, fdk: &Path, command: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("switchboard");
    build::copy_folder(staged, &copy)?;
    let mut kit = Command::new(fdk);
    kit.arg(command).current_dir(&copy);
    if command == "pack" {
        // The kit counts coverage for marketplace apps; this one is uploaded by its own customers.
        kit.arg("--skip-coverage");
    }
    tools::run(&mut kit).with_context(|| format!("`fdk {command}` refuses the staged app"))
}

fn check_staged(project: &Project, product: Product) -> Result<()> {
    let staged = project.staged(product);
    step(&format!(
        "Checking dist/{} as the vendor does",
        name(&staged)
    ));
    let report = platform::check::check(&staged, &project.root)?;
    print(&report);
    if report.is_clean() {
        return Ok(());
    }
    bail!(
        "The check found {} that keep the app from being uploaded; see above.",
        counted(report.errors.len(), "error")
    )
}

fn print(report: &Report) {
    let show = |kind: &str, findings: &[Finding]| {
        for finding in findings {
            println!("  {kind}: {finding}");
        }
    };
    show("error", &report.errors);
    show("warning", &report.warnings);
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// How large the parts of the package are, in bytes.
#[derive(Debug)]
pub(crate) struct Sizes {
    product: Product,
    pub(crate) zip: u64,
    pub(crate) module: u64,
    pub(crate) core: u64,
    /// Each page by its name.
    pub(crate) pages: Vec<(String, u64)>,
}

impl Sizes {
    /// Measures what was built last.
    pub(crate) fn measure(project: &Project, product: Product) -> Result<Self> {
        let staged = project.staged(product);
        let size = |path: &Path| {
            let metadata = fs::metadata(path);
            metadata
                .map(|metadata| metadata.len())
                .with_context(|| format!("{} cannot be measured", path.display()))
        };
        let mut pages = Vec::new();
        for entry in fs::read_dir(staged.join("app"))? {
            let path = entry?.path();
            if path.extension().is_some_and(|kind| kind == "html") {
                pages.push((name(&path), size(&path)?));
            }
        }
        pages.sort();
        Ok(Self {
            product,
            zip: size(&project.zip(product))?,
            module: size(&build::module(project, product)?)?,
            core: size(&staged.join("server/lib/core.js"))?,
            pages,
        })
    }

    fn print(&self) {
        println!(
            "  package {} of {}",
            kilobytes(self.zip),
            kilobytes(self.product.zip_budget())
        );
        println!(
            "  wasm module {}, as server/lib/core.js {}",
            kilobytes(self.module),
            kilobytes(self.core)
        );
        for (name, size) in &self.pages {
            println!(
                "  {name} {} of {}",
                kilobytes(*size),
                kilobytes(PAGE_BUDGET)
            );
        }
    }

    fn hold(&self) -> Result<()> {
        let zip = format!("switchboard{}.zip", self.product.ending());
        let zip = (zip.as_str(), self.zip, self.product.zip_budget());
        let pages = self.pages.iter();
        let pages = pages.map(|(name, size)| (name.as_str(), *size, PAGE_BUDGET));
        for (name, size, budget) in std::iter::once(zip).chain(pages) {
            if size > budget {
                bail!(
                    "{name} has {}, and its budget is {}: make it smaller.",
                    kilobytes(size),
                    kilobytes(budget)
                );
            }
        }
        Ok(())
    }
}

/// The last part of a path.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// A size as people read it.
pub(crate) fn kilobytes(bytes: u64) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(product: Product, zip: u64, page: u64) -> Sizes {
        Sizes {
            product,
            zip,
            module: 1,
            core: 1,
            pages: vec![("softphone.html".to_owned(), page)],
        }
    }

    #[test]
    fn a_package_at_its_budget_is_taken() {
        for product in Product::EACH {
            let budget = product.zip_budget();
            assert!(sizes(product, budget, PAGE_BUDGET).hold().is_ok());
        }
    }

    #[test]
    fn what_is_over_its_budget_is_named() {
        let named = |sizes: Sizes, named: &str| {
            let error = sizes.hold().unwrap_err().to_string();
            assert!(error.starts_with(named), "{error}");
        };
        let all = Product::All;
        named(sizes(all, 650_001, 1), "switchboard.zip has 650.0 kB");
        named(
            sizes(Product::Freshchat, 500_001, 1),
            "switchboard-freshchat.zip has 500.0 kB",
        );
        named(
            sizes(all, 1, PAGE_BUDGET + 100),
            "softphone.html has 250.1 kB",
        );
    }

    #[test]
    fn one_error_is_not_several() {
        assert_eq!(counted(1, "error"), "1 error");
        assert_eq!(counted(2, "error"), "2 errors");
    }
}
