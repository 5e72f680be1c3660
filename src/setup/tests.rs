//! Set-up in memory: install, update, upkeep, uninstall and the set-up check, with vendors that answer what they are told to.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::error::{Error, Refusal};
use crate::host::{Answer, Call, Claim, List, Row};
use crate::values::{LocalTime, Timestamp};
use crate::wire::admin::{CheckSetupReply, CheckState};

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// The settings with these changes.
pub(crate) fn config(changes: &Value) -> Config {
    let mut parameters = json!({
        "sautikit_api_key": "k", "sautikit_from_number": "+254203893800",
        "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "f",
    });
    for (name, value) in changes.as_object().unwrap() {
        parameters[name] = value.clone();
    }
    Config::read(serde_json::from_value(parameters).unwrap())
}

/// An installation in memory.
pub(crate) struct Memory {
    now: Cell<i64>,
    /// How many store operations work before all fail.
    works: Cell<usize>,
    records: RefCell<BTreeMap<String, (Value, Option<i64>)>>,
    /// What a template is answered with from now on: status and body.
    answers: RefCell<BTreeMap<&'static str, (u16, String)>>,
    number: RefCell<Value>,
    sent: RefCell<Vec<(&'static str, Value)>>,
    schedules: RefCell<BTreeSet<String>>,
    makes_addresses: Cell<bool>,
    operations: Cell<usize>,
    log: RefCell<String>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            now: Cell::new(1_795_410_000_000),
            works: Cell::new(usize::MAX),
            records: RefCell::default(),
            answers: RefCell::default(),
            number: RefCell::new(json!({
                "id": "n1", "e164": "+254203893800", "status": "active",
                "voice_callback_url": "https://ivr.example/", "events_url": "https://old.example/",
            })),
            sent: RefCell::default(),
            schedules: RefCell::default(),
            makes_addresses: Cell::new(true),
            operations: Cell::default(),
            log: RefCell::default(),
        }
    }
}

impl Memory {
    pub(crate) fn wait(&self, seconds: i64) {
        self.now.set(self.now.get() + seconds * 1000);
    }

    /// Lets all store operations after the next few fail.
    pub(crate) fn break_store_after(&self, operations: usize) {
        self.works.set(operations);
    }

    fn answer(&self, template: &'static str, status: u16, body: &str) {
        let answer = (status, body.to_owned());
        self.answers.borrow_mut().insert(template, answer);
    }

    fn recover(&self) {
        self.answers.borrow_mut().clear();
    }

    fn set_number(&self, field: &str, value: Value) {
        self.number.borrow_mut()[field] = value;
    }

    fn routing(&self) -> (Value, Value) {
        let number = self.number.borrow();
        (
            number["events_url"].clone(),
            number["voice_callback_url"].clone(),
        )
    }

    /// The templates sent since this was asked last.
    pub(crate) fn requests(&self) -> Vec<&'static str> {
        let sent = std::mem::take(&mut *self.sent.borrow_mut());
        sent.into_iter().map(|(template, _)| template).collect()
    }

    /// The store operations since this was asked last.
    pub(crate) fn operations(&self) -> usize {
        self.operations.take()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.records.borrow().keys().cloned().collect()
    }

    pub(crate) fn record(&self, key: &str) -> Value {
        let records = self.records.borrow();
        records
            .get(key)
            .map_or(Value::Null, |(value, _)| value.clone())
    }

    fn touch(&self) -> Result<()> {
        self.operations.set(self.operations.get() + 1);
        let works = self.works.get().checked_sub(1);
        self.works.set(works.unwrap_or_default());
        works
            .map(drop)
            .ok_or_else(|| Error::unavailable("use the store", "it is broken"))
    }

    fn write<R: Record>(&self, record: &R, value: &R::Value) {
        let value = serde_json::to_value(value).unwrap();
        assert!(value.as_object().is_some_and(|fields| !fields.is_empty()));
        let until = R::LIFETIME.map(|seconds| self.now.get() + i64::from(seconds) * 1000);
        let mut records = self.records.borrow_mut();
        records.insert(record.key(), (value, until));
    }
}

