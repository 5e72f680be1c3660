//! The calls of the API: writing to a customer, ending a session, uploading, enabling the chat.
//!
//! What was uploaded is not kept; only its address is.

use axum::extract::Multipart;
use serde_json::json;
use uuid::Uuid;

use super::account::Account;
use super::message;
use super::refusal::{Done, Refusal, Success};
use crate::front::{Fields, Wrong};

/// Where uploads are; nothing else can be sent.
const STORAGE: &str = "http://storage.example.com/dn/";

impl Account {
    /// `POST /v1/chat/write`.
    pub(crate) fn write(&self, fields: &Fields) -> Result<Done, Refusal> {
        let shown = message::check_v1(fields)?;
        self.deliver(fields, shown)
    }

    /// `POST …/chat/send/plain` and `…/rich`.
    pub(crate) fn send(&self, fields: &Fields, is_rich: bool) -> Result<Done, Refusal> {
        let shown = message::check_v3(fields, is_rich)?;
        self.deliver(fields, shown)
    }

    fn deliver(&self, fields: &Fields, shown: Option<&str>) -> Result<Done, Refusal> {
        self.needs_sender(fields)?;
        let is_active = self.stage.switches.lock().is_active;
        self.stage.change(|records, now| {
            if shown.is_some_and(|it| !records.storage.contains(it)) {
                let message = "Only what was uploaded can be sent.";
                return Err(Refusal::invalid(message));
            }
            let serial = fields.needed("serial_number")?;
            if records.serials.contains(serial) {
                return Err(Refusal::serial());
            }
            let user_key = fields.needed("user_key")?;
            let customer = records.customer_mut(user_key);
            let customer = customer.filter(|it| is_active && it.session(now).is_some());
            let customer = customer.ok_or_else(Refusal::closed)?;
            customer
                .talk
                .got(now, serde_json::Value::Object(fields.0.clone()));
            records.serials.insert(serial.to_owned());
            records.note(format!("{user_key} got message {serial}"));
            Ok(Done {
                code: Success::Any,
                body: json!({}),
            })
        })
    }

    /// `POST /v1/chat/end` and `…/chat/endWithBot`; the session goes by another name in each.
    pub(crate) fn end(&self, fields: &Fields, name: &str) -> Result<Done, Refusal> {
        let known = ["user_key", "sender_key", "bot_event"];
        let count = if name == "session_id" { 3 } else { 2 };
        fields.only(known.get(..count).unwrap_or_default())?;
        let user_key = fields.needed("user_key")?;
        self.needs_sender(fields)?;
        self.stage.change(|records, now| {
            let customer = records.customer_mut(user_key);
            let customer = customer.ok_or_else(Refusal::closed)?;
            let session = customer.session(now).map(str::to_owned);
            let session = session.ok_or_else(Refusal::closed)?;
            customer.end();
            records.note(format!("the session of {user_key} was ended"));
            Ok(Done {
                code: Success::Zero,
                body: json!({name: session}),
            })
        })
    }

    /// `POST /v1/profile/chat/activate`.
    pub(crate) fn activate(&self, fields: &Fields) -> Result<Done, Refusal> {
        fields.only(&["sender_key"])?;
        self.needs_sender(fields)?;
        self.stage.switches.lock().is_active = true;
        Ok(Done {
            code: Success::TwoHundred,
            body: json!({}),
        })
    }

    /// `POST …/image/upload` and `…/file/upload`; `name` is the field of the file.
    pub(crate) async fn upload(&self, mut form: Multipart, name: &str) -> Result<Done, Refusal> {
        let failed = || Refusal::upload("FailedToUploadFileException");
        let mut sender = None;
        let mut file = None;
        while let Some(field) = form.next_field().await.map_err(|_| failed())? {
            let field_name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|_| failed())?;
            let text = || String::from_utf8_lossy(&bytes).into_owned();
            match field_name.as_str() {
                "sender_key" => sender = Some(text()),
                "image_type" if name == "image" => {}
                "file_type" if name == "file" => {
                    if !["file", "audio", "video"].contains(&text().as_str()) {
                        return Err(Wrong::value("file_type", "is unknown").into());
                    }
                }
                field if field == name => file = Some((file_name, bytes.len())),
                field => return Err(Wrong::value(field, "is no field of this").into()),
            }
        }
        let sender = sender.ok_or_else(|| Wrong::missing("sender_key"))?;
        self.is_sender(&sender)?;
        let (file_name, size) = file.ok_or_else(failed)?;
        if size == 0 {
            let too_small = if name == "image" {
                "InvalidImageSizeException"
            } else {
                "FailedToUploadFileException"
            };
            return Err(Refusal::upload(too_small));
        }
        let url = format!("{STORAGE}{}/{file_name}", Uuid::new_v4().simple());
        self.stage
            .change(|records, _| records.storage.insert(url.clone()));
        let body = if name == "image" {
            json!({"image": url})
        } else {
            json!({"file": url, "name": file_name, "size": size})
        };
        Ok(Done {
            code: Success::Zeros,
            body,
        })
    }

    fn needs_sender(&self, fields: &Fields) -> Result<(), Refusal> {
        self.is_sender(fields.needed("sender_key")?)
    }

    fn is_sender(&self, key: &str) -> Result<(), Refusal> {
        let refuse = || Refusal::sender(key);
        (key == self.sender_key).then_some(()).ok_or_else(refuse)
    }
}
