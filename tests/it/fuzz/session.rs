//! A while in the life of an installation: what happens to it by chance, and what must hold of whatever it tells.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;

use fastrand::Rng;
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use switchboard::app;
use switchboard::channels::CHANNELS;
use switchboard::error::Result;
use switchboard::host::Host as _;

use super::mutator::{Corpus, Mutator};
use super::pages::FUNCTIONS;
use super::rough::Rough;
use super::secrets::{hidden, with_secrets};
use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::Fault;

const FAULTS: [OperationFault; 4] = [
    OperationFault::Request(Fault::Down),
    OperationFault::Request(Fault::Lost),
    OperationFault::Request(Fault::Garbage),
    OperationFault::StoreLost,
];

/// A while in the life of an installation.
pub(super) struct Session<'a> {
    pub(super) host: Rough<'a>,
    pub(super) random: Rng,
    corpus: &'a Corpus,
    /// Whether deliveries are signed or come to our addresses, Sautikit knows calls, and pages may ask for calls and tickets.
    pub(super) trusted: bool,
    /// The parameters as JSON text.
    pub(super) parameters: String,
    pub(super) token: String,
    /// What was handed over, for whoever has to understand a failure.
    pub(super) trace: String,
    pub(super) steps: u64,
}

impl<'a> Session<'a> {
    pub(super) fn new(corpus: &'a Corpus, seed: u64, trusted: bool) -> Self {
        let mut random = Rng::with_seed(seed);
        let mutator = Mutator {
            corpus,
            random: random.fork(),
        };
        let host = Rough {
            native: Native::install(&Map::new()),
            mutator: RefCell::new(mutator),
            nonsense: Cell::new(0),
            knows_no_call: !trusted,
            hidden: RefCell::new(hidden()),
            labels: RefCell::default(),
            made: Cell::new(0),
            sent: Cell::new(0),
        };
        // Sessions fire the schedule themselves, or it would not meet with nonsense.
        run(host.native.unschedule("")).unwrap();
        let mut session = Self {
            host,
            random,
            corpus,
            trusted,
            parameters: String::new(),
            token: String::new(),
            trace: String::new(),
            steps: 0,
        };
        session.parameters = with_secrets(corpus.entry("parameters", "channels"));
        let installed = session.platform("{}");
        run(app::installed(&session.host, &installed)).expect("the demo parameters install");
        if trusted {
            let call: Value = serde_json::from_str(corpus.entry("replies", "getCall")).unwrap();
            session
                .host
                .native
                .vendors(|vendors| vendors.calls.push(call["call"].clone()));
        }
        session
    }

    /// Plays by chance and tells how often the app was called.
    pub(super) fn play(&mut self) {
        self.host.nonsense.set([0, 10, 40][self.random.usize(..3)]);
        if self.random.bool() {
            let text = self.some("parameters");
            self.parameters = with_secrets(&text);
        }
        if self.random.u8(..4) == 0 {
            self.invoke("openAdmin", "{\"passcode\":\"(the passcode)\"}");
        }
        for _ in 0..self.random.u8(1..=10) {
            if self.random.u8(..6) == 0 {
                let fault = FAULTS[self.random.usize(..FAULTS.len())];
                self.host.native.fail_at(self.random.usize(..8), fault);
            }
            self.step();
            self.host.native.never_fail();
        }
        if !self.trusted {
            for _ in 0..2 {
                self.host.native.wait(301);
                self.schedule();
            }
            assert_eq!(self.host.made.get(), 0, "something came of nothing");
        }
    }

