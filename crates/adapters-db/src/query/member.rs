//! Members: memberships with all that their rights rest on, in one statement.
//!
//! The joins have short names: `m` the membership, `u` its person, `a` its account, `s` and `v` the
//! set and the version held, `t` the terms, `p` the partner acted for, `e` the person's membership in
//! the partner's account, `d` the partner's domain that proves the person's address, `l` the link.

use latchkey_domain::{
    account::{AccountStatus, PartnerAdminsBy},
    email::EmailAddress,
    ids::{AccountId, UserId},
    member::{Acting, Employment, HeldSet, Member, Person, Tenant},
    membership::{Access, Membership, Status},
    permission::SetName,
    ports::StoreError,
    seat::SeatPricing,
    terms::Terms,
    text::Name,
    time::Time,
    user::UserStatus,
};
use sea_orm::{
    ColumnTrait, Condition, FromQueryResult, Iden, Iterable, QueryResult,
    sea_query::{Expr, ExprTrait, IntoCondition, JoinType, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    classify::{classify, corrupt},
    entity::{
        account, email_domain, employee_link, membership, permission_set, permission_set_version,
        terms, user,
    },
    repository::{memberships, permission_sets},
    stored::{from_json, number, word},
};

#[derive(Debug, FromQueryResult)]
struct PersonRow {
    id: Uuid,
    email: Option<String>,
    confirmed: bool,
    name: String,
    status: String,
}

#[derive(Debug, FromQueryResult)]
struct AccountRow {
    id: Uuid,
    name: String,
    status: String,
    program: Option<String>,
    was_partner: bool,
    seat_pricing: String,
    partner_admins_by: String,
}

#[derive(Debug, FromQueryResult)]
struct SetRow {
    owner_id: Option<Uuid>,
    name: String,
    current_number: i32,
    permissions: String,
}

#[derive(Debug, FromQueryResult)]
struct EmploymentRow {
    deactivated: bool,
    invited_until: Option<Time>,
    expires_at: Option<Time>,
    partner_id: Option<Uuid>,
}

/// The condition under which a membership counts for D5 as long as its person is enabled: a super
/// admin's, active, without an end.
pub(crate) fn counts_for_ever() -> Condition {
    Condition::all()
        .add(is_super_admin())
        .add(membership::Column::Deactivated.eq(false))
        .add(membership::Column::InvitedUntil.is_null())
        .add(membership::Column::ExpiresAt.is_null())
}

/// Written out in the statement, so that the index of super admins alone is found.
fn is_super_admin() -> Expr {
    let super_admin = Expr::Constant(Access::SuperAdmin.kind().into());
    Expr::col((membership::Entity, membership::Column::Access)).eq(super_admin)
}

/// A column of one of the joins.
pub(crate) fn col(join: &'static str, column: impl Iden + 'static) -> Expr {
    Expr::col((join, column))
}

/// Members from their memberships on: conditions are the caller's to add.
pub(crate) fn select() -> SelectStatement {
    let mut select = Query::select();
    add_base(&mut select);
    add_columns(&mut select);
    select
}

/// Adds the joins `m`, `u` and `a`, without any column.
pub(crate) fn add_base(select: &mut SelectStatement) {
    select
        .from_as(membership::Entity, "m")
        .join_as(
            JoinType::InnerJoin,
            user::Entity,
            "u",
            col("u", user::Column::Id).equals(("m", membership::Column::UserId)),
        )
        .join_as(
            JoinType::InnerJoin,
            account::Entity,
            "a",
            col("a", account::Column::Id).equals(("m", membership::Column::AccountId)),
        );
}

/// Adds all columns of a member, and the joins beyond `m`, `u` and `a`.
pub(crate) fn add_columns(select: &mut SelectStatement) {
    add_joins(select);
    columns(select, "m", membership::Column::iter());
    person_columns(select);
    for join in ["a", "p"] {
        columns(
            select,
            join,
            [
                account::Column::Id,
                account::Column::Name,
                account::Column::Status,
                account::Column::Program,
                account::Column::WasPartner,
                account::Column::SeatPricing,
                account::Column::PartnerAdminsBy,
            ],
        );
    }
    columns(
        select,
        "s",
        [
            permission_set::Column::OwnerId,
            permission_set::Column::Name,
            permission_set::Column::CurrentNumber,
        ],
    );
    select.expr_as(
        col("v", permission_set_version::Column::Permissions),
        "s_permissions",
    );
    columns(select, "t", terms::Column::iter());
    columns(
        select,
        "e",
        [
            membership::Column::Deactivated,
            membership::Column::InvitedUntil,
            membership::Column::ExpiresAt,
            membership::Column::PartnerId,
        ],
    );
    select
        .expr_as(
            col("d", email_domain::Column::Domain).is_not_null(),
            "verified",
        )
        .expr_as(
            col("l", employee_link::Column::UserId).is_not_null(),
            "linked",
        );
}

/// Adds the columns of the person `u`.
pub(crate) fn person_columns(select: &mut SelectStatement) {
    columns(
        select,
        "u",
        [
            user::Column::Id,
            user::Column::Email,
            user::Column::Confirmed,
            user::Column::Name,
            user::Column::Status,
        ],
    );
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
    use membership::Column::{AccountId, PartnerId, SetId, SetVersion, UserId};
    let mut left = |table: &'static str, on: Condition| match table {
        "s" => left_join(select, permission_set::Entity, table, on),
        "v" => left_join(select, permission_set_version::Entity, table, on),
        "t" => left_join(select, terms::Entity, table, on),
        "p" => left_join(select, account::Entity, table, on),
        "e" => left_join(select, membership::Entity, table, on),
        "d" => left_join(select, email_domain::Entity, table, on),
        _link => left_join(select, employee_link::Entity, table, on),
    };
    left(
        "s",
        col("s", permission_set::Column::Id)
            .equals(("m", SetId))
            .into_condition(),
    );
    left(
        "v",
        Condition::all()
            .add(col("v", permission_set_version::Column::SetId).equals(("m", SetId)))
            .add(col("v", permission_set_version::Column::Number).equals(("m", SetVersion))),
    );
    left(
        "t",
        Condition::all()
            .add(col("t", terms::Column::AccountId).equals(("m", AccountId)))
            .add(col("t", terms::Column::UserId).equals(("m", UserId))),
    );
    left(
        "p",
        col("p", account::Column::Id)
            .equals(("m", PartnerId))
            .into_condition(),
    );
    left(
        "e",
        Condition::all()
            .add(col("e", AccountId).equals(("m", PartnerId)))
            .add(col("e", UserId).equals(("m", UserId))),
    );
    left("d", proves("m", PartnerId));
    left(
        "l",
        Condition::all()
            .add(col("l", employee_link::Column::AccountId).equals(("m", AccountId)))
            .add(col("l", employee_link::Column::UserId).equals(("m", UserId)))
            .add(col("l", employee_link::Column::PartnerId).equals(("m", PartnerId))),
    );
}

