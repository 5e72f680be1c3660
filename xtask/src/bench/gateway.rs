//! The gateway's figures: `bench/load` measures them, here they are printed and held to what they should be.
//!
//! The load and what bears it share the machine's processors, so a ratio tells more than a time.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build::Project;
use crate::tools::{self, step};

/// A figure and what it should be. Figures of a busy machine differ by more than a person's work on the gateway does, so only
/// one that is missed by far fails.
#[derive(Clone, Copy, Debug)]
struct Target {
    name: &'static str,
    /// Where the figure stands.
    path: &'static str,
    unit: &'static str,
    should: Bound,
    must: Bound,
}

/// What a figure is held to.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Least(f64),
    Most(f64),
}

impl Bound {
    fn holds(self, figure: f64) -> bool {
        match self {
            Self::Least(least) => figure >= least,
            Self::Most(most) => figure <= most,
        }
    }

    fn shown(self) -> String {
        match self {
            Self::Least(least) => format!("at least {least}"),
            Self::Most(most) => format!("at most {most}"),
        }
    }
}

const TARGETS: [Target; 6] = [
    Target {
        name: "new calls, of the baseline's answers",
        path: "/voice/ratio",
        unit: "%",
        should: Bound::Least(40.0),
        must: Bound::Least(8.0),
    },
    Target {
        name: "99 of 100 answers at half load",
        path: "/half/p99",
        unit: "ms",
        should: Bound::Most(10.0),
        must: Bound::Most(250.0),
    },
    Target {
        name: "longest answer while the app hangs",
        path: "/hanging/app",
        unit: "ms",
        should: Bound::Most(1000.0),
        must: Bound::Most(1000.0),
    },
    Target {
        name: "longest answer while the database does",
        path: "/hanging/database",
        unit: "ms",
        should: Bound::Most(1000.0),
        must: Bound::Most(1000.0),
    },
    Target {
        name: "slowest event to reach every stream",
        path: "/streams/longest",
        unit: "ms",
        should: Bound::Most(250.0),
        must: Bound::Most(1000.0),
    },
    Target {
        name: "acknowledged events lost in a crash",
        path: "/crash/lost",
        unit: "",
        should: Bound::Most(0.0),
        must: Bound::Most(0.0),
    },
];

/// What is printed and held to nothing.
const TOLD: [(&str, &str, &str); 9] = [
    ("questions at once", "/voice/connections", ""),
    ("answers of the baseline", "/voice/baseline", "a second"),
    ("answers about new calls", "/voice/new", "a second"),
    (
        "answers about one call again",
        "/voice/repeated",
        "a second",
    ),
    (
        "work for an answer of the baseline",
        "/voice/baseline_work",
        "µs",
    ),
    (
        "work for an answer about a new call",
        "/voice/new_work",
        "µs",
    ),
    ("streams", "/streams/count", ""),
    ("memory for a stream", "/streams/memory", "bytes"),
    (
        "events acknowledged before the crash",
        "/crash/acknowledged",
        "",
    ),
];

/// Builds the gateway as it is deployed, measures it, and fails if a figure is far from what it should be.
pub(super) fn perform(project: &Project) -> Result<()> {
    step("Building the gateway as it is deployed, and its load");
    let mut build = tools::cargo(project);
    build.args(["build", "--quiet", "--profile", "server"]);
    tools::run(build.args(["--package", "gateway", "--package", "load"]))?;
    step("Loading the gateway: answers, streams, a crash");
    let programs = tools::target_folder(project)?.join("server");
    let mut load = std::process::Command::new(programs.join("load"));
    load.arg(programs.join("gateway"));
    let mut figures: Value =
        serde_json::from_str(&tools::read(&mut load)?).context("bench/load printed no figures")?;
    let (new, baseline) = (
        read(&figures, "/voice/new")?,
        read(&figures, "/voice/baseline")?,
    );
    if let Some(voice) = figures.get_mut("voice").and_then(Value::as_object_mut) {
        voice.insert("ratio".to_owned(), (new / baseline * 100.0).into());
    }
    println!();
    for (name, path, unit) in TOLD {
        println!("{name:<42} {:>10.0} {unit}", read(&figures, path)?);
    }
    for Target {
        name,
        path,
        unit,
        should,
        ..
    } in TARGETS
    {
        let figure = read(&figures, path)?;
        let unit = format!("{unit:<8}");
        println!(
            "{name:<42} {figure:>10.1} {unit} should be {}",
            should.shown()
        );
    }
    println!();
    hold(&figures)
}

fn read(figures: &Value, path: &str) -> Result<f64> {
    let figure = figures.pointer(path).and_then(Value::as_f64);
    figure.with_context(|| format!("bench/load told no {path}"))
}

fn hold(figures: &Value) -> Result<()> {
    for Target {
        name, path, must, ..
    } in TARGETS
    {
        let figure = read(figures, path)?;
        if !must.holds(figure) {
            bail!(
                "A figure is missed by far: {name}: {figure:.1}, and it must be {}.",
                must.shown()
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn figures() -> Value {
        json!({
            "voice": {"ratio": 39.0},
            "half": {"p99": 12.0},
            "hanging": {"app": 30.0, "database": 300.0},
            "streams": {"longest": 60.0},
            "crash": {"lost": 0},
        })
    }

    #[test]
    fn a_figure_that_is_missed_narrowly_passes_and_one_missed_by_far_fails() {
        assert!(hold(&figures()).is_ok());
        let mut lost = figures();
        lost["crash"]["lost"] = json!(1);
        let error = hold(&lost).unwrap_err().to_string();
        assert!(error.contains("lost in a crash: 1.0"), "{error}");
    }

    #[test]
    fn a_missing_figure_is_named() {
        let error = hold(&json!({})).unwrap_err().to_string();
        assert_eq!(error, "bench/load told no /voice/ratio");
    }
}
