//! People in rooms: entering, connecting, switching, leaving, and the library's codes when they cannot.

use std::time::Duration;

use serde_json::json;
use simulators::sendbird::{Entry, Media};

use crate::http::{client, send};
use crate::sendbird_sim::{Application, GUEST, NOW, check_client, id_of, inside};

#[tokio::test]
async fn whoever_enters_is_seen_by_the_api_until_leaving() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let token = application.guest(GUEST).await;
    let entry = json!({
        "user_id": GUEST, "token": token, "room_id": room, "audio": true, "video": false,
        "client_id": "tab-1"
    });
    let entered = application.browser("enter", entry.clone()).await;
    assert_eq!(entered.status, 200, "{entered:?}");
    let entered = entered.json();
    let id = id_of(&entered["participant"]);
    let now = NOW + 3_000;
    let expected = json!({
        "room_id": room,
        "participant_id": id,
        "client_id": "tab-1",
        "user": {"user_id": GUEST, "nickname": "", "profile_url": "", "metadata": {}},
        "state": "entered",
        "entered_at": now,
        "connected_at": null,
        "exited_at": null,
        "updated_at": now,
        "duration": null,
        "is_audio_on": true,
        "is_video_on": false
    });
    assert_eq!(entered["participant"], expected);
    assert_eq!(entered["room"], application.view(&room).await);
    assert_eq!(entered["room"]["current_participants"], json!([expected]));
    check_client(&application.browser("enter", entry).await, 1_400_122);

    application.sim.advance(Duration::from_secs(2));
    let own = json!({"participant_id": id});
    let connected = application.browser("connect", own.clone()).await.json();
    assert_eq!(connected["participant"]["state"], "connected");
    assert_eq!(connected["participant"]["connected_at"], now + 2_000);
    let media = json!({"participant_id": id, "audio": false, "video": true});
    let switched = application.browser("media", media).await.json()["participant"].clone();
    assert_eq!(switched["is_audio_on"], false);
    assert_eq!(switched["is_video_on"], true);
    assert_eq!(
        application.view(&room).await["current_participants"],
        json!([switched])
    );

    application.sim.advance(Duration::from_secs(58));
    let left = application.browser("leave", own.clone()).await.json()["participant"].clone();
    assert_eq!(
        (&left["state"], &left["duration"]),
        (&json!("exited"), &json!(60))
    );
    assert_eq!(
        application.view(&room).await["current_participants"],
        json!([])
    );
    for what in ["leave", "connect", "media"] {
        check_client(&application.browser(what, own.clone()).await, 1_800_702);
        let nobody = json!({"participant_id": "nobody"});
        check_client(&application.browser(what, nobody).await, 1_400_121);
    }
}

#[tokio::test]
async fn a_video_room_takes_six_and_an_audio_room_a_hundred_without_pictures() {
    let application = Application::open().await;
    let token = application.guest(GUEST).await;
    for (kind, places, has_video) in [
        ("small_room_for_video", 6, true),
        ("large_room_for_audio_only", 100, false),
    ] {
        let room = application.room(kind).await;
        let enter = || application.sim.enter(&Entry::new(GUEST, &token, &room));
        let first = enter().unwrap();
        assert_eq!(first["is_video_on"], has_video);
        for _ in 1..places {
            enter().unwrap();
        }
        assert_eq!(enter().unwrap_err().code, 1_400_120);
        let media = Media {
            audio: None,
            video: Some(true),
        };
        let switched = application.sim.set_media(&id_of(&first), media).unwrap();
        assert_eq!(switched["is_video_on"], has_video);
        application.sim.leave(&id_of(&first)).unwrap();
        assert!(enter().is_ok());
    }
}

#[tokio::test]
async fn kicking_siblings_makes_room_for_the_same_user_only() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let token = application.guest(GUEST).await;
    let other = application.guest("other").await;
    let kicking = |user_id: &str, token: &str| Entry {
        kick_siblings: true,
        ..Entry::new(user_id, token, &room)
    };
    for _ in 0..6 {
        application
            .sim
            .enter(&Entry::new(GUEST, &token, &room))
            .unwrap();
    }
    let refused = application.sim.enter(&kicking("other", &other));
    assert_eq!(refused.unwrap_err().code, 1_400_120);
    application.sim.enter(&kicking(GUEST, &token)).unwrap();
    assert_eq!(inside(&application.view(&room).await), [GUEST]);
    application.sim.enter(&kicking("other", &other)).unwrap();
    assert_eq!(inside(&application.view(&room).await), [GUEST, "other"]);
}

#[tokio::test]
async fn a_room_that_is_unknown_or_deleted_cannot_be_entered() {
    let application = Application::open().await;
    let token = application.guest(GUEST).await;
    let room = application.video_room().await;
    let body = |room: &str| json!({"user_id": GUEST, "token": token, "room_id": room});
    let unknown = "b1650746-e810-4aeb-ae2a-422d8a42523c";
    check_client(
        &application.browser("fetch", body(unknown)).await,
        1_400_126,
    );
    check_client(
        &application.browser("delete", body(unknown)).await,
        1_400_126,
    );
    let entered = application.sim.enter(&Entry::new(GUEST, &token, unknown));
    assert_eq!(entered.unwrap_err().code, 1_400_126);

    application
        .sim
        .switch(|switches| switches.clients_delete_rooms = false);
    check_client(&application.browser("delete", body(&room)).await, 1_400_105);
    application
        .sim
        .switch(|switches| switches.clients_delete_rooms = true);
    let deleted = application.browser("delete", body(&room)).await.json();
    assert_eq!(deleted["room"]["deleted_by"], GUEST);
    check_client(&application.browser("delete", body(&room)).await, 1_400_126);
    let fetched = application.browser("fetch", body(&room)).await.json();
    assert_eq!(fetched["room"]["state"], "deleted");
    application
        .sim
        .switch(|switches| switches.shows_deleted_rooms = false);
    check_client(&application.browser("fetch", body(&room)).await, 1_400_126);
}

#[tokio::test]
async fn pages_of_every_origin_may_play_the_library_and_nothing_else() {
    let application = Application::open().await;
    let address = application.sim.base_url();
    let preflight = async |path: &str| {
        let url = format!("{address}/_sim/{path}");
        let request = client().request("OPTIONS".parse().unwrap(), url);
        let request = request
            .header("origin", "http://localhost:5173")
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        send(request).await
    };
    for path in [
        "authenticate",
        "fetch",
        "enter",
        "connect",
        "media",
        "leave",
        "delete",
    ] {
        let reply = preflight(&format!("client/{path}")).await;
        assert_eq!(reply.status, 200, "{path}");
        let allowed = ["origin", "methods", "headers"].map(|what| {
            reply
                .header(&format!("access-control-allow-{what}"))
                .unwrap()
        });
        assert_eq!(allowed, ["*", "*", "*"], "{path}");
    }
    let refused = application
        .browser("leave", json!({"participant_id": "nobody"}))
        .await;
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        preflight("rooms")
            .await
            .header("access-control-allow-origin"),
        None
    );
}
