//! What a message to a customer has to look like, in both versions.
//!
//! [inferred] That unknown fields are refused, and how sounds and films are called in version 3.

use serde_json::Value;

use crate::front::{Fields, Wrong};

const LONGEST_USER_KEY: usize = 20;
const LONGEST_SENDER_KEY: usize = 40;
const LONGEST_SERIAL: usize = 30;
const LONGEST_MESSAGE: usize = 1_000;
const LONGEST_ADDRESS: usize = 1_000;
const MOST_BUTTONS: usize = 10;

const ADDRESSED: [&str; 3] = ["user_key", "sender_key", "serial_number"];

/// Checks to whom and as what a message goes.
pub(crate) fn check_addressed(fields: &Fields) -> Result<(), Wrong> {
    fields.needed_short("user_key", LONGEST_USER_KEY)?;
    fields.needed_short("sender_key", LONGEST_SENDER_KEY)?;
    fields
        .needed_short("serial_number", LONGEST_SERIAL)
        .map(drop)
}

/// Checks a message of version 1; tells the address of what it shows.
pub(crate) fn check_v1(fields: &Fields) -> Result<Option<&str>, Wrong> {
    let own = [
        "message_type",
        "message",
        "image_url",
        "file_url",
        "file_name",
        "file_size",
        "auto_answer",
        "links",
        "supplement",
    ];
    fields.only(&[&ADDRESSED[..], &own].concat())?;
    check_addressed(fields)?;
    fields.needed("message_type")?;
    match fields.word("message_type", &["TX", "IM", "FI", "LI"])? {
        Some("IM") => fields.needed_short("image_url", LONGEST_ADDRESS).map(Some),
        Some("FI") => {
            fields.needed("file_name")?;
            fields
                .count("file_size")?
                .ok_or_else(|| Wrong::missing("file_size"))?;
            fields.needed("file_url").map(Some)
        }
        kind => {
            fields.needed_short("message", LONGEST_MESSAGE)?;
            if kind == Some("LI") {
                check_supplement(fields)?;
            }
            Ok(None)
        }
    }
}

/// The buttons below a message, which stand in a list by themselves or under `button`.
fn check_supplement(fields: &Fields) -> Result<(), Wrong> {
    let supplement = fields.value("supplement");
    let buttons = supplement.and_then(|it| it.get("button").unwrap_or(it).as_array());
    if buttons.is_some_and(|buttons| buttons.len() > MOST_BUTTONS) {
        return Err(Wrong::value("supplement", "has more than 10 buttons"));
    }
    Ok(())
}

/// Checks a bubble of version 3, plain or rich; tells the address of what it shows.
pub(crate) fn check_v3(fields: &Fields, is_rich: bool) -> Result<Option<&str>, Wrong> {
    let plain: &[&str] = &["chat_bubble_type", "message", "attachment"];
    let rich: &[&str] = if is_rich { &["carousel", "lock"] } else { &[] };
    fields.only(&[&ADDRESSED[..], plain, rich].concat())?;
    check_addressed(fields)?;
    fields.needed("chat_bubble_type")?;
    let kinds: &[&str] = if is_rich {
        &[
            "TEXT",
            "IMAGE",
            "WIDE_IMAGE",
            "WIDE_ITEM_LIST",
            "ITEM_LIST",
            "CAROUSEL_FEED",
        ]
    } else {
        &["TEXT", "IMAGE", "FILE", "VIDEO", "AUDIO"]
    };
    let kind = fields.word("chat_bubble_type", kinds)?.unwrap_or_default();
    if is_rich {
        check_buttons(fields)?;
    }
    let shown = |path: &str| {
        let shown = fields.value("attachment").and_then(|it| it.pointer(path));
        let shown = shown.and_then(Value::as_str);
        shown.map(Some).ok_or_else(|| Wrong::missing("attachment"))
    };
    match kind {
        "TEXT" => fields
            .needed_short("message", LONGEST_MESSAGE)
            .map(|_| None),
        "IMAGE" | "WIDE_IMAGE" => shown("/image/img_url"),
        "FILE" => shown("/file/file_url"),
        "VIDEO" => shown("/video/video_url"),
        "AUDIO" => shown("/audio/audio_url"),
        "CAROUSEL_FEED" => {
            let carousel = fields.object("carousel")?;
            carousel
                .map(|_| None)
                .ok_or_else(|| Wrong::missing("carousel"))
        }
        _ => Ok(None),
    }
}

fn check_buttons(fields: &Fields) -> Result<(), Wrong> {
    let Some(attachment) = fields.object("attachment")? else {
        return Ok(());
    };
    for button in attachment.list("buttons")?.into_iter().flatten() {
        let button = Fields::of("buttons", button)?;
        button.needed("name")?;
        button.needed("type")?;
        let kind = button.word("type", &["WL", "AL", "BK", "MD", "BT"])?;
        if kind == Some("WL") {
            button.needed("url_mobile")?;
        }
    }
    Ok(())
}
