//! The packed zip, run as a customer's: in the bare sandbox, between the simulated vendors, over HTTP.
//!
//! It plays the scenario files that the core plays natively; both must come out as the files say.
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

#[path = "../it/scenario.rs"]
mod scenario;

mod bursts;
mod callbacks;
mod channels;
mod chat;
mod deliveries;
mod gateway;
mod histories;
mod hostile;
mod installation;
mod ledger;
mod packages;
mod sandbox;
mod scenarios;
mod traps;
mod webcalls;