/// Joins `d` as the domain, of the account that the column names, that the person's confirmed
/// address is on: the person is verified there.
pub(crate) fn proves(join: &'static str, account: membership::Column) -> Condition {
    Condition::all()
        .add(col("d", email_domain::Column::Domain).equals(("u", user::Column::EmailDomain)))
        .add(col("d", email_domain::Column::AccountId).equals((join, account)))
        .add(col("u", user::Column::Confirmed).eq(true))
}

fn left_join<T: Iden + 'static>(
    select: &mut SelectStatement,
    table: T,
    name: &'static str,
    on: Condition,
) {
    select.join_as(JoinType::LeftJoin, table, name, on);
}

/// Puts a member together; `None` where the row has no membership in it.
pub(crate) fn restore(row: &QueryResult) -> Result<Option<Member>, StoreError> {
    let held: Option<membership::Model> = optional(row, "m_")?;
    let Some(held) = held else {
        return Ok(None);
    };
    let membership = memberships::restore(&held)?;
    let terms: Option<terms::Model> = optional(row, "t_")?;
    let (account, user) = (membership.account, membership.user);
    Ok(Some(Member {
        set: held_set(row, &membership)?,
        acting: acting(row, &membership)?,
        user: person(row)?.ok_or_else(|| corrupt("a membership of nobody"))?,
        account: tenant(row)?.ok_or_else(|| corrupt("a membership in no account"))?,
        terms: terms.map_or(Ok(Terms::none(account, user)), memberships::restore_terms)?,
        membership,
    }))
}

