//! Carries out voice actions on a call, one after the other, until one of them has to wait.

use super::{DialOutcome, Dialled, Doing, Pbx, Role, Sound, Status};
use crate::clock::later_by_seconds;
use crate::sautikit::actions::{
    Action, Conference, Dial, DialRecord, GetDigits, Play, Record, RejectReason,
};
use crate::sautikit::config::NumberStatus;

/// How long a dialled phone rings when nothing is said, in seconds.
const DIAL_RINGS: u64 = 30;

/// How long a prompt waits for keys when nothing is said, in seconds.
const KEYS_WAIT: u64 = 5;

/// The longest message when nothing is said, in seconds.
const LONGEST_MESSAGE: u64 = 3600;

impl Pbx {
    /// Carries out what is left to do, up to something that takes time.
    pub(super) fn proceed(&mut self, seq: u64) {
        loop {
            let Some(call) = self
                .calls
                .get_mut(&seq)
                .filter(|call| call.doing != Doing::Over)
            else {
                return;
            };
            let Some(action) = call.program.pop_front() else {
                return self.program_over(seq);
            };
            if !self.perform(seq, action) {
                return;
            }
        }
    }

    /// A controlled call waits for its controller; every other call is hung up.
    fn program_over(&mut self, seq: u64) {
        let now = self.now;
        let Some(call) = self.calls.get_mut(&seq) else {
            return;
        };
        let Some(control) = call.control.as_mut().filter(|control| !control.fell_back) else {
            self.note(format!("call {seq}: nothing is left to do"));
            return self.end(seq, Status::NoAnswer);
        };
        if control.deadline.is_none() {
            control.start_timer(now);
        }
        let hold = Sound::Hold(control.hold_audio_url.clone());
        call.doing = Doing::Holding;
        self.first_hears(seq, hold);
        self.note(format!("call {seq}: waits for its controller"));
    }

    /// Carries one action out and tells whether the next one may follow at once.
    fn perform(&mut self, seq: u64, action: Action) -> bool {
        match action {
            Action::Say(say) => return self.heard(seq, &format!("“{}”", say.text)),
            Action::Play(play) => return self.play(seq, &play),
            Action::Dial(dial) => return !self.dial(seq, &dial),
            Action::GetDigits(digits) => self.ask_for_keys(seq, digits),
            Action::Conference(conference) => self.join(seq, conference),
            Action::Record(record) => self.take_message(seq, &record),
            Action::Redirect(redirect) => {
                let why = format!("the redirect to {} is refused", redirect.url);
                self.silence(seq, &why);
            }
            Action::Reject(reject) => match reject.reason {
                RejectReason::Rejected => self.end(seq, Status::Failed),
                RejectReason::Busy => self.end(seq, Status::Busy),
            },
            Action::Hangup(_) => {
                self.note(format!("call {seq}: is hung up"));
                self.end(seq, Status::NoAnswer);
            }
        }
        false
    }

    fn ask_for_keys(&mut self, seq: u64, digits: GetDigits) {
        for nested in digits.nested {
            self.perform(seq, nested);
        }
        self.platform_answers(seq);
        let seconds = Some(digits.timeout).filter(|seconds| *seconds > 0);
        self.wait(seq, seconds.unwrap_or(KEYS_WAIT), "is asked for keys");
    }

    fn join(&mut self, seq: u64, conference: Conference) {
        self.platform_answers(seq);
        self.with(seq, |call| {
            call.doing = Doing::InConference;
            call.is_recorded = call.is_recorded || conference.record;
        });
        self.note_first(seq, &format!("joins the conference {}", conference.name));
        self.first_hears(seq, Sound::Conference(conference.name));
    }

    fn take_message(&mut self, seq: u64, record: &Record) {
        self.platform_answers(seq);
        self.note_first(seq, "hears a beep");
        self.message_began(seq, record);
        let longest = record.max_length.filter(|seconds| *seconds > 0);
        self.first_hears(seq, Sound::Silence);
        self.wait(seq, longest.unwrap_or(LONGEST_MESSAGE), "is being recorded");
    }

    fn heard(&mut self, seq: u64, what: &str) -> bool {
        self.platform_answers(seq);
        self.first_hears(seq, Sound::Message(what.to_owned()));
        self.note_first(seq, &format!("hears {what}"));
        true
    }

    fn play(&mut self, seq: u64, play: &Play) -> bool {
        let host = url::Url::parse(&play.url).ok();
        let host = host
            .as_ref()
            .and_then(url::Url::host_str)
            .unwrap_or_default();
        if self.play_hosts.iter().any(|known| known == host) {
            return self.heard(seq, &play.url);
        }
        self.note(format!(
            "call {seq}: {} is not played, its host is not allowed",
            play.url
        ));
        true
    }

    fn wait(&mut self, seq: u64, seconds: u64, why: &str) {
        let until = later_by_seconds(self.now, seconds);
        self.with(seq, |call| call.doing = Doing::Waiting(until));
        self.note_first(seq, why);
    }

    /// Rings whom a dial names and tells whether anybody rings.
    fn dial(&mut self, seq: u64, dial: &Dial) -> bool {
        self.platform_answers(seq);
        let Some(ours) = self.calls.get(&seq).map(|call| call.ours.clone()) else {
            return false;
        };
        let shows = dial.caller_id.clone().unwrap_or(ours);
        let mut dialled = Dialled {
            phones: dial.targets().into_iter().collect(),
            legs: Vec::new(),
            is_recorded: dial.record.is_some(),
            outcome: DialOutcome::Refused,
        };
        if let Some(why) = self.dial_refusal(&shows) {
            self.with(seq, |call| call.dials.push(dialled));
            self.note(format!("call {seq}: the dial is refused, {why}"));
            return false;
        }
        self.first_hears(seq, Sound::Tone);
        let seconds = dial
            .timeout
            .filter(|seconds| *seconds > 0)
            .unwrap_or(DIAL_RINGS);
        for phone in &dialled.phones {
            let leg = self.ring(seq, phone, Role::Dialled, &shows, seconds);
            dialled.legs.push(leg);
        }
        dialled.outcome = DialOutcome::Ringing;
        self.with(seq, |call| {
            call.doing = Doing::Dialling;
            call.is_recorded |= dial.record == Some(DialRecord::RecordFromRinging);
            call.dials.push(dialled);
        });
        true
    }

    /// A dial needs what placing a call needs: an own, active number to show, and money.
    fn dial_refusal(&self, shows: &str) -> Option<&'static str> {
        let is_usable = self
            .numbers
            .iter()
            .any(|number| number.e164 == shows && number.status == NumberStatus::Active);
        if !is_usable {
            Some("its caller id is no active number of the workspace")
        } else if self.balance_minor <= 0 {
            Some("the wallet is empty")
        } else {
            None
        }
    }

    fn note_first(&mut self, seq: u64, what: &str) {
        let phone = self
            .calls
            .get(&seq)
            .map(|call| call.theirs.clone())
            .unwrap_or_default();
        let who = self.named(&phone);
        self.note(format!("call {seq}: {who} {what}"));
    }
}
