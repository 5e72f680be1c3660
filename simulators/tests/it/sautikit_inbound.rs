//! Inbound calls: missed, forwarded, routed by the voice callback.

use serde_json::json;
use simulators::sautikit::{AnsweredMeans, Heard, InboundScript, Missed};

use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace, dial_agent};

#[tokio::test]
async fn a_missed_call_is_told_as_failed_with_its_reason() {
    for (missed, status) in [
        (Missed::NoAnswer, "no_answer"),
        (Missed::Busy, "busy"),
        (Missed::Failed, "failed"),
    ] {
        let workspace = Workspace::open().await;
        let call_id = workspace.incoming(InboundScript::Missed(missed)).await;
        assert_eq!(workspace.receiver.events(), ["call.started", "call.failed"]);
        let event = workspace.receiver.last("call.failed");
        assert_eq!(event["call_id"], json!(call_id));
        assert_eq!(
            (&event["from"], &event["to"]),
            (&json!(CUSTOMER), &json!(OURS))
        );
        assert_eq!(
            (&event["direction"], &event["status"]),
            (&json!("inbound"), &json!(status))
        );
    }
}

#[tokio::test]
async fn a_forwarded_call_goes_on_until_somebody_hangs_up() {
    let workspace = Workspace::open().await;
    workspace
        .incoming(InboundScript::Answered {
            by: AGENT.to_owned(),
        })
        .await;
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
    assert_eq!(
        workspace.receiver.events(),
        ["call.started", "call.answered"]
    );
    assert_eq!(workspace.sim.calls()[0].legs[1].shows, CUSTOMER);
    workspace.advance(74).await;
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_eq!(
        workspace.receiver.last("call.completed")["duration_seconds"],
        74
    );
    assert!(workspace.sim.who_hears_whom().is_empty());
}

#[tokio::test]
async fn a_completed_and_recorded_call_tells_its_whole_life() {
    let workspace = Workspace::open().await;
    let script = InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 74,
        recorded: true,
    };
    let call_id = workspace.incoming(script).await;
    assert_eq!(
        workspace.receiver.events(),
        [
            "call.started",
            "call.answered",
            "call.completed",
            "recording.ready"
        ]
    );
    assert_eq!(
        workspace.receiver.last("call.completed")["duration_seconds"],
        74
    );
    let recording = workspace.receiver.last("recording.ready");
    let url = recording["recording_url"].as_str().unwrap();
    assert!(url.starts_with(&format!("https://recordings.sautikit.com/{call_id}.mp3?")));
    assert_eq!(
        recording["recording_expires_at"],
        "2026-07-01T08:30:00.000Z"
    );
}

#[tokio::test]
async fn a_routed_call_rings_whom_the_callback_names() {
    let workspace = Workspace::open().await;
    workspace.receiver.answer(200, &dial_agent());
    workspace.incoming(InboundScript::Routed).await;
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::RingingTone));
    let asked = workspace.receiver.last("call.routing");
    assert_eq!(
        (&asked["from"], &asked["to"]),
        (&json!(CUSTOMER), &json!(OURS))
    );
    assert_eq!(asked["direction"], "inbound");
    workspace.sim.answer(AGENT).await.unwrap();
    assert!(workspace.sim.are_bridged(CUSTOMER, AGENT));
    assert_eq!(
        workspace.receiver.events(),
        ["call.started", "call.routing", "call.answered"]
    );
}

#[tokio::test]
async fn a_played_message_counts_as_an_answer_or_not_as_the_switch_says() {
    let sorry = json!({"actions": [{"say": {"text": "All agents are busy."}}, {"hangup": {}}]});
    for (means, last) in [
        (AnsweredMeans::PlatformAnswered, "call.completed"),
        (AnsweredMeans::PersonAnswered, "call.failed"),
    ] {
        let workspace = Workspace::open().await;
        workspace
            .sim
            .switch(|switches| switches.answered_means = means);
        workspace.receiver.answer(200, &sorry.to_string());
        workspace.incoming(InboundScript::Routed).await;
        assert!(workspace.tells("customer +254712345678 hears “All agents are busy.”"));
        assert_eq!(
            workspace.receiver.events().last().unwrap(),
            last,
            "{means:?}"
        );
    }
}

#[tokio::test]
async fn a_person_who_answers_a_routed_call_answers_it_for_the_workspace() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|it| it.answered_means = AnsweredMeans::PersonAnswered);
    workspace.receiver.answer(200, &dial_agent());
    workspace.incoming(InboundScript::Routed).await;
    assert_eq!(workspace.status(), "ringing");
    workspace.advance(10).await;
    workspace.sim.answer(AGENT).await.unwrap();
    workspace.advance(20).await;
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_eq!(
        workspace.receiver.last("call.completed")["duration_seconds"],
        20
    );
}

