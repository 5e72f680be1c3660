//! What tickets and notes say. Pure; everything from outside goes through [`Html`].

use super::event::{CallEvent, Caller};
use crate::config::{TicketFields, Voice};
use crate::values::{AgentId, CallId, Html, TicketId};
use crate::wire::freshdesk::{AddNote, CreateTicket, CustomFields, Requester};

/// Why a ticket is opened.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Opening {
    /// A call came in and was answered.
    Answered,
    /// A call came in and nobody spoke with the caller.
    Missed,
    /// The same, but an agent has called back before there was a ticket.
    CalledBack,
    /// An agent called somebody, from no ticket.
    Outbound,
}

const OPEN: u64 = 2;
const MEDIUM: u64 = 2;
const PHONE: u8 = 3;

/// The tag of every ticket of this app.
pub(crate) const OURS: &str = "sautikit";

/// The tag of a ticket that a missed call opened.
pub(crate) const MISSED_CALL: &str = "missed_call";

/// The tag of a ticket whose customer waits for a callback; admins build their view on it.
pub(crate) const CALLBACK_NEEDED: &str = "callback_needed";

/// The tag that takes its place once the customer was spoken to.
pub(crate) const CALLBACK_DONE: &str = "callback_done";

/// The tags of a missed call.
pub(crate) const MISSED_TAGS: [&str; 3] = [OURS, MISSED_CALL, CALLBACK_NEEDED];

/// One contact for all callers who withhold their number.
const WITHHELD_CALLER: &str = "switchboard-withheld-number";

/// Who asks, as far as Freshdesk knows the caller.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Contacts {
    /// The contact that the ticket goes to.
    pub(crate) chosen: Option<u64>,
    /// Names of others with the same number.
    pub(crate) others: Vec<String>,
}

/// The ticket for a call, with the fields that an administrator wants in it.
pub(crate) fn ticket(
    opening: Opening,
    event: &CallEvent,
    contacts: &Contacts,
    agent: Option<AgentId>,
    voice: &Voice,
) -> CreateTicket {
    let fields = match opening {
        Opening::Answered => &voice.answered_fields,
        Opening::Missed | Opening::CalledBack => &voice.missed_fields,
        Opening::Outbound => &voice.outbound_fields,
    };
    let TicketFields {
        status,
        priority,
        group,
        kind,
        tags,
        custom,
        complaints: _,
    } = fields.clone();
    let plain = plain_ticket(opening, event, &contacts.others);
    let mut all_tags = plain.tags;
    for tag in tags {
        if !all_tags.contains(&tag) {
            all_tags.push(tag);
        }
    }
    CreateTicket {
        requester: match contacts.chosen {
            Some(requester_id) => Requester::Contact { requester_id },
            None => plain.requester,
        },
        status: status.unwrap_or(plain.status),
        priority: priority.unwrap_or(plain.priority),
        tags: all_tags,
        responder_id: agent,
        group_id: group,
        kind,
        custom_fields: CustomFields(custom),
        ..plain
    }
}

/// What a refusal calls the caller's number.
pub(crate) const REFUSED_PHONE: &str = "phone";

/// The ticket without what Freshdesk refuses it for: that is as in the plain one.
pub(crate) fn without(
    ticket: &CreateTicket,
    refused: &[String],
    plain: &CreateTicket,
) -> CreateTicket {
    let mut ticket = ticket.clone();
    for field in refused {
        match field.as_str() {
            "requester_id" | REFUSED_PHONE => ticket.requester = plain.requester.clone(),
            "status" => ticket.status = plain.status,
            "priority" => ticket.priority = plain.priority,
            "tags" => ticket.tags.clone_from(&plain.tags),
            "responder_id" => ticket.responder_id = None,
            "group_id" => ticket.group_id = None,
            "type" => ticket.kind = None,
            custom => {
                let name = custom.rsplit('.').next();
                let fields = &mut ticket.custom_fields.0;
                fields.retain(|(known, _)| Some(known.as_str()) != name);
            }
        }
    }
    ticket
}

/// A caller by an id of our own, where Freshdesk does not take the number as a phone.
pub(crate) fn by_own_id(number: &str) -> Requester {
    Requester::Other {
        name: format!("Caller {number}"),
        unique_external_id: format!("switchboard-number-{number}"),
    }
}

