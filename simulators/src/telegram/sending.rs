//! Sending to people: texts, and media by address.
//!
//! Files cannot be uploaded, and markup in texts is not looked at.

use serde_json::{Map, Value, json};
use url::Url;

use super::account::Account;
use super::methods::Done;
use super::params::Params;
use super::refusal::Refusal;

const LONGEST_TEXT: usize = 4_096;
const LONGEST_CAPTION: usize = 1_024;
const COMMON: [&str; 5] = [
    "chat_id",
    "parse_mode",
    "disable_notification",
    "protect_content",
    "reply_markup",
];

/// `sendMessage`.
pub(crate) fn message(account: &Account, params: &Params) -> Result<Done, Refusal> {
    params.only(&[&COMMON[..], &["text", "link_preview_options"]].concat())?;
    let text = params.text("text")?.unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Refusal::bad("message text is empty"));
    }
    if length(account, text) > LONGEST_TEXT {
        return Err(Refusal::bad("message is too long"));
    }
    send(account, params, &[("text", json!(text))])
}

/// `sendPhoto` and its like; `kind` is what the medium is called.
pub(crate) fn medium(account: &Account, params: &Params, kind: &str) -> Result<Done, Refusal> {
    params.only(&[&COMMON[..], &["caption", kind]].concat())?;
    let source = params.text(kind)?.unwrap_or_default();
    let is_file = account
        .stage
        .records
        .lock()
        .files
        .iter()
        .any(|file| file.id == source);
    let is_address = Url::parse(source).is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
    if source.is_empty() {
        return Err(Refusal::bad(&format!("there is no {kind} in the request")));
    }
    if !is_file && !is_address {
        return Err(Refusal::bad("wrong file identifier/HTTP URL specified"));
    }
    if is_address && !account.stage.switches.lock().fetches {
        return Err(Refusal::bad("failed to get HTTP URL content"));
    }
    let caption = params.text("caption")?.unwrap_or_default();
    if length(account, caption) > LONGEST_CAPTION {
        return Err(Refusal::bad("message caption is too long"));
    }
    let content = [(kind, json!(source)), ("caption", json!(caption))];
    let count = if caption.is_empty() { 1 } else { 2 };
    send(account, params, content.get(..count).unwrap_or_default())
}

fn length(account: &Account, text: &str) -> usize {
    if account.stage.switches.lock().measures_utf16 {
        text.encode_utf16().count()
    } else {
        text.chars().count()
    }
}

fn send(account: &Account, params: &Params, content: &[(&str, Value)]) -> Result<Done, Refusal> {
    let id = params.number("chat_id")?;
    let id = id.ok_or_else(|| Refusal::bad("chat_id is empty"))?;
    let modes = ["HTML", "Markdown", "MarkdownV2"];
    if params
        .text("parse_mode")?
        .is_some_and(|mode| !modes.contains(&mode))
    {
        return Err(Refusal::bad("unsupported parse_mode"));
    }
    params.flag("disable_notification")?;
    params.flag("protect_content")?;
    let markup = params.structure("reply_markup")?;
    if let Some(markup) = &markup {
        check_markup(markup)?;
    }
    if let Some(seconds) = account.stage.switches.lock().retry_after {
        return Err(Refusal::limited(seconds));
    }
    let author = account.author();
    account.stage.change(|records, now| {
        let message_id = records.message_id();
        let chat = records.chat_mut(id);
        let chat = chat.ok_or_else(|| Refusal::bad("chat not found"))?;
        if chat.person.is_deactivated {
            return Err(Refusal::forbidden("user is deactivated"));
        }
        if chat.is_blocked {
            return Err(Refusal::forbidden("bot was blocked by the user"));
        }
        if !chat.is_started {
            return Err(Refusal::forbidden(
                "bot can't initiate conversation with a user",
            ));
        }
        let mut message = Map::from_iter([
            ("message_id".to_owned(), json!(message_id)),
            ("from".to_owned(), author),
            ("chat".to_owned(), chat.view()),
            ("date".to_owned(), json!(now.as_second())),
        ]);
        message.extend(
            content
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.clone())),
        );
        message.extend(markup.map(|markup| ("reply_markup".to_owned(), markup)));
        let message = Value::Object(message);
        chat.talk.got(now, message.clone());
        records.note(format!("{id} got message {message_id}"));
        Ok(Done::result(message))
    })
}

/// One of four kinds; a keyboard is rows of buttons with a text.
fn check_markup(markup: &Value) -> Result<(), Refusal> {
    let wrong = || Refusal::bad("can't parse reply keyboard markup JSON object");
    let flags = ["remove_keyboard", "force_reply"];
    if flags
        .iter()
        .any(|name| markup.get(name) == Some(&json!(true)))
    {
        return Ok(());
    }
    let rows = markup.get("keyboard").or(markup.get("inline_keyboard"));
    let rows = rows.and_then(Value::as_array).ok_or_else(wrong)?;
    let has_text = |button: &Value| {
        let text = button.get("text").unwrap_or(button);
        text.as_str().is_some_and(|text| !text.is_empty())
    };
    let is_row = |row: &Value| {
        let buttons = row.as_array();
        buttons.is_some_and(|buttons| !buttons.is_empty() && buttons.iter().all(has_text))
    };
    rows.iter().all(is_row).then_some(()).ok_or_else(wrong)
}