#[tokio::test]
async fn a_caller_in_silence_gives_up_and_the_call_has_failed() {
    let workspace = Workspace::open().await;
    workspace.incoming(InboundScript::Routed).await;
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::Silence));
    assert!(workspace.tells("caller hears silence (customer +254712345678)"));
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_eq!(workspace.receiver.last("call.failed")["status"], "canceled");
}

#[tokio::test]
async fn a_callback_may_reject_a_call() {
    for (reason, status) in [("busy", "busy"), ("rejected", "failed")] {
        let workspace = Workspace::open().await;
        let answer = json!({"actions": [{"reject": {"reason": reason}}]});
        workspace.receiver.answer(200, &answer.to_string());
        workspace.incoming(InboundScript::Routed).await;
        assert_eq!(workspace.receiver.last("call.failed")["status"], status);
    }
}

#[tokio::test]
async fn a_message_is_recorded_until_its_time_is_over_or_the_caller_hangs_up() {
    let answer =
        json!({"actions": [{"say": {"text": "Leave a message."}}, {"record": {"maxLength": 60}}]});
    for hangs_up in [true, false] {
        let workspace = Workspace::open().await;
        workspace.receiver.answer(200, &answer.to_string());
        workspace.incoming(InboundScript::Routed).await;
        assert!(workspace.tells("customer +254712345678 is being recorded"));
        if hangs_up {
            workspace.sim.hang_up(CUSTOMER).await.unwrap();
        } else {
            workspace.advance(60).await;
        }
        assert_eq!(workspace.status(), "completed");
        assert_eq!(
            workspace.receiver.events().last().unwrap(),
            "recording.ready"
        );
    }
}

#[tokio::test]
async fn a_recorded_dial_is_a_recording_once_it_was_answered() {
    for (record, answered, recorded) in [
        ("record-from-answer", true, true),
        ("record-from-answer", false, false),
        ("record-from-ringing", false, true),
    ] {
        let workspace = Workspace::open().await;
        let answer = json!({"actions": [{"dial": {"to": AGENT, "record": record}}]});
        workspace.receiver.answer(200, &answer.to_string());
        workspace.incoming(InboundScript::Routed).await;
        if answered {
            workspace.sim.answer(AGENT).await.unwrap();
        }
        workspace.sim.hang_up(CUSTOMER).await.unwrap();
        let told = workspace
            .receiver
            .events()
            .contains(&"recording.ready".to_owned());
        assert_eq!(told, recorded, "{record} {answered}");
    }
}

#[tokio::test]
async fn everybody_in_a_conference_hears_the_others() {
    let workspace = Workspace::open().await;
    let answer = json!({"actions": [{"conference": {"name": "room"}}]}).to_string();
    for from in [CUSTOMER, "+254700000001", "+254700000002"] {
        workspace.receiver.answer(200, &answer);
        workspace
            .sim
            .incoming_call(from, InboundScript::Routed)
            .await
            .unwrap();
    }
    let others = vec!["+254700000001".to_owned(), "+254700000002".to_owned()];
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::People(others)));
    workspace.sim.hang_up("+254700000002").await.unwrap();
    let other = vec!["+254700000001".to_owned()];
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::People(other)));
}

#[tokio::test]
async fn a_prompt_for_keys_waits_and_then_the_next_action_follows() {
    let workspace = Workspace::open().await;
    let answer = json!({"actions": [
        {"getDigits": {"timeout": 8, "nested": [{"say": {"text": "Press one."}}]}},
        {"say": {"text": "Nothing was pressed."}}
    ]});
    workspace.receiver.answer(200, &answer.to_string());
    workspace.incoming(InboundScript::Routed).await;
    assert_eq!(
        workspace.hears(CUSTOMER),
        Some(Heard::Message("“Press one.”".to_owned()))
    );
    workspace.advance(7).await;
    assert!(!workspace.tells("Nothing was pressed."));
    workspace.advance(1).await;
    assert!(workspace.tells("Nothing was pressed."));
}

#[tokio::test]
async fn audio_is_played_from_allowed_hosts_only_and_redirects_are_refused() {
    let workspace = Workspace::open().await;
    let answer = json!({"actions": [
        {"play": {"url": "https://storage.sautikit.com/hello.mp3"}},
        {"play": {"url": "https://elsewhere.example/hello.mp3"}},
        {"redirect": {"url": "https://elsewhere.example/flow"}}
    ]});
    workspace.receiver.answer(200, &answer.to_string());
    workspace.incoming(InboundScript::Routed).await;
    assert!(workspace.tells("hears https://storage.sautikit.com/hello.mp3"));
    assert!(workspace.tells("https://elsewhere.example/hello.mp3 is not played"));
    assert_eq!(workspace.hears(CUSTOMER), Some(Heard::Silence));
}

#[tokio::test]
async fn a_withheld_number_calls_with_an_empty_from() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .incoming_call("", InboundScript::Missed(Missed::NoAnswer))
        .await
        .unwrap();
    assert_eq!(workspace.receiver.last("call.failed")["from"], "");
    assert!(workspace.tells("a withheld number calls +254203893800"));
}
