//! The core in memory: a [`Host`] with a store, a list, a clock that tests move, the vendors, and faults at will.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use serde::Serialize;
use serde_json::{Map, Value, json};
use switchboard::app;
use switchboard::error::{Error, ErrorKind, Refusal, Result};
use switchboard::host::{Answer, Call, Claim, Host, List, Record, Row};
use switchboard::values::{LocalTime, Timestamp};

use crate::executor::{pause, run, run_for};
use crate::scenario::{
    Fault, Scenario, Scheme, Seal, Step, parameters, sealed, signed_headers, with_placed_call,
    without_address, without_ids, without_placed_calls,
};
use crate::vendors::Vendors;

/// 2026-11-23T05:00:00Z.
const START_MILLIS: i64 = 1_795_410_000_000;

/// An installation of the app in memory.
#[derive(Clone)]
pub(crate) struct Native {
    state: Rc<RefCell<State>>,
    parameters: Rc<Map<String, Value>>,
    /// Whether every operation lets others go first.
    pub(crate) pausing: Rc<Cell<bool>>,
}

struct State {
    now: Timestamp,
    records: BTreeMap<String, (Value, Option<Timestamp>)>,
    /// By entity and id.
    rows: BTreeMap<(&'static str, String), Value>,
    next_row: u32,
    schedule: Option<Timestamp>,
    vendors: Vendors,
    faults: BTreeMap<String, VecDeque<Fault>>,
    /// The next request through this template is refused so.
    refusal: Option<(String, u16, String)>,
    /// Tickets with these references are refused for ever.
    unwelcome: Vec<String>,
    /// Counts down operations; at zero one of them fails.
    fault_at: Option<(usize, OperationFault)>,
    /// What fails next, once that has struck.
    then: VecDeque<(usize, OperationFault)>,
    /// Requests through these templates are refused so, for good.
    outages: BTreeMap<String, (u16, String)>,
    /// When operations of each kind happened in the last minute, if the platform's limits are on.
    windows: Option<[VecDeque<Timestamp>; 3]>,
    log: Vec<String>,
    requests: BTreeMap<&'static str, usize>,
    store_operations: usize,
    list_operations: usize,
    answers: Vec<Value>,
    /// Every record, row and request so far: where it went and what it was.
    written: Vec<(String, Value)>,
}

/// What the platform counts by the minute.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Store,
    List,
    Request,
}

/// How one operation fails, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum OperationFault {
    /// A request fails so; a store operation fails without effect.
    Request(Fault),
    /// A store operation has its effect, and the platform says it failed.
    StoreLost,
}

impl Native {
    /// Installs the app with the demo parameters and these changes.
    pub(crate) fn install(changes: &Map<String, Value>) -> Self {
        Self::install_among(Vendors::default(), changes)
    }

    /// The same, among these vendors.
    pub(crate) fn install_among(vendors: Vendors, changes: &Map<String, Value>) -> Self {
        let native = Self {
            state: Rc::new(RefCell::new(State {
                now: Timestamp::from_millis(START_MILLIS),
                records: BTreeMap::new(),
                rows: BTreeMap::new(),
                next_row: 1,
                schedule: None,
                vendors,
                faults: BTreeMap::new(),
                refusal: None,
                unwelcome: Vec::new(),
                fault_at: None,
                then: VecDeque::new(),
                outages: BTreeMap::new(),
                windows: None,
                log: Vec::new(),
                requests: BTreeMap::new(),
                store_operations: 0,
                list_operations: 0,
                answers: Vec::new(),
                written: Vec::new(),
            })),
            parameters: Rc::new(parameters(changes)),
            pausing: Rc::default(),
        };
        run(app::installed(&native, &native.payload(json!({}))))
            .expect("the demo parameters install");
        native.forget_costs();
        native
    }

    /// Runs a scenario and tells its outcome.
    pub(crate) fn play(scenario: &Scenario) -> Self {
        let native = Self::install(&scenario.parameters);
        if !scenario.agent_phones.is_empty() {
            let phones = Value::Object(scenario.agent_phones.clone());
            native
                .state
                .borrow_mut()
                .records
                .insert("agent_phones".to_owned(), (phones, None));
        }
        native.vendors(|vendors| {
            vendors.required.clone_from(&scenario.required_fields);
            for contact in &scenario.contacts {
                vendors.add_contact(contact);
            }
        });
        for step in &scenario.steps {
            native.step(step);
        }
        native
    }

