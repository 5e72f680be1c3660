//! Deliveries that were damaged at random: no channel panics, and what is read of them has a person and something to show.

use serde_json::{Value, json};

use super::adapter::{Channel, Delivery};
use super::answering::parameters;
use super::kakaotalk::KakaoTalk;
use super::message::Happening;
use super::telegram::Telegram;
use super::viber::Viber;
use crate::values::Entries;

const ROUNDS: usize = 4_000;

/// What is put where it does not belong.
const DEBRIS: [&str; 20] = [
    "",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-1",
    "1e999",
    "18446744073709551616",
    "\\u0000",
    "\\ud800",
    "é",
    "\u{202e}",
    "🙂",
    "\"text\"",
];

fn damaged(text: &str, random: &mut fastrand::Rng) -> String {
    let mut letters: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(..letters.len());
        let end = (at + random.usize(..8)).min(letters.len());
        let debris = DEBRIS[random.usize(..DEBRIS.len())].to_owned();
        letters.splice(at..end, [debris]);
        if letters.is_empty() {
            break;
        }
    }
    letters.concat()
}

fn check<C: Channel>(given: &Value, header: &str, bodies: &[Value]) {
    let channel = C::read(&parameters(given, &json!({}))).unwrap();
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let mut headers = Entries::default();
    headers.add(header, "0".repeat(64));
    for round in 0..ROUNDS {
        let body = damaged(&bodies[round % bodies.len()].to_string(), &mut random);
        let delivery = Delivery {
            body: &body,
            is_raw: random.bool(),
            headers: &headers,
        };
        // Hashing takes its time without optimisation.
        if round < 20 {
            let _ = channel.trust(&delivery);
        }
        if let Ok(Happening::Message(inbound)) = channel.read_delivery(&delivery) {
            let told = format!("seed {seed}, {body}");
            assert!(!inbound.from.id.trim().is_empty(), "{told}");
            assert!(!inbound.id.is_empty(), "{told}");
            assert!(!inbound.parts.is_empty(), "{told}");
            for part in inbound.parts {
                assert!(!part.in_words().trim().is_empty(), "{told}");
            }
        }
    }
}

#[test]
fn no_delivery_of_viber_is_too_odd() {
    let body = |message: Value| {
        json!({
            "event": "message", "timestamp": 1_700_000_000_123_u64, "message_token": 5_741_311_803_571_721_087_u64,
            "sender": {"id": "a=", "name": "Joan"}, "message": message,
        })
    };
    check::<Viber>(
        &json!({"viber_auth_token": "t"}),
        "X-Viber-Content-Signature",
        &[
            body(json!({"type": "text", "text": "hi"})),
            body(
                json!({"type": "file", "media": "https://a.example/", "file_name": "a", "size": 1}),
            ),
            body(json!({"type": "location", "location": {"lat": 1.5, "lon": 2}})),
            body(json!({"type": "contact", "contact": {"name": "Ann", "phone_number": "1"}})),
        ],
    );
}

#[test]
fn no_delivery_of_telegram_is_too_odd() {
    let body = |name: &str, value: Value| {
        json!({"update_id": 1, "message": {
            "message_id": 2, "from": {"id": 3, "is_bot": false, "first_name": "Joan"},
            "chat": {"id": 3, "type": "private"}, name: value,
        }})
    };
    check::<Telegram>(
        &json!({"telegram_bot_token": "1:a"}),
        "X-Telegram-Bot-Api-Secret-Token",
        &[
            body("text", json!("hi")),
            body("photo", json!([{"file_id": "x"}])),
            body(
                "venue",
                json!({"location": {"latitude": 1.5, "longitude": 2}, "title": "x"}),
            ),
            body("contact", json!({"phone_number": "1", "first_name": "Ann"})),
        ],
    );
}

#[test]
fn no_delivery_of_happytalk_is_too_odd() {
    let body = |name: &str, value: Value| json!({"user_key": "u", "sender_key": "k", "session_id": "s", "time": 1, "type": "photo", name: value});
    check::<KakaoTalk>(
        &json!({
            "happytalk_host": "h", "happytalk_client_id": "c",
            "happytalk_client_secret": "s", "happytalk_sender_key": "k",
        }),
        "Content-Type",
        &[
            body("content", json!("hi")),
            body(
                "content",
                json!({"url": "https://a.example/", "name": "a", "size": 1}),
            ),
            body("contents", json!(["hi", {"url": "https://a.example/"}])),
            body("message", json!("hi")),
        ],
    );
}
