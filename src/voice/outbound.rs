//! An agent's click becomes a call, and the page is told how the call fares.
//!
//! Everything a page says is checked here; the caller id and every address come from our own settings.

use super::event::parse_seconds;
use super::ledger::{
    CallTicket, CallTicketState, Callback, Click, ClickState, RungFirst, RungFirstState,
};
use super::{gateway, identity, roster, tickets};
use crate::arguments;
use crate::config::{OutboundMode, Voice};
use crate::error::{Certainty, Error, ErrorKind, Result};
use crate::host::{Claim, Host};
use crate::refusals::plainly;
use crate::setup::{Source, TargetUrls};
use crate::values::{AgentId, E164, TicketId};
use crate::wire::freshdesk::GetAgent;
use crate::wire::page::{
    GetCallArguments, GetCallReply, LiveState, PlaceCallArguments, PlaceCallReply,
};
use crate::wire::sautikit::{CallState, ErrorBody, GetCall, PlaceCall, PlacedCall};

const CALLBACK_WARNING: &str = "Your phone number is not known, so the customer is called first and Sautikit then asks whom to connect. If nobody is connected, ask an admin to enter your number in Freshdesk.";
const CALLBACK_BY_SETTING: &str = "The customer is called first; Sautikit then asks whom to connect. If nobody is connected, ask an admin to set Who Is Called First to agent_first in the app's settings.";

/// How an agent tries once more.
const AGAIN: &str = "Press Call again: this click never dials twice.";

/// Places a call for an agent. A click that is sent again never dials twice.
pub async fn place_call(
    host: &impl Host,
    voice: &Voice,
    arguments: PlaceCallArguments,
) -> Result<PlaceCallReply> {
    place(host, voice, arguments)
        .await
        .map_err(|error| plainly(host, error, AGAIN))
}

async fn place(
    host: &impl Host,
    voice: &Voice,
    arguments: PlaceCallArguments,
) -> Result<PlaceCallReply> {
    let click = Wish::read(arguments, voice)?;
    let record = Click(Click::request_of(&click.id));
    if let Some(known) = host.load(&record).await? {
        return repeat(host, voice, click, &record, known).await;
    }
    let state = plan(host, voice, &click).await?;
    if host.claim(&record, &state).await? == Claim::Taken {
        return match host.load(&record).await? {
            Some(known) => repeat(host, voice, click, &record, known).await,
            None => Err(Error::declined(
                409,
                "The call was just given up. Press Call again.",
            )),
        };
    }
    dial(host, voice, &click.id, &record, state).await
}

/// What the page asks for, checked.
struct Wish {
    id: String,
    agent: AgentId,
    to: E164,
    ticket: Option<TicketId>,
}

impl Wish {
    fn read(arguments: PlaceCallArguments, voice: &Voice) -> Result<Self> {
        let to = arguments::number(arguments.to.as_deref(), voice)?;
        if to == voice.line.our_number {
            return Err(Error::declined(
                400,
                "That is your own help desk's number. Enter the customer's.",
            ));
        }
        Ok(Self {
            ticket: arguments::ticket(arguments.ticket_id.as_deref())?,
            agent: arguments::agent(arguments.agent_id.as_deref())?,
            id: arguments::click_id(arguments.click_id)?,
            to,
        })
    }
}

/// A click that was sent before: answered from memory if the call was taken, dialled with the same key if that is not known.
async fn repeat(
    host: &impl Host,
    voice: &Voice,
    click: Wish,
    record: &Click,
    known: ClickState,
) -> Result<PlaceCallReply> {
    if known.customer != click.to || known.agent != click.agent {
        return Err(Error::declined(
            409,
            "This click already placed another call. Press Call again.",
        ));
    }
    if known.placed().is_some() {
        return Ok(reply(voice, click.id, known));
    }
    if host.now().seconds_since(known.since) > REPEATABLE_SECONDS {
        return Err(Error::declined(
            409,
            "Sautikit never said whether it placed this call. If your phone does not ring, press Call for a new one.",
        ));
    }
    dial(host, voice, &click.id, record, known).await
}

/// How long a click without a known call may be sent again: Sautikit forgets an idempotency key when its call is over.
///
/// A phone rings for 30 seconds; a call that ends sooner is told by its events, from which the click learns its call.
const REPEATABLE_SECONDS: i64 = 25;

/// Finds the agent, decides who is rung first, and finds the callback ticket that the call answers.
async fn plan(host: &impl Host, voice: &Voice, click: &Wish) -> Result<ClickState> {
    let agent_phone = reach(host, voice, click.agent).await?;
    if agent_phone.as_ref() == Some(&click.to) {
        return Err(Error::declined(
            400,
            "That is your own phone's number. Enter the customer's.",
        ));
    }
    let agent_first = match (voice.outbound_mode, &agent_phone) {
        (OutboundMode::Callback, _) | (OutboundMode::Automatic, None) => false,
        (OutboundMode::Automatic | OutboundMode::AgentFirst, Some(_)) => true,
        (OutboundMode::AgentFirst, None) => {
            return Err(Error::declined(
                409,
                "Your phone number is not known. Ask an admin to enter it as phone or mobile in your Freshdesk profile.",
            ));
        }
    };
    let callback = host
        .load(&Callback(click.to.as_str()))
        .await?
        .and_then(|callback| callback.ticket);
    let ticket = click.ticket.or(callback);
    Ok(ClickState {
        agent: click.agent,
        customer: click.to.clone(),
        agent_phone,
        ticket,
        answers_callback: callback.is_some() && ticket == callback,
        agent_first,
        since: host.now(),
        call_id: None,
        session_id: None,
    })
}

