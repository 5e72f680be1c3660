//! Tickets that Freshdesk refuses: what is left out of them, what is kept, and what agents can do meanwhile.

use serde_json::{Map, Value, json};

use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::{Contact, Fault, Seal};
use crate::vendors::Vendors;

const CUSTOMER: &str = "+254712345678";
const WANTED: &str =
    "priority: 4\ngroup: 5\ntags: vip, sautikit, vip\ntype: Question\ncf_branch: Nairobi";
const PLAIN_TAGS: [&str; 3] = ["sautikit", "missed_call", "callback_needed"];

fn installed() -> Native {
    let parameters = json!({"missed_call_fields": WANTED});
    Native::install(parameters.as_object().unwrap())
}

fn miss(native: &Native, call: &str) {
    let body =
        json!({"event": "call.failed", "call_id": call, "from": CUSTOMER, "direction": "inbound"});
    run(native.webhook(&body, Seal::Right));
}

/// The bodies of the tickets that Freshdesk was asked to create.
fn asked(native: &Native) -> Vec<Value> {
    let written = native.written().into_iter();
    written
        .filter(|(template, _)| template == "createTicket")
        .map(|(_, request)| request["body"].clone())
        .collect()
}

/// Of what was wanted in the ticket, these fields are left out, after so many requests.
#[track_caller]
fn check(set_up: impl FnOnce(&mut Vendors), left_out: &[&str], requests: usize) {
    let native = installed();
    native.vendors(set_up);
    miss(&native, "c-1");
    let asked = asked(&native);
    let told = format!("{asked:#?}");
    assert_eq!(native.vendors(|vendors| vendors.tickets.len()), 1, "{told}");
    assert_eq!(asked.len(), requests, "{told}");
    let sent = asked.last().unwrap();
    let is_plain = |field: &str| match field {
        "priority" => sent[field] == 2,
        "tags" => sent[field] == json!(PLAIN_TAGS),
        "cf_branch" => sent.get("custom_fields").is_none(),
        field => sent.get(field).is_none(),
    };
    for field in ["priority", "group_id", "tags", "type", "cf_branch"] {
        assert_eq!(
            is_plain(field),
            left_out.contains(&field),
            "{field}: {told}"
        );
    }
}

