//! Rooms of Calls: making, viewing, listing and deleting them, and the refusals.

use std::time::Duration;

use serde_json::{Map, Value, json};
use simulators::sendbird::{Entry, LastPage, RoomDeleted, UnknownRoom};

use crate::sendbird_sim::{Application, GUEST, NOW, check_calls};

fn items(count: usize, key: usize, value: usize) -> Value {
    let item = |at: usize| (format!("{at:0key$}"), json!("é".repeat(value)));
    Value::Object((0..count).map(item).collect::<Map<_, _>>())
}

fn ids(list: &Value) -> Vec<String> {
    let rooms = list["rooms"].as_array().unwrap().iter();
    rooms
        .map(|room| room["room_id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_room_is_asked_for_by_type_and_shown_by_room_type_inside_room() {
    let application = Application::open().await;
    let custom = json!({"app": "switchboard", "ticket": "7"});
    let body = json!({"type": "small_room_for_video", "custom_items": custom});
    let reply = application.post("/v1/rooms", body).await;
    assert_eq!(reply.status, 200);
    let room = &reply.json()["room"];
    let id = room["room_id"].as_str().unwrap();
    assert_eq!(id.len(), 36);
    let expected = json!({
        "room_id": id,
        "room_type": "small_room_for_video",
        "state": "open",
        "created_at": NOW + 1_000,
        "updated_at": NOW + 1_000,
        "created_by": "",
        "deleted_by": "",
        "current_participants": [],
        "custom_items": custom
    });
    assert_eq!(room, &expected);
    assert_eq!(application.view(id).await, expected);
    let audio = json!({"type": "large_room_for_audio_only"});
    let audio = application.post("/v1/rooms", audio).await.json();
    assert_eq!(audio["room"]["room_type"], "large_room_for_audio_only");
    assert_eq!(audio["room"]["custom_items"], json!({}));
}

#[tokio::test]
async fn a_room_without_type_is_refused_otherwise_than_one_of_a_wrong_type() {
    let application = Application::open().await;
    for body in [json!({}), json!({"room_type": "small_room_for_video"})] {
        let reply = application.post("/v1/rooms", body).await;
        check_calls(&reply, 400, 400_111, "MISSING_PARAMS");
    }
    let video = "small_room_for_video";
    for body in [
        json!({"type": "video"}),
        json!({"type": 1}),
        json!({"type": video, "name": "a"}),
        json!({"type": video, "custom_items": null}),
        json!({"type": video, "custom_items": ["a"]}),
        json!({"type": video, "custom_items": {"ticket": 7}}),
        json!({"type": video, "custom_items": items(11, 1, 1)}),
        json!({"type": video, "custom_items": items(1, 129, 1)}),
        json!({"type": video, "custom_items": items(1, 1, 129)}),
        json!([]),
    ] {
        let reply = application.post("/v1/rooms", body).await;
        check_calls(&reply, 400, 400_100, "INVALID_PARAMS");
    }
    assert!(application.sim.rooms().is_empty());
    let most = json!({"type": video, "custom_items": items(10, 128, 128)});
    assert_eq!(application.post("/v1/rooms", most).await.status, 200);
}

#[tokio::test]
async fn an_unknown_room_is_refused_with_either_code() {
    let application = Application::open().await;
    for (switch, code, kind) in [
        (UnknownRoom::InvalidRoom, 1_400_126, "INVALID_ROOM"),
        (UnknownRoom::NotFound, 400_200, "NOT_FOUND"),
    ] {
        application
            .sim
            .switch(|switches| switches.unknown_room = switch);
        let path = "/v1/rooms/b1650746-e810-4aeb-ae2a-422d8a42523c";
        check_calls(&application.get(path).await, 400, code, kind);
        check_calls(&application.delete(path).await, 400, code, kind);
        let people = application.get(&format!("{path}/participants")).await;
        check_calls(&people, 400, code, kind);
    }
}

#[tokio::test]
async fn a_deleted_room_stays_deleted_and_puts_everybody_out() {
    let application = Application::open().await;
    let room = application.video_room().await;
    application.visitor(GUEST, &room).await;
    let path = format!("/v1/rooms/{room}");
    application.sim.advance(Duration::from_secs(30));
    let deleted = application.delete(&path).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    let view = application.view(&room).await;
    assert_eq!(
        (&view["state"], &view["deleted_by"]),
        (&json!("deleted"), &json!(""))
    );
    assert_eq!(view["current_participants"], json!([]));
    let people = application
        .get(&format!("{path}/participants"))
        .await
        .json();
    assert_eq!(people["participants"][0]["state"], "exited");
    assert_eq!(people["participants"][0]["duration"], 30);
    let again = application.delete(&path).await;
    check_calls(&again, 400, 1_400_126, "INVALID_ROOM");
    let token = application.token(GUEST).await;
    let entered = application.sim.enter(&Entry::new(GUEST, &token, &room));
    assert_eq!(entered.unwrap_err().code, 1_400_126);

    application.sim.switch(|switches| {
        switches.shows_deleted_rooms = false;
        switches.room_deleted = RoomDeleted::Object;
    });
    check_calls(
        &application.get(&path).await,
        400,
        1_400_126,
        "INVALID_ROOM",
    );
    let other = application.video_room().await;
    let deleted = application.delete(&format!("/v1/rooms/{other}")).await;
    assert_eq!((deleted.status, deleted.json()), (200, json!({})));
}

#[tokio::test]
async fn rooms_are_listed_newest_first_in_pages() {
    let application = Application::open().await;
    let mut made = Vec::new();
    for _ in 0..12 {
        made.insert(0, application.video_room().await);
    }
    let first = application.get("/v1/rooms").await.json();
    assert_eq!(ids(&first), made[..10]);
    let next = first["next"].as_str().unwrap();
    let newer = application.video_room().await;
    let second = application
        .get(&format!("/v1/rooms?next={next}"))
        .await
        .json();
    assert_eq!(ids(&second), made[10..]);
    assert_eq!(second["next"], "");
    let all = application.get("/v1/rooms?limit=13").await.json();
    assert_eq!(
        (ids(&all).len(), &ids(&all)[0], &all["next"]),
        (13, &newer, &json!(""))
    );
    let two = application.get("/v1/rooms?limit=2&next=").await.json();
    assert_eq!(ids(&two).len(), 2);
    application
        .sim
        .switch(|switches| switches.last_page = LastPage::Null);
    let all = application.get("/v1/rooms?limit=100").await.json();
    assert_eq!(all.get("next"), Some(&Value::Null));
    application
        .sim
        .switch(|switches| switches.last_page = LastPage::Absent);
    let all = application.get("/v1/rooms?limit=100").await.json();
    assert_eq!(all.get("next"), None);
}

#[tokio::test]
async fn rooms_are_filtered_by_type_state_ids_and_times() {
    let application = Application::open().await;
    let a = application.video_room().await;
    let b = application.room("large_room_for_audio_only").await;
    let c = application.video_room().await;
    application.delete(&format!("/v1/rooms/{a}")).await;
    for (query, expected) in [
        (String::new(), vec![&c, &b, &a]),
        ("type=all".to_owned(), vec![&c, &b, &a]),
        ("type=small_room_for_video".to_owned(), vec![&c, &a]),
        ("type=large_room_for_audio_only".to_owned(), vec![&b]),
        ("state=open".to_owned(), vec![&c, &b]),
        ("state=deleted".to_owned(), vec![&a]),
        (format!("room_id={b}"), vec![&b]),
        (format!("room_ids={a},{c}&state=open"), vec![&c]),
        (
            format!("created_at_start_date={}", NOW + 2_000),
            vec![&c, &b],
        ),
        (format!("created_at_end_date={}", NOW + 2_000), vec![&b, &a]),
    ] {
        application.sim.advance(Duration::from_secs(1));
        let list = application.get(&format!("/v1/rooms?{query}")).await.json();
        assert_eq!(ids(&list).iter().collect::<Vec<_>>(), expected, "{query}");
    }
}

#[tokio::test]
async fn wrong_parameters_of_a_list_are_refused() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let eleven = ["a"; 11].join(",");
    for query in [
        "limit=0",
        "limit=101",
        "limit=many",
        "next=bm90aGluZw",
        "type=video",
        "state=closed",
        "room_id=a&room_ids=b",
        &format!("room_ids={eleven}"),
        "created_at_start_date=yesterday",
        "page=1",
    ] {
        application.sim.advance(Duration::from_secs(1));
        let reply = application.get(&format!("/v1/rooms?{query}")).await;
        check_calls(&reply, 400, 400_100, "INVALID_PARAMS");
        let path = format!("/v1/rooms/{room}/participants?{query}");
        check_calls(
            &application.get(&path).await,
            400,
            400_100,
            "INVALID_PARAMS",
        );
    }
}

#[tokio::test]
async fn everybody_who_was_ever_in_a_room_is_listed_newest_first_in_pages() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let mut people = Vec::new();
    for name in ["a", "b", "c"] {
        people.insert(0, application.visitor(name, &room).await);
    }
    application.sim.leave(&people[1]).unwrap();
    let path = format!("/v1/rooms/{room}/participants");
    let first = application.get(&format!("{path}?limit=2")).await.json();
    let states = |list: &Value| {
        let list = list["participants"].as_array().unwrap().iter();
        list.map(|one| (one["participant_id"].clone(), one["state"].clone()))
            .collect::<Vec<_>>()
    };
    let (entered, exited) = (json!("entered"), json!("exited"));
    let expected = [
        (json!(people[0]), entered.clone()),
        (json!(people[1]), exited),
    ];
    assert_eq!(states(&first), expected);
    let next = first["next"].as_str().unwrap();
    let second = application
        .get(&format!("{path}?limit=2&next={next}"))
        .await
        .json();
    assert_eq!(states(&second), [(json!(people[2]), entered)]);
    assert_eq!(second["next"], "");
}
