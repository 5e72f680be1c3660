//! Sautikit's field names: deliveries, voice actions, the calls API and its numbers.
//!
//! Nothing is decided here; a delivery can be reached only through its signature.

mod actions;
mod calls;
mod delivery;

pub use actions::{Action, Actions, Dial};
pub use calls::{CallState, ErrorBody, GetCall, PlaceCall, PlacedCall, WrappedCall};
pub use delivery::Delivery;
