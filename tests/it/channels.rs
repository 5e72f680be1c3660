//! Channels in memory: what customers write reaches Freshchat once and in order, and what agents answer reaches them.

use serde_json::{Map, Value, json};
use switchboard::host::Host as _;

use crate::chat::{Arrived, TOPIC};
use crate::executor::{interleave, run};
use crate::native::Native;

/// A Viber id has what addresses need encoded.
pub(crate) const VIBER: &str = "aB3/xY+9kLmNoPqRsTuVwQ==";
pub(crate) const TELEGRAM: &str = "4503599627370495";
pub(crate) const KAKAO: &str = "kakao_user-1";
const SENDER_KEY: &str = "0123456789abcdef0123456789abcdef01234567";

/// What channels need beside the demo parameters.
pub(crate) fn parameters() -> Map<String, Value> {
    let parameters = json!({
        "systems": ["Viber", "KakaoTalk", "Telegram"],
        "freshchat_host": "demo-chat.freshchat.com", "freshchat_api_token": "demo-freshchat-token",
        "viber_auth_token": "4453b6ac1-demo-viber-token-4453b6ac1",
        "telegram_bot_token": "123456789:AAdemoTelegramToken_0123456789-abcd",
        "happytalk_host": "kakao-api.happytalk.io", "happytalk_version": "v1",
        "happytalk_client_id": "demo-happytalk-client", "happytalk_client_secret": "demo-happytalk-secret",
        "happytalk_sender_key": SENDER_KEY,
    });
    parameters.as_object().unwrap().clone()
}

pub(crate) fn installed() -> Native {
    Native::install(&parameters())
}

/// A customer's message as the channel posts it; `number` tells it from the customer's others.
pub(crate) fn posted(channel: &str, number: i64, text: &str) -> Value {
    match channel {
        "viber" => json!({
            "event": "message", "timestamp": 1_795_410_000_000_i64 + number, "message_token": 5_741_311_803_571_721_087_u64,
            "sender": {"id": VIBER, "name": "Njeri"}, "message": {"type": "text", "text": text}, "silent": false,
        }),
        "telegram" => json!({
            "update_id": 7000 + number,
            "message": {
                "message_id": number, "date": 1_795_410_000 + number, "text": text,
                "from": {"id": 4_503_599_627_370_495_i64, "is_bot": false, "first_name": "Otieno"},
                "chat": {"id": 4_503_599_627_370_495_i64, "type": "private"},
            },
        }),
        _ => json!({
            "user_key": KAKAO, "sender_key": SENDER_KEY, "session_id": "s-1", "serial_number": format!("n-{number}"),
            "type": "text", "content": text,
        }),
    }
}

/// Where a customer of each channel is found in Freshchat.
pub(crate) fn reference(channel: &str) -> String {
    let person = match channel {
        "viber" => VIBER,
        "telegram" => TELEGRAM,
        _ => KAKAO,
    };
    format!("{channel}:{person}")
}

/// A customer writes.
pub(crate) fn write(native: &Native, channel: &str, number: i64, text: &str) {
    run(native.post_to(channel, posted(channel, number, text), json!({})));
}

/// An agent answers in the customer's latest conversation; what Freshchat tells of it.
pub(crate) fn answered(native: &Native, channel: &str, parts: &Value) -> Value {
    answered_as(native, channel, "agent", "normal", parts)
}

pub(crate) fn answered_as(
    native: &Native,
    channel: &str,
    actor: &str,
    kind: &str,
    parts: &Value,
) -> Value {
    let now = native.utc_text(native.now());
    native.vendors(|vendors| {
        let user = vendors.chat.user_of(&reference(channel)).unwrap().clone();
        let id = user["id"].as_str().unwrap();
        let chat = vendors
            .chat
            .conversations
            .iter()
            .rfind(|chat| chat.user == id);
        let id = chat.unwrap().id.clone();
        let message = json!({"actor_type": actor, "message_type": kind, "message_parts": parts});
        let message = vendors.chat.say(&id, &message, &now).unwrap();
        json!({
            "actor": {"type": actor, "first_name": "Amina", "last_name": "Wanjiru"},
            "associations": {"user": user},
            "message": {"conversation_id": id, "user_id": user["id"], "messages": [message]},
        })
    })
}

