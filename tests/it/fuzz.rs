//! Hostile input by chance: mutated entries of `tests/corpus` go through every function of the app while vendors answer
//! mutated replies. It judges no outcome beyond what must hold of any input.
//!
//! The normal run is the same each time. `FUZZ_SECONDS=600` runs so long with fresh seeds; `FUZZ_SEED=…` repeats one.

mod mutator;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use fastrand::Rng;
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};
use switchboard::app;
use switchboard::error::{ErrorKind, Refusal, Result};
use switchboard::host::{Answer, Call, Claim, Host, List, Record, Row};
use switchboard::values::{LocalTime, Timestamp};

use mutator::{Corpus, EARLIEST, LATEST, Mutator, TEXTS};

use crate::executor::run;
use crate::native::{Native, OperationFault};
use crate::scenario::{Fault, SECRET, Scheme, Seal, parameters, sealed, signed_headers};

/// How many sessions the normal run plays: about two seconds without optimisation.
const SESSIONS: u64 = 200;

const PASSCODE: &str = "correct horse battery";
const VOICE_SECRET: &str = "vsec_demo_0123456789abcdef";

/// What must never be told to anybody.
const SECRETS: [&str; 5] = [
    "demo-sautikit-key",
    "demo-freshdesk-key",
    SECRET,
    VOICE_SECRET,
    PASSCODE,
];

const FUNCTIONS: [&str; 20] = [
    "placeCall",
    "getCall",
    "hangUpCall",
    "lookUpCaller",
    "recentCalls",
    "getRecording",
    "logCall",
    "listCallbacks",
    "takeCallback",
    "completeCallback",
    "setPresence",
    "getPresence",
    "openAdmin",
    "checkSetup",
    "getTeam",
    "saveTeam",
    "buildBackupGroupCallUrl",
    "getAgentsSendbirdCreds",
    "listWebCalls",
    "revokeWebCall",
];

const FAULTS: [OperationFault; 4] = [
    OperationFault::Request(Fault::Down),
    OperationFault::Request(Fault::Lost),
    OperationFault::Request(Fault::Garbage),
    OperationFault::StoreLost,
];

/// A [`Native`] whose vendors answer nonsense at times, and which looks at everything that is written.
struct Rough<'a> {
    native: Native,
    mutator: RefCell<Mutator<'a>>,
    /// How many of a hundred replies are nonsense.
    nonsense: Cell<u8>,
    /// Whether Sautikit says nothing but the truth: that it knows no call.
    knows_no_call: bool,
    /// What nobody may be told: secrets, and tokens of the admin page.
    hidden: RefCell<Vec<String>>,
    labels: RefCell<Vec<String>>,
    tickets: Cell<usize>,
}

