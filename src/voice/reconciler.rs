//! Compares the provider's recent calls with what was told of them, and tells what is missing, by the same way as a delivery.
//!
//! It opens nothing by itself: what a call deserves is decided in `calls`.

use super::event::{CallEvent, Caller, Direction, Kind, parse_ids};
use super::ledger::{
    Alias, CallTicket, CallTicketState, Compared, ComparedState, RungFirst, Unfinished, short,
};
use super::texts::Note;
use super::{calls, tell_or_park};
use crate::config::Voice;
use crate::error::Result;
use crate::host::Host;
use crate::values::CallId;
use crate::wire::sautikit::{CallState, GetCall, ListCalls, ListMoreCalls};

/// How far back the first comparison goes, in seconds.
const FIRST_SPAN: i64 = 60 * 60;

/// How far each window reaches back behind the end of the last one, for calls that are listed late, in seconds.
const OVERLAP: i64 = 10 * 60;

/// The longest and the shortest window, in seconds.
const SPANS: (i64, i64) = (60, 6 * 60 * 60);

/// How long a call's own deliveries are waited for, in seconds.
const GRACE: i64 = 90;

/// Pages of 100 calls that one run reads.
const PAGES: usize = 3;

/// How many calls one run looks up in the store, and how many it tells; both cost operations of the 50 a minute.
const MOST_LOOKED_UP: usize = 30;
const MOST_TOLD: usize = 4;

/// How long a call may last, in seconds: an unfinished one is followed no longer.
const LONGEST_CALL: i64 = 6 * 60 * 60;

/// How many unfinished calls are followed, and how many of them one run asks about.
const MOST_UNFINISHED: usize = 50;
const MOST_ASKED: usize = 3;

/// Lets comparing begin with the calls from now on: what was before the installation is none of the app's business.
pub(crate) async fn begin(host: &impl Host) -> Result<()> {
    let state = ComparedState {
        from: host.now().seconds(),
        span: SPANS.1,
        unfinished: Vec::new(),
        settled: Vec::new(),
    };
    host.store(&Compared, &state).await
}

/// Forgets how far comparing has come.
pub(crate) async fn forget(host: &impl Host) -> Result<()> {
    host.erase(&Compared).await
}

/// The second since 1970 from which on the next run compares; at most [`OVERLAP`] and two runs ago while all is well.
pub(crate) async fn reached(host: &impl Host) -> Result<Option<i64>> {
    let state = host.load(&Compared).await?;
    Ok(state.map(|state| state.from))
}

/// One run. What fails is told by the next one: the window moves on only behind calls that were looked at.
pub(crate) async fn run(host: &impl Host, voice: &Voice) {
    if let Err(error) = compare(host, voice).await {
        host.log(&format!(
            "Sautikit's calls could not be compared with the tickets: {error}."
        ));
    }
}

async fn compare(host: &impl Host, voice: &Voice) -> Result<()> {
    let now = host.now().seconds();
    let mut state = host.load(&Compared).await?.unwrap_or(ComparedState {
        from: now - FIRST_SPAN,
        span: SPANS.1,
        unfinished: Vec::new(),
        settled: Vec::new(),
    });
    let mut run = Run {
        host,
        voice,
        looked_up: 0,
        told: 0,
    };
    run.follow_unfinished(&mut state).await?;
    let end = now.min(state.from.saturating_add(state.span));
    let Some(calls) = list(host, state.from, end).await? else {
        state.span = (state.span / 2).max(SPANS.0);
        return host.store(&Compared, &state).await;
    };
    let settled_before = std::mem::take(&mut state.settled);
    let mut reached = None;
    for call in calls.iter().rev() {
        let began = began(host, call).unwrap_or(state.from);
        let Ok((id, _)) = parse_ids(call.id.as_deref(), call.session_id.as_deref()) else {
            continue;
        };
        let name = short(&id);
        if settled_before.contains(&name) {
            state.settled.push(name);
        } else if reached.is_some() {
            // What the run has no more room for is what the next one begins with.
        } else if run.is_spent() {
            reached = Some(began);
        } else if !has_ended(call) || is_too_early(host, call) {
            state.follow(id, began);
        } else {
            run.settle(call).await?;
            state.settled.push(name);
        }
    }
    state.from = reached.unwrap_or_else(|| state.from.max(end - OVERLAP));
    state.span = SPANS.1;
    host.store(&Compared, &state).await
}

impl ComparedState {
    /// Keeps a call that is still to end. The oldest one makes room: it was asked about most often.
    fn follow(&mut self, call: CallId, began: i64) {
        if self.unfinished.iter().any(|known| known.call == call) {
            return;
        }
        if self.unfinished.len() >= MOST_UNFINISHED {
            self.unfinished.remove(0);
        }
        self.unfinished.push(Unfinished { call, began });
    }
}

/// Whether the call's own deliveries may still be on their way. An end in the future is none to wait for.
fn is_too_early(host: &impl Host, call: &CallState) -> bool {
    let age = ended(host, call).map(|ended| host.now().seconds() - ended);
    age.is_some_and(|age| (0..GRACE).contains(&age))
}

