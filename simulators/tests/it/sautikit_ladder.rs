//! Voice callbacks as the exchange behind the platform asks them, and the ladder of actions that one of them answers.

use serde_json::{Value, json};
use simulators::sautikit::{
    AfterTalk, AnsweredMeans, CallbackContract, Contract, DialOutcome, Heard, InboundScript,
    Switches,
};

use crate::receiver::Received;
use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace, callback};

const OTHER: &str = "+254733000222";

/// Two agents together, then one alone, then a message.
fn ladder(action: &str) -> Value {
    json!({"actions": [
        {"say": {"text": "Welcome.", "language": "en-KE"}},
        {"dial": {"numbers": [AGENT, OTHER], "callerId": OURS, "timeout": 20}},
        {"dial": {"number": OTHER, "callerId": OURS, "timeout": 15}},
        {"say": {"text": "Leave a message."}},
        {"record": {"action": action, "maxLength": 60}},
        {"hangup": {}}
    ]})
}

const GO_ON: &str = r#"{"actions":[]}"#;

/// A routed call whose first callback is answered with the ladder.
async fn routed(change: impl FnOnce(&mut Switches)) -> Workspace {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| {
        switches.callback_contract = CallbackContract::PbxForm;
        switches.contract = Contract::PbxForm;
        change(switches);
    });
    let action = format!("{}/message?label=x", workspace.receiver.url);
    workspace.receiver.answer(200, &ladder(&action).to_string());
    workspace.incoming(InboundScript::Routed).await;
    workspace
}

/// State and activity of every callback, oldest first.
fn edges(workspace: &Workspace) -> Vec<(String, String)> {
    let asked = workspace.receiver.at("/voice");
    let edge = |received: &Received| {
        let form = received.form();
        (form["callSessionState"].clone(), form["isActive"].clone())
    };
    asked.iter().map(edge).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = expected
        .iter()
        .map(|(state, active)| ((*state).to_owned(), (*active).to_owned()));
    owned.collect()
}

fn outcomes(workspace: &Workspace) -> Vec<DialOutcome> {
    let call = workspace.sim.calls().remove(0);
    call.dials.iter().map(|dial| dial.outcome).collect()
}

#[tokio::test]
async fn the_exchange_asks_in_its_own_words_as_a_form_or_as_json() {
    for contract in [CallbackContract::PbxForm, CallbackContract::PbxJson] {
        let workspace = Workspace::open().await;
        workspace
            .sim
            .switch(|switches| switches.callback_contract = contract);
        workspace.incoming(InboundScript::Routed).await;
        let asked = workspace.receiver.at("/voice").remove(0);
        let session = workspace.sim.calls()[0].session_id.clone();
        if contract == CallbackContract::PbxJson {
            let expected = json!({
                "sessionId": session, "callerNumber": CUSTOMER, "destinationNumber": OURS,
                "direction": "inbound", "callSessionState": "", "isActive": 1, "durationInSeconds": 0
            });
            assert_eq!(asked.json(), expected);
        } else {
            let form = asked.form();
            assert_eq!(form["sessionId"], session);
            assert_eq!(
                (
                    form["isActive"].as_str(),
                    form["durationInSeconds"].as_str()
                ),
                ("1", "0")
            );
        }
    }
}

#[tokio::test]
async fn the_first_callback_may_already_say_that_the_session_is_completed() {
    let workspace = routed(|switches| switches.first_callback_says_completed = true).await;
    assert_eq!(edges(&workspace), pairs(&[("Completed", "1")]));
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::RingingTone));
}

#[tokio::test]
async fn a_placed_calls_callback_has_its_request_id_in_address_and_body() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.callback_contract = CallbackContract::PbxForm);
    let mut order = callback(&format!("{}/voice?label=a", workspace.receiver.url));
    order["client_request_id"] = json!("fd-1-a");
    workspace.place(order).await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    let asked = workspace.receiver.at("/voice").remove(0);
    assert_eq!(asked.target, "/voice?label=a&clientRequestId=fd-1-a");
    let form = asked.form();
    assert_eq!(form["clientRequestId"], "fd-1-a");
    assert_eq!(
        (form["callerNumber"].as_str(), form["direction"].as_str()),
        (OURS, "outbound")
    );
}

#[tokio::test]
async fn the_first_of_several_dialled_phones_wins_and_the_others_stop_ringing() {
    let workspace = routed(|_| {}).await;
    workspace.sim.answer(OTHER).await.unwrap();
    assert!(workspace.sim.are_bridged(CUSTOMER, OTHER));
    assert!(workspace.sim.answer(AGENT).await.is_err());
    let call = workspace.sim.calls().remove(0);
    assert_eq!(call.reached, [OTHER]);
    assert_eq!(call.dials[0].phones, [AGENT, OTHER]);
    assert_eq!(outcomes(&workspace), [DialOutcome::Answered]);
    assert!(!workspace.tells("reached no person"));
}