impl Rough<'_> {
    #[track_caller]
    fn check_hides(&self, what: &str, text: &str) {
        for hidden in &*self.hidden.borrow() {
            assert!(!text.contains(hidden), "{what} has {hidden:?}: {text}");
        }
    }

    #[track_caller]
    fn check_kept(&self, what: &str, value: &impl Serialize) {
        self.check_hides(what, &serde_json::to_string(value).unwrap());
    }

    /// What a vendor answers by chance; nothing if it is to answer as it should.
    fn nonsense(&self, template: &'static str) -> Option<Result<Answer>> {
        let name = match template {
            "listMoreCalls" | "findCalls" | "recentCalls" => "listCalls",
            "listTicketsOf" => "listTickets",
            name => name,
        };
        if self.knows_no_call && ["getCall", "listCalls", "placeCall"].contains(&name) {
            return None;
        }
        let mut mutator = self.mutator.borrow_mut();
        if !mutator.chance(self.nonsense.get()) {
            return None;
        }
        if mutator.chance(20) {
            let refusals = mutator.corpus.folder("refusals");
            let (_, body) = &refusals[mutator.random.usize(..refusals.len())];
            let refusal = Refusal {
                template,
                status: *mutator.pick(&[
                    &400, &401, &402, &403, &404, &405, &409, &422, &429, &500, &502,
                ]),
                body: mutator.mutated(body),
            };
            return Some(Err(ErrorKind::Refused(refusal).into()));
        }
        let body = mutator.corpus.entry("replies", name);
        let location = mutator.chance(20).then(|| {
            let text = mutator.pick(&TEXTS);
            mutator.changed_text(text)
        });
        Some(Ok(Answer {
            status: *mutator.pick(&[&200, &201, &202, &204, &302]),
            location,
            body: mutator.mutated(body),
        }))
    }

    /// Whether the vendors have what a request names; of a nonsensical reply may come any id.
    fn is_known(&self, context: &[(&'static str, String)], body: Option<&Value>) -> bool {
        self.native.vendors(|vendors| {
            let in_context = context.iter().all(|(name, value)| match *name {
                "ticket_id" => value
                    .parse()
                    .is_ok_and(|id: usize| (1..=vendors.tickets.len()).contains(&id)),
                "cursor" => value.len() < 5,
                _ => true,
            });
            let requester = body.and_then(|body| body["requester_id"].as_u64());
            let has = |id| vendors.contacts.iter().any(|contact| contact["id"] == id);
            in_context && requester.is_none_or(has)
        })
    }
}

impl Host for Rough<'_> {
    async fn load<R: Record>(&self, record: &R) -> Result<Option<R::Value>> {
        self.native.load(record).await
    }

    async fn store<R: Record>(&self, record: &R, value: &R::Value) -> Result<()> {
        self.check_kept("a record", value);
        self.native.store(record, value).await
    }

    async fn claim<R: Record>(&self, record: &R, value: &R::Value) -> Result<Claim> {
        self.check_kept("a record", value);
        self.native.claim(record, value).await
    }

    async fn amend<R: Record>(
        &self,
        record: &R,
        field: &str,
        value: &impl Serialize,
    ) -> Result<()> {
        self.check_kept("a record", value);
        self.native.amend(record, field, value).await
    }

    async fn erase<R: Record>(&self, record: &R) -> Result<()> {
        self.native.erase(record).await
    }

    async fn append<L: List>(&self, row: &L) -> Result<()> {
        self.check_kept("a row", row);
        self.native.append(row).await
    }

    async fn rows<L: List>(&self, filter: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>> {
        self.native.rows(filter).await
    }

    async fn replace<L: List>(&self, row: &Row<L>) -> Result<()> {
        self.check_kept("a row", &row.value);
        self.native.replace(row).await
    }

    async fn remove<L: List>(&self, row: &Row<L>) -> Result<()> {
        self.native.remove(row).await
    }

    async fn send<C: Call>(&self, call: &C) -> Result<Answer> {
        if C::TEMPLATE == "createTicket" {
            self.tickets.set(self.tickets.get() + 1);
        }
        let context = call.context();
        for (name, value) in &context {
            let breaks_out = |c: char| c.is_control() || " /?#&=\"<>\\".contains(c);
            assert!(
                !value.contains(breaks_out),
                "{name} of {}: {value:?}",
                C::TEMPLATE
            );
            self.check_hides("a context", value);
        }
        let body = call.body().map(|body| serde_json::to_value(body).unwrap());
        self.check_kept("a request", &body);
        if let Some(answer) = self.nonsense(C::TEMPLATE) {
            return answer;
        }
        if !self.is_known(&context, body.as_ref()) {
            let refusal = Refusal {
                template: C::TEMPLATE,
                status: 404,
                body: String::new(),
            };
            return Err(ErrorKind::Refused(refusal).into());
        }
        self.native.send(call).await
    }

    async fn target_url(&self, label: &str) -> Result<String> {
        self.labels.borrow_mut().push(label.to_owned());
        self.native.target_url(label).await
    }

    async fn schedule(&self, _: &str, _: Timestamp, _: u32) -> Result<()> {
        Ok(())
    }

    async fn unschedule(&self, _: &str) -> Result<()> {
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.native.now()
    }

    fn utc_text(&self, at: Timestamp) -> String {
        // JavaScript writes years that the time library here does not know.
        match at.millis() {
            late if late > 253_000_000_000_000 => LATEST.0.to_owned(),
            early if early < -253_000_000_000_000 => EARLIEST.0.to_owned(),
            _ => self.native.utc_text(at),
        }
    }

    fn parse_time(&self, text: &str) -> Option<Timestamp> {
        let extreme = [LATEST, EARLIEST]
            .into_iter()
            .find(|(known, _)| *known == text);
        match extreme {
            Some((_, millis)) => Some(Timestamp::from_millis(millis)),
            None => self.native.parse_time(text),
        }
    }

    fn local_time(&self, at: Timestamp, zone: &str) -> Option<LocalTime> {
        self.native.local_time(at, zone)
    }

    async fn seal(&self, plain: &str, _: &str, _: &[u8], _: i64) -> Result<String> {
        Ok(plain.to_owned())
    }

    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        self.mutator.borrow_mut().random.fill(bytes);
        Ok(())
    }

    fn log(&self, line: &str) {
        self.check_hides("a log line", line);
        assert!(!line.contains(char::is_control), "a log line: {line:?}");
        self.native.log(line);
    }
}

/// A while in the life of an installation.
struct Session<'a> {
    host: Rough<'a>,
    random: Rng,
    corpus: &'a Corpus,
    /// Whether deliveries are signed, Sautikit knows calls, and pages may ask for calls and tickets.
    trusted: bool,
    /// The parameters as JSON text.
    parameters: String,
    token: String,
    /// What was handed over, for whoever has to understand a failure.
    trace: String,
    steps: u64,
}

