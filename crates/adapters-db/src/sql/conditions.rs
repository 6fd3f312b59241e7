//! Columns of joins, and conditions that both databases carry out well.

use sea_orm::{
    Condition, DbBackend, Iden,
    sea_query::{Asterisk, Expr, ExprTrait, Func, IntoValueTuple, Query},
};
use uuid::Uuid;

/// A column of the table that is joined under this name.
pub(crate) fn col(join: &'static str, column: impl Iden + 'static) -> Expr {
    Expr::col((join, column))
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

/// How many pairs one statement names at most: two values each, of the 32,766 that SQLite takes.
pub(crate) const PAIRS_AT_ONCE: usize = 10_000;

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
