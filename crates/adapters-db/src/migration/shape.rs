//! What the migrations have in common: column types and indexes that fit both databases.

use sea_orm::DbBackend;
use sea_orm_migration::{
    prelude::*,
    schema::{text, timestamp_with_time_zone, timestamp_with_time_zone_null},
    sea_query::IndexCreateStatement,
};

/// A table to be created.
pub(super) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).take()
}

/// A name in lower case, by which lists are searched and ordered. PostgreSQL orders it byte by
/// byte, as SQLite and Rust do, whatever the locale of the cluster.
pub(super) fn folded(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = text(name);
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}

/// A point in time.
pub(super) fn time(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone(name)
}

/// A point in time, or none.
pub(super) fn time_null(name: &'static str) -> ColumnDef {
    timestamp_with_time_zone_null(name)
}

/// A condition that every row fulfils.
pub(super) fn check(condition: &'static str) -> Expr {
    Expr::cust(condition)
}

/// A primary key of several columns.
pub(super) fn key(columns: &[&'static str]) -> IndexCreateStatement {
    on(Index::create().primary().take(), columns)
}

/// A reference to another table's rows.
pub(super) fn reference(
    columns: &[&'static str],
    table: &'static str,
    keys: &[&'static str],
) -> ForeignKeyCreateStatement {
    let mut reference = ForeignKey::create();
    for column in columns {
        reference.from_col(*column);
    }
    reference.to_tbl(table);
    for key in keys {
        reference.to_col(*key);
    }
    reference.take()
}

/// An index.
pub(super) fn index(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    on(Index::create().name(name).table(table).take(), columns)
}

/// An index in which no two rows are equal.
pub(super) fn unique(
    name: &'static str,
    table: &'static str,
    columns: &[&'static str],
) -> IndexCreateStatement {
    index(name, table, columns).unique().take()
}

fn on(mut index: IndexCreateStatement, columns: &[&'static str]) -> IndexCreateStatement {
    for column in columns {
        index.col(*column);
    }
    index
}
