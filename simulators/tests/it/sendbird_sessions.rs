//! Session tokens of Chat: their form and length of life, what revokes them, and the refusals.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use simulators::sendbird::{Entry, Revoked};

use crate::http::send;
use crate::sendbird_sim::{Application, GUEST, NOW, check_chat};

const PATH: &str = "/v3/users/service_user_304/token";

fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn an_expiry_is_asked_for_in_milliseconds_and_cut_to_the_seconds_inside_the_token() {
    let application = Application::open().await;
    application.user(GUEST).await;
    let asked = json!({"expires_at": NOW + 3_600_999});
    let reply = application.post(PATH, asked).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let body = reply.json();
    assert_eq!(body["expires_at"], NOW + 3_600_000);
    let token = body["token"].as_str().unwrap();
    assert!((119..=168).contains(&token.len()), "{}", token.len());
    let expected = json!({"u": 304_000_001, "v": 1, "e": NOW / 1000 + 3_600});
    assert_eq!(payload(token), expected);
    assert_eq!(body.as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn a_token_is_good_for_a_week_when_nobody_says() {
    let application = Application::open().await;
    application.user(GUEST).await;
    let empty = |request: RequestBuilder| request;
    let object = |request: RequestBuilder| request.json(&json!({}));
    let week = NOW + 1_000 + 7 * 24 * 3_600_000;
    for body in [empty as fn(RequestBuilder) -> RequestBuilder, object] {
        let reply = send(body(application.request("POST", PATH))).await;
        assert_eq!(reply.json()["expires_at"], week, "{reply:?}");
    }
}

#[tokio::test]
async fn an_expiry_that_is_past_or_no_number_is_refused() {
    let application = Application::open().await;
    application.user(GUEST).await;
    for wrong in [
        json!(NOW - 1),
        json!(NOW / 1000 + 3_600),
        json!(-1),
        json!(0),
        json!(1.5e12),
        json!("1782897300000"),
        json!(null),
    ] {
        let reply = application.post(PATH, json!({"expires_at": wrong})).await;
        check_chat(&reply, 400, 400_111);
    }
    let other = application.post(PATH, json!({"expiry": 1})).await;
    check_chat(&other, 400, 400_111);
    let broken = application.request("POST", PATH).body("{");
    check_chat(&send(broken).await, 400, 400_403);
}

#[tokio::test]
async fn a_user_who_is_missing_or_deactivated_gets_no_token() {
    let application = Application::open().await;
    let missing = application.post(PATH, json!({})).await;
    check_chat(&missing, 400, 400_201);
    assert_eq!(missing.json()["message"], "\"User\" not found.");
    check_chat(&application.delete(PATH).await, 400, 400_201);
    application.user(GUEST).await;
    let user = format!("/v3/users/{GUEST}");
    application.put(&user, json!({"is_active": false})).await;
    check_chat(&application.post(PATH, json!({})).await, 400, 400_300);
}

#[tokio::test]
async fn a_new_token_leaves_the_old_one_alive_and_a_revocation_kills_both() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let old = application.guest(GUEST).await;
    let new = application.token(GUEST).await;
    assert_ne!(old, new);
    let enter = |token: &str| application.sim.enter(&Entry::new(GUEST, token, &room));
    assert!(enter(&old).is_ok() && enter(&new).is_ok());
    let revoked = application.delete(PATH).await;
    assert_eq!((revoked.status, revoked.text.as_str()), (200, ""));
    for token in [&old, &new] {
        assert_eq!(enter(token).unwrap_err().code, 1_800_303);
    }
    let fresh = application.token(GUEST).await;
    assert!(enter(&fresh).is_ok());
    application
        .sim
        .switch(|switches| switches.revoked = Revoked::NoContent);
    assert_eq!(application.delete(PATH).await.status, 204);
}

#[tokio::test]
async fn a_user_made_again_under_an_old_id_is_somebody_else_for_old_tokens() {
    let application = Application::open().await;
    let room = application.video_room().await;
    let old = application.guest(GUEST).await;
    application.delete(&format!("/v3/users/{GUEST}")).await;
    application.user(GUEST).await;
    let entered = application.sim.enter(&Entry::new(GUEST, &old, &room));
    assert_eq!(entered.unwrap_err().code, 1_800_303);
}

#[tokio::test]
async fn a_lost_creation_leaves_the_user_that_somebody_else_made() {
    let application = Application::open().await;
    application
        .sim
        .switch(|switches| switches.loses_creations = true);
    check_chat(&application.post(PATH, json!({})).await, 400, 400_201);
    let made = application
        .post("/v3/users", crate::sendbird_sim::user(GUEST))
        .await;
    check_chat(&made, 400, 400_202);
    assert_eq!(application.post(PATH, json!({})).await.status, 200);
}
