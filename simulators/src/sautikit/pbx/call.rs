//! A call and its legs: the nouns of the exchange.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::{later, seconds_between};
use crate::sautikit::actions::{Action, Method};
use crate::sautikit::event::Event;

/// Which way a call goes, seen from the workspace.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    /// The direction as the API writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }
}

/// The state of a call as the API tells it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Ringing,
    Answered,
    Completed,
    Failed,
    NoAnswer,
    Busy,
    Canceled,
}

impl Status {
    /// The status as the API writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::Canceled => "canceled",
        }
    }

    /// Whether a call in this state still goes on.
    pub(crate) fn is_live(self) -> bool {
        matches!(self, Self::Ringing | Self::Answered)
    }

    /// How a call ended, for the transcript.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Ringing => "is ringing",
            Self::Answered => "was answered",
            Self::Completed => "ended after a talk or a message",
            Self::Failed => "failed",
            Self::NoAnswer => "failed, nobody answered",
            Self::Busy => "failed, the line was busy",
            Self::Canceled => "failed, the caller gave up",
        }
    }
}

/// What a call is busy with.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) enum Doing {
    /// The first phone rings.
    Ringing,
    /// The voice callback is being asked.
    Asking,
    /// Dialled phones ring.
    Dialling,
    /// Two parties talk.
    Bridged,
    /// A prompt waits for keys, or a message is recorded, until then.
    Waiting(Timestamp),
    /// The first party is in a conference.
    InConference,
    /// The call waits for its controller.
    Holding,
    /// Nothing valid was said to do; the first party hears nothing.
    Silent,
    /// It has ended.
    Over,
}

/// Live control of a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Control {
    pub(crate) opening: Vec<Action>,
    pub(crate) fallback: Vec<Action>,
    pub(crate) timeout_ms: u64,
    pub(crate) hold_audio_url: Option<String>,
    /// When the running hold cycle ends.
    pub(crate) deadline: Option<Timestamp>,
    /// How many cycles in a row went by without a word from the controller.
    pub(crate) missed: u8,
    /// Whether the fallback has been played.
    pub(crate) fell_back: bool,
}

impl Control {
    /// Starts a hold cycle.
    pub(crate) fn start_timer(&mut self, now: Timestamp) {
        let cycle = SignedDuration::from_millis(i64::try_from(self.timeout_ms).unwrap_or(i64::MAX));
        self.deadline = Some(later(now, cycle));
    }
}

/// Something that was told about a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Logged {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) occurred_at: Timestamp,
}

/// What became of a dial.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DialOutcome {
    /// It rings.
    Ringing,
    /// Somebody answered.
    Answered,
    /// It rang out.
    NoAnswer,
    /// Everybody declined.
    Busy,
    /// The call ended or went on without it.
    Abandoned,
    /// Nobody could be rung.
    Refused,
}

/// A dial of a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Dialled {
    pub(crate) phones: Vec<String>,
    pub(crate) legs: Vec<u64>,
    /// Whether its talk is to be recorded.
    pub(crate) is_recorded: bool,
    pub(crate) outcome: DialOutcome,
}

/// A message that is being recorded.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Message {
    pub(crate) since: Timestamp,
    /// Where it is told when it is finished.
    pub(crate) action: Option<String>,
    pub(crate) method: Method,
}

/// A call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Call {
    /// Its place in the order of calls, from 1; the transcript names it so.
    pub(crate) seq: u64,
    pub(crate) id: String,
    pub(crate) session_id: String,
    pub(crate) direction: Direction,
    /// The number of the workspace.
    pub(crate) ours: String,
    /// The other side; of a call that rings an agent first, the agent.
    pub(crate) theirs: String,
    pub(crate) status: Status,
    pub(crate) started_at: Timestamp,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) client_request_id: Option<String>,
    pub(crate) voice_callback_url: Option<String>,
    pub(crate) control: Option<Control>,
    pub(crate) first_leg: Option<u64>,
    pub(crate) doing: Doing,
    pub(crate) program: VecDeque<Action>,
    /// Whether something was recorded.
    pub(crate) is_recorded: bool,
    /// Whether the recording can be fetched.
    pub(crate) has_recording: bool,
    pub(crate) recording_id: String,
    /// Whether a voice callback was asked about it.
    pub(crate) is_asked: bool,
    pub(crate) dials: Vec<Dialled>,
    /// The phones that talked with its first party.
    pub(crate) reached: Vec<String>,
    pub(crate) message: Option<Message>,
    /// How long the finished message is.
    pub(crate) message_seconds: Option<u64>,
    pub(crate) cost_minor: i64,
    pub(crate) events: Vec<Logged>,
}

