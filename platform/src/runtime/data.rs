//! `$db`, entities and `$schedule` with their rates and their lines in the journal, for server code and pages alike.

use serde_json::Value;

use super::event::SCHEDULED;
use super::package::Package;
use super::{EventId, Inner, What};
use crate::limits::Rate;
use crate::store::{DbError, DbOperation, EntityOperation};

/// No page tells the platform's words for it.
pub(super) const TOO_MANY: &str = "Rate limit exceeded, please try again after a minute";

impl Inner {
    /// Carries out a `$db` operation.
    pub(super) async fn db(
        &self,
        package: &Package,
        event: Option<EventId>,
        operation: DbOperation,
    ) -> Result<Value, DbError> {
        let rate = match &operation {
            DbOperation::Entity { .. } => Rate::Entity,
            DbOperation::Set { .. }
            | DbOperation::Get { .. }
            | DbOperation::Update { .. }
            | DbOperation::Delete { .. } => Rate::Db,
        };
        let result = if self.rates.admit(rate, &self.limits, self.clock.now()) {
            self.store_operation(package, &operation).await
        } else {
            Err(DbError::new(429, TOO_MANY))
        };
        let status = status(&result);
        self.journal.write(event, line(operation, status));
        result
    }

    async fn store_operation(
        &self,
        package: &Package,
        operation: &DbOperation,
    ) -> Result<Value, DbError> {
        let (store, limits) = (&self.store, &self.limits);
        match operation {
            DbOperation::Set {
                key,
                value,
                options,
            } => store.set(key, value, options, limits).await,
            DbOperation::Get { key } => store.get(key, limits).await,
            DbOperation::Update {
                key,
                action,
                attributes,
            } => store.update(key, action, attributes, limits).await,
            DbOperation::Delete { key } => store.delete(key, limits).await,
            DbOperation::Entity { entity, request } => {
                let definitions = (&package.app.entities, &package.entity_sources);
                store.entity(entity, request, definitions, limits).await
            }
        }
    }

    /// Carries out a `$schedule` operation.
    pub(super) async fn schedule(
        &self,
        package: &Package,
        event: EventId,
        action: &str,
        argument: &Value,
    ) -> Result<Value, DbError> {
        let is_registered = package.handler(SCHEDULED).is_some();
        let (store, limits) = (&self.store, &self.limits);
        let result = match action {
            "create" => store.create_schedule(argument, limits, is_registered).await,
            "update" => store.update_schedule(argument, limits, is_registered).await,
            "delete" => store.delete_schedule(argument).await,
            _ => store.fetch_schedule(argument).await,
        };
        self.refresh_schedules().await;
        let name = argument.get("name").and_then(Value::as_str);
        self.journal.write(
            Some(event),
            What::Schedule {
                operation: action.to_owned(),
                name: name.unwrap_or_default().to_owned(),
                status: status(&result),
            },
        );
        result
    }
}

fn status(result: &Result<Value, DbError>) -> u16 {
    result.as_ref().map_or_else(DbError::status_or_500, |_| 200)
}

fn line(operation: DbOperation, status: u16) -> What {
    let (operation, key) = match operation {
        DbOperation::Set { key, .. } => ("set", key),
        DbOperation::Get { key } => ("get", key),
        DbOperation::Update { key, .. } => ("update", key),
        DbOperation::Delete { key } => ("delete", key),
        DbOperation::Entity { entity, request } => {
            let operation = match request {
                EntityOperation::Schema => "schema",
                EntityOperation::Create { .. } => "create",
                EntityOperation::Get { .. } => "get",
                EntityOperation::GetAll { .. } => "getAll",
                EntityOperation::Update { .. } => "update",
                EntityOperation::Delete { .. } => "delete",
            };
            return What::Entity {
                operation: operation.to_owned(),
                entity,
                status,
            };
        }
    };
    What::Db {
        operation: operation.to_owned(),
        key: key.as_str().map_or_else(|| key.to_string(), str::to_owned),
        status,
    }
}