    fn step(&mut self) {
        match self.random.u8(..100) {
            0..25 => {
                let body = self.some("webhooks");
                let headers = if self.random.bool() {
                    self.some("headers")
                } else {
                    "{}".to_owned()
                };
                let label = self.label();
                self.deliver(&body, &headers, label);
            }
            25..48 => {
                let (word, _) = CHANNELS[self.random.usize(..CHANNELS.len())];
                let body = self.some(word);
                self.post(word, &body);
            }
            48..60 => {
                let event = self.some("messages");
                self.tell_of_message(&event);
            }
            60..80 => {
                let function = FUNCTIONS[self.random.usize(..FUNCTIONS.len())];
                if self.trusted || !["placeCall", "logCall"].contains(&function) {
                    let arguments = self.corpus.entry("arguments", function);
                    let arguments = self.mutated_document(arguments);
                    self.invoke(function, &arguments);
                }
            }
            80..85 => {
                let event = self.some("ticket_events");
                self.tell_of_ticket(&event);
            }
            85..94 => {
                self.host
                    .native
                    .wait([1, 61, 301, 90_000][self.random.usize(..4)]);
                self.schedule();
            }
            94..97 => {
                let payload = self.some("payloads");
                self.hand_over(&payload);
            }
            _ => {
                let text = self.some("parameters");
                let parameters = with_secrets(&text);
                self.manage(&parameters);
            }
        }
    }

    /// A mutated entry of this folder.
    pub(super) fn some(&mut self, folder: &str) -> String {
        let entries = self.corpus.folder(folder);
        let (_, text) = &entries[self.random.usize(..entries.len())];
        match folder {
            "webhooks" | "viber" | "telegram" | "kakaotalk" => self.mutated(text),
            _ => self.mutated_document(text),
        }
    }

    fn mutated(&mut self, text: &str) -> String {
        self.host.mutator.borrow_mut().mutated(text)
    }

    /// The same, but hardly ever anything that is no JSON: the platform would not hand it over.
    pub(super) fn mutated_document(&mut self, text: &str) -> String {
        loop {
            let mutated = self.mutated(text);
            let is_json = serde_json::from_str::<IgnoredAny>(&mutated).is_ok();
            if is_json || self.random.u8(..20) == 0 {
                return mutated;
            }
        }
    }

    /// The label of an address, as JSON text; without trust none of a channel's, which may believe what comes there.
    fn label(&mut self) -> Option<String> {
        let mut labels = self.host.labels.borrow().clone();
        if !self.trusted {
            labels.retain(|label| !CHANNELS.iter().any(|(word, _)| label.starts_with(word)));
        }
        match self.random.u8(..10) {
            0 => None,
            1 => {
                let known: Vec<Value> =
                    serde_json::from_str(&self.corpus.folder("labels")[0].1).unwrap();
                let label = &known[self.random.usize(..known.len())];
                Some(self.mutated_document(&label.to_string()))
            }
            2 => {
                let label = json!(labels[self.random.usize(..labels.len())]);
                Some(self.mutated_document(&label.to_string()))
            }
            _ => Some(json!(labels[self.random.usize(..2)]).to_string()),
        }
    }

    /// A payload of the platform: the parameters beside these fields.
    pub(super) fn platform(&mut self, fields: &str) -> String {
        let parameters = &self.parameters;
        let payload = match fields.strip_prefix('{') {
            Some(rest) if rest.trim() != "}" => format!("{{\"iparams\":{parameters},{rest}"),
            _ => format!("{{\"iparams\":{parameters}}}"),
        };
        self.note(&payload);
        payload
    }

    pub(super) fn note(&mut self, payload: &str) {
        let shown: String = payload.chars().take(4_000).collect();
        writeln!(self.trace, "{shown}").unwrap();
    }

    /// Whatever is told hides every secret; what went wrong is said in a sentence, to a page in a whole one.
    #[track_caller]
    pub(super) fn check(&mut self, told: Result<impl Serialize>, page: bool) {
        self.steps += 1;
        match told {
            Ok(reply) => self.host.check_kept("a reply", &reply),
            Err(error) => {
                let text = error.to_string();
                self.host.check_hides("an error", &text);
                let length = text.chars().count();
                assert!((10..=400).contains(&length), "an error's text: {text:?}");
                assert!(
                    !text.contains(char::is_control),
                    "an error's text: {text:?}"
                );
                let is_whole = text.starts_with(char::is_uppercase) && text.ends_with('.');
                assert!(is_whole || !page, "no whole sentence for a page: {text:?}");
                assert!((400..600).contains(&error.status()), "{text}");
            }
        }
    }
}
