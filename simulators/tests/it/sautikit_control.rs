//! A call under live control that rings the agent first, and the endpoints that play everybody outside the app.

use std::time::Duration;

use serde_json::{Value, json};
use simulators::Clock;
use simulators::sautikit::{ControlTimeouts, Heard, PhoneError};

use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace, agent_first};

#[tokio::test]
async fn the_agents_phone_rings_first_and_then_the_customers_and_both_are_bridged() {
    let workspace = Workspace::open().await;
    workspace.place_agent_first().await;
    assert!(workspace.sim.who_hears_whom().is_empty());
    assert!(workspace.sim.answer(CUSTOMER).await.is_err());

    workspace.sim.answer(AGENT).await.unwrap();
    assert_eq!(workspace.hears(AGENT), Some(Heard::RingingTone));
    let customer = workspace.sim.calls()[0].legs[1].clone();
    assert_eq!(
        (customer.phone.as_str(), customer.shows.as_str()),
        (CUSTOMER, OURS)
    );
    assert_eq!(workspace.status(), "answered");

    workspace.sim.answer(CUSTOMER).await.unwrap();
    assert_eq!(
        workspace.hears(AGENT),
        Some(Heard::People(vec![CUSTOMER.to_owned()]))
    );
    assert_eq!(
        workspace.hears(CUSTOMER),
        Some(Heard::People(vec![AGENT.to_owned()]))
    );
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
    assert!(workspace.tells("call 1: agent +254722000111 and customer +254712345678 are bridged"));

    workspace.advance(30).await;
    workspace.sim.hang_up(AGENT).await.unwrap();
    assert!(!workspace.sim.are_bridged(AGENT, CUSTOMER));
    assert!(workspace.sim.who_hears_whom().is_empty());
    assert_eq!(
        workspace.receiver.events(),
        ["call.started", "call.answered", "call.completed"],
        "nothing tells when the customer answers"
    );
    assert_eq!(workspace.receiver.last("call.answered")["to"], AGENT);
}

#[tokio::test]
async fn after_the_talk_the_agent_is_held_until_the_second_control_time_out() {
    let workspace = Workspace::open().await;
    workspace.place_agent_first().await;
    workspace.sim.answer(AGENT).await.unwrap();
    workspace.sim.answer(CUSTOMER).await.unwrap();
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    assert_eq!(workspace.hears(AGENT), Some(Heard::Hold(None)));
    workspace.advance(19).await;
    assert_eq!(workspace.hears(AGENT), Some(Heard::Hold(None)));
    workspace.advance(1).await;
    assert_eq!(workspace.hears(AGENT), None);
    assert_eq!(workspace.status(), "completed");
    assert!(workspace.tells("control time-out 2, the fallback is played"));
}

#[tokio::test]
async fn control_time_outs_that_pause_during_a_dial_leave_a_long_talk_alone() {
    let workspace = Workspace::open().await;
    workspace.place_agent_first().await;
    workspace.sim.answer(AGENT).await.unwrap();
    workspace.sim.answer(CUSTOMER).await.unwrap();
    workspace.advance(3600).await;
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
}

#[tokio::test]
async fn control_time_outs_that_run_during_a_dial_cut_a_talk_that_outlasts_two_of_them() {
    for (timeout_ms, survives) in [(10_000, false), (14_400_000, true)] {
        let workspace = Workspace::open().await;
        workspace
            .sim
            .switch(|it| it.control_timeouts = ControlTimeouts::RunDuringDial);
        let mut body = agent_first();
        body["control_timeout_ms"] = json!(timeout_ms);
        workspace.place(body).await;
        workspace.sim.answer(AGENT).await.unwrap();
        workspace.sim.answer(CUSTOMER).await.unwrap();
        workspace.advance(19).await;
        assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
        workspace.advance(1).await;
        assert_eq!(
            workspace.sim.are_bridged(AGENT, CUSTOMER),
            survives,
            "{timeout_ms}"
        );
        assert_eq!(
            workspace.status(),
            if survives { "answered" } else { "completed" }
        );
    }
}

#[tokio::test]
async fn control_time_outs_that_run_during_a_dial_also_cut_the_ringing() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|it| it.control_timeouts = ControlTimeouts::RunDuringDial);
    workspace.place_agent_first().await;
    workspace.sim.answer(AGENT).await.unwrap();
    workspace.advance(20).await;
    assert!(workspace.sim.answer(CUSTOMER).await.is_err());
    assert_eq!(
        workspace.sim.calls()[0].legs[1].cause.as_deref(),
        Some("control time-out")
    );
}