    fn step(&self, step: &Step) {
        match step {
            Step::Webhook {
                body,
                seal,
                scheme,
                kind,
                voicemail,
            } => {
                let placed = self.vendors(|vendors| vendors.placed_calls());
                let mut body = with_placed_call(body, placed.last().map(String::as_str));
                let now = self.now().seconds();
                if *scheme == Scheme::InBody {
                    body = sealed(&body, *seal, now);
                }
                let text = match &body {
                    Value::String(form) => form.clone(),
                    body => body.to_string(),
                };
                let headers = signed_headers(&text, *seal, *scheme, kind.as_deref(), now);
                let source = if *voicemail { "voicemail" } else { "sautikit" };
                run(self.post_to(source, body, Value::Object(headers)));
            }
            Step::Change { ticket, fields } => {
                self.vendors(|vendors| vendors.change(*ticket, fields));
                self.tell_of_ticket(*ticket, false);
            }
            Step::Delete { ticket } => {
                self.tell_of_ticket(*ticket, true);
                self.vendors(|vendors| vendors.ticket(&ticket.to_string()).unwrap().gone = true);
            }
            Step::Invoke {
                function,
                arguments,
            } => self.invoke(function, arguments),
            Step::Fail { template, how } => {
                let mut state = self.state.borrow_mut();
                state
                    .faults
                    .entry(template.clone())
                    .or_default()
                    .push_back(*how);
            }
            Step::Wait(seconds) => self.wait(*seconds),
        }
    }

    /// The platform tells the app of a ticket that a person changed or deleted.
    fn tell_of_ticket(&self, ticket: u64, deleted: bool) {
        let known = self.vendors(|vendors| vendors.ticket(&ticket.to_string()).unwrap().clone());
        let data =
            json!({"ticket": {"id": ticket, "tags": known.outcome.tags, "status": known.status}});
        let payload = self.payload(json!({"data": data}));
        let told = if deleted {
            run(app::ticket_deleted(self, &payload))
        } else {
            run(app::ticket_updated(self, &payload))
        };
        told.expect("a ticket never fails the platform");
    }

    /// Sautikit posts a body.
    pub(crate) async fn webhook(&self, body: &Value, seal: Seal) {
        let body = sealed(body, seal, self.now().seconds());
        self.post(body).await;
    }

    /// Somebody posts a body as it is.
    pub(crate) async fn post(&self, data: Value) {
        self.post_to("sautikit", data, json!({})).await;
    }

    /// Somebody posts a body as it is, with headers, to one of the app's addresses.
    pub(crate) async fn post_to(&self, source: &str, data: Value, headers: Value) {
        self.post_at(&self.label(source), data, headers).await;
    }

    /// Somebody posts a body as it is, with headers, to the address with this label.
    pub(crate) async fn post_at(&self, label: &str, data: Value, headers: Value) {
        let payload = self.payload(json!({"data": data, "options": label, "headers": headers}));
        let answer = app::external_event(self, &payload)
            .await
            .expect("a webhook never fails the platform");
        if let Some(actions) = answer {
            let answer = serde_json::to_value(actions).unwrap();
            self.state.borrow_mut().answers.push(answer);
        }
    }

    /// The label of an address, as the app made it.
    pub(crate) fn label(&self, source: &str) -> String {
        let state = self.state.borrow();
        let (urls, _) = &state.records["target_urls"];
        let (_, label) = urls[source]
            .as_str()
            .unwrap()
            .split_once("?options=")
            .unwrap();
        label.to_owned()
    }

    /// Freshchat tells of a message.
    pub(crate) async fn message_created(&self, data: &Value) {
        let payload = self.payload(json!({"data": data}));
        let told = app::message_created(self, &payload).await;
        told.expect("a message never fails the platform");
    }

    /// An administrator edits the settings, of which no event tells.
    pub(crate) fn edit(&mut self, changes: &Map<String, Value>) {
        let mut parameters = (*self.parameters).clone();
        parameters.extend(changes.clone());
        self.parameters = Rc::new(parameters);
    }

    /// A new version of the app takes the place of the old one.
    pub(crate) fn update(&self) {
        run(app::updated(self, &self.payload(json!({})))).expect("an update never fails");
    }

