//! What a message to a person has to look like: the fields of each type, and their limits.
//!
//! [inferred] That unknown fields are refused; how large a picture, video or file really is, is not looked at.

use std::path::Path;

use serde_json::Value;
use url::Url;

use super::config::Switches;
use crate::front::{Fields, Wrong};

const LONGEST_SENDER: usize = 28;
const LONGEST_TRACKING: usize = 4_000;
const LONGEST_TEXT: usize = 7_000;
const LARGEST_VIDEO: u64 = 27_262_976;
const LONGEST_VIDEO: u64 = 180;
const LARGEST_FILE: u64 = 52_428_800;
const LONGEST_FILE_NAME: usize = 256;
const LONGEST_CONTACT: usize = 28;
const LONGEST_PHONE: usize = 18;
const LONGEST_URL: usize = 2_000;
const MOST_CARDS: u64 = 6;

const COMMON: [&str; 7] = [
    "auth_token",
    "receiver",
    "type",
    "sender",
    "tracking_data",
    "min_api_version",
    "keyboard",
];
/// Some of the extensions that are forbidden; the documentation names more.
const FORBIDDEN: [&str; 12] = [
    "exe", "bat", "cmd", "com", "msi", "ps1", "vbs", "apk", "ipa", "app", "run", "scr",
];

/// Checks a message; the receiver is checked elsewhere.
pub(crate) fn check(fields: &Fields, switches: &Switches) -> Result<(), Wrong> {
    let kind = fields.needed("type")?;
    let own: &[&str] = match kind {
        "text" => &["text"],
        "picture" => &["text", "media", "thumbnail"],
        "video" => &["media", "size", "duration", "thumbnail"],
        "file" => &["media", "size", "file_name"],
        "contact" => &["contact"],
        "location" => &["location"],
        "url" => &["media"],
        "sticker" => &["sticker_id"],
        "rich_media" => &["rich_media", "alt_text"],
        _ => return Err(Wrong::value("type", "is no type of message")),
    };
    fields.only(&[&COMMON[..], own].concat())?;
    let sender = fields.object("sender")?;
    let sender = sender.ok_or_else(|| Wrong::missing("sender"))?;
    sender.only(&["name", "avatar"])?;
    sender.needed_short("name", LONGEST_SENDER)?;
    sender.text("avatar")?;
    fields.short("tracking_data", LONGEST_TRACKING)?;
    fields.count("min_api_version")?;
    if let Some(keyboard) = fields.object("keyboard")? {
        check_keyboard(&keyboard)?;
    }
    match kind {
        "text" => fields.needed_short("text", LONGEST_TEXT).map(drop),
        "picture" => {
            let extensions = ["jpeg", "png", "gif", "jpg"];
            let count = if switches.takes_jpg { 4 } else { 3 };
            media(fields, extensions.get(..count))?;
            let text = fields.short("text", switches.picture_text)?;
            text.map(drop).ok_or_else(|| Wrong::missing("text"))?;
            fields.text("thumbnail").map(drop)
        }
        "video" => {
            media(fields, Some(&["mp4"]))?;
            at_most(fields, "size", LARGEST_VIDEO)?;
            if fields.value("duration").is_some() {
                at_most(fields, "duration", LONGEST_VIDEO)?;
            }
            fields.text("thumbnail").map(drop)
        }
        "file" => {
            media(fields, None)?;
            at_most(fields, "size", LARGEST_FILE)?;
            let name = fields.needed_short("file_name", LONGEST_FILE_NAME)?;
            let extension = extension(name);
            let is_right = extension.is_some_and(|it| !FORBIDDEN.contains(&it.as_str()));
            let wrong = || Wrong::value("file_name", "has no extension or a forbidden one");
            is_right.then_some(()).ok_or_else(wrong)
        }
        "contact" => {
            let contact = fields.object("contact")?;
            let contact = contact.ok_or_else(|| Wrong::missing("contact"))?;
            contact.only(&["name", "phone_number"])?;
            contact.needed_short("name", LONGEST_CONTACT)?;
            contact
                .needed_short("phone_number", LONGEST_PHONE)
                .map(drop)
        }
        "location" => check_location(fields),
        "url" => fields.needed_short("media", LONGEST_URL).map(drop),
        "sticker" => fields.needed("sticker_id").map(drop),
        _ => check_cards(fields),
    }
}

