//! `$db.entity`: records of declared entities, found by identifier or by filterable fields.
//!
//! Texts of refusals are those of the development kit where it has one, and inferred for the two limits.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::fields::{self, Query};
use super::{DbError, EntityOperation, Store};
use crate::app::{Entities, Entity};
use crate::limits::Limits;

/// Characters of the entity's name that begin each record's identifier.
const PREFIX_LENGTH: usize = 5;

type Row = (i64, String, String, String);

/// An entity with its name, as the store needs it.
#[derive(Clone, Copy, Debug)]
struct Named<'a> {
    name: &'a str,
    entity: &'a Entity,
}

impl Store {
    /// Carries out an operation on an entity; `sources` is the content of `config/entities.json`.
    pub(crate) async fn entity(
        &self,
        name: &str,
        operation: &EntityOperation,
        (entities, sources): (&Entities, &Value),
        limits: &Limits,
    ) -> Result<Value, DbError> {
        let entity = entities
            .get(name)
            .ok_or_else(|| DbError::entity(404, "entity not found"))?;
        let named = Named { name, entity };
        let failure = |_| DbError::failure("Something went wrong");
        let mut transaction = self.pool.begin().await.map_err(failure)?;
        let connection = &mut *transaction;
        let answer = match operation {
            EntityOperation::Schema => {
                let position = entities
                    .iter()
                    .take_while(|(other, _)| *other != name)
                    .count();
                let fields = sources.get(name).and_then(|source| source.get("fields"));
                json!({ "entity": {
                    "id": position + 1, "name": name, "prefix": named.prefix(), "fields": fields,
                } })
            }
            EntityOperation::Create { record } => {
                self.create_record(connection, named, record, limits)
                    .await?
            }
            EntityOperation::Get { id } => named.read(connection, id).await.map(one)?,
            EntityOperation::GetAll { filter } => page(connection, named, filter, limits).await?,
            EntityOperation::Update { id, record } => {
                self.update_record(connection, named, (id, record), limits)
                    .await?
            }
            EntityOperation::Delete { id } => {
                let (number, ..) = named.read(connection, id).await?;
                let delete = sqlx::query("DELETE FROM entity_record WHERE id = ?").bind(number);
                delete.execute(connection).await.map_err(failure)?;
                json!({})
            }
        };
        transaction.commit().await.map_err(failure)?;
        Ok(answer)
    }

    async fn create_record(
        &self,
        connection: &mut SqliteConnection,
        named: Named<'_>,
        given: &Value,
        limits: &Limits,
    ) -> Result<Value, DbError> {
        let record = fields::record(named.entity, object(given)?, &Map::new())?;
        let data = within_size(&record, limits)?;
        let (count,): (i64,) =
            sqlx::query_as("SELECT count(*) FROM entity_record WHERE entity = ?")
                .bind(named.name)
                .fetch_one(&mut *connection)
                .await
                .map_err(failure)?;
        if count >= i64::from(limits.records_per_entity) {
            let message = format!(
                "The entity has {} records, the most it may have",
                limits.records_per_entity
            );
            return Err(DbError::entity(400, message));
        }
        let now = self.timestamp();
        let insert = "INSERT INTO entity_record (entity, data, created, updated) VALUES (?, ?, ?, ?) \
                      RETURNING id, data, created, updated";
        sqlx::query_as(insert)
            .bind(named.name)
            .bind(data)
            .bind(&now)
            .bind(&now)
            .fetch_one(connection)
            .await
            .map_err(failure)
            .map(|row| one(named.with_identifier(row)))
    }

    async fn update_record(
        &self,
        connection: &mut SqliteConnection,
        named: Named<'_>,
        (id, given): (&str, &Value),
        limits: &Limits,
    ) -> Result<Value, DbError> {
        let present = named.read(connection, id).await?;
        let data = parse(&present.2)?;
        let record = fields::record(named.entity, object(given)?, &data)?;
        let data = within_size(&record, limits)?;
        let update = "UPDATE entity_record SET data = ?, updated = ? WHERE id = ? \
                      RETURNING id, data, created, updated";
        sqlx::query_as(update)
            .bind(data)
            .bind(self.timestamp())
            .bind(present.0)
            .fetch_one(connection)
            .await
            .map_err(failure)
            .map(|row| one(named.with_identifier(row)))
    }

    /// The present moment as records show it, to the millisecond.
    fn timestamp(&self) -> String {
        format!("{:.3}", self.clock.now())
    }
}

/// A row with the identifier that apps see.
type Found = (i64, String, String, String, String);