    /// The app is removed; the platform wipes its store afterwards.
    pub(crate) fn uninstall(&self) {
        run(app::uninstalled(self, &self.payload(json!({}))));
    }

    /// A page calls a server function.
    pub(crate) fn invoke(&self, function: &str, arguments: &Value) {
        let payload = self.payload(arguments.clone());
        let told = match run(app::handle(self, function, &payload)) {
            Ok(reply) => serde_json::from_str(&reply).unwrap(),
            Err(error) => json!({"status": error.status(), "message": error.to_string()}),
        };
        self.state.borrow_mut().answers.push(told);
    }

    /// Time passes, and the schedule fires if it is due.
    pub(crate) fn wait(&self, seconds: i64) {
        if self.is_due_after(seconds) {
            run(app::scheduled(self, &self.payload(json!({}))))
                .expect("the schedule never fails the platform");
        }
    }

    /// The same, but the schedule's handler is cut off after so many steps.
    pub(crate) fn wait_and_cut_off(&self, seconds: i64, steps: usize) {
        if self.is_due_after(seconds) {
            let payload = self.payload(json!({}));
            let _ = run_for(app::scheduled(self, &payload), steps);
        }
    }

    /// Lets time pass; whether the schedule is due.
    fn is_due_after(&self, seconds: i64) -> bool {
        let mut state = self.state.borrow_mut();
        state.now = state.now.plus_seconds(seconds);
        let now = state.now;
        let Some(next) = &mut state.schedule else {
            return false;
        };
        let due = *next <= now;
        while *next <= now {
            *next = next.plus_seconds(300);
        }
        due
    }

    /// Lets the n-th operation from now, counted from 0, fail.
    pub(crate) fn fail_at(&self, operation: usize, fault: OperationFault) {
        self.state.borrow_mut().fault_at = Some((operation, fault));
    }

    /// Lets another operation fail so many operations after the one that fails before it.
    pub(crate) fn then_fail_at(&self, operation: usize, fault: OperationFault) {
        self.state.borrow_mut().then.push_back((operation, fault));
    }

    /// Lets no operation fail from now on.
    pub(crate) fn never_fail(&self) {
        let mut state = self.state.borrow_mut();
        state.fault_at = None;
        state.then.clear();
        state.outages.clear();
    }

    /// Lets every request through a template be refused with this status and body, until nothing fails any more.
    pub(crate) fn refuse_from_now(&self, template: &str, status: u16, body: &str) {
        let mut state = self.state.borrow_mut();
        let refusal = (status, body.to_owned());
        state.outages.insert(template.to_owned(), refusal);
    }

    /// Lets the next request through a template be refused with this status and body.
    pub(crate) fn refuse_next(&self, template: &str, status: u16, body: &str) {
        self.state.borrow_mut().refusal = Some((template.to_owned(), status, body.to_owned()));
    }

    /// Lets every ticket of this call be refused with 400.
    pub(crate) fn refuse_always(&self, call: &str) {
        self.state.borrow_mut().unwelcome.push(call.to_owned());
    }

    /// The keys of all records.
    pub(crate) fn record_keys(&self) -> Vec<String> {
        self.state.borrow().records.keys().cloned().collect()
    }

    /// Whether the fault that was set has struck.
    pub(crate) fn fault_has_struck(&self) -> bool {
        self.state.borrow().fault_at.is_none()
    }

    pub(crate) fn vendors<T>(&self, read: impl FnOnce(&mut Vendors) -> T) -> T {
        read(&mut self.state.borrow_mut().vendors)
    }

    /// What the pages were answered, the oldest first.
    pub(crate) fn answers(&self) -> Vec<Value> {
        self.state.borrow().answers.clone()
    }

    /// Every record, row and request so far, those that failed as well: where it went and what it was.
    pub(crate) fn written(&self) -> Vec<(String, Value)> {
        self.state.borrow().written.clone()
    }

    pub(crate) fn log_lines(&self) -> Vec<String> {
        self.state.borrow().log.clone()
    }