fn optional<T: FromQueryResult>(row: &QueryResult, prefix: &str) -> Result<Option<T>, StoreError> {
    match T::from_query_result_nullable(row, prefix) {
        Ok(value) => Ok(Some(value)),
        Err(sea_orm::TryGetError::Null(_)) => Ok(None),
        Err(sea_orm::TryGetError::DbErr(error)) => Err(classify(error)),
    }
}

/// Puts the person `u` together.
pub(crate) fn person(row: &QueryResult) -> Result<Option<Person>, StoreError> {
    let Some(row) = optional::<PersonRow>(row, "u_")? else {
        return Ok(None);
    };
    Ok(Some(Person {
        id: UserId::from_uuid(row.id),
        email: row.email.map(EmailAddress::stored),
        confirmed: row.confirmed,
        name: Name::stored(row.name),
        status: word(&row.status, UserStatus::parse)?,
    }))
}

/// Puts the account `a` together.
pub(crate) fn tenant(row: &QueryResult) -> Result<Option<Tenant>, StoreError> {
    let Some(row) = optional::<AccountRow>(row, "a_")? else {
        return Ok(None);
    };
    Ok(Some(Tenant {
        id: AccountId::from_uuid(row.id),
        name: Name::stored(row.name),
        status: word(&row.status, AccountStatus::parse)?,
        enrolled: row.program.is_some(),
        was_partner: row.was_partner,
        seat_pricing: word(&row.seat_pricing, |text| SeatPricing::parse(text).ok())?,
        partner_admins_by: word(&row.partner_admins_by, PartnerAdminsBy::parse)?,
    }))
}

fn held_set(row: &QueryResult, membership: &Membership) -> Result<Option<HeldSet>, StoreError> {
    if !matches!(membership.access, Access::PermissionSet(_)) {
        return Ok(None);
    }
    let row: SetRow = optional(row, "s_")?.ok_or_else(|| corrupt("the set held is gone"))?;
    Ok(Some(HeldSet {
        owner: permission_sets::owner(row.owner_id),
        name: SetName::stored(row.name),
        permissions: from_json(&row.permissions)?,
        latest: number(row.current_number)?,
    }))
}

fn acting(row: &QueryResult, membership: &Membership) -> Result<Option<Acting>, StoreError> {
    let Some(partner) = membership.partner else {
        return Ok(None);
    };
    let account: AccountRow =
        optional(row, "p_")?.ok_or_else(|| corrupt("the partner acted for is gone"))?;
    let employment: Option<EmploymentRow> = optional(row, "e_")?;
    Ok(Some(Acting {
        partner,
        name: Name::stored(account.name),
        status: word(&account.status, AccountStatus::parse)?,
        enrolled: account.program.is_some(),
        was_partner: account.was_partner,
        employment: employment.map(|row| Employment {
            status: status(row.deactivated, row.invited_until),
            expires_at: row.expires_at,
            acts_for_another: row.partner_id.is_some(),
        }),
        verified: row.try_get("", "verified").map_err(classify)?,
        linked: row.try_get("", "linked").map_err(classify)?,
    }))
}

/// The status of a membership, from its columns.
pub(crate) const fn status(deactivated: bool, invited_until: Option<Time>) -> Status {
    if deactivated {
        Status::Deactivated
    } else if invited_until.is_some() {
        Status::Invited
    } else {
        Status::Active
    }
}
