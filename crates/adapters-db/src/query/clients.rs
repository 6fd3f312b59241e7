//! A partner's clients (U1): one statement, whatever the page, and one for the accounts that the reader
//! alone sees among them (A6). The plans are in `docs/query-plans.md`.
//!
//! The joins: `p` the page, `r` the relationship, `a` the client's account, `me` the reader's own
//! membership there that acts for the partner or for nobody, `pa` the partner's account.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
        time::{Time, days},
    },
    membership::Access,
    partnership::relationship::RelationshipStatus,
    ports::{AccessType, ClientFilter, ClientRow, StoreError},
};
use sea_orm::{
    Condition, DbBackend, FromQueryResult, Iterable,
    sea_query::{
        Asterisk, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, UnionType,
    },
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session},
    entity::{
        account, membership,
        relationship::{self, Column},
    },
    rows::{
        member,
        membership::access,
        relationship::{restore, tag_line},
        values::number,
    },
    sql::{col, contains},
};

#[derive(Debug, FromQueryResult)]
struct ClientColumns {
    #[sea_orm(nested)]
    relationship: relationship::Model,
    official_name: String,
    my_access: Option<String>,
    my_set_id: Option<Uuid>,
    my_set_version: Option<i32>,
    active: i64,
    deactivated: i64,
    in_force: i64,
}

/// An account where the reader is on their own behalf, and which is no client of the partner.
#[derive(Debug, FromQueryResult)]
struct OwnColumns {
    id: Uuid,
    name: String,
    name_folded: String,
    access: String,
    set_id: Option<Uuid>,
    set_version: Option<i32>,
}

/// A page of the clients, by the name the partner sees.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    reader: UserId,
    filter: &ClientFilter,
    page: &PageRequest,
) -> Result<Page<ClientRow>, StoreError> {
    let query = select(partner, reader, filter.now)
        .join_subquery(
            JoinType::InnerJoin,
            found(session.backend(), partner, reader, filter, page),
            "p",
            col("p", Column::ClientId).equals(("r", Column::ClientId)),
        )
        .order_by(("p", Column::ShownNameFolded), Order::Asc)
        .order_by(("p", Column::ClientId), Order::Asc)
        .take();
    let rows: Vec<ClientColumns> = session.all(&query).await?;
    let mut keyed = Vec::with_capacity(rows.len());
    for row in rows {
        keyed.push((row.relationship.shown_name_folded.clone(), client(row)?));
    }
    if let Some(own) = own_accounts(session.backend(), partner, reader, filter, page) {
        let rows: Vec<OwnColumns> = session.all(&own).await?;
        for row in rows {
            keyed.push((row.name_folded.clone(), own_account(row)?));
        }
        keyed.sort_by(|(key, row), (other, other_row)| {
            (key, row.client).cmp(&(other, other_row.client))
        });
    }
    let page = Page::of(keyed, page.limit(), |(key, row): &(String, ClientRow)| {
        Position {
            key: key.clone(),
            id: row.client.uuid(),
        }
    });
    Ok(page.map(|(_key, row)| row))
}

/// One client, whatever the state of its relationship.
pub(super) async fn one<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    reader: UserId,
    client_id: AccountId,
    now: Time,
) -> Result<Option<ClientRow>, StoreError> {
    let query = select(partner, reader, now)
        .and_where(col("r", Column::ClientId).eq(client_id.uuid()))
        .take();
    if let Some(row) = session.one(&query).await? {
        return client(row).map(Some);
    }
    let own = own_memberships(partner, reader)
        .and_where(col("me", membership::Column::AccountId).eq(client_id.uuid()))
        .take();
    session.one(&own).await?.map(own_account).transpose()
}

/// The accounts where the reader is a member on their own behalf and which are no clients of the
/// partner.
fn own_memberships(partner: AccountId, reader: UserId) -> SelectStatement {
    use membership::Column as M;
    let known = Query::select()
        .column(("r", Column::ClientId))
        .from_as(relationship::Entity, "r")
        .and_where(col("r", Column::PartnerId).eq(partner.uuid()))
        .and_where(col("r", Column::ClientId).equals(("me", M::AccountId)))
        .take();
    Query::select()
        .columns([
            ("a", account::Column::Id),
            ("a", account::Column::Name),
            ("a", account::Column::NameFolded),
        ])
        .columns([("me", M::Access), ("me", M::SetId), ("me", M::SetVersion)])
        .from_as(membership::Entity, "me")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("me", M::AccountId)),
        )
        .and_where(col("me", M::UserId).eq(reader.uuid()))
        .and_where(col("me", M::PartnerId).is_null())
        .and_where(col("me", M::AccountId).ne(partner.uuid()))
        .and_where(Expr::exists(known).not())
        .take()
}