/// The calls that began in the window, the newest first; nothing if there are more than a run can read.
async fn list(host: &impl Host, from: i64, to: i64) -> Result<Option<Vec<CallState>>> {
    let list = ListCalls { from, to };
    let page = host.call(&list).await?;
    let mut cursor = page.next_cursor.clone();
    let mut calls = page.calls();
    for _ in 1..PAGES {
        let Some(next) = cursor.take().filter(|cursor| !cursor.is_empty()) else {
            return Ok(Some(calls));
        };
        let more = ListMoreCalls {
            list: list.clone(),
            cursor: next,
        };
        let page = host.call(&more).await?;
        cursor.clone_from(&page.next_cursor);
        calls.extend(page.calls());
    }
    if cursor.is_none_or(|cursor| cursor.is_empty()) {
        return Ok(Some(calls));
    }
    // The shortest window is read as far as it goes.
    Ok((to - from <= SPANS.0).then_some(calls))
}

/// A call that rings, is answered or in progress goes on; any other word is an end.
fn has_ended(call: &CallState) -> bool {
    !matches!(
        call.status.as_deref(),
        None | Some("ringing" | "answered" | "inprogress")
    )
}

fn began(host: &impl Host, call: &CallState) -> Option<i64> {
    Some(host.parse_time(call.started_at.as_deref()?)?.seconds())
}

fn ended(host: &impl Host, call: &CallState) -> Option<i64> {
    Some(host.parse_time(call.ended_at.as_deref()?)?.seconds())
}

struct Run<'a, H> {
    host: &'a H,
    voice: &'a Voice,
    looked_up: usize,
    told: usize,
}

impl<H: Host> Run<'_, H> {
    const fn is_spent(&self) -> bool {
        self.looked_up >= MOST_LOOKED_UP || self.told >= MOST_TOLD
    }

    /// Asks about calls that had not ended when they were listed, for as long as a call may last.
    async fn follow_unfinished(&mut self, state: &mut ComparedState) -> Result<()> {
        let now = self.host.now().seconds();
        state
            .unfinished
            .retain(|unfinished| now - unfinished.began < LONGEST_CALL);
        let asked = state.unfinished.len().min(MOST_ASKED);
        for unfinished in state.unfinished.drain(..asked).collect::<Vec<_>>() {
            let call = unfinished.call.clone();
            match self.host.call(&GetCall { call }).await {
                Ok(known) if has_ended(&known.call) && !is_too_early(self.host, &known.call) => {
                    self.settle(&known.call).await?;
                }
                Ok(_) => state.unfinished.push(unfinished),
                Err(error) if error.is_missing() => {}
                Err(error) => {
                    self.host
                        .log(&format!("An unfinished call was not asked about: {error}."));
                    state.unfinished.push(unfinished);
                }
            }
        }
        Ok(())
    }

    /// Tells what is missing of a call that ended.
    async fn settle(&mut self, call: &CallState) -> Result<()> {
        let Ok(events) = CallEvent::of_state(call, self.voice) else {
            return Ok(());
        };
        let Some(first) = events.first() else {
            return Ok(());
        };
        let (id, known) = self.look_up(first).await?;
        if self.is_none_of_ours(first, known.as_ref()).await? {
            return Ok(());
        }
        for event in events {
            if known.as_ref().is_some_and(|known| is_told(&event, known)) {
                continue;
            }
            self.told += 1;
            let event = CallEvent {
                call: id.clone(),
                ..event
            };
            tell_or_park(self.host, self.voice, event).await;
        }
        Ok(())
    }

    /// The id that stands for the call, and its record.
    async fn look_up(&mut self, event: &CallEvent) -> Result<(CallId, Option<CallTicketState>)> {
        self.looked_up += 1;
        let id = event.call.clone();
        if let Some(known) = self.host.load(&CallTicket(&id)).await? {
            return Ok((id, Some(known)));
        }
        // The call may be known by its other name only.
        let other = event.session.as_ref().filter(|session| **session != id);
        let Some(session) = other.filter(|_| event.direction == Direction::Inbound) else {
            return Ok((id, None));
        };
        self.looked_up += 1;
        match self.host.load(&Alias(session)).await? {
            Some(other) if other.call != id => {
                let known = self.host.load(&CallTicket(&other.call)).await?;
                Ok((other.call, known))
            }
            Some(_) | None => Ok((id, None)),
        }
    }

    /// Whether nothing is to be told of a call without a ticket: one that was placed elsewhere, whose number may be
    /// anybody's, or an answered one where such calls get no ticket.
    async fn is_none_of_ours(
        &mut self,
        event: &CallEvent,
        known: Option<&CallTicketState>,
    ) -> Result<bool> {
        match (event.direction, &event.customer) {
            (Direction::Outbound, _) if known.is_some() => Ok(false),
            // The click whose answer was lost knows which phone it may have rung.
            (Direction::Outbound, Caller::Number(number)) => {
                self.looked_up += 1;
                Ok(self.host.load(&RungFirst(number)).await?.is_none())
            }
            (Direction::Outbound, _) => Ok(true),
            (Direction::Inbound, _) => Ok(known.is_none_or(|known| known.ticket.is_none())
                && !event.is_missed()
                && !calls::gets_a_ticket(self.host, self.voice, event).await?),
        }
    }
}

/// Whether the call's record says that the event was told.
fn is_told(event: &CallEvent, known: &CallTicketState) -> bool {
    match (event.kind, event.direction) {
        (Kind::Answered, Direction::Inbound) => known.ticket.is_some(),
        (Kind::Failed | Kind::Voicemail, Direction::Inbound) => {
            known.ticket.is_some() && known.missed
        }
        (Kind::Failed, Direction::Outbound) => known.has(Note::NotConnected),
        (Kind::Completed, _) => known.has(Note::Ended) && !known.answers_callback,
        (Kind::Recording, _) => known.has(Note::Recording),
        (Kind::Answered | Kind::Voicemail, Direction::Outbound)
        | (Kind::Unreached | Kind::Routing, _) => true,
    }
}
