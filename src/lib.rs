//! The core of Switchboard: what happens when a call, a click or a schedule reaches the app.
//!
//! It decides and orders; it never touches the network, the store, the clock or JavaScript itself.
//! All of that comes in through [`host::Host`].
//!
//! Outer modules know inner ones, never the other way round:
//!
//! - `wasm` (on wasm only) turns JavaScript values into Rust values and implements `Host` over promises;
//! - [`app`] says which event goes to which flow;
//! - [`setup`], [`admin`], [`voice`] and [`webcall`] are the flows: the order of steps;
//! - [`wire`] holds the field names of each vendor and of our own pages, and nothing else;
//! - `arguments` and `refusals` are what flows share towards the pages: what a page sends, checked, and what a person reads;
//! - [`pact`] is what the app and its gateway sign for each other;
//! - [`config`], [`values`] and [`error`] are parsed once and then trusted; `json` is how.

pub mod admin;
pub mod app;
mod arguments;
mod attempts;
pub mod channels;
pub mod config;
pub mod error;
pub mod host;
mod json;
pub mod pact;
mod product;
mod refusals;
pub mod setup;
pub mod values;
pub mod voice;
pub mod webcall;
pub mod wire;

#[cfg(target_family = "wasm")]
mod wasm;
