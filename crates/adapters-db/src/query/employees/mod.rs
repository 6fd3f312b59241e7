//! A partner's active employees, or its leavers, with the clients where they are: two statements, whatever
//! the page.
//!
//! The joins are those of a member, whose membership `m` in the partner's account may be missing, and `n`,
//! the last end of an employment there.

mod addable;
mod found;
mod presence;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        time::Time,
    },
    people::{account::AccountStatus, user::UserStatus},
    ports::{ClockReading, EmployeeFilter, EmployeeRow, EmployeeState, StoreError},
};
use sea_orm::{
    Condition, DbBackend, Iterable,
    sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement},
};

pub(super) use self::addable::list as addable;
use self::found::FoundPerson;
use crate::{
    classify::classify,
    connection::{Connection, Session},
    entity::{account, employment_end, membership, user},
    rows::member,
    sql::{col, contains},
};

/// A page of the employees or leavers, by name.
pub(super) async fn list<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    filter: &EmployeeFilter,
    at: ClockReading,
    page: &PageRequest,
) -> Result<Page<EmployeeRow>, StoreError> {
    let backend = session.backend();
    let mut query = match filter.state {
        EmployeeState::Employed => {
            let memberships = employed(backend, partner, filter, at.now, page);
            member::page(memberships)
        }
        EmployeeState::Left => people(partner, left(backend, partner, filter, at.now, page)),
    };
    add_columns(&mut query, partner);
    by_name(&mut query);
    let found = Page::of(read(session, &query).await?, page.limit(), |found| {
        Position {
            key: found.columns.name_folded.clone(),
            id: found.person.id.uuid(),
        }
    });
    let mut present = presence::of_people(session, partner, &found.items, at).await?;
    Ok(found.map(|found| present.row(found)))
}

/// One person whom the partner may know of.
pub(super) async fn one<C: Connection>(
    session: &Session<C>,
    partner: AccountId,
    person: UserId,
    at: ClockReading,
) -> Result<Option<EmployeeRow>, StoreError> {
    let this_one = Query::select()
        .expr_as(col("u", user::Column::Id), "user_id")
        .from_as(user::Entity, "u")
        .and_where(col("u", user::Column::Id).eq(person.uuid()))
        .take();
    let mut query = people(partner, this_one);
    add_columns(&mut query, partner);
    let mut found = read(session, &query).await?;
    let mut present = presence::of_people(session, partner, &found, at).await?;
    let row = found.pop().map(|found| present.row(found));
    Ok(row.filter(|row| row.is_known(at.now)))
}

async fn read<C: Connection>(
    session: &Session<C>,
    query: &SelectStatement,
) -> Result<Vec<FoundPerson>, StoreError> {
    let rows = session
        .connection
        .query_all(query)
        .await
        .map_err(classify)?;
    rows.iter().map(FoundPerson::restore).collect()
}

/// Adds to members of the partner, or to people, what the list shows beside them.
fn add_columns(query: &mut SelectStatement, partner: AccountId) {
    use employment_end::Column as End;
    let ended = Condition::all()
        .add(col("n", End::PartnerId).eq(partner.uuid()))
        .add(col("n", End::UserId).equals(("u", user::Column::Id)));
    query
        .join_as(JoinType::LeftJoin, employment_end::Entity, "n", ended)
        .expr_as(col("u", user::Column::NameFolded), "name_folded")
        .expr_as(verified(partner), "own_verified")
        .expr_as(col("n", End::EndedAt), "ended_at");
}

/// The people whom the sub-query finds, with the partner's account and their membership there, if any.
fn people(partner: AccountId, found: SelectStatement) -> SelectStatement {
    use membership::Column as M;
    let held = Condition::all()
        .add(col("m", M::AccountId).eq(partner.uuid()))
        .add(col("m", M::UserId).equals(("u", user::Column::Id)));
    let mut select = Query::select();
    select
        .from_subquery(found, "i")
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("i", "user_id")),
        )
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).eq(partner.uuid()),
        )
        .join_as(JoinType::LeftJoin, membership::Entity, "m", held);
    member::add_columns(&mut select);
    select
}