pub(crate) fn words(text: &str) -> Value {
    json!([{"text": {"content": text}, "image": null}])
}

/// An agent answers with a text, and Freshchat tells it.
pub(crate) fn answer(native: &Native, channel: &str, text: &str) {
    let event = answered(native, channel, &words(text));
    run(native.message_created(&event));
}

pub(crate) fn said_by(native: &Native, channel: &str) -> Vec<String> {
    native.vendors(|vendors| vendors.chat.said_by(&reference(channel)))
}

pub(crate) fn arrived(native: &Native) -> Vec<Arrived> {
    native.vendors(|vendors| vendors.chat.arrived.clone())
}

pub(crate) fn notes(native: &Native) -> Vec<String> {
    native.vendors(|vendors| vendors.chat.notes())
}

#[track_caller]
fn check_costs(native: &Native, requests: &Value, store: u64, lists: u64) {
    let outcome = native.outcome();
    assert_eq!(
        (
            &outcome["requests"],
            &outcome["store_operations"],
            &outcome["list_operations"]
        ),
        (requests, &json!(store), &json!(lists))
    );
    native.forget_costs();
}

#[test]
fn a_conversation_goes_both_ways_on_every_channel() {
    for channel in ["viber", "telegram", "kakaotalk"] {
        let native = installed();
        write(&native, channel, 1, "Habari");
        write(&native, channel, 2, "Anybody there?");
        answer(&native, channel, "Yes, I am here.");
        write(&native, channel, 3, "Good");
        assert_eq!(
            said_by(&native, channel),
            ["Habari", "Anybody there?", "Good"]
        );
        let texts: Vec<String> = arrived(&native).into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["Yes, I am here."]);
        native.vendors(|vendors| {
            assert_eq!(
                (vendors.chat.users.len(), vendors.chat.conversations.len()),
                (1, 1)
            );
            assert_eq!(vendors.chat.conversations[0].topic, TOPIC);
        });
        assert_eq!(notes(&native), Vec::<String>::new());
    }
}

#[test]
fn a_message_between_people_who_know_each_other_costs_one_request() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    let first = json!({"findChatUser": 1, "createChatUser": 1, "listTopics": 1, "startChat": 1});
    check_costs(&native, &first, 4, 7);
    write(&native, "viber", 2, "Anybody there?");
    check_costs(&native, &json!({"postMessage": 1}), 2, 6);
    answer(&native, "viber", "Yes.");
    check_costs(&native, &json!({"sendViberMessage": 1}), 2, 6);
    let echo = answered_as(&native, "viber", "user", "normal", &words("Habari"));
    run(native.message_created(&echo));
    check_costs(&native, &json!({}), 0, 0);
}

#[test]
fn only_what_agents_and_bots_write_for_customers_is_relayed() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    for (actor, kind) in [
        ("user", "normal"),
        ("agent", "private"),
        ("bot", "private"),
        ("system", "normal"),
        ("agent", "system"),
    ] {
        let event = answered_as(&native, "viber", actor, kind, &words("secret"));
        run(native.message_created(&event));
    }
    assert_eq!(arrived(&native), []);
    let event = answered_as(&native, "viber", "bot", "normal", &words("I am a bot"));
    run(native.message_created(&event));
    assert_eq!(arrived(&native).len(), 1);
}

