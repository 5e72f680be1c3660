//! Who may log in to Sendbird in a browser, with which token, and for how long.

use std::time::Duration;

use serde_json::{Value, json};
use simulators::sendbird::{Entry, LoginWithoutToken};

use crate::sendbird_sim::{Application, GUEST, NOW, check_client, inside};

fn login(application: &Application, user_id: &str, token: Option<&str>) -> Value {
    json!({"app_id": application.app_id, "user_id": user_id, "token": token})
}

#[tokio::test]
async fn a_session_token_or_the_permanent_one_logs_in() {
    let application = Application::open().await;
    let token = application.guest(GUEST).await;
    let reply = application
        .browser("authenticate", login(&application, GUEST, Some(&token)))
        .await;
    let user = json!({"user_id": GUEST, "nickname": "", "profile_url": "", "metadata": {}});
    assert_eq!((reply.status, reply.json()), (200, json!({"user": user})));
    assert_eq!(application.sim.users()[0]["has_ever_logged_in"], true);
    let path = format!("/v3/users/{GUEST}");
    let permanent = application
        .put(&path, json!({"issue_access_token": true}))
        .await;
    let permanent = permanent.json()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = login(&application, GUEST, Some(&permanent));
    assert_eq!(application.browser("authenticate", body).await.status, 200);
}

#[tokio::test]
async fn each_wrong_login_has_its_code() {
    let application = Application::open().await;
    let token = application.guest(GUEST).await;
    let other = application.guest("other").await;
    let (long, app) = ("x".repeat(81), application.app_id.clone());
    for (app_id, user_id, token, code) in [
        (app.as_str(), GUEST, Some("forged"), 400_302),
        (&app, GUEST, Some(""), 400_302),
        (&app, GUEST, Some(other.as_str()), 400_302),
        (&app, GUEST, None, 400_302),
        (&app, "nobody", Some(&token), 400_301),
        (&app, "", None, 400_301),
        (&app, &long, None, 400_305),
        (
            "885C2616-DBF8-4BDC-9178-4A1A662614E3",
            GUEST,
            Some(&token),
            400_304,
        ),
    ] {
        let body = json!({"app_id": app_id, "user_id": user_id, "token": token});
        check_client(&application.browser("authenticate", body).await, code);
    }
    let path = format!("/v3/users/{GUEST}");
    application.put(&path, json!({"is_active": false})).await;
    let body = login(&application, GUEST, Some(&token));
    check_client(&application.browser("authenticate", body).await, 400_300);
}

#[tokio::test]
async fn the_setting_decides_about_a_login_without_a_token() {
    let application = Application::open().await;
    application.user("known").await;
    let room = application.video_room().await;
    for (setting, known, unknown, enters) in [
        (
            LoginWithoutToken::Denied,
            Some(400_302),
            Some(400_301),
            Some(1_800_303),
        ),
        (
            LoginWithoutToken::ReadOnly,
            None,
            Some(400_301),
            Some(1_400_105),
        ),
        (LoginWithoutToken::ReadAndWrite, None, None, None),
    ] {
        application
            .sim
            .switch(|switches| switches.login_without_token = setting);
        let code = async |what: &str, body: Value| {
            let reply = application.browser(what, body).await;
            (reply.status != 200).then(|| reply.json()["code"].as_u64().unwrap())
        };
        let entry = json!({"user_id": "known", "room_id": room, "audio": true, "video": true});
        let found = [
            code("authenticate", login(&application, "known", None)).await,
            code("authenticate", login(&application, "unknown", None)).await,
            code("enter", entry).await,
        ];
        assert_eq!(found, [known, unknown, enters], "{setting:?}");
    }
    application.token("known").await;
    let body = login(&application, "known", None);
    check_client(&application.browser("authenticate", body).await, 400_302);
}

#[tokio::test]
async fn a_token_that_has_expired_or_was_revoked_opens_nothing_and_ends_nothing() {
    let application = Application::open().await;
    let room = application.video_room().await;
    application.visitor("early", &room).await;
    application.user(GUEST).await;
    let path = format!("/v3/users/{GUEST}/token");
    let short = json!({"expires_at": NOW + 60_000});
    let token = application.post(&path, short).await.json()["token"].clone();
    let token = token.as_str().unwrap();
    let fetch = json!({"user_id": GUEST, "token": token, "room_id": room});
    let fetched = application.browser("fetch", fetch.clone()).await;
    assert_eq!(inside(&fetched.json()["room"]), ["early"]);
    application
        .sim
        .enter(&Entry::new(GUEST, token, &room))
        .unwrap();
    application.sim.advance(Duration::from_mins(1));
    check_client(
        &application.browser("fetch", fetch.clone()).await,
        1_800_303,
    );
    check_client(&application.browser("delete", fetch).await, 1_800_303);
    let body = login(&application, GUEST, Some(token));
    check_client(&application.browser("authenticate", body).await, 400_302);
    application.delete(&path).await;
    assert_eq!(inside(&application.view(&room).await), ["early", GUEST]);
    application
        .sim
        .switch(|switches| switches.revocation_ends_calls = true);
    application.delete(&path).await;
    assert_eq!(inside(&application.view(&room).await), ["early"]);
}
