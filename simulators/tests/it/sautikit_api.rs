//! The rest of the API: keys and scopes, reading calls, recordings, numbers, wallet, webhooks.

use serde_json::json;
use simulators::sautikit::{ApiKey, InboundScript, KeyState, Missed, RecordingMode};

use crate::http::send;
use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace};

fn completed() -> InboundScript {
    InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 74,
        recorded: true,
    }
}

#[tokio::test]
async fn keys_are_refused_by_their_state_and_by_their_scopes() {
    let keyed = async |key: &str| {
        Workspace::with(|config| {
            let state = |key: &str, state| ApiKey {
                state,
                ..ApiKey::new(key)
            };
            config.keys.push(state("old", KeyState::Expired));
            config.keys.push(state("lost", KeyState::Revoked));
            config.keys.push(ApiKey {
                scopes: Vec::new(),
                ..ApiKey::new("weak")
            });
        })
        .await
        .keyed(key)
    };
    for (key, status, code) in [
        ("nobody", 401, "api_key.invalid"),
        ("", 401, "api_key.invalid"),
        ("old", 401, "api_key.expired"),
        ("lost", 401, "api_key.revoked"),
        ("weak", 403, "api_key.scope_denied"),
    ] {
        let workspace = keyed(key).await;
        let place = workspace
            .post("calls", json!({"from": OURS, "to": [CUSTOMER]}))
            .await;
        assert_eq!(
            (place.status, &place.json()["error"]["code"]),
            (status, &json!(code)),
            "{key}"
        );
        for path in [
            "calls",
            "calls/x",
            "calls/x/recording",
            "numbers",
            "wallet",
            "webhooks",
        ] {
            assert_eq!(workspace.get(path).await.status, status, "{key} {path}");
        }
    }
    let workspace = Workspace::open().await;
    let url = format!("{}/v1/calls", workspace.sim.base_url());
    assert_eq!(send(crate::http::client().get(url)).await.status, 401);
    assert_eq!(workspace.get("nothing").await.status, 404);
}

#[tokio::test]
async fn a_call_is_read_by_either_id_and_comes_wrapped() {
    let workspace = Workspace::open().await;
    workspace.incoming(completed()).await;
    let view = workspace.sim.calls()[0].clone();
    for id in [&view.call_id, &view.session_id] {
        let call = workspace.get(&format!("calls/{id}")).await.json()["call"].clone();
        assert_eq!(call["id"], json!(view.call_id));
        assert_eq!(call["direction"], "inbound");
        assert_eq!(
            (&call["local_e164"], &call["remote_e164"]),
            (&json!(OURS), &json!(CUSTOMER))
        );
        assert_eq!(
            (&call["status"], &call["duration_seconds"]),
            (&json!("completed"), &json!(74))
        );
        assert_eq!(call["ended_at"], "2026-07-01T08:15:00.000Z");
        assert_eq!(call["failure_code"], json!(null));
        let kinds = call["events"]
            .as_array()
            .unwrap()
            .iter()
            .map(|event| &event["kind"]);
        assert_eq!(
            kinds.collect::<Vec<_>>(),
            [
                "call.started",
                "call.answered",
                "call.completed",
                "call.recording.ready"
            ]
        );
    }
    let missing = workspace.get("calls/HD_00").await;
    assert_eq!(
        (missing.status, &missing.json()["error"]["code"]),
        (404, &json!("calls.not_found"))
    );
}