fn unsuitable(vendors: &mut Vendors, fields: &[&'static str]) {
    vendors.unsuitable = fields.to_vec();
}

#[test]
fn only_what_a_refusal_names_is_left_out() {
    check(|_| (), &[], 1);
    for field in ["group_id", "type", "cf_branch"] {
        check(|vendors| unsuitable(vendors, &[field]), &[field], 2);
    }
    let several = ["type", "group_id"];
    check(|vendors| unsuitable(vendors, &several), &several, 2);
}

#[test]
fn a_refusal_that_names_nothing_leaves_the_plain_ticket() {
    let native = installed();
    native.refuse_next("createTicket", 400, "<html>");
    miss(&native, "c-1");
    let asked = asked(&native);
    assert_eq!((asked.len(), &asked[1]["tags"]), (2, &json!(PLAIN_TAGS)));
    assert_eq!(asked[1].get("group_id"), None);
}

#[test]
fn a_tag_that_is_given_twice_is_sent_once() {
    let native = installed();
    miss(&native, "c-1");
    let tags = [&PLAIN_TAGS[..], &["vip"]].concat();
    assert_eq!(asked(&native)[0]["tags"], json!(tags));
}

#[test]
fn a_deleted_contact_costs_none_of_the_fields_and_is_forgotten() {
    let native = installed();
    native.vendors(|vendors| vendors.required = vec!["cf_branch".to_owned()]);
    miss(&native, "c-1");
    native.vendors(|vendors| {
        vendors.tickets[0].status = 4;
        vendors.contacts[0] = json!({"id": 4, "name": "Somebody else", "phone": "+254700000000"});
    });
    for (call, requests) in [("c-2", 2), ("c-3", 1)] {
        native.wait(121);
        let before = asked(&native).len();
        miss(&native, call);
        let asked = asked(&native).split_off(before);
        assert_eq!(asked.len(), requests, "{asked:#?}");
        let sent = asked.last().unwrap();
        assert_eq!(
            (&sent["group_id"], &sent["custom_fields"]["cf_branch"]),
            (&json!(5), &json!("Nairobi"))
        );
        native.vendors(|vendors| vendors.tickets.last_mut().unwrap().status = 4);
    }
    assert_eq!(native.vendors(|vendors| vendors.tickets.len()), 3);
}

/// The number is another contact's; who asks in the ticket that is opened all the same.
#[track_caller]
fn check_conflict(native: &Native, requester: &Value) {
    let body = r#"{"errors":[{"field":"phone","code":"duplicate_value"}]}"#;
    native.refuse_next("createTicket", 409, body);
    miss(native, "c-1");
    let asked = asked(native);
    assert_eq!(asked.len(), 2);
    for (field, value) in requester.as_object().unwrap() {
        assert_eq!(&asked[1][field], value, "{asked:#?}");
    }
    assert_eq!(
        (&asked[1]["group_id"], asked[1].get("phone")),
        (&json!(5), None)
    );
}

#[test]
fn a_number_that_is_another_contacts_is_not_given_again() {
    check_conflict(
        &installed(),
        &json!({"unique_external_id": format!("switchboard-number-{CUSTOMER}"), "name": format!("Caller {CUSTOMER}")}),
    );
    let native = installed();
    native.vendors(|vendors| {
        vendors.add_contact(&Contact {
            name: "Grace".to_owned(),
            phone: None,
            mobile: Some(CUSTOMER.to_owned()),
        });
    });
    // The first search, before the ticket.
    native.fail_at(3, OperationFault::Request(Fault::Down));
    check_conflict(&native, &json!({"requester_id": 9001}));
}

/// A missed call without a ticket, for which an agent has called back.
fn called_back() -> Native {
    let native = Native::install(&Map::new());
    native.vendors(|vendors| vendors.required = vec!["cf_branch".to_owned()]);
    miss(&native, "c-1");
    let id = native.rows_of("callback")[0]["call"].clone();
    native.invoke(
        "completeCallback",
        &json!({"id": id, "agent_id": "67013469919"}),
    );
    assert_eq!(native.answers(), [json!({"id": id})]);
    native
}

#[track_caller]
fn check_nobody_waits(native: &Native) {
    let outcome = native.outcome();
    let tickets = outcome["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 1, "{outcome:#}");
    assert_eq!(
        tickets[0]["tags"],
        json!(["sautikit", "missed_call", "callback_done"]),
        "{outcome:#}"
    );
    assert!(native.rows_of("callback").is_empty());
    let kept = native.record_keys();
    assert!(!kept.iter().any(|key| key.starts_with("back:")), "{kept:?}");
}

#[test]
fn a_customer_who_was_called_back_before_there_was_a_ticket_does_not_wait_again() {
    let native = called_back();
    native.wait(400);
    miss(&native, "c-1");
    assert!(native.rows_of("callback").is_empty());
    native.wait(400);
    native.vendors(|vendors| vendors.required.clear());
    native.wait(400);
    check_nobody_waits(&native);
    let subject = native.vendors(|vendors| vendors.tickets[0].outcome.subject.clone());
    assert_eq!(subject, format!("Missed call from {CUSTOMER}"));
    miss(&native, "c-2");
    assert_eq!(native.rows_of("callback").len(), 1);
}

#[test]
fn a_customer_who_was_called_back_does_not_wait_again_whatever_fails() {
    for fault in [
        OperationFault::Request(Fault::Busy),
        OperationFault::Request(Fault::Lost),
        OperationFault::Request(Fault::Garbage),
        OperationFault::StoreLost,
    ] {
        for operation in 0..30 {
            let native = called_back();
            native.vendors(|vendors| vendors.required.clear());
            native.fail_at(operation, fault);
            for _ in 0..6 {
                native.wait(301);
            }
            native.never_fail();
            check_nobody_waits(&native);
        }
    }
}
