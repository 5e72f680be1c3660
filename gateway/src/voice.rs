//! `POST /sautikit/voice`: what a call is to do, always answered within a second, and never with silence.
//!
//! Whom a call rings is the core's decision over the newest snapshot. The app is never waited for, and the database a
//! quarter of a second.

mod remembered;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use switchboard::config::Routing;
use switchboard::pact::{Purpose, read_pass};
use switchboard::values::{AgentId, Timestamp};
use switchboard::voice::routing::{Snapshot, Turn, apology};
use switchboard::voice::{CallEvent, Direction, Kind};
use switchboard::wire::sautikit::{Actions, Delivery, Dial};
use tokio::time::timeout;

use crate::clock;
use crate::gateway::Gateway;
use crate::metrics::Answer;
use crate::posted::{Posted, Refused, fact, id_in, ids_in, ids_of, push, rung, text_of};
use crate::store::{Claim, Entry, Given, Written};
pub(crate) use remembered::Remembered;

/// How long an answer takes at most.
const LIMIT: Duration = Duration::from_millis(850);

/// How long a question may take to arrive.
const ARRIVAL: Duration = Duration::from_millis(500);

/// How long the database is waited for.
const PATIENCE: Duration = Duration::from_millis(250);

/// The largest question, in bytes.
pub(crate) const LARGEST: usize = 64 * 1024;

/// What is answered when a call goes on as it does.
const NOTHING: &str = r#"{"actions":[]}"#;

/// Answers what Sautikit asks, or tells, of the course of a call.
pub(crate) async fn answer(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let answered = timeout(LIMIT, hear(&gateway, &parts, body)).await;
    let (kind, answer) = answered.unwrap_or_else(|_| (Answer::Late, sorry(&gateway)));
    gateway.metrics.answered(kind, began.elapsed());
    said(answer)
}

/// An answer as Sautikit reads it.
pub(crate) fn said(answer: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], answer).into_response()
}

async fn hear(gateway: &Gateway, parts: &Parts, body: Body) -> (Answer, String) {
    let Ok(Some(text)) = timeout(ARRIVAL, text_of(body, LARGEST)).await else {
        tracing::warn!("A question did not arrive whole.");
        return (Answer::Unreadable, sorry(gateway));
    };
    // What never arrives takes nobody's place.
    let Ok(_place) = gateway.questions.try_acquire() else {
        return (Answer::Busy, sorry(gateway));
    };
    let posted = Posted::new(text, &parts.headers);
    let mut delivery = match posted.believed(&gateway.config.sautikit_secrets, gateway.now()) {
        Ok(delivery) => delivery,
        Err(Refused::Unreadable(error)) => {
            tracing::warn!("Sautikit's question was not understood: {error}.");
            return (Answer::Unreadable, sorry(gateway));
        }
        // Whoever asks hears something, and nothing is remembered or told of it.
        Err(Refused::Suspect(suspect)) => {
            tracing::warn!(
                "Sautikit's question was not believed: {}.",
                suspect.distrust
            );
            let answer = if suspect.hint.routing {
                sorry(gateway)
            } else {
                NOTHING.to_owned()
            };
            return (Answer::Refused, answer);
        }
    };
    // It may well be a question in words of tomorrow.
    if delivery.kind.is_none() && ids_in(&delivery).is_empty() {
        tracing::warn!("Sautikit told nothing of any call.");
        return (Answer::Unreadable, sorry(gateway));
    }
    let asked = |name| asked(parts.uri.query(), name);
    delivery.client_request_id = delivery
        .client_request_id
        .or_else(|| asked("clientRequestId"));
    follow(gateway, &posted, &delivery, asked("pass").as_deref()).await
}

/// A parameter of the address. Sautikit may join its own to what is there by a second question mark.
fn asked(query: Option<&str>, name: &str) -> Option<String> {
    let joined = query?.replace('?', "&");
    let mut pairs = form_urlencoded::parse(joined.as_bytes());
    pairs.find_map(|(known, value)| (known == name).then(|| value.into_owned()))
}

