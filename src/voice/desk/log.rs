//! An agent logs a call: one private note for each press of Save, and what follows from having spoken with the customer.
//!
//! The id that the page gave the press decides who writes it; how it is written once is the business of `notes`.

use super::super::customer::{self, Customer};
use super::super::event::{CallEvent, Caller, Direction, Kind};
use super::super::interrupted::is_interrupted;
use super::super::ledger::{
    Alias, CallLog, CallLogState, CallTicket, CallTicketState, Click, ClickState,
};
use super::super::notes::{Claimed, Text, write_once};
use super::super::texts::{self, Disposition, Opening};
use super::super::{callbacks, tickets};
use super::told;
use crate::arguments;
use crate::config::Voice;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::{AgentId, CallId, TicketId};
use crate::wire::page::{LogCallArguments, LogCallReply};
use crate::wire::sautikit::GetCall;

/// The longest text that an agent may write, in characters.
const LONGEST_NOTES: usize = 5000;

/// Writes what an agent says of a call on its ticket. The same press of Save never writes twice.
///
/// Five store operations and one request; seven by a call's second id or for a call that had no ticket. Having spoken with
/// the customer adds up to three, six list operations and three requests, and a ticket that is opened for it adds its own.
pub async fn log_call(
    host: &impl Host,
    voice: &Voice,
    arguments: LogCallArguments,
) -> Result<LogCallReply> {
    let log = Log::read(arguments)?;
    let ticket = log_it(host, voice, &log)
        .await
        .map_err(|error| told(host, error, "Press Save again: nothing is written twice."))?;
    Ok(LogCallReply {
        ticket_id: ticket.to_string(),
    })
}

/// What the page sends, checked.
struct Log {
    id: String,
    agent: AgentId,
    subject: Subject,
    ticket: Option<TicketId>,
    notes: String,
    disposition: Option<Disposition>,
}

/// Which call it is about.
enum Subject {
    Click(String),
    Call(CallId),
}

impl Log {
    fn read(arguments: LogCallArguments) -> Result<Self> {
        let notes = arguments.notes.unwrap_or_default();
        if notes.chars().count() > LONGEST_NOTES {
            return Err(Error::declined(
                400,
                "The notes are longer than 5000 characters. Shorten them and press Save again.",
            ));
        }
        let word = arguments.disposition.filter(|word| !word.is_empty());
        let disposition = match word {
            None => None,
            Some(word) => Some(Disposition::find(&word).ok_or_else(|| {
                Error::declined(
                    400,
                    "That is no way in which a call can end. Choose one of the list and press Save again.",
                )
            })?),
        };
        Ok(Self {
            id: arguments::log_id(arguments.log_id)?,
            agent: arguments::agent(arguments.agent_id.as_deref())?,
            subject: match (arguments.click_id, arguments.call_id) {
                (None, call) => Subject::Call(arguments::call_id(call.as_deref())?),
                (click, _) => Subject::Click(arguments::click_id(click)?),
            },
            ticket: arguments::ticket(arguments.ticket_id.as_deref())?,
            notes,
            disposition,
        })
    }
}

/// The call, and what is remembered of it.
struct Logged {
    call: CallId,
    known: Option<CallTicketState>,
    click: Option<ClickState>,
}

async fn log_it(host: &impl Host, voice: &Voice, log: &Log) -> Result<TicketId> {
    let logged = look_up(host, &log.subject).await?;
    let record = CallLog(log.id.clone());
    let state = match host.load(&record).await? {
        Some(state) if !state.written && !is_interrupted(host, state.since) => {
            return Err(Error::declined(
                409,
                "This is being saved already. If it does not appear on the ticket, press Save again in a minute.",
            ));
        }
        Some(state) => CallLogState {
            since: host.now(),
            ..state
        },
        None => CallLogState {
            since: host.now(),
            ticket: ticket_for(host, voice, log, &logged).await?,
            written: false,
        },
    };
    if !state.written {
        write(host, log, &logged.call, &record, &state).await?;
        adopt(host, &logged, state.ticket).await;
    }
    if log.disposition == Some(Disposition::Spoke) {
        spoke(host, voice, log.agent, &logged).await?;
    }
    Ok(state.ticket)
}