#[tokio::test]
async fn calls_are_listed_newest_first_with_a_cursor() {
    let workspace = Workspace::open().await;
    for script in [
        InboundScript::Missed(Missed::Busy),
        completed(),
        completed(),
    ] {
        workspace.incoming(script).await;
        workspace.advance(60).await;
    }
    workspace
        .post("calls", json!({"from": OURS, "to": [AGENT]}))
        .await;
    let count = async |query: &str| {
        let list = workspace.get(&format!("calls?{query}")).await.json();
        list["data"].as_array().unwrap().len()
    };
    let first = workspace.get("calls?limit=3").await.json();
    assert_eq!(first["data"][0]["direction"], "outbound");
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = workspace
        .get(&format!("calls?limit=3&cursor={cursor}"))
        .await
        .json();
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&second["data"][0]["failure_code"], &second["next_cursor"]),
        (&json!("busy"), &json!(null))
    );
    for (query, expected) in [
        ("status=busy,completed", 3),
        ("direction=inbound", 3),
        ("direction=outbound", 1),
        ("q=712345", 3),
        ("from=2026-07-01T08:15:30Z", 2),
        ("to=1782893730", 2),
    ] {
        assert_eq!(count(query).await, expected, "{query}");
    }
    for query in [
        "limit=0",
        "limit=101",
        "limit=x",
        "direction=up",
        "from=soon",
        "cursor=x",
        "page=2",
    ] {
        assert_eq!(
            workspace.get(&format!("calls?{query}")).await.status,
            422,
            "{query}"
        );
    }
    let stats = workspace.get("calls/stats?since=7d").await.json();
    assert_eq!((&stats["total"], &stats["failed"]), (&json!(4), &json!(1)));
    assert_eq!(stats["minutes_total"], 4);
}

#[tokio::test]
async fn hanging_up_twice_is_harmless() {
    let workspace = Workspace::open().await;
    let call = workspace
        .place(json!({"from": OURS, "to": [CUSTOMER]}))
        .await;
    for id in ["call_id", "session_id"] {
        let path = format!("calls/{}/hangup", call[id].as_str().unwrap());
        let reply = workspace.post(&path, json!({})).await;
        assert_eq!(
            reply.json(),
            json!({"call_id": call["call_id"], "status": "hung_up"})
        );
    }
    assert_eq!(workspace.status(), "canceled");
    workspace.sim.settled().await;
    assert_eq!(workspace.receiver.events(), ["call.started", "call.failed"]);
    assert_eq!(
        workspace.post("calls/x/hangup", json!({})).await.status,
        404
    );
}

#[tokio::test]
async fn a_recording_is_a_redirect_or_one_of_its_refusals() {
    let workspace = Workspace::open().await;
    let recorded = workspace.incoming(completed()).await;
    let missed = workspace
        .incoming(InboundScript::Missed(Missed::NoAnswer))
        .await;
    let path = format!("calls/{recorded}/recording");
    let found = workspace.get(&path).await;
    assert_eq!(found.status, 302);
    let location = found.header("location").unwrap();
    assert!(location.starts_with("https://recordings.sautikit.com/"));
    assert!(location.contains("&X-Amz-Signature="));
    assert_eq!(
        workspace
            .get(&format!("calls/{missed}/recording"))
            .await
            .status,
        404
    );

    for (mode, status, body) in [
        (
            RecordingMode::Pending(7),
            202,
            json!({"status": "pending", "retry_after_seconds": 7}),
        ),
        (
            RecordingMode::NeverCaptured,
            410,
            json!({"code": "recording_unavailable", "reason": "pbx_deleted_before_capture"}),
        ),
    ] {
        workspace.sim.switch(|switches| switches.recording = mode);
        let reply = workspace.get(&path).await;
        assert_eq!((reply.status, reply.json()), (status, body));
    }
    for (mode, status, code) in [
        (RecordingMode::Missing, 404, "calls.recording_not_found"),
        (RecordingMode::Expired, 410, "calls.recording_expired"),
        (RecordingMode::Failed, 502, "calls.recording_failed"),
    ] {
        workspace.sim.switch(|switches| switches.recording = mode);
        let reply = workspace.get(&path).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (status, &json!(code))
        );
    }
}

