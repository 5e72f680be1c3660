//! Which event goes to which flow. It decodes what the platform hands over and decides nothing else.
//!
//! Payloads arrive as JSON text: the sender's bytes matter, and JavaScript's numbers round large ids.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::config::{Config, Parameters};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::setup::{self, Source};
use crate::voice;
use crate::wire::page::{GetCallReply, PlaceCallReply};
use crate::wire::sautikit::Actions;

#[derive(Deserialize)]
struct Payload<'a> {
    #[serde(default)]
    iparams: Parameters,
    /// The label of the address that was posted to.
    #[serde(default)]
    options: Option<String>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

impl<'a> Payload<'a> {
    fn read(text: &'a str) -> Result<Self> {
        serde_json::from_str(text)
            .map_err(|error| Error::malformed("the platform's payload", error.to_string()))
    }

    fn config(&self) -> Config {
        Config::read(&self.iparams)
    }

    /// The webhook's body as text: as it came if the platform kept it as a string, else as the platform printed it.
    fn body(&self) -> String {
        let raw = self.data.map_or("", RawValue::get);
        serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned())
    }
}

/// Somebody installs the app.
pub async fn installed(host: &impl Host, payload: &str) -> Result<()> {
    setup::install(host, &Payload::read(payload)?.config()).await
}

/// Somebody removes the app.
pub async fn uninstalled(host: &impl Host, _payload: &str) -> Result<()> {
    setup::uninstall(host).await;
    Ok(())
}

/// A webhook arrived. Only a routing question has an answer.
pub async fn external_event(host: &impl Host, payload: &str) -> Result<Option<Actions>> {
    let payload = Payload::read(payload)?;
    // The oldest runners drop the label; then the signature alone tells who it is.
    let source = match &payload.options {
        Some(label) => Source::of_label(label),
        None => Some(Source::Sautikit),
    };
    match (source, payload.config().voice()) {
        (Some(Source::Sautikit), Ok(voice)) => {
            Ok(voice::delivered(host, voice, &payload.body()).await)
        }
        (Some(Source::Sautikit), Err(off)) => {
            host.log(&format!("Refused a webhook from Sautikit. {off}"));
            Ok(None)
        }
        (Some(_) | None, _) => {
            host.log("Refused a webhook: no system of this app listens at that address.");
            Ok(None)
        }
    }
}

/// The recurring schedule fired.
pub async fn scheduled(host: &impl Host, payload: &str) -> Result<()> {
    let config = Payload::read(payload)?.config();
    setup::notice_settings(host, &config).await;
    if let Ok(voice) = config.voice() {
        voice::retell(host, voice).await;
    }
    Ok(())
}

/// An agent pressed Call.
pub async fn place_call(host: &impl Host, payload: &str) -> Result<PlaceCallReply> {
    let config = Payload::read(payload)?.config();
    voice::place_call(host, config.voice()?, arguments(payload)?).await
}

/// The softphone asks how a call fares.
pub async fn get_call(host: &impl Host, payload: &str) -> Result<GetCallReply> {
    Payload::read(payload)?.config().voice()?;
    voice::get_call(host, arguments(payload)?).await
}

/// A server function's own arguments; the platform puts `iparams` beside them.
fn arguments<'a, T: Deserialize<'a>>(payload: &'a str) -> Result<T> {
    serde_json::from_str(payload).map_err(|_| {
        Error::declined(
            400,
            "The page sent something else than this app expects. Reload the page and try again.",
        )
    })
}
