//! Users of Chat: what is taken, what is refused with which code, and what is shown.

use serde_json::{Value, json};

use crate::sendbird_sim::{Application, GUEST, check_chat, user};

fn patched(patch: &Value) -> Value {
    let mut body = user(GUEST);
    let fields = body.as_object_mut().unwrap();
    for (name, value) in patch.as_object().unwrap() {
        fields.insert(name.clone(), value.clone());
    }
    body
}

#[tokio::test]
async fn a_made_user_is_shown_with_every_documented_field_and_no_token() {
    let application = Application::open().await;
    let made = application.user(GUEST).await;
    let fields = "user_id nickname profile_url access_token created_at last_seen_at is_active \
        is_online has_ever_logged_in is_created is_hide_me_from_friends is_shadow_blocked \
        require_auth_for_profile_image discovery_keys preferred_languages metadata session_tokens \
        locale phone_number state unread_channel_count unread_message_count";
    for field in fields.split_whitespace() {
        assert!(made.get(field).is_some(), "{field}");
    }
    assert_eq!(made["access_token"], "");
    assert_eq!(made["created_at"], 1_782_893_701);
    let viewed = application.get(&format!("/v3/users/{GUEST}")).await;
    assert_eq!((viewed.status, viewed.json()), (200, made));
    let query = "include_unread_count=true&super_mode=all&custom_types=a";
    let viewed = application.get(&format!("/v3/users/{GUEST}?{query}")).await;
    assert_eq!(viewed.status, 200);
    for query in ["super_mode=some", "include_unread_count=1", "other=1"] {
        let viewed = application.get(&format!("/v3/users/{GUEST}?{query}")).await;
        check_chat(&viewed, 400, 400_111);
    }
}

#[tokio::test]
async fn each_of_the_three_fields_must_be_there_even_if_it_is_empty() {
    let application = Application::open().await;
    for name in ["user_id", "nickname", "profile_url"] {
        let mut body = user(GUEST);
        body.as_object_mut().unwrap().remove(name);
        check_chat(&application.post("/v3/users", body).await, 400, 400_105);
    }
    assert!(application.sim.users().is_empty());
}

#[tokio::test]
async fn fields_are_checked_one_by_one() {
    let application = Application::open().await;
    let texts = |count: usize, length: usize| {
        let item = |at| (format!("key{at}"), json!("x".repeat(length)));
        Value::Object((0..count).map(item).collect())
    };
    for (patch, code) in [
        (json!({"user_id": 304}), 400_100),
        (json!({"user_id": ""}), 400_151),
        (json!({"user_id": "a\u{0}"}), 400_151),
        (json!({"user_id": "x".repeat(81)}), 400_110),
        (json!({"nickname": null}), 400_100),
        (json!({"nickname": "x".repeat(81)}), 400_110),
        (json!({"profile_url": 1}), 400_100),
        (json!({"profile_url": "x".repeat(2_049)}), 400_110),
        (json!({"issue_access_token": "true"}), 400_104),
        (json!({"metadata": []}), 400_103),
        (json!({"metadata": {"a": 1}}), 400_100),
        (json!({"metadata": {"a,b": ""}}), 400_151),
        (json!({"metadata": {"x".repeat(129): ""}}), 400_110),
        (json!({"metadata": texts(1, 191)}), 400_110),
        (json!({"metadata": texts(6, 1)}), 400_203),
        (json!({"discovery_keys": "a"}), 400_102),
        (json!({"discovery_keys": [1]}), 400_100),
        (json!({"nick": "a"}), 400_111),
    ] {
        let reply = application.post("/v3/users", patched(&patch)).await;
        check_chat(&reply, 400, code);
    }
    assert!(application.sim.users().is_empty());
    let longest = json!({
        "user_id": "x".repeat(80), "nickname": "é".repeat(80), "profile_url": "x".repeat(2_048),
        "metadata": texts(5, 190), "discovery_keys": ["a"], "issue_access_token": true
    });
    let reply = application.post("/v3/users", patched(&longest)).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(reply.json()["access_token"].as_str().unwrap().len(), 40);
}

#[tokio::test]
async fn a_user_that_exists_is_refused_with_400202_and_one_that_does_not_with_400201() {
    let application = Application::open().await;
    application.user(GUEST).await;
    let again = application.post("/v3/users", user(GUEST)).await;
    check_chat(&again, 400, 400_202);
    check_chat(&application.get("/v3/users/nobody").await, 400, 400_201);
    let changed = application.put("/v3/users/nobody", json!({})).await;
    check_chat(&changed, 400, 400_201);
    check_chat(&application.delete("/v3/users/nobody").await, 400, 400_201);
}

#[tokio::test]
async fn a_user_is_changed_and_deleted() {
    let application = Application::open().await;
    application.user("a/b").await;
    let path = "/v3/users/a%2Fb";
    let change = json!({"nickname": "Wanjiku", "issue_access_token": true, "is_active": false});
    let changed = application.put(path, change).await.json();
    assert_eq!(changed["nickname"], "Wanjiku");
    assert_eq!(changed["is_active"], false);
    assert_eq!(changed["access_token"].as_str().unwrap().len(), 40);
    let wrong = application.put(path, json!({"user_id": "b"})).await;
    check_chat(&wrong, 400, 400_111);
    let listed = application.sim.users();
    assert_eq!(listed[0]["nickname"], "Wanjiku");
    assert_eq!(listed[0].get("access_token"), None);
    assert_eq!(application.delete(path).await.status, 200);
    check_chat(&application.get(path).await, 400, 400_201);
}
