//! Events that could not be told yet, kept in a list until the schedule tells them.
//!
//! Telling is safe to repeat, so a parked event may also be told by a later delivery of the same call.

use serde::{Deserialize, Serialize};

use super::event::{CallEvent, Caller, Kind};
use super::tickets::explained;
use super::{callbacks, calls};
use crate::config::Voice;
use crate::error::{Error, Result};
use crate::host::{Call as _, Host, List, Row};
use crate::json;
use crate::values::Timestamp;
use crate::wire::sautikit::GetCall;

/// How long an event is told again: as long as a delivery may be repeated by its sender.
const PATIENCE_SECONDS: i64 = 9 * 24 * 60 * 60;

/// How many new parked events one run of the schedule tells, and of an older shelf half as many; each may cost a handful of the 50 store operations a minute.
const PER_RUN: usize = 6;

/// An event that is still to be told. Its sender was verified, or it is Sautikit's own record.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct ParkedEvent {
    /// The event as JSON, without the recording's address.
    event: String,
    /// The recording's address, which may be nearly as long as a field of the entity store may be.
    #[serde(default)]
    recording_url: Option<String>,
    /// When it was parked, milliseconds since 1970.
    parked_at: Timestamp,
    /// Where it lies: events that failed for long lie apart, so that they never hide the others, of which one page is seen.
    shelf: String,
}

impl List for ParkedEvent {
    const ENTITY: &'static str = "parked_event";
}

/// The shelf of events that were parked lately, and how many others there are; each run looks at the new ones and at one other.
const NEW: &str = "new";
const SHELVES: usize = 8;

/// How long an event counts as new, in seconds.
const NEW_SECONDS: i64 = 30 * 60;

/// The longest text that a field of the entity store holds.
const LONGEST_TEXT: usize = 2048;

/// Keeps an event that could not be told.
pub(crate) async fn park(host: &impl Host, mut event: CallEvent, error: &Error) {
    let recording_url = event.recording_url.take();
    let parked = ParkedEvent {
        event: serde_json::to_string(&event).unwrap_or_default(),
        recording_url: recording_url.filter(|address| address.chars().count() <= LONGEST_TEXT),
        parked_at: host.now(),
        shelf: NEW.to_owned(),
    };
    let (kind, reason) = (event.kind, explained(error));
    match host.append(&parked).await {
        Ok(()) => host.log(&format!(
            "Parked a call event ({kind:?}) to tell it in a few minutes: {reason}."
        )),
        Err(unkept) => host.log(&format!(
            "Lost a call event ({kind:?}): {reason}; and it could not be parked: {unkept}."
        )),
    }
}

/// Tells some of what is parked: of the new events, and of those on one of the other shelves.
pub(crate) async fn retell(host: &impl Host, voice: &Voice, run: usize) {
    let other = (run % SHELVES).to_string();
    for (shelf, most) in [(NEW, PER_RUN), (other.as_str(), PER_RUN / 2)] {
        let rows = match distinct(host, shelf).await {
            Ok(rows) => rows,
            Err(error) => return host.log(&format!("Could not read the parked events: {error}.")),
        };
        if retell_some(host, voice, rows, (run, most)).await.is_err() {
            return host.log("The other parked events wait: too much is going on.");
        }
    }
}

/// The events on a shelf, the oldest first. The same delivery may have been parked several times; one telling serves them all.
async fn distinct(host: &impl Host, shelf: &str) -> Result<Vec<Row<ParkedEvent>>> {
    let mut rows = host.rows::<ParkedEvent>(Some(("shelf", shelf))).await?;
    rows.sort_by_key(|row| row.value.parked_at);
    let mut distinct: Vec<Row<ParkedEvent>> = Vec::new();
    for row in rows {
        let is_known = |known: &Row<ParkedEvent>| known.value.event == row.value.event;
        if distinct.iter().any(is_known) {
            drop_row(host, &row).await;
        } else {
            distinct.push(row);
        }
    }
    Ok(distinct)
}

/// Each run begins behind the last one's end, so that events which never succeed do not hold up the others.
async fn retell_some(
    host: &impl Host,
    voice: &Voice,
    mut rows: Vec<Row<ParkedEvent>>,
    (run, most): (usize, usize),
) -> Result<(), Exhausted> {
    let first = run
        .wrapping_mul(most)
        .checked_rem(rows.len())
        .unwrap_or_default();
    rows.rotate_left(first);
    for (place, row) in rows.into_iter().take(most).enumerate() {
        retell_one(host, voice, row, (run + place) % SHELVES).await?;
    }
    Ok(())
}

/// That no more should be asked of the platform or a vendor in this run.
struct Exhausted;

async fn drop_row(host: &impl Host, row: &Row<ParkedEvent>) {
    if let Err(error) = host.remove(row).await {
        host.log(&format!("A told event stays parked: {error}."));
    }
}

async fn retell_one(
    host: &impl Host,
    voice: &Voice,
    mut row: Row<ParkedEvent>,
    shelf: usize,
) -> Result<(), Exhausted> {
    let outcome = match restored(&row.value) {
        Ok(event) => tell(host, voice, event).await,
        Err(error) => Err(error),
    };
    if let Err(error) = outcome {
        let (age, reason) = (
            host.now().seconds_since(row.value.parked_at),
            explained(&error),
        );
        if age < PATIENCE_SECONDS {
            host.log(&format!("A parked event could not be told yet: {reason}."));
            if error.status() == 429 {
                return Err(Exhausted);
            }
            if row.value.shelf == NEW && age >= NEW_SECONDS {
                row.value.shelf = shelf.to_string();
                if let Err(error) = host.replace(&row).await {
                    host.log(&format!("A parked event was not put aside: {error}."));
                }
            }
            return Ok(());
        }
        host.log(&format!(
            "Gave up a parked event after nine days: {reason}."
        ));
        if let Ok(event) = restored(&row.value) {
            callbacks::drop_entry(host, &event.call).await;
        }
    }
    drop_row(host, &row).await;
    Ok(())
}

/// Tells an event again. A call whose caller Sautikit will not tell either is told as one with a withheld number; not so a
/// recording, which may be of somebody else's outbound call.
async fn tell(host: &impl Host, voice: &Voice, event: CallEvent) -> Result<()> {
    match calls::tell(host, voice, &event, true).await {
        Err(error)
            if error.is_final_refusal_of(GetCall::TEMPLATE)
                && matches!(error.status(), 401 | 403 | 404)
                && event.customer == Caller::Untold
                && event.kind != Kind::Recording =>
        {
            let withheld = CallEvent {
                customer: Caller::Withheld,
                ..event
            };
            calls::tell(host, voice, &withheld, true).await
        }
        outcome => outcome,
    }
}

fn restored(parked: &ParkedEvent) -> Result<CallEvent, Error> {
    let mut event: CallEvent = json::decode(&parked.event)
        .map_err(|_| Error::malformed("the parked event", "is of another version"))?;
    event.recording_url.clone_from(&parked.recording_url);
    Ok(event)
}
