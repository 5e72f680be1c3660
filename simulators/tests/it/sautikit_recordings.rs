//! Recordings: what asking for one answers, and who may fetch it.

use reqwest::Url;
use serde_json::json;
use simulators::sautikit::{InboundScript, RecordingMode};

use crate::http::{Reply, client, send};
use crate::sautikit_sim::{AGENT, Workspace};

async fn recorded() -> (Workspace, String) {
    let workspace = Workspace::open().await;
    let script = InboundScript::Completed {
        by: AGENT.to_owned(),
        duration_seconds: 74,
        recorded: true,
    };
    let call = workspace.incoming(script).await;
    let path = format!("calls/{call}/recording");
    (workspace, path)
}

/// Fetches from the simulator what the vendor's storage would serve.
async fn fetch(workspace: &Workspace, location: &str, key: Option<&str>) -> Reply {
    let wanted = Url::parse(location).unwrap();
    let mut url = Url::parse(workspace.sim.base_url()).unwrap();
    url.set_path(wanted.path());
    url.set_query(wanted.query());
    let request = client().get(url);
    send(match key {
        Some(key) => request.header("authorization", key),
        None => request,
    })
    .await
}

#[tokio::test]
async fn a_presigned_address_works_for_a_quarter_of_an_hour() {
    let (workspace, path) = recorded().await;
    let location = workspace.get(&path).await;
    let location = location.header("location").unwrap();
    let reply = fetch(&workspace, location, None).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("audio/mpeg"))
    );
    workspace.advance(900).await;
    assert_eq!(fetch(&workspace, location, None).await.status, 200);
    workspace.advance(1).await;
    assert_eq!(fetch(&workspace, location, None).await.status, 403);
    let again = workspace.get(&path).await;
    let fresh = again.header("location").unwrap();
    assert_eq!(fetch(&workspace, fresh, None).await.status, 200);
}

#[tokio::test]
async fn a_presigned_address_wants_its_signature_and_no_key() {
    let (workspace, path) = recorded().await;
    let location = workspace.get(&path).await;
    let location = location.header("location").unwrap();
    let key = Some("Bearer demo-sautikit-key");
    assert_eq!(fetch(&workspace, location, key).await.status, 400);
    let forged = location.replace("HD_", "HD_0");
    assert_eq!(fetch(&workspace, &forged, None).await.status, 403);
    let bare = location.split('?').next().unwrap();
    assert_eq!(fetch(&workspace, bare, None).await.status, 403);
}

#[tokio::test]
async fn a_pending_recording_may_say_nothing_of_when_to_come_back() {
    let (workspace, path) = recorded().await;
    workspace
        .sim
        .switch(|switches| switches.recording = RecordingMode::PendingUntold);
    let reply = workspace.get(&path).await;
    assert_eq!(
        (reply.status, reply.json()),
        (202, json!({"status": "pending"}))
    );
}

#[tokio::test]
async fn a_recording_is_asked_for_by_either_id() {
    let (workspace, _) = recorded().await;
    let call = workspace.sim.calls()[0].clone();
    for id in [call.call_id, call.session_id] {
        let reply = workspace.get(&format!("calls/{id}/recording")).await;
        assert_eq!(reply.status, 302, "{id}");
    }
}
