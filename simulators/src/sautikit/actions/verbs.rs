//! The verbs and their keys, nothing else.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// One thing to do on a call.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Action {
    Say(Say),
    Play(Play),
    GetDigits(GetDigits),
    Dial(Dial),
    Conference(Conference),
    Record(Record),
    Redirect(Redirect),
    Reject(Reject),
    Hangup(Hangup),
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Say {
    pub(crate) text: String,
    voice: Option<String>,
    language: Option<String>,
    #[serde(rename = "loop")]
    repeats: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Play {
    pub(crate) url: String,
    #[serde(rename = "loop")]
    repeats: Option<u32>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct GetDigits {
    /// Seconds; 0 leaves it to the exchange.
    #[serde(default)]
    pub(crate) timeout: u64,
    num_digits: Option<u32>,
    finish_on_key: Option<String>,
    #[serde(default)]
    pub(crate) nested: Vec<Action>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Dial {
    pub(super) number: Option<String>,
    pub(super) numbers: Option<Vec<String>>,
    pub(super) sip: Option<String>,
    pub(super) to: Option<String>,
    pub(crate) caller_id: Option<String>,
    /// Seconds that it rings.
    pub(crate) timeout: Option<u64>,
    pub(crate) record: Option<DialRecord>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum DialRecord {
    RecordFromAnswer,
    RecordFromRinging,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Conference {
    pub(crate) name: String,
    flags: Option<String>,
    max_participants: Option<u32>,
    #[serde(default)]
    pub(crate) record: bool,
    beep: Option<bool>,
    muted: Option<bool>,
    start_on_enter: Option<bool>,
    end_on_exit: Option<bool>,
    wait_url: Option<String>,
    status_events_callback_url: Option<String>,
    status_events: Option<String>,
    collect_digits: Option<bool>,
    finish_on_key: Option<String>,
    num_digits: Option<u32>,
    digits_callback_url: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Record {
    /// Where the finished message is told.
    pub(crate) action: Option<String>,
    pub(crate) method: Option<Method>,
    timeout: Option<u64>,
    /// Seconds; 0 or nothing means until the caller hangs up, an hour at most.
    pub(crate) max_length: Option<u64>,
    finish_on_key: Option<String>,
    transcribe: Option<bool>,
    transcribe_callback: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Redirect {
    pub(crate) url: String,
    method: Option<Method>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Method {
    Get,
    #[default]
    Post,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Reject {
    #[serde(default)]
    pub(crate) reason: RejectReason,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum RejectReason {
    #[default]
    Rejected,
    Busy,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hangup {}

impl Dial {
    /// Who is dialled, each once: numbers, or one SIP address.
    pub(crate) fn targets(&self) -> BTreeSet<String> {
        let single = [&self.number, &self.sip, &self.to].into_iter().flatten();
        single
            .chain(self.numbers.iter().flatten())
            .cloned()
            .collect()
    }
}
