//! What must hold of every request. That it says no secret is looked at elsewhere.

use serde_json::Value;

/// The paths of HappyTalk's two versions.
const KAKAO_CALLS: [&str; 2] = ["v1/chat/write", "kakaoWebhook/v3/bzc/chat/send/plain"];

/// How many characters a channel takes.
const LIMITS: [(&str, &str, usize); 8] = [
    ("sendViberMessage", "/text", 7_000),
    ("sendViberMessage", "/media", 2_000),
    ("sendViberMessage", "/file_name", 256),
    ("sendViberMessage", "/sender/name", 28),
    ("callTelegram", "/text", 4_096),
    ("callTelegram", "/caption", 1_024),
    ("sendKakaoMessage", "/message", 1_000),
    ("sendKakaoMessage", "/serial_number", 30),
];

/// What stands in paths, where nothing and dots alone lead elsewhere.
const IN_PATHS: [&str; 7] = [
    "agent_id",
    "call_id",
    "conversation_id",
    "number_id",
    "room_id",
    "ticket_id",
    "user_id",
];

/// What stands in a path or query leads nowhere else.
#[track_caller]
pub(super) fn check_way(template: &str, context: &[(&'static str, String)]) {
    for (name, value) in context {
        let breaks_out = |c: char| c.is_control() || " /?#&=\"<>\\".contains(c);
        let is_known = template == "sendKakaoMessage" && KAKAO_CALLS.contains(&&**value);
        assert!(
            is_known || !value.contains(breaks_out),
            "{name} of {template}: {value:?}"
        );
        let is_elsewhere = value.bytes().all(|byte| byte == b'.');
        assert!(
            !is_elsewhere || !IN_PATHS.contains(name),
            "{name} of {template}: {value:?}"
        );
    }
}

/// A channel is told its own address and no other.
#[track_caller]
pub(super) fn check_address(template: &str, body: &Value) {
    let word = match template {
        "setViberWebhook" => "viber",
        "callTelegram" => "telegram",
        _ => return,
    };
    let address = body["url"].as_str().unwrap_or_default();
    let is_ours = address.contains(&format!("?options={word}"));
    assert!(address.is_empty() || is_ours, "{word} is told {address}");
}

/// Whether it makes a ticket, a user or a conversation, or lets a customer say something.
pub(super) fn makes_something(template: &str, body: &Value) -> bool {
    match template {
        "createTicket" | "createChatUser" | "startChat" => true,
        "postMessage" => body["actor_type"] == "user",
        _ => false,
    }
}

/// Whether it is a message to a person of a channel.
pub(super) fn is_sent_to_a_person(template: &str, body: &Value) -> bool {
    match template {
        "sendViberMessage" | "sendKakaoMessage" => true,
        "callTelegram" => body.get("chat_id").is_some(),
        _ => false,
    }
}

/// What a person is sent says something, and is within the channel's limits.
#[track_caller]
pub(super) fn check_sent(template: &str, body: &Value) {
    if !is_sent_to_a_person(template, body) {
        return;
    }
    for (known, place, most) in LIMITS {
        let text = body.pointer(place).and_then(Value::as_str);
        let length = text.unwrap_or_default().chars().count();
        assert!(known != template || length <= most, "{template}: {body}");
    }
    let said = ["text", "message", "media", "photo", "video", "document"];
    let mut said = said.iter().filter_map(|name| body[name].as_str());
    assert!(
        said.any(|said| !said.trim().is_empty()),
        "{template}: {body}"
    );
}