#[tokio::test]
async fn a_customer_who_does_not_answer_leaves_the_agent_held_and_then_hung_up() {
    let workspace = Workspace::open().await;
    let mut body = agent_first();
    body["hold_audio_url"] = json!("https://storage.sautikit.com/hold.mp3");
    workspace.place(body).await;
    workspace.sim.answer(AGENT).await.unwrap();
    workspace.advance(30).await;
    let hold = Some("https://storage.sautikit.com/hold.mp3".to_owned());
    assert_eq!(workspace.hears(AGENT), Some(Heard::Hold(hold)));
    workspace.advance(20).await;
    assert_eq!(workspace.status(), "completed");
}

#[tokio::test]
async fn one_long_advance_does_the_same_as_many_short_ones() {
    let (one, many) = (Workspace::open().await, Workspace::open().await);
    for workspace in [&one, &many] {
        workspace.place_agent_first().await;
        workspace.sim.answer(AGENT).await.unwrap();
    }
    one.advance(100).await;
    for _ in 0..100 {
        many.advance(1).await;
    }
    let ended = |workspace: &Workspace| workspace.sim.calls()[0].duration_seconds;
    assert_eq!((ended(&one), ended(&many)), (Some(50), Some(50)));
    assert_eq!(one.sim.transcript(), many.sim.transcript());
}

#[tokio::test]
async fn an_agent_who_declines_or_does_not_answer_fails_the_call() {
    for (declines, status) in [(true, "busy"), (false, "no_answer")] {
        let workspace = Workspace::open().await;
        workspace.place_agent_first().await;
        if declines {
            workspace.sim.hang_up(AGENT).await.unwrap();
        } else {
            workspace.advance(59).await;
            assert_eq!(workspace.status(), "ringing");
            workspace.advance(1).await;
        }
        assert_eq!(workspace.status(), status);
        let failed = workspace.receiver.last("call.failed");
        assert_eq!(
            (&failed["status"], &failed["direction"]),
            (&json!(status), &json!("outbound"))
        );
        assert_eq!(
            (&failed["from"], &failed["to"]),
            (&json!(OURS), &json!(AGENT))
        );
    }
}

#[tokio::test]
async fn automatic_phones_are_picked_up_by_themselves() {
    let workspace = Workspace::with(|config| {
        config.answers_automatically = vec![AGENT.to_owned(), CUSTOMER.to_owned()];
    })
    .await;
    workspace.place_agent_first().await;
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
    workspace.sim.hang_up(AGENT).await.unwrap();
    workspace.sim.set_automatic(CUSTOMER, false);
    workspace.place_agent_first().await;
    assert_eq!(workspace.hears(AGENT), Some(Heard::RingingTone));
}

#[tokio::test]
async fn on_real_time_phones_stop_ringing_without_anybody_moving_on() {
    let clock = Clock::system();
    let workspace = Workspace::with(|config| config.clock = clock.clone()).await;
    workspace.place_agent_first().await;
    clock.advance(Duration::from_mins(1));
    while workspace.status() == "ringing" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(workspace.status(), "no_answer");
}

#[tokio::test]
async fn a_phone_that_does_not_ring_cannot_be_answered_and_an_idle_one_not_hung_up() {
    let workspace = Workspace::open().await;
    let error = workspace.sim.answer(AGENT).await.unwrap_err();
    assert_eq!(error, PhoneError::NotRinging(AGENT.to_owned()));
    let error = workspace.sim.hang_up(AGENT).await.unwrap_err();
    assert_eq!(error, PhoneError::NotInUse(AGENT.to_owned()));
    let error = workspace.sim.set_routing("+1", None, None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the workspace has no number +1; add it to the config"
    );
}

