//! Fake vendors for tests and for trying the app offline: as strict as their documentation, with fault switches.
//!
//! One module a vendor.
//! Nothing here knows the app or the platform: a simulator knows HTTP, its vendor's rules, and what it was told to get wrong.

mod clock;
pub mod freshchat;
pub mod freshdesk;
mod front;
pub mod happytalk;
pub mod sautikit;
pub mod sendbird;
pub mod telegram;
pub mod viber;

pub use self::clock::Clock;
pub use self::front::{Delivery, Fault, Matcher, ProductEvent, Request, StartError};
