//! Accounts and people by either of their ids: one statement for each 1,000 names.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        text::ExternalId,
    },
    ports::StoreError,
};
use sea_orm::{
    FromQueryResult, Iden,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session},
    entity::{account, user},
    sql::{NAMES_AT_ONCE, is_named},
};

#[derive(Debug, FromQueryResult)]
struct ReferenceRow {
    id: Uuid,
    external_id: Option<String>,
}

/// One of the two ids of a row, as a statement takes it.
enum AskedName<'a> {
    Id(Uuid),
    External(&'a str),
}

/// The accounts named so, of those that there are.
pub(crate) async fn accounts<C: Connection>(
    session: &Session<C>,
    names: &[AccountRef],
) -> Result<BTreeMap<AccountRef, AccountId>, StoreError> {
    let asked = names.iter().map(|name| match name {
        AccountRef::Id(id) => AskedName::Id(id.uuid()),
        AccountRef::External(id) => AskedName::External(id.as_str()),
    });
    let rows = rows(session, || account::Entity, asked).await?;
    let wanted = wanted(names);
    let mut found = BTreeMap::new();
    for row in rows {
        let id = AccountId::from_uuid(row.id);
        let external = row.external_id.map(ExternalId::stored);
        let both = [Some(AccountRef::Id(id)), external.map(AccountRef::External)];
        let both = both.into_iter().flatten();
        let asked = both.filter(|name| wanted.contains(name));
        found.extend(asked.map(|name| (name, id)));
    }
    Ok(found)
}

/// The people named so, of those that there are.
pub(crate) async fn users<C: Connection>(
    session: &Session<C>,
    names: &[UserRef],
) -> Result<BTreeMap<UserRef, UserId>, StoreError> {
    let asked = names.iter().map(|name| match name {
        UserRef::Id(id) => AskedName::Id(id.uuid()),
        UserRef::External(id) => AskedName::External(id.as_str()),
    });
    let rows = rows(session, || user::Entity, asked).await?;
    let wanted = wanted(names);
    let mut found = BTreeMap::new();
    for row in rows {
        let id = UserId::from_uuid(row.id);
        let external = row.external_id.map(ExternalId::stored);
        let both = [Some(UserRef::Id(id)), external.map(UserRef::External)];
        let both = both.into_iter().flatten();
        let asked = both.filter(|name| wanted.contains(name));
        found.extend(asked.map(|name| (name, id)));
    }
    Ok(found)
}

fn wanted<N: Ord>(names: &[N]) -> BTreeSet<&N> {
    names.iter().collect()
}

async fn rows<'a, C: Connection, T: Iden + 'static>(
    session: &Session<C>,
    table: impl Fn() -> T + Send,
    names: impl Iterator<Item = AskedName<'a>> + Send,
) -> Result<Vec<ReferenceRow>, StoreError> {
    let names: Vec<AskedName<'a>> = names.collect();
    let mut rows = Vec::new();
    for names in names.chunks(NAMES_AT_ONCE) {
        let query = select(table(), names);
        rows.extend(session.all::<ReferenceRow, _>(&query).await?);
    }
    Ok(rows)
}

/// The rows of a table whose ids or external ids are among these.
fn select(table: impl Iden + 'static, names: &[AskedName<'_>]) -> SelectStatement {
    let (mut ids, mut external) = (Vec::new(), Vec::new());
    for name in names {
        match name {
            AskedName::Id(id) => ids.push(*id),
            AskedName::External(id) => external.push(*id),
        }
    }
    let columns = ["id", "external_id"];
    Query::select()
        .columns(columns)
        .from(table)
        .cond_where(is_named(columns.map(Expr::col), ids, external))
        .take()
}
