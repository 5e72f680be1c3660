//! The parts of a message: which kinds there are, and what each has to look like.
//!
//! That empty texts and unknown keys are refused is inferred: it is the strict reading.

use serde_json::Value;

use super::refusal::Refusal;
use crate::front::{Fields, Why, Wrong};

/// Parts in parts are refused below this depth, so that nothing can exhaust the reader.
const DEEPEST: usize = 5;

const FILE_KEYS: [&str; 10] = [
    "name",
    "url",
    "file_size_in_bytes",
    "content_type",
    "file_extension",
    "fileHash",
    "fileSource",
    "contentType",
    "file_hash",
    "file_size",
];

/// Reads the parts of a message; `is_safe` judges the hash of an uploaded file.
pub(crate) fn message_parts(
    parts: Option<&Vec<Value>>,
    is_safe: &dyn Fn(&str) -> bool,
) -> Result<Vec<Value>, Refusal> {
    let parts = parts.ok_or_else(|| Wrong::missing("message_parts"))?;
    if parts.is_empty() {
        return Err(Wrong::new("message_parts", Why::Missing, "is empty").into());
    }
    for part in parts {
        check(part, is_safe, 0)?;
    }
    Ok(parts.clone())
}

/// Reads what a customer may answer with: quick replies in a collection, or a template.
pub(crate) fn reply_parts(parts: Option<&Vec<Value>>) -> Result<Vec<Value>, Refusal> {
    let parts = parts.cloned().unwrap_or_default();
    for part in &parts {
        let kind = kind_of(part)?.0;
        if kind != "collection" && kind != "template_content" {
            let message = "has collections and templates only";
            return Err(Wrong::value("reply_parts", message).into());
        }
        check(part, &|_| true, 0)?;
    }
    Ok(parts)
}

/// The kind of a part and what it says.
fn kind_of(part: &Value) -> Result<(&str, Fields), Refusal> {
    let wrong = || Refusal::invalid("A part is an object with exactly one key.");
    let fields = part.as_object().filter(|fields| fields.len() == 1);
    let (kind, content) = fields
        .and_then(|fields| fields.iter().next())
        .ok_or_else(wrong)?;
    Ok((kind, Fields::of(kind, content)?))
}

fn check(part: &Value, is_safe: &dyn Fn(&str) -> bool, depth: usize) -> Result<(), Refusal> {
    if depth > DEEPEST {
        return Err(Refusal::invalid("The parts are too deep."));
    }
    let (kind, fields) = kind_of(part)?;
    let each = |parts: Option<&Vec<Value>>| {
        let parts = parts.ok_or_else(|| Wrong::missing("parts"))?;
        parts
            .iter()
            .try_for_each(|part| check(part, is_safe, depth + 1))
    };
    match kind {
        "text" => {
            fields.only(&["content"])?;
            fields.needed("content")?;
        }
        "image" => {
            let is_alone = fields.only(&["url"]).is_ok();
            if !is_alone || web_address(&fields, "url").is_err() {
                return Err(Refusal::invalid("IMAGE_EMPTY_CONTENT"));
            }
        }
        "video" => {
            fields.only(&["url", "content_type"])?;
            web_address(&fields, "url")?;
            fields.needed("content_type")?;
        }
        "file" => check_file(&fields, is_safe)?,
        "url_button" => {
            fields.only(&["label", "url", "target"])?;
            fields.needed("label")?;
            web_address(&fields, "url")?;
            fields.word("target", &["_self", "_blank"])?;
        }
        "quick_reply_button" => {
            fields.only(&[
                "label",
                "custom_reply_text",
                "payload",
                "display_order",
                "type",
            ])?;
            fields.needed("label")?;
        }
        "collection" => {
            fields.only(&["sub_parts"])?;
            each(fields.list("sub_parts")?)?;
        }
        "callback" => {
            fields.only(&["label", "payload"])?;
            fields.needed("label")?;
        }
        "reference" => {
            fields.only(&["label", "reference_id", "placeholder_reference_id"])?;
            fields.needed("label")?;
        }
        "template_content" => {
            fields.only(&["type", "sections"])?;
            fields.needed("type")?;
            let kinds = ["carousel", "carousel_card_default", "quick_reply_dropdown"];
            fields.word("type", &kinds)?;
            for section in fields.list("sections")?.into_iter().flatten() {
                let section = Fields::of("sections", section)?;
                section.only(&["name", "parts"])?;
                each(section.list("parts")?)?;
            }
        }
        "email" => {
            let message = "A mail belongs into a conversation by mail.";
            return Err(Refusal::invalid(message));
        }
        kind => return Err(Wrong::new(kind, Why::Unknown, "is no kind of part").into()),
    }
    Ok(())
}

fn check_file(fields: &Fields, is_safe: &dyn Fn(&str) -> bool) -> Result<(), Refusal> {
    fields.only(&FILE_KEYS)?;
    fields.word("fileSource", &["FRESHCHAT", "FRESHBOTS"])?;
    match fields.text("fileHash")?.or(fields.text("file_hash")?) {
        Some(hash) if is_safe(hash) => Ok(()),
        Some(_) => Err(Refusal::invalid("Only a SAFE_FILE can be sent.")),
        None => {
            fields.needed("name")?;
            fields.count("file_size_in_bytes")?;
            web_address(fields, "url")
        }
    }
}

fn web_address(fields: &Fields, name: &str) -> Result<(), Refusal> {
    let address = url::Url::parse(fields.needed(name)?);
    let is_web = address.is_ok_and(|address| ["http", "https"].contains(&address.scheme()));
    let wrong = || Wrong::value(name, "is no address on the web");
    is_web.then_some(()).ok_or_else(|| wrong().into())
}
