//! What schemas cannot express about the files in `config/`.

use std::collections::BTreeSet;

use regress::Regex;
use serde_json::Value;

use super::Report;
use super::scripts::Scripts;
use super::sources::Sources;
use crate::app::{
    ENTITIES, Entities, EntityField, MANIFEST, Manifest, PARAMETERS, Parameter, ParameterKind,
    Parameters, REQUESTS, Templates,
};

/// The script of the installation page.
pub(super) const PAGE_SCRIPT: &str = "config/assets/iparams.js";

/// Words in a key by which the vendor takes a parameter for a secret.
const SECRET_WORDS: [&str; 4] = ["auth", "token", "key", "secret"];

/// Templates must be named in the manifest and defined in `config/requests.json`.
pub(super) fn templates(
    sources: &Sources,
    manifest: &Manifest,
    templates: Option<&Templates>,
    report: &mut Report,
) {
    // Without a model there is either no file, and every mention is wrong, or a finding already.
    if templates.is_none() && sources.has(REQUESTS) {
        return;
    }
    let defined: BTreeSet<&str> = templates
        .iter()
        .flat_map(|templates| templates.iter())
        .map(|(name, _)| name)
        .collect();
    for (module, name) in manifest
        .templates()
        .filter(|(_, name)| !defined.contains(name))
    {
        let line = sources.manifest_line(["modules", module, "requests", name]);
        let message = format!(
            "Request template '{name}' is not defined in config/requests.json; define it there or remove it here."
        );
        report.error("requests", MANIFEST, line, message);
    }
    for name in defined
        .into_iter()
        .filter(|name| !manifest.declares_template(name))
    {
        let line = sources.line(REQUESTS, &[name.to_owned()]);
        let message = format!(
            "Request template '{name}' is declared but not associated with module; add it to modules.common.requests."
        );
        report.warning("requests", REQUESTS, line, message);
    }
}

/// Options, patterns, page functions and secrets of installation parameters.
pub(super) fn parameters(
    sources: &Sources,
    parameters: Option<&Parameters>,
    scripts: &Scripts,
    report: &mut Report,
) {
    for (key, parameter) in parameters.iter().flat_map(|parameters| parameters.iter()) {
        let line = |part: &str| sources.line(PARAMETERS, &[key.to_owned(), part.to_owned()]);
        let defaults = default_value(key, parameter).map(|message| ("default_value", message));
        let patterns = patterns(key, parameter)
            .into_iter()
            .map(|message| ("regex", message));
        let events = page_functions(key, parameter, scripts).map(|message| ("events", message));
        for (part, message) in defaults.into_iter().chain(patterns).chain(events) {
            report.error("iparam", PARAMETERS, line(part), message);
        }
        if sounds_secret(key) && !parameter.secure {
            let message = format!(
                "'{key}' appears to be a secret and is not marked as secure; mark it, or give it a name without {}.",
                SECRET_WORDS.join(", ")
            );
            report.warning("iparam", PARAMETERS, line("secure"), message);
        }
    }
    if let Some((line, message)) = scripts.page_failure() {
        let message = format!("The script cannot be parsed: {message}.");
        report.error("iparam", PAGE_SCRIPT, Some(line), message);
    }
}

fn page_functions(
    key: &str,
    parameter: &Parameter,
    scripts: &Scripts,
) -> impl Iterator<Item = String> {
    let names = parameter.events.iter().map(|event| &event.change);
    names.filter(|name| !scripts.may_have_page_function(name)).map(move |name| {
        format!("The function `{name}` of '{key}' does not exist; declare `function {name}() {{ … }}` in {PAGE_SCRIPT}.")
    })
}

fn default_value(key: &str, parameter: &Parameter) -> Option<String> {
    let default = parameter.default_value.as_ref()?;
    let chosen = match (parameter.kind, default) {
        (ParameterKind::Multiselect, Value::Array(values)) => values.iter().collect(),
        _ => vec![default],
    };
    let offered = !parameter.kind.is_choice() || chosen.iter().all(|value| parameter.offers(value));
    (!offered).then(|| format!("The default value of '{key}' is not among its options; use one of them, letter by letter."))
}

fn patterns(key: &str, parameter: &Parameter) -> Vec<String> {
    let mut messages = Vec::new();
    for (name, pattern) in parameter
        .regex
        .iter()
        .filter(|(name, _)| !name.ends_with("-error"))
    {
        if !parameter.regex.contains_key(&format!("{name}-error")) {
            messages.push(format!(
                "In '{key}', the error message of '{name}' is missing; add '{name}-error'."
            ));
        }
        if let Err(error) = Regex::new(pattern) {
            messages.push(format!(
                "In '{key}', '{name}' is no regular expression: {error}."
            ));
        }
    }
    messages
}

fn sounds_secret(key: &str) -> bool {
    let key = key.to_lowercase();
    !key.contains("api_domain") && SECRET_WORDS.iter().any(|word| key.contains(word))
}

/// Fields of one entity need different names.
pub(super) fn entities(sources: &Sources, entities: Option<&Entities>, report: &mut Report) {
    for (name, entity) in entities.iter().flat_map(|entities| entities.iter()) {
        let mut seen = BTreeSet::new();
        for field in entity.fields.iter().flat_map(EntityField::with_inner) {
            if !seen.insert(field.name.as_str()) {
                report.error(
                    "custom-objects",
                    ENTITIES,
                    sources.line(ENTITIES, &[name.to_owned(), "fields".to_owned()]),
                    format!(
                        "Entity '{name}' has more than one field called '{}'; rename one.",
                        field.name
                    ),
                );
            }
        }
    }
}