/// The memberships of a page of active employees (section 1).
fn employed(
    backend: DbBackend,
    partner: AccountId,
    filter: &EmployeeFilter,
    now: Time,
    page: &PageRequest,
) -> SelectStatement {
    let mut query = employees(partner, now);
    query.columns(membership::Column::iter().map(|column| ("m", column)));
    add_filter(&mut query, backend, partner, filter);
    turn_to(&mut query, page);
    query
}

/// The active employees, by their memberships `m` in the partner's account `a`.
fn employees(partner: AccountId, now: Time) -> SelectStatement {
    use membership::Column as M;
    let person = col("u", user::Column::Id).equals(("m", M::UserId));
    let tenant = col("a", account::Column::Id).equals(("m", M::AccountId));
    Query::select()
        .from_as(membership::Entity, "m")
        .join_as(JoinType::InnerJoin, user::Entity, "u", person)
        .join_as(JoinType::InnerJoin, account::Entity, "a", tenant)
        .and_where(col("m", M::AccountId).eq(partner.uuid()))
        .cond_where(member::lasts("m", now))
        .and_where(col("u", user::Column::Status).eq(UserStatus::Active.as_str()))
        .and_where(col("a", account::Column::Status).eq(AccountStatus::Active.as_str()))
        .and_where(col("a", account::Column::WasPartner).eq(true))
        .take()
}

/// A page of the leavers: who acts for the partner anywhere by what was given before a break (section 1).
fn left(
    backend: DbBackend,
    partner: AccountId,
    filter: &EmployeeFilter,
    now: Time,
    page: &PageRequest,
) -> SelectStatement {
    use membership::Column as M;
    let leavers = Query::select()
        .column(("c", M::UserId))
        .from_as(membership::Entity, "c")
        .and_where(col("c", M::PartnerId).eq(partner.uuid()))
        .and_where(member::is_cut("c", now))
        .take();
    let held = Condition::all()
        .add(col("m", M::AccountId).eq(partner.uuid()))
        .add(col("m", M::UserId).equals(("u", user::Column::Id)));
    let mut query = Query::select();
    query
        .expr_as(col("u", user::Column::Id), "user_id")
        .from_as(user::Entity, "u")
        .join_as(JoinType::LeftJoin, membership::Entity, "m", held)
        .and_where(col("u", user::Column::Id).in_subquery(leavers));
    add_filter(&mut query, backend, partner, filter);
    turn_to(&mut query, page);
    query
}

/// Orders a list of people by name, and turns to a page of it.
fn turn_to(query: &mut SelectStatement, page: &PageRequest) {
    if let Some(after) = page.after() {
        let place = Expr::tuple([
            col("u", user::Column::NameFolded),
            col("u", user::Column::Id),
        ]);
        let reached = Expr::tuple([after.key.as_str().into(), after.id.into()]);
        query.and_where(place.gt(reached));
    }
    by_name(query);
    query.limit(u64::from(page.limit()) + 1);
}

fn by_name(query: &mut SelectStatement) {
    query
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("u", user::Column::Id), Order::Asc);
}

fn verified(partner: AccountId) -> Expr {
    member::verified_for(Expr::value(partner.uuid()))
}

/// Whether part of the name or address of the person is this text.
fn is_called(backend: DbBackend, text: &str) -> Expr {
    let part = |column| contains(backend, column, text.to_owned());
    let email = Func::coalesce([
        col("u", user::Column::EmailFolded),
        col("u", user::Column::Email),
    ]);
    part(col("u", user::Column::NameFolded)).or(part(email.into()))
}

fn add_filter(
    query: &mut SelectStatement,
    backend: DbBackend,
    partner: AccountId,
    filter: &EmployeeFilter,
) {
    let text = filter.text.as_ref();
    let engagement = filter
        .engagement
        .map(|engagement| col("m", membership::Column::Engagement).eq(engagement.as_str()));
    let of_verified = filter.verified.map(|wanted| {
        let verified = verified(partner);
        if wanted { verified } else { verified.not() }
    });
    query
        .and_where_option(text.map(|text| is_called(backend, text.as_str())))
        .and_where_option(engagement)
        .and_where_option(of_verified);
}
