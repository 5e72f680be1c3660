//! Web calls in memory: who gets into which room, and that no page decides it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use switchboard::app;
use switchboard::host::Host as _;

use crate::executor::{interleave_with_crashes, run};
use crate::native::Native;
use crate::scenario::Seal;

const AMINA: &str = "67013469919";
const PAGE: &str = "https://call.example.com/join";

/// What web calls need beside the demo parameters.
pub(crate) fn parameters() -> Map<String, Value> {
    let parameters = json!({
        "systems": ["Voice", "Web call"], "sendbird_app_id": "885C2616-DBF8-4BDC-9178-4A1A662614E3",
        "sendbird_api_token": "sendbird-token", "webcall_page_url": PAGE,
    });
    parameters.as_object().unwrap().clone()
}

/// An app with web calls, and a ticket of a customer's.
fn installed(changes: Value) -> Native {
    let mut parameters = parameters();
    parameters.extend(serde_json::from_value::<Map<String, Value>>(changes).unwrap());
    let native = Native::install(&parameters);
    let missed = json!({
        "event": "call.failed", "call_id": "c-1", "from": "+254712345678", "direction": "inbound",
    });
    run(native.webhook(&missed, Seal::Right));
    native.forget_costs();
    native
}

fn ask(native: &Native, function: &str, arguments: &Value) -> Value {
    native.invoke(function, arguments);
    native.answers().last().unwrap().clone()
}

fn build(native: &Native) -> Value {
    ask(
        native,
        "buildBackupGroupCallUrl",
        &json!({"ticket_id": "1"}),
    )
}

/// What an open link tells the page.
fn read(url: &Value) -> Value {
    let secret = url.as_str().unwrap().strip_prefix(PAGE).unwrap();
    let text = URL_SAFE_NO_PAD.decode(secret.strip_prefix("#p=").unwrap());
    serde_json::from_slice(&text.unwrap()).unwrap()
}

fn requests(native: &Native) -> Value {
    let requests = native.outcome()["requests"].clone();
    native.forget_costs();
    requests
}

#[test]
fn the_tickets_requester_gets_a_link_and_a_user_only_if_there_was_none() {
    let native = installed(json!({}));
    let told = build(&native);
    let outcome = native.outcome();
    assert_eq!(
        (&outcome["requests"], &outcome["store_operations"]),
        (
            &json!({"viewTicket": 1, "issueToken": 2, "createUser": 1, "createRoom": 1}),
            &json!(2)
        )
    );
    let link = read(&told["url"]);
    let user = "service_user_9001";
    let until = native.now().plus_seconds(3600).millis();
    assert_eq!(
        link,
        json!({
            "app_id": "885C2616-DBF8-4BDC-9178-4A1A662614E3", "room_id": told["room_id"], "service_user_id": user,
            "creds": {"token": link["creds"]["token"], "expires_at": until}, "room_type": "small_room_for_video",
        })
    );
    assert_eq!(told["service_user_id"], user);
    assert_eq!(
        (&told["expires_at"], &told["reused"]),
        (&json!(until), &json!(false))
    );
    native.forget_costs();

    let again = build(&native);
    assert_eq!(native.outcome()["store_operations"], 1);
    assert_eq!(
        requests(&native),
        json!({"viewTicket": 1, "viewRoom": 1, "issueToken": 1})
    );
    assert_eq!(
        (&again["room_id"], &again["reused"]),
        (&told["room_id"], &json!(true))
    );
}

#[test]
fn a_room_that_is_nearly_over_makes_way_for_a_new_one() {
    let native = installed(json!({}));
    let first = build(&native);
    native.wait(51 * 60);
    native.forget_costs();
    let second = build(&native);
    let outcome = native.outcome();
    let spent: u64 = outcome["requests"]
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!((spent, &outcome["store_operations"]), (5, &json!(4)));
    assert_ne!(first["room_id"], second["room_id"]);
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 1);
}

