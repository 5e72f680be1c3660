//! The control interface of the Sendbird simulator, which needs no key.

use serde_json::json;

use crate::sendbird_sim::{Application, GUEST, check_calls};

#[tokio::test]
async fn users_rooms_requests_and_what_happened_are_shown() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let visitor = application.visitor(GUEST, &room).await;
    application.sim.leave(&visitor).unwrap();
    application.get("/v1/rooms/unknown").await;
    let users = application.control("GET", "users", None).await.json();
    assert_eq!(users, json!(application.sim.users()));
    assert_eq!(users[0]["ever_had_token"], true);
    let rooms = application.control("GET", "rooms", None).await.json();
    assert_eq!(rooms, json!(application.sim.rooms()));
    assert_eq!(rooms[0]["participants"][0]["state"], "exited");
    let requests = application.control("GET", "requests", None).await.json();
    assert_eq!(requests.as_array().unwrap().len(), 4);
    let transcript = application.control("GET", "transcript", None).await.json();
    assert_eq!(transcript, json!(application.sim.transcript()));
    let lines = [
        format!("room {room} was made"),
        format!("user {GUEST} was made"),
        format!("user {GUEST} got a session token"),
        format!("{GUEST} entered room {room}"),
        format!("{GUEST} left room {room}"),
        "refused GET /v1/rooms/unknown: 400 1400126, There is no such room.".to_owned(),
    ];
    assert_eq!(transcript, json!(lines));
}

#[tokio::test]
async fn faults_switches_and_time_are_set_over_http() {
    let application = Application::open().await;
    let fault = json!({"matcher": "GET /v1/rooms", "fault": "status", "status": 500});
    assert_eq!(
        application
            .control("POST", "fail", Some(fault.clone()))
            .await
            .status,
        204
    );
    assert_eq!(application.get("/v1/rooms").await.status, 500);
    application.control("POST", "fail", Some(fault)).await;
    assert_eq!(
        application.control("DELETE", "fail", None).await.status,
        204
    );
    assert_eq!(application.get("/v1/rooms").await.status, 200);

    let patch = json!({"calls": "not_enabled", "plan": "mau_25k"});
    let switches = application
        .control("POST", "switches", Some(patch))
        .await
        .json();
    assert_eq!(switches["plan"], "mau_25k");
    assert_eq!(
        application.control("GET", "switches", None).await.json(),
        switches
    );
    check_calls(
        &application.get("/v1/rooms").await,
        401,
        401_120,
        "NOT_ALLOWED",
    );
    for wrong in [json!({"calls": "perhaps"}), json!({"nothing": true})] {
        assert_eq!(
            application
                .control("POST", "switches", Some(wrong))
                .await
                .status,
            400
        );
    }

    let hour = application
        .control("POST", "advance", Some(json!({"seconds": 3_600})))
        .await;
    assert_eq!(hour.status, 204);
    let made = application.user(GUEST).await;
    assert_eq!(made["created_at"], 1_782_893_701 + 3_600);
}
