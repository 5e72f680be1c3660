//! Past and present calls: the list of the last ones, a recording, and hanging up.
//!
//! The provider's list and the app's own log are put together here; neither is written.

use super::super::event::{CallEvent, Direction, Kind, parse_ids, parse_seconds};
use super::super::ledger::{CallRow, Click};
use super::super::recordings::{self, Recording};
use super::super::tickets;
use super::{AGAIN, told};
use crate::arguments;
use crate::config::Voice;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::values::{E164, Timestamp};
use crate::wire::page::{
    GetCallArguments, GetRecordingArguments, GetRecordingReply, HangUpReply, LiveState, PastCall,
    RecentCallsReply,
};
use crate::wire::sautikit::{CallState, FindCalls, HangUp, RecentCalls};

/// Ends the call of a click. One store operation and one request; safe to repeat.
pub async fn hang_up_call(host: &impl Host, arguments: GetCallArguments) -> Result<HangUpReply> {
    let click_id = arguments::click_id(arguments.click_id)?;
    hang_up(host, &click_id)
        .await
        .map_err(|error| told(host, error, "Press Hang Up again."))?;
    Ok(HangUpReply {
        click_id,
        state: LiveState::Ended,
    })
}

async fn hang_up(host: &impl Host, click_id: &str) -> Result<()> {
    let click = host.load(&Click(Click::request_of(click_id))).await?;
    let click = click.ok_or_else(|| {
        Error::declined(
            404,
            "This call is not known. Hang up on your own phone instead.",
        )
    })?;
    let Some(call) = click.placed() else {
        return Err(Error::declined(
            409,
            "Sautikit has not said yet whether it took the call. Wait a moment and press Hang Up again.",
        ));
    };
    match host.call(&HangUp { call: call.clone() }).await {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.status() {
            403 => Error::declined(
                403,
                "The app's Sautikit API key may not end calls. Hang up on your own phone instead.",
            ),
            404 => Error::declined(
                404,
                "Sautikit does not know this call any more. If it still goes on, hang up on your own phone.",
            ),
            _ => error,
        }),
    }
}

/// The last calls of the whole help desk. One request and two list operations.
pub async fn recent_calls(host: &impl Host, voice: &Voice) -> Result<RecentCallsReply> {
    let calls = list(host, None)
        .await
        .map_err(|error| told(host, error, AGAIN))?;
    let mut rows = Vec::new();
    let today = tickets::day_of(host.now());
    for day in [today, today - 1] {
        rows.extend(rows_of(host, "day", &day.to_string()).await);
    }
    Ok(RecentCallsReply {
        calls: merged(host, voice, &calls, &rows),
    })
}

/// The provider's last calls, the newest first: all, or those whose other side's number has these digits.
pub(super) async fn list(host: &impl Host, number: Option<&E164>) -> Result<Vec<CallState>> {
    let page = match number {
        Some(number) => host.call(&FindCalls { number }).await?,
        None => host.call(&RecentCalls).await?,
    };
    Ok(page.calls())
}

/// The app's own log of one day or number. A convenience: what cannot be read is left out.
pub(super) async fn rows_of(host: &impl Host, field: &'static str, text: &str) -> Vec<CallRow> {
    match host.rows::<CallRow>(Some((field, text))).await {
        Ok(rows) => rows.into_iter().map(|row| row.value).collect(),
        Err(error) => {
            host.log(&format!("The log of calls was not read: {error}."));
            Vec::new()
        }
    }
}

/// The provider's calls with what the app's own log tells of them. A call without a readable id is left out.
pub(super) fn merged(
    host: &impl Host,
    voice: &Voice,
    calls: &[CallState],
    rows: &[CallRow],
) -> Vec<PastCall> {
    calls
        .iter()
        .filter_map(|call| {
            let started_at = call.started_at.as_deref();
            let started_at = started_at.and_then(|text| host.parse_time(text));
            let written = |at: Timestamp| host.utc_text(at);
            past_call(voice, call, rows, started_at.map(written))
        })
        .collect()
}

/// One call. The other side's number of an outbound call may be an agent's phone, so there only our own log counts.
fn past_call(
    voice: &Voice,
    call: &CallState,
    rows: &[CallRow],
    started_at: Option<String>,
) -> Option<PastCall> {
    let (id, session) = parse_ids(call.id.as_deref(), call.session_id.as_deref()).ok()?;
    let is_its = |row: &&CallRow| {
        row.call == id.as_str()
            || session
                .as_ref()
                .is_some_and(|session| row.call == session.as_str())
    };
    // A call that was placed from no ticket has a second row once it has one.
    let logged = |field: fn(&CallRow) -> &Option<String>| {
        rows.iter()
            .filter(is_its)
            .find_map(|row| field(row).clone())
    };
    let told = CallEvent::about(Kind::Routing, call, voice);
    let is_outbound = call.direction.as_deref() == Some("outbound");
    let customer = told
        .ok()
        .filter(|event| event.direction == Direction::Inbound)
        .and_then(|event| event.customer.digits());
    Some(PastCall {
        direction: if is_outbound { "outbound" } else { "inbound" },
        number: logged(|row| &row.number).or(customer),
        status: status(call.status.as_deref()),
        started_at,
        duration_seconds: call.duration_seconds.as_deref().and_then(parse_seconds),
        ticket_id: logged(|row| &row.ticket),
        agent_id: logged(|row| &row.agent),
        call_id: id,
    })
}

