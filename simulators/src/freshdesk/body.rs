//! Reads the body of a change: JSON, or a form with attachments.
//!
//! It knows nothing about which fields exist; [`super::rules`] does.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// The fields of a change, and the files sent with it.
pub(crate) struct Body {
    pub(crate) fields: Map<String, Value>,
    pub(crate) files: Vec<File>,
}

/// A file of a form.
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) content_type: String,
    /// In bytes.
    pub(crate) size: u64,
}

impl File {
    /// The attachment as the API shows it.
    pub(crate) fn attachment(&self, id: u64, created_at: &str) -> Value {
        json!({
            "id": id,
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "created_at": created_at,
            "updated_at": created_at,
            "attachment_url": format!("https://attachments.example/{id}/original/{}", self.name)
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let form = Multipart::from_request(request, state).await;
            return read_form(form.map_err(|_| Refusal::no_json())?).await;
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refusal::no_json())?;
        let fields = serde_json::from_slice(&bytes).map_err(|_| Refusal::no_json())?;
        Ok(Self {
            fields,
            files: Vec::new(),
        })
    }
}

async fn read_form(mut form: Multipart) -> Result<Body, Refusal> {
    let mut body = Body {
        fields: Map::new(),
        files: Vec::new(),
    };
    while let Some(part) = form.next_field().await.map_err(|_| Refusal::no_json())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let content_type = part
            .content_type()
            .unwrap_or("application/octet-stream")
            .to_owned();
        let bytes = part.bytes().await.map_err(|_| Refusal::no_json())?;
        match file {
            Some(file) if name == "attachments[]" => {
                body.files.push(File {
                    name: file,
                    content_type,
                    size: bytes.len() as u64,
                });
            }
            Some(_) | None => {
                put(&mut body.fields, &name, &String::from_utf8_lossy(&bytes));
            }
        }
    }
    Ok(body)
}

/// Forms carry text only: `tags[]` makes a list, `custom_fields[cf_x]` an object, and numbers are read as such.
fn put(fields: &mut Map<String, Value>, name: &str, text: &str) {
    let value = coerced(name, text);
    if let Some(list) = name.strip_suffix("[]") {
        let entry = fields.entry(list).or_insert_with(|| json!([]));
        if let Some(list) = entry.as_array_mut() {
            list.push(value);
        }
    } else if let Some((object, key)) = name.strip_suffix(']').and_then(|it| it.split_once('[')) {
        let entry = fields.entry(object).or_insert_with(|| json!({}));
        if let Some(object) = entry.as_object_mut() {
            object.insert(key.to_owned(), value);
        }
    } else {
        fields.insert(name.to_owned(), value);
    }
}

fn coerced(name: &str, text: &str) -> Value {
    let is_number = name.ends_with("_id") || ["status", "priority", "source"].contains(&name);
    let is_flag = ["private", "incoming"].contains(&name);
    if is_number && let Ok(number) = text.parse::<i64>() {
        return json!(number);
    }
    if is_flag && let Ok(flag) = text.parse::<bool>() {
        return json!(flag);
    }
    json!(text)
}
