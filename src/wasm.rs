//! The border to JavaScript: exports for the shim, and [`Host`] over the platform's promises.
//!
//! Only this file knows JavaScript. Payloads cross as JSON text; options, results and errors as JavaScript values.
#![expect(
    unreachable_pub,
    reason = "the bindings of an exported function must be public, its module need not be"
)]

use std::fmt::Display;

use js_sys::{Date, JSON, Object, Reflect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::app;
use crate::error::{Error, ErrorKind, Refusal, Result};
use crate::host::{Answer, Call, Claim, Host, List, Record, Row};
use crate::json;
use crate::values::{Entries, LocalTime, Timestamp};

#[cfg(test)]
mod tests;

#[wasm_bindgen]
extern "C" {
    /// What the shim makes of the platform's objects. Every method but `log` answers with a promise and never throws.
    pub type Platform;

    #[wasm_bindgen(method, catch)]
    async fn get(this: &Platform, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn set(
        this: &Platform,
        key: &str,
        value: JsValue,
        options: JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn update(
        this: &Platform,
        key: &str,
        action: &str,
        fields: JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = delete)]
    async fn erase(this: &Platform, key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createRow)]
    async fn create_row(this: &Platform, entity: &str, row: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn rows(this: &Platform, entity: &str, options: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = updateRow)]
    async fn update_row(
        this: &Platform,
        entity: &str,
        id: &str,
        row: JsValue,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = deleteRow)]
    async fn delete_row(this: &Platform, entity: &str, id: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn request(this: &Platform, template: &str, options: JsValue)
    -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = targetUrl)]
    async fn target_url(this: &Platform, label: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createSchedule)]
    async fn create_schedule(this: &Platform, schedule: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = deleteSchedule)]
    async fn delete_schedule(this: &Platform, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn seal(
        this: &Platform,
        plain: &str,
        password: &str,
        random: &[u8],
        expires_at: f64,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn log(this: &Platform, line: &str);

    /// A date that can be written in any time zone; an unknown zone is an exception.
    #[wasm_bindgen(js_name = Date)]
    type ZonedDate;
    #[wasm_bindgen(constructor, js_class = "Date")]
    fn new(millis: f64) -> ZonedDate;
    #[wasm_bindgen(method, catch, js_name = toLocaleString)]
    fn written(this: &ZonedDate, locale: &str, options: &JsValue) -> Result<String, JsValue>;

    /// Keeps the sentence of a panic for the answer that the trap after it would swallow.
    #[wasm_bindgen(js_name = notePanic)]
    fn note_panic(sentence: &str);
}

/// Lets a panic say where it happened; the trap itself is caught by the generated module.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| note_panic(&panic.to_string())));
}

/// Runs the handler or server function of this name. One export for all of them: each would bring its own copy of what makes
/// a promise of it.
#[wasm_bindgen]
pub async fn handle(platform: Platform, name: String, payload: String) -> Result<JsValue, JsValue> {
    match app::handle(&platform, &name, &payload).await {
        Ok(answer) => JSON::parse(&answer),
        Err(error) => Err(to_js(&Failure {
            status: error.status(),
            message: error.to_string(),
        })?),
    }
}

/// What the platform's `renderData` takes as its error.
#[derive(Serialize)]
struct Failure {
    status: u16,
    message: String,
}

fn to_js(value: &impl Serialize) -> Result<JsValue, serde_wasm_bindgen::Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())
}

/// What the platform's promises are rejected with. Other realms' errors are read by shape, whatever they are.
struct Rejection(JsValue);

impl Rejection {
    fn member(&self, name: &str) -> JsValue {
        member(&self.0, name)
    }

    fn status(&self) -> Option<u16> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the cast saturates, and no meaning hangs on a status out of range"
        )]
        self.member("status").as_f64().map(|status| status as u16)
    }

    /// The platform has no status of its own for a lost claim; only its message names the option.
    fn is_lost_claim(&self) -> bool {
        let message = self.member("message").as_string();
        self.status() == Some(400) && message.is_some_and(|message| message.contains("setIf"))
    }

    fn during(&self, operation: &str, subject: &str) -> Error {
        let message = self.member("message").as_string();
        let reason = message.as_deref().unwrap_or("the platform gave no reason");
        let error = unusable(operation, subject, reason);
        if self.status() == Some(429) {
            error.busy()
        } else {
            error
        }
    }
}

