//! What is known of the installation without asking the store.

use std::sync::{Arc, PoisonError, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::package::Package;
use super::{Inner, Scheduled, Status, TargetUrl};
use crate::store::Installation;

/// What is known of the installation without asking the store.
#[derive(Debug)]
pub(super) struct View {
    /// The package that events run.
    package: Arc<Package>,
    pub(super) phase: Phase,
    pub(super) target_urls: Vec<TargetUrl>,
    pub(super) schedules: Vec<Scheduled>,
}

/// Where the app is between absent and installed.
#[derive(Clone, Debug, Default)]
pub(super) enum Phase {
    #[default]
    Absent,
    /// `onAppInstall` runs. Webhooks are let through: a service may try a target URL as soon as it is told.
    Installing(Arc<Map<String, Value>>),
    Installed {
        since: Timestamp,
        parameters: Arc<Map<String, Value>>,
    },
}

impl View {
    pub(super) fn new(package: Package) -> Self {
        Self {
            package: Arc::new(package),
            phase: Phase::Absent,
            target_urls: Vec::new(),
            schedules: Vec::new(),
        }
    }
}

impl Phase {
    pub(super) fn of(installation: Option<Installation>) -> Self {
        installation.map_or(Self::Absent, |installation| Self::Installed {
            since: installation.since,
            parameters: Arc::new(installation.parameters),
        })
    }

    /// The parameters that events get.
    pub(super) fn parameters(&self) -> Option<Arc<Map<String, Value>>> {
        match self {
            Self::Absent => None,
            Self::Installing(parameters) | Self::Installed { parameters, .. } => {
                Some(Arc::clone(parameters))
            }
        }
    }

    /// The parameters, once the installation is complete.
    pub(super) fn installed(&self) -> Option<(Timestamp, Arc<Map<String, Value>>)> {
        match self {
            Self::Absent | Self::Installing(_) => None,
            Self::Installed { since, parameters } => Some((*since, Arc::clone(parameters))),
        }
    }
}

impl Inner {
    pub(super) fn phase(&self) -> Phase {
        self.seen().phase.clone()
    }

    pub(super) fn enter(&self, phase: Phase) {
        self.seeing().phase = phase;
    }

    /// The package that events run.
    pub(super) fn package(&self) -> Arc<Package> {
        Arc::clone(&self.seen().package)
    }

    /// Lets events run another package from now on, with what goes with it.
    pub(super) fn replace_package(&self, package: Arc<Package>, phase: Phase) {
        let mut seen = self.seeing();
        seen.package = package;
        seen.phase = phase;
    }

    pub(super) fn status(&self) -> Status {
        let seen = self.seen();
        let installed = seen.phase.installed();
        let public = installed
            .as_ref()
            .map(|(_, parameters)| seen.package.app.parameters.public(parameters));
        Status {
            installed: installed.map(|(since, _)| since),
            parameters: public.unwrap_or_default(),
            target_urls: seen.target_urls.clone(),
            schedules: seen.schedules.clone(),
        }
    }

    /// Whether the present installation has a target URL with this label: those of an earlier one are dead.
    pub(super) fn has_made(&self, label: &str) -> bool {
        let made = &self.seen().target_urls;
        made.iter().any(|url| url.options.as_deref() == Some(label))
    }

    pub(super) async fn refresh_target_urls(&self) {
        match self.store.target_urls().await {
            Ok(kept) => {
                let urls = kept
                    .into_iter()
                    .map(|(options, url)| TargetUrl { options, url });
                self.seeing().target_urls = urls.collect();
            }
            Err(error) => self.journal.notice(None, error.to_string()),
        }
    }

    pub(super) async fn refresh_schedules(&self) {
        match self.store.schedules().await {
            Ok(kept) => {
                let schedules = kept.into_iter().map(|kept| Scheduled {
                    data: kept.shown.get("data").cloned().unwrap_or_default(),
                    name: kept.name,
                    due: kept.due,
                    recurring: kept.recurring,
                });
                self.seeing().schedules = schedules.collect();
            }
            Err(error) => self.journal.notice(None, error.to_string()),
        }
        self.schedules_changed.notify_one();
    }

    pub(super) fn seen(&self) -> RwLockReadGuard<'_, View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn seeing(&self) -> RwLockWriteGuard<'_, View> {
        self.view.write().unwrap_or_else(PoisonError::into_inner)
    }
}
