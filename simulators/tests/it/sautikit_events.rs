//! How events are sent: signatures, copies, order, and posts that no call causes.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use simulators::sautikit::{InboundScript, Missed, RawEvent, RecordingEvent, SignatureMode};

use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, SECRET, Workspace};

const NOW: i64 = 1_782_893_700;

fn missed() -> InboundScript {
    InboundScript::Missed(Missed::NoAnswer)
}

fn expected(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap().to_owned();
    let message = format!(
        "{}.{}.{}",
        event["signed_at"],
        text("call_id"),
        text("event")
    );
    let mut hmac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    hmac.update(message.as_bytes());
    let bytes = hmac.finalize().into_bytes();
    bytes
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat()
}

#[tokio::test]
async fn every_event_and_callback_is_signed_in_its_body() {
    let workspace = Workspace::open().await;
    let script = InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 5,
        recorded: true,
    };
    workspace.incoming(script).await;
    workspace.incoming(InboundScript::Routed).await;
    let received = workspace.receiver.received();
    assert_eq!(received.len(), 6);
    for received in received {
        let event = received.json();
        assert_eq!(event["signed_at"], NOW);
        assert_eq!(
            event["signature"],
            json!(expected(&event)),
            "{}",
            received.event()
        );
        assert_eq!(received.content_type, "application/json");
    }
}

#[tokio::test]
async fn a_signature_is_wrong_in_the_way_the_switch_tells() {
    for (mode, is_right, signed_at) in [
        (SignatureMode::Right, true, NOW),
        (SignatureMode::Stale, true, NOW - 600),
        (SignatureMode::Future, true, NOW + 600),
        (SignatureMode::None, false, NOW),
        (SignatureMode::Wrong, false, NOW),
        (SignatureMode::Truncated, false, NOW),
        (SignatureMode::NonHex, false, NOW),
        (SignatureMode::NonAscii, false, NOW),
        (SignatureMode::OtherSecret, false, NOW),
    ] {
        let workspace = Workspace::open().await;
        workspace.sim.switch(|switches| switches.signature = mode);
        workspace.incoming(missed()).await;
        let event = workspace.receiver.last("call.failed");
        assert_eq!(event["signed_at"], signed_at, "{mode:?}");
        assert_eq!(
            event["signature"] == json!(expected(&event)),
            is_right,
            "{mode:?}"
        );
        assert_eq!(
            event.get("signature").is_none(),
            mode == SignatureMode::None
        );
    }
}

#[tokio::test]
async fn events_are_sent_as_often_as_the_switch_says() {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| {
        switches.copies = 2;
        switches.emits_started = false;
    });
    workspace.incoming(missed()).await;
    let received = workspace.receiver.received();
    assert_eq!(workspace.receiver.events(), ["call.failed", "call.failed"]);
    assert_eq!(received[0].text, received[1].text);
    assert_eq!(workspace.sim.deliveries().len(), 2);
}

#[tokio::test]
async fn copies_can_arrive_at_the_same_time() {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| {
        switches.copies = 3;
        switches.copies_at_once = true;
        switches.emits_started = false;
    });
    // Answers none of the three before all of them are there.
    workspace.receiver.wait_for(3);
    workspace.incoming(missed()).await;
    assert_eq!(workspace.receiver.events(), ["call.failed"; 3]);
}

#[tokio::test]
async fn held_events_are_released_in_any_order() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.holds_events = true);
    let script = InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 5,
        recorded: true,
    };
    workspace.incoming(script).await;
    assert_eq!(
        (
            workspace.sim.held_events(),
            workspace.receiver.received().len()
        ),
        (4, 0)
    );
    workspace.sim.release_events(&[3, 1]).await;
    assert_eq!(
        workspace.receiver.events(),
        ["recording.ready", "call.answered"]
    );
    let held = workspace.control("GET", "held", None).await.json();
    assert_eq!(
        (&held[0]["event"], &held[1]["event"]),
        (&json!("call.started"), &json!("call.completed"))
    );
    workspace
        .control("POST", "release", Some(json!({"order": [1, 0]})))
        .await;
    assert_eq!(
        workspace.receiver.events(),
        [
            "recording.ready",
            "call.answered",
            "call.completed",
            "call.started"
        ]
    );
    assert_eq!(workspace.sim.held_events(), 0);
}

#[tokio::test]
async fn direction_expiry_and_the_recordings_name_are_switches() {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| {
        switches.omits_direction = true;
        switches.tells_recording_expiry = false;
        switches.recording_event = RecordingEvent::Long;
    });
    let call_id = workspace.incoming(missed()).await;
    workspace.sim.finish_recording(&call_id).await;
    assert!(
        workspace
            .receiver
            .last("call.failed")
            .get("direction")
            .is_none()
    );
    let recording = workspace.receiver.last("call.recording.ready");
    assert!(recording["recording_url"].is_string());
    assert!(recording.get("recording_expires_at").is_none());
}