#[test]
fn what_a_page_says_of_users_and_rooms_means_nothing() {
    let native = installed(json!({}));
    let forged = json!({
        "ticket_id": "1", "userId": "admin", "user_id": "admin", "service_user_id": "admin", "room_id": "r", "app_id": "x",
    });
    let told = ask(&native, "buildBackupGroupCallUrl", &forged);
    assert_eq!(told["service_user_id"], "service_user_9001");
    let mut forged = forged;
    forged["agent_id"] = json!(AMINA);
    let credentials = ask(&native, "getAgentsSendbirdCreds", &forged);
    assert_eq!(credentials["room_id"], told["room_id"]);
    let user = credentials["user_id"].as_str().unwrap();
    assert!(user.starts_with("host_1_") && user.len() == 15, "{user}");
    let link = read(&credentials["url"]);
    assert_eq!(
        (&link["host"], &link["service_user_id"]),
        (&json!(true), &json!(user))
    );
    assert_eq!(link["creds"], credentials["creds"]);
}

#[test]
fn a_sealed_link_tells_only_its_kind_and_its_expiry() {
    let native = installed(json!({"webcall_password": "always"}));
    let told = build(&native);
    let password = told["password"].as_str().unwrap();
    assert_eq!(password.len(), 14);
    let url = told["url"].as_str().unwrap();
    let sealed = url.strip_prefix(&format!("{PAGE}#e=")).unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(sealed).unwrap();
    assert_eq!(bytes[..6], [1, 1, 0, 9, 39, 192]);
    let until = told["expires_at"].as_u64().unwrap();
    assert_eq!(bytes[6..14], until.to_be_bytes());
    assert!(!url.contains("service_user"));
}

#[test]
fn agents_join_only_while_the_tickets_room_is_open() {
    let native = installed(json!({}));
    let join = json!({"ticket_id": "1", "agent_id": AMINA});
    let refused = ask(&native, "getAgentsSendbirdCreds", &join);
    assert_eq!(refused["status"], 404, "{refused}");
    build(&native);
    let one = ask(&native, "getAgentsSendbirdCreds", &join);
    let two = ask(
        &native,
        "getAgentsSendbirdCreds",
        &json!({"ticket_id": "1", "agent_id": "2"}),
    );
    assert_ne!(one["user_id"], two["user_id"]);
    native.wait(3601);
    assert_eq!(ask(&native, "getAgentsSendbirdCreds", &join)["status"], 404);
}

#[test]
fn a_web_call_is_listed_with_who_is_in_it_and_ended_for_all() {
    let native = installed(json!({}));
    let list = || ask(&native, "listWebCalls", &json!({"ticket_id": "1"}));
    assert_eq!(list(), json!({"calls": []}));
    let told = build(&native);
    native.vendors(|vendors| {
        vendors.sendbird.rooms[0].people = vec![
            json!({"user": {"user_id": "service_user_9001"}, "state": "connected", "entered_at": 5, "is_audio_on": true}),
            json!({"user": {"user_id": "host_1_abcdefgh"}, "state": "entered", "is_video_on": true}),
        ];
    });
    assert_eq!(
        list()["calls"][0]["people"],
        json!([
            {"is_host": false, "state": "connected", "since": 5, "sound": true, "video": false},
            {"is_host": true, "state": "entered", "sound": false, "video": true},
        ])
    );
    let end = |room: &Value| {
        ask(
            &native,
            "revokeWebCall",
            &json!({"ticket_id": "1", "room_id": room}),
        )
    };
    assert_eq!(end(&json!("another"))["status"], 404);
    assert_eq!(end(&told["room_id"]), json!({"room_id": told["room_id"]}));
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 0);
    let revoked = native.vendors(|vendors| vendors.sendbird.revoked.clone());
    assert_eq!(revoked, ["service_user_9001"]);
    assert_eq!(list(), json!({"calls": []}));
    assert_eq!(end(&told["room_id"])["status"], 404);
}

