//! Chats while requests fail, events are cut off, and conversations and customers are gone from Freshchat: every message is
//! said once, and nothing waits for ever.

use serde_json::{Value, json};

use crate::channels::{answer, answered, arrived, installed, notes, posted, said_by, words, write};
use crate::executor::{run, run_for};
use crate::native::{Native, OperationFault};
use crate::scenario::Fault;

/// What became of the conversation since the customer wrote "zero".
#[derive(Clone, Copy, Debug)]
enum Since {
    NobodyWrote,
    Open,
    /// Another one is open.
    Replaced,
    /// Another one was there and is resolved as well.
    AllResolved,
    Gone,
    GoneWithUser,
}

const SINCE: [Since; 6] = [
    Since::NobodyWrote,
    Since::Open,
    Since::Replaced,
    Since::AllResolved,
    Since::Gone,
    Since::GoneWithUser,
];

fn prepared(since: Since) -> Native {
    let native = installed();
    if matches!(since, Since::NobodyWrote) {
        return native;
    }
    write(&native, "viber", 1, "zero");
    native.wait(120);
    native.vendors(|vendors| {
        let chats = &mut vendors.chat.conversations;
        let mut other = chats[0].clone();
        "chat-other".clone_into(&mut other.id);
        other.messages.clear();
        other.is_resolved = matches!(since, Since::AllResolved);
        match since {
            Since::NobodyWrote | Since::Open => {}
            Since::Replaced | Since::AllResolved => {
                chats[0].is_resolved = true;
                chats.push(other);
            }
            Since::Gone => chats.clear(),
            Since::GoneWithUser => {
                chats.clear();
                vendors.chat.users.clear();
            }
        }
    });
    native
}

fn wait_for(native: &Native, runs: usize) {
    for _ in 0..runs {
        native.wait(300);
    }
}

#[track_caller]
fn check_nothing_waits(native: &Native, context: &str) {
    let mut rows = native.rows_of("message").into_iter();
    let waiting = rows.find(|row| row["shelf"] == "waiting");
    assert_eq!(waiting, None, "{context}");
}

/// Of the two messages each was said once; the first may be missing if it was never written ahead.
#[track_caller]
fn check_said(native: &Native, may_be_missing: bool, context: &str) {
    native.never_fail();
    wait_for(native, 3);
    write(native, "viber", 3, "two");
    wait_for(native, 2);
    let mut said = said_by(native, "viber");
    said.retain(|text| text != "zero");
    let is_missing = may_be_missing && said == ["two"];
    assert!(is_missing || said == ["one", "two"], "{said:?}, {context}");
    check_nothing_waits(native, context);
}

fn texts(native: &Native) -> Vec<String> {
    arrived(native).into_iter().map(|it| it.text).collect()
}

#[test]
fn a_message_is_said_once_whatever_fails_wherever_it_goes() {
    let faults = [
        OperationFault::Request(Fault::Busy),
        OperationFault::Request(Fault::Down),
        OperationFault::Request(Fault::Lost),
        OperationFault::StoreLost,
    ];
    for since in SINCE {
        for fault in faults {
            for operation in 0..18 {
                for then in [None, Some(1), Some(3)] {
                    let native = prepared(since);
                    native.fail_at(operation, fault);
                    if let Some(later) = then {
                        native.then_fail_at(later, OperationFault::Request(Fault::Lost));
                    }
                    write(&native, "viber", 2, "one");
                    let context = format!("{since:?}: {fault:?} at {operation}, then {then:?}");
                    let mut log = native.log_lines().into_iter();
                    let is_lost = log.any(|line| line.starts_with("Lost"));
                    check_said(&native, is_lost, &context);
                }
            }
        }
    }
}

#[test]
fn a_message_is_said_once_wherever_its_event_is_cut_off() {
    for since in SINCE {
        for steps in 0..24 {
            let native = prepared(since);
            native.pausing.set(true);
            let body = posted("viber", 2, "one");
            let _ = run_for(native.post_to("viber", body, json!({})), steps);
            native.pausing.set(false);
            let written = native.written();
            let mut rows = written.iter().filter(|(place, _)| place == "message");
            let is_written = rows.any(|(_, row)| row.to_string().contains("one"));
            check_said(&native, !is_written, &format!("{since:?}: {steps} steps"));
        }
    }
}

#[test]
fn a_conversation_that_vanishes_before_its_message_is_looked_for_holds_nothing_up() {
    let native = prepared(Since::Open);
    native.refuse_next("postMessage", 503, "");
    write(&native, "viber", 2, "one");
    native.vendors(|vendors| vendors.chat.conversations.clear());
    check_said(&native, false, "a customer's message");

    let native = prepared(Since::Open);
    native.vendors(|vendors| vendors.chat.refusals = vec![json!({"status": 6})]);
    native.refuse_next("postMessage", 503, "");
    answer(&native, "viber", "Hello?");
    native.vendors(|vendors| vendors.chat.conversations.clear());
    wait_for(&native, 2);
    check_nothing_waits(&native, "a note");
}

