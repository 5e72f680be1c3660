//! Events that could not be told yet, kept in a list until the schedule tells them.
//!
//! Telling is safe to repeat, so a parked event may also be told by a later delivery of the same call.

use serde::{Deserialize, Serialize};

use super::calls;
use super::event::CallEvent;
use crate::config::Voice;
use crate::error::Error;
use crate::host::{Host, List, Row};
use crate::values::Timestamp;
use crate::wire::sautikit::Delivery;

/// The longest text that a paragraph of the entity store holds.
const PARAGRAPH: usize = 2048;

/// How long an event is told again: as long as a delivery may be repeated by its sender.
const PATIENCE_SECONDS: i64 = 9 * 24 * 60 * 60;

/// How many parked events one run of the schedule tells; each may cost a handful of the 50 requests a minute.
const PER_RUN: usize = 8;

/// An event that is still to be told. Its sender was verified before it was parked.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct ParkedEvent {
    /// The delivery as JSON, without the recording's address.
    delivery: String,
    /// The recording's address, which may be nearly as long as a field may be.
    #[serde(default)]
    recording_url: Option<String>,
    /// When it was parked, milliseconds since 1970.
    parked_at: Timestamp,
}

impl List for ParkedEvent {
    const ENTITY: &'static str = "parked_event";
}

/// Keeps an event that could not be told.
pub(crate) async fn park(host: &impl Host, mut delivery: Delivery, error: &Error) {
    let recording_url = delivery
        .recording_url
        .take()
        .filter(|address| address.chars().count() <= PARAGRAPH);
    let kind = delivery.event.clone().unwrap_or_default();
    let delivery = serde_json::to_string(&delivery.bounded()).unwrap_or_default();
    let parked = ParkedEvent {
        delivery,
        recording_url,
        parked_at: host.now(),
    };
    match host.append(&parked).await {
        Ok(()) => host.log(&format!(
            "Parked {kind} to tell it in a few minutes: {error}."
        )),
        Err(unkept) => host.log(&format!(
            "Lost {kind}: {error}; and it could not be parked: {unkept}."
        )),
    }
}

/// Tells what is parked, oldest first.
pub async fn retell(host: &impl Host, voice: &Voice) {
    let rows = match host.rows::<ParkedEvent>().await {
        Ok(rows) => rows,
        Err(error) => return host.log(&format!("Could not read the parked events: {error}.")),
    };
    let mut rows = rows;
    rows.sort_by_key(|row| row.value.parked_at);
    for row in rows.into_iter().take(PER_RUN) {
        retell_one(host, voice, row).await;
    }
}

async fn retell_one(host: &impl Host, voice: &Voice, row: Row<ParkedEvent>) {
    let outcome = match interpret(&row.value, voice) {
        Ok(Some(event)) => calls::tell(host, voice, &event).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        let age = host.now().seconds_since(row.value.parked_at);
        if age < PATIENCE_SECONDS {
            return host.log(&format!("A parked event could not be told yet: {error}."));
        }
        host.log(&format!("Gave up a parked event after nine days: {error}."));
    }
    if let Err(error) = host.remove(&row).await {
        host.log(&format!("A told event stays parked: {error}."));
    }
}

fn interpret(parked: &ParkedEvent, voice: &Voice) -> Result<Option<CallEvent>, Error> {
    let mut delivery: Delivery = serde_json::from_str(&parked.delivery)
        .map_err(|error| Error::malformed("the parked event", error.to_string()))?;
    delivery.recording_url.clone_from(&parked.recording_url);
    CallEvent::interpret(&delivery, voice)
}