/// The agent's phone, if it is known; an error if there is no such agent.
async fn reach(host: &impl Host, voice: &Voice, agent: AgentId) -> Result<Option<E164>> {
    let own = roster::own_phones(host).await?;
    match host.call(&GetAgent { agent }).await {
        Ok(found) if found.deactivated => Err(Error::declined(
            403,
            "Your agent account is deactivated in Freshdesk.",
        )),
        Ok(found) => Ok(roster::phone_of(&found, &own, &voice.line)),
        Err(error) if error.is_missing() => Err(Error::declined(
            404,
            "Freshdesk does not know you as an agent. Reload the page and try again.",
        )),
        // Our own list of phones is a roster too, and needs no administrator's key.
        Err(error) => match roster::own_phone_of(agent, &own, &voice.line) {
            Some(phone) => Ok(Some(phone)),
            None => Err(agent_unknown(error)),
        },
    }
}

fn agent_unknown(error: Error) -> Error {
    let sentence = match error.status() {
        401 | 429 => return error,
        403 => {
            "The app's Freshdesk API key may not read agents. Ask an admin to enter the key of an administrator."
        }
        _ => "Freshdesk did not answer, so your phone could not be looked up. Press Call again.",
    };
    Error::declined(error.status(), sentence)
}

async fn dial(
    host: &impl Host,
    voice: &Voice,
    click: &str,
    record: &Click,
    state: ClickState,
) -> Result<PlaceCallReply> {
    let call = if let (Some(phone), true) = (&state.agent_phone, state.agent_first) {
        PlaceCall::agent_first(&record.0, &voice.line.our_number, phone, &state.customer)
    } else {
        let url = match voice.gateway() {
            Some(gateway) => gateway::callback_url(gateway, &record.0, state.agent, state.since),
            None => callback_url(host).await?,
        };
        PlaceCall::callback(&record.0, &voice.line.our_number, &state.customer, &url)
    };
    let placed = host.call(&call).await.and_then(PlacedCall::with_an_id);
    match placed {
        Ok(placed) => {
            let state = ClickState {
                call_id: placed.call_id,
                session_id: placed.session_id,
                ..state
            };
            remember(host, record, &state).await;
            Ok(reply(voice, click.to_owned(), state))
        }
        Err(error) => {
            host.log(&format!("A call was not placed: {error}."));
            // A conflict means that a call with this key exists, so its record must stay.
            if error.certainty() == Certainty::NoEffect && error.status() != 409 {
                forget(host, record).await?;
            } else {
                expect(host, record, &state).await;
            }
            Err(explain(error, state.agent_first))
        }
    }
}

/// Keeps the ids of a placed call, and under the one that stands for it whose call it is: events may come without our
/// request id.
async fn remember(host: &impl Host, record: &Click, state: &ClickState) {
    let mut outcomes = vec![host.store(record, state).await];
    if let Some(call) = state.placed() {
        let placed = CallTicketState {
            answers_callback: state.answers_callback && !state.agent_first,
            ..CallTicketState::placed(&record.0, state.ticket)
        };
        outcomes.push(host.store(&CallTicket(call), &placed).await);
        if let Some(session) = &state.session_id {
            let linked = identity::link(host, session, call.clone()).await;
            outcomes.push(linked.map(drop));
        }
        let number = Some(state.customer.to_string());
        tickets::log_call(host, call.as_str(), number, state.ticket, Some(state.agent)).await;
    }
    // The call is ringing: the agent must hear that, and a repeated click is still safe by its key.
    let failures: Vec<Error> = outcomes.into_iter().filter_map(Result::err).collect();
    for error in &failures {
        host.log(&format!("The ids of a placed call were not kept: {error}."));
    }
    if !failures.is_empty() {
        expect(host, record, state).await;
    }
}

/// Keeps whose phone may be ringing, when nobody can tell whether the call was placed.
async fn expect(host: &impl Host, record: &Click, state: &ClickState) {
    let first = match (&state.agent_phone, state.agent_first) {
        (Some(phone), true) => phone,
        (_, _) => &state.customer,
    };
    let expected = RungFirstState {
        request: record.0.clone(),
        since: state.since,
    };
    if let Err(error) = host.store(&RungFirst(first), &expected).await {
        host.log(&format!("A call that may ring was not kept: {error}."));
    }
}