async fn look_up(host: &impl Host, subject: &Subject) -> Result<Logged> {
    match subject {
        Subject::Click(id) => {
            let click = host.load(&Click(Click::request_of(id))).await?;
            let click = click.ok_or_else(|| {
                Error::declined(
                    404,
                    "This call is not known. It may be too old; write a note on its ticket instead.",
                )
            })?;
            let call = click.placed().cloned().ok_or_else(|| {
                Error::declined(
                    409,
                    "Sautikit has not said yet whether it took the call. Wait a minute and press Save again.",
                )
            })?;
            let known = host.load(&CallTicket(&call)).await?;
            Ok(Logged {
                call,
                known,
                click: Some(click),
            })
        }
        Subject::Call(id) => {
            let (call, known) = known_call(host, id).await?;
            let request = known.as_ref().and_then(|known| known.click.clone());
            let click = match request {
                Some(request) => host.load(&Click(request)).await?,
                None => None,
            };
            Ok(Logged { call, known, click })
        }
    }
}

/// A call by either of its ids.
async fn known_call(host: &impl Host, id: &CallId) -> Result<(CallId, Option<CallTicketState>)> {
    if let Some(known) = host.load(&CallTicket(id)).await? {
        return Ok((id.clone(), Some(known)));
    }
    let Some(other) = host.load(&Alias(id)).await? else {
        return Ok((id.clone(), None));
    };
    let known = host.load(&CallTicket(&other.call)).await?;
    Ok((other.call, known))
}

/// The ticket that the agent chose, else the call's, else the one it was placed from, else a new one.
async fn ticket_for(
    host: &impl Host,
    voice: &Voice,
    log: &Log,
    logged: &Logged,
) -> Result<TicketId> {
    let known = logged.known.as_ref().and_then(|known| known.ticket);
    let placed_from = logged.click.as_ref().and_then(|click| click.ticket);
    if let Some(ticket) = log.ticket.or(known).or(placed_from) {
        return Ok(ticket);
    }
    let Some(click) = &logged.click else {
        return Err(Error::declined(
            409,
            "This call has no ticket. Choose the ticket to log it on and press Save again.",
        ));
    };
    let event = CallEvent {
        kind: Kind::Completed,
        call: logged.call.clone(),
        session: click.session_id.clone(),
        at: None,
        direction: Direction::Outbound,
        customer: Caller::Number(click.customer.clone()),
        reason: None,
        duration_seconds: None,
        recording_url: None,
        recording_expires_at: None,
        request: None,
    };
    let opened = tickets::open(host, voice, Opening::Outbound, &event, Some(click.agent)).await?;
    Ok(opened.ticket)
}

async fn write(
    host: &impl Host,
    log: &Log,
    call: &CallId,
    record: &CallLog,
    state: &CallLogState,
) -> Result<()> {
    let claim = Claimed {
        record,
        mine: state,
        since: |state| state.since,
    };
    let text = Text {
        note: texts::log(
            state.ticket,
            log.agent,
            log.disposition,
            &log.notes,
            call,
            &log.id,
        ),
        opening_words: texts::LOGGED,
        reference: texts::log_reference(&log.id),
    };
    match write_once(host, claim, &text).await {
        Err(error) if error.is_gone() => {
            // Else the same press of Save would be held to this ticket.
            host.erase(record).await?;
            return Err(Error::declined(
                404,
                "That ticket was deleted. Choose another one and press Save again.",
            ));
        }
        outcome => outcome?,
    }
    // Should this fail, the note is found on the ticket before it is written again.
    if let Err(error) = host.amend(record, "written", &true).await {
        host.log(&format!("A log that was written was not marked: {error}."));
    }
    Ok(())
}

/// Lets a call that was placed from no ticket have the one that it was logged on, so that what is still to be told of it
/// goes there too.
async fn adopt(host: &impl Host, logged: &Logged, ticket: TicketId) {
    let (Some(known), Some(click)) = (&logged.known, &logged.click) else {
        return;
    };
    // A ticket that is being opened is left to whoever opens it.
    if known.ticket.is_some() || known.since.is_some() || click.ticket.is_some() {
        return;
    }
    let call = &logged.call;
    match host.load(&CallTicket(call)).await {
        Ok(Some(now)) if now.ticket.is_none() && now.since.is_none() => {}
        Ok(_) | Err(_) => return,
    }
    if let Err(error) = host.amend(&CallTicket(call), "ticket", &ticket).await {
        return host.log(&format!("A call does not know its ticket: {error}."));
    }
    let number = Some(click.customer.to_string());
    tickets::log_call(host, call.as_str(), number, Some(ticket), Some(click.agent)).await;
}

