//! The queue of callbacks as agents work on it: see it, take an entry, complete one.
//!
//! The claim in the store decides whose an entry is; the name on the entry only shows it.

use super::super::callbacks;
use super::super::ledger::{CallbackRow, TakenCallback, TakenCallbackState};
use super::told;
use crate::arguments;
use crate::error::{Certainty, Error, Result};
use crate::host::{Claim, Host, Row};
use crate::values::{AgentId, TicketId, Timestamp};
use crate::wire::freshdesk::UpdateTicket;
use crate::wire::page::{
    CallbackArguments, CallbackReply, CompleteCallbackReply, ListCallbacksReply, TakeCallbackReply,
};

/// The queue, the oldest entries first. One list operation for each hundred.
pub async fn list_callbacks(host: &impl Host) -> Result<ListCallbacksReply> {
    let rows = host
        .rows::<CallbackRow>(None)
        .await
        .map_err(|error| told(host, error, "Reload the list."))?;
    let rows = callbacks::oldest_first(rows);
    let now = host.now();
    Ok(ListCallbacksReply {
        callbacks: rows.into_iter().map(|row| shown(row.value, now)).collect(),
    })
}

fn shown(row: CallbackRow, now: Timestamp) -> CallbackReply {
    let lasts = row
        .taken_at
        .is_some_and(|at| now.seconds_since(at) < i64::from(TakenCallback::SECONDS));
    CallbackReply {
        id: row.call,
        number: row.number,
        ticket_id: row.ticket,
        count: row.count,
        since: row.since.millis(),
        taken_by: row.taken_by.filter(|_| lasts),
    }
}

/// Gives an entry of the queue, and its ticket, to an agent. Two store operations, two list operations and two requests;
/// safe to repeat.
pub async fn take_callback(
    host: &impl Host,
    arguments: CallbackArguments,
) -> Result<TakeCallbackReply> {
    let (id, agent) = read(arguments)?;
    take(host, &id, agent)
        .await
        .map_err(|error| told(host, error, "Press Take again."))?;
    Ok(TakeCallbackReply {
        id,
        taken_by: agent.to_string(),
    })
}

fn read(arguments: CallbackArguments) -> Result<(String, AgentId)> {
    let agent = arguments::agent(arguments.agent_id.as_deref())?;
    let id = arguments.id.filter(|id| {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        id.len() == 22 && id.bytes().all(is_plain)
    });
    let id = id.ok_or_else(|| {
        Error::declined(
            400,
            "The page did not say which callback it means. Reload the list and try again.",
        )
    })?;
    Ok((id, agent))
}

async fn take(host: &impl Host, id: &str, agent: AgentId) -> Result<()> {
    let mut row = entry(host, id).await?;
    let claim = TakenCallback(id);
    let is_new = claim_for(host, &claim, agent).await?;
    if let Some(ticket) = ticket_of(&row) {
        match assign(host, ticket, agent).await {
            Ok(true) => {}
            Ok(false) => {
                callbacks::dropped_by_hand(host, ticket).await?;
                host.erase(&claim).await?;
                return Err(Error::declined(
                    410,
                    "Nobody waits on this ticket any more: it was resolved or deleted. The callback was taken off the list.",
                ));
            }
            Err(error) => {
                if is_new && error.certainty() == Certainty::NoEffect {
                    host.erase(&claim).await?;
                }
                return Err(error);
            }
        }
    }
    let name = Some(agent.to_string());
    if is_new || row.value.taken_by != name {
        row.value.taken_by = name;
        row.value.taken_at = Some(host.now());
        if let Err(error) = host.replace(&row).await {
            host.log(&format!(
                "The callback queue does not show who took an entry: {error}."
            ));
        }
    }
    Ok(())
}

async fn entry(host: &impl Host, id: &str) -> Result<Row<CallbackRow>> {
    let rows = host.rows::<CallbackRow>(Some(("call", id))).await?;
    rows.into_iter().next().ok_or_else(|| {
        Error::declined(
            404,
            "This callback is not on the list any more, so there is nothing left to do. Reload the list.",
        )
    })
}

/// Claims an entry for an agent; false if it was the agent's before.
async fn claim_for(host: &impl Host, claim: &TakenCallback<'_>, agent: AgentId) -> Result<bool> {
    // Reading first lets an expired claim go: the platform removes it only when it is read.
    let mut known = host.load(claim).await?;
    if known.is_none() {
        if host.claim(claim, &TakenCallbackState { agent }).await? == Claim::Won {
            return Ok(true);
        }
        known = host.load(claim).await?;
    }
    match known {
        Some(known) if known.agent == agent => Ok(false),
        Some(known) => Err(taken_by(known.agent)),
        None => Err(Error::declined(
            409,
            "Somebody has just given this callback back. Press Take again.",
        )),
    }
}

