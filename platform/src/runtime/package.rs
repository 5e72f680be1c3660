//! One package of the app, ready to run: what its zip declares, its npm packages and its worker processes.
//!
//! Which package is the installed one is [`super::view`]'s business; an update has two for a while.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::options::COMMON;
use super::{Account, StartError, dependencies};
use crate::app::{self, App};
use crate::sandbox::{Load, Sandbox};

/// Everything below this path of a package is server code.
const SERVER_FOLDER: &str = "server/";
/// Folders for npm packages, below the state folder. The second serves while an update brings other packages than
/// those that still run.
const NPM_FOLDERS: [&str; 2] = ["app/server", "app/server-of-update"];
const NPM: &str = "npm";

/// A package, ready to run.
#[derive(Debug)]
pub(super) struct Package {
    /// The file it was read from.
    pub(super) zip: PathBuf,
    pub(super) app: Arc<App>,
    /// The content of `config/entities.json`; null if there is none.
    pub(super) entity_sources: Value,
    /// `currentHost` of every payload.
    pub(super) current_host: Value,
    account: Account,
    /// None for an app without server code.
    pub(super) sandbox: Option<Arc<Sandbox>>,
    /// Which of [`NPM_FOLDERS`] holds its npm packages.
    npm_folder: &'static str,
}

/// What a package needs around it, the same for all packages of a platform.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// The state folder, as an absolute path: packages are required from below it.
    pub(super) state: PathBuf,
    pub(super) account: Account,
    /// Whether the sandbox has `WebAssembly`.
    pub(super) webassembly: bool,
    pub(super) workers: usize,
}

impl Package {
    /// Reads a zip, installs its npm packages without touching those of `running`, and starts its processes.
    pub(super) async fn load(
        zip: &Path,
        ground: &Ground,
        running: Option<&Self>,
    ) -> Result<Self, StartError> {
        let app = App::from_zip(zip).map_err(|error| StartError(error.to_string()))?;
        let npm_folder = npm_folder(&app, running);
        let folder = ground.state.join(npm_folder);
        dependencies::install(&folder, app.manifest.dependencies(), NPM).await?;
        Ok(Self {
            zip: zip.to_owned(),
            entity_sources: entity_sources(&app),
            current_host: current_host(&app, &ground.account),
            account: ground.account.clone(),
            sandbox: sandbox(&app, &folder, ground).await?,
            app: Arc::new(app),
            npm_folder,
        })
    }

    /// The exported function that handles an event.
    pub(super) fn handler(&self, event: &str) -> Option<&str> {
        self.app.manifest.handler(event)
    }

    /// The exported function that handles a product's event, if the account has the product.
    pub(super) fn product_handler(&self, event: &str) -> Option<&str> {
        let modules = self.app.manifest.modules.iter();
        let mut subscribed = modules.filter(|(module, _)| self.has_module(module));
        subscribed.find_map(|(_, module)| Some(module.events.get(event)?.handler.as_str()))
    }

    /// Whether the account has what belongs to a module.
    pub(super) fn has_module(&self, module: &str) -> bool {
        self.account.has(module)
    }
}

fn npm_folder(app: &App, running: Option<&Package>) -> &'static str {
    let [first, second] = NPM_FOLDERS;
    match running {
        Some(running) if running.app.manifest.dependencies() == app.manifest.dependencies() => {
            running.npm_folder
        }
        Some(running) if running.npm_folder == first => second,
        Some(_) | None => first,
    }
}

async fn sandbox(
    app: &App,
    folder: &Path,
    ground: &Ground,
) -> Result<Option<Arc<Sandbox>>, StartError> {
    let wanted = wanted_handlers(app);
    if app.file(app::SERVER).is_none() {
        if app.manifest.needs_server() {
            let file = app::SERVER;
            return Err(StartError(format!(
                "The manifest names events or functions and the package has no {file}; add it."
            )));
        }
        return Ok(None);
    }
    let load = Load {
        files: server_files(app)?,
        folder: folder.display().to_string(),
        webassembly: ground.webassembly,
        wanted: wanted.keys().cloned().collect(),
    };
    let sandbox = Sandbox::start(&ground.state, load, ground.workers).await;
    let sandbox = sandbox.map_err(|error| StartError(error.to_string()))?;
    let missing: Vec<_> = sandbox
        .missing_handlers()
        .iter()
        .filter_map(|handler| wanted.get(handler).cloned())
        .collect();
    if !missing.is_empty() {
        return Err(StartError(format!(
            "{} Write each as a function expression in one top-level `exports = {{ … }}` of server/server.js.",
            missing.join(" ")
        )));
    }
    Ok(Some(sandbox))
}

/// The exported functions that the manifest names, each with what the platform says when it is not there.
fn wanted_handlers(app: &App) -> BTreeMap<String, String> {
    let mut wanted = BTreeMap::new();
    for (module, declared) in &app.manifest.modules {
        for event in declared.events.values() {
            let handler = &event.handler;
            wanted.insert(
                handler.clone(),
                format!("Event callback '{handler}' is not declared for module: {module}."),
            );
        }
        for function in declared.functions.keys() {
            wanted.insert(
                function.clone(),
                format!("Function {function} is not defined for module {module}."),
            );
        }
    }
    wanted
}

fn server_files(app: &App) -> Result<BTreeMap<String, String>, StartError> {
    app.files()
        .filter(|(path, _)| path.starts_with(SERVER_FOLDER))
        .map(|(path, bytes)| match std::str::from_utf8(bytes) {
            Ok(text) => Ok((path.to_owned(), text.to_owned())),
            Err(_) => Err(StartError(format!(
                "{path} is not UTF-8 text; save it as such."
            ))),
        })
        .collect()
}

fn entity_sources(app: &App) -> Value {
    app.file(app::ENTITIES)
        .and_then(|bytes| serde_json::from_slice(bytes).ok())
        .unwrap_or_default()
}

fn current_host(app: &App, account: &Account) -> Value {
    let modules = app.manifest.modules.keys();
    let product_modules = modules.filter(|name| *name != COMMON && account.has(name));
    json!({
        "endpoint_urls": account.endpoint_urls,
        "subscribed_modules": product_modules.collect::<Vec<_>>(),
    })
}