/// The ticket with nothing but what every account takes.
pub(crate) fn plain_ticket(opening: Opening, event: &CallEvent, others: &[String]) -> CreateTicket {
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
        Opening::CalledBack => (
            format!("Missed call from {caller}"),
            format!("{who} called, and the call was not answered. An agent has called back since."),
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
    if !others.is_empty() {
        description = description
            .text("Other contacts with this number: ")
            .text(&others.join(", "))
            .line();
    }
    let requester = match &event.customer {
        Caller::Number(number) => Requester::Phone {
            name: format!("Caller {number}"),
            phone: number.clone(),
        },
        Caller::Short(digits) => by_own_id(digits),
        Caller::Withheld | Caller::Untold => Requester::Other {
            name: "Withheld number".to_owned(),
            unique_external_id: WITHHELD_CALLER.to_owned(),
        },
    };
    let tags: &[&str] = match opening {
        Opening::Answered => &[OURS, "inbound_call"],
        Opening::Missed => &MISSED_TAGS,
        Opening::CalledBack => &[OURS, MISSED_CALL, CALLBACK_DONE],
        Opening::Outbound => &[OURS, "outbound_call"],
    };
    CreateTicket {
        requester,
        subject,
        description: description.text(&reference(event)),
        status: OPEN,
        priority: MEDIUM,
        source: PHONE,
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        responder_id: None,
        group_id: None,
        kind: None,
        custom_fields: CustomFields::default(),
    }
}

/// The line by which a ticket or note of this call is found again.
pub(crate) fn reference(event: &CallEvent) -> String {
    reference_of(event.call.as_str())
}

/// The same line for a call of which only the id is known.
pub(crate) fn reference_of(call: &str) -> String {
    format!("Sautikit call ID: {call}")
}

/// What a note tells; its first words also find it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Note {
    /// A call was answered, and is told on a ticket that was there before.
    Answered,
    /// The call ended.
    Ended,
    /// A recording can be heard.
    Recording,
    /// A customer who has a ticket called in vain.
    MissedAgain,
    /// A call that had a ticket was missed after all.
    MissedAfterAll,
    /// A call that an agent placed came to nothing.
    NotConnected,
}

impl Note {
    /// What the store knows the note by, whatever its wording becomes.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Ended => "ended",
            Self::Recording => "recording",
            Self::MissedAgain => "missed_again",
            Self::MissedAfterAll => "missed_after_all",
            Self::NotConnected => "not_connected",
        }
    }

    /// The first words of the note.
    pub(crate) const fn opening_words(self) -> &'static str {
        match self {
            Self::Answered => "The customer called, and the call was answered.",
            Self::Ended => "Call ended.",
            Self::Recording => "Call recording.",
            Self::MissedAgain => "A call of this customer",
            Self::MissedAfterAll => "The call was not answered.",
            Self::NotConnected => "The call did not come about.",
        }
    }

    /// The private note on a ticket; `count` is how often the customer has called in vain.
    pub(crate) fn write(self, ticket: TicketId, event: &CallEvent, count: usize) -> AddNote {
        let body = Html::new().text(self.opening_words());
        let body = match self {
            Self::Answered => body,
            Self::Ended => match event.duration_seconds {
                Some(0) => body.text(" Nobody talked."),
                Some(seconds) => body.text(&format!(" Duration: {}.", spoken(seconds))),
                None => body,
            },
            Self::Recording => recording(body, event),
            Self::MissedAgain => {
                let body = match &event.at {
                    Some(at) => body.text(" at ").text(at),
                    None => body,
                };
                let body = body.text(" was not answered");
                let body = match count {
                    0 | 1 => body.text("."),
                    count => body.text(&format!(" ({count} missed calls so far).")),
                };
                with_reason(body, event)
            }
            Self::MissedAfterAll => {
                with_reason(body, event).text(" Please call this customer back.")
            }
            Self::NotConnected => with_reason(body, event),
        };
        AddNote {
            ticket,
            body: body.line().text(&reference(event)),
            private: true,
        }
    }
}

/// How a call went, as the agent says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Disposition {
    Spoke,
    NoAnswer,
    Voicemail,
    WrongNumber,
    Other,
}

impl Disposition {
    /// The disposition by the word that pages use.
    pub(crate) fn find(word: &str) -> Option<Self> {
        match word {
            "spoke" => Some(Self::Spoke),
            "no_answer" => Some(Self::NoAnswer),
            "voicemail" => Some(Self::Voicemail),
            "wrong_number" => Some(Self::WrongNumber),
            "other" => Some(Self::Other),
            _ => None,
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Spoke => " The agent spoke with the customer.",
            Self::NoAnswer => " The customer did not answer.",
            Self::Voicemail => " The agent left a message.",
            Self::WrongNumber => " It was the wrong number.",
            Self::Other => " It went some other way.",
        }
    }
}

/// The first words of what an agent logs of a call.
pub(crate) const LOGGED: &str = "Call logged.";

/// The last line of what an agent logs, by which it is found again: one call may be logged more than once.
pub(crate) fn log_reference(log: &str) -> String {
    format!("Log ID: {log}")
}

/// The private note with what an agent logs of a call.
pub(crate) fn log(
    ticket: TicketId,
    agent: AgentId,
    disposition: Option<Disposition>,
    notes: &str,
    call: &CallId,
    log: &str,
) -> AddNote {
    let sentence = disposition.map_or("", Disposition::sentence);
    let mut body = Html::new().text(LOGGED).text(sentence).line();
    for line in notes.trim().lines() {
        body = body.text(&line.replace('\t', " ")).line();
    }
    body = body.text(&format!("Logged by agent {agent}.")).line();
    AddNote {
        ticket,
        body: body
            .text(&reference_of(call.as_str()))
            .line()
            .text(&log_reference(log)),
        private: true,
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
