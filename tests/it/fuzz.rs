//! Hostile input by chance: mutated entries of `tests/corpus` go through every function of the app while vendors answer
//! mutated replies. It judges no outcome beyond what must hold of any input.
//!
//! The normal run is the same each time. `FUZZ_SECONDS=600` runs so long with fresh seeds; `FUZZ_SEED=…` repeats one.

mod mutator;
mod pages;
mod platform;
mod posts;
mod requests;
mod rough;
mod secrets;
mod session;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use switchboard::channels::CHANNELS;

use mutator::Corpus;
use secrets::with_secrets;
use session::Session;

/// How many sessions the normal run plays: about two seconds without optimisation.
const SESSIONS: u64 = 200;

/// Plays one seed: how often the app was called, or what must not be.
fn played(corpus: &Corpus, seed: u64) -> Result<u64, String> {
    let mut session = Session::new(corpus, seed, !seed.is_multiple_of(4));
    match catch_unwind(AssertUnwindSafe(|| session.play())) {
        Ok(()) => Ok(session.steps),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| Some((*panic.downcast_ref::<&str>()?).to_owned()));
            Err(format!(
                "FUZZ_SEED={seed}: {}\n{}",
                text.unwrap_or_default(),
                session.trace
            ))
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().expect("a number"))
}

#[test]
fn mutated_input_never_panics_leaks_or_makes_something_of_nothing() {
    let corpus = Corpus::read();
    if let Some(seed) = number("FUZZ_SEED") {
        played(&corpus, seed).unwrap_or_else(|failure| panic!("{failure}"));
        return;
    }
    let Some(seconds) = number("FUZZ_SECONDS") else {
        for seed in 0..SESSIONS {
            played(&corpus, seed).unwrap_or_else(|failure| panic!("{failure}"));
        }
        return;
    };
    let first = fastrand::u64(..u64::MAX / 2);
    eprintln!("seeds from {first}");
    let (begun, mut calls, mut failures) = (Instant::now(), 0, BTreeMap::new());
    let mut seeds = first..;
    while begun.elapsed() < Duration::from_secs(seconds) && failures.len() < 10 {
        match played(&corpus, seeds.next().unwrap()) {
            Ok(steps) => calls += steps,
            Err(failure) => {
                // One of a kind is enough.
                let (_, what) = failure.split_once(": ").unwrap();
                let plain = |c: &char| c.is_alphabetic() || c.is_whitespace();
                let kind: String = what.chars().filter(plain).take(40).collect();
                failures.entry(kind).or_insert(failure);
            }
        }
    }
    eprintln!(
        "seeds up to {}, {calls} calls of the app, {} a second",
        seeds.start,
        calls / begun.elapsed().as_secs().max(1)
    );
    let failures: Vec<String> = failures.into_values().collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_entry_of_the_corpus_is_taken_as_it_is() {
    let corpus = Corpus::read();
    for trusted in [true, false] {
        for (folder, entries) in &corpus.folders {
            for (name, text) in entries {
                let mut session = Session::new(&corpus, 1, trusted);
                let label = Some(json!(session.host.labels.borrow()[0]).to_string());
                match folder.as_str() {
                    "webhooks" => session.deliver(text, "{}", label),
                    "headers" => session.deliver(&corpus.folder("webhooks")[0].1, text, label),
                    "labels" => {
                        for label in serde_json::from_str::<Vec<Value>>(text).unwrap() {
                            let body = &corpus.folder("webhooks")[0].1;
                            session.deliver(body, "{}", Some(label.to_string()));
                        }
                    }
                    "payloads" => session.hand_over(text),
                    "ticket_events" => session.tell_of_ticket(text),
                    "messages" => session.tell_of_message(text),
                    "arguments" => session.invoke(name.strip_suffix(".json").unwrap(), text),
                    "parameters" => {
                        let parameters = with_secrets(text);
                        session.manage(&parameters);
                    }
                    // Vendors' words are answers, which only the sessions by chance ask for.
                    "replies" | "refusals" => {}
                    folder => {
                        let mut channels = CHANNELS.into_iter();
                        let channel = channels.find(|(word, _)| *word == folder);
                        let (word, _) = channel.expect("somebody reads every folder");
                        session.post(word, text);
                    }
                }
            }
        }
    }
}