#[test]
fn numbers_where_texts_are_usual_keep_nothing_from_the_customer() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    let mut event = answered(&native, "viber", &words("Yes."));
    event["message"]["messages"][0]["id"] = json!(u64::MAX);
    event["message"]["messages"][0]["created_time"] = json!(1_795_410_000_000_i64);
    run(native.message_created(&event));
    run(native.message_created(&event));
    assert_eq!(arrived(&native).len(), 1);
}

#[test]
fn a_writer_of_whom_something_cannot_be_read_is_still_no_agent() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    for actor in [
        json!({"type": "user", "first_name": 7}),
        json!({"type": ["user"]}),
    ] {
        let mut event = answered(&native, "viber", &words("Hello"));
        event["actor"] = actor;
        run(native.message_created(&event));
        assert_eq!(arrived(&native), []);
    }
}

#[test]
fn an_event_whose_ids_lead_elsewhere_costs_nothing() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    native.forget_costs();
    for odd in ["", "."] {
        let mut event = answered(&native, "viber", &words("Hello"));
        event["associations"] = Value::Null;
        event["message"]["user_id"] = json!(odd);
        run(native.message_created(&event));
        check_costs(&native, &json!({}), 0, 0);
    }
}

#[test]
fn what_is_told_twice_is_said_once() {
    let native = installed();
    for _ in 0..3 {
        write(&native, "telegram", 1, "Habari");
    }
    let event = answered(&native, "telegram", &words("Yes."));
    for _ in 0..3 {
        run(native.message_created(&event));
    }
    assert_eq!(said_by(&native, "telegram"), ["Habari"]);
    assert_eq!(arrived(&native).len(), 1);
}

#[test]
fn first_messages_at_once_make_one_user_and_one_conversation() {
    for seed in 0..200 {
        let native = installed();
        native.pausing.set(true);
        let posts = (1..=3).map(|number| {
            let body = posted("viber", number, &number.to_string());
            let native = native.clone();
            Box::pin(async move { native.post_to("viber", body, json!({})).await }) as _
        });
        interleave(posts.collect(), seed);
        native.wait(360);
        native.wait(300);
        native.vendors(|vendors| {
            let made = (vendors.chat.users.len(), vendors.chat.conversations.len());
            assert_eq!(made, (1, 1), "seed {seed}");
        });
        let mut said = said_by(&native, "viber");
        said.sort();
        assert_eq!(said, ["1", "2", "3"], "seed {seed}");
    }
}

#[test]
fn after_a_resolved_conversation_the_next_one_is_found_or_begun() {
    let native = installed();
    write(&native, "viber", 1, "one");
    native.vendors(|vendors| {
        vendors.chat.conversations[0].is_resolved = true;
        let mut newer = vendors.chat.conversations[0].clone();
        newer.id = "chat-newer".to_owned();
        newer.messages.clear();
        vendors.chat.conversations.push(newer);
    });
    native.forget_costs();
    write(&native, "viber", 2, "two");
    native.vendors(|vendors| {
        let made = vendors.chat.conversations.len();
        assert_eq!(made, 3, "the newer one is resolved as well");
        vendors.chat.conversations.clear();
    });
    write(&native, "viber", 3, "three");
    assert_eq!(said_by(&native, "viber"), ["three"]);
    native.vendors(|vendors| {
        vendors.chat.conversations.clear();
        vendors.chat.users.clear();
    });
    write(&native, "viber", 4, "four");
    assert_eq!(said_by(&native, "viber"), ["four"]);
}

#[test]
fn a_picture_that_freshchat_does_not_take_is_told_in_words() {
    let native = installed();
    let mut body = posted("viber", 1, "My receipt");
    body["message"] = json!({"type": "picture", "media": "https://dl.viber.example/refused.png", "text": "My receipt"});
    run(native.post_to("viber", body, json!({})));
    assert_eq!(
        said_by(&native, "viber"),
        ["My receipt\nhttps://dl.viber.example/refused.png"]
    );
}

