//! The platform's behaviour, seen from outside: tiny apps are packed, installed and sent events.
//!
//! Whether the model of an app and its checks are right is tested beside them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on must say where"
)]

mod db;
mod db_updates;
mod entities;
mod functions;
mod globals;
mod hooks;
mod packages;
mod product_events;
mod redirects;
mod requests;
mod require;
mod restart;
mod schedules;
mod setup;
mod support;
mod target_urls;
mod updates;
mod workers;