fn unusable(operation: &str, subject: &str, reason: impl Display) -> Error {
    Error::unavailable(format!("{operation} {subject}"), reason.to_string())
}

fn from_json<T: DeserializeOwned>(operation: &str, subject: &str, text: &str) -> Result<T> {
    json::decode(text).map_err(|why| unusable(operation, subject, why))
}

fn to_json(operation: &str, subject: &str, value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| unusable(operation, subject, error))
}

#[derive(Serialize)]
struct SetOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<u32>,
    #[serde(rename = "setIf", skip_serializing_if = "Option::is_none")]
    set_if: Option<&'static str>,
}

#[derive(Serialize)]
struct RequestOptions {
    context: Entries,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

#[derive(Serialize)]
struct RowsOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Entries>,
}

/// How many pages of a list are read.
const PAGES_OF_ROWS: usize = 5;

/// The entity store's way to wrap rows.
#[derive(Deserialize)]
struct RowPage<T> {
    #[serde(default = "Vec::new")]
    records: Vec<RowRecord<T>>,
}

#[derive(Deserialize)]
struct RowRecord<T> {
    display_id: String,
    data: T,
}

#[derive(Serialize)]
struct Schedule<'a> {
    name: &'a str,
    data: ScheduleData,
    #[serde(rename = "schedule_at")]
    first: String,
    repeat: Repeat,
}

/// The platform refuses a schedule without data.
#[derive(Serialize)]
struct ScheduleData {
    version: u8,
}

#[derive(Serialize)]
struct Repeat {
    time_unit: &'static str,
    frequency: u32,
}

/// The untyped half of every operation, so that the typed half adds little code for each record, list and call.
impl Platform {
    async fn load_json(&self, key: &str) -> Result<Option<String>> {
        match self.get(key).await {
            Ok(value) => stringify("load", key, &value).map(Some),
            Err(value) => match Rejection(value) {
                rejection if rejection.status() == Some(404) => Ok(None),
                rejection => Err(rejection.during("load", key)),
            },
        }
    }

    async fn store_json(&self, key: &str, json: &str, options: SetOptions) -> Result<Claim> {
        let claiming = options.set_if.is_some();
        let value = parse("store", key, json)?;
        let options = to_js(&options).map_err(|error| unusable("store", key, error))?;
        match self.set(key, value, options).await {
            Ok(_) => Ok(Claim::Won),
            Err(value) => match Rejection(value) {
                rejection if claiming && rejection.is_lost_claim() => Ok(Claim::Taken),
                rejection => Err(rejection.during("store", key)),
            },
        }
    }

    async fn erase_key(&self, key: &str) -> Result<()> {
        match self.erase(key).await {
            Ok(_) => Ok(()),
            Err(value) => match Rejection(value) {
                rejection if rejection.status() == Some(404) => Ok(()),
                rejection => Err(rejection.during("erase", key)),
            },
        }
    }

