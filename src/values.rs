//! Values that are parsed once and then trusted: phone numbers, ids, secrets, times, HTML, signed texts.
//!
//! None of them knows a vendor's field names or does any IO.

mod e164;
mod entries;
mod html;
mod ids;
mod room_type;
mod secret;
mod signed;
mod timestamp;

pub use e164::{Country, E164, NotANumber};
pub use entries::Entries;
pub use html::{Html, is_https};
pub use ids::{AgentId, CallId, TicketId, fingerprint};
pub use room_type::RoomType;
pub use secret::Secret;
pub use signed::{Age, FRESHNESS, Proof, Signed, Suspect};
pub use timestamp::{LocalTime, Timestamp};
