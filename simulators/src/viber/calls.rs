//! The calls of the API: sending, asking about people, and about the bot.
//!
//! Broadcasts do not exist here.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::account::Account;
use super::callback::Event;
use super::message;
use super::records::Contact;
use super::refusal::{
    API_VERSION_NOT_SUPPORTED, NO_SUITABLE_DEVICE, NOT_REGISTERED, NOT_SUBSCRIBED, Refusal,
    TOO_MANY_REQUESTS, WEBHOOK_NOT_SET,
};
use crate::front::{Fields, Hold, Wrong};

type Shared = State<Arc<Account>>;

/// Messages to a person an hour without a reply.
const MOST_UNANSWERED: usize = 100;
const MOST_ONLINE: usize = 100;

/// `send_message`.
pub(crate) async fn send(
    State(account): Shared,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Refusal> {
    let switches = account.stage.knobs();
    if let Some(status) = switches.refuses_with {
        return Err(Refusal::status(status));
    }
    let receiver = fields.needed("receiver")?.to_owned();
    message::check(&fields, &switches)?;
    let (token, devices) = account.stage.change(|records, now| {
        if records.webhook.is_none() {
            return Err(Refusal::status(WEBHOOK_NOT_SET));
        }
        let token = records.token();
        let contact = records.contact_mut(&receiver);
        let contact = contact.ok_or_else(|| Refusal::status(NOT_REGISTERED))?;
        if !contact.is_subscribed {
            return Err(Refusal::status(NOT_SUBSCRIBED));
        }
        if contact.person.devices == 0 {
            return Err(Refusal::status(NO_SUITABLE_DEVICE));
        }
        if fields.count("min_api_version")?.unwrap_or(1) > contact.person.api_version {
            return Err(Refusal::status(API_VERSION_NOT_SUPPORTED));
        }
        if !Contact::counts(&mut contact.unanswered, now, 1, MOST_UNANSWERED) {
            return Err(Refusal::limited(token));
        }
        let mut message = fields.0.clone();
        message.retain(|name, _| name != "auth_token" && name != "receiver");
        message.insert("message_token".to_owned(), json!(token));
        contact.talk.got(now, Value::Object(message));
        let devices = contact.person.devices;
        records.note(format!("{receiver} got message {token}"));
        Ok((token, devices))
    })?;
    let hold = account.receipts(receiver, token, devices);
    let body = json!({
        "status": 0,
        "status_message": "ok",
        "message_token": token,
        "chat_hostname": "SN-CHAT-05_",
        "billing_status": 1
    });
    Ok(Hold::until_answered(Some(hold), Json(body).into_response()))
}

impl Account {
    /// Tells what becomes of a message, after the answer to it.
    fn receipts(self: &Arc<Self>, receiver: String, token: u64, devices: usize) -> Hold {
        let (hold, answered) = Hold::new();
        let (account, underway) = (Arc::clone(self), self.courier.underway());
        tokio::spawn(async move {
            // A dropped hold is the signal; nobody ever sends.
            let _dropped = answered.await;
            let switches = account.stage.knobs();
            if let Some(why) = switches.fails_later {
                let mut event = Event::about("failed", token, &receiver);
                event.fields.insert("desc".to_owned(), json!(why));
                account.call(event).await;
            } else {
                for _ in 0..devices {
                    let event = Event::about("delivered", token, &receiver);
                    account.call(event).await;
                }
                if switches.seen {
                    account.call(Event::about("seen", token, &receiver)).await;
                }
            }
            drop(underway);
        });
        hold
    }
}

/// `get_user_details`: twice in twelve hours for each person.
pub(crate) async fn details(
    State(account): Shared,
    Extension(fields): Extension<Fields>,
) -> Result<Json<Value>, Refusal> {
    fields.only(&["auth_token", "id"])?;
    let id = fields.needed("id")?;
    account.stage.change(|records, now| {
        let token = records.token();
        let contact = records.contact_mut(id);
        let contact = contact.ok_or_else(|| Refusal::status(NOT_REGISTERED))?;
        if !contact.is_subscribed {
            return Err(Refusal::status(NOT_SUBSCRIBED));
        }
        if !Contact::counts(&mut contact.asked, now, 12, 2) {
            return Err(Refusal::status(TOO_MANY_REQUESTS));
        }
        let person = &contact.person;
        let user = json!({
            "id": person.id,
            "name": person.name,
            "avatar": person.avatar,
            "country": person.country,
            "language": person.language,
            "primary_device_os": "android 14",
            "api_version": person.api_version,
            "viber_version": "22.0.0",
            "mcc": 639,
            "mnc": 2,
            "device_type": "phone"
        });
        let body =
            json!({"status": 0, "status_message": "ok", "message_token": token, "user": user});
        Ok(Json(body))
    })
}

/// `get_account_info`.
pub(crate) async fn info(State(account): Shared) -> Json<Value> {
    let records = account.stage.records.lock();
    let subscribers = records.contacts.iter().filter(|it| it.is_subscribed);
    let webhook = records.webhook.as_ref();
    let mut body = json!({
        "status": 0,
        "status_message": "ok",
        "id": account.id,
        "name": account.name,
        "uri": "demoshop",
        "icon": "https://example.com/icon.png",
        "background": "https://example.com/background.png",
        "category": "Companies, Brands & Products",
        "subcategory": "Shopping",
        "location": {"lat": -1.286, "lon": 36.817},
        "country": "KE",
        "webhook": webhook.map(|it| it.url.clone()).unwrap_or_default(),
        "event_types": webhook.map(|it| it.event_types.clone()).unwrap_or_default(),
        "subscribers_count": subscribers.count(),
        "members": []
    });
    if webhook.is_none() {
        body.as_object_mut()
            .and_then(|body: &mut Map<_, _>| body.remove("event_types"));
    }
    Json(body)
}

/// `get_online`.
pub(crate) async fn online(
    State(account): Shared,
    Extension(fields): Extension<Fields>,
) -> Result<Json<Value>, Refusal> {
    fields.only(&["auth_token", "ids"])?;
    let ids = fields.list("ids")?.ok_or_else(|| Wrong::missing("ids"))?;
    if ids.len() > MOST_ONLINE {
        return Err(Wrong::value("ids", "has more than 100 ids").into());
    }
    let records = account.stage.records.lock();
    let users = ids.iter().map(|id| {
        let contact = records
            .contacts
            .iter()
            .find(|it| id == it.person.id.as_str());
        let (status, message) = match contact {
            None => (4, "unavailable"),
            Some(contact) if !contact.is_subscribed => (4, "unavailable"),
            Some(_) => (0, "online"),
        };
        json!({"id": id, "online_status": status, "online_status_message": message})
    });
    let users = users.collect::<Vec<_>>();
    let body = json!({"status": 0, "status_message": "ok", "users": users});
    Ok(Json(body))
}