#[test]
fn a_ticket_gives_no_way_into_the_room_of_another() {
    let native = installed(json!({}));
    let missed = json!({
        "event": "call.failed", "call_id": "c-2", "from": "+254733999888", "direction": "inbound",
    });
    run(native.webhook(&missed, Seal::Right));
    let (one, other) = (
        build(&native),
        ask(
            &native,
            "buildBackupGroupCallUrl",
            &json!({"ticket_id": "2"}),
        ),
    );
    assert_ne!(one["service_user_id"], other["service_user_id"]);
    let crossed = json!({"ticket_id": "1", "room_id": other["room_id"], "agent_id": AMINA});
    assert_eq!(ask(&native, "revokeWebCall", &crossed)["status"], 404);
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 2);
    let credentials = ask(&native, "getAgentsSendbirdCreds", &crossed);
    assert_eq!(credentials["room_id"], one["room_id"]);
}

#[test]
fn a_room_that_ended_elsewhere_is_neither_offered_nor_joined() {
    let native = installed(json!({}));
    build(&native);
    native.wait(30);
    native.vendors(|vendors| vendors.sendbird.rooms[0].open = false);
    let join = json!({"ticket_id": "1", "agent_id": AMINA});
    assert_eq!(ask(&native, "getAgentsSendbirdCreds", &join)["status"], 404);
    assert_eq!(build(&native)["reused"], false);
    native.vendors(|vendors| vendors.sendbird.rooms[1].open = false);
    let list = ask(&native, "listWebCalls", &json!({"ticket_id": "1"}));
    assert_eq!(list, json!({"calls": []}));
}

#[test]
fn the_shortest_links_share_a_room_too() {
    let native = installed(json!({"webcall_link_minutes": "5"}));
    let first = build(&native);
    native.wait(120);
    assert_eq!(build(&native)["room_id"], first["room_id"]);
}

#[test]
fn tokens_that_could_not_be_revoked_are_tried_again() {
    let native = installed(json!({}));
    let told = build(&native);
    native.refuse_next("revokeTokens", 503, "");
    let end = json!({"ticket_id": "1", "room_id": told["room_id"]});
    assert_eq!(ask(&native, "revokeWebCall", &end)["status"], 503);
    assert_eq!(
        ask(&native, "revokeWebCall", &end)["room_id"],
        told["room_id"]
    );
    let revoked = native.vendors(|vendors| vendors.sendbird.revoked.len());
    assert_eq!(revoked, 1);
}

#[test]
fn a_ticket_in_the_bin_gets_no_link() {
    let native = installed(json!({}));
    native.vendors(|vendors| vendors.tickets[0].gone = true);
    assert_eq!(build(&native)["status"], 409);
}

#[test]
fn whatever_stands_on_other_rooms_stale_ones_are_cleared_away() {
    let native = installed(json!({"webcall_link_minutes": "5"}));
    build(&native);
    native.vendors(|vendors| {
        vendors.sendbird.rooms[0].items["expires_at"] = json!("99999999999999999");
        vendors.sendbird.oddities = [
            json!({"custom_items": null}),
            json!({"custom_items": {"app": true}}),
            json!({"custom_items": {"ticket": {}}}),
            json!({"current_participants": null}),
            json!({"current_participants": [{"user": null, "is_audio_on": null, "entered_at": 1.5}]}),
            json!(7),
        ]
        .into_iter()
        .map(|mut room| {
            if room.is_object() {
                room["room_id"] = json!("r");
            }
            room
        })
        .collect();
    });
    for _ in 0..160 {
        native.wait(301);
    }
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 0);
}

#[test]
fn rooms_whose_links_have_expired_are_cleared_away() {
    let native = installed(json!({"webcall_link_minutes": "30"}));
    build(&native);
    for _ in 0..5 {
        native.wait(301);
    }
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 1);
    for _ in 0..5 {
        native.wait(301);
    }
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 0);
}