impl<'a> Session<'a> {
    fn new(corpus: &'a Corpus, seed: u64, trusted: bool) -> Self {
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
            hidden: RefCell::new(SECRETS.map(str::to_owned).to_vec()),
            labels: RefCell::default(),
            tickets: Cell::new(0),
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
        session.parameters = with_secrets("{}");
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
    fn play(&mut self) {
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
            assert_eq!(self.host.tickets.get(), 0, "a ticket came of nothing");
        }
    }

    fn step(&mut self) {
        match self.random.u8(..100) {
            0..45 => {
                let body = self.some("webhooks");
                let headers = if self.random.bool() {
                    self.some("headers")
                } else {
                    "{}".to_owned()
                };
                let label = self.label();
                self.deliver(&body, &headers, label);
            }
            45..75 => {
                let function = FUNCTIONS[self.random.usize(..FUNCTIONS.len())];
                if self.trusted || !["placeCall", "logCall"].contains(&function) {
                    let arguments = self.corpus.entry("arguments", function);
                    let arguments = self.mutated_document(arguments);
                    self.invoke(function, &arguments);
                }
            }
            75..83 => {
                let event = self.some("ticket_events");
                self.tell_of_ticket(&event);
            }
            83..93 => {
                self.host
                    .native
                    .wait([1, 61, 301, 90_000][self.random.usize(..4)]);
                self.schedule();
            }
            93..97 => {
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
    fn some(&mut self, folder: &str) -> String {
        let entries = self.corpus.folder(folder);
        let (_, text) = &entries[self.random.usize(..entries.len())];
        match folder {
            "webhooks" => self.mutated(text),
            _ => self.mutated_document(text),
        }
    }

    fn mutated(&mut self, text: &str) -> String {
        self.host.mutator.borrow_mut().mutated(text)
    }

    /// The same, but hardly ever anything that is no JSON: the platform would not hand it over.
    fn mutated_document(&mut self, text: &str) -> String {
        loop {
            let mutated = self.mutated(text);
            let is_json = serde_json::from_str::<IgnoredAny>(&mutated).is_ok();
            if is_json || self.random.u8(..20) == 0 {
                return mutated;
            }
        }
    }

    /// The label of an address, as JSON text.
    fn label(&mut self) -> Option<String> {
        let labels = self.host.labels.borrow().clone();
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

    /// Posts a body. What is not JSON comes as a text, as the platform hands it over.
    fn deliver(&mut self, body: &str, headers: &str, label: Option<String>) {
        let now = self.host.now().seconds();
        let mut body = body.trim().to_owned();
        let mut headers: Map<String, Value> = serde_json::from_str(headers).unwrap_or_default();
        if self.trusted && self.random.u8(..10) > 0 {
            let scheme = [Scheme::InBody, Scheme::Stamped, Scheme::Bare][self.random.usize(..3)];
            match serde_json::from_str(&body) {
                Ok(document) if scheme == Scheme::InBody => {
                    body = sealed(&document, Seal::Right, now).to_string();
                }
                _ => headers.extend(signed_headers(&body, Seal::Right, scheme, None, now)),
            }
        }
        let is_json = serde_json::from_str::<IgnoredAny>(&body).is_ok();
        if !is_json || self.random.u8(..8) == 0 {
            body = json!(body).to_string();
        }
        let label = label.map_or_else(String::new, |label| format!(",\"options\":{label}"));
        let headers = Value::Object(headers);
        let payload = self.platform(&format!("{{\"data\":{body},\"headers\":{headers}{label}}}"));
        let told = run(app::external_event(&self.host, &payload));
        self.check(told, false);
    }

    fn schedule(&mut self) {
        let payload = self.platform("{}");
        let told = run(app::scheduled(&self.host, &payload));
        self.check(told, false);
    }

    fn tell_of_ticket(&mut self, event: &str) {
        let payload = self.platform(&format!("{{\"data\":{event}}}"));
        let told = if self.random.bool() {
            run(app::ticket_updated(&self.host, &payload))
        } else {
            run(app::ticket_deleted(&self.host, &payload))
        };
        self.check(told, false);
    }

    /// The app is installed, updated or removed with these parameters.
    fn manage(&mut self, parameters: &str) {
        parameters.clone_into(&mut self.parameters);
        let payload = self.platform("{}");
        let told = match self.random.u8(..3) {
            0 => run(app::installed(&self.host, &payload)),
            1 => run(app::updated(&self.host, &payload)),
            _ => {
                run(app::uninstalled(&self.host));
                Ok(())
            }
        };
        if let Err(error) = &told {
            assert!(error.to_string().chars().count() <= 60, "{error}");
        }
        self.check(told, false);
    }

    /// Anything goes to anybody as it is.
    fn hand_over(&mut self, payload: &str) {
        self.note(payload);
        let host = &self.host;
        let told = match self.random.u8(..4) {
            0 => run(app::external_event(host, payload)).map(drop),
            1 => run(app::scheduled(host, payload)),
            2 => run(app::ticket_updated(host, payload)),
            _ => run(app::get_call(host, payload)).map(drop),
        };
        self.check(told, false);
    }

    /// A page calls a server function.
    fn invoke(&mut self, function: &str, arguments: &str) {
        // Only where they belong, or the session itself would tell them.
        let in_place = |name: &str, text: &str| format!("\"{name}\":\"{text}\"");
        let is_admin = ["openAdmin", "checkSetup", "getTeam", "saveTeam"].contains(&function);
        let mut arguments = arguments.to_owned();
        if is_admin {
            for (name, placeholder, text) in [
                ("passcode", "(the passcode)", PASSCODE),
                ("token", "(the token)", &self.token),
            ] {
                let [from, to] = [placeholder, text].map(|text| in_place(name, text));
                arguments = arguments.replace(&from, &to);
            }
        }
        let payload = self.platform(&arguments);
        let (host, payload) = (&self.host, payload.as_str());
        macro_rules! told {
            ($function:ident) => {
                run(app::$function(host, payload)).map(|reply| json!(reply))
            };
        }
        let told = match function {
            "placeCall" => told!(place_call),
            "getCall" => told!(get_call),
            "hangUpCall" => told!(hang_up_call),
            "lookUpCaller" => told!(look_up_caller),
            "recentCalls" => told!(recent_calls),
            "getRecording" => told!(get_recording),
            "logCall" => told!(log_call),
            "listCallbacks" => told!(list_callbacks),
            "takeCallback" => told!(take_callback),
            "completeCallback" => told!(complete_callback),
            "setPresence" => told!(set_presence),
            "getPresence" => told!(get_presence),
            "openAdmin" => told!(open_admin),
            "checkSetup" => told!(check_setup),
            "getTeam" => told!(get_team),
            "saveTeam" => told!(save_team),
            "buildBackupGroupCallUrl" => told!(build_url),
            "getAgentsSendbirdCreds" => told!(agent_credentials),
            "listWebCalls" => told!(list_web_calls),
            "revokeWebCall" => told!(revoke_web_call),
            other => panic!("no such function: {other}"),
        };
        if let (Ok(reply), "openAdmin") = (&told, function) {
            reply["token"].as_str().unwrap().clone_into(&mut self.token);
            self.host.hidden.borrow_mut().push(self.token.clone());
            self.steps += 1;
            return;
        }
        self.check(told, true);
    }

    /// A payload of the platform: the parameters beside these fields.
    fn platform(&mut self, fields: &str) -> String {
        let parameters = &self.parameters;
        let payload = match fields.strip_prefix('{') {
            Some(rest) if rest.trim() != "}" => format!("{{\"iparams\":{parameters},{rest}"),
            _ => format!("{{\"iparams\":{parameters}}}"),
        };
        self.note(&payload);
        payload
    }

    fn note(&mut self, payload: &str) {
        let shown: String = payload.chars().take(4_000).collect();
        writeln!(self.trace, "{shown}").unwrap();
    }

    /// Whatever is told hides every secret; what went wrong is said in a sentence, to a page in a whole one.
    #[track_caller]
    fn check(&mut self, told: Result<impl Serialize>, page: bool) {
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

/// The demo parameters and, over them, these, as JSON text; secrets stay, or it could not be seen who tells them.
fn with_secrets(changes: &str) -> String {
    let changes = serde_json::from_str(changes).unwrap_or_default();
    let mut parameters = parameters(&changes);
    parameters.insert("sautikit_voice_secret".to_owned(), json!(VOICE_SECRET));
    parameters.insert("admin_passcode".to_owned(), json!(PASSCODE));
    parameters.insert("sautikit_api_key".to_owned(), json!(SECRETS[0]));
    parameters.insert("freshdesk_api_key".to_owned(), json!(SECRETS[1]));
    Value::Object(parameters).to_string()
}

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
fn mutated_input_never_panics_leaks_or_makes_a_ticket_of_nothing() {
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
                    "arguments" => session.invoke(name.strip_suffix(".json").unwrap(), text),
                    "parameters" => {
                        let parameters = with_secrets(text);
                        session.manage(&parameters);
                    }
                    // Vendors' words are answers, which only the sessions by chance ask for.
                    "replies" | "refusals" => {}
                    other => panic!("nobody reads the folder {other}"),
                }
            }
        }
    }
}
