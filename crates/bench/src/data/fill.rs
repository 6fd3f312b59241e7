//! Puts the data into a database, by its own means.

use std::time::{Duration, Instant};

use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use sqlx::{
    AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{
    CLIENTS, STAFF, Size, TOKEN,
    ids::Kind as Of,
    sql::{Dialect, Memberships},
};
use crate::database::{Kind, Place};

/// The tables whose indexes are made after their rows.
const LARGE: [&str; 2] = ["membership", "user"];

/// What a measurement needs beside the usual.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extra {
    /// So many clients in which nobody acts but the manager of their partner.
    Fresh(u64),
    /// Tokens of so many managers of partners.
    Managers(u64),
    /// So many more employees of the first client.
    Crowd(u64),
    /// So many clients in which the second employee of the first partner acts.
    Many(u64),
    /// The indexes of large tables that no decision needs are left out.
    Lean,
}

/// Makes a database with the schema and the data, and nothing that holds it open.
pub(crate) async fn filled(kind: Kind, size: Size) -> anyhow::Result<Place> {
    filled_with(kind, size, &[]).await
}

/// The same, with more.
pub(crate) async fn filled_with(kind: Kind, size: Size, more: &[Extra]) -> anyhow::Result<Place> {
    let began = Instant::now();
    let place = Place::new(kind).await?;
    prepare(&place).await?;
    let mut statements = statements(kind, size);
    for extra in more {
        statements.extend(extras(Dialect(kind), size, *extra));
    }
    let lean = more.iter().any(|extra| matches!(extra, Extra::Lean));
    let indexes = if lean { Indexes::Lean } else { Indexes::All };
    run(kind, &place.url, &statements, indexes).await?;
    tell(kind, size, began.elapsed());
    Ok(place)
}

/// Which indexes of large tables are made again.
#[derive(Debug, Clone, Copy)]
enum Indexes {
    All,
    Lean,
}

fn extras(dialect: Dialect, size: Size, extra: Extra) -> Vec<String> {
    let partners = size.partners();
    match extra {
        Extra::Fresh(many) => vec![
            dialect.accounts(Of::Fresh, many),
            dialect.relationships(Of::Fresh, &format!("n % {partners}"), many),
            dialect.memberships(&Memberships::managing(partners), many),
        ],
        Extra::Managers(many) => (0..many)
            .map(|number| {
                let text = manager_token(number);
                dialect.token(number + 1, &text, Some(number * STAFF), "manage")
            })
            .collect(),
        Extra::Crowd(many) => vec![
            dialect.users(Of::Crowd, many),
            dialect.memberships(&Memberships::crowd(), many),
        ],
        Extra::Many(many) => vec![
            dialect.accounts(Of::Many, many),
            dialect.relationships(Of::Many, "0", many),
            dialect.memberships(&Memberships::many(), many),
        ],
        Extra::Lean => Vec::new(),
    }
}

/// The token of the manager of a partner.
pub(crate) fn manager_token(partner: u64) -> String {
    format!("bench-bench-bench-bench-bench-manager-{partner:08}")
}

#[expect(clippy::print_stderr, reason = "what takes long is said while it does")]
fn tell(kind: Kind, size: Size, took: Duration) {
    eprintln!(
        "{kind}: {} memberships in {} clients, {:.1} s",
        size.memberships(),
        size.clients(),
        took.as_secs_f64()
    );
}

async fn prepare(place: &Place) -> anyhow::Result<()> {
    let store = SeaOrmStore::connect(&DatabaseOptions::new(place.url.as_str())).await?;
    store.migrate().await?;
    store.close().await;
    Ok(())
}

fn statements(kind: Kind, size: Size) -> Vec<String> {
    let dialect = Dialect(kind);
    let mut all = vec![
        dialect.accounts(Of::Client, size.clients()),
        dialect.accounts(Of::Partner, size.partners()),
        dialect.users(Of::Own, size.own()),
        dialect.users(Of::Staff, size.staff()),
    ];
    all.extend(dialect.sets(Of::OwnSet, Of::Client, size.clients()));
    all.extend(dialect.sets(Of::PartnerSet, Of::Partner, size.partners()));
    all.extend([
        dialect.memberships(&Memberships::own(), size.own()),
        dialect.memberships(&Memberships::employments(), size.staff()),
        dialect.memberships(&Memberships::acting(), size.memberships() - size.own()),
        dialect.relationships(Of::Client, &format!("n / {CLIENTS}"), size.clients()),
        dialect.token(0, TOKEN, None, "provision decide activity audit admin"),
    ]);
    all
}

/// Sends statements past all checks of foreign keys, with the indexes of large tables made afterwards.
async fn run(kind: Kind, url: &str, statements: &[String], kept: Indexes) -> anyhow::Result<()> {
    match kind {
        Kind::Sqlite => {
            let options = url
                .parse::<SqliteConnectOptions>()?
                .foreign_keys(false)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Off)
                .pragma("cache_size", "-1000000");
            let mut connection = SqliteConnection::connect_with(&options).await?;
            let indexes = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(format!(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL \
                 AND tbl_name IN ({})",
                quoted()
            )));
            let indexes = indexes.fetch_all(&mut connection).await?;
            connection.execute("BEGIN").await?;
            send(&mut connection, &indexes, statements, kept).await?;
            connection.execute("COMMIT").await?;
            connection.execute("ANALYZE").await?;
            connection
                .execute("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
            connection.close().await?;
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(url).await?;
            let indexes = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(format!(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({}) \
                 AND indexname NOT LIKE '%\\_pkey'",
                quoted()
            )));
            let indexes = indexes.fetch_all(&mut connection).await?;
            for setting in [
                "SET session_replication_role = replica",
                "SET synchronous_commit = off",
                "SET maintenance_work_mem = '512MB'",
            ] {
                connection.execute(setting).await?;
            }
            send(&mut connection, &indexes, statements, kept).await?;
            connection.execute("VACUUM ANALYZE").await?;
            connection.execute("CHECKPOINT").await?;
            connection.close().await?;
        }
    }
    Ok(())
}

fn quoted() -> String {
    LARGE.map(|name| format!("'{name}'")).join(", ")
}

async fn send<'c, C>(
    connection: &'c mut C,
    indexes: &[(String, String)],
    statements: &[String],
    kept: Indexes,
) -> anyhow::Result<()>
where
    for<'a> &'a mut C: sqlx::Executor<'a>,
{
    for (name, _) in indexes {
        let drop = format!("DROP INDEX \"{name}\"");
        (&mut *connection).execute(AssertSqlSafe(drop)).await?;
    }
    let make = indexes.iter().map(|(_, statement)| statement);
    let make = make.filter(|_| matches!(kept, Indexes::All));
    for statement in statements.iter().chain(make) {
        let statement = AssertSqlSafe(statement.clone());
        (&mut *connection).execute(statement).await?;
    }
    Ok(())
}

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durable {
    Yes,
    No,
}

/// Lets a PostgreSQL wait for the disk, as servers do that keep what they promise, or not, as
/// throw-away ones.
pub(crate) async fn set_durable(url: &str, durable: Durable) -> anyhow::Result<()> {
    let word = if durable == Durable::Yes { "on" } else { "off" };
    let mut connection = PgConnection::connect(url).await?;
    for name in ["fsync", "full_page_writes"] {
        let set = format!("ALTER SYSTEM SET {name} = {word}");
        connection.execute(AssertSqlSafe(set)).await?;
    }
    connection.execute("SELECT pg_reload_conf()").await?;
    connection.close().await?;
    Ok(())
}
