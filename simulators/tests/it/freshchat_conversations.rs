//! Conversations at Freshchat: opening, appending, states, and which cannot be written to any more.

use serde_json::json;
use simulators::freshchat::{Line, Stale};

use crate::freshchat_sim::{AMINA, Account, INBOX, REFERENCE, check, message, opening, text_of};

#[tokio::test]
async fn a_conversation_is_opened_with_its_first_message() {
    let account = Account::open().await;
    let user = account.user(REFERENCE).await;
    let mut body = opening(&user, "Jambo");
    body["properties"] = json!({"priority": "High"});
    body["app_id"] = json!("a0000000-0000-4000-8000-000000000001");
    let reply = account.post("conversations", body).await.json();
    assert_eq!(reply["channel_id"], INBOX);
    assert_eq!(reply["status"], "new");
    assert_eq!(reply["users"], json!([{"id": user}]));
    let said = &reply["messages"][0];
    assert_eq!(
        said["message_parts"],
        json!([{"text": {"content": "Jambo"}}])
    );
    assert_eq!(said["actor_type"], "user");
    assert_eq!(said["message_source"], "api");
    let id = text_of(&reply, "conversation_id");
    let view = account.get(&format!("conversations/{id}")).await.json();
    assert_eq!(view["user_id"], json!(user));
    assert_eq!(view["properties"]["priority"], "High");
}

#[tokio::test]
async fn a_conversation_has_two_ids_of_which_one_opens_nothing() {
    let account = Account::open().await;
    let user = account.user(REFERENCE).await;
    let reply = account
        .post("conversations", opening(&user, "hi"))
        .await
        .json();
    let number = text_of(&reply, "freshchat_conversation_id");
    assert!(number.parse::<u64>().is_ok());
    let viewed = account.get(&format!("conversations/{number}")).await;
    check(&viewed, 404, "CONVERSATION_NOT_FOUND");
    let said = account.says(&number, &user, "hi").await;
    check(&said, 404, "CONVERSATION_NOT_FOUND");
    account.sim.switch(|switches| switches.numeric_ids = false);
    let reply = account
        .post("conversations", opening(&user, "hi"))
        .await
        .json();
    assert!(reply.get("freshchat_conversation_id").is_none());
}

#[tokio::test]
async fn an_open_conversation_on_the_topic_is_appended_to_unless_the_account_opens_another() {
    let account = Account::open().await;
    let (user, first) = account.customer().await;
    let again = account
        .post("conversations", opening(&user, "more"))
        .await
        .json();
    assert_eq!(again["conversation_id"], json!(first));
    assert_eq!(again["messages"].as_array().unwrap().len(), 1);
    assert_eq!(
        again["messages"][0]["message_parts"][0]["text"]["content"],
        "more"
    );
    account.sim.resolve(&first).unwrap();
    assert_ne!(account.conversation(&user).await, first);
    account.sim.switch(|switches| switches.appends = false);
    account.conversation(&user).await;
    assert_eq!(account.sim.conversations().len(), 3);
}

#[tokio::test]
async fn what_is_wrong_with_a_new_conversation_is_refused_and_leaves_nothing() {
    let account = Account::open().await;
    let user = account.user(REFERENCE).await;
    let right = opening(&user, "hi");
    let changed = |name: &str, value| {
        let mut body = right.clone();
        body[name] = value;
        body
    };
    for (wrong, status) in [
        (changed("users", json!([])), 400),
        (changed("users", json!([{"id": "none"}])), 404),
        (changed("channel_id", json!("none")), 404),
        (changed("messages", json!([])), 400),
        (changed("messages", json!([message("other", "hi")])), 400),
        (changed("status", json!("reopened")), 400),
        (changed("app_id", json!("other")), 400),
        (changed("assigned_agent_id", json!("none")), 404),
        (changed("assigned_group_id", json!("none")), 404),
        (changed("properties", json!({"priority": "low"})), 400),
        (changed("topic", json!("x")), 400),
    ] {
        let reply = account.post("conversations", wrong.clone()).await;
        assert_eq!(reply.status, status, "{wrong} {reply:?}");
    }
    for missing in ["users", "channel_id", "messages"] {
        let mut wrong = right.clone();
        wrong.as_object_mut().unwrap().remove(missing);
        check(
            &account.post("conversations", wrong).await,
            400,
            "INVALID_VALUE",
        );
    }
    assert!(account.sim.conversations().is_empty());
    account.sim.switch(|switches| switches.needs_app_id = true);
    check(
        &account.post("conversations", right).await,
        400,
        "INVALID_VALUE",
    );
}

#[tokio::test]
async fn states_are_changed_by_five_names_and_never_by_properties_alone() {
    let account = Account::open().await;
    let (_, id) = account.customer().await;
    let path = format!("conversations/{id}");
    for status in [
        "assigned",
        "waiting on customer",
        "waiting on internal team",
        "resolved",
        "new",
    ] {
        let body = json!({"status": status, "assigned_agent_id": AMINA});
        assert_eq!(account.put(&path, body).await.json()["status"], status);
    }
    let alone = account
        .put(&path, json!({"properties": {"priority": "Low"}}))
        .await;
    check(&alone, 400, "INVALID_VALUE");
    assert_eq!(alone.json()["message"], "Conversation payload not valid");
    for wrong in ["reopened", "reopen", "open", "waiting_on_customer"] {
        let reply = account.put(&path, json!({"status": wrong})).await;
        check(&reply, 400, "INVALID_VALUE");
    }
    let unknown = account
        .put("conversations/none", json!({"status": "new"}))
        .await;
    check(&unknown, 404, "CONVERSATION_NOT_FOUND");
    let fields = account.get("conversations/fields").await.json();
    assert_eq!(fields[0]["name"], "priority");
}

#[tokio::test]
async fn which_conversations_are_stale_differs_by_account() {
    // Each account: (older resolved, older open, latest resolved).
    for (stale, expected) in [
        (Stale::ResolvedWithNewer, [400, 200, 200]),
        (Stale::AnyOlder, [400, 400, 200]),
        (Stale::AnyResolved, [400, 200, 400]),
    ] {
        let account = Account::with(|config| {
            config.switches.appends = false;
            config.switches.stale = stale;
        })
        .await;
        let user = account.user(REFERENCE).await;
        let resolved = account.conversation(&user).await;
        let open = account.conversation(&user).await;
        let latest = account.conversation(&user).await;
        account.sim.resolve(&resolved).unwrap();
        account.sim.resolve(&latest).unwrap();
        let mut statuses = Vec::new();
        for id in [&resolved, &open, &latest] {
            let reply = account.says(id, &user, "hi").await;
            if reply.status == 400 {
                let message = text_of(&reply.json(), "message");
                assert!(message.contains("not the latest conversation"));
            }
            statuses.push(reply.status);
        }
        assert_eq!(statuses, expected, "{stale:?}");
    }
}

#[tokio::test]
async fn a_customer_who_writes_again_opens_a_resolved_conversation() {
    let account = Account::open().await;
    let (user, id) = account.customer().await;
    account.sim.write(Line::new(&id, "Hello")).unwrap();
    let view = async || account.get(&format!("conversations/{id}")).await.json();
    let taken = view().await;
    assert_eq!(
        (&taken["status"], &taken["assigned_agent_id"]),
        (&json!("assigned"), &json!(AMINA))
    );
    account.sim.resolve(&id).unwrap();
    assert_eq!(view().await["status"], "resolved");
    account.says(&id, &user, "One more thing").await;
    let open = view().await;
    assert_eq!(open["status"], "new");
    assert!(open.get("assigned_agent_id").is_none());
}
