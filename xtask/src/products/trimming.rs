//! The files that say what the app has, and the same files with only what one product has.
//!
//! The table in `products` decides about systems, modules, functions and entities. A parameter goes with the systems that
//! `config/assets/iparams.js` lists it under, a template with the parameters that it names, a handler with its event or
//! function, a page with its location, and a module of the server with whoever loads it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use super::{Kind, Product, SHARES, script};
use crate::build::Project;

const MANIFEST: &str = "manifest.json";
const PARAMETERS: &str = "config/iparams.json";
const TEMPLATES: &str = "config/requests.json";
const ENTITIES: &str = "config/entities.json";
const SERVER: &str = "server/server.js";
const FORM: &str = "config/assets/iparams.js";

/// The parameter whose options are the systems.
const SYSTEMS: &str = "systems";

/// The files that say what the app has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sources {
    pub(super) manifest: Map<String, Value>,
    pub(super) parameters: Map<String, Value>,
    pub(super) templates: Map<String, Value>,
    pub(super) entities: Map<String, Value>,
    /// `server/server.js`.
    pub(super) server: String,
    /// The script of the installation page.
    pub(super) form: String,
}

impl Sources {
    /// Reads them as they are for all products.
    pub(crate) fn read(project: &Project) -> Result<Self> {
        let text = |file: &str| {
            fs::read_to_string(project.path(file)).with_context(|| format!("could not read {file}"))
        };
        let json = |file: &str| -> Result<Map<String, Value>> {
            serde_json::from_str(&text(file)?).with_context(|| format!("{file} is no JSON object"))
        };
        Ok(Self {
            manifest: json(MANIFEST)?,
            parameters: json(PARAMETERS)?,
            templates: json(TEMPLATES)?,
            entities: json(ENTITIES)?,
            server: text(SERVER)?,
            form: text(FORM)?,
        })
    }

    /// What a product has of them.
    pub(crate) fn trimmed(mut self, product: Product) -> Result<Self> {
        self.trim_form(product)?;
        self.trim_templates(product)?;
        retain(&mut self.entities, |name| product.has(Kind::Entity, name))?;
        self.trim_manifest(product)?;
        self.trim_server(product)?;
        Ok(self)
    }

    /// The form's script and its parameters: those of the product's systems.
    fn trim_form(&mut self, product: Product) -> Result<()> {
        if let Some(systems) = self.parameters.get_mut(SYSTEMS) {
            offer_only(product, systems)?;
        }
        self.form = script::keep(&self.form, "const FIELDS = {", |system| {
            product.has(Kind::System, system)
        })?;
        let form = &self.form;
        self.parameters
            .retain(|name, _| name == SYSTEMS || form.contains(&format!("\"{name}\"")));
        Ok(())
    }

    fn trim_templates(&mut self, product: Product) -> Result<()> {
        let mut kept = Map::new();
        for (name, template) in std::mem::take(&mut self.templates) {
            let named = parameters_of(&template);
            let is_kept = if named.is_empty() {
                let host = template.pointer("/schema/host").and_then(Value::as_str);
                product.has(Kind::Host, host.unwrap_or_default())?
            } else {
                named.iter().all(|name| self.parameters.contains_key(name))
            };
            if is_kept {
                kept.insert(name, template);
            }
        }
        self.templates = kept;
        Ok(())
    }

    fn trim_manifest(&mut self, product: Product) -> Result<()> {
        let Some(modules) = object(&mut self.manifest, "modules") else {
            return Ok(());
        };
        retain(modules, |name| product.has(Kind::Module, name))?;
        let Some(common) = object(modules, "common") else {
            return Ok(());
        };
        for (block, kind) in [("location", Kind::Location), ("functions", Kind::Function)] {
            if let Some(block) = object(common, block) {
                retain(block, |name| product.has(kind, name))?;
            }
        }
        if let Some(requests) = object(common, "requests") {
            requests.retain(|name, _| self.templates.contains_key(name));
        }
        // The platform refuses an empty block.
        common.retain(|_, block| block.as_object().is_none_or(|block| !block.is_empty()));
        Ok(())
    }