fn status(word: Option<&str>) -> &'static str {
    [
        "ringing",
        "answered",
        "completed",
        "failed",
        "no_answer",
        "busy",
        "canceled",
    ]
    .into_iter()
    .find(|known| word == Some(known))
    .unwrap_or("unknown")
}

/// Tells where a recording can be heard for some minutes. One request.
pub async fn get_recording(
    host: &impl Host,
    arguments: GetRecordingArguments,
) -> Result<GetRecordingReply> {
    let call = arguments::call_id(arguments.call_id.as_deref())?;
    let recording = recordings::find(host, &call)
        .await
        .map_err(|error| told(host, without_recording(error), AGAIN))?;
    answer(recording)
}

fn answer(recording: Recording) -> Result<GetRecordingReply> {
    match recording {
        Recording::At(url) if is_https(&url) => Ok(GetRecordingReply {
            url: Some(url),
            pending_seconds: None,
        }),
        Recording::Pending(seconds) => Ok(GetRecordingReply {
            url: None,
            pending_seconds: Some(seconds),
        }),
        Recording::At(_) | Recording::Hidden => Err(Error::declined(
            409,
            "The call has a recording, but Freshdesk does not tell the app where. Listen to it in the Sautikit console.",
        )),
    }
}

/// Whether a page may open the address: other schemes can run code.
fn is_https(url: &str) -> bool {
    url.get(..8)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

fn without_recording(error: Error) -> Error {
    let sentence = match error.status() {
        403 => {
            "The app's Sautikit API key may not read recordings. Ask an admin to give it that scope in Sautikit."
        }
        404 => {
            "Sautikit has no recording of this call. If the call has just ended, try again in a minute."
        }
        410 => {
            "Sautikit has deleted this recording, because it was kept long enough. Nobody can listen to it any more."
        }
        _ => return error,
    };
    Error::declined(error.status(), sentence)
}

#[cfg(test)]
mod tests {
    use super::super::voice;
    use super::*;
    use serde_json::{Value, json};

    fn row(call: &str, number: Option<&str>, ticket: Option<&str>, agent: Option<&str>) -> CallRow {
        CallRow {
            call: call.to_owned(),
            day: "1".to_owned(),
            number: number.map(str::to_owned),
            ticket: ticket.map(str::to_owned),
            agent: agent.map(str::to_owned),
        }
    }

    #[track_caller]
    fn check(call: Value, rows: &[CallRow], expected: &Value) {
        let call: CallState = serde_json::from_value(call).unwrap();
        let started_at = call.started_at.clone();
        let past = past_call(&voice(), &call, rows, started_at);
        assert_eq!(serde_json::to_value(past).unwrap(), *expected);
    }

    #[test]
    fn an_inbound_call_shows_its_caller_and_the_ticket_of_our_log() {
        let call = json!({
            "id": "c-1", "direction": "inbound", "remote_e164": "+254712345678", "status": "completed",
            "started_at": "2026-11-22T08:00:00Z", "duration_seconds": 61,
        });
        check(
            call.clone(),
            &[
                row("c-2", None, Some("9"), None),
                row("c-1", None, Some("12"), None),
            ],
            &json!({
                "call_id": "c-1", "direction": "inbound", "number": "+254712345678", "status": "completed",
                "started_at": "2026-11-22T08:00:00Z", "duration_seconds": 61, "ticket_id": "12",
            }),
        );
        let mut withheld = call;
        withheld["remote_e164"] = json!("anonymous");
        withheld["status"] = json!("<b>");
        check(
            withheld,
            &[],
            &json!({
                "call_id": "c-1", "direction": "inbound", "status": "unknown",
                "started_at": "2026-11-22T08:00:00Z", "duration_seconds": 61,
            }),
        );
    }

    #[test]
    fn an_outbound_call_shows_the_customer_of_our_log_and_never_the_phone_that_was_rung() {
        let call = json!({
            "id": "c-1", "session_id": "HD_1", "direction": "outbound", "remote_e164": "+254722000111", "status": "ringing",
        });
        let shown = json!({
            "call_id": "c-1", "direction": "outbound", "number": "+254712345678", "status": "ringing",
            "ticket_id": "12", "agent_id": "7",
        });
        for id in ["c-1", "HD_1"] {
            let rows = [
                row(id, Some("+254712345678"), None, Some("7")),
                row(id, Some("+254712345678"), Some("12"), Some("7")),
            ];
            check(call.clone(), &rows, &shown);
        }
        check(
            call,
            &[],
            &json!({"call_id": "c-1", "direction": "outbound", "status": "ringing"}),
        );
    }

    #[test]
    fn a_call_that_cannot_be_named_is_left_out() {
        check(json!({"direction": "inbound"}), &[], &Value::Null);
        check(
            json!({"id": "a b", "direction": "inbound"}),
            &[],
            &Value::Null,
        );
    }

    #[track_caller]
    fn check_recording(recording: Recording, expected: Option<&Value>) {
        let answer = answer(recording).map(|reply| serde_json::to_value(reply).unwrap());
        assert_eq!(answer.ok().as_ref(), expected);
    }

    #[test]
    fn a_recording_is_told_only_where_a_page_may_open_it() {
        let at = |url: &str| Recording::At(url.to_owned());
        check_recording(
            at("https://storage.example.com/r.wav"),
            Some(&json!({"url": "https://storage.example.com/r.wav"})),
        );
        check_recording(at("javascript:alert(1)"), None);
        check_recording(at("http://storage.example.com/r.wav"), None);
        check_recording(Recording::Hidden, None);
        check_recording(
            Recording::Pending(20),
            Some(&json!({"pending_seconds": 20})),
        );
    }
}
