//! Whole chats by chance: customers and agents write on every channel, told twice, at once or cut off, while anything fails.
//! Once all is quiet, nothing is lost, nothing is said twice, and whatever came later stands later.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Waker};

use fastrand::Rng;
use serde_json::{Value, json};

use crate::channels::{answered, installed, posted, reference};
use crate::native::{Native, OperationFault};
use crate::scenario::Fault;

/// How many histories the normal run plays; `SIMULATED_HISTORIES` says another number, as the long run does.
const HISTORIES: u64 = 500;

const CHANNELS: [&str; 3] = ["viber", "telegram", "kakaotalk"];

const FAULTS: [OperationFault; 7] = [
    OperationFault::Request(Fault::Busy),
    OperationFault::Request(Fault::Forbidden),
    OperationFault::Request(Fault::Down),
    OperationFault::Request(Fault::Lost),
    OperationFault::Request(Fault::Garbage),
    OperationFault::Request(Fault::Unprocessable),
    OperationFault::StoreLost,
];

/// Something that was written, and in which round.
struct Said {
    channel: &'static str,
    text: String,
    round: usize,
    is_inward: bool,
}

struct History {
    seed: u64,
    native: Native,
    said: Vec<Said>,
    trace: Vec<String>,
}

type Running<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

impl History {
    fn play(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let native = installed();
        native.pausing.set(true);
        let mut history = Self {
            seed,
            native,
            said: Vec::new(),
            trace: Vec::new(),
        };
        for round in 0..random.usize(1..=5) {
            history.round(round, &mut random);
        }
        history.native.never_fail();
        for _ in 0..6 {
            history.native.wait(300);
        }
        history
    }

    /// An agent resolves a customer's conversation, and now and then another one is there instead.
    fn resolve(&mut self, round: usize, random: &mut Rng) {
        let is_replaced = random.bool();
        let resolved = self.native.vendors(|vendors| {
            let chats = &mut vendors.chat.conversations;
            let picked = random.choice(chats.iter_mut())?;
            picked.is_resolved = true;
            let mut other = picked.clone();
            other.id = format!("{} again", picked.id);
            other.messages.clear();
            other.is_resolved = random.bool();
            if is_replaced {
                chats.push(other);
            }
            Some(())
        });
        if resolved.is_some() {
            let done = format!("{round}: a conversation is resolved, replaced {is_replaced}");
            self.trace.push(done);
        }
    }

    /// A few messages at once.
    fn round(&mut self, round: usize, random: &mut Rng) {
        if random.u8(..4) == 0 {
            self.resolve(round, random);
        }
        let native = self.native.clone();
        if random.bool() {
            let fault = FAULTS[random.usize(..FAULTS.len())];
            let operation = random.usize(..14);
            native.fail_at(operation, fault);
            self.trace
                .push(format!("{round}: {fault:?} at operation {operation}"));
        }
        let mut running: Vec<(String, Running<'_>)> = Vec::new();
        for _ in 0..random.usize(1..=3) {
            let channel = CHANNELS[random.usize(..CHANNELS.len())];
            let number = self.said.len();
            let text = format!("message {number}");
            let is_known =
                native.vendors(|vendors| !vendors.chat.said_by(&reference(channel)).is_empty());
            let is_inward = !is_known || random.bool();
            let copies = if random.u8(..4) == 0 { 2 } else { 1 };
            self.trace.push(format!(
                "{round}: {text} on {channel}, inward {is_inward}, {copies} times"
            ));
            let body = if is_inward {
                posted(channel, 1 + i64::try_from(number).unwrap(), &text)
            } else {
                answered(&native, channel, &json!([{"text": {"content": text}}]))
            };
            for _ in 0..copies {
                let (native, body) = (native.clone(), body.clone());
                let told = async move {
                    if is_inward {
                        native.post_to(channel, body, json!({})).await;
                    } else {
                        native.message_created(&body).await;
                    }
                };
                running.push((text.clone(), Box::pin(told)));
            }
            self.said.push(Said {
                channel,
                text,
                round,
                is_inward,
            });
        }
        self.run(running, random);
        if random.u8(..3) == 0 {
            self.native.wait(300);
        }
    }

    /// Runs all to their end, a step of one of them at a time; now and then one is cut off, but not before its message was
    /// written ahead: of an event that was cut off before that nobody knows.
    fn run(&self, mut running: Vec<(String, Running<'_>)>, random: &mut Rng) {
        let mut context = Context::from_waker(Waker::noop());
        while !running.is_empty() {
            let picked = random.usize(..running.len());
            let (text, future) = &mut running[picked];
            let crashes = random.u8(..100) < 2 && self.is_written_ahead(text);
            if crashes || future.as_mut().poll(&mut context).is_ready() {
                drop(running.swap_remove(picked));
            }
        }
    }

    fn is_written_ahead(&self, text: &str) -> bool {
        let rows = self.native.written();
        let mut rows = rows.iter().filter(|(place, _)| place == "message");
        rows.any(|(_, row)| row.to_string().contains(text))
    }

    fn check(&self) {
        let context = || {
            format!(
                "seed {}\n{}\n{}",
                self.seed,
                self.trace.join("\n"),
                self.native.log_lines().join("\n")
            )
        };
        let (arrived, notes) = self
            .native
            .vendors(|vendors| (vendors.chat.arrived.clone(), vendors.chat.notes()));
        let mut excuses = notes.len();
        for channel in CHANNELS {
            let inward = self
                .native
                .vendors(|vendors| vendors.chat.said_by(&reference(channel)));
            let outward: Vec<String> = arrived
                .iter()
                .filter(|it| it.channel == channel)
                .map(|it| it.text.clone())
                .collect();
            for said in self.said.iter().filter(|said| said.channel == channel) {
                let heard = if said.is_inward { &inward } else { &outward };
                let times = heard.iter().filter(|text| **text == said.text).count();
                if times == 0 && !said.is_inward && excuses > 0 {
                    excuses -= 1;
                    continue;
                }
                assert_eq!(
                    times,
                    1,
                    "{} was said {times} times; {}",
                    said.text,
                    context()
                );
            }
            for heard in [&inward, &outward] {
                let rounds: Vec<usize> = heard.iter().map(|text| self.round_of(text)).collect();
                assert!(
                    rounds.is_sorted(),
                    "{heard:?} is out of order; {}",
                    context()
                );
            }
            let users = self.native.vendors(|vendors| {
                let users = vendors.chat.users.iter();
                users
                    .filter(|user| user["reference_id"] == reference(channel))
                    .count()
            });
            assert!(users <= 1, "{users} users of one customer; {}", context());
        }
        let waiting = self.native.rows_of("message");
        let waiting: Vec<&Value> = waiting
            .iter()
            .filter(|row| row["shelf"] == "waiting")
            .collect();
        assert!(waiting.is_empty(), "{waiting:?} still wait; {}", context());
    }

    fn round_of(&self, text: &str) -> usize {
        self.said
            .iter()
            .find(|said| said.text == text)
            .unwrap()
            .round
    }
}

#[test]
fn whatever_happens_every_message_arrives_once_and_in_order() {
    let histories = std::env::var("SIMULATED_HISTORIES").ok();
    let histories = histories.map_or(HISTORIES, |text| text.parse().unwrap());
    for seed in 0..histories {
        History::play(seed).check();
    }
}
