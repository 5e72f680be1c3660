//! What tickets and notes say. Pure; everything from outside goes through [`Html`].

use super::event::{CallEvent, Caller};
use crate::values::{Html, TicketId};
use crate::wire::freshdesk::{AddNote, CreateTicket};

/// Why a ticket is opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opening {
    /// A call came in and was answered.
    Answered,
    /// A call came in and nobody spoke with the caller.
    Missed,
    /// An agent called somebody, from no ticket.
    Outbound,
}

const OPEN: u8 = 2;
const MEDIUM: u8 = 2;
const PHONE: u8 = 3;

/// The tags of a missed call; admins build their callback view on the last one.
pub(crate) const MISSED_TAGS: [&str; 3] = ["sautikit", "missed_call", "callback_needed"];

/// One contact for all callers who withhold their number.
const WITHHELD_CALLER: &str = "switchboard-withheld-number";

/// The ticket for a call.
pub(crate) fn ticket(opening: Opening, event: &CallEvent) -> CreateTicket {
    let (caller, who) = match &event.customer {
        Caller::Number(number) => (number.to_string(), number.to_string()),
        Caller::Short(digits) => (digits.clone(), digits.clone()),
        Caller::Withheld | Caller::Untold => (
            "a withheld number".to_owned(),
            "Somebody with a withheld number".to_owned(),
        ),
    };
    let (subject, first_line) = match opening {
        Opening::Answered => (
            format!("Inbound call from {caller}"),
            format!("{who} called, and the call was answered."),
        ),
        Opening::Missed => (
            format!("Missed call from {caller}: callback required"),
            format!("{who} called, and the call was not answered."),
        ),
        Opening::Outbound => (
            format!("Outbound call to {caller}"),
            format!("An agent called {caller}."),
        ),
    };
    let mut description = Html::new().text(&first_line).line();
    if opening == Opening::Missed {
        if let Some(reason) = &event.reason {
            description = description.text("Reason: ").text(reason).line();
        }
        description = description.text("Please call this customer back.").line();
    }
    let (name, phone, unique_external_id) = match &event.customer {
        Caller::Number(number) => (format!("Caller {number}"), Some(number.clone()), None),
        Caller::Short(digits) => (
            format!("Caller {digits}"),
            None,
            Some(format!("switchboard-number-{digits}")),
        ),
        Caller::Withheld | Caller::Untold => (
            "Withheld number".to_owned(),
            None,
            Some(WITHHELD_CALLER.to_owned()),
        ),
    };
    CreateTicket {
        name,
        phone,
        unique_external_id,
        subject,
        description: description.text(&reference(event)),
        status: OPEN,
        priority: MEDIUM,
        source: PHONE,
        tags: match opening {
            Opening::Answered => vec!["sautikit", "inbound_call"],
            Opening::Missed => MISSED_TAGS.to_vec(),
            Opening::Outbound => vec!["sautikit", "outbound_call"],
        },
    }
}

/// The line by which a ticket or note of this call is found again.
pub(crate) fn reference(event: &CallEvent) -> String {
    format!("Sautikit call ID: {}", event.call)
}

/// What a note tells; its first words also find it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Note {
    /// The call ended.
    Ended,
    /// A recording can be heard.
    Recording,
    /// A call that had a ticket was missed after all.
    Missed,
    /// A call that an agent placed came to nothing.
    NotConnected,
}

impl Note {
    /// What the store knows the note by, whatever its wording becomes.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Recording => "recording",
            Self::Missed => "missed",
            Self::NotConnected => "not_connected",
        }
    }

    /// The first words of the note.
    pub(crate) const fn opening_words(self) -> &'static str {
        match self {
            Self::Ended => "Call ended.",
            Self::Recording => "Call recording.",
            Self::Missed => "The call was not answered.",
            Self::NotConnected => "The call did not come about.",
        }
    }

    /// The private note on a ticket.
    pub(crate) fn write(self, ticket: TicketId, event: &CallEvent) -> AddNote {
        let body = Html::new().text(self.opening_words());
        let body = match self {
            Self::Ended => match event.duration_seconds {
                Some(0) => body.text(" Nobody talked."),
                Some(seconds) => body.text(&format!(" Duration: {}.", spoken(seconds))),
                None => body,
            },
            Self::Recording => recording(body, event),
            Self::Missed => with_reason(body, event).text(" Please call this customer back."),
            Self::NotConnected => with_reason(body, event),
        };
        AddNote {
            ticket,
            body: body.line().text(&reference(event)),
            private: true,
        }
    }
}

fn with_reason(body: Html, event: &CallEvent) -> Html {
    match &event.reason {
        Some(reason) => body.text(" Reason: ").text(reason).text("."),
        None => body,
    }
}

fn recording(body: Html, event: &CallEvent) -> Html {
    let body = body.line();
    let Some(address) = &event.recording_url else {
        return body.text("Listen to it in the Sautikit console.");
    };
    let Some(linked) = body.clone().link(address, "Listen to the recording") else {
        return body.text("Its address was left out, since it is not an https link; listen to it in the Sautikit console.");
    };
    match &event.recording_expires_at {
        Some(expiry) => linked
            .line()
            .text("The link works until ")
            .text(expiry)
            .text("."),
        None => linked.line().text("The link works for a limited time."),
    }
}

/// A duration as agents read it: `74s` up to ten minutes, then minutes and seconds.
fn spoken(seconds: u64) -> String {
    if seconds < 600 {
        format!("{seconds}s")
    } else {
        format!("{}min {}s", seconds / 60, seconds % 60)
    }
}
