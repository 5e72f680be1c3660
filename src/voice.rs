//! Voice: what Sautikit tells becomes tickets and notes, and agents' clicks become calls.
//!
//! Here is the way of a delivery: verify, interpret, tell; what nobody vouches for is only a hint, and what cannot be told
//! now is parked and told by the schedule.

mod callbacks;
mod calls;
mod customer;
mod desk;
mod event;
pub(crate) mod gateway;
mod hints;
mod identity;
mod interrupted;
mod ledger;
mod notes;
mod outbound;
mod parking;
pub(crate) mod presence;
pub(crate) mod reconciler;
mod recordings;
pub(crate) mod roster;
pub mod routing;
mod texts;
mod tickets;

pub use desk::{
    complete_callback, get_presence, get_recording, hang_up_call, list_callbacks, log_call,
    look_up_caller, recent_calls, set_presence, take_callback,
};
pub use event::{CallEvent, Caller, Direction, Kind};
pub use gateway::stream_pass;
pub use outbound::{get_call, place_call};

use std::slice;

use crate::config::{Authenticity, Voice};
use crate::error::Result;
use crate::host::{Call as _, Host};
use crate::setup::{self, Label, RUN_SECONDS, Source};
use crate::values::{Entries, Secret, Signed, Suspect, TicketId};
use crate::wire::freshdesk::{CreateTicket, TicketEvent, is_open};
use crate::wire::gateway::Told;
use crate::wire::sautikit::{Actions, Delivery, Dialect, Hint};
use customer::Customer;
use routing::{Edge, Turn};
use texts::{CALLBACK_DONE, CALLBACK_NEEDED, MISSED_CALL, OURS};

/// A webhook's body and what came with it.
#[derive(Debug)]
pub struct Posted<'a> {
    /// The body as text.
    pub body: &'a str,
    /// The headers, their names in any case.
    pub headers: &'a Entries,
    /// What the label of the address tells; the oldest runners drop it.
    pub label: Option<Label>,
}

impl Posted<'_> {
    fn is_voicemail(&self) -> bool {
        self.label
            .is_some_and(|label| label.is_ours && label.source == Source::Voicemail)
    }
}

/// Takes a webhook from Sautikit. The answer is something only for a routing question.
///
/// A body that is not understood has no effect and leaves a line in the log; one that is not believed is at most a hint.
pub async fn delivered(host: &impl Host, voice: &Voice, posted: &Posted<'_>) -> Option<Actions> {
    match receive(host, voice, posted).await {
        Ok(actions) => actions,
        Err(error) => {
            host.log(&format!("Refused a webhook from Sautikit: {error}."));
            None
        }
    }
}

async fn receive(host: &impl Host, voice: &Voice, posted: &Posted<'_>) -> Result<Option<Actions>> {
    let opened = voice.gateway().zip(gateway::opened(posted.body));
    let Some((gateway, (told, proof))) = opened else {
        let signed = Delivery::read(posted.body, posted.headers)?;
        return take(host, voice, posted, signed, &voice.signing_secrets).await;
    };
    let secrets = slice::from_ref(&gateway.secret);
    match told {
        Told::Posted(post) => {
            let signed = Delivery::read(&post.body, &post.headers)?.vouched_by(proof);
            let posted = Posted {
                body: &post.body,
                headers: &post.headers,
                label: posted.label,
            };
            take(host, voice, &posted, signed, secrets).await
        }
        Told::Routed(rung) => {
            let rung = Signed::new(rung, vec![proof], ());
            match rung.verify(secrets, host.now(), |_| None) {
                Ok(rung) => gateway::keep_rung(host, &rung).await,
                Err(Suspect { distrust, .. }) => host.log(&format!(
                    "Refused what claims to be the gateway's: {distrust}."
                )),
            }
            Ok(None)
        }
    }
}

async fn take(
    host: &impl Host,
    voice: &Voice,
    posted: &Posted<'_>,
    signed: Signed<Delivery, Hint>,
    secrets: &[Secret],
) -> Result<Option<Actions>> {
    let parse_time = |text: &str| host.parse_time(text);
    match signed.verify(secrets, host.now(), parse_time) {
        Ok(delivery) => believed(host, voice, posted, delivery).await,
        Err(suspect) => Ok(suspected(host, voice, posted, &suspect).await),
    }
}

async fn believed(
    host: &impl Host,
    voice: &Voice,
    posted: &Posted<'_>,
    delivery: Delivery,
) -> Result<Option<Actions>> {
    setup::refresh_addresses(host, &voice.keys, posted.label).await;
    let asks = delivery.asks;
    let Some(event) = CallEvent::interpret(&delivery, &voice.line)? else {
        let kind = delivery.kind.unwrap_or_default();
        // A word as vendors write it: anything else might be a number of a person.
        let of_word = |c: &char| c.is_ascii_alphabetic() || matches!(c, '.' | '_');
        let kind: String = kind.chars().filter(of_word).take(40).collect();
        host.log(&format!("Nothing to do for {kind:?}."));
        return Ok(goes_on(asks));
    };
    let event = if posted.is_voicemail() {
        event.with_message()
    } else {
        event
    };
    if event.kind == Kind::Routing {
        let dialect = delivery.contract.dialect();
        return Ok(Some(route(host, voice, &event, dialect).await));
    }
    let recording = event.recording();
    let event = if event.kind == Kind::Unreached {
        let edge = Edge::of(posted.body, posted.headers);
        routing::meaning_of(host, event, &edge).await
    } else {
        Some(event)
    };
    for event in event.into_iter().chain(recording) {
        tell_or_park(host, voice, event).await;
    }
    Ok(goes_on(asks))
}

