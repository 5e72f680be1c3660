//! What is counted, and its text for Prometheus. No label has anything of a caller or an agent.

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// What a question was answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// Phones are rung.
    Rings,
    /// Nobody can take the call, or it is outside business hours.
    Nobody,
    /// The same as before.
    Repeated,
    /// Nothing: it was no question, or one that comes too late.
    Edge,
    /// The apology, since the app has told nothing yet.
    Ignorant,
    /// The apology, or nothing where nothing was asked, since nobody vouches for it.
    Refused,
    /// The same, since it was not understood.
    Unreadable,
    /// The apology, since it would have been too late.
    Late,
    /// The apology, since too many ask.
    Busy,
}

impl Answer {
    const fn name(self) -> &'static str {
        match self {
            Self::Rings => "rings",
            Self::Nobody => "nobody",
            Self::Repeated => "repeated",
            Self::Edge => "edge",
            Self::Ignorant => "ignorant",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Late => "late",
            Self::Busy => "busy",
        }
    }
}

type Counted = Family<[(&'static str, &'static str); 1], Counter>;

/// The counters.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    answers: Counted,
    seconds: Histogram,
    events: Counted,
    snapshots: Counted,
    letters: Counted,
    store_failures: Counter,
    gauges: Gauges,
}

/// What is measured when it is asked for.
#[derive(Debug, Default)]
struct Gauges {
    snapshot_age: Gauge,
    waiting: Gauge,
    oldest: Gauge,
    streams: Gauge,
}

/// What is measured when it is asked for, in seconds and pieces; absent where there is nothing to measure.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measured {
    pub(crate) snapshot_age: Option<i64>,
    pub(crate) waiting: Option<i64>,
    pub(crate) oldest: Option<i64>,
    pub(crate) streams: i64,
}

impl Default for Metrics {
    fn default() -> Self {
        let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0];
        let mut registry = Registry::with_prefix("gateway");
        let (answers, events) = (Counted::default(), Counted::default());
        let (snapshots, letters) = (Counted::default(), Counted::default());
        let (store_failures, gauges) = (Counter::default(), Gauges::default());
        let seconds = Histogram::new(seconds);
        registry.register(
            "voice_answers",
            "Answers to voice callbacks",
            answers.clone(),
        );
        registry.register("voice_seconds", "How long answers took", seconds.clone());
        registry.register("events", "Events that Sautikit posted", events.clone());
        registry.register(
            "snapshots",
            "Snapshots that the app pushed",
            snapshots.clone(),
        );
        registry.register("letters", "What the app was told, or not", letters.clone());
        registry.register(
            "store_failures",
            "Times the database was late or failed",
            store_failures.clone(),
        );
        for (name, help, gauge) in [
            (
                "snapshot_age_seconds",
                "Age of the snapshot, -1 without one",
                &gauges.snapshot_age,
            ),
            (
                "outbox_letters",
                "What the app is still to be told, -1 if unknown",
                &gauges.waiting,
            ),
            (
                "outbox_oldest_seconds",
                "How long the oldest of it waits",
                &gauges.oldest,
            ),
            ("streams", "Open streams of events", &gauges.streams),
        ] {
            registry.register(name, help, gauge.clone());
        }
        Self {
            registry,
            answers,
            seconds,
            events,
            snapshots,
            letters,
            store_failures,
            gauges,
        }
    }
}

impl Metrics {
    pub(crate) fn answered(&self, answer: Answer, took: Duration) {
        self.answers
            .get_or_create(&[("answer", answer.name())])
            .inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn took(&self, outcome: &'static str) {
        self.events.get_or_create(&[("outcome", outcome)]).inc();
    }

    pub(crate) fn told(&self, outcome: &'static str) {
        self.snapshots.get_or_create(&[("outcome", outcome)]).inc();
    }

    pub(crate) fn sent(&self, outcome: &'static str) {
        self.letters.get_or_create(&[("outcome", outcome)]).inc();
    }

    pub(crate) fn store_failed(&self) {
        self.store_failures.inc();
    }

    /// All of it as text.
    pub(crate) fn text(&self, measured: Measured) -> String {
        self.gauges
            .snapshot_age
            .set(measured.snapshot_age.unwrap_or(-1));
        self.gauges.waiting.set(measured.waiting.unwrap_or(-1));
        self.gauges.oldest.set(measured.oldest.unwrap_or_default());
        self.gauges.streams.set(measured.streams);
        let mut text = String::new();
        // A text takes whatever is written to it.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
