//! What web calls need of the installation parameters.

use super::given::Parameters;
use crate::values::RoomType;

/// What web calls need.
#[derive(Clone, Debug)]
pub struct WebCalls {
    /// Sendbird's name for the account's application, a UUID. It is no secret: the customer's page has it.
    pub app_id: String,
    /// Where the customer's page is hosted: an address without query and fragment.
    pub guest_page: String,
    /// How long a link is good unless an agent says otherwise, in minutes.
    pub minutes: i64,
    /// What kind of room is made.
    pub room: RoomType,
    /// Whether every link has a password.
    pub always_password: bool,
}

/// How long a link may be good, in minutes: long enough to ring back, short enough for a token that no room bounds.
pub const MINUTES: std::ops::RangeInclusive<i64> = 5..=720;

/// An hour, as Sendbird's own tutorial takes.
const USUAL_MINUTES: i64 = 60;

impl WebCalls {
    pub(super) fn read(given: &Parameters) -> Result<Self, String> {
        if !given.get("systems").names("Web call") {
            return Err("Web calls are off: choose them under Systems.".to_owned());
        }
        given
            .get("freshdesk_api_key")
            .needed("Web calls are off: enter the Freshdesk API key.")?;
        let app_id = given
            .get("sendbird_app_id")
            .needed("Web calls are off: enter the Sendbird app id.")?;
        if !is_uuid(app_id) {
            return Err("Web calls are off: the app id must be a UUID.".to_owned());
        }
        given
            .get("sendbird_api_token")
            .needed("Web calls are off: enter the Sendbird token.")?;
        let guest_page = given
            .get("webcall_page_url")
            .needed("Web calls are off: enter the guest page's address.")?;
        if !is_page(guest_page) {
            return Err("Web calls are off: the page must be https://.".to_owned());
        }
        let minutes = given
            .text("webcall_link_minutes")
            .and_then(|text| text.parse().ok());
        Ok(Self {
            app_id: app_id.to_owned(),
            guest_page: guest_page.to_owned(),
            minutes: minutes
                .unwrap_or(USUAL_MINUTES)
                .clamp(*MINUTES.start(), *MINUTES.end()),
            room: match given.text("webcall_room_type") {
                Some("large_room_for_audio_only") => RoomType::Sound,
                Some(_) | None => RoomType::Video,
            },
            always_password: given.text("webcall_password") == Some("always"),
        })
    }
}

/// Whether it is a UUID: it becomes a part of a host name.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(|group| {
        group
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then_some(group.len())
    });
    lengths.eq([8, 4, 4, 4, 12].map(Some))
}

/// Whether a browser gives the page a camera: https, or this very machine.
fn is_page(address: &str) -> bool {
    let rest = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://localhost:"));
    rest.is_some_and(|rest| {
        rest.bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"?#@'`\"<>\\".contains(&byte))
            && rest.starts_with(|first: char| first.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn complete() -> Value {
        json!({
            "systems": "Web call", "freshdesk_api_key": "f",
            "sendbird_app_id": "885C2616-DBF8-4BDC-9178-4A1A662614E3", "sendbird_api_token": "t",
            "webcall_page_url": "https://call.example.com/",
        })
    }

    fn given(name: &str, value: Value) -> Parameters {
        let mut given = complete();
        given[name] = value;
        serde_json::from_value(given).unwrap()
    }

    fn read(name: &str, value: Value) -> Result<WebCalls, String> {
        WebCalls::read(&given(name, value))
    }

    #[track_caller]
    fn check_off(name: &str, value: Value) {
        let why = read(name, value).unwrap_err();
        assert!(
            why.starts_with("Web calls are off: ") && why.len() <= 60,
            "{why}"
        );
    }

    #[test]
    fn what_is_missing_or_odd_switches_web_calls_off_and_is_named() {
        check_off("systems", json!(["Voice"]));
        check_off("systems", Value::Null);
        check_off("freshdesk_api_key", Value::Null);
        check_off("sendbird_app_id", Value::Null);
        check_off("sendbird_api_token", json!(" "));
        check_off("webcall_page_url", json!(""));
        for odd in [
            "885C2616",
            "885C2616-DBF8-4BDC-9178-4A1A662614E3.evil.example",
            "x",
        ] {
            check_off("sendbird_app_id", json!(odd));
        }
        for odd in [
            "http://call.example.com/",
            "https://",
            "https://a/?b",
            "https://a/#b",
            "javascript:alert(1)",
        ] {
            check_off("webcall_page_url", json!(odd));
        }
        assert!(read("webcall_page_url", json!("http://localhost:10001/guest/")).is_ok());
    }

    #[test]
    fn a_link_is_good_for_an_hour_or_as_long_as_is_entered_within_bounds() {
        for (entered, minutes) in [("", 60), ("x", 60), ("1", 5), ("30", 30), ("9999", 720)] {
            assert_eq!(
                read("webcall_link_minutes", json!(entered))
                    .unwrap()
                    .minutes,
                minutes
            );
        }
    }
}
