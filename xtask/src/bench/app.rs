//! What an event costs in the app and in a twin written in plain JavaScript.
//!
//! The measuring is in `bench/measure.mjs`; here its figures are printed and held to the target.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::Project;
use crate::checks::{self, Sizes, kilobytes};
use crate::products::Product;
use crate::tools::{self, step};

/// The most that a cold event may take, in times of the twin's.
const TARGET: f64 = 3.5;

/// A figure of the app's beside the twin's.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    app: f64,
    twin: f64,
}

impl Pair {
    fn read(figures: &Value, name: &str) -> Result<Self> {
        let figure = |of: &str| {
            let figure = figures.get(name).and_then(|pair| pair.get(of));
            figure
                .and_then(Value::as_f64)
                .with_context(|| format!("bench/measure.mjs told no {name} of the {of}"))
        };
        Ok(Self {
            app: figure("app")?,
            twin: figure("twin")?,
        })
    }

    fn ratio(self) -> f64 {
        self.app / self.twin
    }

    fn print(self, what: &str) {
        let Self { app, twin } = self;
        println!(
            "{what:<34} {app:>9.3} ms {twin:>9.3} ms {:>7.2}",
            self.ratio()
        );
    }
}

/// The packages with a phone, of which calls are measured: the one that is held to the target comes first.
const MEASURED: [Product; 2] = [Product::Freshdesk, Product::All];

/// Packs what is measured.
pub(super) fn pack(project: &Project) -> Result<()> {
    checks::pack(project, &MEASURED)
}

/// Measures the packages that were packed last, and fails if a cold event takes too long or the twin no longer does what the
/// app does. The package for both products carries what one of them never uses, so the target is that of the package for
/// Freshdesk.
pub(super) fn perform(project: &Project) -> Result<()> {
    let mut cold = Vec::new();
    for product in MEASURED {
        let sizes = Sizes::measure(project, product)?;
        let ending = product.ending();
        step(&format!(
            "Measuring one missed call in switchboard{ending}.zip and in its twin"
        ));
        let mut node = Command::new("node");
        node.arg(project.path("bench/measure.mjs"))
            .arg(project.staged(product).join("server"))
            .arg(project.path("bench/twin"))
            .arg(project.path("node_modules"));
        let figures: Value = serde_json::from_str(&tools::read(&mut node)?)
            .context("bench/measure.mjs printed no figures")?;
        print(&figures, &sizes)?;
        cold.push(Pair::read(&figures, "cold")?);
    }
    cold.first().copied().map_or(Ok(()), hold)
}

fn print(figures: &Value, sizes: &Sizes) -> Result<()> {
    println!(
        "\n{:<34} {:>12} {:>12} {:>7}",
        "median of", "the app", "the twin", "ratio"
    );
    Pair::read(figures, "cold")?.print("cold event, warm process");
    Pair::read(figures, "process")?.print("cold event, new process");
    Pair::read(figures, "warm")?.print("warm event");
    let size = |of: &str| {
        figures
            .pointer(&format!("/size/{of}"))
            .and_then(Value::as_u64)
    };
    let (app, twin) = (
        size("app").unwrap_or_default(),
        size("twin").unwrap_or_default(),
    );
    println!(
        "{:<34} {:>12} {:>12}",
        "server code",
        kilobytes(app),
        kilobytes(twin)
    );
    println!("{:<34} {:>12}", "wasm module", kilobytes(sizes.module));
    println!("{:<34} {:>12}\n", "package", kilobytes(sizes.zip));
    Ok(())
}

fn hold(cold: Pair) -> Result<()> {
    let ratio = cold.ratio();
    if ratio > TARGET {
        bail!(
            "A cold event takes {ratio:.2} times as long as the twin's, and at most {TARGET} is the target."
        );
    }
    println!(
        "A cold event takes {ratio:.2} times as long as the twin's; the target is at most {TARGET}."
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_ratio_above_the_target_fails() {
        let at = |app| Pair { app, twin: 2.0 };
        assert!(hold(at(7.0)).is_ok());
        let error = hold(at(7.2)).unwrap_err().to_string();
        assert!(error.contains("3.60 times"), "{error}");
    }

    #[test]
    fn a_missing_figure_is_named() {
        let figures = json!({ "cold": { "app": 1.5 } });
        let error = Pair::read(&figures, "cold").unwrap_err().to_string();
        assert_eq!(error, "bench/measure.mjs told no cold of the twin");
    }
}