#[tokio::test]
async fn a_dial_that_nobody_answers_is_followed_by_the_next_one_and_then_by_the_message() {
    let workspace = routed(|_| {}).await;
    workspace.advance(20).await;
    let legs = workspace.sim.calls().remove(0).legs;
    let ringing = legs.iter().filter(|leg| leg.state == "ringing");
    assert_eq!(
        ringing.map(|leg| leg.phone.as_str()).collect::<Vec<_>>(),
        [OTHER]
    );
    workspace.sim.hang_up(OTHER).await.unwrap();
    assert!(workspace.tells("hears “Leave a message.”"));
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::Silence));
    workspace.advance(12).await;
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_eq!(
        outcomes(&workspace),
        [DialOutcome::NoAnswer, DialOutcome::Busy]
    );
    let call = workspace.sim.calls().remove(0);
    assert_eq!((call.reached.len(), call.message_seconds), (0, Some(12)));
    assert_eq!(call.status, "completed");
    assert!(workspace.tells("call 1: reached no person through its actions"));
    let shown = workspace.control("GET", "calls", None).await.json();
    assert_eq!(
        shown["calls"][0]["dials"],
        json!([
            {"phones": [AGENT, OTHER], "outcome": "no_answer"},
            {"phones": [OTHER], "outcome": "busy"}
        ])
    );
    assert_eq!(shown["calls"][0]["reached"], json!([]));
    // One question only: the later edges are told where the switch says so.
    assert_eq!(edges(&workspace), pairs(&[("", "1")]));
}

#[tokio::test]
async fn a_message_is_told_to_the_address_of_its_action_with_a_working_link() {
    for hangs_up in [true, false] {
        let workspace = routed(|_| {}).await;
        workspace.advance(35).await;
        assert!(workspace.receiver.at("/message").is_empty());
        workspace.advance(if hangs_up { 12 } else { 60 }).await;
        if hangs_up {
            workspace.sim.hang_up(CUSTOMER).await.unwrap();
        }
        let told = workspace.receiver.at("/message").remove(0);
        assert_eq!(told.target, "/message?label=x");
        assert!(told.header("x-sautikit-signature").starts_with("t="));
        let form = told.form();
        assert_eq!(form["sessionId"], workspace.sim.calls()[0].session_id);
        let (seconds, active) = if hangs_up { ("12", "0") } else { ("60", "1") };
        assert_eq!(form["durationInSeconds"], seconds);
        assert_eq!(form["isActive"], active);
        let url = reqwest::Url::parse(&form["recordingUrl"]).unwrap();
        let path = format!("{}?{}", url.path(), url.query().unwrap());
        let audio = format!("{}{path}", workspace.sim.base_url());
        assert_eq!(
            crate::http::send(crate::http::client().get(audio))
                .await
                .status,
            200
        );
        let kinds = workspace.receiver.at("/events");
        let last = kinds.last().unwrap();
        assert_eq!(last.header("x-sautikit-event-kind"), "call.recording.ready");
        assert_eq!(last.form()["durationInSeconds"], seconds);
    }
}

#[tokio::test]
async fn a_message_is_told_by_get_when_its_action_wants_that_and_flat_in_the_blogs_contract() {
    let workspace = Workspace::open().await;
    let action = format!("{}/message?label=x", workspace.receiver.url);
    for method in ["GET", "POST"] {
        let answer = json!({"actions": [{"record": {"action": action, "method": method}}]});
        workspace.receiver.answer(200, &answer.to_string());
        workspace.incoming(InboundScript::Routed).await;
        workspace.advance(7).await;
        workspace.sim.hang_up(CUSTOMER).await.unwrap();
    }
    let told = workspace.receiver.at("/message");
    let call_id = workspace.sim.calls()[0].call_id.clone();
    assert!(
        told[0]
            .target
            .starts_with("/message?label=x&event=recording.ready&")
    );
    assert!(told[0].target.contains(&format!("call_id={call_id}")));
    assert_eq!((told[0].text.as_str(), told.len()), ("", 2));
    let body = told[1].json();
    assert_eq!(
        (&body["event"], &body["duration_seconds"]),
        (&json!("recording.ready"), &json!(7))
    );
    assert!(body["signature"].is_string() && body["recording_url"].is_string());
}

