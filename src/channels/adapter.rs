//! What a channel has to be able to do; each channel does it in a file of its own.
//!
//! Order, exactly-once and the help desk are the affair of the flows, which know no channel.

use super::message::{Happening, Part};
use crate::config::Parameters;
use crate::error::{Certainty, Error, ErrorKind};
use crate::host::Host;
use crate::values::Entries;

/// A webhook's delivery to a channel's address.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// The body as text.
    pub body: &'a str,
    /// Whether the text is the sender's own, rather than the platform's print of it, in which large numbers are rounded.
    pub is_raw: bool,
    /// The headers; the platform may keep all of them back.
    pub headers: &'a Entries,
}

/// Whether a delivery is the channel's. That it came to an address of which nobody else knows the label is known already.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trust {
    /// Its proof is right.
    Verified,
    /// There is no proof, or none that can be checked here, and why.
    Unverifiable(&'static str),
    /// Its proof is wrong: it has no effect. The reason is for the log.
    Forged(&'static str),
}

/// What a channel takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest text, in Unicode scalar values.
    pub text: usize,
    /// The longest caption of a picture, a video or a file; 0 where there are none.
    pub caption: usize,
    /// How many choices can be offered as buttons; 0 where there are none.
    pub choices: usize,
    /// The longest label of such a button.
    pub choice: usize,
}

/// One message to one person, within the channel's limits.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// The channel's id of the person.
    pub to: &'a str,
    /// What the sender is called: an agent's name, or none for a bot.
    pub from: Option<&'a str>,
    /// What is sent.
    pub part: &'a Part,
    /// Answers to choose from, within the limits.
    pub choices: &'a [String],
    /// The same for each attempt at this message and for no other: 22 letters, digits, `-` and `_`.
    pub serial: &'a str,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The channel took it.
    Sent,
    /// It was certainly not taken, since too much is going on; it may be sent again later.
    Busy,
    /// The channel does not take such a part from this app, but may take the same in words.
    Unfit,
    /// It was certainly not taken and will not be. The sentence tells the agent why and what to do.
    Refused(String),
    /// Nobody can tell whether it was taken.
    Unknown,
}

impl Outcome {
    /// What became of a message that failed so; `None` if the channel itself refused it, which each channel words itself.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        match (error.certainty(), error.kind()) {
            (Certainty::Unknown, _) => Some(Self::Unknown),
            (Certainty::NoEffect, ErrorKind::Refused(refusal)) if refusal.status != 429 => None,
            (Certainty::NoEffect, _) => Some(Self::Busy),
        }
    }
}

/// Why a channel could not be asked for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Hitch {
    /// Whether it stays so until somebody corrects the settings.
    pub is_lasting: bool,
    /// A sentence for an administrator; a lasting one has at most 60 characters, as an installation message.
    pub sentence: String,
}

impl Hitch {
    /// It stays so until somebody corrects the settings.
    #[must_use]
    pub fn lasting(sentence: impl Into<String>) -> Self {
        Self {
            is_lasting: true,
            sentence: sentence.into(),
        }
    }

    /// It may pass.
    #[must_use]
    pub fn passing(sentence: impl Into<String>) -> Self {
        Self {
            is_lasting: false,
            sentence: sentence.into(),
        }
    }
}

/// A channel through which customers write.
#[expect(
    async_fn_in_trait,
    reason = "one thread on every target, so futures need not be Send"
)]
pub trait Channel: Sized {
    /// The name of the system that an administrator chooses.
    const NAME: &'static str;
    /// How the people of this channel are named in the help desk, and its address among the target URLs: small letters.
    const WORD: &'static str;
    /// What it takes.
    const LIMITS: Limits;
    /// Where a person finds the place for our address, as a sentence.
    const PLACE: &'static str;

    /// Whether the app can enter its address there itself; else a person does, and the last three methods only say where.
    const REGISTERS: bool = true;

    /// Reads the parameters of a channel that is chosen. An error says which is missing or wrong, in at most 60 characters.
    fn read(given: &Parameters) -> Result<Self, String>;

    /// What tells whether these settings were edited; no secret can be found by it.
    fn settings(&self) -> String;

    /// Whether a delivery is the channel's.
    fn trust(&self, delivery: &Delivery<'_>) -> Trust;

    /// What a delivery tells. An error says what was wrong with it, without personal data.
    fn read_delivery(&self, delivery: &Delivery<'_>) -> Result<Happening, String>;

    /// Whether it takes this part as it is; other parts are sent in words.
    fn takes(&self, part: &Part) -> bool;

    /// Sends a message: one request.
    async fn send(&self, host: &impl Host, message: &Outgoing<'_>) -> Outcome;

    /// The address that is entered now, if any: one request.
    async fn entered(&self, _: &impl Host) -> Result<Option<String>, Hitch> {
        Err(Hitch::passing(Self::PLACE))
    }

    /// Enters an address instead of whatever is there: one request, during which the channel may call the address.
    async fn enter(&self, _: &impl Host, _address: &str) -> Result<(), Hitch> {
        Err(Hitch::passing(Self::PLACE))
    }

    /// Removes the address that is entered: one request.
    async fn remove(&self, _: &impl Host) -> Result<(), Hitch> {
        Err(Hitch::passing(Self::PLACE))
    }
}