/// Forgets a click that placed nothing, unless the same click, sent twice at once, did place a call.
async fn forget(host: &impl Host, record: &Click) -> Result<()> {
    match host.load(record).await? {
        Some(known) if known.placed().is_some() => Ok(()),
        Some(_) | None => host.erase(record).await,
    }
}

async fn callback_url(host: &impl Host) -> Result<String> {
    host.load(&TargetUrls)
        .await?
        .and_then(|urls| urls.get(Source::Sautikit.word()).map(str::to_owned))
        .ok_or_else(|| {
            Error::declined(
                409,
                "The app has no webhook address. Ask an admin to install the app again.",
            )
        })
}

/// What the agent reads when Sautikit does not take the call, where that means something particular.
fn explain(error: Error, agent_first: bool) -> Error {
    let ErrorKind::Refused(refusal) = error.kind() else {
        return error;
    };
    let sentence = match refusal.status {
        401 | 429 | 500.. => return error,
        402 => "The Sautikit wallet is empty. Ask an admin to top it up, then call again.",
        403 => {
            "The app's Sautikit API key may not place calls. Ask an admin to give it that scope in Sautikit."
        }
        409 if ErrorBody::code_in(&refusal.body) == "idempotency.conflict" => {
            "Sautikit already has a call for this click. Press Call again to start a new one."
        }
        409 => "Sautikit is busy with this call. Wait a moment and press Call again.",
        _ if agent_first => {
            "Sautikit refused to ring your phone first. Ask an admin to set Who Is Called First to callback in the app's settings."
        }
        _ => {
            "Sautikit refused this call. Check the number; if it is right, ask an admin to check Outbound Caller ID in the app's settings."
        }
    };
    Error::declined(error.status(), sentence)
}

fn reply(voice: &Voice, click_id: String, state: ClickState) -> PlaceCallReply {
    PlaceCallReply {
        click_id,
        state: ringing(&state),
        mode: mode(&state),
        from: voice.line.our_number.clone(),
        to: state.customer,
        warning: match (state.agent_first, &state.agent_phone) {
            (true, _) => None,
            // Somebody answers Sautikit.
            (false, _) if voice.gateway().is_some() => None,
            (false, None) => Some(CALLBACK_WARNING),
            (false, Some(_)) => Some(CALLBACK_BY_SETTING),
        },
        agent_phone: state.agent_phone.map(|phone| phone.masked()),
        call_id: state.call_id,
        session_id: state.session_id,
    }
}

const fn ringing(state: &ClickState) -> LiveState {
    if state.agent_first {
        LiveState::CallingAgent
    } else {
        LiveState::CallingCustomer
    }
}

const fn mode(state: &ClickState) -> &'static str {
    if state.agent_first {
        OutboundMode::AgentFirst.as_str()
    } else {
        OutboundMode::Callback.as_str()
    }
}

/// Tells the page how a call fares, by the provider's word alone.
pub async fn get_call(host: &impl Host, arguments: GetCallArguments) -> Result<GetCallReply> {
    follow(host, arguments)
        .await
        .map_err(|error| plainly(host, error, AGAIN))
}

async fn follow(host: &impl Host, arguments: GetCallArguments) -> Result<GetCallReply> {
    let click_id = arguments::click_id(arguments.click_id)?;
    let state = host
        .load(&Click(Click::request_of(&click_id)))
        .await?
        .ok_or_else(|| {
            Error::declined(404, "This call is not known. It may be too old to follow.")
        })?;
    let Some(call) = state.placed() else {
        return Err(Error::declined(
            409,
            "Sautikit has not said yet whether it took the call.",
        ));
    };
    let known = host
        .call(&GetCall { call: call.clone() })
        .await
        .map_err(|error| {
            Error::declined(
                error.status(),
                "Sautikit does not say how the call fares right now.",
            )
        })?;
    Ok(GetCallReply {
        click_id,
        mode: mode(&state),
        duration_seconds: known
            .call
            .duration_seconds
            .as_deref()
            .and_then(parse_seconds),
        cause: cause(&known.call, state.agent_first),
        state: live_state(known.call.status.as_deref(), &state),
        to: state.customer,
    })
}

fn live_state(status: Option<&str>, click: &ClickState) -> LiveState {
    match (status.unwrap_or_default(), click.agent_first) {
        // The provider's "answered" is about the phone it rang first.
        ("answered", true) => LiveState::CallingCustomer,
        ("answered", false) => LiveState::CustomerAnswered,
        ("completed", _) => LiveState::Ended,
        ("failed" | "no_answer" | "busy" | "canceled", _) => LiveState::Failed,
        _ => ringing(click),
    }
}

fn cause(call: &CallState, agent_first: bool) -> Option<String> {
    let who = if agent_first {
        "Your phone"
    } else {
        "The customer's phone"
    };
    let sentence = match call.status.as_deref().unwrap_or_default() {
        "no_answer" => format!("{who} was not answered."),
        "busy" => format!("{who} was busy."),
        "canceled" => "The call was cancelled before it was answered.".to_owned(),
        "failed" => format!("{who} could not be reached."),
        _ => return None,
    };
    Some(sentence)
}