#[tokio::test]
async fn every_delivery_is_remembered_with_what_came_back() {
    let workspace = Workspace::open().await;
    workspace.receiver.answer(503, "later");
    workspace.incoming(InboundScript::Routed).await;
    workspace
        .sim
        .set_routing(OURS, Some("http://127.0.0.1:1/e"), None)
        .unwrap();
    workspace.incoming(missed()).await;
    workspace.sim.set_routing(OURS, None, None).unwrap();
    workspace.incoming(missed()).await;
    let deliveries = workspace.sim.deliveries();
    let shown = deliveries
        .iter()
        .map(|it| (it.event.as_str(), it.status, it.answer.as_str()));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("call.started", Some(200), "{}"),
            ("call.routing", Some(503), "later"),
            ("call.started", None, ""),
            ("call.failed", None, ""),
        ]
    );
    assert_eq!(deliveries[2].error.as_deref(), Some("nobody listens there"));
    assert!(workspace.tells("call 3: call.failed is told to nobody, no events address is set"));
}

#[tokio::test]
async fn a_raw_event_is_posted_as_a_test_wants_it() {
    let workspace = Workspace::open().await;
    let event =
        json!({"event": "call.failed", "call_id": "c1\u{7}", "from": "<b>", "extra": {"a": [1]}});
    let sent = workspace.sim.emit(RawEvent::new(event)).await.unwrap();
    assert_eq!((sent.len(), sent[0].status), (1, Some(200)));
    let received = workspace.receiver.last("call.failed");
    assert_eq!(received["signature"], json!(expected(&received)));
    assert_eq!(received["extra"], json!({"a": [1]}));

    let given = json!({"event": "call.failed", "call_id": "c", "signed_at": "007", "signature": 7});
    workspace
        .sim
        .emit(RawEvent::signed(given.clone(), SignatureMode::AsGiven))
        .await
        .unwrap();
    assert_eq!(workspace.receiver.last("call.failed"), given);

    for text in ["", "not json", "[1,2]", "\"text\""] {
        let raw = RawEvent {
            content_type: "text/plain".to_owned(),
            ..RawEvent::new(json!(text))
        };
        workspace.sim.emit(raw).await.unwrap();
        let last = workspace.receiver.received().pop().unwrap();
        assert_eq!(
            (last.text.as_str(), last.content_type.as_str()),
            (text, "text/plain")
        );
    }
}

#[tokio::test]
async fn a_stamp_that_a_raw_event_holds_is_signed_as_it_is_written() {
    let workspace = Workspace::open().await;
    let event = json!({"event": "call.answered", "call_id": "01900000-0000-7000-8000-000000000003", "signed_at": "1790000000"});
    let set = json!({"voice_signing_secret": "whsec_test_0123456789abcdef", "events_url": format!("{}/e", workspace.receiver.url)});
    let path = "numbers/01900000-0000-7000-8000-000000000100/routing";
    crate::http::send(workspace.request("PATCH", path).json(&set)).await;
    workspace.sim.emit(RawEvent::new(event)).await.unwrap();
    assert_eq!(
        workspace.receiver.last("call.answered")["signature"],
        "742821461b7a9e1fc8cf46fe5bd0ff61ef6a3ffbf53d936ffa4ba6cbbfbaff60"
    );
}

#[tokio::test]
async fn raw_events_are_posted_through_the_control_endpoint_too() {
    let workspace = Workspace::open().await;
    workspace.receiver.wait_for(2);
    let order = json!({
        "event": {"event": "call.failed", "call_id": "c1", "from": CUSTOMER, "to": OURS},
        "signature": "wrong",
        "copies": 2,
        "at_once": true,
        "url": format!("{}/elsewhere", workspace.receiver.url)
    });
    let sent = workspace.control("POST", "emit", Some(order)).await.json();
    assert_eq!(sent.as_array().unwrap().len(), 2);
    assert_eq!(workspace.receiver.received()[1].target, "/elsewhere");
    let event = workspace.receiver.last("call.failed");
    assert_ne!(event["signature"], json!(expected(&event)));

    let call = json!({"call_id": "nobody"});
    assert_eq!(
        workspace
            .control("POST", "recording", Some(call))
            .await
            .status,
        404
    );
    workspace.sim.set_routing(OURS, None, None).unwrap();
    let nowhere = json!({"event": {"event": "x"}});
    assert_eq!(
        workspace
            .control("POST", "emit", Some(nowhere))
            .await
            .status,
        409
    );
}