#[test]
fn every_part_of_an_answer_is_sent_in_its_order() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    let parts = json!([
        {"text": {"content": "<p>Look &amp; see:</p>"}},
        {"image": {"url": "https://files.example/a.png"}},
        {"file": {"url": "https://files.example/a", "name": "a.pdf", "contentType": "application/pdf"}},
        {"collection": {"sub_parts": [{"url_button": {"label": "Shop", "url": "https://shop.example/"}}]}},
    ]);
    let mut event = answered(&native, "viber", &parts);
    event["message"]["messages"][0]["reply_parts"] = json!([{"collection": {"sub_parts": [{"quick_reply_button": {"label": "Yes"}}, {"quick_reply_button": {"label": "No"}}]}}]);
    run(native.message_created(&event));
    let texts: Vec<String> = arrived(&native).into_iter().map(|it| it.text).collect();
    assert_eq!(
        texts,
        [
            "Look & see:",
            "https://files.example/a.png",
            "a.pdf\nhttps://files.example/a",
            "Shop\nhttps://shop.example/"
        ]
    );
    assert_eq!(notes(&native), Vec::<String>::new());
}

#[test]
fn a_refusal_is_told_to_the_agent_alone_and_never_again() {
    let native = installed();
    write(&native, "viber", 1, "Habari");
    native.vendors(|vendors| {
        vendors.chat.refusals =
            vec![json!({"status": 6, "status_message": "receiverNotSubscribed"})];
    });
    let event = answered(&native, "viber", &words("Hello?"));
    run(native.message_created(&event));
    run(native.message_created(&event));
    let told = notes(&native);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("Not delivered to Viber: "), "{told:?}");
    assert_eq!(arrived(&native), []);
    native.wait(600);
    assert_eq!((notes(&native).len(), arrived(&native).len()), (1, 0));
}

#[test]
fn a_lost_answer_of_a_channel_is_told_and_nothing_is_sent_again() {
    let native = installed();
    write(&native, "telegram", 1, "Habari");
    native.refuse_next("callTelegram", 502, "");
    answer(&native, "telegram", "Yes.");
    native.wait(600);
    assert_eq!(arrived(&native), []);
    assert!(
        notes(&native)[0].starts_with("It may not have reached Telegram"),
        "{:?}",
        notes(&native)
    );
}

#[test]
fn a_busy_channel_gets_the_message_later_and_in_order() {
    let native = installed();
    write(&native, "telegram", 1, "Habari");
    native.vendors(|vendors| {
        let busy = json!({"ok": false, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 5}});
        vendors.chat.refusals = vec![busy.clone(), busy];
    });
    answer(&native, "telegram", "one");
    answer(&native, "telegram", "two");
    assert_eq!(arrived(&native), []);
    write(&native, "telegram", 2, "What?");
    native.wait(360);
    let texts: Vec<String> = arrived(&native).into_iter().map(|it| it.text).collect();
    assert_eq!(texts, ["one", "two"]);
    assert_eq!(said_by(&native, "telegram"), ["Habari", "What?"]);
}

#[test]
fn a_forged_delivery_has_no_effect_and_costs_no_request() {
    let native = installed();
    let body = posted("telegram", 1, "I am the owner");
    let wrong = json!({"X-Telegram-Bot-Api-Secret-Token": "0".repeat(64)});
    run(native.post_to("telegram", body.clone(), wrong));
    run(native.post_at("telegram0000", body, json!({})));
    let mut kakao = posted("kakaotalk", 1, "I am the owner");
    kakao["sender_key"] = json!("f".repeat(40));
    run(native.post_to("kakaotalk", kakao, json!({})));
    assert_eq!(native.outcome()["requests"], json!({}));
    assert_eq!(said_by(&native, "telegram"), Vec::<String>::new());
}

