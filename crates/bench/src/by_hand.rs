//! The same rows by hand: multi-row inserts, one transaction for each client, the revision taken in each.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use latchkey_domain::base::ids::OperationId;
use sqlx::{
    AssertSqlSafe, Column as _, Connection as _, PgConnection, Row as _, SqliteConnection,
    TypeInfo as _,
};
use uuid::Uuid;

use crate::database::Kind;

/// A value of a column, whatever the database.
#[derive(Debug, Clone)]
enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Small(Option<i32>),
    Flag(Option<bool>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
    Time(Option<DateTime<Utc>>),
}

/// Rows of one table.
#[derive(Debug, Default, Clone)]
struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// What one transaction writes.
#[derive(Debug, Default, Clone)]
struct Unit {
    memberships: Table,
    events: Table,
}

/// What an operation has written, client by client.
#[derive(Debug)]
pub(crate) struct Rows(Vec<Unit>);

const MEMBERSHIPS: &str = "SELECT m.* FROM membership m JOIN event e \
    ON e.account_id = m.account_id AND e.user_id = m.user_id \
    WHERE e.operation_id = $1 AND e.kind = 'membership.created' ORDER BY m.account_id, m.id";
const EVENTS: &str = "SELECT e.* FROM event e WHERE e.operation_id = $1 \
    AND e.kind = 'membership.created' ORDER BY e.account_id, e.id";

/// Reads all rows of a query on either database.
macro_rules! read {
    ($connection:expr, $sql:expr, $operation:expr, $value:path) => {{
        let rows = sqlx::query(AssertSqlSafe($sql))
            .bind($operation)
            .fetch_all($connection)
            .await?;
        let mut table = Table::default();
        for row in &rows {
            if table.columns.is_empty() {
                let names = row.columns().iter().map(|column| column.name().to_owned());
                table.columns = names.collect();
            }
            let values = row
                .columns()
                .iter()
                .map(|column| $value(row, column.ordinal()));
            table.rows.push(values.collect::<Result<_, _>>()?);
        }
        table
    }};
}

/// Writes the rows of a table by one statement.
macro_rules! write {
    ($connection:expr, $name:literal, $table:expr, $place:expr) => {{
        let table: &Table = $table;
        let mut places = 0_usize;
        let rows = table.rows.iter().map(|row| {
            let row = row.iter().map(|_| {
                places += 1;
                format!("{}{places}", $place)
            });
            format!("({})", row.collect::<Vec<_>>().join(", "))
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let columns = table.columns.join(", ");
        let sql = format!("INSERT INTO {} ({columns}) VALUES {rows}", $name);
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in table.rows.iter().flatten() {
            query = match value.clone() {
                Value::Text(value) => query.bind(value),
                Value::Number(value) => query.bind(value),
                Value::Small(value) => query.bind(value),
                Value::Flag(value) => query.bind(value),
                Value::Bytes(value) => query.bind(value),
                Value::Id(value) => query.bind(value),
                Value::Time(value) => query.bind(value),
            };
        }
        query.execute($connection).await?;
    }};
}

impl Rows {
    pub(crate) async fn read(
        kind: Kind,
        url: &str,
        operation: OperationId,
    ) -> anyhow::Result<Self> {
        let id = operation.uuid();
        let (memberships, events) = match kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(url).await?;
                (
                    read!(&mut connection, MEMBERSHIPS, id, sqlite_value),
                    read!(&mut connection, EVENTS, id, sqlite_value),
                )
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(url).await?;
                (
                    read!(&mut connection, MEMBERSHIPS, id, postgres_value),
                    read!(&mut connection, EVENTS, id, postgres_value),
                )
            }
        };
        let mut units: BTreeMap<String, Unit> = BTreeMap::new();
        for (client, table) in split(memberships) {
            units.entry(client).or_default().memberships = table;
        }
        for (client, table) in split(events) {
            units.entry(client).or_default().events = table;
        }
        Ok(Self(units.into_values().collect()))
    }

    /// Writes them into another database, and tells how long that took.
    pub(crate) async fn write(&self, kind: Kind, url: &str) -> anyhow::Result<Duration> {
        match kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::connect(url).await?;
                for pragma in [
                    "journal_mode = WAL",
                    "synchronous = FULL",
                    "foreign_keys = ON",
                ] {
                    let sql = format!("PRAGMA {pragma}");
                    sqlx::query(AssertSqlSafe(sql))
                        .execute(&mut connection)
                        .await?;
                }
                let began = Instant::now();
                for unit in &self.0 {
                    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
                    sqlx::query("UPDATE revision SET number = number + 1")
                        .execute(&mut *transaction)
                        .await?;
                    write!(&mut *transaction, "membership", &unit.memberships, "?");
                    write!(&mut *transaction, "event", &unit.events, "?");
                    transaction.commit().await?;
                }
                Ok(began.elapsed())
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(url).await?;
                let began = Instant::now();
                for unit in &self.0 {
                    let mut transaction = connection.begin().await?;
                    write!(&mut *transaction, "membership", &unit.memberships, "$");
                    sqlx::query("UPDATE revision SET number = number + 1")
                        .execute(&mut *transaction)
                        .await?;
                    write!(&mut *transaction, "event", &unit.events, "$");
                    transaction.commit().await?;
                }
                Ok(began.elapsed())
            }
        }
    }
}

/// Parts the rows of a table by their account.
fn split(table: Table) -> BTreeMap<String, Table> {
    let at = table.columns.iter().position(|name| name == "account_id");
    let mut parts: BTreeMap<String, Table> = BTreeMap::new();
    for row in table.rows {
        let account = at.and_then(|at| row.get(at)).cloned();
        let part = parts.entry(format!("{account:?}")).or_default();
        part.columns.clone_from(&table.columns);
        part.rows.push(row);
    }
    parts
}

fn sqlite_value(row: &sqlx::sqlite::SqliteRow, at: usize) -> Result<Value, sqlx::Error> {
    use sqlx::ValueRef as _;
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Value::Text(None));
    }
    Ok(match raw.type_info().name() {
        "INTEGER" => Value::Number(row.try_get_unchecked(at)?),
        "BLOB" => Value::Bytes(row.try_get_unchecked(at)?),
        _ => Value::Text(row.try_get_unchecked(at)?),
    })
}

fn postgres_value(row: &sqlx::postgres::PgRow, at: usize) -> Result<Value, sqlx::Error> {
    use sqlx::ValueRef as _;
    let kind = row.try_get_raw(at)?.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "UUID" => Value::Id(row.try_get(at)?),
        "TIMESTAMPTZ" => Value::Time(row.try_get(at)?),
        "INT8" => Value::Number(row.try_get(at)?),
        "INT4" => Value::Small(row.try_get(at)?),
        "BOOL" => Value::Flag(row.try_get(at)?),
        "BYTEA" => Value::Bytes(row.try_get(at)?),
        _ => Value::Text(row.try_get(at)?),
    })
}