impl Host for Memory {
    async fn load<R: Record>(&self, record: &R) -> Result<Option<R::Value>> {
        self.touch()?;
        let mut records = self.records.borrow_mut();
        // Reading is what removes an expired record.
        records.retain(|key, (_, until)| {
            *key != record.key() || until.is_none_or(|until| self.now.get() < until)
        });
        let known = records.get(&record.key());
        Ok(known.map(|(value, _)| serde_json::from_value(value.clone()).unwrap()))
    }

    async fn store<R: Record>(&self, record: &R, value: &R::Value) -> Result<()> {
        self.touch()?;
        self.write(record, value);
        Ok(())
    }

    async fn claim<R: Record>(&self, record: &R, value: &R::Value) -> Result<Claim> {
        self.touch()?;
        if self.records.borrow().contains_key(&record.key()) {
            return Ok(Claim::Taken);
        }
        self.write(record, value);
        Ok(Claim::Won)
    }

    async fn amend<R: Record>(
        &self,
        record: &R,
        field: &str,
        value: &impl Serialize,
    ) -> Result<()> {
        self.touch()?;
        let mut records = self.records.borrow_mut();
        let known = records
            .entry(record.key())
            .or_insert_with(|| (json!({}), None));
        known.0[field] = serde_json::to_value(value).unwrap();
        Ok(())
    }

    async fn erase<R: Record>(&self, record: &R) -> Result<()> {
        self.touch()?;
        self.records.borrow_mut().remove(&record.key());
        Ok(())
    }

    async fn append<L: List>(&self, _: &L) -> Result<()> {
        unreachable!("set-up has no lists")
    }

