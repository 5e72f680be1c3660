//! What was said as a chat window shows it: both sides in order, in the same shape for every vendor.

use serde_json::{Value, json};
use simulators::freshchat::{Line, Writer};
use simulators::telegram::{Attachment, Words};

use crate::freshchat_sim::{Account, REFERENCE};
use crate::happytalk_sim::{Channel, text};
use crate::http::{client, send};
use crate::{happytalk_sim, telegram_sim, viber_sim};

async fn threads(base_url: &str) -> Vec<Value> {
    let reply = send(client().get(format!("{base_url}/_sim/threads"))).await;
    reply.json().as_array().unwrap().clone()
}

/// Checks the lines of a thread as `who: text link`.
#[track_caller]
fn check(thread: &Value, state: &str, expected: &[&str]) {
    assert_eq!(thread["state"], state);
    let lines = thread["lines"].as_array().unwrap().iter();
    let shown = lines.map(|line| {
        let mut words = vec![format!("{}:", line["by"].as_str().unwrap())];
        words.extend((line["private"] == true).then(|| "(private)".to_owned()));
        words.push(line["text"].as_str().unwrap().to_owned());
        words.extend(line["link"].as_str().map(str::to_owned));
        words.join(" ")
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_window_of_viber_shows_both_sides() {
    let bot = viber_sim::Bot::met().await;
    let picture = json!({"type": "picture", "media": "https://example.com/a.png", "text": "Look"});
    bot.sim
        .sends(viber_sim::JOAN, picture.clone())
        .await
        .unwrap();
    bot.send(json!({"type": "text", "text": "Hello"})).await;
    let place = json!({"type": "location", "location": {"lat": -1.5, "lon": 36.8}});
    bot.send(place).await;
    let threads = threads(bot.sim.base_url()).await;
    check(
        &threads[0],
        "subscribed",
        &[
            "customer: Jambo",
            "customer: [picture] Look https://example.com/a.png",
            "agent: Hello",
            "agent: [location] -1.5, 36.8",
        ],
    );
    assert_eq!(threads[0]["lines"][2]["name"], "Demo shop");
    check(&threads[1], "not subscribed", &[]);
}

#[tokio::test]
async fn a_window_of_telegram_shows_both_sides() {
    let bot = telegram_sim::Bot::met().await;
    let attachment = Attachment {
        kind: "document".to_owned(),
        name: Some("invoice.pdf".to_owned()),
        mime_type: None,
        content: "x".to_owned(),
    };
    let words = Words {
        attachment: Some(attachment),
        ..Words::new(telegram_sim::JOAN, "Wrong address")
    };
    bot.sim.says(words).await.unwrap();
    let photo = json!({"chat_id": telegram_sim::JOAN, "photo": "https://example.com/a.png"});
    bot.post("sendPhoto", photo).await;
    bot.sim.blocks(telegram_sim::JOAN, true).await.unwrap();
    let threads = threads(bot.sim.base_url()).await;
    check(
        &threads[0],
        "blocked",
        &[
            "customer: Jambo",
            "customer: [document] invoice.pdf, Wrong address",
            "agent: [photo] https://example.com/a.png",
        ],
    );
    assert_eq!(threads[0]["id"], telegram_sim::JOAN.to_string());
    check(&threads[1], "not started", &[]);
}

#[tokio::test]
async fn a_window_of_kakaotalk_shows_both_sides() {
    let channel = Channel::met().await;
    let photo = "https://example.com/a.png";
    channel.sim.sends(happytalk_sim::JOAN, "photo", photo).await;
    channel.write("/v1/chat/write", "1", text("Hello")).await;
    let threads = threads(channel.sim.base_url()).await;
    check(
        &threads[0],
        "session open",
        &[
            "customer: 안녕하세요",
            "customer: [photo] https://example.com/a.png",
            "agent: Hello",
        ],
    );
    check(&threads[1], "no session", &[]);
}

#[tokio::test]
async fn an_inbox_shows_who_wrote_and_what_is_private() {
    let account = Account::open().await;
    let (_, conversation) = account.customer().await;
    let note = Line::note(&conversation, "Ask the driver");
    account.sim.write(note).unwrap();
    account
        .sim
        .write(Line::new(&conversation, "On its way"))
        .unwrap();
    let image = json!({"image": {"url": "https://example.com/a.png"}});
    let shown = Line::new(&conversation, "").by(Writer::Bot).with(&[image]);
    account.sim.write(shown).unwrap();
    let threads = threads(account.sim.base_url()).await;
    check(
        &threads[0],
        "assigned",
        &[
            "customer: Jambo",
            "agent: (private) Ask the driver",
            "system: Conversation is assigned",
            "agent: On its way",
            "bot: [image] https://example.com/a.png",
        ],
    );
    assert_eq!(threads[0]["about"], REFERENCE);
    assert_eq!(threads[0]["lines"][1]["name"], "Amina Wanjiru");
}
