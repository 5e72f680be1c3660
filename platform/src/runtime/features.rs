//! What server code can call: `$db`, `$request`, `$schedule`, `generateTargetUrl`.
//!
//! Arguments come from JavaScript as they are, so every one may be missing or of any kind.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use super::event::Call;
use super::package::Package;
use super::requests::Asked;
use super::{Costs, EventId, Inner, What};
use crate::app::Caller;
use crate::sandbox::{Heard, Host};
use crate::store::{DbError, DbOperation, EntityOperation};

const MISSING: &str = "Mandatory attributes (key or value) is missing";

/// One event's side of the platform.
#[derive(Debug)]
pub(super) struct EventHost {
    platform: Arc<Inner>,
    package: Arc<Package>,
    event: EventId,
    name: String,
    iparams: Arc<Map<String, Value>>,
    costs: Mutex<Costs>,
}

impl EventHost {
    pub(super) fn new(platform: Arc<Inner>, event: EventId, call: &Call) -> Self {
        Self {
            platform,
            package: Arc::clone(&call.package),
            event,
            name: call.name.clone(),
            iparams: Arc::clone(&call.iparams),
            costs: Mutex::default(),
        }
    }

    pub(super) fn costs(&self) -> Costs {
        *self.counted()
    }

    fn counted(&self) -> MutexGuard<'_, Costs> {
        self.costs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn db(&self, operation: DbOperation) -> Result<Value, Value> {
        match operation {
            DbOperation::Entity { .. } => self.counted().entity += 1,
            DbOperation::Set { .. }
            | DbOperation::Get { .. }
            | DbOperation::Update { .. }
            | DbOperation::Delete { .. } => self.counted().db += 1,
        }
        self.platform
            .db(&self.package, Some(self.event), operation)
            .await
            .map_err(|error| error.to_value())
    }

    async fn schedule(&self, action: &str, argument: &Value) -> Result<Value, Value> {
        self.counted().schedule += 1;
        self.platform
            .schedule(&self.package, self.event, action, argument)
            .await
            .map_err(|error| error.to_value())
    }

    async fn request(&self, mut arguments: Arguments) -> Result<Value, Value> {
        self.counted().requests += 1;
        let name = arguments.next();
        let options = arguments.next();
        let asked = Asked {
            package: &self.package,
            template: name.as_str().unwrap_or_default(),
            context: options.get("context").unwrap_or(&Value::Null),
            body: options.get("body").unwrap_or(&Value::Null),
            caller: Caller::Serverless,
            iparams: &self.iparams,
        };
        let answer = self
            .platform
            .template_request(Some(self.event), asked)
            .await;
        match answer {
            Ok(reply) => Ok(json!(reply)),
            Err(failure) => Err(json!(failure)),
        }
    }
}

impl Host for EventHost {
    async fn call(&self, feature: String, arguments: Vec<Value>) -> Result<Value, Value> {
        let mut arguments = Arguments(arguments.into_iter());
        let (group, action) = feature.split_once('.').unwrap_or((&feature, ""));
        match group {
            "db" => match arguments.into_db(action) {
                Ok(operation) => self.db(operation).await,
                Err(error) => Err(error.to_value()),
            },
            "entity" => match arguments.into_entity(action) {
                Ok(operation) => self.db(operation).await,
                Err(error) => Err(error.to_value()),
            },
            "schedule" => self.schedule(action, &arguments.next()).await,
            "request" => self.request(arguments).await,
            _ => {
                self.platform
                    .generate_target_url(&self.package, self.event, &self.name, &arguments.next())
                    .await
            }
        }
    }

    fn hear(&self, heard: Heard) {
        let what = match heard {
            Heard::Console { level, text } => What::Console { level, text },
            Heard::Notice(text) => What::Notice { text },
            Heard::Rendered(rendered) => What::Rendered {
                status: rendered.status,
                body: rendered.body,
            },
        };
        self.platform.journal.write(Some(self.event), what);
    }

    fn told_time(&self) -> Option<i64> {
        let clock = &self.platform.clock;
        clock.is_virtual().then(|| clock.now().as_millisecond())
    }
}

/// The arguments of a call; those that were not given are null.
struct Arguments(std::vec::IntoIter<Value>);

impl Arguments {
    fn next(&mut self) -> Value {
        self.0.next().unwrap_or_default()
    }

    fn text(&mut self) -> String {
        self.next().as_str().unwrap_or_default().to_owned()
    }

    /// The operation, unless what JavaScript holds for false stands where a key or a value must.
    fn into_db(mut self, action: &str) -> Result<DbOperation, DbError> {
        let key = self.next();
        let operation = match action {
            "set" => DbOperation::Set {
                key: key.clone(),
                value: self.next(),
                options: self.next(),
            },
            "update" => DbOperation::Update {
                key: key.clone(),
                action: self.next(),
                attributes: self.next(),
            },
            "delete" => DbOperation::Delete { key: key.clone() },
            _ => DbOperation::Get { key: key.clone() },
        };
        let lacks_value = matches!(&operation, DbOperation::Set { value, .. } if is_falsy(value));
        if is_falsy(&key) || lacks_value {
            return Err(DbError::new(400, MISSING));
        }
        Ok(operation)
    }

    fn into_entity(mut self, action: &str) -> Result<DbOperation, DbError> {
        let entity = self.text();
        let request = match action {
            "schema" => EntityOperation::Schema,
            "create" => EntityOperation::Create {
                record: self.next(),
            },
            "get" => EntityOperation::Get { id: self.text() },
            "getAll" => EntityOperation::GetAll {
                filter: self.next(),
            },
            "update" => EntityOperation::Update {
                id: self.text(),
                record: self.next(),
            },
            "delete" => EntityOperation::Delete { id: self.text() },
            other => {
                let message = format!("An entity has no operation {other}");
                return Err(DbError::entity(400, message));
            }
        };
        Ok(DbOperation::Entity { entity, request })
    }
}

fn is_falsy(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(_) | Value::Object(_) => false,
    }
}