#[test]
fn what_was_begun_is_finished_before_what_was_written_earlier_and_came_later() {
    let native = installed();
    native.fail_at(9, OperationFault::Request(Fault::Lost));
    write(&native, "viber", 2, "two");
    assert_eq!(said_by(&native, "viber"), ["two"]);
    native.vendors(|vendors| {
        let chats = &mut vendors.chat.conversations;
        chats[0].is_resolved = true;
        let mut other = chats[0].clone();
        other.is_resolved = false;
        other.messages.clear();
        "chat-other".clone_into(&mut other.id);
        chats.push(other);
    });
    write(&native, "viber", 1, "one");
    wait_for(&native, 2);
    assert_eq!(said_by(&native, "viber"), ["two", "one"]);
}

#[test]
fn a_note_goes_where_the_customer_is_talked_with_now() {
    let native = prepared(Since::Open);
    let event = answered(&native, "viber", &words("Hello?"));
    native.vendors(|vendors| {
        vendors.chat.refusals = vec![json!({"status": 6})];
        let chats = &mut vendors.chat.conversations;
        chats[0].is_resolved = true;
        let mut other = chats[0].clone();
        other.messages.clear();
        "chat-other".clone_into(&mut other.id);
        chats.push(other);
    });
    run(native.message_created(&event));
    assert_eq!(notes(&native).len(), 1);
}

#[test]
fn a_conversation_that_cannot_be_viewed_is_passed_over() {
    let native = prepared(Since::Replaced);
    native.refuse_from_now("viewChat", 404, "");
    write(&native, "viber", 2, "one");
    assert_eq!(said_by(&native, "viber"), ["zero", "one"]);
}

#[test]
fn a_customer_is_heard_though_freshchat_does_not_take_their_name() {
    let native = installed();
    native.refuse_next("createChatUser", 400, "");
    write(&native, "viber", 1, "Habari");
    assert_eq!(said_by(&native, "viber"), ["Habari"]);
    let user = native.vendors(|vendors| vendors.chat.users[0].clone());
    assert_eq!(user["first_name"], "Viber customer");
}

#[test]
fn a_file_whose_address_cannot_be_asked_for_is_given_up_like_one_without_address() {
    let native = prepared(Since::Open);
    let file: Value = json!([{"file": {"name": "a.pdf"}}]);
    let event = answered(&native, "viber", &file);
    native.refuse_from_now("listMessages", 404, "");
    run(native.message_created(&event));
    answer(&native, "viber", "There you are.");
    assert_eq!(texts(&native), Vec::<String>::new());
    wait_for(&native, 5);
    assert_eq!(texts(&native), ["There you are."]);
    assert!(
        notes(&native)[0].ends_with("Freshchat did not give out the file. Send it again."),
        "{:?}",
        notes(&native)
    );
}

#[test]
fn a_note_that_freshchat_never_takes_is_given_up() {
    let native = prepared(Since::Open);
    native.vendors(|vendors| vendors.chat.refusals = vec![json!({"status": 6})]);
    native.refuse_from_now("postMessage", 403, "");
    answer(&native, "viber", "Hello?");
    wait_for(&native, 25 * 12);
    check_nothing_waits(&native, "a note");
}

#[test]
fn a_button_that_leads_nowhere_is_told_in_words() {
    let native = prepared(Since::Open);
    let parts = json!([words("Look:")[0], {"url_button": {"label": "Shop", "url": null}}]);
    let event = answered(&native, "viber", &parts);
    run(native.message_created(&event));
    assert_eq!(texts(&native), ["Look:", "Shop"]);
}

#[test]
fn a_message_of_any_length_is_said_whole() {
    for text in [
        "한".repeat(7_000),
        "😀".repeat(7_000),
        "e\u{301}".repeat(3_500),
        "\u{1}".repeat(7_000),
        "x".repeat(90_000),
    ] {
        let native = installed();
        write(&native, "viber", 1, &text);
        write(&native, "viber", 1, &text);
        write(&native, "viber", 2, "That was long.");
        wait_for(&native, 2);
        let said = said_by(&native, "viber").concat().replace(" | ", "");
        let is_whole = said == format!("{text}That was long.");
        assert!(is_whole, "{} bytes of {}", said.len(), text.len());
        check_nothing_waits(&native, "a long message");
    }
}

#[test]
fn customers_whom_freshchat_refuses_for_days_hold_nobody_else_up() {
    let native = installed();
    let wrote = |customer: i64| {
        let mut body = posted("viber", 1, "Habari");
        body["sender"]["id"] = json!(format!("customer {customer}"));
        native.refuse_next("findChatUser", 403, "");
        run(native.post_to("viber", body, json!({})));
    };
    native.vendors(|vendors| {
        vendors.chat.unwelcome = (0..40).map(|it| format!("viber:customer {it}")).collect();
    });
    for customer in 0..=40 {
        wrote(customer);
        native.wait(1);
    }
    wait_for(&native, 3);
    let said = native.vendors(|vendors| vendors.chat.said_by("viber:customer 40"));
    assert_eq!(said, ["Habari"]);
}
