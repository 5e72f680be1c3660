//! Whole histories by chance: calls of a few customers, told in any contract, late, twice, out of order or not at all, while
//! anything fails and handlers are cut off. Once all is quiet, no call is lost and nothing is told twice.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use fastrand::Rng;
use serde_json::{Map, Value, json};
use switchboard::host::Host as _;

use crate::executor::interleave_with_crashes;
use crate::native::{Native, OperationFault};
use crate::scenario::{Fault, OUR_NUMBER};
use crate::webhooks::{Contract, Event, Parties, Posted};

/// How many histories the normal run plays; `SIMULATED_HISTORIES` says another number, as the long run does.
const HISTORIES: u64 = 500;

const CUSTOMERS: [&str; 3] = ["+254712345678", "+254700000001", "+254733999888"];

const FAULTS: [OperationFault; 7] = [
    OperationFault::Request(Fault::Busy),
    OperationFault::Request(Fault::Forbidden),
    OperationFault::Request(Fault::Down),
    OperationFault::Request(Fault::Lost),
    OperationFault::Request(Fault::Garbage),
    OperationFault::Request(Fault::Unprocessable),
    OperationFault::StoreLost,
];

/// What really happened to a call.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Missed,
    /// Answered by a greeting only: the provider says completed, after no seconds.
    Greeted,
    Spoken,
    Recorded,
    /// An agent called the customer; in a call that rings the agent first, the agent's phone is all that the provider names.
    Placed {
        agent_first: bool,
    },
}

#[derive(Clone, Debug)]
struct Call {
    index: usize,
    customer: &'static str,
    fate: Fate,
    /// What we called a call that we placed, and the provider's ids of it.
    placed: Option<(String, String, String)>,
}

/// An agent with a phone.
const AGENT: (&str, &str) = ("67013469919", "+254722000111");

impl Call {
    fn id(&self) -> String {
        if let Some((_, id, _)) = &self.placed {
            return id.clone();
        }
        format!("01900000-0000-7000-8000-9{:011}", self.index)
    }

    fn session(&self) -> String {
        if let Some((.., session)) = &self.placed {
            return session.clone();
        }
        format!("HD_5e55{:08}", self.index)
    }

    /// How many seconds after the first one it began.
    fn after(&self) -> i64 {
        5 * i64::try_from(self.index).unwrap()
    }

    fn is_missed(&self) -> bool {
        matches!(self.fate, Fate::Missed | Fate::Greeted)
    }

    /// Whether the provider tells that the customer was spoken to.
    fn is_conversation(&self) -> bool {
        !self.is_missed() && self.fate != Fate::Placed { agent_first: true }
    }

    /// The number that the provider tells of the other side.
    fn remote(&self) -> &'static str {
        match self.fate {
            Fate::Placed { agent_first: true } => AGENT.1,
            _ => self.customer,
        }
    }

    /// The provider's own record once everything happened.
    fn record(&self, began: jiff::Timestamp) -> Value {
        let later = |seconds: i64| {
            (began + jiff::SignedDuration::from_secs(seconds))
                .strftime("%Y-%m-%dT%H:%M:%S.000Z")
                .to_string()
        };
        let answered = self.fate != Fate::Missed;
        let mut kinds = vec!["call.started"];
        kinds.extend(match self.fate {
            Fate::Missed => &["call.failed"][..],
            Fate::Greeted | Fate::Spoken | Fate::Placed { .. } => {
                &["call.answered", "call.completed"]
            }
            Fate::Recorded => &["call.answered", "call.completed", "call.recording.ready"],
        });
        let events: Vec<Value> = kinds.iter().map(|kind| json!({"kind": kind})).collect();
        json!({
            "id": self.id(), "session_id": self.session(), "direction": self.direction(),
            "local_e164": OUR_NUMBER, "remote_e164": self.remote(),
            "status": if answered { "completed" } else { "no_answer" },
            "failure_code": if answered { Value::Null } else { json!("no_answer") },
            "started_at": later(0), "answered_at": answered.then(|| later(3)), "ended_at": later(60),
            "duration_seconds": match self.fate { Fate::Missed => Value::Null, Fate::Greeted => json!(0), _ => json!(57) },
            "events": events,
        })
    }

    fn direction(&self) -> &'static str {
        match self.fate {
            Fate::Placed { .. } => "outbound",
            _ => "inbound",
        }
    }

    fn events(&self) -> Vec<Event> {
        match self.fate {
            Fate::Missed => vec![Event::Failed],
            Fate::Greeted => vec![Event::Answered, Event::Completed(0)],
            Fate::Spoken | Fate::Placed { .. } => {
                vec![Event::Answered, Event::Completed(57)]
            }
            Fate::Recorded => vec![Event::Answered, Event::Completed(57), Event::Recording],
        }
    }
}

struct History {
    seed: u64,
    native: Native,
    calls: Vec<Call>,
    trace: Vec<String>,
}