    fn trim_server(&mut self, product: Product) -> Result<()> {
        let handlers = self.handlers();
        let server = script::keep(&self.server, "exports = {", |name| {
            Ok(handlers.contains(name))
        })?;
        let is_of = |name: &str, shares: &[&super::Share]| {
            shares.iter().any(|share| share.lent.contains(&name))
        };
        self.server = script::keep(&server, "const platform = {", |name| {
            Ok(!is_of(name, &SHARES) || is_of(name, product.shares()))
        })?;
        Ok(())
    }

    /// What the manifest wants `server.js` to export.
    pub(super) fn handlers(&self) -> BTreeSet<String> {
        let functions = self.blocks("functions").map(|(name, _)| name.clone());
        let events = self.blocks("events");
        let handlers = events.filter_map(|(_, event)| event.get("handler")?.as_str());
        functions.chain(handlers.map(str::to_owned)).collect()
    }

    /// The files below `app/` that the manifest names.
    pub(crate) fn pages(&self) -> BTreeSet<String> {
        let files = |location: &Value| {
            ["url", "icon"].map(|part| location.get(part)?.as_str().map(str::to_owned))
        };
        let locations = self.blocks("location");
        locations
            .flat_map(|(_, location)| files(location))
            .flatten()
            .collect()
    }

    /// Whether a module of `server/lib` is loaded.
    pub(crate) fn loads(&self, file: &str) -> bool {
        let name = file.trim_end_matches(".js");
        self.server.contains(&format!("\"./lib/{name}\""))
    }

    /// The entries of a block of every module.
    pub(super) fn blocks<'a>(
        &'a self,
        block: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a Value)> {
        let modules = self.manifest.get("modules").and_then(Value::as_object);
        modules
            .into_iter()
            .flat_map(Map::values)
            .filter_map(move |module| module.get(block)?.as_object())
            .flatten()
    }

    /// Writes them into a staged app.
    pub(crate) fn write(&self, staged: &Path) -> Result<()> {
        let write = |file: &str, text: &str| {
            let path = staged.join(file);
            path.parent()
                .map_or(Ok(()), fs::create_dir_all)
                .and_then(|()| fs::write(&path, text))
                .with_context(|| format!("could not stage {file}"))
        };
        write(SERVER, &self.server)?;
        write(FORM, &self.form)?;
        for (file, content) in [
            (MANIFEST, &self.manifest),
            (PARAMETERS, &self.parameters),
            (TEMPLATES, &self.templates),
            (ENTITIES, &self.entities),
        ] {
            if !content.is_empty() {
                write(file, &(serde_json::to_string_pretty(content)? + "\n"))?;
            }
        }
        Ok(())
    }
}

/// Leaves the product's systems among the options, and chooses the first if what was chosen is not among them.
fn offer_only(product: Product, systems: &mut Value) -> Result<()> {
    let Some(options) = systems.get_mut("options").and_then(Value::as_array_mut) else {
        return Ok(());
    };
    let mut offered = Vec::new();
    for option in options.iter() {
        if product.has(Kind::System, option.as_str().unwrap_or_default())? {
            offered.push(option.clone());
        }
    }
    options.clone_from(&offered);
    if let Some(chosen) = systems
        .get_mut("default_value")
        .and_then(Value::as_array_mut)
        && !chosen.iter().all(|system| offered.contains(system))
    {
        *chosen = offered.into_iter().take(1).collect();
    }
    Ok(())
}

/// The parameters that a template names.
pub(super) fn parameters_of(template: &Value) -> BTreeSet<String> {
    let text = template.to_string();
    let named = text.split("iparam.").skip(1);
    let name = |rest: &str| {
        let rest = rest.chars();
        rest.take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect()
    };
    named.map(name).collect()
}

fn object<'a>(
    parent: &'a mut Map<String, Value>,
    name: &str,
) -> Option<&'a mut Map<String, Value>> {
    parent.get_mut(name)?.as_object_mut()
}

fn retain(
    entries: &mut Map<String, Value>,
    mut is_kept: impl FnMut(&str) -> Result<bool>,
) -> Result<()> {
    let mut kept = Map::new();
    for (name, value) in std::mem::take(entries) {
        if is_kept(&name)? {
            kept.insert(name, value);
        }
    }
    *entries = kept;
    Ok(())
}
