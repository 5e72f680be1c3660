//! Placing a call: what is refused, what is answered, and what keeps a call from being placed twice.

use serde_json::{Value, json};
use simulators::sautikit::{AnswerIds, CONTROL_REFUSED, NumberStatus};

use crate::http::send;
use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace, agent_first};

fn plain() -> Value {
    json!({"from": OURS, "to": [CUSTOMER]})
}

/// The code of an error and whether its envelope is whole.
#[track_caller]
fn code(reply: &crate::http::Reply) -> String {
    let error = &reply.json()["error"];
    assert!(
        error["message"].is_string() && error["request_id"].is_string(),
        "{reply:?}"
    );
    error["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_placed_call_is_answered_while_it_rings() {
    let workspace = Workspace::open().await;
    let mut body = plain();
    body["client_request_id"] = json!("fd-0-a1");
    let answer = workspace.place(body).await;
    assert_eq!(answer["status"], "ringing");
    assert_eq!(answer["client_request_id"], "fd-0-a1");
    assert!(answer["session_id"].as_str().unwrap().starts_with("HD_"));
    assert!(answer.get("metadata").is_none());
    let call = &workspace.sim.calls()[0];
    assert_eq!(call.call_id, answer["call_id"].as_str().unwrap());
    assert_eq!(
        (call.legs[0].phone.as_str(), call.legs[0].state.as_str()),
        (CUSTOMER, "ringing")
    );
    assert_eq!(call.legs[0].shows, OURS);
    assert!(workspace.sim.who_hears_whom().is_empty());
}

#[tokio::test]
async fn every_wrong_field_of_a_call_is_refused() {
    let workspace = Workspace::open().await;
    for (field, value) in [
        ("from", json!("+254700000009")),
        ("from", Value::Null),
        ("to", json!(CUSTOMER)),
        ("to", json!([])),
        ("to", json!(["0712345678"])),
        ("to", json!(["+254 712 345 678"])),
        ("to", json!([254_712_345_678_u64])),
        ("caller_id", json!("+254700000009")),
        ("voice_callback_url", json!("not an address")),
        ("voice_callback_url", json!("javascript:alert(1)")),
        ("voice_callback_url", Value::Null),
        ("client_request_id", json!("x".repeat(5001))),
        ("client_request_id", json!("a\u{0}b")),
        ("client_request_id", json!("mcp:1")),
        ("client_request_id", json!("broadcast:1")),
        ("control", json!("sip")),
        ("control_timeout_ms", json!(1000)),
        ("opening_actions", json!([])),
        ("clientRequestId", json!("camel")),
        ("webhook_url", json!("https://x.example")),
    ] {
        let mut body = plain();
        body[field] = value.clone();
        let reply = workspace.post("calls", body).await;
        assert_eq!(
            (reply.status, code(&reply).as_str()),
            (422, "request.invalid"),
            "{field} {value}"
        );
    }
    let missing = workspace.post("calls", json!({"to": [CUSTOMER]})).await;
    assert_eq!(missing.status, 422);
    let broken = send(workspace.request("POST", "calls").body("{")).await;
    assert_eq!(
        (broken.status, code(&broken).as_str()),
        (400, "request.invalid_json")
    );
    assert!(workspace.sim.calls().is_empty());
}

#[tokio::test]
async fn a_number_that_is_not_active_places_no_call() {
    let workspace = Workspace::with(|it| it.numbers[0].status = NumberStatus::Suspended).await;
    assert_eq!(workspace.post("calls", plain()).await.status, 422);
}

#[tokio::test]
async fn every_wrong_use_of_live_control_is_refused() {
    let workspace = Workspace::open().await;
    for (field, value) in [
        ("voice_callback_url", json!("https://x.example/v")),
        ("to", json!([AGENT, CUSTOMER])),
        ("control_timeout_ms", json!(0)),
        ("hold_audio_url", json!("nowhere")),
        ("opening_actions", json!([{"dial": {"to": CUSTOMER}}])),
        ("opening_actions", json!([{"dial": {"number": ""}}])),
        ("opening_actions", json!([{"conference": {"name": "x"}}])),
        ("fallback_actions", json!([{"record": {}}])),
        (
            "fallback_actions",
            json!([{"redirect": {"url": "https://x.example"}}]),
        ),
        ("fallback_actions", json!([{}])),
        ("opening_actions", json!(vec![json!({"hangup": {}}); 51])),
    ] {
        let mut body = agent_first();
        body[field] = value.clone();
        assert_eq!(
            workspace.post("calls", body).await.status,
            422,
            "{field} {value}"
        );
    }
    assert!(workspace.sim.calls().is_empty());
}

#[tokio::test]
async fn live_control_and_an_opening_dial_can_be_refused_by_switches() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.refuses_control = true);
    let reply = workspace.post("calls", agent_first()).await;
    assert_eq!(
        (reply.status, code(&reply).as_str()),
        (422, CONTROL_REFUSED)
    );
    assert_eq!(workspace.post("calls", plain()).await.status, 201);
    workspace.sim.switch(|switches| {
        switches.refuses_control = false;
        switches.refuses_opening_dial = true;
    });
    let reply = workspace.post("calls", agent_first()).await;
    assert_eq!(
        (reply.status, code(&reply).as_str()),
        (422, "request.invalid")
    );
}

