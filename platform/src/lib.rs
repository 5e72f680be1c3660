//! An offline, faithful Freshworks app platform: it checks, packs and runs an app.
//!
//! [`app`] is the model of an app, [`check`] and [`mod@pack`] do what the vendor's kit does before an app is uploaded,
//! [`Platform`] is what an app meets once it is installed.
//! It knows no particular app and no particular vendor.

pub mod app;
pub mod check;
pub mod clock;
pub mod limits;
pub mod pack;
pub mod runtime;
mod sandbox;
pub mod server;
pub mod store;
pub mod templates;

pub use clock::Clock;
pub use limits::Limits;
pub use runtime::{HookMode, Options, Platform};
pub use templates::{HostMap, Redirects};
