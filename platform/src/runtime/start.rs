//! Starting a platform.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock};

use tokio::fs;
use tokio::sync::{Mutex, Notify, watch};

use super::journal::Journal;
use super::package::{Ground, Package};
use super::view::{Phase, View};
use super::{Inner, Options, Platform, StartError, schedules};
use crate::limits::Rates;
use crate::store::{Store, StoreError};
use crate::templates::Sender;

const DATABASE: &str = "platform.sqlite";

pub(super) async fn start(options: Options) -> Result<Platform, StartError> {
    let ground = Ground {
        state: state_folder(&options.state).await?,
        account: options.account,
        webassembly: options.webassembly,
        workers: options.workers,
    };
    let package = Package::load(&options.zip, &ground, None).await?;
    let store = Store::open(&ground.state.join(DATABASE), options.clock.clone()).await?;
    let sender = Sender::new(options.hosts, options.redirects, options.clock.clone());
    let inner = Inner {
        hooks: options.hooks,
        update_makes_target_urls: options.update_makes_target_urls,
        public_url: options.public_url.trim_end_matches('/').to_owned(),
        limits: options.limits,
        journal: Journal::new(options.clock.clone()),
        sender: sender.map_err(|error| StartError(error.to_string()))?,
        clock: options.clock,
        store,
        rates: Rates::default(),
        view: RwLock::new(View::new(package)),
        setup: Mutex::new(()),
        events: AtomicU64::new(0),
        running: watch::Sender::new(0),
        stopped: watch::Sender::new(false),
        schedules_changed: Arc::new(Notify::new()),
        ground,
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
                self.keep_secrets(&self.package(), &installation.parameters);
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

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}