fn taken_by(agent: AgentId) -> Error {
    let sentence = format!("Agent {agent} has taken this callback. Choose another one.");
    Error::declined(409, sentence)
}

/// Makes the agent the ticket's; false if nobody waits on it any more.
async fn assign(host: &impl Host, ticket: TicketId, agent: AgentId) -> Result<bool> {
    if !callbacks::still_waits(host, ticket).await? {
        return Ok(false);
    }
    let update = UpdateTicket {
        ticket,
        tags: None,
        responder_id: Some(agent),
    };
    match host.call(&update).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_gone() => Ok(false),
        Err(error) if error.status() == 400 => {
            host.log(&format!(
                "Ticket {ticket} was not given to its agent: {}.",
                super::explained(&error)
            ));
            Err(Error::declined(
                409,
                "Freshdesk does not make you the agent of this ticket. Ask an admin whether you may have tickets of its group.",
            ))
        }
        Err(error) => Err(error),
    }
}

/// Takes an entry off the queue, since the agent says that the customer was spoken to. Four store operations,
/// five list operations and two requests; safe to repeat.
pub async fn complete_callback(
    host: &impl Host,
    arguments: CallbackArguments,
) -> Result<CompleteCallbackReply> {
    let (id, agent) = read(arguments)?;
    complete(host, &id, agent)
        .await
        .map_err(|error| told(host, error, "Press Done again."))?;
    Ok(CompleteCallbackReply { id })
}

async fn complete(host: &impl Host, id: &str, agent: AgentId) -> Result<()> {
    let row = entry(host, id).await?;
    let claim = TakenCallback(id);
    if let Some(known) = host.load(&claim).await?
        && known.agent != agent
    {
        return Err(taken_by(known.agent));
    }
    let ticket = match ticket_of(&row) {
        Some(ticket) => Some(ticket),
        None => callbacks::done_without_ticket(host, id).await?,
    };
    // The entry goes last, for without it nobody could say again that the customer was spoken to.
    match (&row.value.number, ticket) {
        (Some(customer), Some(ticket)) => callbacks::done(host, customer, ticket).await?,
        (None, Some(ticket)) => callbacks::unmark(host, ticket).await?,
        (_, None) => {}
    }
    if row.value.number.is_none() || row.value.ticket.is_none() {
        host.remove(&row).await?;
    }
    host.log(&format!("Agent {agent} completed a callback."));
    host.erase(&claim).await
}

fn ticket_of(row: &Row<CallbackRow>) -> Option<TicketId> {
    row.value.ticket.as_ref()?.parse().ok().map(TicketId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ID: &str = "AAAAAAAAAAAAAAAAAAAA-_";

    #[track_caller]
    fn check_arguments(id: &str, agent: &str, accepted: bool) {
        let arguments = serde_json::from_value(json!({"id": id, "agent_id": agent})).unwrap();
        match read(arguments) {
            Ok(read) => assert_eq!((read, accepted), ((id.to_owned(), AgentId(7)), true)),
            Err(error) => assert_eq!((error.status(), accepted), (400, false)),
        }
    }

    #[test]
    fn an_entry_is_named_by_a_whole_fingerprint() {
        check_arguments(ID, "7", true);
        check_arguments(ID, "", false);
        check_arguments("", "7", false);
        check_arguments(&ID[1..], "7", false);
        check_arguments("AAAAAAAAAAAAAAAAAAAA/.", "7", false);
    }

    #[track_caller]
    fn check_taken(hours: i64, taken_by: Option<&str>) {
        let row: CallbackRow = serde_json::from_value(json!({
            "call": ID, "number": null, "ticket": "12", "count": 2, "since": 0, "taken_by": "7", "taken_at": 0,
        }))
        .unwrap();
        let shown = shown(row, Timestamp::from_millis(0).plus_seconds(hours * 60 * 60));
        assert_eq!(shown.taken_by.as_deref(), taken_by);
    }

    #[test]
    fn an_entry_that_was_taken_two_hours_ago_is_shown_as_free() {
        check_taken(1, Some("7"));
        check_taken(2, None);
    }

    #[test]
    fn an_entry_of_before_it_could_be_taken_is_free() {
        let row: CallbackRow = serde_json::from_value(
            json!({"call": ID, "number": "+254712345678", "ticket": null, "count": 1, "since": 5}),
        )
        .unwrap();
        let shown = shown(row, Timestamp::from_millis(0));
        assert_eq!(
            serde_json::to_value(shown).unwrap(),
            json!({"id": ID, "number": "+254712345678", "count": 1, "since": 5})
        );
    }
}