    async fn rows<L: List>(&self, _: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>> {
        unreachable!("set-up has no lists")
    }

    async fn replace<L: List>(&self, _: &Row<L>) -> Result<()> {
        unreachable!("set-up has no lists")
    }

    async fn remove<L: List>(&self, _: &Row<L>) -> Result<()> {
        unreachable!("set-up has no lists")
    }

    async fn send<C: Call>(&self, call: &C) -> Result<Answer> {
        let body = serde_json::to_value(call.body()).unwrap();
        self.sent.borrow_mut().push((C::TEMPLATE, body.clone()));
        let told = self.answers.borrow().get(C::TEMPLATE).cloned();
        let (status, body) = told.unwrap_or_else(|| match C::TEMPLATE {
            "whoAmI" => (200, r#"{"id":1,"contact":{"name":"Amina"}}"#.to_owned()),
            "listAgents" => (200, "[]".to_owned()),
            "listNumbers" => (200, json!({"numbers": [*self.number.borrow()]}).to_string()),
            "listCalls" | "recentCalls" => (200, r#"{"data":[]}"#.to_owned()),
            "listBusinessHours" => (
                200,
                r#"[{"is_default":true,"time_zone":"Nairobi","business_hours":{}}]"#.to_owned(),
            ),
            "setRouting" | "putRouting" => {
                assert_eq!(call.context(), [("number_id", "n1".to_owned())]);
                for (field, value) in body.as_object().unwrap() {
                    self.set_number(field, value.clone());
                }
                (200, "{}".to_owned())
            }
            other => unreachable!("{other}"),
        });
        if status >= 400 {
            return Err(ErrorKind::Refused(Refusal {
                template: C::TEMPLATE,
                status,
                body,
            })
            .into());
        }
        Ok(Answer {
            status,
            location: None,
            body,
        })
    }

    async fn target_url(&self, label: &str) -> Result<String> {
        if self.makes_addresses.get() {
            return Ok(format!("https://hook.example/?options={label}"));
        }
        Err(Error::unavailable("make a webhook address", "not here"))
    }

    async fn schedule(&self, name: &str, _: Timestamp, _: u32) -> Result<()> {
        if self.schedules.borrow_mut().insert(name.to_owned()) {
            return Ok(());
        }
        Err(Error::unavailable("start the schedule", "it exists"))
    }

    async fn unschedule(&self, name: &str) -> Result<()> {
        self.schedules.borrow_mut().remove(name);
        Ok(())
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.now.get())
    }

    fn utc_text(&self, _: Timestamp) -> String {
        unreachable!("set-up writes no times")
    }

    fn parse_time(&self, _: &str) -> Option<Timestamp> {
        None
    }

    fn local_time(&self, _: Timestamp, zone: &str) -> Option<LocalTime> {
        (zone == "Africa/Nairobi").then(|| LocalTime::parse("2026-11-23 08:00:00"))?
    }

    async fn seal(&self, _: &str, _: &str, _: &[u8], _: i64) -> Result<String> {
        unreachable!("set-up seals nothing")
    }

    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        bytes.fill(7);
        Ok(())
    }

    fn log(&self, line: &str) {
        *self.log.borrow_mut() += line;
    }
}

fn installed(config: &Config) -> Memory {
    let host = Memory::default();
    run(install(&host, config)).unwrap();
    host.requests();
    host.operations();
    host
}

fn address(host: &Memory) -> Value {
    host.record("target_urls")["sautikit"].clone()
}

fn registering() -> Config {
    config(&json!({"set_events_url": true}))
}

#[test]
fn an_installation_asks_both_vendors_once_and_compares_from_now_on() {
    let host = Memory::default();
    run(install(&host, &registering())).unwrap();
    assert_eq!(host.requests(), ["whoAmI", "listNumbers"]);
    assert_eq!(host.operations(), 3);
    assert_eq!(host.keys(), ["compared", "setup", "target_urls"]);
    assert_eq!(host.record("compared")["from"], json!(1_795_410_000));
    assert_eq!(host.schedules.borrow().len(), 1);
}

/// Web calls alone.
fn without_voice(changes: &Value) -> Config {
    let mut parameters = json!({
        "systems": ["Web call"], "freshdesk_domain": "acme.freshdesk.com", "freshdesk_api_key": "f",
        "sendbird_app_id": "885C2616-DBF8-4BDC-9178-4A1A662614E3", "sendbird_api_token": "t",
        "webcall_page_url": "https://call.example.com/",
    });
    for (name, value) in changes.as_object().unwrap() {
        parameters[name] = value.clone();
    }
    Config::read(serde_json::from_value(parameters).unwrap())
}

#[test]
fn web_calls_alone_need_freshdesks_key_and_the_schedule() {
    let host = installed(&without_voice(&json!({})));
    assert_eq!(host.schedules.borrow().len(), 1);
    let refused = run(install(
        &Memory::default(),
        &without_voice(&json!({"sendbird_app_id": ""})),
    ));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "Web calls are off: enter the Sendbird app id."
    );
    let host = Memory::default();
    host.answer("whoAmI", 401, "");
    assert!(run(install(&host, &without_voice(&json!({})))).is_err());
    assert!(host.schedules.borrow().is_empty());
}

#[track_caller]
fn check_web_calls(changes: &Value, answer: (u16, &str), expected: (CheckState, &str)) {
    let host = installed(&without_voice(&json!({})));
    host.answer("listRooms", answer.0, answer.1);
    let told = run(check(&host, &without_voice(changes))).unwrap();
    let names: Vec<&str> = told.checks.iter().map(|check| check.name).collect();
    assert_eq!(names[..2], ["Freshdesk", "Web calls"]);
    let (state, words) = expected;
    assert_eq!(told.checks[1].state, state);
    assert!(
        told.checks[1].sentence.contains(words),
        "{:?}",
        told.checks[1]
    );
}