#[test]
fn a_channel_keeps_its_address_when_the_only_key_is_exchanged() {
    let mut parameters = parameters();
    for name in ["sautikit_api_key", "freshdesk_api_key", "freshdesk_domain"] {
        parameters.insert(name.to_owned(), json!(""));
    }
    let mut native = Native::install(&parameters);
    let label = native.label("kakaotalk");
    parameters.insert("freshchat_api_token".to_owned(), json!("another-token"));
    native.edit(&parameters);
    native.update();
    run(native.post_at(&label, posted("kakaotalk", 1, "Annyeong"), json!({})));
    assert_eq!(said_by(&native, "kakaotalk"), ["Annyeong"]);
    assert_eq!(native.label("kakaotalk"), label);
}

/// A customer of Telegram, one of many.
fn write_as(native: &Native, customer: i64, number: i64) {
    let mut body = posted("telegram", number, &format!("{customer}: {number}"));
    for place in ["from", "chat"] {
        body["message"][place]["id"] = json!(customer);
    }
    run(native.post_to("telegram", body, json!({})));
}

/// How many of the messages of twenty customers have arrived; each customer's stand in order.
fn arrived_in_order(native: &Native) -> usize {
    let mut count = 0;
    for customer in 1000..1020 {
        let said = native.vendors(|vendors| vendors.chat.said_by(&format!("telegram:{customer}")));
        let numbers: Vec<i64> = said
            .iter()
            .map(|text| text.split_once(": ").unwrap().1.parse().unwrap())
            .collect();
        assert!(numbers.is_sorted(), "{said:?}");
        count += said.len();
    }
    count
}

#[test]
fn twenty_messages_a_minute_are_told_at_once_hour_by_hour() {
    let native = installed();
    for customer in 1000..1020 {
        write_as(&native, customer, 0);
    }
    native.limit();
    for minute in 1..=60 {
        for customer in 1000..1020 {
            write_as(&native, customer, minute);
            native.wait(3);
        }
    }
    assert_eq!(arrived_in_order(&native), 20 * 61);
}

#[test]
fn a_burst_is_told_later_in_order_and_nothing_of_it_is_lost() {
    let native = installed();
    for customer in 1000..1020 {
        write_as(&native, customer, 0);
    }
    native.wait(60);
    native.limit();
    for number in 1..=5 {
        for customer in 1000..1020 {
            write_as(&native, customer, number);
        }
    }
    let at_once = arrived_in_order(&native) - 20;
    assert!((20..100).contains(&at_once), "{at_once} of 100 at once");
    let mut runs = 0;
    while arrived_in_order(&native) < 120 {
        native.wait(300);
        runs += 1;
        assert!(runs < 10, "{} of 120", arrived_in_order(&native));
    }
    assert!(runs <= 4, "{runs} runs of the schedule");
    assert!(
        native
            .log_lines()
            .iter()
            .all(|line| !line.starts_with("Lost"))
    );
}

#[test]
fn who_has_not_written_for_long_is_forgotten_and_found_again() {
    let native = installed();
    for customer in 0..60 {
        write_as(&native, customer, 0);
    }
    write(&native, "viber", 1, "one");
    let days = |days: usize| {
        for _ in 0..days * 288 {
            native.wait(300);
        }
    };
    days(6);
    write(&native, "viber", 2, "two");
    days(5);
    assert_eq!(native.rows_of("message").len(), 1);
    native.forget_costs();
    write(&native, "viber", 3, "three");
    check_costs(&native, &json!({"postMessage": 1}), 2, 6);
    days(10);
    assert_eq!(native.rows_of("message").len(), 0);
    native.forget_costs();
    write(&native, "viber", 4, "four");
    let found = json!({"findChatUser": 1, "listChats": 1, "listTopics": 1, "viewChat": 1, "postMessage": 1});
    assert_eq!(native.outcome()["requests"], found);
    assert_eq!(said_by(&native, "viber"), ["one", "two", "three", "four"]);
    let made = native.vendors(|vendors| vendors.chat.conversations.len());
    assert_eq!(made, 61);
}