    /// What came of it, in the words of a scenario's `expect`.
    pub(crate) fn outcome(&self) -> Value {
        let state = self.state.borrow();
        let mut calls: Vec<Value> = state
            .vendors
            .placed
            .iter()
            .map(|(_, body)| body.clone())
            .collect();
        calls.iter_mut().for_each(without_address);
        let outcome = json!({
            "tickets": state.vendors.tickets.iter().map(|ticket| &ticket.outcome).collect::<Vec<_>>(),
            "calls": calls,
            "answers": state.answers.iter().cloned().map(without_ids).collect::<Vec<_>>(),
            "log": state.log,
            "requests": state.requests,
            "store_operations": state.store_operations,
            "list_operations": state.list_operations,
        });
        without_placed_calls(&outcome, &state.vendors.placed_calls())
    }

    pub(crate) fn payload(&self, mut fields: Value) -> String {
        fields["iparams"] = Value::Object((*self.parameters).clone());
        fields.to_string()
    }

    async fn pause(&self) {
        if self.pausing.get() {
            pause().await;
        }
    }

    /// The fault that strikes this operation, if it is its turn.
    fn strike(&self) -> Option<OperationFault> {
        let mut state = self.state.borrow_mut();
        let (left, fault) = state.fault_at?;
        if left == 0 {
            state.fault_at = state.then.pop_front();
            return Some(fault);
        }
        state.fault_at = Some((left - 1, fault));
        None
    }

    /// The rows of a list.
    pub(crate) fn rows_of(&self, entity: &str) -> Vec<Value> {
        let state = self.state.borrow();
        let rows = state.rows.iter().filter(|((list, _), _)| *list == entity);
        rows.map(|(_, row)| row.clone()).collect()
    }

    /// Counts costs from nought again.
    pub(crate) fn forget_costs(&self) {
        let mut state = self.state.borrow_mut();
        state.store_operations = 0;
        state.list_operations = 0;
        state.requests.clear();
    }

    /// Holds the app to the platform's limits from now on.
    pub(crate) fn limit(&self) {
        self.state.borrow_mut().windows = Some(Default::default());
    }

    /// Whether one more operation of this kind is allowed in this minute.
    fn admit(&self, kind: Kind) -> bool {
        let mut state = self.state.borrow_mut();
        let now = state.now;
        let Some(windows) = &mut state.windows else {
            return true;
        };
        let (index, most) = match kind {
            Kind::Store => (0, 50),
            Kind::List => (1, 250),
            Kind::Request => (2, 50),
        };
        let window = &mut windows[index];
        while window
            .front()
            .is_some_and(|&first| now.seconds_since(first) >= 60)
        {
            window.pop_front();
        }
        let admitted = window.len() < most;
        if admitted {
            window.push_back(now);
        }
        admitted
    }

    async fn store_operation<T>(
        &self,
        name: &str,
        effect: impl FnOnce(&mut State) -> T,
    ) -> Result<T> {
        self.state.borrow_mut().store_operations += 1;
        if !self.admit(Kind::Store) {
            return Err(Error::unavailable(name, "Rate limit exceeded").busy());
        }
        self.operation(name, effect).await
    }

    async fn list_operation<T>(
        &self,
        name: &str,
        effect: impl FnOnce(&mut State) -> T,
    ) -> Result<T> {
        self.state.borrow_mut().list_operations += 1;
        if !self.admit(Kind::List) {
            return Err(Error::unavailable(name, "Rate limit exceeded").busy());
        }
        self.operation(name, effect).await
    }

    async fn operation<T>(&self, name: &str, effect: impl FnOnce(&mut State) -> T) -> Result<T> {
        self.pause().await;
        let failed = || Error::unavailable(name, "Failed to store data");
        let strike = self.strike();
        let mut state = self.state.borrow_mut();
        match strike {
            Some(OperationFault::Request(_)) => Err(failed()),
            Some(OperationFault::StoreLost) => {
                effect(&mut state);
                Err(failed())
            }
            None => Ok(effect(&mut state)),
        }
    }
}

fn put<R: Record>(state: &mut State, record: &R, value: &R::Value) {
    let key = record.key();
    assert!(key.chars().count() <= 30, "{key} is too long for the store");
    let mut value = serde_json::to_value(value).unwrap();
    assert!(
        value.as_object().is_some_and(|object| !object.is_empty()),
        "{key} must hold an object"
    );
    empty_to_null(&mut value);
    let expiry = R::LIFETIME.map(|seconds| state.now.plus_seconds(seconds.into()));
    state.written.push((key.clone(), value.clone()));
    state.records.insert(key, (value, expiry));
}