/// Those of them that the filter lets through, from a place on. `None`: it lets none through, because it
/// asks for what only a partner's client has.
fn own_accounts(
    backend: DbBackend,
    partner: AccountId,
    reader: UserId,
    filter: &ClientFilter,
    page: &PageRequest,
) -> Option<SelectStatement> {
    let name = || col("a", account::Column::NameFolded);
    let kinds = own_kinds(filter);
    let of_kind = (!filter.access_types.is_empty())
        .then(|| col("me", membership::Column::Access).is_in(kinds.iter().copied()));
    if filter.status.is_some() || filter.tag.is_some() || (of_kind.is_some() && kinds.is_empty()) {
        return None;
    }
    let with_text = filter
        .text
        .as_ref()
        .map(|text| contains(backend, name(), text.as_str().to_owned()));
    let beyond = page.after().map(|after| {
        let place = Expr::tuple([name(), col("a", account::Column::Id)]);
        place.gt(Expr::tuple([after.key.as_str().into(), after.id.into()]))
    });
    let own = own_memberships(partner, reader)
        .and_where_option(of_kind)
        .and_where_option(with_text)
        .and_where_option(beyond)
        .order_by(("a", account::Column::NameFolded), Order::Asc)
        .order_by(("a", account::Column::Id), Order::Asc)
        .limit(u64::from(page.limit()) + 1)
        .take();
    Some(own)
}

/// The clients of a page, found among the relationships `r` before anything is joined to them. One
/// index has all columns that filter them.
fn found(
    backend: DbBackend,
    partner: AccountId,
    reader: UserId,
    filter: &ClientFilter,
    page: &PageRequest,
) -> SelectStatement {
    let with_text = filter.text.as_ref().map(|text| {
        let names = col("r", Column::NamesFolded);
        contains(backend, names, text.as_str().to_owned())
    });
    let with_tag = filter
        .tag
        .as_ref()
        .map(|tag| contains(backend, col("r", Column::Tags), tag_line(tag)));
    let beyond = page.after().map(|after| {
        let place = Expr::tuple([
            col("r", Column::ShownNameFolded),
            col("r", Column::ClientId),
        ]);
        place.gt(Expr::tuple([after.key.as_str().into(), after.id.into()]))
    });
    let of_status = filter.status.map(|status| standing(filter, status));
    Query::select()
        .column(("r", Column::ShownNameFolded))
        .column(("r", Column::ClientId))
        .from_as(relationship::Entity, "r")
        .and_where(col("r", Column::PartnerId).eq(partner.uuid()))
        .and_where_option(beyond)
        .and_where_option(with_text)
        .and_where_option(with_tag)
        .cond_where(Condition::all().add_option(of_status))
        .cond_where(with_access(partner, reader, filter))
        .order_by(("r", Column::ShownNameFolded), Order::Asc)
        .order_by(("r", Column::ClientId), Order::Asc)
        .limit(u64::from(page.limit()) + 1)
        .take()
}

fn select(partner: AccountId, reader: UserId, now: Time) -> SelectStatement {
    use membership::Column as M;
    let for_it_or_nobody = Condition::any()
        .add(col("me", M::PartnerId).equals(("r", Column::PartnerId)))
        .add(col("me", M::PartnerId).is_null());
    let mine = Condition::all()
        .add(col("me", M::AccountId).equals(("r", Column::ClientId)))
        .add(col("me", M::UserId).eq(reader.uuid()))
        .add(for_it_or_nobody);
    let in_force = acting()
        .expr(Func::count(Expr::col(Asterisk)))
        .cond_where(member::is_in_force("c", ["a", "pa"], now))
        .take();
    Query::select()
        .columns(Column::iter().map(|column| ("r", column)))
        .expr_as(col("a", account::Column::Name), "official_name")
        .expr_as(col("me", M::Access), "my_access")
        .expr_as(col("me", M::SetId), "my_set_id")
        .expr_as(col("me", M::SetVersion), "my_set_version")
        .expr_as(Expr::from(counted(false)), "active")
        .expr_as(Expr::from(counted(true)), "deactivated")
        .expr_as(Expr::from(in_force), "in_force")
        .from_as(relationship::Entity, "r")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("r", Column::ClientId)),
        )
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "pa",
            col("pa", account::Column::Id).equals(("r", Column::PartnerId)),
        )
        .join_as(JoinType::LeftJoin, membership::Entity, "me", mine)
        .and_where(col("r", Column::PartnerId).eq(partner.uuid()))
        .take()
}

/// The memberships in the client that act for the partner.
fn acting() -> SelectStatement {
    Query::select()
        .from_as(membership::Entity, "c")
        .and_where(col("c", membership::Column::AccountId).equals(("r", Column::ClientId)))
        .and_where(col("c", membership::Column::PartnerId).equals(("r", Column::PartnerId)))
        .take()
}

fn counted(deactivated: bool) -> SelectStatement {
    acting()
        .expr(Func::count(Expr::col(Asterisk)))
        .and_where(col("c", membership::Column::Deactivated).eq(deactivated))
        .take()
}