#[tokio::test]
async fn routing_is_replaced_by_put_and_kept_by_patch() {
    let workspace = Workspace::open().await;
    let numbers = workspace.get("numbers").await.json();
    let number = &numbers["numbers"][0];
    assert_eq!(
        (&number["e164"], &number["status"]),
        (&json!(OURS), &json!("active"))
    );
    let path = format!("numbers/{}/routing", number["id"].as_str().unwrap());
    let set = async |method: &str, body: serde_json::Value| {
        let reply = send(workspace.request(method, &path).json(&body)).await;
        let number = workspace.get("numbers").await.json()["numbers"][0].clone();
        (
            reply.status,
            number["events_url"].clone(),
            number["voice_callback_url"].clone(),
        )
    };
    let events = json!("https://x.example/e");
    let kept = number["voice_callback_url"].clone();
    assert_eq!(
        set("PATCH", json!({"events_url": events})).await,
        (200, events.clone(), kept)
    );
    assert_eq!(
        set("PUT", json!({"events_url": events})).await,
        (200, events.clone(), json!(null))
    );
    for wrong in [
        json!({"events_url": "nowhere"}),
        json!({"voice_url": "https://x.example"}),
    ] {
        assert_eq!(set("PATCH", wrong).await.0, 422);
    }
    let unknown = send(
        workspace
            .request("PUT", "numbers/x/routing")
            .json(&json!({})),
    )
    .await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn the_wallet_is_shown_bare_and_wrapped() {
    let workspace = Workspace::open().await;
    assert_eq!(
        workspace.get("wallet").await.json()["balance_minor"],
        500_000
    );
    workspace
        .sim
        .switch(|switches| switches.wraps_wallet = true);
    assert_eq!(
        workspace.get("wallet").await.json()["data"]["currency"],
        "KES"
    );
    assert_eq!(
        workspace.get("wallet/balance").await.json()["balance_minor"],
        500_000
    );
}

#[tokio::test]
async fn workspace_webhooks_cannot_be_subscribed_to_calls() {
    let workspace = Workspace::open().await;
    let subscribe = async |events: serde_json::Value| {
        workspace
            .post(
                "webhooks",
                json!({"url": "https://x.example", "events": events}),
            )
            .await
    };
    for events in [
        json!(["call.failed"]),
        json!(["*", "call.*"]),
        json!(["recording.ready"]),
    ] {
        let reply = subscribe(events.clone()).await;
        let code = &reply.json()["error"]["code"];
        assert_eq!(
            (reply.status, code),
            (422, &json!("webhooks.event_unsupported")),
            "{events}"
        );
    }
    let made = subscribe(json!(["*"])).await;
    assert_eq!(made.status, 201);
    let secret = made.json()["secret"].clone();
    assert!(secret.as_str().unwrap().starts_with("whsec_"));
    let path = format!(
        "webhooks/{}/rotate-secret",
        made.json()["id"].as_str().unwrap()
    );
    assert_ne!(
        workspace.post(&path, json!({})).await.json()["secret"],
        secret
    );
    let list = workspace.get("webhooks").await.json();
    assert!(list["data"][0].get("secret").is_none());
    assert_eq!(
        workspace
            .post("webhooks/x/rotate-secret", json!({}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn every_begun_minute_of_an_answered_outbound_call_costs_three_shillings() {
    let workspace = Workspace::open().await;
    workspace
        .place(json!({"from": OURS, "to": [CUSTOMER]}))
        .await;
    workspace.sim.answer(CUSTOMER).await.unwrap();
    workspace.advance(61).await;
    workspace.sim.hang_up(CUSTOMER).await.unwrap();
    workspace.incoming(completed()).await;
    assert_eq!(
        workspace.get("wallet").await.json()["balance_minor"],
        499_400
    );
    let calls = workspace.get("calls").await.json();
    assert_eq!(
        (
            &calls["data"][0]["cost_minor"],
            &calls["data"][1]["cost_minor"]
        ),
        (&json!(0), &json!(600))
    );
}

#[tokio::test]
async fn every_request_is_remembered_without_its_key() {
    let workspace = Workspace::open().await;
    workspace.get("wallet").await;
    let request = workspace
        .request("POST", "calls")
        .header("Idempotency-Key", "k1");
    send(request.json(&json!({"from": OURS, "to": [CUSTOMER]}))).await;
    let requests = workspace.sim.requests();
    assert_eq!(requests[0].header("authorization"), Some("present, right"));
    assert_eq!(requests[1].header("idempotency-key"), Some("k1"));
    assert_eq!(requests[1].json()["to"], json!([CUSTOMER]));
    assert!(
        !serde_json::to_string(&requests)
            .unwrap()
            .contains("demo-sautikit-key")
    );
}
