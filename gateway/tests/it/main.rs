//! The gateway over real HTTP on loopback and a real database; the app is played by a small server.
//!
//! Each scenario is run with SQLite, and all of them once more with PostgreSQL where its server was found.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_imports,
    missing_docs,
    reason = "a failed assumption of a test is a failed test"
)]

mod events;
mod limits;
mod postgresql;
mod snapshots;
mod streams;
mod troubles;
mod voice;
mod world;

use world::{Database, Server};

/// Runs each scenario with a file of SQLite, and all with one PostgreSQL server.
macro_rules! scenarios {
    ($($room:ident::$name:ident),+ $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $room::$name(Database::file()).await;
            }
        )+

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn everything_holds_with_postgresql() {
            let Some(server) = Server::start() else {
                eprintln!("Skipped: there is no PostgreSQL server; `cargo xtask test` finds or installs one.");
                return;
            };
            $(
                println!("{}", stringify!($name));
                $room::$name(server.database(stringify!($name)).await).await;
            )+
        }
    };
}

scenarios![
    voice::a_call_rings_the_agents_whom_the_app_told,
    voice::every_form_of_a_question_is_understood,
    voice::a_question_is_answered_once_and_edges_with_nothing,
    voice::a_caller_whom_nobody_can_take_is_told_so_and_so_is_the_app,
    voice::a_caller_whom_nobody_takes_may_leave_a_message_where_the_app_says_so,
    voice::without_a_snapshot_a_caller_hears_an_apology,
    voice::a_question_that_is_not_believed_gets_an_apology_and_leaves_nothing,
    voice::a_customer_who_was_called_is_connected_to_the_agent_who_called,
    voice::a_question_in_words_that_nobody_knows_gets_an_apology,
    voice::a_call_that_is_asked_about_by_either_id_is_answered_once,
    events::an_event_reaches_the_app_signed_and_as_it_was,
    events::an_event_that_is_repeated_is_told_once,
    events::an_event_that_is_not_believed_goes_nowhere,
    events::a_question_among_events_is_answered_even_without_a_snapshot,
    events::a_call_without_a_usable_id_keeps_no_other_one_back,
    events::a_letter_that_the_app_hangs_on_keeps_no_other_call_waiting,
    events::of_each_call_the_app_is_told_in_order_until_it_takes_it,
    events::what_was_acknowledged_outlives_the_gateway,
    events::what_was_acknowledged_during_a_burst_outlives_the_gateway,
    streams::a_softphone_hears_of_calls_that_ring_its_agent,
    streams::of_a_call_that_was_put_through_elsewhere_no_number_is_told,
    streams::a_softphone_that_comes_back_hears_what_it_missed,
    streams::a_stream_needs_a_fresh_pass_and_a_known_origin,
    streams::gateways_with_one_database_share_events_and_answers,
    snapshots::the_newest_snapshot_counts_and_outlives_the_gateway,
    snapshots::a_snapshot_that_is_not_believed_is_refused,
    snapshots::of_each_agent_the_newest_word_counts_in_every_gateway,
    limits::requests_beyond_the_limits_are_refused,
    limits::a_question_that_does_not_arrive_is_answered_within_a_second,
    limits::idle_connections_keep_no_caller_out,
    limits::requests_that_do_not_arrive_keep_no_caller_and_no_check_out,
    troubles::an_app_that_hangs_keeps_no_caller_waiting,
    troubles::a_gateway_that_ends_tells_its_streams_and_writes_everything,
];
