//! The simulators over real HTTP: each rule of a vendor has a test whose name states it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests may fail the test"
)]

mod faults;
mod freshchat_control;
mod freshchat_conversations;
mod freshchat_events;
mod freshchat_gate;
mod freshchat_messages;
mod freshchat_sim;
mod freshchat_users;
mod freshdesk_account;
mod freshdesk_agents;
mod freshdesk_contacts;
mod freshdesk_conversations;
mod freshdesk_events;
mod freshdesk_form;
mod freshdesk_hours;
mod freshdesk_limits;
mod freshdesk_lists;
mod freshdesk_tickets;
mod happytalk_calls;
mod happytalk_chat;
mod happytalk_sim;
mod http;
mod persistence;
mod receiver;
mod sautikit_api;
mod sautikit_callback;
mod sautikit_contracts;
mod sautikit_control;
mod sautikit_deliveries;
mod sautikit_events;
mod sautikit_inbound;
mod sautikit_ladder;
mod sautikit_placing;
mod sautikit_recordings;
mod sautikit_routing;
mod sautikit_signing;
mod sautikit_sim;
mod sendbird_client;
mod sendbird_control;
mod sendbird_gate;
mod sendbird_login;
mod sendbird_rooms;
mod sendbird_sessions;
mod sendbird_sim;
mod sendbird_users;
mod telegram_messages;
mod telegram_sim;
mod telegram_webhook;
mod threads;
mod viber_limits;
mod viber_messages;
mod viber_sim;
mod viber_webhook;