    async fn send_json(
        &self,
        template: &'static str,
        context: Vec<(&'static str, String)>,
        body: Option<String>,
    ) -> Result<Answer> {
        let mut entries = Entries::default();
        // A header of every template has it, and pages may fill no headers: so no page can use the templates itself.
        entries.add("caller", "switchboard".to_owned());
        for (name, value) in context {
            entries.add(name, value);
        }
        let options = RequestOptions {
            context: entries,
            body,
        };
        let options = to_js(&options).map_err(|error| unusable("write", template, error))?;
        match self.request(template, options).await {
            Ok(value) => Ok(Answer {
                status: Rejection(value.clone()).status().unwrap_or(200),
                location: header(&member(&value, "headers"), "location"),
                body: member(&value, "response").as_string().unwrap_or_default(),
            }),
            Err(value) => {
                let rejection = Rejection(value);
                Err(ErrorKind::Refused(Refusal {
                    template,
                    // A rejection without a status is none of the platform's documented ones.
                    status: rejection.status().unwrap_or(500),
                    body: rejection.member("response").as_string().unwrap_or_default(),
                })
                .into())
            }
        }
    }
}

/// A header of an answer, whatever the case of its name. The object is of another realm, so it is asked for its form only.
fn header(headers: &JsValue, name: &str) -> Option<String> {
    if !headers.is_object() {
        return None;
    }
    let names = Reflect::own_keys(headers).ok()?;
    let known = names.iter().find(|known| {
        known
            .as_string()
            .is_some_and(|known| known.eq_ignore_ascii_case(name))
    })?;
    Reflect::get(headers, &known).ok()?.as_string()
}

/// A member of an object; of anything else, and where it is absent, undefined.
fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default()
}

fn stringify(operation: &str, subject: &str, value: &JsValue) -> Result<String> {
    JSON::stringify(value)
        .map(String::from)
        .map_err(|_| unusable(operation, subject, "it is not JSON"))
}

fn parse(operation: &str, subject: &str, json: &str) -> Result<JsValue> {
    JSON::parse(json).map_err(|_| unusable(operation, subject, "it is not JSON"))
}

impl Host for Platform {
    async fn load<R: Record>(&self, record: &R) -> Result<Option<R::Value>> {
        let key = record.key();
        match self.load_json(&key).await? {
            Some(json) => from_json("load", &key, &json).map(Some),
            None => Ok(None),
        }
    }

    async fn store<R: Record>(&self, record: &R, value: &R::Value) -> Result<()> {
        let key = record.key();
        let json = to_json("store", &key, value)?;
        let options = SetOptions {
            ttl: R::LIFETIME,
            set_if: None,
        };
        self.store_json(&key, &json, options).await.map(drop)
    }

    async fn claim<R: Record>(&self, record: &R, value: &R::Value) -> Result<Claim> {
        let key = record.key();
        let json = to_json("claim", &key, value)?;
        let options = SetOptions {
            ttl: R::LIFETIME,
            set_if: Some("not_exist"),
        };
        self.store_json(&key, &json, options).await
    }

    async fn amend<R: Record>(
        &self,
        record: &R,
        field: &str,
        value: &impl Serialize,
    ) -> Result<()> {
        let key = record.key();
        let value = parse("amend", &key, &to_json("amend", &key, value)?)?;
        let fields = Object::new();
        Reflect::set(&fields, &JsValue::from_str(field), &value)
            .map_err(|_| unusable("amend", &key, "the field could not be set"))?;
        self.update(&key, "set", fields.into())
            .await
            .map_err(|value| Rejection(value).during("amend", &key))?;
        Ok(())
    }

    async fn erase<R: Record>(&self, record: &R) -> Result<()> {
        self.erase_key(&record.key()).await
    }

    async fn append<L: List>(&self, row: &L) -> Result<()> {
        let row = parse("add a", L::ENTITY, &to_json("add a", L::ENTITY, row)?)?;
        self.create_row(L::ENTITY, row)
            .await
            .map_err(|value| Rejection(value).during("add a", L::ENTITY))?;
        Ok(())
    }

