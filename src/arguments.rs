//! What pages send, checked: every refusal says what the person can do. Pure.
//!
//! Who an agent is cannot be checked: the platform does not tell whose page it is.

use crate::config::Voice;
use crate::error::{Error, Result};
use crate::values::{AgentId, CallId, E164, TicketId};

/// A phone number as people write it.
pub(crate) fn number(text: Option<&str>, voice: &Voice) -> Result<E164> {
    E164::parse_in(text.unwrap_or_default(), voice.line.country).map_err(|_| {
        Error::declined(
            400,
            "That is not a phone number. Enter it like +254 712 345 678.",
        )
    })
}

/// The signed-in agent.
pub(crate) fn agent(text: Option<&str>) -> Result<AgentId> {
    text.unwrap_or_default().parse().map_err(|_| {
        Error::declined(
            400,
            "Freshdesk did not say who you are. Reload the page and try again.",
        )
    })
}

/// The ticket, if there is one.
pub(crate) fn ticket(text: Option<&str>) -> Result<Option<TicketId>> {
    let Some(text) = text else {
        return Ok(None);
    };
    text.parse().map(TicketId).map(Some).map_err(|_| {
        Error::declined(
            400,
            "The ticket's number is not a number. Open the ticket again and retry.",
        )
    })
}

/// The id that the page gave a click: 8 to 64 letters, digits and `-`.
pub(crate) fn click_id(text: Option<String>) -> Result<String> {
    own_id(
        text,
        "The page sent no click id. Reload the page and try again.",
    )
}

/// The id that the page gave a press of Save: 8 to 64 letters, digits and `-`.
pub(crate) fn log_id(text: Option<String>) -> Result<String> {
    own_id(
        text,
        "The page sent no log id. Copy what you wrote, reload the page and try again.",
    )
}

fn own_id(text: Option<String>, sentence: &str) -> Result<String> {
    text.filter(|id| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
    .ok_or_else(|| Error::declined(400, sentence))
}

/// Either id of a call.
pub(crate) fn call_id(text: Option<&str>) -> Result<CallId> {
    text.unwrap_or_default().parse().map_err(|_| {
        Error::declined(
            400,
            "The page did not say which call it means. Reload the page and try again.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T>(outcome: Result<T>, accepted: bool) {
        match outcome {
            Ok(_) => assert!(accepted),
            Err(error) => {
                assert!(!accepted, "{error}");
                assert_eq!(error.status(), 400);
                assert!(error.to_string().ends_with('.'), "{error}");
            }
        }
    }

    #[test]
    fn an_id_that_the_page_makes_is_neither_short_nor_long_nor_a_path() {
        for (text, accepted) in [
            ("0b6f2f0a", true),
            ("0b6f2f0", false),
            ("../../../x", false),
            ("0b6f2f0a_5f4b", false),
            ("0b6f2f0aé", false),
        ] {
            check(click_id(Some(text.to_owned())), accepted);
            check(log_id(Some(text.to_owned())), accepted);
        }
        check(click_id(Some("a".repeat(64))), true);
        check(log_id(Some("a".repeat(65))), false);
        check(log_id(None), false);
    }

    #[test]
    fn a_call_id_is_opaque_but_leads_nowhere_else() {
        for (text, accepted) in [
            ("019000000-0000-7000-8000-000000000001", true),
            ("HD_a1b2c3", true),
            ("a/../b?c", true),
            ("", false),
            (".", false),
            ("..", false),
            ("a b", false),
            ("a\n", false),
        ] {
            check(call_id(Some(text)), accepted);
        }
        check(call_id(Some(&"x".repeat(501))), false);
        check(call_id(None), false);
    }

    #[test]
    fn agents_and_tickets_have_numbers() {
        check(agent(Some("67013469919")), true);
        check(agent(Some("1 OR 1=1")), false);
        check(agent(None), false);
        check(ticket(Some("12")), true);
        check(ticket(None), true);
        check(ticket(Some("-1")), false);
        check(ticket(Some("")), false);
        check(ticket(Some("99999999999999999999999")), false);
    }
}
