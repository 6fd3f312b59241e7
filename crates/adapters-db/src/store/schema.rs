//! Brings the schema up to date, one node at a time, and tells whether it is.

use std::collections::BTreeSet;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait, QuerySelect,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigratorTrait, seaql_migrations};

use crate::migration::Migrator;

/// How the schema of the database compares with what this program needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    /// It is what this program needs.
    Current,
    /// It lacks migrations, which [`SeaOrmStore::migrate`](crate::SeaOrmStore::migrate) applies.
    Old,
    /// It has migrations that this program does not know: a newer program applied them, and this
    /// one must not start.
    Newer,
}

/// An arbitrary number: PostgreSQL's advisory locks have no names.
const MIGRATION_LOCK: i64 = 0x6c61_7463_686b_6579;

/// Compares the schema with what this program needs.
pub(crate) async fn state(database: &DatabaseConnection) -> Result<SchemaState, DbErr> {
    let known: BTreeSet<String> = Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    let applied = applied(database).await?;
    Ok(if !applied.is_subset(&known) {
        SchemaState::Newer
    } else if applied == known {
        SchemaState::Current
    } else {
        SchemaState::Old
    })
}

async fn applied(database: &DatabaseConnection) -> Result<BTreeSet<String>, DbErr> {
    let sqlite = database.get_database_backend() == DbBackend::Sqlite;
    let table = if sqlite {
        "SELECT name FROM sqlite_master WHERE name = 'seaql_migrations'"
    } else {
        "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL"
    };
    let table = sea_orm::Statement::from_string(database.get_database_backend(), table);
    if database.query_one_raw(table).await?.is_none() {
        return Ok(BTreeSet::new());
    }
    let names = seaql_migrations::Entity::find()
        .select_only()
        .column(seaql_migrations::Column::Version)
        .into_tuple::<String>();
    Ok(names.all(database).await?.into_iter().collect())
}

/// Applies what is missing. Of several nodes that start together one does it and the others wait:
/// on SQLite for the one writer, on PostgreSQL for a lock that ends with the transaction.
pub(crate) async fn migrate(database: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = database
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    if database.get_database_backend() == DbBackend::Postgres {
        let lock = format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
        transaction.execute_unprepared(&lock).await?;
    }
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}
