//! The one error of the core: what went wrong, whether it may have had an effect, and the sentence for a person.
//!
//! It does not decide what to do about a failure; flows do, by asking [`Error::certainty`] and [`Error::status`].

use std::fmt;

/// What the core answers when it cannot do what was asked.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done. Boxed, so that passing it on costs little code in every step of every flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Box<ErrorKind>);

/// The kinds of failure.
#[derive(Clone, Debug, PartialEq)]
pub enum ErrorKind {
    /// Something from outside did not have the form it must have: what it was, and why it was refused.
    Malformed {
        /// The thing, in the field's terms ("the call id").
        what: &'static str,
        /// The reason, as a half sentence ("has a control character").
        why: String,
    },
    /// An installation parameter is missing or wrong; the text says which and what to enter.
    Unconfigured(String),
    /// A vendor answered a request with a status of 400 or more.
    Refused(Refusal),
    /// A vendor answered with success, but with a body that could not be read.
    Unreadable {
        /// The request template.
        template: &'static str,
        /// What the parser said.
        why: String,
    },
    /// The platform itself failed (store, schedule, randomness).
    Unavailable {
        /// What was being done ("load call:…").
        operation: String,
        /// What the platform said.
        message: String,
        /// Whether it said so because too much is going on (429).
        busy: bool,
    },
    /// The person at the page asked for something that cannot be done; the text is meant for them.
    Declined {
        /// An HTTP-like status: 400 for wrong input, 404 for an unknown thing, 409 for a conflict.
        status: u16,
        /// A whole sentence.
        sentence: String,
    },
}

/// A vendor's answer with a status of 400 or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The request template.
    pub template: &'static str,
    /// The HTTP status; 502 and 504 may also come from the platform itself.
    pub status: u16,
    /// The body as it came; never shown to a person, since a vendor may echo anything.
    pub body: String,
}

/// Why a delivery was not believed, by how near it came to belief.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Distrust {
    /// There is no signature or no stamp.
    Unsigned,
    /// There is no secret to check a signature with.
    NoSecret,
    /// The signature is not 64 hexadecimal digits.
    NotHex,
    /// The signature does not match.
    Mismatch,
    /// The signed time cannot be read.
    BadStamp,
    /// The stamp is more than five minutes old; without a stamp, what happened is more than eight days old or has no time.
    Stale,
    /// The signed time is more than five minutes ahead.
    Future,
}

/// Whether a failed request may have had its effect all the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certainty {
    /// It certainly had no effect.
    NoEffect,
    /// Nobody can tell: the answer was lost, late or unreadable.
    Unknown,
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl Error {
    /// Something from outside has not the form it must have.
    pub fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        ErrorKind::Malformed {
            what,
            why: why.into(),
        }
        .into()
    }

    /// The platform failed.
    pub fn unavailable(operation: impl Into<String>, message: impl Into<String>) -> Self {
        ErrorKind::Unavailable {
            operation: operation.into(),
            message: message.into(),
            busy: false,
        }
        .into()
    }

    /// The same, because too much is going on.
    #[must_use]
    pub fn busy(mut self) -> Self {
        if let ErrorKind::Unavailable { busy, .. } = &mut *self.0 {
            *busy = true;
        }
        self
    }

    /// What a person asked for cannot be done.
    pub fn declined(status: u16, sentence: impl Into<String>) -> Self {
        ErrorKind::Declined {
            status,
            sentence: sentence.into(),
        }
        .into()
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Whether the failed operation may have had its effect.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        match self.kind() {
            ErrorKind::Refused(refusal) if refusal.status >= 500 => Certainty::Unknown,
            ErrorKind::Unreadable { .. } => Certainty::Unknown,
            ErrorKind::Malformed { .. }
            | ErrorKind::Unconfigured(_)
            | ErrorKind::Refused(_)
            | ErrorKind::Unavailable { .. }
            | ErrorKind::Declined { .. } => Certainty::NoEffect,
        }
    }

    /// The status that a page sees.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.kind() {
            ErrorKind::Malformed { .. } | ErrorKind::Unconfigured(_) => 400,
            ErrorKind::Refused(refusal) => refusal.status,
            ErrorKind::Unreadable { .. } => 502,
            ErrorKind::Unavailable { busy: true, .. } => 429,
            ErrorKind::Unavailable { .. } => 503,
            ErrorKind::Declined { status, .. } => *status,
        }
    }

    /// Whether a vendor said that the thing does not exist.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.kind(), ErrorKind::Refused(refusal) if refusal.status == 404)
    }

    /// Whether a vendor refuses a request through this template as it is, and will do so again.
    #[must_use]
    pub fn is_final_refusal_of(&self, template: &str) -> bool {
        matches!(self.kind(), ErrorKind::Refused(refusal)
            if refusal.template == template
                && (400..500).contains(&refusal.status)
                && refusal.status != 429)
    }

    /// Whether a vendor says that a thing cannot be changed any more: it is deleted, spam, or never was (Freshdesk's tickets:
    /// 404, and 405 by its documentation).
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.kind(), ErrorKind::Refused(refusal) if matches!(refusal.status, 404 | 405))
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Malformed { what, why } => write!(f, "{what} {why}"),
            ErrorKind::Unconfigured(sentence) | ErrorKind::Declined { sentence, .. } => {
                f.write_str(sentence)
            }
            ErrorKind::Refused(refusal) => {
                write!(
                    f,
                    "{} was refused with status {}",
                    refusal.template, refusal.status
                )
            }
            ErrorKind::Unreadable { template, why } => {
                write!(f, "the answer to {template} could not be read: {why}")
            }
            ErrorKind::Unavailable {
                operation, message, ..
            } => {
                write!(f, "could not {operation}: {message}")
            }
        }
    }
}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsigned => "it is not signed; see in Sautikit's console which address posts to this app",
            Self::NoSecret => "there is no secret to check it with; enter Sautikit's webhook signing secret in the settings",
            Self::NotHex => "its signature is not 64 hexadecimal digits",
            Self::Mismatch => "its signature does not match; compare the signing secrets in the settings with Sautikit's",
            Self::BadStamp => "the time it was signed with cannot be read",
            Self::Stale => "it was signed more than five minutes ago, or without a time and happened long ago",
            Self::Future => "it was signed more than five minutes in the future; compare the clocks",
        })
    }
}

/// What a JSON parser objected to, without the values it met: those may be numbers of people.
#[must_use]
pub fn without_values(error: &serde_json::Error) -> String {
    if error.is_data() {
        return format!(
            "not of the expected form at line {} column {}",
            error.line(),
            error.column()
        );
    }
    error.to_string()
}
