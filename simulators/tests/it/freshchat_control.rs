//! The control interface of the Freshchat simulator, which needs no token, and its kept tables.

use serde_json::json;
use simulators::freshchat::Line;

use crate::freshchat_sim::{Account, BRIAN, check, text_of};

#[tokio::test]
async fn an_agent_is_played_over_http() {
    let account = Account::open().await;
    let (_, id) = account.customer().await;
    let line = json!({"conversation_id": id, "agent_id": BRIAN, "text": "Hello"});
    let written = account.control("POST", "write", Some(line)).await.json();
    assert_eq!(
        (&written["actor_type"], &written["actor_id"]),
        (&json!("agent"), &json!(BRIAN))
    );
    let note = json!({"conversation_id": id, "text": "n", "private": true});
    let note = account.control("POST", "write", Some(note)).await.json();
    assert_eq!(note["message_type"], "private");
    let resolved = json!({"conversation_id": id});
    assert_eq!(
        account
            .control("POST", "resolve", Some(resolved))
            .await
            .status,
        204
    );
    let state = json!({"conversation_id": id, "fields": {"assigned_agent_id": "none"}});
    check(
        &account.control("POST", "state", Some(state)).await,
        404,
        "AGENT_NOT_FOUND",
    );
    let unknown = json!({"conversation_id": "none", "text": "x"});
    check(
        &account.control("POST", "write", Some(unknown)).await,
        404,
        "CONVERSATION_NOT_FOUND",
    );
    let shown = account.control("GET", "conversations", None).await.json();
    assert_eq!(shown, json!(account.sim.conversations()));
    assert_eq!(shown[0]["status"], "resolved");
    let users = account.control("GET", "users", None).await.json();
    assert_eq!(users, json!(account.sim.users()));
}

#[tokio::test]
async fn faults_switches_time_and_what_happened_are_had_over_http() {
    let account = Account::open().await;
    let fault = json!({"matcher": "GET /v2/channels", "fault": "status", "status": 500});
    account.control("POST", "fail", Some(fault.clone())).await;
    assert_eq!(account.get("channels").await.status, 500);
    account.control("POST", "fail", Some(fault)).await;
    account.control("DELETE", "fail", None).await;
    assert_eq!(account.get("channels").await.status, 200);
    let patch = json!({"requests_a_minute": 0});
    let switches = account
        .control("POST", "switches", Some(patch))
        .await
        .json();
    assert_eq!(switches["requests_a_minute"], 0);
    assert_eq!(
        account.control("GET", "switches", None).await.json(),
        switches
    );
    let wrong = json!({"nothing": true});
    assert_eq!(
        account
            .control("POST", "switches", Some(wrong))
            .await
            .status,
        400
    );
    assert_eq!(account.get("channels").await.status, 429);
    let minute = json!({"seconds": 60});
    assert_eq!(
        account
            .control("POST", "advance", Some(minute))
            .await
            .status,
        204
    );
    let requests = account.control("GET", "requests", None).await.json();
    assert_eq!(requests.as_array().unwrap().len(), 3);
    let transcript = account.control("GET", "transcript", None).await.json();
    assert_eq!(
        transcript,
        json!(["refused GET /v2/channels: 429 Too many requests"])
    );
    let told = account.control("GET", "product_events", None).await.json();
    assert_eq!(told, json!([]));
}

#[tokio::test]
async fn a_restarted_account_knows_its_users_and_what_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Account::with(|config| config.state = Some(folder.path().to_owned()));
    let before = {
        let account = open().await;
        let (_, id) = account.customer().await;
        account.sim.write(Line::new(&id, "Hello")).unwrap();
        (
            account.sim.users(),
            account.sim.conversations(),
            account.sim.transcript(),
        )
    };
    let account = open().await;
    let after = (
        account.sim.users(),
        account.sim.conversations(),
        account.sim.transcript(),
    );
    assert_eq!(before, after);
    let (user, id) = (
        text_of(&after.0[0], "id"),
        text_of(&after.1[0], "conversation_id"),
    );
    assert_eq!(account.says(&id, &user, "back").await.status, 200);
}
