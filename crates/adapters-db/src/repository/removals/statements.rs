//! The statements that find the members under review, and the members who could take over their
//! assets.

use crate::{
    entity::{
        account,
        membership::{self, Column as M},
        relationship,
        removal_review_item::{self, Column as Item},
        user,
    },
    rows::{member, values::number},
    sql::col,
};
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    people::user::UserStatus,
    ports::{ReviewScope, StoreError},
};
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, WindowStatement},
};

fn of_person() -> Expr {
    col("u", user::Column::Id).equals(("m", M::UserId))
}

/// The memberships that a review looks at.
fn in_scope(scope: &ReviewScope) -> Condition {
    match scope {
        ReviewScope::Chosen { clients, employees } => {
            let clients = clients.as_ref().map(|clients| {
                let clients = clients.iter().map(AccountId::uuid);
                col("m", M::AccountId).is_in(clients)
            });
            let employees = employees.as_ref().map(|employees| {
                let employees = employees.iter().map(UserId::uuid);
                col("m", M::UserId).is_in(employees)
            });
            Condition::all().add_option(clients).add_option(employees)
        }
        ReviewScope::Review(id) => {
            let item = Query::select()
                .expr(Expr::value(1))
                .from_as(removal_review_item::Entity, "i")
                .and_where(col("i", Item::ReviewId).eq(id.uuid()))
                .and_where(col("i", Item::ClientId).equals(("m", M::AccountId)))
                .and_where(col("i", Item::EmployeeId).equals(("m", M::UserId)))
                .take();
            Condition::all().add(Expr::exists(item))
        }
    }
}

pub(super) fn acting(
    partner: AccountId,
    scope: &ReviewScope,
    most: usize,
) -> Result<SelectStatement, StoreError> {
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
    let mut query = Query::select();
    member::person_columns(&mut query);
    Ok(query
        .expr_as(col("m", M::AccountId), "client_id")
        .expr_as(shown, "shown_name")
        .expr_as(col("m", M::Id), "membership_id")
        .expr_as(col("m", M::Version), "membership_version")
        .columns([
            ("m", M::Access),
            ("m", M::SetId),
            ("m", M::SetVersion),
            ("m", M::Deactivated),
            ("m", M::InvitedUntil),
        ])
        .from_as(membership::Entity, "m")
        .join_as(JoinType::InnerJoin, user::Entity, "u", of_person())
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("m", M::AccountId)),
        )
        .join_as(JoinType::LeftJoin, relationship::Entity, "r", known_as)
        .and_where(col("m", M::PartnerId).eq(partner.uuid()))
        .cond_where(in_scope(scope))
        .order_by_expr(order.into(), Order::Asc)
        .order_by(("m", M::AccountId), Order::Asc)
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("m", M::UserId), Order::Asc)
        .limit(number(most)?)
        .take())
}

/// Active members, numbered by name within each account (D7).
pub(super) fn by_name(
    partner: AccountId,
    open: &[AccountId],
    closed: &[AccountId],
    now: Time,
) -> SelectStatement {
    let place = WindowStatement::partition_by(("m", M::AccountId))
        .order_by(("u", user::Column::NameFolded), Order::Asc)
        .order_by(("u", user::Column::Id), Order::Asc)
        .take();
    let own = Condition::all()
        .add(col("m", M::AccountId).is_in(closed.iter().map(AccountId::uuid)))
        .add(col("m", M::PartnerId).eq(partner.uuid()));
    let within_reach = Condition::any()
        .add(col("m", M::AccountId).is_in(open.iter().map(AccountId::uuid)))
        .add(own);
    let not_ended = Condition::any()
        .add(col("m", M::ExpiresAt).is_null())
        .add(col("m", M::ExpiresAt).gt(now));
    Query::select()
        .columns([("m", M::AccountId), ("m", M::UserId)])
        .column(("u", user::Column::Name))
        .expr_window_as(Expr::cust("ROW_NUMBER()"), place, "place")
        .from_as(membership::Entity, "m")
        .join_as(JoinType::InnerJoin, user::Entity, "u", of_person())
        .cond_where(within_reach)
        .cond_where(not_ended)
        .and_where(col("m", M::Deactivated).eq(false))
        .and_where(col("m", M::InvitedUntil).is_null())
        .and_where(col("u", user::Column::Status).eq(UserStatus::Active.as_str()))
        .take()
}
