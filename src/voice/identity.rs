//! Which id stands for a call: the provider's own where it is known, since events may name the exchange's instead.
//!
//! It tells nothing of the call but its name.

use super::event::{CallEvent, parse_ids};
use super::ledger::{Alias, AliasState};
use crate::error::{Error, Result};
use crate::host::{Claim, Host};
use crate::values::CallId;
use crate::wire::sautikit::GetCall;

/// Gives an event the id that stands for its call. `patient` is how an event that was told before is treated: the provider
/// has had its time to know the call.
pub(crate) async fn settle(
    host: &impl Host,
    event: &CallEvent,
    patient: bool,
) -> Result<CallEvent> {
    let Some(session) = &event.session else {
        return Ok(event.clone());
    };
    let call = match host.load(&Alias(session)).await? {
        Some(known) => known.call,
        None if *session != event.call => link(host, session, event.call.clone()).await?,
        None => ask(host, session, patient).await?,
    };
    Ok(CallEvent {
        call,
        ..event.clone()
    })
}

async fn ask(host: &impl Host, session: &CallId, patient: bool) -> Result<CallId> {
    let asked = GetCall {
        call: session.clone(),
    };
    let call = match host.call(&asked).await {
        Ok(known) => parse_ids(known.call.id.as_deref(), Some(session.as_str()))?.0,
        // Sautikit may know it later, or the key may be given the right to read calls; for ever nobody waits.
        Err(error) if is_unknown(&error) && patient => session.clone(),
        Err(error) => return Err(error),
    };
    link(host, session, call).await
}

/// Keeps that both ids are one call's, and gives the one that stands for it: whoever says so first is right for all.
pub(crate) async fn link(host: &impl Host, session: &CallId, call: CallId) -> Result<CallId> {
    let alias = AliasState { call };
    if host.claim(&Alias(session), &alias).await? == Claim::Won {
        return Ok(alias.call);
    }
    let known = host.load(&Alias(session)).await?;
    Ok(known.unwrap_or(alias).call)
}

/// The other id of a call, for what may have been kept under it before both were known; nothing if there is none.
pub(crate) async fn other_name(host: &impl Host, event: &CallEvent) -> Result<Option<CallId>> {
    let Some(session) = &event.session else {
        let call = event.call.clone();
        return match host.call(&GetCall { call }).await {
            Ok(known) => Ok(known.call.session_id.and_then(|id| id.parse().ok())),
            Err(error) if is_unknown(&error) => Ok(None),
            Err(error) => Err(error),
        };
    };
    match settle(host, event, false).await {
        Ok(settled) => Ok(Some(settled.call).filter(|call| call != session)),
        Err(error) if is_unknown(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether Sautikit does not know the call, or will not say.
fn is_unknown(error: &Error) -> bool {
    matches!(error.status(), 401 | 403 | 404)
}
