//! What the host page shows of the chat channels: a window for each messenger, and the inbox of Freshchat's agents.
//!
//! Everything goes through the simulators' control endpoints.

use platform::server::{Chat, Field, Seat, WorldAction};
use serde_json::{Value, json};

use super::ChatWorld;

/// A picture and a file that customers send; nobody fetches them.
const PICTURE: &str = "https://example.com/parcel.jpg";
const FILE: &str = "https://example.com/invoice.pdf";

/// All of them, customers' first.
pub(super) fn all(world: &ChatWorld) -> Vec<Chat> {
    vec![
        viber(world.viber.base_url()),
        kakaotalk(world.happytalk.base_url()),
        telegram(world.telegram.base_url()),
        inbox(world.freshchat.base_url()),
    ]
}

fn viber(base: &str) -> Chat {
    let sends = |label: &str, message: Value| {
        let body = json!({ "id": "", "message": message });
        action(label, base, "say", body, "id")
    };
    let does = |label: &str, path: &str| action(label, base, path, json!({ "id": "" }), "id");
    Chat {
        others: vec![
            sends(
                "Send a picture",
                json!({ "type": "picture", "media": PICTURE, "text": "The parcel is open" }),
            ),
            sends(
                "Send a file",
                json!({ "type": "file", "media": FILE, "file_name": "invoice.pdf", "size": 24_576 }),
            ),
            sends(
                "Send a location",
                json!({ "type": "location", "location": { "lat": -1.286_389, "lon": 36.817_223 } }),
            ),
            does("Open the chat by a link", "open"),
            does("Unsubscribe", "unsubscribe"),
            does("Subscribe again", "subscribe"),
        ],
        ..messenger("Viber", base, "id")
    }
}

fn kakaotalk(base: &str) -> Chat {
    let sends = |label: &str, kind: &str, address: &str| {
        let body = json!({ "user_key": "", "kind": kind, "text": address });
        action(label, base, "say", body, "user_key")
    };
    Chat {
        others: vec![
            sends("Send a picture", "photo", PICTURE),
            sends("Send a file", "file", FILE),
            action(
                "Leave the chat",
                base,
                "leave",
                json!({ "user_key": "" }),
                "user_key",
            ),
        ],
        ..messenger("KakaoTalk", base, "user_key")
    }
}

fn telegram(base: &str) -> Chat {
    let sends = |label: &str, mut body: Value| {
        if let Some(body) = body.as_object_mut() {
            body.insert("id".to_owned(), json!(0));
        }
        action(label, base, "say", body, "id")
    };
    let blocks = |label: &str, is_blocked: bool| {
        let body = json!({ "id": 0, "blocked": is_blocked });
        action(label, base, "block", body, "id")
    };
    let attached = |kind: &str, name: &str, mime_type: &str| {
        json!({
            "text": "The parcel is open",
            "attachment": { "kind": kind, "name": name, "mime_type": mime_type, "content": "demo" }
        })
    };
    let place = json!({ "latitude": -1.286_389, "longitude": 36.817_223 });
    let mut chat = Chat {
        others: vec![
            sends(
                "Send a picture",
                attached("photo", "parcel.jpg", "image/jpeg"),
            ),
            sends(
                "Send a file",
                attached("document", "invoice.pdf", "application/pdf"),
            ),
            sends(
                "Send a location",
                json!({ "fields": { "location": place } }),
            ),
            blocks("Block the bot", true),
            blocks("Unblock the bot", false),
        ],
        ..messenger("Telegram", base, "id")
    };
    chat.write.body = json!({ "id": 0, "text": "" });
    chat
}

fn inbox(base: &str) -> Chat {
    let id = "conversation_id";
    let mut write = action(
        "Reply",
        base,
        "write",
        json!({ "conversation_id": "", "text": "", "private": false }),
        id,
    );
    // The product's own editor makes HTML of what an agent types.
    write.fields.push(field("text", "Reply, in HTML", &[]));
    let answers = ["false", "true"];
    write
        .fields
        .push(field("private", "Private note", &answers));
    let resolve = json!({ "conversation_id": "" });
    Chat {
        name: "Freshchat".to_owned(),
        seat: Seat::Agent,
        write,
        others: vec![action("Resolve", base, "resolve", resolve, id)],
        ..messenger("Freshchat", base, id)
    }
}

/// A messenger in which a customer writes a text; `thread` is the field that says who.
fn messenger(name: &str, base: &str, thread: &str) -> Chat {
    let body = json!({ thread: "", "text": "" });
    let mut write = action("Send", base, "say", body, thread);
    write.fields.push(field("text", "Message", &[]));
    Chat {
        name: name.to_owned(),
        seat: Seat::Customer,
        threads_url: format!("{base}/_sim/threads"),
        thread_field: thread.to_owned(),
        write,
        text_field: "text".to_owned(),
        others: Vec::new(),
    }
}

fn action(label: &str, base: &str, path: &str, body: Value, thread: &str) -> WorldAction {
    WorldAction {
        label: label.to_owned(),
        url: format!("{base}/_sim/{path}"),
        body,
        fields: vec![field(thread, "Conversation", &[])],
    }
}

fn field(name: &str, label: &str, choices: &[&str]) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        value: choices.first().copied().unwrap_or_default().to_owned(),
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
    }
}
