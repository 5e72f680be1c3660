//! Product events of Freshchat: what is told to apps, in which order, and how they disagree with themselves.

use serde_json::{Value, json};
use simulators::Fault;
use simulators::freshchat::{EventActor, Line, Writer};

use crate::freshchat_sim::{AMINA, Account, INBOX, REFERENCE, SERVICE, message};

fn said(event: &Value) -> &Value {
    &event["message"]["messages"][0]
}

#[tokio::test]
async fn every_message_is_told_also_those_that_an_app_posted_itself() {
    let (account, receiver) = Account::telling().await;
    let (user, id) = account.customer().await;
    account.says(&id, &user, "again").await;
    account
        .sim
        .write(Line::new(&id, "<p>Hello :smile:</p>"))
        .unwrap();
    account
        .sim
        .write(Line::note(&id, "a difficult one"))
        .unwrap();
    let events = account.told_as("onMessageCreate").await;
    let told = events.iter().map(|event| {
        let message = said(event);
        (
            message["actor_type"].as_str().unwrap(),
            message["message_type"].as_str().unwrap(),
        )
    });
    let expected = [
        ("user", "normal"),
        ("user", "normal"),
        ("system", "system"),
        ("agent", "normal"),
        ("agent", "private"),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let posts = receiver.at("/event/product/onMessageCreate");
    assert_eq!(posts[0].json(), events[0]);
}

#[tokio::test]
async fn an_event_names_actor_topic_agent_and_user_and_has_the_message_in_the_conversation() {
    let (account, _receiver) = Account::telling().await;
    let (user, id) = account.customer().await;
    account.sim.write(Line::new(&id, "Hello")).unwrap();
    let events = account.told_as("onMessageCreate").await;
    let event = events.last().unwrap();
    assert_eq!(
        (&event["actor"]["type"], &event["actor"]["id"]),
        (&json!("agent"), &json!(AMINA))
    );
    let around = &event["associations"];
    assert_eq!(around["user"]["reference_id"], REFERENCE);
    assert_eq!(around["channel"]["id"], INBOX);
    assert_eq!(around["agent"]["first_name"], "Amina");
    assert_eq!(around["label_category"], json!({}));
    let conversation = &event["message"];
    assert_eq!(conversation["conversation_id"], json!(id));
    assert_eq!(conversation["user_id"], json!(user));
    assert_eq!(conversation["source"], "WEBCHAT");
    assert!(conversation.get("message_parts").is_none());
    let message = said(event);
    assert_eq!(
        message["message_parts"],
        json!([{"text": {"content": "Hello"}}])
    );
    assert_eq!(message["message_source"], "web");
    assert_eq!(message["is_agent_first_response"], true);
    assert_eq!(said(&events[0])["is_first_message"], true);
}

#[tokio::test]
async fn bots_and_the_system_say_who_really_acted() {
    let (account, _receiver) = Account::telling().await;
    let (_, id) = account.customer().await;
    let path = format!("conversations/{id}/messages");
    let body = json!({"actor_type": "bot", "message_parts": [{"text": {"content": "x"}}]});
    account.post(&path, body).await;
    for writer in [Writer::Bot, Writer::System, Writer::User] {
        account.sim.write(Line::new(&id, "x").by(writer)).unwrap();
    }
    let events = account.told_as("onMessageCreate").await;
    let actors = events[1..].iter().map(|event| {
        let actor = &event["actor"];
        (
            actor["type"].as_str().unwrap(),
            actor["sub_entity"].as_str().unwrap_or_default(),
        )
    });
    let expected = [
        ("system", "hallway_bot"),
        ("bot", "freddy_bot"),
        ("system", "auto_resolve"),
        ("user", ""),
    ];
    assert_eq!(actors.collect::<Vec<_>>(), expected);
    assert_eq!(events[1]["actor"]["id"], SERVICE);
    assert_eq!(said(&events[3])["message_type"], "system");
}

#[tokio::test]
async fn a_new_conversation_and_its_changes_are_told() {
    let (account, _receiver) = Account::telling().await;
    let (user, id) = account.customer().await;
    account.sim.write(Line::new(&id, "Hello")).unwrap();
    account.sim.resolve(&id).unwrap();
    account.says(&id, &user, "back").await;
    let opened = account.told_as("onConversationCreate").await;
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0]["conversation"]["conversation_id"], json!(id));
    assert_eq!(opened[0]["actor"]["type"], "user");
    let updates = account.told_as("onConversationUpdate").await;
    let changes = updates.iter().map(|it| &it["changes"]["model_changes"]);
    assert_eq!(
        changes.collect::<Vec<_>>(),
        [
            &json!({"status": ["new", "assigned"], "assigned_agent_id": [null, AMINA]}),
            &json!({"status": ["assigned", "resolved"]}),
            &json!({"status": ["resolved", "new"], "assigned_agent_id": [AMINA, null]}),
        ]
    );
    let lines = updates.iter().map(|it| &it["conversation"]["messages"][0]);
    let marks = lines.map(|line| line["meta_data"].clone());
    let expected = [
        Value::Null,
        json!({"isResolved": true}),
        json!({"isReopen": true}),
    ];
    assert_eq!(marks.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn lines_of_the_system_are_told_as_messages_only_if_the_account_does_so() {
    let (account, _receiver) = Account::telling().await;
    let (_, id) = account.customer().await;
    account.sim.resolve(&id).unwrap();
    assert_eq!(account.told_as("onMessageCreate").await.len(), 2);
    account.sim.switch(|switches| switches.system_lines = false);
    account.sim.write(Line::new(&id, "x")).unwrap();
    assert_eq!(account.told_as("onMessageCreate").await.len(), 3);
}

#[tokio::test]
async fn a_message_may_name_nobody_or_somebody_else_than_its_event() {
    let (account, _receiver) = Account::telling().await;
    let (user, id) = account.customer().await;
    let set = |actor| account.sim.switch(|switches| switches.event_actor = actor);
    set(EventActor::Absent);
    account.says(&id, &user, "x").await;
    set(EventActor::Disagrees);
    account.says(&id, &user, "x").await;
    let events = account.told_as("onMessageCreate").await;
    assert!(said(&events[1]).get("actor_type").is_none());
    assert!(said(&events[1]).get("actor_id").is_none());
    assert_eq!(events[1]["actor"]["type"], "user");
    assert_eq!(said(&events[2])["actor_type"], "user");
    assert_eq!(events[2]["actor"]["type"], "agent");
}

#[tokio::test]
async fn events_may_come_twice_with_nulls_and_files_without_addresses() {
    let (account, _receiver) = Account::telling().await;
    let (_, id) = account.customer().await;
    account.sim.switch(|switches| {
        switches.copies = 2;
        switches.null_parts = true;
        switches.files_without_url = 1;
        switches.system_lines = false;
    });
    let file = json!({"name": "a.pdf", "url": "https://example.com/a.pdf"});
    let line = Line::new(&id, "").with(&[json!({"file": file})]);
    account.sim.write(line).unwrap();
    let events = account.told_as("onMessageCreate").await;
    assert_eq!(events[1], events[2]);
    assert_eq!(
        said(&events[1])["message_parts"],
        json!([{"file": {"name": "a.pdf"}, "text": null, "image": null}])
    );
}

#[tokio::test]
async fn a_bots_note_may_be_marked_instead_of_private_and_a_welcome_may_be_a_dot() {
    let (account, _receiver) = Account::telling().await;
    account
        .sim
        .switch(|switches| switches.welcome = Some(".".to_owned()));
    let (_, id) = account.customer().await;
    let note = Line {
        bots_private_note: true,
        ..Line::new(&id, "Summary").by(Writer::Bot)
    };
    account.sim.write(note).unwrap();
    let events = account.told_as("onMessageCreate").await;
    let welcome = said(&events[1]);
    assert_eq!(
        (&welcome["actor_type"], &welcome["message_type"]),
        (&json!("system"), &json!("normal"))
    );
    assert_eq!(welcome["message_parts"][0]["text"]["content"], ".");
    let note = said(&events[2]);
    assert_eq!(
        (&note["message_type"], &note["botsPrivateNote"]),
        (&json!("normal"), &json!(true))
    );
}

#[tokio::test]
async fn users_and_agents_who_come_and_go_are_told() {
    let (account, _receiver) = Account::telling().await;
    let user = account.user(REFERENCE).await;
    account
        .put(&format!("users/{user}"), json!({"first_name": "Joan"}))
        .await;
    let made = account.told_as("onUserCreate").await;
    assert_eq!(made[0]["user"]["reference_id"], REFERENCE);
    let changed = account.told_as("onUserUpdate").await;
    assert_eq!(
        changed[0]["changes"]["model_changes"],
        json!({"first_name": [null, "Joan"]})
    );
    let order = json!({"id": AMINA, "available": true});
    assert_eq!(
        account
            .control("POST", "availability", Some(order))
            .await
            .status,
        204
    );
    let there = account.told_as("onAgentActivityCreate").await;
    assert_eq!(there[0]["agent"]["status"], "ACTIVE");
}

#[tokio::test]
async fn a_lost_answer_is_told_and_a_refused_message_is_not() {
    let (account, _receiver) = Account::telling().await;
    let (user, id) = account.customer().await;
    let path = format!("conversations/{id}/messages");
    account.post(&path, json!({})).await;
    account
        .sim
        .fail_next("POST /v2/conversations/*/messages", Fault::DropAfter);
    let lost = account.request("POST", &path).json(&message(&user, "x"));
    assert!(lost.send().await.is_err());
    assert_eq!(account.told_as("onMessageCreate").await.len(), 2);
}
