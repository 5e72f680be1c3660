//! A call placed with a voice callback, and what is made of the callback's answers.

use std::time::Duration;

use serde_json::json;
use simulators::sautikit::{Dialect, Heard};

use crate::http::{client, send};
use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace, callback, dial_agent};

async fn placed(workspace: &Workspace) {
    let url = format!("{}/voice", workspace.receiver.url);
    workspace.place(callback(&url)).await;
}

#[tokio::test]
async fn an_answered_customer_makes_the_exchange_ask_and_the_dialled_agent_is_bridged() {
    let workspace = Workspace::open().await;
    workspace.receiver.answer(200, &dial_agent());
    placed(&workspace).await;
    assert_eq!(workspace.hears(CUSTOMER), None);

    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert!(workspace.tells("customer +254712345678 hears “Connecting you to an agent now.”"));
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::RingingTone));
    let agent = workspace.sim.calls()[0].legs[1].clone();
    assert_eq!(
        (agent.phone.as_str(), agent.state.as_str()),
        (AGENT, "ringing")
    );
    assert_eq!(agent.shows, OURS);
    assert!(!workspace.sim.are_bridged(AGENT, CUSTOMER));

    workspace.sim.answer(AGENT).await.unwrap();
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
    assert!(workspace.tells("call 1: customer +254712345678 and agent +254722000111 are bridged"));

    workspace.advance(74).await;
    workspace.sim.hang_up(AGENT).await.unwrap();
    assert!(workspace.sim.who_hears_whom().is_empty());
    let completed = workspace.receiver.last("call.completed");
    assert_eq!(
        (&completed["duration_seconds"], &completed["to"]),
        (&json!(74), &json!(CUSTOMER))
    );
}

#[tokio::test]
async fn a_callback_is_asked_at_its_own_address_with_the_client_request_id() {
    let workspace = Workspace::open().await;
    for (path, id, expected) in [
        ("/voice", "fd-1-a", "/voice?clientRequestId=fd-1-a"),
        (
            "/voice?options=x",
            "fd-1-b",
            "/voice?options=x&clientRequestId=fd-1-b",
        ),
        ("/voice?options=x", "not riding", "/voice?options=x"),
    ] {
        let mut body = callback(&format!("{}{path}", workspace.receiver.url));
        body["client_request_id"] = json!(id);
        let answer = workspace.place(body).await;
        assert_eq!(answer["client_request_id"], id);
        workspace.sim.answer(CUSTOMER).await.unwrap();
        let received = workspace.receiver.received();
        let asked = received
            .iter()
            .rev()
            .find(|it| it.event() == "call.routing")
            .unwrap();
        assert_eq!(asked.target, expected);
        assert_eq!(asked.content_type, "application/json");
        let rides = asked.json().get("client_request_id").cloned();
        assert_eq!(rides, (id != "not riding").then(|| json!(id)));
        workspace.sim.hang_up(CUSTOMER).await.unwrap();
    }
}

#[tokio::test]
async fn a_call_without_a_callback_of_its_own_uses_its_numbers() {
    let workspace = Workspace::open().await;
    workspace.receiver.answer(200, &dial_agent());
    workspace
        .place(json!({"from": OURS, "to": [CUSTOMER]}))
        .await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::RingingTone));

    workspace.sim.set_routing(OURS, None, None).unwrap();
    workspace
        .place(json!({"from": OURS, "to": ["+254700000001"]}))
        .await;
    workspace.sim.answer("+254700000001").await.unwrap();
    assert!(workspace.tells("hears silence (customer +254700000001): no voice callback is set"));
}