impl History {
    fn new(seed: u64, random: &mut Rng) -> Self {
        let mut changes = Map::new();
        let agent_first = random.bool();
        let mode = if agent_first {
            "agent_first"
        } else {
            "callback"
        };
        changes.insert("outbound_mode".to_owned(), json!(mode));
        if random.u8(..8) == 0 {
            changes.insert("sautikit_webhook_secret".to_owned(), Value::Null);
        }
        let native = Native::install(&changes);
        native.pausing.set(true);
        let calls = (0..random.usize(1..=4))
            .map(|index| Call {
                index,
                customer: CUSTOMERS[random.usize(..CUSTOMERS.len())],
                fate: [
                    Fate::Missed,
                    Fate::Missed,
                    Fate::Greeted,
                    Fate::Spoken,
                    Fate::Recorded,
                    Fate::Placed { agent_first },
                ][random.usize(..6)],
                placed: None,
            })
            .collect();
        Self {
            seed,
            native,
            calls,
            trace: Vec::new(),
        }
    }

    /// Agents press Call; what comes to nothing is no call.
    fn place(&mut self, random: &mut Rng) {
        let native = self.native.clone();
        self.calls.retain_mut(|call| {
            if !matches!(call.fate, Fate::Placed { .. }) {
                return true;
            }
            if random.u8(..3) == 0 {
                let fault = FAULTS[random.usize(..FAULTS.len())];
                native.fail_at(random.usize(..9), fault);
                self.trace.push(format!("fault {fault:?} at a click"));
            }
            let before = native.vendors(|vendors| vendors.placed.len());
            let click = format!("click-{:04}", call.index);
            native.invoke(
                "placeCall",
                &json!({"to": call.customer, "agent_id": AGENT.0, "click_id": click}),
            );
            native.never_fail();
            native.vendors(|vendors| {
                if vendors.placed.len() == before {
                    return false;
                }
                let record = vendors.calls.last().unwrap();
                let text = |name: &str| record[name].as_str().unwrap().to_owned();
                let (request, _) = vendors.placed.last().unwrap();
                call.placed = Some((request.clone(), text("id"), text("session_id")));
                true
            })
        });
    }

    /// Tells every event of every call in disorder, with faults, copies, gaps and crashes.
    fn disturb(&mut self, random: &mut Rng) {
        let began = jiff::Timestamp::from_second(self.native.now().seconds()).unwrap();
        let mut deliveries = Vec::new();
        self.place(random);
        for call in &self.calls {
            let record = call.record(began + jiff::SignedDuration::from_secs(call.after()));
            self.native.vendors(|vendors| {
                vendors.calls.retain(|known| known["id"] != record["id"]);
                vendors.calls.push(record);
            });
            for event in call.events() {
                let copies = [0, 1, 1, 1, 1, 2, 2, 3][random.usize(..8)];
                for _ in 0..copies {
                    let contract = Contract::ALL[random.usize(..Contract::ALL.len())];
                    let scheme = contract.schemes()[random.usize(..contract.schemes().len())];
                    let ids = contract.ids()[random.usize(..contract.ids().len())];
                    deliveries.push((call.clone(), event, (contract, scheme, ids)));
                }
            }
        }
        // What is told has happened.
        self.native.wait(30);
        random.shuffle(&mut deliveries);
        while !deliveries.is_empty() {
            let batch: Vec<_> = deliveries
                .drain(..random.usize(1..=3.min(deliveries.len())))
                .collect();
            if random.bool() {
                let fault = FAULTS[random.usize(..FAULTS.len())];
                self.native.fail_at(random.usize(..12), fault);
                self.trace.push(format!("fault {fault:?}"));
            }
            for (call, event, form) in &batch {
                self.trace
                    .push(format!("call {} {event:?} {form:?}", call.index));
            }
            let now = self.native.now().seconds();
            let posts = batch.iter().map(|(call, event, (contract, scheme, ids))| {
                let ids = ids.of(&call.id(), &call.session());
                let parties = match &call.placed {
                    None => Parties {
                        direction: "inbound",
                        from: call.customer,
                        to: OUR_NUMBER,
                        request: None,
                    },
                    Some((request, ..)) => Parties {
                        direction: "outbound",
                        from: OUR_NUMBER,
                        to: call.remote(),
                        request: Some(request),
                    },
                };
                let posted = Posted::of(*contract, *scheme, &ids, &parties, *event, now);
                let native = &self.native;
                Box::pin(async move {
                    native
                        .post_to("sautikit", posted.data, posted.headers)
                        .await;
                }) as Pin<Box<dyn Future<Output = ()>>>
            });
            let crashes = if random.u8(..6) == 0 { 4 } else { 0 };
            interleave_with_crashes(posts.collect(), random, crashes);
            self.pass(random.i64(0..400), random);
        }
    }

    /// Time passes; the schedule may be disturbed too.
    fn pass(&mut self, seconds: i64, random: &mut Rng) {
        if random.u8(..4) == 0 {
            let fault = FAULTS[random.usize(..FAULTS.len())];
            self.native.fail_at(random.usize(..12), fault);
        }
        if random.u8(..4) == 0 {
            self.native.wait_and_cut_off(seconds, random.usize(1..40));
        } else {
            self.native.wait(seconds);
        }
    }