#[tokio::test]
async fn either_id_can_be_missing_but_a_controlled_call_always_has_its_call_id() {
    for (ids, call_id, session_id) in [
        (AnswerIds::Both, true, true),
        (AnswerIds::CallId, true, false),
        (AnswerIds::SessionId, false, true),
    ] {
        let workspace = Workspace::open().await;
        workspace.sim.switch(|switches| switches.answer_ids = ids);
        let answer = workspace.place(plain()).await;
        assert_eq!(answer.get("call_id").is_some(), call_id, "{ids:?}");
        assert_eq!(answer.get("session_id").is_some(), session_id, "{ids:?}");
        assert!(
            workspace.place_agent_first().await.get("call_id").is_some(),
            "{ids:?}"
        );
    }
}

#[tokio::test]
async fn the_same_key_replays_the_first_answer_while_the_call_lives() {
    let workspace = Workspace::open().await;
    let place = async |key: &str, body: Value| {
        send(
            workspace
                .request("POST", "calls")
                .header("Idempotency-Key", key)
                .json(&body),
        )
        .await
    };
    let first = place("click-1", plain()).await;
    workspace.sim.set_balance(0);
    let again = place("click-1", json!({"to": [CUSTOMER], "from": OURS})).await;
    assert_eq!((again.status, again.json()), (201, first.json()));
    assert_eq!(workspace.sim.calls().len(), 1);

    let other = place("click-1", agent_first()).await;
    assert_eq!(
        (other.status, code(&other).as_str()),
        (409, "idempotency.conflict")
    );

    workspace.sim.set_balance(1000);
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    let after = place("click-1", plain()).await;
    assert_ne!(after.json()["call_id"], first.json()["call_id"]);
    assert_eq!(workspace.sim.calls().len(), 2);
}

#[tokio::test]
async fn a_refused_call_does_not_use_its_key_up() {
    let workspace = Workspace::open().await;
    let place = async |body: Value| {
        send(
            workspace
                .request("POST", "calls")
                .header("Idempotency-Key", "k")
                .json(&body),
        )
        .await
    };
    assert_eq!(place(json!({"from": OURS, "to": []})).await.status, 422);
    assert_eq!(place(plain()).await.status, 201);
}

#[tokio::test]
async fn the_same_client_request_id_dials_no_second_time_while_the_call_lives() {
    let workspace = Workspace::open().await;
    let mut body = plain();
    body["client_request_id"] = json!("click-1");
    let first = workspace.place(body.clone()).await;
    let again = workspace.place(body.clone()).await;
    assert_eq!(first["call_id"], again["call_id"]);
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_ne!(workspace.place(body).await["call_id"], first["call_id"]);
}

#[tokio::test]
async fn an_empty_wallet_places_no_call() {
    let workspace = Workspace::open().await;
    workspace.sim.set_balance(0);
    let reply = workspace.post("calls", plain()).await;
    let refused = "wallet.insufficient_funds";
    assert_eq!((reply.status, code(&reply).as_str()), (402, refused));
    assert!(workspace.sim.calls().is_empty());
    assert!(workspace.tells("refused POST /v1/calls: 402, wallet.insufficient_funds"));
}

#[tokio::test]
async fn the_older_path_places_a_call_all_the_same() {
    let workspace = Workspace::open().await;
    let reply = workspace.post("calls/originate", plain()).await;
    assert_eq!(
        (reply.status, &reply.json()["status"]),
        (201, &json!("ringing"))
    );
}

#[tokio::test]
async fn a_call_to_several_phones_belongs_to_the_first_that_answers() {
    let workspace = Workspace::open().await;
    workspace
        .place(json!({"from": OURS, "to": [AGENT, CUSTOMER]}))
        .await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    let call = &workspace.sim.calls()[0];
    assert_eq!(
        (call.theirs.as_str(), call.legs[0].state.as_str()),
        (CUSTOMER, "ended")
    );
    assert_eq!(call.legs[0].cause.as_deref(), Some("answered elsewhere"));
}
