//! A partner's clients (U1): one statement, whatever the page.
//!
//! The joins: `r` the relationship, `a` the client's account, `me` the reader's own membership there
//! that acts for the partner.

use latchkey_domain::{
    ids::{AccountId, UserId},
    membership::Access,
    page::{Page, PageRequest, Position},
    ports::{AccessType, ClientFilter, ClientRow, StoreError},
    relationship::RelationshipStatus,
    text::Name,
    time::days,
};
use sea_orm::{
    Condition, FromQueryResult, Iterable,
    sea_query::{Asterisk, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::{contains, member::col};
use crate::{
    entity::{
        account, membership,
        relationship::{self, Column},
    },
    repository::{
        memberships::access,
        relationships::{restore, tag_line},
    },
    session::{Connection, Session},
    stored::number,
};

#[derive(Debug, FromQueryResult)]
struct Row {
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
    let mut query = select(partner, reader);
    query
        .cond_where(with_access(filter))
        .cond_where(
            Condition::all().add_option(filter.status.map(|status| standing(filter, status))),
        )
        .and_where_option(
            filter
                .tag
                .as_ref()
                .map(|tag| contains(session.backend(), col("r", Column::Tags), tag_line(tag))),
        )
        .order_by(("r", Column::ShownNameFolded), Order::Asc)
        .order_by(("r", Column::ClientId), Order::Asc)
        .limit(u64::from(page.limit()) + 1);
    if let Some(text) = &filter.text {
        let text = text.to_lowercase();
        let shown = contains(
            session.backend(),
            col("r", Column::ShownNameFolded),
            text.clone(),
        );
        let official = contains(
            session.backend(),
            col("a", account::Column::NameFolded),
            text,
        );
        query.and_where(shown.or(official));
    }
    if let Some(after) = page.after() {
        let place = Expr::tuple([
            col("r", Column::ShownNameFolded),
            col("r", Column::ClientId),
        ]);
        let reached = Expr::tuple([after.key.as_str().into(), after.id.into()]);
        query.and_where(place.gt(reached));
    }
    let rows: Vec<Row> = session.all(&query).await?;
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

fn any_acting() -> Expr {
    Expr::exists(acting().expr(Expr::value(1)).take())
}

/// U1: any of the ticked kinds of access, deactivated and expired memberships included; nothing
/// ticked: a membership, or a relationship that has not ended.
fn with_access(filter: &ClientFilter) -> Condition {
    if filter.access_types.is_empty() {
        return Condition::any()
            .add(any_acting())
            .add(standing(filter, RelationshipStatus::Connected))
            .add(standing(filter, RelationshipStatus::Managed));
    }
    let my_access = || col("me", membership::Column::Access);
    let kinds = filter.access_types.iter().map(|kind| match kind {
        AccessType::SuperAdmin => my_access().eq(Access::SuperAdmin.kind()),
        AccessType::PartnerAdmin => my_access().eq(Access::PartnerAdmin.kind()),
        AccessType::Other => my_access().eq("permission_set"),
        AccessType::ColleaguesOnly => my_access().is_null().and(any_acting()),
    });
    kinds.fold(Condition::any(), Condition::add)
}

/// How the relationship stands at the filter's time (R1 to R4), the same as
/// [`Relationship::status`](latchkey_domain::relationship::Relationship::status).
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

fn client(row: Row) -> Result<ClientRow, StoreError> {
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
