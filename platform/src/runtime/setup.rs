//! Installing, editing settings, updating, uninstalling: one at a time, and the handlers block.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::event::{Call, Extra, INSTALL, Running, UNINSTALL, UPDATED};
use super::package::Package;
use super::view::Phase;
use super::{EventId, Inner, Outcome, Refusal, What};
use crate::sandbox::Rendered;
use crate::store::{Installation, StoreError};

type Parameters = Map<String, Value>;

/// Said for a handler that refuses without saying why.
const NO_REASON: &str = "The app refused without saying why.";

impl Inner {
    pub(super) async fn install(self: &Arc<Self>, given: Parameters) -> Result<(), Refusal> {
        let _turn = self.setup.lock().await;
        if self.phase().installed().is_some() {
            return Err(Refusal::AlreadyInstalled);
        }
        let package = self.package();
        let parameters = package.app.parameters.validate(&given);
        let parameters = Arc::new(parameters.map_err(Refusal::Parameters)?);
        self.keep_secrets(&package, &parameters);
        self.enter(Phase::Installing(Arc::clone(&parameters)));
        let result = self.run_setup(&package, INSTALL, &parameters).await;
        if let Err(refusal) = result {
            self.forget().await?;
            return Err(refusal);
        }
        let installation = Installation {
            since: self.clock.now(),
            parameters: parameters.as_ref().clone(),
        };
        if let Err(error) = self.store.keep_installation(&installation).await {
            self.forget().await?;
            return Err(error.into());
        }
        self.enter(Phase::of(Some(installation)));
        self.journal.write(None, What::Installed);
        Ok(())
    }

    pub(super) async fn configure(&self, mut given: Parameters) -> Result<(), Refusal> {
        let _turn = self.setup.lock().await;
        let (since, present) = self.phase().installed().ok_or(Refusal::NotInstalled)?;
        let package = self.package();
        // The settings page masks secure values, so what it does not give is kept.
        for (key, value) in present.iter() {
            if package.app.parameters.is_secure(key) && !given.contains_key(key) {
                given.insert(key.clone(), value.clone());
            }
        }
        let parameters = package.app.parameters.validate(&given);
        let parameters = parameters.map_err(Refusal::Parameters)?;
        self.keep_secrets(&package, &parameters);
        let installation = Installation { since, parameters };
        self.store.keep_installation(&installation).await?;
        self.enter(Phase::of(Some(installation)));
        self.journal.write(None, What::Configured);
        Ok(())
    }

    pub(super) async fn update(
        self: &Arc<Self>,
        zip: Option<PathBuf>,
        given: Parameters,
    ) -> Result<(), Refusal> {
        let _turn = self.setup.lock().await;
        let (since, present) = self.phase().installed().ok_or(Refusal::NotInstalled)?;
        let running = self.package();
        let zip = zip.as_ref().unwrap_or(&running.zip);
        let package = Package::load(zip, &self.ground, Some(&running)).await;
        let package = Arc::new(package.map_err(|error| Refusal::Failed(error.to_string()))?);
        let declared = &package.app.parameters;
        // The package may no longer know all of them.
        let known = present
            .iter()
            .filter(|(key, _)| declared.get(key).is_some());
        let mut values: Parameters = known
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        values.extend(given);
        let parameters = declared.validate(&values).map_err(Refusal::Parameters)?;
        self.keep_secrets(&package, &parameters);
        let parameters = Arc::new(parameters);
        self.run_setup(&package, UPDATED, &parameters).await?;
        let installation = Installation {
            since,
            parameters: parameters.as_ref().clone(),
        };
        self.store.keep_installation(&installation).await?;
        self.replace_package(package, Phase::of(Some(installation)));
        self.journal.notice(None, "The app was updated.");
        Ok(())
    }

    pub(super) async fn uninstall(self: &Arc<Self>) -> Result<(), Refusal> {
        let _turn = self.setup.lock().await;
        let (_, parameters) = self.phase().installed().ok_or(Refusal::NotInstalled)?;
        self.run_setup(&self.package(), UNINSTALL, &parameters)
            .await?;
        self.forget().await?;
        self.journal.write(None, What::Uninstalled);
        Ok(())
    }

    /// Tells the journal what it must never show.
    pub(super) fn keep_secrets(&self, package: &Package, parameters: &Parameters) {
        let secrets = parameters
            .iter()
            .filter(|(key, _)| package.app.parameters.is_secure(key))
            .filter_map(|(_, value)| value.as_str().map(str::to_owned));
        self.journal.keep_secret(secrets);
    }

    /// Lets no more events in, waits for those that run, and wipes what the installation kept.
    async fn forget(&self) -> Result<(), StoreError> {
        self.enter(Phase::Absent);
        self.settled().await;
        self.store.wipe().await?;
        self.refresh_target_urls().await;
        self.refresh_schedules().await;
        Ok(())
    }

    /// Runs a set-up handler, if the app has one, until it agrees or refuses.
    async fn run_setup(
        self: &Arc<Self>,
        package: &Arc<Package>,
        name: &str,
        parameters: &Arc<Parameters>,
    ) -> Result<(), Refusal> {
        let Some(handler) = package.handler(name) else {
            return Ok(());
        };
        let Running { event, reply, end } = self.begin(Call {
            package: Arc::clone(package),
            name: name.to_owned(),
            handler: handler.to_owned(),
            payload: self.payload(package, name, parameters, Extra::default()),
            iparams: Arc::clone(parameters),
            reduced: false,
            waits: true,
            limit: self.limits.setup_time,
        });
        if let Ok(rendered) = reply.await {
            return self.judge(event, &rendered);
        }
        let text = match end.await {
            Ok(Outcome::Died { .. }) => "The handler's process died before it called renderData.",
            Ok(_) | Err(_) => "renderData was not called within the time limit.",
        };
        self.journal.notice(Some(event), text);
        Err(Refusal::TimedOut)
    }

    fn judge(&self, event: EventId, rendered: &Rendered) -> Result<(), Refusal> {
        let body: Value = serde_json::from_str(&rendered.body).unwrap_or_default();
        // Only a refusal's body has a status: also that of a thrown error, which comes with 200.
        let Some(status) = body.get("status") else {
            return Ok(());
        };
        let message = match body.get("message") {
            Some(Value::String(message)) => message.clone(),
            None | Some(Value::Null) => NO_REASON.to_owned(),
            Some(other) => other.to_string(),
        };
        let most = self.limits.setup_message_length;
        let length = message.chars().count();
        if rendered.status != 200 && length > most {
            self.journal.notice(
                Some(event),
                format!("The message has {length} characters and the platform shows {most}; shorten it: {message}"),
            );
        }
        Err(Refusal::App {
            status: status
                .as_u64()
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(rendered.status),
            message: message.chars().take(most).collect(),
        })
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}