impl Named<'_> {
    fn prefix(self) -> String {
        self.name.chars().take(PREFIX_LENGTH).collect()
    }

    fn with_identifier(self, (id, data, created, updated): Row) -> Found {
        (
            id,
            format!("{}-{id}", self.prefix()),
            data,
            created,
            updated,
        )
    }

    async fn read(self, connection: &mut SqliteConnection, id: &str) -> Result<Found, DbError> {
        let number = id
            .strip_prefix(&self.prefix())
            .and_then(|rest| rest.strip_prefix('-'))
            .and_then(|number| number.parse::<i64>().ok());
        let select =
            "SELECT id, data, created, updated FROM entity_record WHERE entity = ? AND id = ?";
        let row: Option<Row> = sqlx::query_as(select)
            .bind(self.name)
            .bind(number)
            .fetch_optional(connection)
            .await
            .map_err(failure)?;
        row.map(|row| self.with_identifier(row))
            .ok_or_else(|| DbError::entity(404, "record not found"))
    }
}

async fn page(
    connection: &mut SqliteConnection,
    named: Named<'_>,
    filter: &Value,
    limits: &Limits,
) -> Result<Value, DbError> {
    let filter = object(filter)?;
    if let Some(name) = filter
        .keys()
        .find(|name| !["query", "next"].contains(&name.as_str()))
    {
        let message = format!("unexpected property '{name}'; getAll takes query and next");
        return Err(DbError::entity(400, message));
    }
    let query = filter
        .get("query")
        .map(|query| fields::query(named.entity, query))
        .transpose()?
        .unwrap_or_default();
    let first = filter
        .get("next")
        .map(marker)
        .transpose()?
        .unwrap_or_default();
    let mut rows = matching(connection, named, &query, (first, limits.records_per_page)).await?;
    let per_page = usize::try_from(limits.records_per_page).unwrap_or(usize::MAX);
    let next = if rows.len() > per_page {
        rows.pop()
    } else {
        None
    };
    let records: Vec<_> = rows
        .into_iter()
        .map(|row| shown(named.with_identifier(row)))
        .collect();
    Ok(match next {
        Some((id, ..)) => {
            let marker = URL_SAFE_NO_PAD.encode(id.to_string());
            json!({ "records": records, "links": { "next": { "marker": marker } } })
        }
        None => json!({ "records": records }),
    })
}

/// The rows of a page, and one more if there is a next page.
async fn matching(
    connection: &mut SqliteConnection,
    named: Named<'_>,
    query: &Query,
    (first, per_page): (i64, u32),
) -> Result<Vec<Row>, DbError> {
    let mut sql: QueryBuilder<Sqlite> =
        QueryBuilder::new("SELECT id, data, created, updated FROM entity_record WHERE entity = ");
    sql.push_bind(named.name)
        .push(" AND id >= ")
        .push_bind(first);
    for (index, (field, value)) in query.conditions.iter().enumerate() {
        sql.push(match (index, query.any) {
            (0, _) => " AND (",
            (_, true) => " OR ",
            (_, false) => " AND ",
        });
        sql.push("json_extract(data, ")
            .push_bind(format!("$.\"{field}\""))
            .push(") IS ");
        match value {
            Value::Bool(truth) => sql.push_bind(*truth),
            Value::Number(number) => sql.push_bind(number.as_f64()),
            Value::String(text) => sql.push_bind(text.as_str()),
            Value::Null | Value::Array(_) | Value::Object(_) => sql.push_bind(None::<String>),
        };
    }
    if !query.conditions.is_empty() {
        sql.push(")");
    }
    sql.push(" ORDER BY id LIMIT ")
        .push_bind(i64::from(per_page) + 1);
    sql.build_query_as()
        .fetch_all(connection)
        .await
        .map_err(failure)
}

fn marker(next: &Value) -> Result<i64, DbError> {
    next.get("marker")
        .and_then(Value::as_str)
        .and_then(|marker| URL_SAFE_NO_PAD.decode(marker).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| DbError::entity(400, "Error while decoding next link token"))
}

fn object(value: &Value) -> Result<&Map<String, Value>, DbError> {
    value
        .as_object()
        .ok_or_else(|| DbError::entity(400, "'options' should be an object"))
}

fn within_size(record: &Map<String, Value>, limits: &Limits) -> Result<String, DbError> {
    let data = serde_json::to_string(record).map_err(|error| failure(super::unreadable(error)))?;
    if data.len() > limits.record_size {
        let message = format!(
            "The size of a record should not exceed {}KB",
            limits.record_size / 1024
        );
        return Err(DbError::entity(400, message));
    }
    Ok(data)
}

fn parse(data: &str) -> Result<Map<String, Value>, DbError> {
    serde_json::from_str(data).map_err(|error| failure(super::unreadable(error)))
}

fn one(found: Found) -> Value {
    json!({ "record": shown(found) })
}

fn shown((_, identifier, data, created, updated): Found) -> Value {
    json!({
        "display_id": identifier,
        "created_time": created,
        "updated_time": updated,
        "data": parse(&data).unwrap_or_default(),
    })
}

fn failure(_: sqlx::Error) -> DbError {
    DbError::failure("Something went wrong")
}
