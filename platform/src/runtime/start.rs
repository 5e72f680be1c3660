//! Starting a platform.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock};

use serde_json::{Value, json};
use tokio::fs;
use tokio::sync::{Mutex, Notify, watch};

use super::journal::Journal;
use super::view::{Phase, View};
use super::{Account, Inner, Options, Platform, StartError, dependencies, schedules};
use crate::app::{self, App};
use crate::limits::Rates;
use crate::sandbox::{Load, Sandbox};
use crate::store::{Store, StoreError};
use crate::templates::Sender;

/// Everything below this path of a package is server code.
const SERVER_FOLDER: &str = "server/";
const DATABASE: &str = "platform.sqlite";
const NPM: &str = "npm";

pub(super) async fn start(options: Options) -> Result<Platform, StartError> {
    let app = App::from_zip(&options.zip).map_err(|error| StartError(error.to_string()))?;
    let state = state_folder(&options.state).await?;
    let folder = state.join("app").join("server");
    dependencies::install(&folder, app.manifest.dependencies(), NPM).await?;
    let store = Store::open(&state.join(DATABASE), options.clock.clone()).await?;
    let sandbox = sandbox(&app, &state, &folder, &options).await?;
    let sender = Sender::new(options.hosts, options.clock.clone());
    let inner = Inner {
        entity_sources: entity_sources(&app),
        current_host: current_host(&app, &options.account),
        hooks: options.hooks,
        public_url: options.public_url.trim_end_matches('/').to_owned(),
        limits: options.limits,
        account: options.account,
        journal: Journal::new(options.clock.clone()),
        sender: sender.map_err(|error| StartError(error.to_string()))?,
        clock: options.clock,
        store,
        sandbox,
        rates: Rates::default(),
        view: RwLock::new(View::default()),
        setup: Mutex::new(()),
        events: AtomicU64::new(0),
        running: watch::Sender::new(0),
        stopped: watch::Sender::new(false),
        schedules_changed: Arc::new(Notify::new()),
        app,
    };
    let inner = Arc::new(inner);
    inner.recall().await?;
    if !inner.clock.is_virtual() {
        tokio::spawn(schedules::watch(Arc::downgrade(&inner)));
    }
    Ok(Platform(inner))
}

impl Inner {
    /// Takes up what the last run left.
    async fn recall(&self) -> Result<(), StartError> {
        match self.store.installation().await? {
            Some(installation) => {
                self.keep_secrets(&installation.parameters);
                self.enter(Phase::of(Some(installation)));
            }
            // An installation that was cut off may have left something.
            None => self.store.wipe().await?,
        }
        self.refresh_target_urls().await;
        self.refresh_schedules().await;
        Ok(())
    }
}

/// Makes the folder and tells its absolute path, from which packages can be required.
async fn state_folder(folder: &Path) -> Result<PathBuf, StartError> {
    let made = fs::create_dir_all(folder).await;
    let made = match made {
        Ok(()) => fs::canonicalize(folder).await,
        Err(error) => Err(error),
    };
    made.map_err(|error| {
        let folder = folder.display();
        StartError(format!(
            "The state folder {folder} cannot be used: {error}."
        ))
    })
}

async fn sandbox(
    app: &App,
    state: &Path,
    folder: &Path,
    options: &Options,
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
        webassembly: options.webassembly,
        wanted: wanted.keys().cloned().collect(),
    };
    let sandbox = Sandbox::start(state, load, options.workers).await;
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
    let product_modules = app.manifest.modules.keys().filter(|name| *name != "common");
    json!({
        "endpoint_urls": account.endpoint_urls,
        "subscribed_modules": product_modules.collect::<Vec<_>>(),
    })
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}