    async fn rows<L: List>(&self, filter: Option<(&'static str, &str)>) -> Result<Vec<Row<L>>> {
        let options = RowsOptions {
            query: filter.map(|(field, text)| {
                let mut query = Entries::default();
                query.add(field, text.to_owned());
                query
            }),
        };
        let options = to_js(&options).map_err(|error| unusable("list", L::ENTITY, error))?;
        let mut rows = Vec::new();
        for _ in 0..PAGES_OF_ROWS {
            let page = Self::rows(self, L::ENTITY, options.clone())
                .await
                .map_err(|value| Rejection(value).during("list", L::ENTITY))?;
            let next = member(&member(&page, "links"), "next");
            let page: RowPage<L> =
                from_json("list", L::ENTITY, &stringify("list", L::ENTITY, &page)?)?;
            rows.extend(page.records.into_iter().map(|record| Row {
                id: record.display_id,
                value: record.data,
            }));
            // What names the next page is the platform's business.
            if !next.is_object() || Reflect::set(&options, &"next".into(), &next).is_err() {
                break;
            }
        }
        Ok(rows)
    }

    async fn replace<L: List>(&self, row: &Row<L>) -> Result<()> {
        let value = to_json("change a", L::ENTITY, &row.value)?;
        let value = parse("change a", L::ENTITY, &value)?;
        self.update_row(L::ENTITY, &row.id, value)
            .await
            .map_err(|value| Rejection(value).during("change a", L::ENTITY))?;
        Ok(())
    }

    async fn remove<L: List>(&self, row: &Row<L>) -> Result<()> {
        match self.delete_row(L::ENTITY, &row.id).await {
            // Kits up to 6.9 remove the row and then reject with nothing.
            Err(value) if !value.is_undefined() => {
                Err(Rejection(value).during("remove a", L::ENTITY))
            }
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn send<C: Call>(&self, call: &C) -> Result<Answer> {
        let body = call
            .body()
            .map(|body| to_json("write", C::TEMPLATE, &body))
            .transpose()?;
        self.send_json(C::TEMPLATE, call.context(), body).await
    }

    async fn target_url(&self, label: &str) -> Result<String> {
        Self::target_url(self, label)
            .await
            .map_err(|value| Rejection(value).during("make a", "webhook address"))?
            .as_string()
            .ok_or_else(|| unusable("make a", "webhook address", "it is not a text"))
    }

    async fn schedule(&self, name: &str, first: Timestamp, minutes: u32) -> Result<()> {
        let schedule = Schedule {
            name,
            data: ScheduleData { version: 1 },
            first: self.utc_text(first),
            repeat: Repeat {
                time_unit: "minutes",
                frequency: minutes,
            },
        };
        let schedule =
            to_js(&schedule).map_err(|error| unusable("start the schedule", name, error))?;
        self.create_schedule(schedule)
            .await
            .map_err(|value| Rejection(value).during("start the schedule", name))?;
        Ok(())
    }

    async fn unschedule(&self, name: &str) -> Result<()> {
        self.delete_schedule(name)
            .await
            .map_err(|value| Rejection(value).during("stop the schedule", name))?;
        Ok(())
    }

    fn now(&self) -> Timestamp {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 fit"
        )]
        Timestamp::from_millis(Date::now() as i64)
    }

    fn utc_text(&self, at: Timestamp) -> String {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
        let date = Date::new(&JsValue::from_f64(at.millis() as f64));
        let text = String::from(date.to_iso_string());
        // The millisecond part is cut: vendors document whole seconds.
        format!("{}Z", text.get(..19).unwrap_or(&text))
    }

    fn parse_time(&self, text: &str) -> Option<Timestamp> {
        let millis = Date::parse(text);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 fit"
        )]
        millis
            .is_finite()
            .then(|| Timestamp::from_millis(millis as i64))
    }

    fn local_time(&self, at: Timestamp, zone: &str) -> Option<LocalTime> {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
        let date = ZonedDate::new(at.millis() as f64);
        let options = Object::new();
        Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
        // Sweden writes times as ISO 8601 does.
        LocalTime::parse(&date.written("sv-SE", &options).ok()?)
    }

    async fn seal(
        &self,
        plain: &str,
        password: &str,
        random: &[u8],
        expires_at: i64,
    ) -> Result<String> {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit")]
        let expires_at = expires_at as f64;
        let sealed = Self::seal(self, plain, password, random, expires_at).await;
        let sealed = sealed.map_err(|value| Rejection(value).during("seal", "a link"))?;
        Ok(sealed.as_string().unwrap_or_default())
    }

    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|error| unusable("draw", "random bytes", error))
    }

    fn log(&self, line: &str) {
        Self::log(self, line);
    }
}