/// The address of a medium, whose last segment has an extension, one of these if it matters.
fn media(fields: &Fields, extensions: Option<&[&str]>) -> Result<(), Wrong> {
    let url = Url::parse(fields.needed("media")?);
    let url = url
        .ok()
        .filter(|url| ["http", "https"].contains(&url.scheme()));
    let extension = url.and_then(|url| extension(url.path()));
    let is_right = |it: &String| extensions.is_none_or(|all| all.contains(&it.as_str()));
    let wrong = || Wrong::value("media", "is no address with a right extension");
    extension.filter(is_right).map(drop).ok_or_else(wrong)
}

fn extension(path: &str) -> Option<String> {
    let extension = Path::new(path).extension()?;
    Some(extension.to_str()?.to_lowercase())
}

fn at_most(fields: &Fields, name: &str, most: u64) -> Result<(), Wrong> {
    let value = fields.count(name)?.ok_or_else(|| Wrong::missing(name))?;
    let wrong = || Wrong::value(name, format!("is more than {most}"));
    (value <= most).then_some(()).ok_or_else(wrong)
}

fn within(fields: &Fields, name: &str, most: u64) -> Result<u64, Wrong> {
    let value = fields.count(name)?.unwrap_or(most);
    let wrong = || Wrong::value(name, format!("must be from 1 to {most}"));
    (1..=most)
        .contains(&value)
        .then_some(value)
        .ok_or_else(wrong)
}

fn check_location(fields: &Fields) -> Result<(), Wrong> {
    let location = fields.object("location")?;
    let location = location.ok_or_else(|| Wrong::missing("location"))?;
    location.only(&["lat", "lon"])?;
    for (name, most) in [("lat", 90.0), ("lon", 180.0)] {
        let value = location.value(name).ok_or_else(|| Wrong::missing(name))?;
        let is_right = value.as_f64().is_some_and(|value| value.abs() <= most);
        let wrong = || Wrong::value(name, "is nowhere");
        is_right.then_some(()).ok_or_else(wrong)?;
    }
    Ok(())
}

fn check_keyboard(keyboard: &Fields) -> Result<(), Wrong> {
    let known = [
        "Type",
        "DefaultHeight",
        "BgColor",
        "Buttons",
        "InputFieldState",
    ];
    keyboard.only(&known)?;
    keyboard.needed("Type")?;
    keyboard.word("Type", &["keyboard"])?;
    keyboard.flag("DefaultHeight")?;
    for button in buttons(keyboard)? {
        within(&Fields::of("Buttons", button)?, "Rows", 2)?;
    }
    Ok(())
}

fn check_cards(fields: &Fields) -> Result<(), Wrong> {
    fields.text("alt_text")?;
    let cards = fields.object("rich_media")?;
    let cards = cards.ok_or_else(|| Wrong::missing("rich_media"))?;
    let known = [
        "Type",
        "ButtonsGroupColumns",
        "ButtonsGroupRows",
        "BgColor",
        "Buttons",
    ];
    cards.only(&known)?;
    cards.needed("Type")?;
    cards.word("Type", &["rich_media"])?;
    let columns = within(&cards, "ButtonsGroupColumns", 6)?;
    let rows = within(&cards, "ButtonsGroupRows", 7)?;
    let mut area = 0;
    for button in buttons(&cards)? {
        let button = Fields::of("Buttons", button)?;
        area += within(&button, "Columns", columns)? * within(&button, "Rows", rows)?;
    }
    let wrong = || Wrong::value("Buttons", format!("fill more than {MOST_CARDS} cards"));
    (area <= MOST_CARDS * columns * rows)
        .then_some(())
        .ok_or_else(wrong)
}

/// The buttons of a keyboard or of cards, each of which is right by itself.
fn buttons(fields: &Fields) -> Result<&Vec<Value>, Wrong> {
    let buttons = fields.list("Buttons")?;
    let buttons = buttons.filter(|buttons| !buttons.is_empty());
    let buttons = buttons.ok_or_else(|| Wrong::missing("Buttons"))?;
    for button in buttons {
        let button = Fields::of("Buttons", button)?;
        let actions = [
            "reply",
            "open-url",
            "location-picker",
            "share-phone",
            "none",
        ];
        let action = button.word("ActionType", &actions)?.unwrap_or("reply");
        if action != "none" {
            button.needed("ActionBody")?;
        }
        button.text("Text")?;
        button.word("TextSize", &["small", "regular", "large"])?;
        within(&button, "Columns", 6)?;
    }
    Ok(buttons)
}
