//! Customers who write in their messengers, and agents who answer in Freshchat.

#![expect(
    clippy::indexing_slicing,
    reason = "a JSON value indexed by a name is null where there is none"
)]

use std::time::Duration;

use anyhow::Result;
use serde_json::Value;
use simulators::freshchat::Line;
use simulators::telegram::Words;

use crate::demo::stage::Stage;
use crate::world::{KAKAOTALK_CUSTOMER, TELEGRAM_CUSTOMER, VIBER_CUSTOMER};

/// Longer than the app's schedule waits between two runs.
const NEXT_RUN: Duration = Duration::from_mins(6);
/// How many runs the app may take until the messengers know its addresses.
const RUNS: usize = 3;

pub(super) async fn viber(stage: &mut Stage) -> Result<()> {
    stage
        .begin("A customer writes in Viber, and an agent answers in Freshchat")
        .await;
    connect(stage).await;
    let viber = stage.world.chat.viber.clone();
    viber.says(VIBER_CUSTOMER, "Where is my parcel?").await;
    stage.show().await;
    let conversation = arrived(stage, "viber", "Where is my parcel?");
    answer(stage, &conversation, "<p>On its way &amp; early</p>")?;
    stage.show().await;
    let inbox = viber.inbox(VIBER_CUSTOMER);
    let texts = inbox.iter().map(|message| message["text"].as_str());
    let has_answer = texts.eq([Some("On its way & early")]);
    stage.expect(
        "the customer gets the answer once, as plain text",
        has_answer,
    );
    let note = Line::note(&conversation, "A difficult customer");
    write(stage, note)?;
    stage.show().await;
    let is_kept = viber.inbox(VIBER_CUSTOMER).len() == inbox.len();
    stage.expect("a private note stays with the agents", is_kept);
    Ok(())
}

pub(super) async fn telegram(stage: &mut Stage) -> Result<()> {
    stage.begin("The same in Telegram").await;
    let telegram = stage.world.chat.telegram.clone();
    telegram
        .says(Words::new(TELEGRAM_CUSTOMER, "Are you open today?"))
        .await;
    stage.show().await;
    let conversation = arrived(stage, "telegram", "Are you open today?");
    answer(stage, &conversation, "Until six")?;
    stage.show().await;
    let inbox = telegram.inbox(TELEGRAM_CUSTOMER);
    let has_answer = inbox.len() == 1 && inbox.iter().all(|message| message["text"] == "Until six");
    stage.expect("the customer gets the answer once", has_answer);
    Ok(())
}

pub(super) async fn kakaotalk(stage: &mut Stage) -> Result<()> {
    stage.begin("The same in KakaoTalk").await;
    let happytalk = stage.world.chat.happytalk.clone();
    happytalk.says(KAKAOTALK_CUSTOMER, "안녕하세요").await;
    stage.show().await;
    let conversation = arrived(stage, "kakaotalk", "안녕하세요");
    answer(stage, &conversation, "무엇을 도와 드릴까요?")?;
    stage.show().await;
    let inbox = happytalk.inbox(KAKAOTALK_CUSTOMER);
    let is_answer = |message: &Value| message["message"] == "무엇을 도와 드릴까요?";
    let has_answer = inbox.len() == 1 && inbox.iter().all(is_answer);
    stage.expect("the customer gets the answer once", has_answer);
    Ok(())
}

pub(super) async fn unsubscribed(stage: &mut Stage) -> Result<()> {
    stage
        .begin("The customer leaves Viber, and the agent writes all the same")
        .await;
    let viber = stage.world.chat.viber.clone();
    viber.unsubscribe(VIBER_CUSTOMER).await;
    let before = viber.inbox(VIBER_CUSTOMER).len();
    let conversation = conversation_of(stage, "viber");
    let id = conversation["conversation_id"].as_str().unwrap_or_default();
    answer(stage, id, "Are you still there?")?;
    stage.show().await;
    let is_unheard = viber.inbox(VIBER_CUSTOMER).len() == before;
    stage.expect("the customer gets nothing", is_unheard);
    let conversation = conversation_of(stage, "viber");
    let last = conversation["messages"].as_array().and_then(|it| it.last());
    let is_told = last.is_some_and(|it| it["message_type"] == "private");
    stage.expect("the agent is told so in a private note", is_told);
    Ok(())
}

/// Waits until both messengers that can be told over the network know the app's addresses.
async fn connect(stage: &mut Stage) {
    let chat = stage.world.chat.clone();
    let is_connected = || chat.viber.webhook().is_some() && chat.telegram.webhook().is_some();
    for _ in 0..RUNS {
        if is_connected() {
            break;
        }
        stage.world.pass(NEXT_RUN).await;
        stage.world.settled().await;
    }
    stage.expect(
        "the app has told Viber and Telegram where to post",
        is_connected(),
    );
}

/// Expects a customer's message in Freshchat and tells the conversation's id.
fn arrived(stage: &mut Stage, channel: &str, text: &str) -> String {
    let conversation = conversation_of(stage, channel);
    let messages = conversation["messages"].as_array();
    let is_it = |message: &&Value| {
        message["actor_type"] == "user" && message["message_parts"][0]["text"]["content"] == text
    };
    let count = messages.into_iter().flatten().filter(is_it).count();
    stage.expect("the message arrives in Freshchat once", count == 1);
    let id = conversation["conversation_id"].as_str();
    id.unwrap_or_default().to_owned()
}

/// The conversation of the customer who came through a channel.
fn conversation_of(stage: &Stage, channel: &str) -> Value {
    let freshchat = &stage.world.chat.freshchat;
    let is_of_channel = |user: &Value| {
        let reference = user["reference_id"].as_str().unwrap_or_default();
        reference
            .split_once(':')
            .is_some_and(|(name, _)| name == channel)
    };
    let users = freshchat.users();
    let user = users.iter().find(|user| is_of_channel(user));
    let id = user.map(|user| user["id"].clone()).unwrap_or_default();
    let conversations = freshchat.conversations().into_iter();
    conversations
        .rev()
        .find(|it| it["user_id"] == id)
        .unwrap_or_default()
}

fn answer(stage: &Stage, conversation: &str, text: &str) -> Result<()> {
    write(stage, Line::new(conversation, text))
}

fn write(stage: &Stage, line: Line) -> Result<()> {
    let written = stage.world.chat.freshchat.write(line);
    written.map(drop).map_err(anyhow::Error::msg)
}
