//! Uploads of pictures and files, which nobody can make through a request template.
//!
//! What was uploaded is not kept; only its hash is, for messages that send it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Multipart, State};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::account::Account;
use super::config::Scan;
use super::refusal::Refusal;
use crate::front::Wrong;

type Shared = State<Arc<Account>>;

const LARGEST_FILE: usize = 25 * 1024 * 1024;

/// What stood in the one field of an upload.
struct Upload {
    name: String,
    kind: String,
    bytes: Vec<u8>,
}

/// `POST /images/upload`.
pub(crate) async fn image(State(account): Shared, form: Multipart) -> Result<Json<Value>, Refusal> {
    let upload = only_field(form, "image").await?;
    let url = format!("https://{}/uploads/{}", account.domain, hash(&upload.bytes));
    Ok(Json(json!({"url": url})))
}

/// `POST /files/upload`.
pub(crate) async fn file(State(account): Shared, form: Multipart) -> Result<Json<Value>, Refusal> {
    let upload = only_field(form, "file").await?;
    if upload.bytes.len() > LARGEST_FILE {
        return Err(Refusal::invalid("The file is larger than 25 MB."));
    }
    let is_safe = account.stage.switches.lock().scan == Scan::Safe;
    let hash = hash(&upload.bytes);
    account
        .stage
        .change(|records, _| records.uploads.push((hash.clone(), is_safe)));
    let extension = upload.name.rsplit_once('.').map_or("", |(_, end)| end);
    Ok(Json(json!({
        "file_name": upload.name,
        "file_size": upload.bytes.len(),
        "file_content_type": upload.kind,
        "file_extension_type": extension,
        "file_hash": hash,
        "file_security_status": if is_safe { "SAFE_FILE" } else { "AV_PENDING" }
    })))
}

async fn only_field(mut form: Multipart, name: &str) -> Result<Upload, Refusal> {
    let broken = |_| Refusal::invalid("The form cannot be read.");
    let field = form.next_field().await.map_err(broken)?;
    let field = field.filter(|field| field.name() == Some(name));
    let field = field.ok_or_else(|| Wrong::missing(name))?;
    Ok(Upload {
        name: field.file_name().unwrap_or_default().to_owned(),
        kind: field.content_type().unwrap_or_default().to_owned(),
        bytes: field.bytes().await.map_err(broken)?.to_vec(),
    })
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