/// Whether anybody acts for the partner in the client. Not `EXISTS`, which PostgreSQL may turn into
/// one set of all memberships of the installation: it would read them all for a page.
fn any_acting() -> Expr {
    let somebody = acting()
        .column(("c", membership::Column::Id))
        .limit(1)
        .take();
    Expr::from(somebody).is_not_null()
}

/// The accounts where the reader acts for the partner or for nobody, with one of these kinds of access.
fn own_clients(partner: AccountId, reader: UserId, kinds: Option<&[&str]>) -> SelectStatement {
    use membership::Column as M;
    let own = |acts: Expr| {
        let of_kind = kinds.map(|kinds| col("o", M::Access).is_in(kinds.iter().copied()));
        Query::select()
            .column(("o", M::AccountId))
            .from_as(membership::Entity, "o")
            .and_where(acts)
            .and_where(col("o", M::UserId).eq(reader.uuid()))
            .and_where_option(of_kind)
            .take()
    };
    let for_nobody = own(col("o", M::PartnerId).is_null());
    own(col("o", M::PartnerId).eq(partner.uuid()))
        .union(UnionType::All, for_nobody)
        .take()
}

/// The kinds of own access that the filter lets through.
fn own_kinds(filter: &ClientFilter) -> Vec<&'static str> {
    let kinds = filter.access_types.iter().filter_map(|kind| match kind {
        AccessType::SuperAdmin => Some(Access::SuperAdmin.kind()),
        AccessType::PartnerAdmin => Some(Access::PartnerAdmin.kind()),
        AccessType::Other => Some("permission_set"),
        AccessType::ColleaguesOnly => None,
    });
    kinds.collect()
}

/// The same condition, for which PostgreSQL reads the sub-query once as a set. Without this it
/// would look up each client of the partner.
fn as_set(in_subquery: Expr) -> Expr {
    Func::coalesce([in_subquery, Expr::value(false)]).into()
}

/// The filter by access (U1). With kinds ticked: clients where the reader's own membership is of
/// one of these kinds, deactivated and expired ones included. With nothing ticked: clients with a
/// membership, the reader's own ones for nobody among them, or with a relationship that has not ended.
fn with_access(partner: AccountId, reader: UserId, filter: &ClientFilter) -> Condition {
    let client = || col("r", Column::ClientId);
    if filter.access_types.is_empty() {
        let own = client().in_subquery(own_clients(partner, reader, None));
        return Condition::any()
            .add(standing(filter, RelationshipStatus::Connected))
            .add(standing(filter, RelationshipStatus::Managed))
            .add(any_acting())
            .add(as_set(own));
    }
    let mut any = Condition::any();
    let kinds = own_kinds(filter);
    if !kinds.is_empty() {
        let own = client().in_subquery(own_clients(partner, reader, Some(&kinds)));
        any = any.add(as_set(own));
    }
    if filter.access_types.contains(&AccessType::ColleaguesOnly) {
        let own = own_clients(partner, reader, None);
        any = any.add(client().not_in_subquery(own).and(any_acting()));
    }
    any
}

/// How the relationship stands at the filter's time (R1 to R4), the same as
/// [`Relationship::status`](latchkey_domain::partnership::relationship::Relationship::status).
fn standing(filter: &ClientFilter, status: RelationshipStatus) -> Condition {
    let ended_at = || col("r", Column::ServicesEndedAt);
    let worked_at = || col("r", Column::LastQualifyingActivityAt);
    let worked_before = filter.now - days(filter.ends_after_days);
    match status {
        RelationshipStatus::Connected => Condition::all()
            .add(ended_at().is_null())
            .add(worked_at().is_null()),
        RelationshipStatus::Managed => Condition::any()
            .add(ended_at().gt(filter.now))
            .add(ended_at().is_null().and(worked_at().gt(worked_before))),
        RelationshipStatus::Ended => Condition::any()
            .add(ended_at().lte(filter.now))
            .add(ended_at().is_null().and(worked_at().lte(worked_before))),
    }
}

fn client(row: ClientColumns) -> Result<ClientRow, StoreError> {
    let my_access = row.my_access.as_deref();
    let relationship = restore(row.relationship)?;
    Ok(ClientRow {
        client: relationship.client,
        my_access: my_access
            .map(|kind| access(kind, row.my_set_id, row.my_set_version))
            .transpose()?,
        relationship: Some(relationship),
        official_name: Name::stored(row.official_name),
        active: number(row.active)?,
        deactivated: number(row.deactivated)?,
        in_force: number(row.in_force)?,
    })
}

fn own_account(row: OwnColumns) -> Result<ClientRow, StoreError> {
    Ok(ClientRow {
        client: AccountId::from_uuid(row.id),
        relationship: None,
        official_name: Name::stored(row.name),
        my_access: Some(access(&row.access, row.set_id, row.set_version)?),
        active: 0,
        deactivated: 0,
        in_force: 0,
    })
}
