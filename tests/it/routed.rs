//! Calls that were routed: the exchange names them by either id, or both, tells some edges twice or late, and still the phones
//! are rung once and the ticket says what happened.

use std::future::Future;
use std::pin::Pin;

use serde_json::{Value, json};
use switchboard::host::Host as _;

use crate::executor::{interleave, run};
use crate::native::{Native, OperationFault};
use crate::scenario::{Fault, OUR_NUMBER, Scheme, Seal, signed_headers};
use crate::webhooks::Ids;

const UUID: &str = "01900000-0000-7000-8000-000000000777";
const SESSION: &str = "HD_00000000000000cd";
const CUSTOMER: &str = "+254712345678";
const FORMS: [Ids; 3] = [Ids::Session, Ids::Both, Ids::Uuid];

/// What the exchange tells of a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Edge {
    Question,
    Unreached,
    Answered,
    Completed,
}

use Edge::{Answered, Completed, Question, Unreached};

/// A call that is put to us and rings the demo roster's free agent, or two agents.
struct Routed {
    native: Native,
    seconds: u32,
}

impl Routed {
    /// The call lasts so long in the end.
    fn new(parameters: Value, agents: usize, seconds: u32) -> Self {
        let native = Native::install(parameters.as_object().unwrap());
        if agents > 1 {
            let agents = (0..agents).map(|n| {
                let phone = format!("+25472200011{n}");
                json!({"id": n + 1, "available": true, "contact": {"name": "Agent", "mobile": phone}})
            });
            native.vendors(|vendors| vendors.agents = Some(agents.collect()));
        }
        let record = json!({
            "id": UUID, "session_id": SESSION, "direction": "inbound", "local_e164": OUR_NUMBER,
            "remote_e164": CUSTOMER, "status": "completed", "started_at": "2026-11-23T05:00:00Z",
            "answered_at": "2026-11-23T05:00:02Z", "ended_at": "2026-11-23T05:00:02Z",
            "duration_seconds": seconds, "events": [],
        });
        native.vendors(|vendors| vendors.calls.push(record));
        Self { native, seconds }
    }

    fn tell(&self, edge: Edge, ids: Ids, name: Option<&str>) {
        run(self.post(edge, ids, name));
    }

    async fn post(&self, edge: Edge, ids: Ids, name: Option<&str>) {
        let (state, active, seconds) = match edge {
            Question => ("", "1", 0),
            Unreached => ("busy", "1", 0),
            Answered => ("Answered", "1", 0),
            Completed => ("Completed", "0", self.seconds),
        };
        let [uuid, session] = ids.of(UUID, SESSION);
        let body = json!({
            "call_id": uuid, "sessionId": session, "callerNumber": CUSTOMER, "destinationNumber": OUR_NUMBER,
            "direction": "inbound", "callSessionState": state, "isActive": active,
            "durationInSeconds": seconds.to_string(),
        });
        post(&self.native, body, name).await;
    }

    /// How many answers rang a phone.
    fn ladders(&self) -> usize {
        let answers = self.native.answers();
        let dials = |answer: &&Value| answer["actions"].to_string().contains("\"dial\"");
        answers.iter().filter(dials).count()
    }

    /// The call has one ticket, which says what happened.
    #[track_caller]
    fn check(&self, missed: bool, about: &dyn std::fmt::Debug) {
        let outcome = self.native.outcome();
        let told = format!("{about:?}: {outcome:#}");
        let tickets = outcome["tickets"].as_array().unwrap();
        assert_eq!(tickets.len(), 1, "{told}");
        let tags = tickets[0]["tags"].as_array().unwrap();
        assert_eq!(tags.contains(&json!("callback_needed")), missed, "{told}");
        let notes = tickets[0]["notes"].as_array().unwrap().iter();
        let ends = notes.filter(|note| note.as_str().unwrap().starts_with("Call ended."));
        assert_eq!(ends.count(), 1, "{told}");
        assert_eq!(self.ladders(), 1, "{told}");
    }
}

async fn post(native: &Native, body: Value, name: Option<&str>) {
    let text = body.to_string();
    let now = native.now().seconds();
    let mut headers = signed_headers(&text, Seal::Right, Scheme::Stamped, None, now);
    if let Some(name) = name {
        headers.insert("x-sautikit-idempotency-key".to_owned(), json!(name));
    }
    native
        .post_to("sautikit", body, Value::Object(headers))
        .await;
}

/// Whether the first id that a question had can be known again by the second's.
fn share_an_id(one: Ids, other: Ids) -> bool {
    (one == Ids::Uuid) == (other == Ids::Uuid)
}

/// Tells a call in every form of its ids, in every other one each delivery twice: the question when a minute has passed, and
/// the others at once. What the schedule reads in the provider's list changes nothing.
#[track_caller]
fn check_all(parameters: Value, agents: usize, seconds: u32, edges: [Edge; 3], missed: bool) {
    for number in 0..FORMS.len().pow(4) {
        let form = |place: u32| FORMS[number / FORMS.len().pow(place) % FORMS.len()];
        // Three forms in four places, so every pair of forms comes both doubled and not.
        let doubled = number % 2 == 0;
        let routed = Routed::new(parameters.clone(), agents, seconds);
        routed.tell(Question, form(0), None);
        for (place, edge) in (1..).zip(edges) {
            for _ in 0..=u8::from(doubled) {
                routed.tell(edge, form(place), Some(&format!("d-{place}")));
            }
        }
        if doubled && share_an_id(form(0), form(1)) {
            routed.native.wait(60);
            routed.tell(Question, form(1), None);
        }
        if number % 9 == 0 {
            routed.native.wait(301);
            routed.native.wait(301);
        }
        let forms = [form(0), form(1), form(2), form(3)];
        routed.check(missed, &(edges, forms, doubled));
    }
}

