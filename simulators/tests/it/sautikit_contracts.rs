//! The bodies of events in every contract, and the ids that they carry.

use serde_json::{Value, json};
use simulators::sautikit::{Contract, EventIds, InboundScript, Missed, Withheld};

use crate::receiver::Received;
use crate::sautikit_sim::{AGENT, CUSTOMER, OURS, Workspace};

const NUMBER_ID: &str = "01900000-0000-7000-8000-000000000100";

/// A workspace that has told of a completed and recorded call, and then of a missed one.
async fn told(contract: Contract, ids: EventIds) -> Workspace {
    let workspace = Workspace::open().await;
    workspace.sim.switch(|switches| {
        switches.contract = contract;
        switches.event_ids = ids;
    });
    let script = InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 74,
        recorded: true,
    };
    workspace.incoming(script).await;
    workspace
        .incoming(InboundScript::Missed(Missed::Busy))
        .await;
    workspace
}

fn keys(value: &Value) -> Vec<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

fn headers(received: &[Received], name: &str) -> Vec<String> {
    received.iter().map(|it| it.header(name)).collect()
}

const KINDS: [&str; 6] = [
    "call.started",
    "call.answered",
    "call.completed",
    "call.recording.ready",
    "call.started",
    "call.failed",
];

#[tokio::test]
async fn the_docs_contract_has_exactly_the_documented_fields_of_each_kind() {
    let workspace = told(Contract::Docs, EventIds::Published).await;
    let call = &workspace.sim.calls()[0];
    let bodies = workspace.receiver.received();
    let bodies = bodies.iter().map(Received::json).collect::<Vec<_>>();
    let about = ["call_id", "direction", "from", "to", "number_id", "status"];
    let expected: [&[&str]; 6] = [
        &[],
        &["answered_at"],
        &[
            "duration_seconds",
            "answered_at",
            "ended_at",
            "hangup_cause",
        ],
        &[],
        &[],
        &["failure_reason", "ended_at"],
    ];
    for ((body, kind), own) in bodies.iter().zip(KINDS).zip(expected) {
        assert_eq!(
            keys(body),
            ["kind", "event_id", "workspace_id", "occurred_at", "data"]
        );
        assert_eq!(body["kind"], kind);
        if kind != "call.recording.ready" {
            assert_eq!(keys(&body["data"]), [&about, own].concat(), "{kind}");
            assert_eq!(body["data"]["number_id"], NUMBER_ID);
        }
    }
    assert_eq!(
        bodies[2]["data"],
        json!({
            "call_id": call.call_id, "direction": "inbound", "from": CUSTOMER, "to": OURS,
            "number_id": NUMBER_ID, "status": "completed", "duration_seconds": 74,
            "answered_at": "2026-07-01T08:13:46.000Z", "ended_at": "2026-07-01T08:15:00.000Z",
            "hangup_cause": "normal_clearing"
        })
    );
    assert_eq!(bodies[5]["data"]["failure_reason"], "busy");
    assert_eq!(bodies[5]["data"]["status"], "failed");
}

#[tokio::test]
async fn the_docs_contracts_recording_has_a_link_and_neither_direction_nor_numbers() {
    let workspace = told(Contract::Docs, EventIds::Published).await;
    let data = workspace.receiver.received()[3].json()["data"].clone();
    assert_eq!(
        keys(&data),
        [
            "call_id",
            "number_id",
            "recording_id",
            "duration_seconds",
            "size_bytes",
            "download_url",
            "expires_at"
        ]
    );
    assert_eq!(data["duration_seconds"], 74);
    assert_eq!(data["expires_at"], "2026-07-01T08:30:00.000Z");
    assert!(
        data["download_url"]
            .as_str()
            .unwrap()
            .contains(".mp3?X-Amz-Date=20260701T081500Z&")
    );
}

#[tokio::test]
async fn the_event_id_is_the_one_that_the_api_and_the_header_name() {
    let workspace = told(Contract::Docs, EventIds::Published).await;
    let received = workspace.receiver.received();
    let list = workspace.get("calls").await.json()["data"].clone();
    let told = received.iter().map(|it| it.json()["event_id"].clone());
    let known = [&list[1], &list[0]].into_iter().flat_map(|call| {
        let events = call["events"].as_array().unwrap();
        events.iter().map(|event| event["id"].clone())
    });
    let told = told.collect::<Vec<_>>();
    assert_eq!(told, known.collect::<Vec<_>>());
    let ids = headers(&received, "x-sautikit-event-id");
    assert_eq!(json!(ids), json!(told));
    assert_eq!(headers(&received, "x-sautikit-event-kind"), KINDS);
}

#[tokio::test]
async fn the_guides_contract_has_a_payload_and_a_recording_without_a_link() {
    let workspace = told(Contract::Guide, EventIds::Published).await;
    let call = &workspace.sim.calls()[0];
    let bodies = workspace.receiver.received();
    for (received, kind) in bodies.iter().zip(KINDS) {
        let body = received.json();
        assert_eq!(keys(&body), ["event_kind", "event_id", "payload"]);
        assert_eq!(body["event_kind"], kind);
        assert_eq!(body["payload"]["occurred_at"].as_str().unwrap().len(), 24);
    }
    assert_eq!(
        bodies[3].json()["payload"],
        json!({
            "call_id": call.call_id,
            "recording_duration_seconds": 74,
            "recording_size_bytes": 148_000,
            "occurred_at": "2026-07-01T08:15:00.000Z"
        })
    );
    assert_eq!(bodies[5].json()["payload"]["failure_reason"], "busy");
}

