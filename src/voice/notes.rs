//! Writes a note about a call on a ticket, once, whatever fails and however often it is asked to.
//!
//! The claim on the note decides who writes it. Where an answer was lost, Freshdesk is asked before it is written again.

use super::event::CallEvent;
use super::interrupted::{self, is_interrupted, underway};
use super::ledger::{CallNote, CallNoteState, CallTicket};
use super::texts::{self, Note};
use crate::error::{Certainty, Error, Result};
use crate::host::{Claim, Host, Record};
use crate::values::{TicketId, Timestamp};
use crate::wire::freshdesk::{AddNote, CONVERSATIONS_PAGE, ListConversations};

/// How many pages of conversations, 30 each, are read when a lost note is looked for.
const CONVERSATION_PAGES: usize = 10;

/// Writes the note unless it is there; `count` is how often the customer has called in vain.
pub(crate) async fn write(
    host: &impl Host,
    ticket: TicketId,
    note: Note,
    event: &CallEvent,
    count: usize,
) -> Result<()> {
    let claim = Claimed {
        record: &CallNote(&event.call, note),
        mine: &CallNoteState { since: host.now() },
        since: |state| state.since,
    };
    let text = Text {
        note: note.write(ticket, event, count),
        opening_words: note.opening_words(),
        reference: texts::reference(event),
    };
    write_once(host, claim, &text).await?;
    // Beside the call's ticket, where whoever reads one reads the other. Should this fail, the note is found on the ticket
    // before it is written again.
    let call = CallTicket(&event.call);
    if let Err(error) = host.amend(&call, note.name(), &true).await {
        host.log(&format!("A written note was not marked: {error}."));
    }
    Ok(())
}

/// The right to write a note.
pub(crate) struct Claimed<'a, R: Record> {
    /// Its record; removed if it is certain that the note was not written.
    pub(crate) record: &'a R,
    /// What the record says while this one writes.
    pub(crate) mine: &'a R::Value,
    /// When writing began, as a record says.
    pub(crate) since: fn(&R::Value) -> Timestamp,
}

/// What a note says, and how it is found again.
pub(crate) struct Text {
    pub(crate) note: AddNote,
    /// How it begins.
    pub(crate) opening_words: &'static str,
    /// How it ends.
    pub(crate) reference: String,
}

/// Writes a note unless it is on its ticket. That it is written, the caller must keep.
pub(crate) async fn write_once<R: Record>(
    host: &impl Host,
    claim: Claimed<'_, R>,
    text: &Text,
) -> Result<()> {
    let Claimed {
        record,
        mine,
        since,
    } = claim;
    if host.claim(record, mine).await? == Claim::Taken {
        match host.load(record).await? {
            Some(theirs) if is_interrupted(host, since(&theirs)) => {
                interrupted::resume(host, record).await?;
                if is_there(host, text).await? {
                    return Ok(());
                }
                host.store(record, mine).await?;
            }
            Some(_) | None => return Err(underway()),
        }
    }
    if let Err(error) = host.call(&text.note).await {
        if error.certainty() == Certainty::NoEffect {
            host.erase(record).await?;
        }
        return Err(error);
    }
    Ok(())
}

async fn is_there(host: &impl Host, text: &Text) -> Result<bool> {
    let ticket = text.note.ticket;
    for page in 1..=CONVERSATION_PAGES {
        let conversations = host.call(&ListConversations { ticket, page }).await?;
        let last = conversations.len() < CONVERSATIONS_PAGE;
        let found = conversations.iter().any(|conversation| {
            conversation.body_text.as_deref().is_some_and(|body| {
                body.trim_start().starts_with(text.opening_words)
                    && interrupted::mentions(body, &text.reference)
            })
        });
        if found || last {
            return Ok(found);
        }
    }
    Err(Error::unavailable(
        "find the note",
        "the ticket has too many conversations",
    ))
}
