//! What the packages of each product hold, tried on the app's own files.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::trimming::parameters_of;
use super::{FRESHCHAT, FRESHDESK, Product, Share, Sources, script};
use crate::build::Project;

/// What no file of the other product's package may speak of.
const FOREIGN: [(Product, &[&str]); 2] = [
    (
        Product::Freshdesk,
        &[
            "freshchat",
            "viber",
            "kakao",
            "happytalk",
            "telegram",
            "chat_",
        ],
    ),
    (
        Product::Freshchat,
        &[
            "freshdesk",
            "sautikit",
            "voice",
            "sendbird",
            "web call",
            "webcall",
            "seal",
            "softphone",
            "ticket",
            "callback",
        ],
    ),
];

fn sources() -> Sources {
    Sources::read(&Project::here()).unwrap()
}

fn of(product: Product) -> Sources {
    sources().trimmed(product).unwrap()
}

/// Everything that the files say the app has, by kind.
fn parts(sources: &Sources) -> BTreeSet<(&'static str, String)> {
    let mut parts = BTreeSet::new();
    let mut add = |kind, names: Vec<&String>| {
        parts.extend(names.into_iter().map(|name| (kind, name.clone())));
    };
    add("parameter", keys(&sources.parameters));
    add("template", keys(&sources.templates));
    add("entity", keys(&sources.entities));
    add(
        "module",
        keys(sources.manifest["modules"].as_object().unwrap()),
    );
    for block in ["location", "functions", "events", "requests"] {
        add(block, sources.blocks(block).map(|(name, _)| name).collect());
    }
    let systems: Vec<String> = systems(sources, "options");
    add("system", systems.iter().collect());
    let pages = sources.pages();
    add("page", pages.iter().collect());
    let exported = entries(&sources.server, "exports = {");
    add("handler", exported.iter().collect());
    let lent = entries(&sources.server, "const platform = {");
    add("lent", lent.iter().collect());
    let listed = entries(&sources.form, "const FIELDS = {");
    add("listed system", listed.iter().collect());
    parts
}

fn keys(object: &Map<String, Value>) -> Vec<&String> {
    object.keys().collect()
}

fn systems(sources: &Sources, member: &str) -> Vec<String> {
    let systems = sources.parameters["systems"][member].as_array().unwrap();
    let systems = systems.iter().map(|system| system.as_str().unwrap());
    systems.map(str::to_owned).collect()
}

/// The names of a literal's entries.
fn entries(script: &str, opening: &str) -> BTreeSet<String> {
    let names = RefCell::new(BTreeSet::new());
    script::keep(script, opening, |name| {
        names.borrow_mut().insert(name.to_owned());
        Ok(true)
    })
    .unwrap();
    names.into_inner()
}

/// The app's own files as one text in small letters.
fn text(sources: &Sources) -> String {
    let json = [
        &sources.manifest,
        &sources.parameters,
        &sources.templates,
        &sources.entities,
    ];
    let json = json.map(|file| serde_json::to_string_pretty(file).unwrap());
    let texts = [json.concat(), sources.server.clone(), sources.form.clone()];
    texts.concat().to_lowercase()
}

#[test]
fn every_part_belongs_to_a_product_and_the_package_for_all_has_every_part() {
    let whole = sources();
    assert_eq!(of(Product::All), whole);
    let mut joined = parts(&of(Product::Freshdesk));
    joined.extend(parts(&of(Product::Freshchat)));
    let missing: Vec<_> = parts(&whole).difference(&joined).cloned().collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_package_speaks_of_its_own_product_only() {
    let whole = text(&sources());
    for (product, foreign) in FOREIGN {
        let text = text(&of(product));
        for word in foreign {
            assert!(whole.contains(word), "nothing has {word}");
            let line = text.lines().find(|line| line.contains(word));
            assert_eq!(line, None, "{product:?} has {word}");
        }
    }
}

#[test]
fn what_the_table_names_exists() {
    let whole = sources();
    let parts = parts(&whole);
    let check = |kind, names: &[&str]| {
        for name in names {
            assert!(parts.contains(&(kind, (*name).to_owned())), "{kind} {name}");
        }
    };
    for Share {
        systems,
        modules,
        locations,
        functions,
        entities,
        hosts: _,
        lent,
        feature: _,
    } in [&FRESHDESK, &FRESHCHAT]
    {
        check("system", systems);
        check("listed system", systems);
        check("module", modules);
        check("location", locations);
        check("functions", functions);
        check("entity", entities);
        check("lent", lent);
    }
}

#[test]
fn every_package_is_whole_in_itself() {
    for product in Product::EACH {
        let trimmed = of(product);
        let declared: BTreeSet<_> = keys(&trimmed.parameters).into_iter().cloned().collect();
        for (name, template) in &trimmed.templates {
            assert!(parameters_of(template).is_subset(&declared), "{name}");
        }
        let listed = entries(&trimmed.form, "const FIELDS = {");
        let offered = systems(&trimmed, "options");
        assert_eq!(listed, offered.iter().cloned().collect(), "{product:?}");
        let chosen = systems(&trimmed, "default_value");
        assert!(chosen.iter().all(|system| offered.contains(system)));
        assert!(!chosen.is_empty());
        assert!(declared.contains("admin_passcode"));
    }
}

#[test]
fn the_first_system_is_proposed_where_the_usual_one_is_not_offered() {
    let chosen = |product| systems(&of(product), "default_value");
    assert_eq!(chosen(Product::All), ["Voice"]);
    assert_eq!(chosen(Product::Freshdesk), ["Voice"]);
    assert_eq!(chosen(Product::Freshchat), ["Viber"]);
}

#[test]
fn a_part_of_no_product_stops_the_build() {
    let mut sources = sources();
    let template = serde_json::json!({"schema": {"host": "example.com"}});
    sources.templates.insert("stray".to_owned(), template);
    let error = sources.trimmed(Product::All).unwrap_err().to_string();
    assert_eq!(
        error,
        "A template names no parameter, and its host example.com belongs to no product: enter it in xtask/src/products.rs."
    );
}

/// The names that a function of `src/app.rs` sends on.
fn dispatched(by: &str) -> BTreeSet<String> {
    let app = std::fs::read_to_string(Project::here().path("src/app.rs")).unwrap();
    let (_, function) = app.split_once(&format!("async fn {by}(")).unwrap();
    let (function, _) = function.split_once("\n}\n").unwrap();
    let lines = function.lines().filter(|line| line.contains("=> written("));
    lines
        .map(|line| line.split('"').nth(1).unwrap().to_owned())
        .collect()
}

#[test]
fn the_core_leaves_out_what_the_packages_leave_out() {
    let handlers = |product| of(product).handlers();
    let (freshdesk, freshchat) = (handlers(Product::Freshdesk), handlers(Product::Freshchat));
    assert_eq!(dispatched("freshdesk"), &freshdesk - &freshchat);
    assert_eq!(dispatched("freshchat"), &freshchat - &freshdesk);
    assert_eq!(dispatched("handle"), &freshdesk & &freshchat);
}