    /// Nothing fails any more, and the schedule runs for some hours.
    fn calm(&self) {
        self.native.never_fail();
        for _ in 0..40 {
            self.native.wait(301);
        }
    }

    fn check(&self) {
        let mut outcome = self.native.outcome();
        // With the ids of placed calls, which an outcome leaves out.
        outcome["tickets"] = self.native.vendors(|vendors| {
            vendors
                .tickets
                .iter()
                .map(|ticket| json!(ticket.outcome))
                .collect()
        });
        let told = |what: String| {
            format!(
                "seed {}: {what}\n{:#?}\n{:#?}\n{outcome:#}",
                self.seed, self.calls, self.trace
            )
        };
        let mut texts: BTreeMap<&str, usize> = BTreeMap::new();
        for ticket in outcome["tickets"].as_array().unwrap() {
            *texts.entry(ticket["text"].as_str().unwrap()).or_default() += 1;
            for note in ticket["notes"].as_array().unwrap() {
                *texts.entry(note.as_str().unwrap()).or_default() += 1;
            }
        }
        let count = |call: &Call, is: &dyn Fn(&str) -> bool| -> usize {
            let names = |text: &str| text.ends_with(&call.id()) || text.ends_with(&call.session());
            texts
                .iter()
                .filter(|(text, _)| names(text) && is(text))
                .map(|(_, count)| count)
                .sum()
        };
        let beginnings = |text: &str| {
            text.starts_with('+')
                || text.starts_with("An agent called")
                || text.starts_with("Somebody")
                || text.starts_with("The customer called")
                || text.starts_with("A call of this customer")
        };
        let callers: Vec<&str> = outcome["tickets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|ticket| ticket["caller"].as_str().unwrap())
            .collect();
        assert!(
            !callers.contains(&AGENT.1),
            "{}",
            told("an agent's phone was taken for a customer".to_owned())
        );
        self.check_queue(&outcome["tickets"], &told);
        for call in &self.calls {
            let missed = call.is_missed();
            assert_eq!(
                count(call, &beginnings),
                1,
                "{}",
                told(format!("call {} begins", call.index))
            );
            let ended = count(call, &|text| text.starts_with("Call ended."));
            assert_eq!(
                ended,
                usize::from(!missed),
                "{}",
                told(format!("call {} ends", call.index))
            );
            let recorded = count(call, &|text| text.starts_with("Call recording."));
            let expected = usize::from(call.fate == Fate::Recorded);
            assert_eq!(
                recorded,
                expected,
                "{}",
                told(format!("call {} is recorded", call.index))
            );
            let spoken_to_since = self.calls.iter().any(|later| {
                later.customer == call.customer
                    && later.index > call.index
                    && later.is_conversation()
            });
            if missed && !spoken_to_since {
                let waits = outcome["tickets"].as_array().unwrap().iter().any(|ticket| {
                    let tags = ticket["tags"].as_array().unwrap();
                    let names = |text: &Value| {
                        let text = text.as_str().unwrap();
                        text.contains(&call.id()) || text.contains(&call.session())
                    };
                    let ours = names(&ticket["text"])
                        || ticket["notes"].as_array().unwrap().iter().any(names);
                    ours && (tags.contains(&json!("callback_needed"))
                        || tags.contains(&json!("callback_done")))
                });
                assert!(
                    waits,
                    "{}",
                    told(format!("call {} waits for a callback", call.index))
                );
            }
        }
    }
    /// The agents' queue has each ticket that waits for a callback, once, and no other.
    fn check_queue(&self, tickets: &Value, told: &dyn Fn(String) -> String) {
        let waiting: Vec<String> = tickets
            .as_array()
            .unwrap()
            .iter()
            .zip(1..)
            .filter(|(ticket, _)| {
                let tags = ticket["tags"].as_array().unwrap();
                tags.contains(&json!("callback_needed"))
            })
            .map(|(_, number): (_, usize)| number.to_string())
            .collect();
        let mut queue: Vec<String> = self
            .native
            .rows_of("callback")
            .iter()
            .map(|row| row["ticket"].as_str().unwrap_or("none").to_owned())
            .collect();
        queue.sort_by_key(|ticket| ticket.parse::<usize>().ok());
        assert_eq!(queue, waiting, "{}", told("the queue".to_owned()));
    }
}

#[test]
fn no_call_is_lost_and_nothing_is_told_twice_whatever_happens() {
    let histories = std::env::var("SIMULATED_HISTORIES").map_or(HISTORIES, |text| {
        text.parse().expect("a number of histories")
    });
    let only = std::env::var("SIMULATED_SEED").map(|text| text.parse().expect("a seed"));
    let seeds = only.map_or(0..histories, |seed: u64| seed..seed + 1);
    for seed in seeds {
        let mut random = Rng::with_seed(seed);
        let mut history = History::new(seed, &mut random);
        history.disturb(&mut random);
        history.calm();
        history.check();
    }
}
