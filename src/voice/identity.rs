//! Which id stands for a call: the provider's own where it is known, since events may name the exchange's instead.
//!
//! It tells nothing of the call but its name.

use super::event::{CallEvent, parse_ids};
use super::ledger::{Alias, AliasState};
use crate::error::Result;
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
        Err(error) if matches!(error.status(), 401 | 403 | 404) && patient => session.clone(),
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
