//! `POST /v1/calls`: rings phones on the workspace's account.
//! Source: the vendor's Node SDK, version 0.5.0.
//!
//! Keys that the SDK does not know are refused, so that a misspelt one is found; the vendor may be laxer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::actions::{Action, parse_list};
use super::auth::Caller;
use super::config::{AnswerIds, Dialect, NumberStatus, PLACE_SCOPE, Switches};
use super::exchange::Exchange;
use super::pbx::{Call, Control, Order, Pbx, Replay};
use super::phone::{is_e164, is_web};
use super::refusal::{CONTROL_REFUSED, Refusal};

/// The length of a hold cycle when nothing is said, in milliseconds.
const CONTROL_TIMEOUT_MS: u64 = 10_000;

/// The longest client request id, in characters.
const LONGEST_ID: usize = 5000;

/// What a controlled call may do; everything else is refused.
const CONTROLLED: [&str; 6] = ["say", "play", "getDigits", "dial", "hangup", "reject"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placement {
    from: String,
    to: Vec<String>,
    caller_id: Option<String>,
    voice_callback_url: Option<String>,
    client_request_id: Option<String>,
    control: Option<String>,
    hold_audio_url: Option<String>,
    control_timeout_ms: Option<u64>,
    fallback_actions: Option<Vec<Value>>,
    opening_actions: Option<Vec<Value>>,
}

/// `POST /v1/calls`: answers before anybody has picked up.
pub(crate) async fn place(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    caller.needs(PLACE_SCOPE)?;
    let body = serde_json::from_slice::<Map<String, Value>>(&body).map_err(|_| {
        Refusal::new(
            StatusCode::BAD_REQUEST,
            "request.invalid_json",
            "body is no JSON object",
        )
    })?;
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .map(str::to_owned);
    let (answer, _done) = exchange.act(|pbx| place_once(pbx, body, key));
    Ok((StatusCode::CREATED, axum::Json(answer?)).into_response())
}

fn place_once(
    pbx: &mut Pbx,
    body: Map<String, Value>,
    key: Option<String>,
) -> Result<Value, Refusal> {
    let body = Value::Object(body);
    if let Some(answer) = replayed(pbx, &body, key.as_deref())? {
        return Ok(answer);
    }
    let order = read(body.clone(), pbx)?;
    if pbx.balance_minor <= 0 {
        let message = "debit would exceed balance";
        let code = "wallet.insufficient_funds";
        return Err(Refusal::new(StatusCode::PAYMENT_REQUIRED, code, message));
    }
    let known = collapsed(pbx, &order);
    let seq = known.unwrap_or_else(|| pbx.place(order));
    let Some(call) = pbx.calls.get(&seq) else {
        return Err(Refusal::no_call());
    };
    let answer = answer(call, &pbx.switches);
    if let Some(key) = key {
        pbx.replays.insert(
            key,
            Replay {
                body,
                answer: answer.clone(),
                call: seq,
            },
        );
    }
    Ok(answer)
}

/// The first answer to the same key while its call lives; afterwards the key is free again.
fn replayed(pbx: &mut Pbx, body: &Value, key: Option<&str>) -> Result<Option<Value>, Refusal> {
    let Some(replay) = key.and_then(|key| pbx.replays.get(key)) else {
        return Ok(None);
    };
    let is_live = pbx
        .calls
        .get(&replay.call)
        .is_some_and(|call| call.status.is_live());
    if !is_live {
        return Ok(None);
    }
    if replay.body != *body {
        let message = "the key was used with another body";
        return Err(Refusal::new(
            StatusCode::CONFLICT,
            "idempotency.conflict",
            message,
        ));
    }
    let (answer, seq) = (replay.answer.clone(), replay.call);
    pbx.note(format!(
        "call {seq}: placed again with the same key, nothing is dialled"
    ));
    Ok(Some(answer))
}

/// The live call with the same client request id: the vendor takes that id for a hint not to dial twice.
fn collapsed(pbx: &mut Pbx, order: &Order) -> Option<u64> {
    let wanted = order.client_request_id.as_ref()?;
    let is_same =
        |call: &&Call| call.status.is_live() && call.client_request_id.as_ref() == Some(wanted);
    let seq = pbx.calls.values().find(is_same).map(|call| call.seq)?;
    pbx.note(format!(
        "call {seq}: placed again with the same client request id, nothing is dialled"
    ));
    Some(seq)
}

fn answer(call: &Call, switches: &Switches) -> Value {
    let mut answer = Map::new();
    if switches.answer_ids != AnswerIds::SessionId || call.control.is_some() {
        answer.insert("call_id".to_owned(), json!(call.id));
    }
    if switches.answer_ids != AnswerIds::CallId {
        answer.insert("session_id".to_owned(), json!(call.session_id));
    }
    answer.insert("status".to_owned(), json!("ringing"));
    if let Some(id) = &call.client_request_id {
        answer.insert("client_request_id".to_owned(), json!(id));
    }
    Value::Object(answer)
}

fn read(body: Value, pbx: &Pbx) -> Result<Order, Refusal> {
    if let Some((name, _)) = body
        .as_object()
        .into_iter()
        .flatten()
        .find(|(_, it)| it.is_null())
    {
        return Err(Refusal::invalid(format!(
            "{name} has no value; leave it out"
        )));
    }
    let body = serde_json::from_value::<Placement>(body)
        .map_err(|error| Refusal::invalid(error.to_string()))?;
    check_phones(&body, pbx)?;
    body.voice_callback_url
        .as_deref()
        .map_or(Ok(()), |url| web("voice_callback_url", url))?;
    body.client_request_id.as_deref().map_or(Ok(()), check_id)?;
    let control = read_control(&body, &pbx.switches)?;
    Ok(Order {
        from: body.from,
        to: body.to,
        caller_id: body.caller_id,
        voice_callback_url: body.voice_callback_url,
        client_request_id: body.client_request_id,
        control,
    })
}

/// Own numbers are active ones of the workspace; everybody else is an E.164 number.
fn check_phones(body: &Placement, pbx: &Pbx) -> Result<(), Refusal> {
    let is_ours = |number: &str| {
        pbx.numbers
            .iter()
            .any(|known| known.e164 == number && known.status == NumberStatus::Active)
    };
    let message = if !is_ours(&body.from) {
        "from is no active number of the workspace".to_owned()
    } else if body.caller_id.as_deref().is_some_and(|id| !is_ours(id)) {
        "caller_id is no active number of the workspace".to_owned()
    } else if body.to.is_empty() {
        "to is empty".to_owned()
    } else if let Some(wrong) = body.to.iter().find(|number| !is_e164(number)) {
        format!("to holds '{wrong}', which is no E.164 number")
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(message))
}

fn web(name: &str, url: &str) -> Result<(), Refusal> {
    if is_web(url) {
        Ok(())
    } else {
        Err(Refusal::invalid(format!("{name} is no web address")))
    }
}

fn check_id(id: &str) -> Result<(), Refusal> {
    let message = if id.chars().count() > LONGEST_ID {
        "client_request_id is longer than 5000 characters"
    } else if id.contains(char::is_control) {
        "client_request_id has control characters"
    } else if id.starts_with("mcp:") || id.starts_with("broadcast:") {
        "client_request_id starts with a reserved word"
    } else {
        return Ok(());
    };
    Err(Refusal::invalid(message))
}

fn read_control(body: &Placement, switches: &Switches) -> Result<Option<Control>, Refusal> {
    let Some(kind) = &body.control else {
        let is_given = body.hold_audio_url.is_some()
            || body.control_timeout_ms.is_some()
            || body.fallback_actions.is_some()
            || body.opening_actions.is_some();
        let message =
            "hold_audio_url, control_timeout_ms, fallback_actions and opening_actions need control";
        return if is_given {
            Err(Refusal::invalid(message))
        } else {
            Ok(None)
        };
    };
    refuse_control(kind, body, switches)?;
    let opening = controlled("opening_actions", body.opening_actions.as_deref())?;
    if switches.refuses_opening_dial && opening.iter().any(|action| action.verb() == "dial") {
        return Err(Refusal::invalid("opening_actions cannot dial"));
    }
    Ok(Some(Control {
        opening,
        fallback: controlled("fallback_actions", body.fallback_actions.as_deref())?,
        timeout_ms: body.control_timeout_ms.unwrap_or(CONTROL_TIMEOUT_MS),
        hold_audio_url: body.hold_audio_url.clone(),
        deadline: None,
        missed: 0,
        fell_back: false,
    }))
}

fn refuse_control(kind: &str, body: &Placement, switches: &Switches) -> Result<(), Refusal> {
    let message = if kind != "mcp" {
        "control can only be mcp"
    } else if switches.refuses_control {
        let message = "live call control is not available for this workspace";
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Refusal::new(status, CONTROL_REFUSED, message));
    } else if body.voice_callback_url.is_some() {
        "control and voice_callback_url exclude each other"
    } else if body.to.len() != 1 {
        "a controlled call has exactly one destination"
    } else if body.control_timeout_ms == Some(0) {
        "control_timeout_ms is zero"
    } else {
        return body
            .hold_audio_url
            .as_deref()
            .map_or(Ok(()), |url| web("hold_audio_url", url));
    };
    Err(Refusal::invalid(message))
}

fn controlled(name: &str, list: Option<&[Value]>) -> Result<Vec<Action>, Refusal> {
    let actions = parse_list(list.unwrap_or_default(), Dialect::Documented)
        .map_err(|why| Refusal::invalid(format!("{name}: {why}")))?;
    match actions
        .iter()
        .find(|action| !CONTROLLED.contains(&action.verb()))
    {
        Some(action) => Err(Refusal::invalid(format!(
            "{name} cannot hold {}",
            action.verb()
        ))),
        None => Ok(actions),
    }
}
