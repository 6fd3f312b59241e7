//! A partner's active employees with the clients where they act for it: two statements, whatever the
//! page.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        text::Name,
        time::Time,
    },
    membership::member::Member,
    people::{account::AccountStatus, user::UserStatus},
    permission::SetName,
    ports::{EmployeeFilter, EmployeeRow, ServedClient, StoreError},
};
use sea_orm::{
    Condition, FromQueryResult, Iterable,
    sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    classify::classify,
    connection::{Connection, Session},
    entity::{account, membership, permission_set, relationship, user},
    rows::{
        called::is_called,
        member,
        membership::{access, status},
    },
    sql::col,
};

#[derive(Debug, FromQueryResult)]
struct EmployeeColumns {
    name_folded: String,
    own_verified: bool,
}

#[derive(Debug, FromQueryResult)]
struct ServedRow {
    user_id: Uuid,
    account_id: Uuid,
    shown_name: String,
    access: String,
    set_id: Option<Uuid>,
    set_version: Option<i32>,
    set_name: Option<String>,
    deactivated: bool,
    invited_until: Option<Time>,
    expires_at: Option<Time>,
}

/// A page of the employees, by name.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    filter: &EmployeeFilter,
    now: Time,
    page: &PageRequest,
) -> Result<Page<EmployeeRow>, StoreError> {
    let memberships = employed(session, partner, filter, now, page);
    let mut query = member::page(memberships);
    query
        .expr_as(col("u", user::Column::NameFolded), "name_folded")
        .expr_as(verified(), "own_verified");
    by_name(&mut query);
    let rows = session
        .connection
        .query_all(&query)
        .await
        .map_err(classify)?;
    let mut found: Vec<(Member, EmployeeColumns)> = Vec::with_capacity(rows.len());
    for row in &rows {
        let columns = EmployeeColumns::from_query_result(row, "").map_err(classify)?;
        if let Some(member) = member::restore(row)? {
            found.push((member, columns));
        }
    }
    let found = Page::of(found, page.limit(), |(member, columns)| Position {
        key: columns.name_folded.clone(),
        id: member.user.id.uuid(),
    });
    let people: Vec<UserId> = found
        .items
        .iter()
        .map(|(member, _)| member.user.id)
        .collect();
    let mut served = served(session, partner, &people).await?;
    Ok(found.map(|(member, columns)| EmployeeRow {
        clients: served.remove(&member.user.id).unwrap_or_default(),
        verified: columns.own_verified,
        member,
    }))
}

/// The memberships of a page of active employees (section 1).
fn employed<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    filter: &EmployeeFilter,
    now: Time,
    page: &PageRequest,
) -> SelectStatement {
    use membership::Column as M;
    let person = col("u", user::Column::Id).equals(("m", M::UserId));
    let tenant = col("a", account::Column::Id).equals(("m", M::AccountId));
    let still = Condition::any()
        .add(col("m", M::ExpiresAt).is_null())
        .add(col("m", M::ExpiresAt).gt(now));
    let mut query = Query::select();
    query
        .columns(M::iter().map(|column| ("m", column)))
        .from_as(membership::Entity, "m")
        .join_as(JoinType::InnerJoin, user::Entity, "u", person)
        .join_as(JoinType::InnerJoin, account::Entity, "a", tenant)
        .and_where(col("m", M::AccountId).eq(partner.uuid()))
        .and_where(col("m", M::Deactivated).eq(false))
        .and_where(col("m", M::InvitedUntil).is_null())
        .and_where(col("m", M::PartnerId).is_null())
        .cond_where(still)
        .and_where(col("u", user::Column::Status).eq(UserStatus::Active.as_str()))
        .and_where(col("a", account::Column::Status).eq(AccountStatus::Active.as_str()))
        .and_where(col("a", account::Column::WasPartner).eq(true));
    add_filter(&mut query, session, filter);
    if let Some(after) = page.after() {
        let place = Expr::tuple([
            col("u", user::Column::NameFolded),
            col("u", user::Column::Id),
        ]);
        let reached = Expr::tuple([after.key.as_str().into(), after.id.into()]);
        query.and_where(place.gt(reached));
    }
    by_name(&mut query);
    query.limit(u64::from(page.limit()) + 1).take()
}

fn by_name(query: &mut SelectStatement) {
    query
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("u", user::Column::Id), Order::Asc);
}

fn verified() -> Expr {
    member::verified_by(membership::Column::AccountId)
}

fn add_filter<C: Connection>(
    query: &mut SelectStatement,
    session: &Session<C>,
    filter: &EmployeeFilter,
) {
    if let Some(text) = &filter.text {
        query.and_where(is_called(session.backend(), "u", text));
    }
    query
        .and_where_option(
            filter
                .engagement
                .map(|engagement| col("m", membership::Column::Engagement).eq(engagement.as_str())),
        )
        .and_where_option(filter.verified.map(
            |wanted| {
                if wanted { verified() } else { verified().not() }
            },
        ))
        .and_where_option(
            filter
                .user
                .map(|user| col("m", membership::Column::UserId).eq(user.uuid())),
        );
}

/// The clients where several people act for the partner, by the name the partner sees.
async fn served<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    people: &[UserId],
) -> Result<BTreeMap<UserId, Vec<ServedClient>>, StoreError> {
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<ServedRow> = session.all(&served_query(partner, people)).await?;
    let mut served: BTreeMap<UserId, Vec<ServedClient>> = BTreeMap::new();
    for row in rows {
        let client = ServedClient {
            client: AccountId::from_uuid(row.account_id),
            name: Name::stored(row.shown_name),
            access: access(&row.access, row.set_id, row.set_version)?,
            permission_set_name: row.set_name.map(SetName::stored),
            status: status(row.deactivated, row.invited_until),
            expires_at: row.expires_at,
        };
        served
            .entry(UserId::from_uuid(row.user_id))
            .or_default()
            .push(client);
    }
    Ok(served)
}

fn served_query(partner: AccountId, people: &[UserId]) -> SelectStatement {
    use membership::Column as M;
    let known_as = Condition::all()
        .add(col("r", relationship::Column::ClientId).equals(("m", M::AccountId)))
        .add(col("r", relationship::Column::PartnerId).equals(("m", M::PartnerId)));
    let shown = Func::coalesce([
        col("r", relationship::Column::DisplayName),
        col("a", account::Column::Name),
    ]);
    let order = Func::coalesce([
        col("r", relationship::Column::ShownNameFolded),
        col("a", account::Column::NameFolded),
    ]);
    Query::select()
        .columns([
            ("m", M::UserId),
            ("m", M::AccountId),
            ("m", M::Access),
            ("m", M::SetId),
            ("m", M::SetVersion),
            ("m", M::Deactivated),
            ("m", M::InvitedUntil),
            ("m", M::ExpiresAt),
        ])
        .expr_as(shown, "shown_name")
        .expr_as(col("s", permission_set::Column::Name), "set_name")
        .from_as(membership::Entity, "m")
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("m", M::AccountId)),
        )
        .join_as(JoinType::LeftJoin, relationship::Entity, "r", known_as)
        .join_as(
            JoinType::LeftJoin,
            permission_set::Entity,
            "s",
            col("s", permission_set::Column::Id).equals(("m", M::SetId)),
        )
        .and_where(col("m", M::PartnerId).eq(partner.uuid()))
        .and_where(col("m", M::UserId).is_in(people.iter().map(UserId::uuid)))
        .order_by_expr(order.into(), Order::Asc)
        .order_by(("m", M::AccountId), Order::Asc)
        .take()
}
