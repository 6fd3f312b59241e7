//! A partner's clients (U1): one statement, whatever the page. Its plans are in
//! `docs/query-plans.md`.
//!
//! The joins: `p` the page, `r` the relationship, `a` the client's account, `me` the reader's own
//! membership there that acts for the partner.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
        time::days,
    },
    membership::Access,
    partnership::relationship::RelationshipStatus,
    ports::{AccessType, ClientFilter, ClientRow, StoreError},
};
use sea_orm::{
    Condition, DbBackend, FromQueryResult, Iterable,
    sea_query::{Asterisk, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    connection::{Connection, Session},
    entity::{
        account, membership,
        relationship::{self, Column},
    },
    rows::{
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
}

/// A page of the clients, by the name the partner sees.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    reader: UserId,
    filter: &ClientFilter,
    page: &PageRequest,
) -> Result<Page<ClientRow>, StoreError> {
    let query = select(partner, reader)
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
    let keys: Vec<_> = rows
        .iter()
        .map(|row| row.relationship.shown_name_folded.clone())
        .collect();
    let clients = rows
        .into_iter()
        .map(client)
        .collect::<Result<Vec<_>, _>>()?;
    let keyed = keys.into_iter().zip(clients).collect();
    let page = Page::of(
        keyed,
        page.limit(),
        |(key, client): &(String, ClientRow)| Position {
            key: key.clone(),
            id: client.relationship.client.uuid(),
        },
    );
    Ok(page.map(|(_key, client)| client))
}

/// One client, whatever the state of its relationship.
pub(super) async fn one<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    reader: UserId,
    client_id: AccountId,
) -> Result<Option<ClientRow>, StoreError> {
    let query = select(partner, reader)
        .and_where(col("r", Column::ClientId).eq(client_id.uuid()))
        .take();
    session.one(&query).await?.map(client).transpose()
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

fn select(partner: AccountId, reader: UserId) -> SelectStatement {
    use membership::Column as M;
    let mine = Condition::all()
        .add(col("me", M::AccountId).equals(("r", Column::ClientId)))
        .add(col("me", M::PartnerId).equals(("r", Column::PartnerId)))
        .add(col("me", M::UserId).eq(reader.uuid()));
    Query::select()
        .columns(Column::iter().map(|column| ("r", column)))
        .expr_as(col("a", account::Column::Name), "official_name")
        .expr_as(col("me", M::Access), "my_access")
        .expr_as(col("me", M::SetId), "my_set_id")
        .expr_as(col("me", M::SetVersion), "my_set_version")
        .expr_as(Expr::from(counted(false)), "active")
        .expr_as(Expr::from(counted(true)), "deactivated")
        .from_as(relationship::Entity, "r")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("r", Column::ClientId)),
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

/// The clients where the reader acts for the partner, with one of these kinds of access.
fn own_clients(partner: AccountId, reader: UserId, kinds: Option<&[&str]>) -> SelectStatement {
    use membership::Column as M;
    let of_kind = kinds.map(|kinds| col("o", M::Access).is_in(kinds.iter().copied()));
    Query::select()
        .column(("o", M::AccountId))
        .from_as(membership::Entity, "o")
        .and_where(col("o", M::PartnerId).eq(partner.uuid()))
        .and_where(col("o", M::UserId).eq(reader.uuid()))
        .and_where_option(of_kind)
        .take()
}

/// The same condition, for which PostgreSQL reads the sub-query once as a set. Without this it
/// would look up each client of the partner.
fn as_set(in_subquery: Expr) -> Expr {
    Func::coalesce([in_subquery, Expr::value(false)]).into()
}

/// The filter by access (U1). With kinds ticked: clients where the reader's own membership is of
/// one of these kinds, deactivated and expired ones included. With nothing ticked: clients with a
/// membership, or with a relationship that has not ended.
fn with_access(partner: AccountId, reader: UserId, filter: &ClientFilter) -> Condition {
    if filter.access_types.is_empty() {
        return Condition::any()
            .add(standing(filter, RelationshipStatus::Connected))
            .add(standing(filter, RelationshipStatus::Managed))
            .add(any_acting());
    }
    let client = || col("r", Column::ClientId);
    let mut any = Condition::any();
    let kinds = filter.access_types.iter().filter_map(|kind| match kind {
        AccessType::SuperAdmin => Some(Access::SuperAdmin.kind()),
        AccessType::PartnerAdmin => Some(Access::PartnerAdmin.kind()),
        AccessType::Other => Some("permission_set"),
        AccessType::ColleaguesOnly => None,
    });
    let kinds: Vec<&str> = kinds.collect();
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
    Ok(ClientRow {
        my_access: my_access
            .map(|kind| access(kind, row.my_set_id, row.my_set_version))
            .transpose()?,
        relationship: restore(row.relationship)?,
        official_name: Name::stored(row.official_name),
        active: number(row.active)?,
        deactivated: number(row.deactivated)?,
    })
}