#[test]
fn a_call_whose_only_phone_did_not_answer_is_missed_under_any_ids() {
    check_all(json!({}), 1, 40, [Answered, Unreached, Completed], true);
    check_all(json!({}), 1, 40, [Unreached, Completed, Answered], true);
    check_all(json!({}), 1, 300, [Completed, Answered, Unreached], true);
}

#[test]
fn a_call_that_the_second_agent_took_is_answered_under_any_ids() {
    check_all(json!({}), 2, 90, [Unreached, Answered, Completed], false);
    check_all(json!({}), 2, 20, [Answered, Completed, Unreached], false);
}

#[test]
fn a_call_that_rang_phones_together_is_answered_if_one_was() {
    let together = || json!({"ring_order": "together"});
    check_all(together(), 2, 90, [Unreached, Answered, Completed], false);
    check_all(together(), 2, 90, [Answered, Unreached, Completed], false);
    check_all(together(), 2, 90, [Answered, Completed, Unreached], false);
}

#[test]
fn phones_that_rang_together_in_vain_may_be_told_by_one_edge() {
    let together = || json!({"ring_order": "together"});
    check_all(together(), 2, 40, [Answered, Unreached, Completed], true);
    check_all(together(), 2, 40, [Answered, Completed, Unreached], true);
}

#[test]
fn the_same_edge_without_a_name_may_be_a_second_phone_and_the_end_decides() {
    for (seconds, missed) in [(20, true), (90, false)] {
        let routed = Routed::new(json!({}), 2, seconds);
        for edge in [Question, Answered, Unreached, Unreached, Completed] {
            routed.tell(edge, Ids::Both, None);
        }
        routed.check(missed, &seconds);
    }
}

#[test]
fn every_phone_is_counted_once_whatever_is_told_twice() {
    for (edges, missed) in [(&["a", "b"][..], true), (&["a", "a"], false)] {
        let routed = Routed::new(json!({}), 2, 30);
        routed.tell(Question, Ids::Both, None);
        for name in edges {
            routed.tell(Unreached, Ids::Both, Some(name));
        }
        routed.tell(Answered, Ids::Both, None);
        routed.tell(Completed, Ids::Both, None);
        routed.check(missed, &edges);
    }
}

#[test]
fn two_phones_that_are_told_at_the_same_moment_are_both_counted() {
    for seed in 0..100 {
        let routed = Routed::new(json!({}), 2, 30);
        routed.tell(Question, Ids::Session, None);
        routed.native.pausing.set(true);
        let edges = ["a", "b"].map(|name| {
            let edge = routed.post(Unreached, Ids::Both, Some(name));
            Box::pin(edge) as Pin<Box<dyn Future<Output = ()>>>
        });
        interleave(edges.into(), seed);
        routed.native.pausing.set(false);
        for _ in 0..3 {
            routed.native.wait(301);
        }
        routed.tell(Completed, Ids::Both, None);
        routed.check(true, &seed);
    }
}

#[test]
fn a_question_that_comes_after_an_edge_rings_nobody_again() {
    let routed = Routed::new(json!({}), 2, 30);
    routed.tell(Question, Ids::Session, None);
    routed.tell(Question, Ids::Both, None);
    assert_eq!(routed.ladders(), 2, "the answer may have been too late");
    routed.tell(Unreached, Ids::Both, Some("a"));
    routed.tell(Question, Ids::Both, None);
    assert_eq!(routed.ladders(), 2);
}

/// A question about a call that an agent placed, if it was, and that rang the customer first, without our request id.
fn check_clicked(ids: Ids, spoil: impl Fn(&Native)) {
    let native = Native::install(json!({"outbound_mode": "callback"}).as_object().unwrap());
    spoil(&native);
    let click = json!({"to": CUSTOMER, "agent_id": "67021120644", "click_id": "0b6f2f0a-5f4b"});
    native.invoke("placeCall", &click);
    let Some(record) = native.vendors(|vendors| vendors.calls.last().cloned()) else {
        return;
    };
    let text = |name: &str| record[name].as_str().unwrap().to_owned();
    let [uuid, session] = ids.of(&text("id"), &text("session_id"));
    let body = json!({
        "call_id": uuid, "sessionId": session, "callerNumber": OUR_NUMBER, "destinationNumber": CUSTOMER,
        "direction": "outbound", "callSessionState": "", "isActive": "1",
    });
    run(post(&native, body, None));
    let answer = native.answers().last().unwrap().to_string();
    let dials = |phone: &str| answer.contains(&format!("\"number\":\"{phone}\""));
    assert!(dials("+254733000222"), "{ids:?}: {answer}");
}

#[test]
fn the_agent_who_clicked_is_rung_also_when_the_request_id_is_lost() {
    for ids in FORMS {
        check_clicked(ids, |_| {});
    }
}

#[test]
fn the_agent_who_clicked_is_rung_also_when_the_answer_to_the_click_was_lost() {
    for ids in FORMS {
        for operation in 0..8 {
            check_clicked(ids, |native| {
                native.fail_at(operation, OperationFault::Request(Fault::Lost));
            });
        }
    }
}
