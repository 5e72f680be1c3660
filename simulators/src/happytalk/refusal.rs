//! The shape in which the partner says no, with codes that are numbers or texts.
//!
//! -501 and -505 with their names are facts; [inferred] every other code, and that the name stands under `message`.

use serde_json::Value;

use crate::front::Wrong;

/// A refusal.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) code: i64,
    pub(crate) message: String,
}

impl Refusal {
    fn new(code: i64, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    /// A request that cannot be carried out.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(-400, message)
    }

    /// A wrong client.
    pub(crate) fn client() -> Self {
        Self::new(-401, "InvalidClientException")
    }

    /// A serial number that was used before.
    pub(crate) fn serial() -> Self {
        Self::new(-409, "DuplicatedSerialNumberException")
    }

    /// Nobody may be written to who has not written.
    pub(crate) fn closed() -> Self {
        Self::new(-410, "SessionClosedException")
    }

    /// A channel that does not exist.
    pub(crate) fn sender(key: &str) -> Self {
        Self::new(-501, format!("InvalidSenderException(senderKey: {key})"))
    }

    /// A picture or file that cannot be kept.
    pub(crate) fn upload(name: &str) -> Self {
        Self::new(-505, name)
    }

    /// The refusal in a few words, for the transcript.
    pub(crate) fn summary(&self) -> String {
        format!("{} {}", self.code, self.message)
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::invalid(wrong.sentence())
    }
}

/// What a call answers when it has done something; the code is added.
pub(crate) struct Done {
    pub(crate) code: Success,
    pub(crate) body: Value,
}

/// The code with which a call says that all is well.
#[derive(Clone, Copy)]
pub(crate) enum Success {
    /// Nothing says which one.
    Any,
    /// The number 0.
    Zero,
    /// The text `0000`.
    Zeros,
    /// The number 200.
    TwoHundred,
}