#[test]
fn agents_who_create_a_link_at_once_meet_in_one_room() {
    for seed in 0..200 {
        let native = installed(json!({}));
        native.pausing.set(true);
        let mut random = fastrand::Rng::with_seed(seed);
        let clicks = (0..3).map(|agent| {
            let native = &native;
            let minutes = [5, 60, 720][agent];
            let payload = native.payload(json!({"ticket_id": "1", "minutes": minutes}));
            Box::pin(async move {
                let told = app::build_url(native, &payload).await.unwrap();
                let link = read(&json!(told.url));
                assert_eq!(
                    link["creds"]["expires_at"],
                    told.expires_at.millis() / 1000 * 1000
                );
                native.log(&format!("room {}", told.room_id));
            }) as std::pin::Pin<Box<dyn Future<Output = ()>>>
        });
        interleave_with_crashes(clicks.collect(), &mut random, 0);
        let lines = native.log_lines();
        let mut rooms: Vec<&String> = lines
            .iter()
            .filter(|line| line.starts_with("room "))
            .collect();
        rooms.dedup();
        assert_eq!(rooms.len(), 1, "seed {seed}: {lines:#?}");
        assert_eq!(
            native.vendors(|vendors| vendors.sendbird.open_rooms()),
            1,
            "seed {seed}"
        );
    }
}

#[track_caller]
fn check_told(template: &'static str, status: u16, body: &Value, sentence: &str) {
    let native = installed(json!({}));
    native.refuse_next(template, status, &body.to_string());
    let told = build(&native);
    assert!(
        told["message"].as_str().unwrap().contains(sentence),
        "{told}"
    );
    assert_eq!(native.vendors(|vendors| vendors.sendbird.open_rooms()), 0);
}

#[test]
fn refusals_are_told_apart_by_their_code_and_by_who_refuses() {
    let code = |code: u32| json!({"message": "x", "error": true, "code": code});
    check_told("issueToken", 400, &code(400_401), "API token");
    check_told("issueToken", 400, &code(400_302), "refused this");
    check_told("issueToken", 429, &code(500_910), "too many requests");
    check_told("issueToken", 400, &code(500_910), "too many requests");
    check_told("issueToken", 500, &code(500_901), "did not answer");
    check_told("createUser", 400, &code(400_306), "plan");
    check_told("createRoom", 401, &code(401_121), "API token");
    check_told("createRoom", 401, &code(401_120), "not switched on");
    check_told("createRoom", 400, &code(400_800), "not switched on");
    check_told("createRoom", 429, &code(429_100), "too many requests");
    check_told("createRoom", 400, &code(400_201), "refused this");
    check_told("createRoom", 502, &json!("<html>"), "did not answer");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let native = installed(json!({}));
    for (arguments, status) in [
        (json!({}), 400),
        (json!({"ticket_id": "x"}), 400),
        (json!({"ticket_id": "-1"}), 400),
        (json!({"ticket_id": "1", "minutes": 4}), 400),
        (json!({"ticket_id": "1", "minutes": "soon"}), 400),
        (json!({"ticket_id": "1", "minutes": 721}), 400),
        (json!({"ticket_id": "1", "minutes": 1e300}), 400),
        (json!({"ticket_id": "1", "password": "yes"}), 400),
        (json!({"ticket_id": "99"}), 404),
    ] {
        let told = ask(&native, "buildBackupGroupCallUrl", &arguments);
        assert_eq!(told["status"], status, "{arguments}: {told}");
    }
    assert_eq!(native.vendors(|vendors| vendors.sendbird.rooms.len()), 0);
    let off = Native::install(&Map::new());
    let told = ask(&off, "listWebCalls", &json!({"ticket_id": "1"}));
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .starts_with("Web calls are off"),
        "{told}"
    );
}

#[test]
fn neither_links_nor_passwords_nor_tokens_are_logged() {
    let native = installed(json!({}));
    let plain = build(&native);
    let sealed = ask(
        &native,
        "buildBackupGroupCallUrl",
        &json!({"ticket_id": "1", "password": true}),
    );
    let credentials = ask(
        &native,
        "getAgentsSendbirdCreds",
        &json!({"ticket_id": "1", "agent_id": AMINA}),
    );
    let log = native.log_lines().join("\n");
    for secret in [
        &plain["url"],
        &sealed["password"],
        &sealed["url"],
        &plain["room_id"],
        &credentials["creds"]["token"],
    ] {
        assert!(!log.contains(secret.as_str().unwrap()), "{log}");
    }
}