#[tokio::test]
async fn a_message_is_told_even_where_only_a_person_answers_a_call() {
    let workspace =
        routed(|switches| switches.answered_means = AnsweredMeans::PersonAnswered).await;
    workspace.advance(40).await;
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    let kinds = workspace.receiver.at("/events");
    let kinds = kinds.iter().map(|it| it.header("x-sautikit-event-kind"));
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["call.started", "call.failed", "call.recording.ready"]
    );
    assert_eq!(workspace.status(), "canceled");
}

#[tokio::test]
async fn the_callback_is_told_of_every_edge_and_an_empty_list_goes_on() {
    let workspace = routed(|switches| switches.callback_edges = true).await;
    for _ in 0..3 {
        workspace.receiver.answer(200, GO_ON);
    }
    workspace.advance(20).await;
    assert_eq!(edges(&workspace), pairs(&[("", "1"), ("no-answer", "1")]));
    workspace.sim.hang_up(OTHER).await.unwrap();
    assert!(workspace.tells("is being recorded"));
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_eq!(
        edges(&workspace),
        pairs(&[
            ("", "1"),
            ("no-answer", "1"),
            ("busy", "1"),
            ("Completed", "0")
        ])
    );
    assert_eq!(workspace.sim.calls()[0].dials.len(), 2);
    assert!(!workspace.tells("is over,"));
}

#[tokio::test]
async fn real_actions_at_a_later_edge_dial_again_and_come_too_late_at_the_end() {
    let workspace = routed(|switches| switches.callback_edges = true).await;
    let again = json!({"actions": [{"dial": {"number": AGENT, "timeout": 5}}]}).to_string();
    for _ in 0..2 {
        workspace.receiver.answer(200, &again);
    }
    workspace.advance(20).await;
    assert!(
        workspace.tells("call 1: the voice callback answered again, dial replaces what was left")
    );
    let call = workspace.sim.calls().remove(0);
    assert_eq!(call.dials[1].phones, [AGENT]);
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert!(workspace.tells("call 1: is over, dial is not carried out"));
    assert_eq!(
        outcomes(&workspace),
        [DialOutcome::NoAnswer, DialOutcome::Abandoned]
    );
}

#[tokio::test]
async fn an_edge_that_is_not_answered_with_actions_goes_on_all_the_same() {
    let workspace = routed(|switches| switches.callback_edges = true).await;
    workspace.receiver.answer(500, "");
    workspace.advance(20).await;
    assert!(workspace.tells("call 1: goes on, the voice callback answered 500"));
    assert_eq!(outcomes(&workspace).len(), 2);
}

#[tokio::test]
async fn actions_after_a_talk_run_or_do_not_run_as_the_switch_says() {
    for (after, records) in [(AfterTalk::GoesOn, true), (AfterTalk::Ends, false)] {
        let workspace = Workspace::open().await;
        workspace.sim.switch(|switches| switches.after_talk = after);
        let answer = json!({"actions": [
            {"dial": {"to": AGENT}},
            {"say": {"text": "Leave a message."}},
            {"record": {}}
        ]});
        workspace.receiver.answer(200, &answer.to_string());
        workspace.incoming(InboundScript::Routed).await;
        workspace.sim.answer(AGENT).await.unwrap();
        workspace.advance(30).await;
        workspace.sim.hang_up(AGENT).await.unwrap();
        assert_eq!(workspace.tells("is being recorded"), records, "{after:?}");
        let heard = records.then_some(Heard::Silence);
        assert_eq!(workspace.hears(CUSTOMER), heard);
        assert_eq!(workspace.status() == "completed", !records);
        assert_eq!(workspace.sim.calls()[0].reached, [AGENT]);
    }
}

#[tokio::test]
async fn the_exchange_knows_the_documented_actions_only() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.callback_contract = CallbackContract::PbxJson);
    let answer = json!({"actions": [{"dial": {"to": AGENT}}]});
    workspace.receiver.answer(200, &answer.to_string());
    workspace.incoming(InboundScript::Routed).await;
    assert!(workspace.tells("dial has no key 'to'"));
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::Silence));
}

#[tokio::test]
async fn a_dial_that_is_refused_is_seen_as_such() {
    let workspace = Workspace::open().await;
    workspace.sim.set_balance(0);
    let answer = json!({"actions": [{"dial": {"to": AGENT}}, {"record": {}}]});
    workspace.receiver.answer(200, &answer.to_string());
    workspace.incoming(InboundScript::Routed).await;
    assert_eq!(outcomes(&workspace), [DialOutcome::Refused]);
    assert!(workspace.tells("is being recorded"));
}
