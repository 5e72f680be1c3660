//! What happened since the platform started, bounded, for people and for tests.
//!
//! The values of secure installation parameters are blotted out before anything is kept.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use crate::clock::Clock;

/// Entries kept; older ones are forgotten.
const KEPT: usize = 10_000;
/// Characters of one text kept.
const TEXT_KEPT: usize = 4_000;
/// A shorter secret is not blotted out: it would blot out half of every text.
const SHORTEST_SECRET: usize = 4;
const BLOT: &str = "[secret]";

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Counts up from 0 since the start, without gaps.
    pub sequence: u64,
    /// When, by the platform's clock.
    pub at: Timestamp,
    /// The event during which it happened; none for what pages did and for what the platform says itself.
    pub event: Option<EventId>,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
}

/// Names one run of a handler; counts up from 1 since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EventId(pub u64);

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A handler began to run.
    EventStarted {
        /// The event, or the name of the invoked function.
        name: String,
        /// The exported function.
        handler: String,
    },
    /// A handler's run is over.
    EventEnded {
        /// How it ended.
        outcome: Outcome,
        /// What it cost.
        costs: Costs,
        /// How long it ran, in real time.
        milliseconds: u64,
    },
    /// A handler called `renderData` with success or a well-formed error, or threw before it did.
    Rendered {
        /// The status that stands for it.
        status: u16,
        /// The body that stands for it, as JSON text.
        body: String,
    },
    /// Server code wrote to the console.
    Console {
        /// `log`, `info` or `error`; `outside` for what an npm package or Node itself wrote.
        level: String,
        /// What it wrote.
        text: String,
    },
    /// A template request was made, or refused.
    Request {
        /// The template.
        template: String,
        /// The method; empty if it was refused before it had one.
        method: String,
        /// The vendor's host; empty if it was refused before it had one.
        host: String,
        /// The path without the query; empty if it was refused before it had one.
        path: String,
        /// The status that the caller got, the platform's own ones included.
        status: u16,
        /// How often it was sent.
        attempts: u32,
    },
    /// A `$db` operation.
    Db {
        /// `set`, `get`, `update` or `delete`.
        operation: String,
        /// The key.
        key: String,
        /// 200, or the status of the error.
        status: u16,
    },
    /// An operation on an entity.
    Entity {
        /// `schema`, `create`, `get`, `getAll`, `update` or `delete`.
        operation: String,
        /// The entity's name.
        entity: String,
        /// 200, or the status of the error.
        status: u16,
    },
    /// A `$schedule` operation.
    Schedule {
        /// `create`, `fetch`, `update` or `delete`.
        operation: String,
        /// The schedule's name.
        name: String,
        /// 200, or the status of the error.
        status: u16,
    },
    /// A target URL was asked for.
    TargetUrl {
        /// Its label, if it was given one.
        options: Option<String>,
        /// 200, or 400 when refused.
        status: u16,
    },
    /// A webhook was turned away before any handler saw it.
    HookRefused {
        /// The status that its sender got.
        status: u16,
        /// Why, as a sentence.
        reason: String,
    },
    /// The app was installed.
    Installed,
    /// The settings were edited.
    Configured,
    /// The app was uninstalled and its data wiped.
    Uninstalled,
    /// The platform has something to say, as a sentence.
    Notice {
        /// The sentence.
        text: String,
    },
}

/// How a handler's run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "ended", rename_all = "snake_case")]
pub enum Outcome {
    /// Its promise was kept, or it returned none, and no feature call was outstanding.
    Finished,
    /// Its promise was rejected; nobody but this journal hears of it.
    Rejected {
        /// The reason, with the stack if there is one.
        error: String,
    },
    /// It threw before its first `await`.
    Threw {
        /// The error, with the stack if there is one.
        error: String,
    },
    /// It was still running at its time limit, and its process was ended.
    TimedOut,
    /// Its process died.
    Died {
        /// The last that was heard of it.
        reason: String,
    },
}

/// What an event cost, in operations that the platform counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Costs {
    /// Template requests.
    pub requests: u32,
    /// `$db` operations.
    pub db: u32,
    /// Entity operations.
    pub entity: u32,
    /// `$schedule` operations.
    pub schedule: u32,
}

