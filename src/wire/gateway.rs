//! What the app and its gateway write in the letters that they sign for each other.
//!
//! How a letter is signed is known in `pact`.

use serde::{Deserialize, Serialize};

use crate::host::Call;
use crate::pact::Letter;
use crate::values::{CallId, Entries, Timestamp};

/// `POST /app/snapshot` of the gateway: whom calls ring, or what one agent said.
#[derive(Clone, Debug)]
pub struct TellGateway {
    /// JSON, signed.
    pub letter: Letter,
}

impl Call for TellGateway {
    const TEMPLATE: &'static str = "tellGateway";
    type Reply = ();

    fn body(&self) -> Option<impl Serialize> {
        Some(&self.letter)
    }
}

/// What the gateway tells the app.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// What Sautikit posted, or the gateway found out in the words of Sautikit's documented contract.
    Posted(Post),
    /// A call was given to agents' phones.
    Routed(Rung),
}

/// A text and the headers that came with it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Post {
    /// The exact text.
    pub body: String,
    /// The headers that mean something.
    pub headers: Entries,
}

/// What a call rings.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Rung {
    /// The id that stands for the call: the exchange's, if it is known.
    pub call: CallId,
    /// How many phones.
    pub phones: usize,
    /// In how many goes.
    pub dials: usize,
    /// When.
    pub at: Timestamp,
}