/// Like the platform's store, which keeps no empty text.
fn empty_to_null(value: &mut Value) {
    match value {
        Value::String(text) if text.is_empty() => *value = Value::Null,
        Value::Array(items) => items.iter_mut().for_each(empty_to_null),
        Value::Object(fields) => fields.values_mut().for_each(empty_to_null),
        _ => {}
    }
}

fn get(state: &State, key: &str) -> Option<Value> {
    let (value, expiry) = state.records.get(key)?;
    let alive = expiry.is_none_or(|expiry| expiry > state.now);
    alive.then(|| value.clone())
}

impl Host for Native {
    async fn load<R: Record>(&self, record: &R) -> Result<Option<R::Value>> {
        let value = self
            .store_operation("load", |state| {
                let value = get(state, &record.key());
                if value.is_none() {
                    state.records.remove(&record.key());
                }
                value
            })
            .await?;
        Ok(value.map(|value| serde_json::from_value(value).unwrap()))
    }

    async fn store<R: Record>(&self, record: &R, value: &R::Value) -> Result<()> {
        self.store_operation("store", |state| put(state, record, value))
            .await
    }

    async fn claim<R: Record>(&self, record: &R, value: &R::Value) -> Result<Claim> {
        self.store_operation("claim", |state| {
            // Like the platform's: an expired record still counts until it is read.
            if state.records.contains_key(&record.key()) {
                return Claim::Taken;
            }
            put(state, record, value);
            Claim::Won
        })
        .await
    }

    async fn amend<R: Record>(
        &self,
        record: &R,
        field: &str,
        value: &impl Serialize,
    ) -> Result<()> {
        let mut value = serde_json::to_value(value).unwrap();
        empty_to_null(&mut value);
        self.store_operation("amend", |state| {
            state.written.push((record.key(), value.clone()));
            let (kept, _) = state
                .records
                .entry(record.key())
                .or_insert_with(|| (json!({}), None));
            kept[field] = value;
        })
        .await
    }

    async fn erase<R: Record>(&self, record: &R) -> Result<()> {
        self.store_operation("erase", |state| {
            state.records.remove(&record.key());
        })
        .await
    }

    async fn append<L: List>(&self, row: &L) -> Result<()> {
        let row = serde_json::to_value(row).unwrap();
        for text in row.as_object().unwrap().values().filter_map(Value::as_str) {
            assert!(
                text.chars().count() <= 2048,
                "a row's text is too long for the entity store"
            );
        }
        self.list_operation("append", |state| {
            let id = format!("{:06}", state.next_row);
            state.next_row += 1;
            state.written.push((L::ENTITY.to_owned(), row.clone()));
            state.rows.insert((L::ENTITY, id), row);
        })
        .await
    }

