//! Follows a delivery that nobody vouches for: it only names a call, and Sautikit is asked what became of that.
//!
//! Hints are counted in the entity store, which has a budget of its own, so that a flood of forged ones takes none of what
//! signed deliveries need.

use super::event::{CallEvent, Direction, Kind, own_request};
use super::ledger::{HintRow, Taken, UnknownCall};
use super::tell_or_park;
use crate::config::Voice;
use crate::error::Result;
use crate::host::Host;
use crate::setup::{self, Label, Source};
use crate::values::{CallId, fingerprint};
use crate::wire::sautikit::{CallState, GetCall, Hint};

/// How many hints are followed in a minute; the reconciler finds the calls of the others.
/// Each takes a request or two and a handful of store operations of the 50 a minute.
const A_MINUTE: usize = 6;

/// Which rows of the list are hints.
const HINTS: Option<(&str, &str)> = Some(("shelf", HintRow::SHELF));

/// Asks Sautikit about the call that a hint names, and tells what it says. A question of routing is given back, to be
/// answered.
pub(crate) async fn follow(
    host: &impl Host,
    voice: &Voice,
    label: Label,
    hint: &Hint,
) -> Option<CallEvent> {
    let outcome = ask(host, voice, label, hint).await;
    outcome.unwrap_or_else(|error| {
        host.log(&format!("The hint was not followed: {error}."));
        None
    })
}

async fn ask(
    host: &impl Host,
    voice: &Voice,
    label: Label,
    hint: &Hint,
) -> Result<Option<CallEvent>> {
    let Some(call) = hint.call_id.as_ref().or(hint.session_id.as_ref()) else {
        host.log("It names no call, so there is nothing to ask Sautikit about.");
        return Ok(None);
    };
    if !has_a_share(host, call).await? {
        host.log("Many such deliveries arrive; the call is found when Sautikit's list is read.");
        return Ok(None);
    }
    setup::refresh_addresses(host, &voice.keys, Some(label)).await;
    if host.load(&UnknownCall(call.as_str())).await?.is_some() {
        host.log("Sautikit did not know that call when it was asked before.");
        return Ok(None);
    }
    let state = match host.call(&GetCall { call: call.clone() }).await {
        Ok(known) => known.call,
        Err(error) if error.is_missing() => {
            host.log("Sautikit does not know that call.");
            let now = Taken { at: host.now() };
            host.store(&UnknownCall(call.as_str()), &now).await?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let request = own_request(hint.request.as_deref());
    if hint.routing {
        let question = CallEvent {
            request,
            ..CallEvent::about(Kind::Routing, &state, voice)?
        };
        // Of a call that was answered or is over nobody asks any more whom it shall ring, but of one that an agent placed.
        let is_open = state.status.as_deref() == Some("ringing")
            || question.direction == Direction::Outbound && question.request.is_some();
        return Ok(Some(question).filter(|_| is_open));
    }
    let voicemail = label.source == Source::Voicemail;
    for event in events_of(&state, voice, hint, voicemail)? {
        let event = CallEvent {
            request: request.clone(),
            ..event
        };
        tell_or_park(host, voice, event).await;
    }
    Ok(None)
}

fn events_of(
    state: &CallState,
    voice: &Voice,
    hint: &Hint,
    voicemail: bool,
) -> Result<Vec<CallEvent>> {
    if voicemail {
        // Only Sautikit knows the address of voicemails, so once the call is believed, so is that a message was left.
        let event = CallEvent::about(Kind::Voicemail, state, voice)?;
        return Ok(vec![event.with_message()]);
    }
    let mut events = CallEvent::of_state(state, voice)?;
    if hint.recording && events.iter().all(|event| event.kind != Kind::Recording) {
        events.push(CallEvent::about(Kind::Recording, state, voice)?);
    }
    Ok(events)
}

/// Whether this minute's share of hints is not used up. Who sees room enters itself and looks again, so that of many at once
/// only the first go on.
async fn has_a_share(host: &impl Host, call: &CallId) -> Result<bool> {
    let mine = HintRow {
        call: fingerprint(&[call.as_str()]),
        at: host.now(),
        shelf: HintRow::SHELF.to_owned(),
    };
    if followed(host, &mine).await?.len() >= A_MINUTE {
        return Ok(false);
    }
    host.append(&mine).await?;
    let followed = followed(host, &mine).await?;
    Ok(followed.iter().take(A_MINUTE).any(|hint| *hint == mine))
}

/// The hints of the same minute, in the order in which they were entered.
async fn followed(host: &impl Host, hint: &HintRow) -> Result<Vec<HintRow>> {
    let rows = host.rows::<HintRow>(HINTS).await?.into_iter();
    let hints = rows.map(|row| row.value);
    let mut hints: Vec<_> = hints
        .filter(|other| other.minute() == hint.minute())
        .collect();
    hints.sort_by(|one, other| (one.at, &one.call).cmp(&(other.at, &other.call)));
    Ok(hints)
}

/// Forgets the hints of minutes that are over.
pub(crate) async fn tidy(host: &impl Host) {
    let minute = host.now().seconds().div_euclid(60);
    let rows = match host.rows::<HintRow>(HINTS).await {
        Ok(rows) => rows,
        Err(error) => return host.log(&format!("Old hints could not be read: {error}.")),
    };
    for row in rows.into_iter().filter(|row| row.value.minute() != minute) {
        if let Err(error) = host.remove(&row).await {
            return host.log(&format!("Old hints could not be forgotten: {error}."));
        }
    }
}
