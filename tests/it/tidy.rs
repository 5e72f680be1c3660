//! Rules about the repository itself: names that must agree, and what must not stand anywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The quoted names that follow `marker` in the core's sources.
fn names_in_core(marker: &str) -> BTreeSet<String> {
    let mut files = Vec::new();
    files_below(&root().join("src"), &mut files);
    files
        .iter()
        .filter(|file| !file.ends_with("tests.rs"))
        .flat_map(|file| {
            let source = std::fs::read_to_string(file).unwrap();
            let names = source
                .split(marker)
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned());
            names.collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_template_is_declared_on_both_sides_and_used_by_the_core() {
    let declared = keys(&json("config/requests.json"));
    assert_eq!(
        keys(&json("manifest.json")["modules"]["common"]["requests"]),
        declared
    );
    assert_eq!(names_in_core("const TEMPLATE: &'static str = \""), declared);
}

#[test]
fn every_entity_is_declared_and_used_by_the_core() {
    assert_eq!(
        names_in_core("const ENTITY: &'static str = \""),
        keys(&json("config/entities.json"))
    );
}

#[test]
fn every_handler_is_in_the_manifest_the_shim_and_the_core() {
    let manifest = json("manifest.json");
    let common = &manifest["modules"]["common"];
    let mut named: BTreeSet<String> = keys(&common["functions"]);
    let modules = manifest["modules"].as_object().unwrap().values();
    for event in modules.flat_map(|module| module["events"].as_object().into_iter().flatten()) {
        let (_, event) = event;
        named.insert(event["handler"].as_str().unwrap().to_owned());
    }
    let shim = text("server/server.js");
    let mounted: BTreeSet<String> = shim
        .lines()
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split_once(": function (payload) {")
                .or_else(|| {
                    line.strip_prefix("  ")?
                        .split_once(": function (request) {")
                })
        })
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(mounted, named);
    let app = text("src/app.rs");
    let exported: BTreeSet<String> = app
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.trim().strip_prefix('"')?.split_once('"')?;
            rest.contains("=> written(").then(|| name.to_owned())
        })
        .collect();
    assert_eq!(exported, named);
}

#[test]
fn every_declared_parameter_is_read_by_the_core() {
    let declared = keys(&json("config/iparams.json"));
    let mut files = vec![root().join("src/config.rs"), root().join("src/channels.rs")];
    for folder in ["src/config", "src/channels"] {
        files_below(&root().join(folder), &mut files);
    }
    let core: String = files
        .iter()
        .filter(|file| !file.ends_with("tests.rs"))
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let read: BTreeSet<String> = declared
        .iter()
        .filter(|name| {
            let spoken = name
                .strip_prefix("say_")
                .map(|rest| format!("both(\"{}\")", rest.trim_end_matches("_sw")));
            core.contains(&spoken.unwrap_or_else(|| format!("\"{name}\"")))
        })
        .cloned()
        .collect();
    assert_eq!(read, declared);
}

#[test]
fn secure_parameters_stand_in_headers_only_and_in_no_page() {
    let parameters = json("config/iparams.json");
    let secure: Vec<&String> = parameters
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, parameter)| parameter["secure"] == true)
        .map(|(name, _)| name)
        .collect();
    assert!(!secure.is_empty());
    for (template, request) in json("config/requests.json").as_object().unwrap() {
        let mut schema = request["schema"].clone();
        schema.as_object_mut().unwrap().remove("headers");
        for name in &secure {
            assert!(
                !schema.to_string().contains(*name),
                "{template} has {name} outside a header"
            );
        }
    }
    let mut pages = Vec::new();
    files_below(&root().join("app"), &mut pages);
    for page in pages
        .iter()
        .filter(|page| !page.to_string_lossy().contains(".test."))
    {
        let source = String::from_utf8_lossy(&std::fs::read(page).unwrap()).into_owned();
        for name in &secure {
            assert!(!source.contains(*name), "{} names {name}", page.display());
        }
    }
}

#[test]
fn every_source_file_says_first_what_it_is_for() {
    let mut files = Vec::new();
    for folder in [
        "src",
        "platform/src",
        "simulators/src",
        "xtask/src",
        "tests",
    ] {
        files_below(&root().join(folder), &mut files);
    }
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
    {
        let source = std::fs::read_to_string(file).unwrap();
        assert!(source.starts_with("//! "), "{}", file.display());
    }
}

#[test]
fn the_core_takes_time_from_its_host_and_keeps_no_order_to_chance() {
    let mut files = Vec::new();
    files_below(&root().join("src"), &mut files);
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for name in [
            "SystemTime",
            "Instant",
            "HashMap",
            "HashSet",
            "static mut",
            "thread_local",
        ] {
            assert!(!source.contains(name), "{} names {name}", file.display());
        }
    }
}

#[test]
fn the_costs_in_the_architecture_are_those_of_the_scenarios() {
    let architecture = text("ARCHITECTURE.md");
    let rows: Vec<Vec<&str>> = architecture
        .lines()
        .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>())
        .filter(|cells| {
            cells.len() == 7 && cells[5].starts_with('`') && cells[2].parse::<u64>().is_ok()
        })
        .collect();
    assert!(rows.len() >= 7, "the table of costs was not found");
    for row in rows {
        let scenario = json(&format!(
            "tests/scenarios/{}.json",
            row[5].trim_matches('`')
        ));
        let requests: u64 = scenario["expect"]["requests"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(Value::as_u64)
            .sum();
        let operations =
            ["store_operations", "list_operations"].map(|name| scenario["expect"][name].as_u64());
        let costs = [Some(requests), operations[0], operations[1]];
        let told = [row[2], row[3], row[4]].map(|cell| cell.parse().ok());
        assert_eq!(costs, told, "{}", row[1]);
    }
}

#[test]
fn no_page_can_use_a_template_itself() {
    for (template, request) in json("config/requests.json").as_object().unwrap() {
        let headers = request["schema"]["headers"].as_object().unwrap();
        // Pages may not fill the context of a header, so a template with such a header is closed to them.
        let closed = headers
            .values()
            .any(|value| value.as_str().unwrap().contains("context."));
        assert!(closed, "{template}");
    }
}
