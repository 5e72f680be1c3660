//! Users at Freshchat: how one is found by reference, made, changed, and which conversations one has.

use serde_json::{Value, json};
use simulators::freshchat::{ConversationOrder, Created};

use crate::freshchat_sim::{Account, REFERENCE, SERVICE, check, opening, text_of};
use crate::http::send;

#[tokio::test]
async fn a_user_is_found_by_a_reference_that_is_encoded_right() {
    let account = Account::open().await;
    let id = account.user(REFERENCE).await;
    let find = async |query: &str| account.get(&format!("users?{query}")).await.json();
    let found = find("reference_id=viber%3AaB3%2FxY%2B9kLmNoPqRsTuVwQ%3D%3D").await;
    assert_eq!(found["users"][0]["id"], json!(id));
    assert_eq!(found["pagination"]["total_pages"], 1);
    // An unencoded plus is a space.
    let missed = find("reference_id=viber:aB3/xY+9kLmNoPqRsTuVwQ==").await;
    assert_eq!(missed["users"], json!([]));
    let part = find("reference_id=viber").await;
    assert_eq!(part["users"], json!([]));
}

#[tokio::test]
async fn a_list_without_a_filter_and_one_with_an_unknown_filter_are_refused() {
    let account = Account::open().await;
    account.user(REFERENCE).await;
    for query in ["", "?page=1", "?phone=1", "?created_to=yesterday"] {
        let reply = account.get(&format!("users{query}")).await;
        check(&reply, 400, "INVALID_VALUE");
    }
    let all = account.get("users?created_to=2026-07-02T00:00:00Z").await;
    assert_eq!(all.json()["users"].as_array().unwrap().len(), 1);
    let none = account.get("users?created_from=2026-07-02T00:00:00Z").await;
    assert_eq!(none.json()["users"], json!([]));
}

#[tokio::test]
async fn a_phone_is_looked_for_under_another_name_than_it_has() {
    let account = Account::open().await;
    let body = json!({"phone": "+254700000001", "email": "j@example.com", "first_name": "Joan"});
    account.post("users", body).await;
    for (query, count) in [
        ("phone_no=%2B254700000001", 1),
        ("phone_no=+254700000001", 0),
        ("email=j@example.com", 1),
        ("first_name=Joan", 1),
        ("first_name=Jo", 0),
    ] {
        let reply = account.get(&format!("users?{query}")).await.json();
        assert_eq!(reply["users"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn a_user_is_made_viewed_changed_and_deleted() {
    let account = Account::open().await;
    let body = json!({
        "reference_id": "telegram:1",
        "first_name": "Joan",
        "avatar": {"url": "https://example.com/a.png"},
        "properties": [{"name": "channel", "value": "telegram"}]
    });
    let made = account.post("users", body.clone()).await.json();
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&made[name], value);
    }
    let path = format!("users/{}", text_of(&made, "id"));
    assert_eq!(account.get(&path).await.json(), made);
    let changed = account.put(&path, json!({"last_name": "Otieno"})).await;
    assert_eq!(changed.json()["last_name"], "Otieno");
    assert_eq!(changed.json()["first_name"], "Joan");
    let deleted = send(account.request("DELETE", &path)).await;
    check(&deleted, 202, "ACCEPTED");
    check(&account.get(&path).await, 404, "USER_NOT_FOUND");
    check(&account.put(&path, json!({})).await, 404, "USER_NOT_FOUND");
}

#[tokio::test]
async fn fields_that_a_user_does_not_have_are_refused() {
    let account = Account::open().await;
    for wrong in [
        json!({"name": "Joan"}),
        json!({"first_name": 1}),
        json!({"first_name": null}),
        json!({"properties": {"channel": "viber"}}),
        json!({"properties": [{"value": "viber"}]}),
        json!({"properties": [{"name": "a", "value": 1}]}),
        json!({"avatar": "https://example.com/a.png"}),
    ] {
        let reply = account.post("users", wrong.clone()).await;
        assert_eq!(reply.status, 400, "{wrong}");
    }
    assert!(account.sim.users().is_empty());
}

#[tokio::test]
async fn a_reference_may_be_had_twice_unless_the_account_is_strict() {
    let account = Account::open().await;
    assert_ne!(account.user(REFERENCE).await, account.user(REFERENCE).await);
    account
        .sim
        .switch(|switches| switches.unique_references = true);
    let again = account
        .post("users", json!({"reference_id": REFERENCE}))
        .await;
    check(&again, 409, "CONFLICT");
    let without = json!({"first_name": "Joan"});
    assert_eq!(account.post("users", without.clone()).await.status, 200);
    assert_eq!(account.post("users", without).await.status, 200);
}

#[tokio::test]
async fn a_creation_may_be_answered_with_201() {
    let account = Account::with(|config| config.switches.created = Created::Created).await;
    let reply = account.post("users", json!({})).await;
    assert_eq!(reply.status, 201);
    let user = text_of(&reply.json(), "id");
    let opened = account.post("conversations", opening(&user, "hi")).await;
    assert_eq!(opened.status, 201);
}

#[tokio::test]
async fn the_system_is_a_user_only_when_asked_for_one() {
    let account = Account::open().await;
    let plain = account.get(&format!("users/{SERVICE}")).await;
    check(&plain, 404, "USER_NOT_FOUND");
    let system = account
        .get(&format!("users/{SERVICE}?system_user=true"))
        .await;
    assert_eq!(system.json()["id"], SERVICE);
}

#[tokio::test]
async fn a_users_conversations_are_ids_in_any_order() {
    let account = Account::with(|config| config.switches.appends = false).await;
    let user = account.user(REFERENCE).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(json!({"id": account.conversation(&user).await}));
    }
    let path = format!("users/{user}/conversations");
    let list = async || account.get(&path).await.json()["conversations"].clone();
    let orders = [list().await, list().await, list().await];
    assert_ne!(orders[0], orders[1]);
    assert_ne!(orders[1], orders[2]);
    let set = |order| {
        account
            .sim
            .switch(|switches| switches.conversation_order = order);
    };
    set(ConversationOrder::OldestFirst);
    assert_eq!(list().await, Value::from(ids.clone()));
    set(ConversationOrder::NewestFirst);
    ids.reverse();
    assert_eq!(list().await, Value::from(ids));
    let page = account
        .get(&format!("{path}?items_per_page=2&page=2"))
        .await;
    assert_eq!(page.json()["conversations"].as_array().unwrap().len(), 1);
    check(
        &account.get("users/none/conversations").await,
        404,
        "USER_NOT_FOUND",
    );
}
