//! The statement that reads members.

use latchkey_domain::{membership::Access, people::account::AccountStatus};
use sea_orm::{
    ColumnTrait, Condition, Iden, Iterable,
    sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use crate::{
    entity::{
        account, email_domain, employee_link,
        membership::{self, Column},
        permission_set, permission_set_version, terms, user,
    },
    sql::col,
};

/// The condition for a permanent super admin (D5), as long as its user is enabled: super admin
/// access, active, without an end, in an account that is not closed, and not for a partner whose
/// account is closed (P5). Whether they have taken their access is told by `offered_by`.
pub(crate) fn counts_for_ever() -> Condition {
    // Written out in the statement, so that the index that has only super admins is used.
    let super_admin = Expr::Constant(Access::SuperAdmin.kind().into());
    Condition::all()
        .add(Expr::col((membership::Entity, Column::Access)).eq(super_admin))
        .add(Column::Deactivated.eq(false))
        .add(Column::InvitedUntil.is_null())
        .add(Column::ExpiresAt.is_null())
        .add(Expr::exists(closed(Column::AccountId)).not())
        .add(Expr::exists(closed(Column::PartnerId)).not())
}

/// The account in this column, if it is closed.
fn closed(which: Column) -> SelectStatement {
    Query::select()
        .expr(Expr::value(1))
        .from_as(account::Entity, "closed")
        .and_where(col("closed", account::Column::Id).equals((membership::Entity, which)))
        .and_where(col("closed", account::Column::Status).eq(AccountStatus::Closed.as_str()))
        .take()
}

/// Selects the members whose memberships `m` meet the condition.
pub(crate) fn among(condition: Condition) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as(membership::Entity, "m")
        .cond_where(condition);
    add_people_and_columns(&mut select);
    select
}

/// Selects the members whose memberships the sub-query finds. The joins see these memberships only,
/// however many the account has.
pub(crate) fn page(memberships: SelectStatement) -> SelectStatement {
    let mut select = Query::select();
    select.from_subquery(memberships, "m");
    add_people_and_columns(&mut select);
    select
}

fn add_people_and_columns(select: &mut SelectStatement) {
    let person = col("u", user::Column::Id).equals(("m", Column::UserId));
    let tenant = col("a", account::Column::Id).equals(("m", Column::AccountId));
    select
        .join_as(JoinType::InnerJoin, user::Entity, "u", person)
        .join_as(JoinType::InnerJoin, account::Entity, "a", tenant);
    add_columns(select);
}

/// Adds all columns of a member, and the joins beyond `m`, `u` and `a`.
pub(crate) fn add_columns(select: &mut SelectStatement) {
    add_joins(select);
    columns(select, "m", Column::iter());
    person_columns(select);
    account_columns(select, "a");
    partner_columns(select, "p", "e");
    let of_set = [
        permission_set::Column::OwnerId,
        permission_set::Column::Name,
        permission_set::Column::CurrentNumber,
    ];
    columns(select, "s", of_set);
    columns(select, "t", terms::Column::iter());
    // Single values are looked up rather than joined: PostgreSQL takes long to plan many joins.
    select
        .expr_as(Expr::from(permissions_held()), "s_permissions")
        .expr_as(verified_by(Column::PartnerId), "verified")
        .expr_as(linked(), "linked");
}

/// Adds the columns of the partner, joined under the first name, and of the employment there,
/// joined under the second.
pub(crate) fn partner_columns(
    select: &mut SelectStatement,
    partner: &'static str,
    employment: &'static str,
) {
    account_columns(select, partner);
    let of_employment = [
        Column::Id,
        Column::Employments,
        Column::Deactivated,
        Column::InvitedUntil,
        Column::ExpiresAt,
        Column::PartnerId,
        Column::Engagement,
    ];
    for column in of_employment {
        select.expr_as(col(employment, column), format!("e_{}", column.unquoted()));
    }
}

fn account_columns(select: &mut SelectStatement, join: &'static str) {
    let of_account = [
        account::Column::Id,
        account::Column::Name,
        account::Column::Status,
        account::Column::Program,
        account::Column::WasPartner,
        account::Column::SeatPricing,
        account::Column::PartnerAdminsBy,
    ];
    columns(select, join, of_account);
}

/// Adds the columns of the person `u`.
pub(crate) fn person_columns(select: &mut SelectStatement) {
    let of_person = [
        user::Column::Id,
        user::Column::Email,
        user::Column::Confirmed,
        user::Column::Name,
        user::Column::Stub,
        user::Column::Status,
    ];
    columns(select, "u", of_person);
}

fn columns<T: Iden + Copy + 'static>(
    select: &mut SelectStatement,
    join: &'static str,
    columns: impl IntoIterator<Item = T>,
) {
    for column in columns {
        select.expr_as(col(join, column), format!("{join}_{}", column.unquoted()));
    }
}

fn add_joins(select: &mut SelectStatement) {
    let set = col("s", permission_set::Column::Id).equals(("m", Column::SetId));
    let terms = Condition::all()
        .add(col("t", terms::Column::AccountId).equals(("m", Column::AccountId)))
        .add(col("t", terms::Column::UserId).equals(("m", Column::UserId)));
    let partner = col("p", account::Column::Id).equals(("m", Column::PartnerId));
    let employment = Condition::all()
        .add(col("e", Column::AccountId).equals(("m", Column::PartnerId)))
        .add(col("e", Column::UserId).equals(("m", Column::UserId)));
    select
        .join_as(JoinType::LeftJoin, permission_set::Entity, "s", set)
        .join_as(JoinType::LeftJoin, terms::Entity, "t", terms)
        .join_as(JoinType::LeftJoin, account::Entity, "p", partner)
        .join_as(JoinType::LeftJoin, membership::Entity, "e", employment);
}

/// The permissions of the version held.
fn permissions_held() -> SelectStatement {
    use permission_set_version::Column as Version;
    Query::select()
        .column(("v", Version::Permissions))
        .from_as(permission_set_version::Entity, "v")
        .and_where(col("v", Version::SetId).equals(("m", Column::SetId)))
        .and_where(col("v", Version::Number).equals(("m", Column::SetVersion)))
        .take()
}

/// Whether the confirmed address of the person `u` is in a domain of the account in this column of `m`.
pub(crate) fn verified_by(account: Column) -> Expr {
    verified_for(col("m", account))
}

/// The same for any account.
pub(crate) fn verified_for(account: Expr) -> Expr {
    use email_domain::Column as Domain;
    let domain = Query::select()
        .expr(Expr::value(1))
        .from_as(email_domain::Entity, "d")
        .and_where(col("d", Domain::Domain).equals(("u", user::Column::EmailDomain)))
        .and_where(col("d", Domain::AccountId).eq(account))
        .take();
    col("u", user::Column::Confirmed)
        .eq(true)
        .and(Expr::exists(domain))
}

/// Whether the partner acted for has linked the person in the account (A10).
fn linked() -> Expr {
    use employee_link::Column as Link;
    let link = Query::select()
        .expr(Expr::value(1))
        .from_as(employee_link::Entity, "l")
        .and_where(col("l", Link::AccountId).equals(("m", Column::AccountId)))
        .and_where(col("l", Link::UserId).equals(("m", Column::UserId)))
        .and_where(col("l", Link::PartnerId).equals(("m", Column::PartnerId)))
        .take();
    Expr::exists(link)
}
