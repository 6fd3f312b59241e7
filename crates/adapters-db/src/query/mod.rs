//! Reading for screens and decisions: one file per screen, one or two statements each, whatever the
//! size of the page.

mod activities;
pub(crate) mod chain;
mod clients;
mod decision_facts;
mod decision_searches;
mod employees;
mod employers;
pub(crate) mod employments;
mod linked_people;
pub(crate) mod member;
pub(crate) mod names;
mod operations;
pub(crate) mod removals;
pub(crate) mod revision;
mod screens;
mod serving_partners;
mod trail;

use sea_orm::{
    Condition, DbBackend, FromQueryResult,
    sea_query::{Asterisk, Expr, ExprTrait, Func, IntoValueTuple, Query},
};
use uuid::Uuid;

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

/// Whether one of the two ids of a row is among these. No empty list beside another one: SQLite would
/// not use the index for that.
pub(crate) fn is_named(
    [id, external_id]: [Expr; 2],
    ids: Vec<Uuid>,
    external: Vec<&str>,
) -> Condition {
    let mut among = Condition::any();
    if external.is_empty() || !ids.is_empty() {
        among = among.add(id.is_in(ids));
    }
    if !external.is_empty() {
        among = among.add(external_id.is_in(external));
    }
    among
}

/// How many names or ids one statement lists at most.
pub(crate) const NAMES_AT_ONCE: usize = 1_000;

/// How many pairs one statement names at most.
pub(crate) const PAIRS_AT_ONCE: usize = NAMES_AT_ONCE;

/// Whether a pair of columns is one of these pairs, of which there is at least one. No list of
/// tuples, which SQLite does not take.
pub(crate) fn is_among<V: IntoValueTuple>(
    columns: [Expr; 2],
    pairs: impl IntoIterator<Item = V>,
) -> Expr {
    let pairs = Query::select()
        .column(Asterisk)
        .from_values(pairs, "pair")
        .take();
    Expr::tuple(columns).in_subquery(pairs)
}
