//! Sautikit's field names: deliveries, voice actions, the calls API and its numbers.
//!
//! Nothing is decided here; a delivery can be reached only through its signature.

mod actions;
mod calls;
mod delivery;
mod history;
mod numbers;

pub use actions::{Action, Actions, Dial, Dialect, Record};
pub use calls::{CallMoment, CallState, ErrorBody, GetCall, PlaceCall, PlacedCall, WrappedCall};
pub use delivery::{Contract, Delivery, Hint};
pub use history::{
    CallPage, FindCalls, GetRecording, HangUp, HungUp, ListCalls, ListMoreCalls, PendingRecording,
    RecentCalls,
};
pub use numbers::{ListNumbers, Number, Numbers, PutRouting, Routing, SetRouting};

/// A word without case and signs, so that `no_answer`, `no-answer` and `NoAnswer` are one.
fn letters(word: &str) -> String {
    let letters = word.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}