#[tokio::test]
async fn a_whole_call_can_be_played_through_the_control_endpoints() {
    let workspace = Workspace::open().await;
    workspace.place_agent_first().await;
    let phone = |phone: &str| Some(json!({"phone": phone}));
    assert_eq!(
        workspace
            .control("POST", "answer", phone(AGENT))
            .await
            .status,
        204
    );
    assert_eq!(
        workspace
            .control("POST", "answer", phone(CUSTOMER))
            .await
            .status,
        204
    );
    let refused = workspace.control("POST", "answer", phone(AGENT)).await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.json()["error"]
            .as_str()
            .unwrap()
            .contains("does not ring")
    );

    let calls = workspace.control("GET", "calls", None).await.json();
    assert_eq!(calls["calls"][0]["legs"][0]["who"], "agent");
    assert_eq!(
        calls["calls"][0]["legs"][1]["hears"],
        json!({"people": [AGENT]})
    );
    assert_eq!(
        calls["who_hears_whom"][0]["hears"],
        json!({"people": [CUSTOMER]})
    );
    let transcript = workspace.control("GET", "transcript", None).await.json();
    assert_eq!(calls["transcript"], transcript);

    workspace
        .control("POST", "advance", Some(json!({"seconds": 5})))
        .await;
    assert_eq!(
        workspace
            .control("POST", "hangup", phone(AGENT))
            .await
            .status,
        204
    );
    assert_eq!(workspace.sim.calls()[0].duration_seconds, Some(5));
    let deliveries = workspace.control("GET", "deliveries", None).await.json();
    assert_eq!(deliveries[2]["event"], "call.completed");
    assert_eq!(deliveries[2]["status"], 200);
    let requests = workspace.control("GET", "requests", None).await.json();
    assert_eq!(requests[0]["path"], "/v1/calls");
}

#[tokio::test]
async fn inbound_calls_of_every_outcome_are_made_through_the_control_endpoint() {
    let workspace = Workspace::open().await;
    for (outcome, status) in [
        ("missed", "no_answer"),
        ("no_answer", "no_answer"),
        ("busy", "busy"),
        ("failed", "failed"),
        ("completed", "completed"),
        ("routed", "ringing"),
        ("answered", "answered"),
    ] {
        let order = json!({"from": CUSTOMER, "outcome": outcome, "duration_seconds": 9});
        let reply = workspace.control("POST", "incoming", Some(order)).await;
        assert_eq!(reply.status, 200, "{outcome}");
        let call = workspace.sim.calls().pop().unwrap();
        assert_eq!(reply.json()["call_id"], json!(call.call_id));
        assert_eq!(call.status, status, "{outcome}");
    }
    assert!(workspace.sim.are_bridged(AGENT, CUSTOMER));
    for wrong in [
        json!({"from": CUSTOMER, "outcome": "lost"}),
        json!({"from": CUSTOMER}),
        json!({"from": CUSTOMER, "outcome": "missed", "colour": "red"}),
    ] {
        assert_eq!(
            workspace
                .control("POST", "incoming", Some(wrong))
                .await
                .status,
            422
        );
    }
    let elsewhere = json!({"from": CUSTOMER, "to": "+254700000009", "outcome": "missed"});
    assert_eq!(
        workspace
            .control("POST", "incoming", Some(elsewhere))
            .await
            .status,
        409
    );
}

#[tokio::test]
async fn switches_routing_wallet_and_phones_are_set_through_the_control_endpoints() {
    let workspace = Workspace::open().await;
    let post = async |path: &str, body: Value| workspace.control("POST", path, Some(body)).await;
    let switched = post(
        "switches",
        json!({"refuses_control": true, "recording": {"pending": 3}}),
    )
    .await;
    assert_eq!(switched.json()["recording"], json!({"pending": 3}));
    assert_eq!(workspace.post("calls", agent_first()).await.status, 422);
    assert_eq!(
        post("switches", json!({"refuses_everything": true}))
            .await
            .status,
        400
    );

    let routing = json!({"number": OURS, "events_url": "http://127.0.0.1:1/e"});
    assert_eq!(post("routing", routing).await.status, 204);
    let shown = workspace.control("GET", "routing", None).await.json();
    assert_eq!(
        shown[0],
        json!({"number": OURS, "events_url": "http://127.0.0.1:1/e", "voice_callback_url": null})
    );
    assert_eq!(post("routing", json!({"number": "+1"})).await.status, 409);

    assert_eq!(
        post("balance", json!({"balance_minor": 0})).await.status,
        204
    );
    assert_eq!(
        workspace
            .post("calls", json!({"from": OURS, "to": [CUSTOMER]}))
            .await
            .status,
        402
    );
    assert_eq!(
        post("automatic", json!({"phone": AGENT, "picks_up": true}))
            .await
            .status,
        204
    );
    assert_eq!(post("settled", json!({})).await.status, 204);
}