/// Answers a question that is believed, and remembers what is not one. `pass` is that of the agent who placed the call.
pub(crate) async fn follow(
    gateway: &Gateway,
    posted: &Posted,
    delivery: &Delivery,
    pass: Option<&str>,
) -> (Answer, String) {
    let is_question = delivery.is_question();
    let Some(snapshot) = gateway.known.get() else {
        let call = id_in(delivery);
        let letter = if is_question {
            tracing::warn!("A call is apologised to, since the app has not told yet whom to ring.");
            let why =
                json!({"status": "failed", "failure_reason": "the gateway knew nobody to ring"});
            fact("call.failed", delivery, call.as_str(), why, gateway.now())
        } else {
            posted.letter(&posted.name(), &call)
        };
        let entry = Entry {
            letter: Some(letter),
            ..Entry::default()
        };
        remember(gateway, entry).await;
        return if is_question {
            (Answer::Ignorant, sorry(gateway))
        } else {
            (Answer::Edge, NOTHING.to_owned())
        };
    };
    match CallEvent::interpret(delivery, &snapshot.line) {
        Ok(Some(event)) if event.kind == Kind::Routing => {
            let clicker = event
                .request
                .as_deref()
                .zip(pass)
                .and_then(|(request, pass)| {
                    let purpose = Purpose::Call(request);
                    read_pass(purpose, pass, &gateway.config.secret, gateway.now()).ok()
                });
            route(gateway, &snapshot, &event, delivery, clicker).await
        }
        Ok(Some(event)) => {
            let ids = ids_of(&event);
            gateway.remembered.hear(&ids);
            let entry = Entry {
                letter: Some(posted.letter(&posted.name(), event.id().as_str())),
                push: push(&event, &snapshot, gateway.now()),
                heard: ids,
                ..Entry::default()
            };
            remember(gateway, entry).await;
            (Answer::Edge, NOTHING.to_owned())
        }
        // A step on the way, which tells that the call goes on.
        Ok(None) => {
            let heard = ids_in(delivery);
            gateway.remembered.hear(&heard);
            let entry = Entry {
                heard,
                ..Entry::default()
            };
            remember(gateway, entry).await;
            (Answer::Edge, NOTHING.to_owned())
        }
        Err(error) => {
            tracing::warn!("Sautikit's question was not understood: {error}.");
            let answer = if is_question {
                sorry(gateway)
            } else {
                NOTHING.to_owned()
            };
            (Answer::Unreadable, answer)
        }
    }
}

/// Writes an entry if that is soon possible; if not, it is written later.
async fn remember(gateway: &Gateway, entry: Entry) -> Option<Written> {
    let written = gateway.store.write(entry, PATIENCE).await;
    if let Err(error) = &written {
        gateway.metrics.store_failed();
        tracing::error!("What a call was told is not written yet: {error}.");
    }
    written.ok()
}

async fn route(
    gateway: &Gateway,
    snapshot: &Snapshot,
    question: &CallEvent,
    delivery: &Delivery,
    clicker: Option<AgentId>,
) -> (Answer, String) {
    let ids = ids_of(question);
    if let Some(given) = gateway.remembered.find(&ids) {
        return again(given, gateway.now());
    }
    let routed = snapshot.answer(
        question,
        clicker,
        delivery.contract.dialect(),
        gateway.now(),
        &clock::local_time,
    );
    let Ok(answer) = serde_json::to_string(&routed.actions) else {
        return (Answer::Unreadable, sorry(gateway));
    };
    let call = question.id();
    let dials: Vec<_> = routed.actions.dials().map(Dial::phones).collect();
    let phones = dials.concat();
    let told = if !routed.nobody {
        Some(rung(call, phones.len(), dials.len(), gateway.now()))
    } else if question.direction == Direction::Inbound {
        let why = json!({"direction": "inbound", "status": "failed", "failure_reason": "no agent was free"});
        Some(fact(
            "call.failed",
            delivery,
            call.as_str(),
            why,
            gateway.now(),
        ))
    } else {
        None
    };
    let ringing = (!routed.nobody)
        .then(|| push(question, snapshot, gateway.now()))
        .flatten();
    let entry = Entry {
        claim: Some(Claim {
            calls: ids.clone(),
            answer: answer.clone(),
            agents: snapshot.agents_on(&phones),
        }),
        letter: told,
        push: ringing,
        ..Entry::default()
    };
    // Ringing twice is better than silence, so an answer goes out even if it cannot be written.
    if let Some(Written::Before(given)) = remember(gateway, entry).await {
        gateway.remembered.keep(&ids, &given);
        return again(given, gateway.now());
    }
    let given = Given {
        at: gateway.now(),
        heard: false,
        answer: answer.clone(),
    };
    gateway.remembered.keep(&ids, &given);
    (
        if routed.nobody {
            Answer::Nobody
        } else {
            Answer::Rings
        },
        answer,
    )
}

fn again(given: Given, now: Timestamp) -> (Answer, String) {
    match Turn::again(now.seconds_since(given.at), given.heard) {
        Turn::First | Turn::Repeated => (Answer::Repeated, given.answer),
        Turn::Late => (Answer::Edge, NOTHING.to_owned()),
    }
}

/// What a caller hears when something is wrong, in the administrator's words as far as they are known.
fn sorry(gateway: &Gateway) -> String {
    let actions: Actions = match gateway.known.get() {
        Some(snapshot) => apology(&snapshot.line.routing),
        None => apology(&Routing::default()),
    };
    serde_json::to_string(&actions).unwrap_or_else(|_| NOTHING.to_owned())
}
