//! Voice: what Sautikit tells becomes tickets and notes, and agents' clicks become calls.
//!
//! Here is the way of a delivery: verify, interpret, tell; what cannot be told now is parked and told by the schedule.

mod calls;
mod event;
mod ledger;
mod outbound;
mod parking;
mod roster;
mod routing;
mod texts;

pub use outbound::{get_call, place_call};
pub use parking::retell;

use crate::config::Voice;
use crate::error::{ErrorKind, Result};
use crate::host::Host;
use crate::wire::sautikit::{Actions, Delivery};
use event::{CallEvent, Kind};

/// Takes a webhook body from Sautikit. The answer is something only for a routing question.
///
/// A body that is not believed or not understood has no effect and leaves a line in the log.
pub async fn delivered(host: &impl Host, voice: &Voice, body: &str) -> Option<Actions> {
    match receive(host, voice, body).await {
        Ok(actions) => actions,
        Err(error) => {
            host.log(&format!("Refused a webhook from Sautikit: {error}."));
            None
        }
    }
}

async fn receive(host: &impl Host, voice: &Voice, body: &str) -> Result<Option<Actions>> {
    let delivery = Delivery::read(body)?
        .verify(&voice.webhook_secret, host.now())
        .map_err(ErrorKind::Distrusted)?;
    let Some(event) = CallEvent::interpret(&delivery, voice)? else {
        let kind: String = delivery
            .event
            .unwrap_or_default()
            .chars()
            .take(40)
            .collect();
        host.log(&format!("Nothing to do for {kind:?}."));
        return Ok(None);
    };
    if event.kind == Kind::Routing {
        return Ok(Some(routing::route(host, voice, &event).await));
    }
    if let Err(error) = calls::tell(host, voice, &event).await {
        parking::park(host, event, &error).await;
    }
    Ok(None)
}
