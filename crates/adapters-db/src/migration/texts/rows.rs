//! Reads a table page by page, and changes single rows, whatever the program knows of the table later.

use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use uuid::Uuid;

/// How many rows are read at once.
const A_PAGE: u64 = 1_000;

/// Columns of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// The table.
    pub(super) table: &'static str,
    /// Its key.
    pub(super) key: &'static [&'static str],
    /// The columns that are read.
    pub(super) read: &'static [&'static str],
    /// Whether its rows count their versions.
    pub(super) versioned: bool,
}

/// The new values of some columns of a row.
pub(super) type NewValues = Vec<(&'static str, Expr)>;

impl Columns {
    /// The rows of the page behind a key; of the first page behind no key.
    pub(super) async fn page(
        self,
        connection: &SchemaManagerConnection<'_>,
        after: &[Uuid],
    ) -> Result<Vec<QueryResult>, DbErr> {
        let mut query = Query::select();
        query
            .columns(self.key.iter().copied())
            .columns(self.read.iter().copied())
            .from(self.table)
            .limit(A_PAGE);
        if !after.is_empty() {
            let place = Expr::tuple(self.key.iter().map(|column| Expr::col(*column)));
            query.and_where(place.gt(Expr::tuple(after.iter().map(|id| Expr::value(*id)))));
        }
        for column in self.key {
            query.order_by(*column, Order::Asc);
        }
        connection.query_all(&query).await
    }

    /// The key of a row.
    pub(super) fn key_of(self, row: &QueryResult) -> Result<Vec<Uuid>, DbErr> {
        let ids = self.key.iter();
        ids.map(|column| row.try_get("", column)).collect()
    }

    /// Changes a row, if there is something to change.
    pub(super) async fn change(
        self,
        connection: &SchemaManagerConnection<'_>,
        key: &[Uuid],
        values: NewValues,
    ) -> Result<(), DbErr> {
        if values.is_empty() {
            return Ok(());
        }
        let mut update = Query::update();
        update.table(self.table).values(values);
        if self.versioned {
            update.value("version", Expr::col("version").add(1));
        }
        for (column, id) in self.key.iter().zip(key) {
            update.and_where(Expr::col(*column).eq(*id));
        }
        connection.execute(&update).await.map(drop)
    }
}