/// Keeps the entries.
#[derive(Debug)]
pub(crate) struct Journal {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    entries: VecDeque<Entry>,
    next: u64,
    secrets: Vec<String>,
}

impl Journal {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            kept: Mutex::default(),
        }
    }

    /// Says what must be blotted out from now on, besides what had to be before.
    pub(crate) fn keep_secret(&self, secrets: impl IntoIterator<Item = String>) {
        let mut kept = self.kept();
        for secret in secrets {
            if secret.chars().count() >= SHORTEST_SECRET && !kept.secrets.contains(&secret) {
                kept.secrets.push(secret);
            }
        }
        // A secret that holds another one is blotted out whole.
        kept.secrets
            .sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    pub(crate) fn write(&self, event: Option<EventId>, what: What) {
        let at = self.clock.now();
        let mut kept = self.kept();
        let what = kept.blot(what);
        let sequence = kept.next;
        kept.next += 1;
        if kept.entries.len() == KEPT {
            kept.entries.pop_front();
        }
        kept.entries.push_back(Entry {
            sequence,
            at,
            event,
            what,
        });
    }

    pub(crate) fn notice(&self, event: Option<EventId>, text: impl Into<String>) {
        self.write(event, What::Notice { text: text.into() });
    }

    /// The entries with a sequence number of at least `from`, oldest first.
    pub(crate) fn since(&self, from: u64) -> Vec<Entry> {
        let kept = self.kept();
        let newer = |entry: &&Entry| entry.sequence >= from;
        kept.entries.iter().filter(newer).cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Blots out secrets in whatever an app may have had a hand in.
    fn blot(&self, mut what: What) -> What {
        match &mut what {
            What::Rendered { body: text, .. }
            | What::Console { text, .. }
            | What::Request { path: text, .. }
            | What::Db { key: text, .. }
            | What::Schedule { name: text, .. }
            | What::HookRefused { reason: text, .. }
            | What::Notice { text }
            | What::EventEnded {
                outcome:
                    Outcome::Rejected { error: text }
                    | Outcome::Threw { error: text }
                    | Outcome::Died { reason: text },
                ..
            } => *text = self.blotted(text),
            What::TargetUrl { options, .. } => {
                *options = options.as_deref().map(|text| self.blotted(text));
            }
            What::EventStarted { .. }
            | What::EventEnded { .. }
            | What::Entity { .. }
            | What::Installed
            | What::Configured
            | What::Uninstalled => {}
        }
        what
    }

    fn blotted(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), BLOT);
            }
        }
        if let Some((end, _)) = text.char_indices().nth(TEXT_KEPT) {
            text.truncate(end);
            text.push('…');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        Journal::new(Clock::virtual_at(Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn secrets_are_blotted_out() {
        let journal = journal();
        journal.keep_secret(["hush".to_owned(), "hush-hush".to_owned(), "abc".to_owned()]);
        journal.notice(None, "hush-hush, hush, abc");
        assert_eq!(
            journal.since(0).first().map(|entry| entry.what.clone()),
            Some(What::Notice {
                text: "[secret], [secret], abc".to_owned()
            })
        );
    }

    #[test]
    fn the_oldest_entries_are_forgotten_first() {
        let journal = journal();
        for _ in 0..KEPT + 3 {
            journal.write(None, What::Installed);
        }
        let entries = journal.since(0);
        assert_eq!(entries.len(), KEPT);
        assert_eq!(entries.first().map(|entry| entry.sequence), Some(3));
    }

    #[test]
    fn an_entry_is_one_flat_object_for_pages() {
        let journal = journal();
        journal.write(
            Some(EventId(7)),
            What::EventEnded {
                outcome: Outcome::TimedOut,
                costs: Costs::default(),
                milliseconds: 20_000,
            },
        );
        let entry = serde_json::to_value(journal.since(0)).unwrap();
        assert_eq!(entry[0]["kind"], "event_ended");
        assert_eq!(entry[0]["event"], 7);
        assert_eq!(entry[0]["outcome"]["ended"], "timed_out");
        assert_eq!(entry[0]["at"], "1970-01-01T00:00:00Z");
    }
}
