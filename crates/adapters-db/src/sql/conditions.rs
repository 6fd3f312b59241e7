//! Columns of joins, and conditions that both databases understand and run by their indexes.

use std::collections::BTreeMap;

use latchkey_domain::base::ids::{AccountId, UserId};
use sea_orm::{
    Condition, DbBackend, Iden,
    sea_query::{Asterisk, Expr, ExprTrait, Func, IntoValueTuple, Query},
};
use uuid::Uuid;

/// A column of the table that is joined under this name.
pub(crate) fn col(join: &'static str, column: impl Iden + 'static) -> Expr {
    Expr::col((join, column))
}

/// Whether a column contains a text, byte for byte. Not a pattern: no character of the text has a
/// special meaning.
pub(crate) fn contains(backend: DbBackend, column: Expr, text: String) -> Expr {
    let sqlite = backend == DbBackend::Sqlite;
    let place = if sqlite { "instr" } else { "strpos" };
    Expr::expr(Func::cust(place).arg(column).arg(text)).gt(0)
}

/// Whether the id or the external id of a row is among these. Of two lists an empty one is left
/// out, because with it SQLite would not use the index.
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

/// How many pairs one statement lists at most.
pub(crate) const PAIRS_AT_ONCE: usize = NAMES_AT_ONCE;

/// Whether a pair of columns is one of these pairs, of which there must be at least one. Not
/// written as a list of tuples, which SQLite does not accept.
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

/// In up to this many accounts, people are looked up account by account.
const FEW: usize = 4;

/// The rows whose pair of columns is one of these. In few accounts they are looked up account by account, for
/// which PostgreSQL uses the index whatever its statistics say; in many, as pairs.
pub(crate) fn at([account, user]: [Expr; 2], places: &[(AccountId, UserId)]) -> Condition {
    let mut by_account: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (account, user) in places {
        by_account
            .entry(account.uuid())
            .or_default()
            .push(user.uuid());
    }
    if by_account.len() > FEW {
        let pairs = places
            .iter()
            .map(|(account, user)| (account.uuid(), user.uuid()));
        return Condition::all().add(is_among([account, user], pairs));
    }
    let there = |(id, users): (Uuid, Vec<Uuid>)| {
        Condition::all()
            .add(account.clone().eq(id))
            .add(user.clone().is_in(users))
    };
    by_account
        .into_iter()
        .map(there)
        .fold(Condition::any(), Condition::add)
}