#[test]
fn the_set_up_check_tells_how_web_calls_stand() {
    use CheckState::{Failed, Ok as Fine, Pending};
    let none = json!({});
    check_web_calls(
        &none,
        (200, r#"{"rooms":[]}"#),
        (Fine, "Calls is switched on"),
    );
    check_web_calls(&none, (401, r#"{"code":401121}"#), (Failed, "API token"));
    check_web_calls(
        &none,
        (401, r#"{"code":401120}"#),
        (Failed, "not switched on"),
    );
    check_web_calls(&none, (429, r#"{"code":429100}"#), (Pending, "too much"));
    check_web_calls(&none, (500, "<html>"), (Pending, "did not answer"));
    check_web_calls(
        &json!({"webcall_page_url": ""}),
        (200, "{}"),
        (Failed, "guest page"),
    );
}

#[track_caller]
fn check_useless(status: u16, body: &str) {
    let host = Memory::default();
    host.answer("whoAmI", status, body);
    let sentence = run(install(&host, &config(&json!({}))))
        .unwrap_err()
        .to_string();
    assert!(sentence.chars().count() <= 60, "{sentence}");
    assert_eq!(host.keys(), Vec::<String>::new());
    assert!(host.schedules.borrow().is_empty());
}

#[test]
fn an_installation_fails_on_what_makes_the_app_useless_and_leaves_nothing_behind() {
    check_useless(401, r#"{"code":"invalid_credentials"}"#);
    check_useless(403, r#"{"code":"require_feature"}"#);
    check_useless(404, "");
    check_useless(200, "<!DOCTYPE html><html></html>");
    check_useless(302, "");
}

#[track_caller]
fn check_pending(template: &'static str, status: u16, body: &str) {
    let host = Memory::default();
    host.answer(template, status, body);
    let config = config(&json!({}));
    run(install(&host, &config)).unwrap();
    assert!(!host.log.borrow().contains("203893800"));
    let untested = host.record("setup")["untested"].clone();
    assert_eq!(untested.as_array().unwrap().len(), 1, "{untested}");
    let told = run(check(&host, &config)).unwrap();
    assert_eq!(state_of(&told, "Installation"), Some(CheckState::Pending));
    host.recover();
    let told = run(check(&host, &config)).unwrap();
    assert_eq!(state_of(&told, "Installation"), None);
    assert_eq!(host.record("setup")["untested"], json!([]));
}

#[test]
fn whatever_else_is_wrong_waits_for_the_setup_check() {
    check_pending("whoAmI", 504, "<html>");
    check_pending("whoAmI", 429, "");
    check_pending("whoAmI", 200, "[]");
    check_pending("listNumbers", 401, "");
    check_pending("listNumbers", 403, "");
    check_pending("listNumbers", 502, "");
    check_pending("listNumbers", 200, r#"{"numbers":[]}"#);
}

#[test]
fn the_address_is_registered_at_the_next_run_and_taken_out_at_the_end() {
    let config = registering();
    let host = installed(&config);
    run(keep_up(&host, &config));
    assert_eq!(
        host.requests(),
        ["listBusinessHours", "listNumbers", "setRouting"]
    );
    // Addresses, standing, the hours, what stood there before, standing.
    assert_eq!(host.operations(), 5);
    let voice = json!("https://ivr.example/");
    assert_eq!(host.routing(), (address(&host), voice.clone()));
    run(keep_up(&host, &config));
    assert_eq!((host.requests(), host.operations()), (vec![], 2));
    run(uninstall(&host, &config));
    assert_eq!(host.requests(), ["listNumbers", "setRouting"]);
    assert_eq!(host.routing(), (json!("https://old.example/"), voice));
    assert_eq!(host.keys(), ["hours"]);
}

#[test]
fn nothing_is_registered_unless_it_was_ticked_and_unticking_takes_it_out() {
    let host = installed(&config(&json!({})));
    run(keep_up(&host, &config(&json!({}))));
    assert_eq!(host.requests(), ["listBusinessHours"]);
    run(keep_up(&host, &registering()));
    assert_eq!(host.routing().0, address(&host));
    run(keep_up(&host, &config(&json!({}))));
    assert_eq!(host.routing().0, json!("https://old.example/"));
    host.requests();
    run(uninstall(&host, &config(&json!({}))));
    assert_eq!(host.requests(), Vec::<&str>::new());
}

#[test]
fn a_put_is_tried_where_a_patch_is_not_allowed() {
    let config = registering();
    let host = installed(&config);
    host.answer("setRouting", 405, "");
    run(keep_up(&host, &config));
    assert_eq!(host.requests().last(), Some(&"putRouting"));
    assert_eq!(host.routing().0, address(&host));
}

#[test]
fn a_registration_that_failed_is_tried_again_ever_more_seldom() {
    let config = registering();
    let host = installed(&config);
    host.answer("setRouting", 403, "");
    let mut tries = 0;
    for _ in 0..288 {
        run(keep_up(&host, &config));
        let requests = host.requests();
        tries += requests
            .iter()
            .filter(|sent| **sent == "setRouting")
            .count();
        host.wait(300);
    }
    assert_eq!(tries, 10, "in a day");
    let told = run(check(&host, &config)).unwrap();
    assert_eq!(state_of(&told, "Events URL"), Some(CheckState::Pending));
    host.recover();
    run(update(&host, &config));
    assert_eq!(host.routing().0, address(&host));
    run(uninstall(&host, &config));
    assert_eq!(host.routing().0, json!("https://old.example/"));
}

#[test]
fn a_lost_answer_is_seen_to_have_had_its_effect_and_what_stood_there_before_is_still_known() {
    let config = registering();
    let host = installed(&config);
    host.answer("setRouting", 504, "");
    run(keep_up(&host, &config));
    host.set_number("events_url", address(&host));
    host.wait(300);
    host.requests();
    run(keep_up(&host, &config));
    assert_eq!(host.requests(), ["listNumbers"]);
    host.recover();
    run(uninstall(&host, &config));
    assert_eq!(host.routing().0, json!("https://old.example/"));
}

#[test]
fn nothing_is_changed_at_sautikit_before_it_is_kept_what_stands_there() {
    let config = registering();
    let host = installed(&config);
    let voice = config.voice().unwrap();
    let at = Belonging {
        events: "https://hook.example/".to_owned(),
        asks: None,
    };
    let wish = Wish { voice, at: &at };
    let mut registration = Registration::default();
    let keep = async |_: &Registration| Err(Error::unavailable("keep it", "broken"));
    run(registration::attend(
        &host,
        Some(wish),
        &mut registration,
        &keep,
    ));
    assert_eq!(host.requests(), ["listNumbers"]);
    assert!(registration.attempts.problem.is_some());
}

#[test]
fn what_somebody_else_entered_since_is_left_alone() {
    let config = registering();
    let host = installed(&config);
    run(keep_up(&host, &config));
    host.set_number("events_url", json!("https://new.example/"));
    run(keep_up(&host, &config));
    let told = run(check(&host, &config)).unwrap();
    assert_eq!(state_of(&told, "Events URL"), Some(CheckState::Failed));
    run(uninstall(&host, &config));
    assert_eq!(host.routing().0, json!("https://new.example/"));
}

#[test]
fn our_address_for_voice_actions_does_not_outlive_the_app() {
    let config = registering();
    let host = installed(&config);
    run(keep_up(&host, &config));
    host.set_number("voice_callback_url", address(&host));
    run(uninstall(&host, &config));
    let before = (json!("https://old.example/"), json!("https://ivr.example/"));
    assert_eq!(host.routing(), before);
}

#[test]
fn exchanged_keys_lead_to_new_addresses_at_the_next_webhook_and_to_a_new_registration() {
    let old = registering();
    let host = installed(&old);
    run(keep_up(&host, &old));
    let before = address(&host);
    let new = config(&json!({"set_events_url": true, "freshdesk_api_key": "g"}));
    let keys = &new.voice().unwrap().keys;
    let label = |keys: &Keys| {
        let url = address(&host);
        let (_, label) = url.as_str().unwrap().split_once('=').unwrap();
        Label::read(label, keys)
    };
    host.makes_addresses.set(false);
    run(refresh_addresses(&host, keys, label(keys)));
    assert_eq!(address(&host), before);
    host.makes_addresses.set(true);
    run(refresh_addresses(&host, keys, label(keys)));
    assert_ne!(address(&host), before);
    host.operations();
    run(refresh_addresses(&host, keys, label(keys)));
    run(refresh_addresses(&host, keys, None));
    assert_eq!(host.operations(), 0);
    for refusals in 0..2 {
        host.answer("setRouting", 503, "");
        run(keep_up(&host, &new));
        assert_eq!(host.routing().0, before, "{refusals}");
        host.wait(900);
    }
    host.recover();
    let gone = Memory::default();
    gone.set_number("events_url", before.clone());
    gone.records.replace(host.records.borrow().clone());
    run(uninstall(&gone, &config(&json!({}))));
    assert_eq!(gone.routing().0, json!("https://old.example/"));
    run(keep_up(&host, &new));
    assert_eq!(host.routing().0, address(&host));
    run(uninstall(&host, &config(&json!({}))));
    assert_eq!(host.routing().0, json!("https://old.example/"));
}

#[test]
fn the_business_hours_are_read_once_a_day_and_hourly_while_that_fails() {
    let config = config(&json!({}));
    let host = installed(&config);
    host.answer("listBusinessHours", 403, "");
    let mut tries = 0;
    for run_of_day in 0..576 {
        if run_of_day == 144 {
            host.recover();
        }
        run(keep_up(&host, &config));
        tries += host.requests().len();
        host.wait(300);
    }
    assert_eq!(tries, 14);
}

#[test]
fn an_update_makes_what_is_missing() {
    let config = config(&json!({}));
    let host = Memory::default();
    run(update(&host, &config));
    assert!(address(&host).is_string());
    assert_eq!(host.schedules.borrow().len(), 1);
    host.makes_addresses.set(false);
    run(update(&host, &config));
    assert_eq!(host.schedules.borrow().len(), 1);
}

#[test]
fn uninstalling_never_fails_and_asks_nothing_of_vendors_without_a_need() {
    let config = config(&json!({}));
    let host = installed(&config);
    run(uninstall(&host, &config));
    assert_eq!((host.requests(), host.operations()), (vec![], 4));
    let host = installed(&config);
    host.break_store_after(0);
    run(uninstall(&host, &config));
}

#[track_caller]
fn state_of(told: &CheckSetupReply, name: &str) -> Option<CheckState> {
    let mut checks = told.checks.iter();
    checks
        .find(|check| check.name == name)
        .map(|check| check.state)
}

#[test]
fn the_check_asks_four_times_and_tells_where_addresses_belong() {
    let config = registering();
    let host = installed(&config);
    run(keep_up(&host, &config));
    host.requests();
    host.operations();
    let told = run(check(&host, &config)).unwrap();
    let mut requests = host.requests();
    requests.sort_unstable();
    assert_eq!(
        requests,
        ["listAgents", "listNumbers", "recentCalls", "whoAmI"]
    );
    assert_eq!(host.operations(), 7);
    let states: Vec<_> = told
        .checks
        .iter()
        .map(|check| (check.name, check.state))
        .collect();
    assert_eq!(
        states,
        [
            ("Freshdesk", CheckState::Ok),
            ("Agents", CheckState::Ok),
            ("Sautikit", CheckState::Ok),
            ("Calls", CheckState::Ok),
            ("Signatures", CheckState::Pending),
            ("Events URL", CheckState::Ok),
            ("Call routing", CheckState::Ok),
            ("Schedule", CheckState::Ok),
            ("Phones", CheckState::Failed),
            ("Business hours", CheckState::Ok),
        ]
    );
    let names: Vec<_> = told.addresses.iter().map(|address| address.name).collect();
    assert_eq!(names, ["Events URL", "Voice callback URL"]);
}

#[test]
fn whether_callers_hear_the_apps_answers_is_left_to_a_test_call() {
    let config = registering();
    let host = installed(&config);
    run(keep_up(&host, &config));
    host.set_number("voice_callback_url", address(&host));
    let told = run(check(&host, &config)).unwrap();
    assert_eq!(state_of(&told, "Call routing"), Some(CheckState::Pending));
}

#[track_caller]
fn check_told(
    template: &'static str,
    status: u16,
    body: &str,
    name: &str,
    told: (CheckState, &str),
) {
    let config = config(&json!({}));
    let host = installed(&config);
    host.answer(template, status, body);
    let reply = run(check(&host, &config)).unwrap();
    let found = reply
        .checks
        .iter()
        .find(|check| check.name == name)
        .unwrap();
    assert_eq!(found.state, told.0, "{}", found.sentence);
    assert!(found.sentence.contains(told.1), "{}", found.sentence);
}

#[test]
fn each_fault_is_told_where_it_belongs() {
    use CheckState::{Failed, Pending};
    check_told(
        "whoAmI",
        401,
        "",
        "Freshdesk",
        (Failed, "refuses the API key"),
    );
    check_told("whoAmI", 502, "", "Freshdesk", (Pending, "Try again later"));
    check_told(
        "listAgents",
        403,
        "",
        "Agents",
        (Failed, "no administrator's"),
    );
    check_told(
        "listNumbers",
        401,
        "",
        "Sautikit",
        (Failed, "refuses the API key"),
    );
    let none = r#"{"numbers":[]}"#;
    check_told(
        "listNumbers",
        200,
        none,
        "Sautikit",
        (Failed, "none of its workspace's"),
    );
    check_told(
        "listNumbers",
        200,
        none,
        "Events URL",
        (Pending, "could not be read"),
    );
    check_told("recentCalls", 403, "", "Calls", (Failed, "calls.read"));
    let suspended = r#"{"numbers":[{"id":"n","e164":"+254203893800","status":"suspended"}]}"#;
    check_told(
        "listNumbers",
        200,
        suspended,
        "Sautikit",
        (Failed, "suspended"),
    );
    check_told(
        "listNumbers",
        200,
        suspended,
        "Events URL",
        (Failed, "is empty"),
    );
    let available = r#"[{"id":1,"available":true,"contact":{"mobile":"0722000111"}}]"#;
    check_told(
        "listAgents",
        200,
        available,
        "Phones",
        (CheckState::Ok, "one phone"),
    );
    let reachable = r#"[{"id":1,"contact":{"mobile":"0722000111"}}]"#;
    check_told(
        "listAgents",
        200,
        reachable,
        "Phones",
        (Pending, "no roster"),
    );
    check_told(
        "listAgents",
        200,
        "[]",
        "Phones",
        (Failed, "told no agents"),
    );
}

#[test]
fn a_schedule_that_is_missing_is_started_by_the_check() {
    let config = config(&json!({}));
    let host = installed(&config);
    host.wait(3600);
    let told = run(check(&host, &config)).unwrap();
    assert_eq!(state_of(&told, "Schedule"), Some(CheckState::Pending));
    host.schedules.borrow_mut().clear();
    run(check(&host, &config)).unwrap();
    assert_eq!(host.schedules.borrow().len(), 1);
}

#[test]
fn two_futures_are_run_at_once() {
    let order = RefCell::new(Vec::new());
    let step = async |name: &'static str| {
        for round in 0..2 {
            order.borrow_mut().push((name, round));
            let mut paused = false;
            std::future::poll_fn(|_| {
                if std::mem::replace(&mut paused, true) {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            })
            .await;
        }
        name
    };
    assert_eq!(run(both(step("a"), step("b"))), ("a", "b"));
    assert_eq!(*order.borrow(), [("a", 0), ("b", 0), ("a", 1), ("b", 1)]);
}
