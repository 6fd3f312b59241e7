//! Reading for screens and decisions: one file per screen, one or two statements each, whatever the
//! size of the page.

mod clients;
mod decision_facts;
mod employees;
mod linked_people;
pub(crate) mod member;
mod operations;
pub(crate) mod revision;
mod screens;
mod trail;

use sea_orm::{
    DbBackend, FromQueryResult,
    sea_query::{Expr, ExprTrait, Func},
};

/// A counted number.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Count {
    pub(crate) count: i64,
}

/// One text.
#[derive(Debug, FromQueryResult)]
pub(crate) struct TextRow {
    pub(crate) text: String,
}

/// Whether a column has a text in it, byte for byte. No pattern: nothing in the text means anything
/// else than itself.
pub(crate) fn contains(backend: DbBackend, column: Expr, text: String) -> Expr {
    let sqlite = backend == DbBackend::Sqlite;
    let place = if sqlite { "instr" } else { "strpos" };
    Expr::expr(Func::cust(place).arg(column).arg(text)).gt(0)
}
