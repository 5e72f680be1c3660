//! How a call is shown: to the API as the vendor shows it, and to tests with its legs.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Call, DialOutcome, Heard, Pbx, Status};

/// The id of the one workspace.
pub(crate) const WORKSPACE_ID: &str = "01900000-0000-7000-8000-000000000001";

/// A call with its legs.
#[derive(Clone, Debug, Serialize)]
pub struct CallView {
    /// Its place in the order of calls, from 1; the transcript names it so.
    pub number: u64,
    /// The id that the API gives it.
    pub call_id: String,
    /// The other id that the API gives it.
    pub session_id: String,
    /// `inbound` or `outbound`.
    pub direction: String,
    /// `ringing`, `answered`, `completed`, `failed`, `no_answer`, `busy` or `canceled`.
    pub status: String,
    /// The number of the workspace.
    pub ours: String,
    /// The other side.
    pub theirs: String,
    /// The client's id of it.
    pub client_request_id: Option<String>,
    /// How long it was answered; none before it is over.
    pub duration_seconds: Option<u64>,
    /// Its phones, in the order in which they began to ring.
    pub legs: Vec<LegView>,
    /// Its dials, in order, with what became of each.
    pub dials: Vec<DialView>,
    /// The phones that talked with its first party; none when no person was reached, whatever `status` says.
    pub reached: Vec<String>,
    /// How long the message is that was left; none when there is none.
    pub message_seconds: Option<u64>,
}

/// A dial of a call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DialView {
    /// Whom it rang.
    pub phones: Vec<String>,
    /// What became of it.
    pub outcome: DialOutcome,
}

/// The line to one phone.
#[derive(Clone, Debug, Serialize)]
pub struct LegView {
    /// The phone.
    pub phone: String,
    /// Who answers it, when the config says so.
    pub who: Option<String>,
    /// `ringing`, `answered` or `ended`.
    pub state: String,
    /// The number that the phone shows.
    pub shows: String,
    /// What comes out of it.
    pub hears: Heard,
    /// Why it ended.
    pub cause: Option<String>,
}

impl Pbx {
    /// Every call with its legs, oldest first.
    pub(crate) fn views(&self) -> Vec<CallView> {
        self.calls.values().map(|call| self.view(call)).collect()
    }

    fn view(&self, call: &Call) -> CallView {
        let legs = self.legs.values().filter(|leg| leg.call == call.seq);
        CallView {
            number: call.seq,
            call_id: call.id.clone(),
            session_id: call.session_id.clone(),
            direction: call.direction.name().to_owned(),
            status: call.status.name().to_owned(),
            ours: call.ours.clone(),
            theirs: call.theirs.clone(),
            client_request_id: call.client_request_id.clone(),
            duration_seconds: call.ended_at.map(|_| call.duration_seconds()),
            legs: legs
                .map(|leg| LegView {
                    phone: leg.phone.clone(),
                    who: self.people.get(&leg.phone).cloned(),
                    state: leg.state.name().to_owned(),
                    shows: leg.shows.clone(),
                    hears: self.heard_on(leg),
                    cause: leg.cause.clone(),
                })
                .collect(),
            dials: call
                .dials
                .iter()
                .map(|dial| DialView {
                    phones: dial.phones.clone(),
                    outcome: dial.outcome,
                })
                .collect(),
            reached: call.reached.clone(),
            message_seconds: call.message_seconds,
        }
    }
}

impl Call {
    /// The call as the API shows it.
    pub(crate) fn api_view(&self) -> Value {
        let events = self.events.iter().map(|event| {
            json!({
                "id": event.id,
                "call_id": self.id,
                "kind": event.kind,
                "payload": null,
                "occurred_at": precise(event.occurred_at),
                "created_at": precise(event.occurred_at)
            })
        });
        let is_failed = !self.status.is_live() && self.status != Status::Completed;
        let latest = self
            .ended_at
            .or(self.answered_at)
            .unwrap_or(self.started_at);
        json!({
            "id": self.id,
            "workspace_id": WORKSPACE_ID,
            "session_id": self.session_id,
            "direction": self.direction.name(),
            "local_e164": self.ours,
            "remote_e164": self.theirs,
            "country": "KE",
            "started_at": precise(self.started_at),
            "answered_at": self.answered_at.map(precise),
            "ended_at": self.ended_at.map(precise),
            "duration_seconds": self.ended_at.map(|_| self.duration_seconds()),
            "status": self.status.name(),
            "cost_minor": self.cost_minor,
            "cost_currency": "KES",
            "rate_per_minute_minor": super::RATE_MINOR,
            "failure_code": is_failed.then(|| self.status.name()),
            "metadata": null,
            "created_at": precise(self.started_at),
            "updated_at": precise(latest),
            "events": events.collect::<Vec<_>>()
        })
    }
}

/// RFC 3339 with milliseconds, as the vendor writes it.
pub(crate) fn precise(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