#[tokio::test]
async fn everything_but_a_valid_list_of_actions_is_silence() {
    let workspace = Workspace::open().await;
    for (status, body, reason) in [
        (200, "", "no JSON object"),
        (200, "OK", "no JSON object"),
        (200, "{}", "no list of actions"),
        (200, r#"{"success":true}"#, "no list of actions"),
        (200, r#"{"actions":[]}"#, "empty"),
        (200, r#"{"actions":[{"dial":{"to":""}}]}"#, "no E.164"),
        (
            200,
            r#"{"actions":[{"dial":{"number":"+254722000111","to":"+254722000111"}}]}"#,
            "exactly one",
        ),
        (
            200,
            r#"{"actions":[{"say":{"text":"a"},"hangup":{}}]}"#,
            "2 verbs",
        ),
        (200, "<Response><Hangup/></Response>", "no JSON object"),
        (404, r#"{"actions":[{"hangup":{}}]}"#, "answered 404"),
        (500, "", "answered 500"),
    ] {
        workspace.receiver.answer(status, body);
        placed(&workspace).await;
        workspace.sim.answer(CUSTOMER).await.unwrap();
        assert_eq!(workspace.hears(CUSTOMER), Some(Heard::Silence), "{body}");
        let transcript = workspace.sim.transcript();
        let line = transcript
            .iter()
            .rev()
            .find(|line| line.contains("hears silence"))
            .unwrap();
        assert!(line.contains(reason), "{body}: {line}");
        workspace.sim.hang_up(CUSTOMER).await.unwrap();
    }
}

#[tokio::test]
async fn a_callback_that_does_not_answer_is_silence() {
    let workspace =
        Workspace::with(|config| config.callback_timeout = Duration::from_millis(50)).await;
    workspace.receiver.answer(0, "");
    placed(&workspace).await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert!(workspace.tells("the voice callback did not answer: no answer in time"));
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    workspace.place(callback("http://127.0.0.1:1/voice")).await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert!(workspace.tells("the voice callback did not answer: nobody listens there"));
}

#[tokio::test]
async fn an_answer_for_a_call_that_is_over_is_too_late() {
    let workspace = Workspace::open().await;
    placed(&workspace).await;
    workspace.sim.set_routing(OURS, None, None).unwrap();
    workspace.receiver.answer(200, &dial_agent());
    // The callback is answered only when a second request has come, which the test sends.
    workspace.receiver.wait_for(2);
    let answering = {
        let sim = workspace.sim.clone();
        tokio::spawn(async move { sim.answer(CUSTOMER).await })
    };
    while !workspace
        .receiver
        .events()
        .contains(&"call.routing".to_owned())
    {
        tokio::task::yield_now().await;
    }
    let second = send(client().post(&workspace.receiver.url).body("{}"));
    let (hung_up, _) = tokio::join!(workspace.sim.hang_up(CUSTOMER), second);
    hung_up.unwrap();
    answering.await.unwrap().unwrap();
    assert!(workspace.tells("call 1: the voice callback answered too late"));
    assert_eq!(workspace.status(), "completed");
    assert_eq!(workspace.sim.calls()[0].legs.len(), 1);
}

#[tokio::test]
async fn the_blogs_dial_is_silence_where_only_the_documented_actions_are_known() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.dialect = Dialect::Documented);
    workspace.receiver.answer(200, &dial_agent());
    placed(&workspace).await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::Silence));
    assert!(workspace.tells("dial has no key 'to'"));
}

#[tokio::test]
async fn an_agent_who_does_not_answer_lets_the_next_action_follow() {
    let workspace = Workspace::open().await;
    let answer = json!({"actions": [
        {"dial": {"to": AGENT, "callerId": OURS, "timeout": 25}},
        {"say": {"text": "Goodbye."}},
        {"hangup": {}}
    ]});
    for declines in [true, false] {
        workspace.receiver.answer(200, &answer.to_string());
        placed(&workspace).await;
        workspace.sim.answer(CUSTOMER).await.unwrap();
        if declines {
            workspace.sim.hang_up(AGENT).await.unwrap();
        } else {
            workspace.advance(24).await;
            assert_eq!(workspace.hears(CUSTOMER), Some(Heard::RingingTone));
            workspace.advance(1).await;
        }
        assert!(workspace.tells("hears “Goodbye.”"));
        assert_eq!(workspace.status(), "completed");
    }
}

#[tokio::test]
async fn several_dialled_phones_ring_together_until_one_answers() {
    let workspace = Workspace::open().await;
    let other = "+254733000222";
    let answer = json!({"actions": [{"dial": {"numbers": [AGENT, other]}}]});
    workspace.receiver.answer(200, &answer.to_string());
    placed(&workspace).await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    workspace.sim.hang_up(AGENT).await.unwrap();
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::RingingTone));
    workspace.sim.answer(other).await.unwrap();
    assert!(workspace.sim.are_bridged(CUSTOMER, other));
    assert!(workspace.sim.answer(AGENT).await.is_err());
}

#[tokio::test]
async fn a_dial_needs_an_own_caller_id_and_money() {
    let workspace = Workspace::open().await;
    let foreign = json!({"actions": [{"dial": {"to": AGENT, "callerId": "+254700000009"}}]});
    workspace.receiver.answer(200, &foreign.to_string());
    placed(&workspace).await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert!(workspace.tells("the dial is refused, its caller id is no active number"));

    workspace.receiver.answer(200, &dial_agent());
    placed(&workspace).await;
    workspace.sim.set_balance(0);
    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert!(workspace.tells("the dial is refused, the wallet is empty"));
    assert!(
        workspace
            .sim
            .calls()
            .iter()
            .all(|call| call.legs.len() == 1)
    );
}