#[tokio::test]
async fn the_exchanges_json_is_flat_and_names_its_kind_in_a_header_only() {
    let workspace = told(Contract::PbxJson, EventIds::Published).await;
    let calls = workspace.sim.calls();
    let received = workspace.receiver.received();
    assert_eq!(headers(&received, "x-sautikit-event-kind"), KINDS);
    let body = |state: &str, active: u8, seconds: u64, call: usize| {
        json!({
            "sessionId": calls[call].session_id, "callerNumber": CUSTOMER, "destinationNumber": OURS,
            "direction": "inbound", "callSessionState": state, "isActive": active,
            "durationInSeconds": seconds
        })
    };
    let bodies = received.iter().map(Received::json).collect::<Vec<_>>();
    assert_eq!(
        bodies,
        [
            body("", 1, 0, 0),
            body("Answered", 1, 0, 0),
            body("Completed", 0, 74, 0),
            body("Completed", 0, 74, 0),
            body("", 1, 0, 1),
            body("busy", 0, 0, 1)
        ]
    );
}

#[tokio::test]
async fn the_exchanges_form_has_the_same_fields_as_texts() {
    let workspace = told(Contract::PbxForm, EventIds::Both).await;
    let call = &workspace.sim.calls()[0];
    let form = workspace.receiver.received()[2].form();
    let expected = [
        ("callSessionState", "Completed"),
        ("call_id", &call.call_id),
        ("callerNumber", CUSTOMER),
        ("destinationNumber", OURS),
        ("direction", "inbound"),
        ("durationInSeconds", "74"),
        ("isActive", "0"),
        ("sessionId", &call.session_id),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(form, expected.into());
}

#[tokio::test]
async fn an_outbound_calls_own_number_is_where_it_comes_from_and_its_request_id_rides() {
    let workspace = Workspace::open().await;
    workspace
        .sim
        .switch(|switches| switches.contract = Contract::PbxJson);
    let order = json!({"from": OURS, "to": [CUSTOMER], "client_request_id": "fd-1-a"});
    workspace.place(order).await;
    let body = workspace.receiver.received()[0].json();
    assert_eq!(
        (&body["callerNumber"], &body["destinationNumber"]),
        (&json!(OURS), &json!(CUSTOMER))
    );
    assert_eq!(
        (&body["direction"], &body["clientRequestId"]),
        (&json!("outbound"), &json!("fd-1-a"))
    );
}

#[tokio::test]
async fn an_event_carries_the_ids_that_the_switch_tells() {
    for (contract, ids, uuid, session) in [
        (Contract::Blog, EventIds::Published, "call_id", ""),
        (Contract::Blog, EventIds::Both, "call_id", "session_id"),
        (Contract::Blog, EventIds::Uuid, "call_id", ""),
        (Contract::Blog, EventIds::Session, "", "call_id"),
        (Contract::Docs, EventIds::Both, "call_id", "session_id"),
        (Contract::Docs, EventIds::Session, "", "call_id"),
        (Contract::Guide, EventIds::Both, "call_id", "session_id"),
        (Contract::Guide, EventIds::Session, "", "call_id"),
        (Contract::PbxJson, EventIds::Published, "", "sessionId"),
        (Contract::PbxJson, EventIds::Both, "call_id", "sessionId"),
        (Contract::PbxJson, EventIds::Uuid, "call_id", ""),
        (
            Contract::PbxJson,
            EventIds::PbxCallId,
            "call_id",
            "pbx_call_id",
        ),
        (
            Contract::Docs,
            EventIds::PbxCallId,
            "call_id",
            "pbx_call_id",
        ),
        (Contract::PbxJson, EventIds::Session, "", "sessionId"),
    ] {
        let workspace = told(contract, ids).await;
        let call = workspace.sim.calls()[0].clone();
        for received in workspace.receiver.received().iter().take(4) {
            let body = received.json();
            let fields = match contract {
                Contract::Docs => body["data"].clone(),
                Contract::Guide => body["payload"].clone(),
                Contract::Blog | Contract::PbxJson | Contract::PbxForm => body,
            };
            let holding = |id: &str| {
                let fields = fields.as_object().unwrap();
                let found = fields.iter().find(|(_, value)| **value == json!(id));
                found.map(|(name, _)| name.clone()).unwrap_or_default()
            };
            let found = (holding(&call.call_id), holding(&call.session_id));
            assert_eq!(
                found,
                (uuid.to_owned(), session.to_owned()),
                "{contract:?} {ids:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_withheld_number_is_empty_absent_or_a_word_in_every_contract() {
    for (contract, path) in [
        (Contract::Blog, "/from"),
        (Contract::Docs, "/data/from"),
        (Contract::Guide, "/payload/from"),
        (Contract::PbxJson, "/callerNumber"),
    ] {
        for (withheld, expected) in [
            (Withheld::Empty, Some("")),
            (Withheld::Absent, None),
            (Withheld::Word, Some("anonymous")),
        ] {
            let workspace = Workspace::open().await;
            workspace.sim.switch(|switches| {
                switches.contract = contract;
                switches.withheld = withheld;
            });
            let script = InboundScript::Missed(Missed::NoAnswer);
            workspace.sim.incoming_call("", script).await.unwrap();
            let body = workspace.receiver.received()[1].json();
            let found = body.pointer(path).map(|it| it.as_str().unwrap());
            assert_eq!(found, expected, "{contract:?} {withheld:?}");
        }
    }
}
