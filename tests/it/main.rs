//! The core, driven natively and in memory: scenarios, faults at every step, interleavings, hostile input, repository rules.
#![cfg(not(target_family = "wasm"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a failed assumption of a test is a failed test, and checks read best with values given outright"
)]

mod budget;
mod callbacks;
mod callers;
mod channels;
mod chat;
mod chat_faults;
mod chat_simulation;
mod connections;
mod deliveries;
mod desk;
mod executor;
mod faults;
mod fuzz;
mod gateway;
mod hostile;
mod interleavings;
mod native;
mod pages;
mod privacy;
mod refusals;
mod routed;
mod scenario;
mod scenarios;
mod sendbird;
mod simulation;
mod tidy;
mod vendors;
mod webcalls;
mod webhooks;