/// A delivery that nobody vouches for is refused, or is a hint. The rest of the address is looked at before anything is
/// spent on it.
async fn suspected(
    host: &impl Host,
    voice: &Voice,
    posted: &Posted<'_>,
    suspect: &Suspect<Hint>,
) -> Option<Actions> {
    let label = posted.label.filter(|label| label.is_ours);
    let why = suspect.distrust;
    let (Authenticity::Verify, Some(label)) = (voice.authenticity, label) else {
        host.log(&format!("Refused a webhook from Sautikit: {why}."));
        return None;
    };
    host.log(&format!(
        "A webhook from Sautikit counts as a hint only: {why}."
    ));
    match hints::follow(host, voice, label, &suspect.hint).await {
        Some(question) => {
            Some(route(host, voice, &question, suspect.hint.contract.dialect()).await)
        }
        None => goes_on(suspect.hint.asks),
    }
}

/// What the exchange is answered at a later edge of a call: nothing is to be done but what it was told at the first.
fn goes_on(asks: bool) -> Option<Actions> {
    asks.then(Actions::default)
}

/// Answers a routing question. A caller whom nobody can take gets a callback ticket now: the provider answers the leg to
/// speak, so the call will end as completed.
async fn route(host: &impl Host, voice: &Voice, event: &CallEvent, dialect: Dialect) -> Actions {
    let last_agent = match (&event.customer, event.direction) {
        (Caller::Number(number), Direction::Inbound) => {
            Customer::recall(host, number.as_str()).await.last_agent()
        }
        _ => None,
    };
    let takes_messages = voice.line.routing.voicemail && event.direction == Direction::Inbound;
    let addresses = if takes_messages {
        setup::repaired_addresses(host, &voice.keys).await
    } else {
        Ok(Entries::default())
    };
    let addresses = addresses.unwrap_or_else(|error| {
        host.log(&format!("Callers cannot leave a message: {error}."));
        Entries::default()
    });
    let voicemail = addresses.get(Source::Voicemail.word());
    let routed = routing::route(host, voice, event, last_agent, dialect, voicemail).await;
    match routing::turn_of(host, event, &routed.actions).await {
        Turn::First => {}
        Turn::Repeated => return routed.actions,
        Turn::Late => return Actions::default(),
    }
    if routed.nobody && event.direction == Direction::Inbound {
        let missed = CallEvent {
            kind: Kind::Failed,
            reason: Some("no agent was free".to_owned()),
            ..event.clone()
        };
        tell_or_park(host, voice, missed).await;
    }
    routed.actions
}

/// Tells an event, or keeps it to be told by the schedule.
async fn tell_or_park(host: &impl Host, voice: &Voice, event: CallEvent) {
    if let Err(error) = calls::tell(host, voice, &event, false).await {
        // While Freshdesk takes no ticket, agents find the customer in the queue all the same.
        if error.is_final_refusal_of(CreateTicket::TEMPLATE)
            && event.is_missed()
            && let Ok(settled) = identity::settle(host, &event, true).await
        {
            callbacks::queue(host, &settled, &settled.call, None, 1).await;
        }
        parking::park(host, event, &error).await;
    }
}

/// What the schedule does for voice, in its own order of importance: what is known first, then what may be missing.
pub async fn scheduled(host: &impl Host, voice: &Voice) {
    let run = usize::try_from(host.now().seconds() / RUN_SECONDS).unwrap_or_default();
    parking::retell(host, voice, run).await;
    gateway::tell_everything(host, voice).await;
    reconciler::run(host, voice).await;
    callbacks::review(host, run).await;
    hints::tidy(host).await;
    tickets::forget_old_calls(host).await;
}

/// Somebody changed or deleted a ticket. Most are none of ours, and so is the echo of what the app itself did.
pub async fn ticket_changed(host: &impl Host, event: &TicketEvent) {
    let ticket = &event.ticket;
    let has = |tag: &str| ticket.tags.iter().any(|known| known == tag);
    let (Some(id), true) = (ticket.id, [OURS, MISSED_CALL].iter().all(|tag| has(tag))) else {
        return;
    };
    let waits = has(CALLBACK_NEEDED) && is_open(ticket.status);
    if has(CALLBACK_DONE) && !has(CALLBACK_NEEDED) || waits && !event.deleted {
        return;
    }
    if let Err(error) = callbacks::dropped_by_hand(host, TicketId(id)).await {
        host.log(&format!(
            "A change of ticket {id} was not followed: {error}."
        ));
    }
}
