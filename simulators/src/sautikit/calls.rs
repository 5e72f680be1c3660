//! Reads calls over the API, and hangs them up.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Json, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::auth::Caller;
use super::config::PLACE_SCOPE;
use super::exchange::Exchange;
use super::pbx::{Call, Status};
use super::refusal::Refusal;
use crate::clock::later;

const ROWS: usize = 25;
const MOST_ROWS: usize = 100;

type Parameters = Query<BTreeMap<String, String>>;

/// `GET /v1/calls/{id}`: by either id, wrapped in `call`.
pub(crate) async fn view(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    caller.needs("calls.read")?;
    let pbx = exchange.pbx.lock();
    let call = pbx.find(&id).ok_or_else(Refusal::no_call)?;
    Ok(Json(json!({"call": call.api_view()})))
}

/// `POST /v1/calls/{id}/hangup`: harmless when the call is over.
pub(crate) async fn hang_up(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    caller.needs(PLACE_SCOPE)?;
    let (found, _done) = exchange.act(|pbx| {
        let (seq, id) = pbx.find(&id).map(|call| (call.seq, call.id.clone()))?;
        pbx.note(format!("call {seq}: hung up through the API"));
        pbx.end(seq, Status::Canceled);
        Some(id)
    });
    let id = found.ok_or_else(Refusal::no_call)?;
    Ok(Json(json!({"call_id": id, "status": "hung_up"})))
}

/// `GET /v1/calls`: newest first.
pub(crate) async fn list(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Query(query): Parameters,
) -> Result<Response, Refusal> {
    caller.needs("calls.read")?;
    let wanted = Wanted::read(&query)?;
    let pbx = exchange.pbx.lock();
    let mut found = pbx
        .calls
        .values()
        .rev()
        .filter(|call| wanted.takes(call))
        .peekable();
    let rows = found.by_ref().take(wanted.limit).collect::<Vec<_>>();
    let next = found
        .peek()
        .and(rows.last())
        .map(|call| call.seq.to_string());
    let data = rows.into_iter().map(Call::api_view).collect::<Vec<_>>();
    Ok(Json(json!({"data": data, "next_cursor": next})).into_response())
}

struct Wanted<'a> {
    status: Option<Vec<&'a str>>,
    direction: Option<&'a str>,
    q: Option<&'a str>,
    session_id: Option<&'a str>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    before: Option<u64>,
    limit: usize,
}

impl<'a> Wanted<'a> {
    fn read(query: &'a BTreeMap<String, String>) -> Result<Self, Refusal> {
        let known = [
            "status",
            "direction",
            "q",
            "session_id",
            "from",
            "to",
            "cursor",
            "limit",
        ];
        if let Some(name) = query.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(Refusal::invalid(format!("{name} is no filter")));
        }
        let text = |name: &str| query.get(name).map(String::as_str);
        let moment = |name: &str| {
            let wrong = || Refusal::invalid(format!("{name} is no time"));
            text(name)
                .map(|text| parse_moment(text).ok_or_else(wrong))
                .transpose()
        };
        let direction = text("direction");
        if direction.is_some_and(|it| !["inbound", "outbound"].contains(&it)) {
            return Err(Refusal::invalid("direction is inbound or outbound"));
        }
        let limit = text("limit").map_or(Ok(ROWS), str::parse);
        let limit = limit.ok().filter(|limit| (1..=MOST_ROWS).contains(limit));
        let cursor = text("cursor").map(str::parse).transpose();
        Ok(Self {
            status: text("status").map(|list| list.split(',').collect()),
            direction,
            q: text("q"),
            session_id: text("session_id"),
            from: moment("from")?,
            to: moment("to")?,
            before: cursor.map_err(|_| Refusal::invalid("cursor is none of ours"))?,
            limit: limit.ok_or_else(|| Refusal::invalid("limit is 1 to 100"))?,
        })
    }

    fn takes(&self, call: &Call) -> bool {
        let holds = |q: &str| call.theirs.contains(q) || call.session_id.contains(q);
        self.before.is_none_or(|before| call.seq < before)
            && self
                .status
                .as_ref()
                .is_none_or(|list| list.contains(&call.status.name()))
            && self
                .direction
                .is_none_or(|direction| direction == call.direction.name())
            && self.session_id.is_none_or(|id| id == call.session_id)
            && self.q.is_none_or(holds)
            && self.from.is_none_or(|from| call.started_at >= from)
            && self.to.is_none_or(|to| call.started_at <= to)
    }
}

/// RFC 3339 or Unix seconds.
fn parse_moment(text: &str) -> Option<Timestamp> {
    let seconds = text
        .parse::<i64>()
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    seconds.or_else(|| text.parse().ok())
}

/// `GET /v1/calls/stats`.
pub(crate) async fn stats(
    State(exchange): State<Arc<Exchange>>,
    caller: Caller,
    Query(query): Parameters,
) -> Result<Json<Value>, Refusal> {
    caller.needs("calls.read")?;
    let now = exchange.clock.now();
    let ago = |days: i64| later(now, SignedDuration::from_hours(-24 * days));
    let since = match query.get("since").map(String::as_str) {
        None | Some("today") => ago(1),
        Some("7d") => ago(7),
        Some("month") => ago(30),
        Some(text) => parse_moment(text).ok_or_else(|| Refusal::invalid("since is no time"))?,
    };
    let pbx = exchange.pbx.lock();
    let calls = pbx
        .calls
        .values()
        .filter(|call| call.started_at >= since)
        .collect::<Vec<_>>();
    let failed = calls
        .iter()
        .filter(|call| !call.status.is_live() && call.status != Status::Completed);
    let minutes = calls
        .iter()
        .map(|call| call.duration_seconds().div_ceil(60))
        .sum::<u64>();
    let spent = calls.iter().map(|call| call.cost_minor).sum::<i64>();
    Ok(Json(json!({
        "total": calls.len(),
        "failed": failed.count(),
        "minutes_total": minutes,
        "spend_minor": spent,
        "currency": "KES"
    })))
}