impl Call {
    /// A call that has just begun.
    pub(crate) fn new(
        seq: u64,
        direction: Direction,
        ours: &str,
        theirs: &str,
        now: Timestamp,
    ) -> Self {
        Self {
            seq,
            id: Uuid::now_v7().to_string(),
            session_id: format!("HD_{}", Uuid::new_v4().simple()),
            direction,
            ours: ours.to_owned(),
            theirs: theirs.to_owned(),
            status: Status::Ringing,
            started_at: now,
            answered_at: None,
            ended_at: None,
            client_request_id: None,
            voice_callback_url: None,
            control: None,
            first_leg: None,
            doing: Doing::Ringing,
            program: VecDeque::new(),
            is_recorded: false,
            has_recording: false,
            recording_id: Uuid::now_v7().to_string(),
            is_asked: false,
            dials: Vec::new(),
            reached: Vec::new(),
            message: None,
            message_seconds: None,
            cost_minor: 0,
            events: Vec::new(),
        }
    }

    /// Remembers that something was told.
    pub(crate) fn log(&mut self, event: &Event) {
        self.events.push(Logged {
            id: event.id.clone(),
            kind: event.kind.name().to_owned(),
            occurred_at: event.occurred_at,
        });
    }

    /// How long the call was answered, in seconds; none while it is not over.
    pub(crate) fn duration_seconds(&self) -> u64 {
        match (self.answered_at, self.ended_at) {
            (Some(start), Some(end)) => seconds_between(start, end),
            (Some(_) | None, _) => 0,
        }
    }

    /// How long its recording is, in seconds: the message, or else the whole answered call.
    pub(crate) fn recorded_seconds(&self) -> u64 {
        self.message_seconds
            .unwrap_or_else(|| self.duration_seconds())
    }

    /// The client request id when it travels with the call.
    /// One with blanks, commas, braces or quotes is echoed to whoever placed the call and then lost.
    pub(crate) fn riding_id(&self) -> Option<&str> {
        let is_lost =
            |letter: char| letter.is_whitespace() || [',', '{', '}', '"', '\''].contains(&letter);
        self.client_request_id
            .as_deref()
            .filter(|id| !id.contains(is_lost))
    }
}

/// Whose leg it is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) enum Role {
    /// Somebody who calls the workspace.
    Caller,
    /// The first party of a placed call.
    First,
    /// Somebody who was dialled in.
    Dialled,
}

/// The state of a leg.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LegState {
    Ringing,
    Answered,
    Ended,
}

impl LegState {
    /// The state in a word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ringing => "ringing",
            Self::Answered => "answered",
            Self::Ended => "ended",
        }
    }
}

/// What is heard on a leg.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) enum Sound {
    /// It is not answered, or over.
    Nothing,
    /// The tone that tells a phone elsewhere is ringing.
    Tone,
    /// Another leg.
    Leg(u64),
    /// A prompt or an announcement.
    Message(String),
    /// What plays while the controller thinks.
    Hold(Option<String>),
    /// Everybody else in the conference of that name.
    Conference(String),
    /// An open line and nothing on it.
    Silence,
}

/// The line to one phone.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Leg {
    pub(crate) id: u64,
    pub(crate) call: u64,
    pub(crate) phone: String,
    pub(crate) role: Role,
    /// The number that the phone shows.
    pub(crate) shows: String,
    pub(crate) state: LegState,
    pub(crate) ring_until: Option<Timestamp>,
    pub(crate) answered_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) cause: Option<String>,
    pub(crate) hears: Sound,
}

impl Leg {
    /// A leg whose phone rings until then.
    pub(crate) fn ringing(
        id: u64,
        call: u64,
        phone: &str,
        role: Role,
        shows: &str,
        until: Timestamp,
    ) -> Self {
        Self {
            id,
            call,
            phone: phone.to_owned(),
            role,
            shows: shows.to_owned(),
            state: LegState::Ringing,
            ring_until: Some(until),
            answered_at: None,
            ended_at: None,
            cause: None,
            hears: Sound::Nothing,
        }
    }
}