/// The customer was spoken to: nobody waits for a callback any more, and the agent is rung first next time.
async fn spoke(host: &impl Host, voice: &Voice, agent: AgentId, logged: &Logged) -> Result<()> {
    let customer = match &logged.click {
        Some(click) => Some(click.customer.to_string()),
        None => caller_of(host, voice, &logged.call).await?,
    };
    let Some(customer) = customer else {
        return Ok(());
    };
    let customer = customer.as_str();
    let waiting = match callbacks::ticket_of(host, customer).await? {
        Some(ticket) => Some(ticket),
        None => {
            Customer::recall(host, customer)
                .await
                .callback(host)
                .await?
        }
    };
    if let Some(ticket) = waiting {
        callbacks::done(host, customer, ticket).await?;
    }
    customer::spoke_with(host, customer, agent).await;
    Ok(())
}

/// Who called, as the provider says; of a call that was placed elsewhere nobody knows whom its number belongs to.
async fn caller_of(host: &impl Host, voice: &Voice, call: &CallId) -> Result<Option<String>> {
    let state = match host.call(&GetCall { call: call.clone() }).await {
        Ok(known) => known.call,
        Err(error) if matches!(error.status(), 401 | 403 | 404) => {
            host.log(&format!("Who was spoken with is not known: {error}."));
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let event = CallEvent::about(Kind::Completed, &state, voice).ok();
    let inbound = event.filter(|event| event.direction == Direction::Inbound);
    Ok(inbound.and_then(|event| event.customer.digits()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[track_caller]
    fn check(name: &str, value: Value, refusal: Option<&str>) {
        let mut arguments = json!({
            "agent_id": "7", "click_id": "0b6f2f0a-5f4b", "call_id": "c-1", "ticket_id": "12", "notes": "Hello",
            "disposition": "spoke", "log_id": "5f4b0b6f-2f0a",
        });
        arguments[name] = value;
        match Log::read(serde_json::from_value(arguments).unwrap()) {
            Ok(_) => assert_eq!(refusal, None),
            Err(error) => {
                assert_eq!(error.status(), 400);
                let refusal = refusal.unwrap_or("nothing");
                assert!(error.to_string().contains(refusal), "{error}");
            }
        }
    }

    #[test]
    fn a_log_with_nonsense_in_it_is_refused_with_what_to_do() {
        check("agent_id", json!("x"), Some("who you are"));
        check("click_id", json!("x"), Some("click id"));
        check("ticket_id", json!("12; drop"), Some("ticket"));
        check("disposition", json!("spok"), Some("Choose one of the list"));
        check("log_id", json!("../../../etc"), Some("log id"));
        check("log_id", Value::Null, Some("log id"));
        check("notes", json!("é".repeat(5001)), Some("Shorten them"));
    }

    #[test]
    fn notes_ticket_and_disposition_may_be_absent() {
        for name in ["notes", "ticket_id", "disposition", "call_id"] {
            check(name, Value::Null, None);
        }
        check("disposition", json!(""), None);
        check("notes", json!("é".repeat(5000)), None);
    }

    #[test]
    fn without_a_click_the_call_must_be_named() {
        let arguments = |call: Value| {
            serde_json::from_value(json!({"agent_id": 7, "call_id": call, "log_id": "5f4b0b6f"}))
                .unwrap()
        };
        assert!(Log::read(arguments(json!("HD_abcd"))).is_ok());
        assert!(Log::read(arguments(Value::Null)).is_err());
        assert!(Log::read(arguments(json!(".."))).is_err());
    }

    #[test]
    fn a_log_says_what_the_agent_says_and_ends_with_its_own_id() {
        let note = texts::log(
            TicketId(12),
            AgentId(7),
            Some(Disposition::Spoke),
            "One\n<b>two</b>\n\tthree\n",
            &"c-1".parse().unwrap(),
            "5f4b0b6f",
        );
        assert!(note.private);
        assert_eq!(
            note.body.as_str(),
            "Call logged. The agent spoke with the customer.<br>One<br>&lt;b&gt;two&lt;/b&gt;<br> three<br>\
             Logged by agent 7.<br>Sautikit call ID: c-1<br>Log ID: 5f4b0b6f"
        );
    }
}