    async fn rows<L: List>(&self, filter: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>> {
        let mut rows = Vec::new();
        for page in 0..5 {
            let read = |state: &mut State| -> Vec<Row<L>> {
                let found = state.rows.iter().filter(|((entity, _), row)| {
                    *entity == L::ENTITY
                        && filter.is_none_or(|(field, text)| row[field].as_str() == Some(text))
                });
                let found = found.skip(page * 100).take(101);
                found
                    .map(|((_, id), row)| Row {
                        id: id.clone(),
                        value: serde_json::from_value(row.clone()).unwrap(),
                    })
                    .collect()
            };
            let mut found = self.list_operation("rows", read).await?;
            let is_last = found.len() <= 100;
            found.truncate(100);
            rows.extend(found);
            if is_last {
                break;
            }
        }
        Ok(rows)
    }

    async fn replace<L: List>(&self, row: &Row<L>) -> Result<()> {
        let value = serde_json::to_value(&row.value).unwrap();
        self.list_operation("replace", |state| {
            state.written.push((L::ENTITY.to_owned(), value.clone()));
            if let Some(kept) = state.rows.get_mut(&(L::ENTITY, row.id.clone())) {
                *kept = value;
            }
        })
        .await
    }

    async fn remove<L: List>(&self, row: &Row<L>) -> Result<()> {
        self.list_operation("remove", |state| {
            state.rows.remove(&(L::ENTITY, row.id.clone()));
        })
        .await
    }

    async fn send<C: Call>(&self, call: &C) -> Result<Answer> {
        self.pause().await;
        if !self.admit(Kind::Request) {
            let refusal = Refusal {
                template: C::TEMPLATE,
                status: 429,
                body: String::new(),
            };
            return Err(ErrorKind::Refused(refusal).into());
        }
        let strike = self.strike();
        let mut state = self.state.borrow_mut();
        *state.requests.entry(C::TEMPLATE).or_default() += 1;
        let queued = state
            .faults
            .get_mut(C::TEMPLATE)
            .and_then(VecDeque::pop_front);
        let fault = match strike {
            Some(OperationFault::Request(fault)) => Some(fault),
            Some(OperationFault::StoreLost) => Some(Fault::Lost),
            None => queued,
        };
        let body = call.body().map(|body| serde_json::to_value(body).unwrap());
        let request = json!({"context": call.context(), "body": &body});
        state.written.push((C::TEMPLATE.to_owned(), request));
        let refuse_with = |status: u16, body: String| {
            ErrorKind::Refused(Refusal {
                template: C::TEMPLATE,
                status,
                body,
            })
            .into()
        };
        let refuse = |status: u16| refuse_with(status, String::new());
        if let Some((_, status, body)) = state
            .refusal
            .take_if(|(template, ..)| template == C::TEMPLATE)
        {
            return Err(refuse_with(status, body));
        }
        if let Some((status, body)) = state.outages.get(C::TEMPLATE).cloned() {
            return Err(refuse_with(status, body));
        }
        let text = body
            .as_ref()
            .and_then(|body| body["description"].as_str())
            .unwrap_or_default();
        if state.unwelcome.iter().any(|call| text.ends_with(call)) {
            return Err(refuse(400));
        }
        let before = match fault {
            Some(Fault::Busy) => Some(429),
            Some(Fault::Forbidden) => Some(403),
            Some(Fault::Unpaid) => Some(402),
            Some(Fault::Unprocessable) => Some(422),
            Some(Fault::Down) => Some(503),
            Some(Fault::Garbage) => {
                // The simulators answer with the same text.
                return Ok(Answer {
                    status: 200,
                    location: None,
                    body: "{\"id\": 1, <truncated".to_owned(),
                });
            }
            Some(Fault::Lost) | None => None,
        };
        if let Some(status) = before {
            return Err(refuse(status));
        }
        let now = self.utc_text(state.now);
        let answered = state
            .vendors
            .answer(C::TEMPLATE, &call.context(), body, &now);
        let complaint = std::mem::take(&mut state.vendors.complaint);
        let reply = answered.map_err(|status| refuse_with(status, complaint))?;
        match fault {
            Some(Fault::Lost) => Err(refuse(502)),
            _ => Ok(Answer {
                status: reply.status,
                location: reply.location,
                body: reply.body.to_string(),
            }),
        }
    }

    async fn target_url(&self, label: &str) -> Result<String> {
        Ok(format!(
            "http://localhost:10001/event/hook/freshdesk?options={label}"
        ))
    }

    async fn schedule(&self, _: &str, first: Timestamp, _: u32) -> Result<()> {
        self.state.borrow_mut().schedule = Some(first);
        Ok(())
    }

    async fn unschedule(&self, _: &str) -> Result<()> {
        self.state.borrow_mut().schedule = None;
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.state.borrow().now
    }

    fn utc_text(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_second(at.seconds())
            .unwrap()
            .to_string()
    }

    fn parse_time(&self, text: &str) -> Option<Timestamp> {
        let time: jiff::Timestamp = text.parse().ok()?;
        Some(Timestamp::from_millis(time.as_millisecond()))
    }

    fn local_time(&self, at: Timestamp, zone: &str) -> Option<LocalTime> {
        let zoned = jiff::Timestamp::from_second(at.seconds())
            .ok()?
            .in_tz(zone)
            .ok()?;
        LocalTime::parse(&zoned.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    async fn seal(
        &self,
        plain: &str,
        password: &str,
        random: &[u8],
        expires_at: i64,
    ) -> Result<String> {
        let random = random.try_into().unwrap();
        let expires_at = u64::try_from(expires_at).unwrap();
        Ok(sealing::seal(plain, password, random, expires_at).unwrap())
    }

    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(7);
        Ok(())
    }

    fn log(&self, line: &str) {
        self.state.borrow_mut().log.push(line.to_owned());
    }
}
