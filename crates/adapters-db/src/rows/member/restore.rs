//! From rows to members.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        text::Name,
        time::Time,
    },
    membership::{
        Access, Engagement, Membership,
        grant::HeldSet,
        member::{Acting, Employment, Member, Person, Tenant},
        terms::Terms,
    },
    people::{
        account::{AccountStatus, PartnerAdminsBy},
        email::EmailAddress,
        user::UserStatus,
    },
    permission::{SetName, seat::SeatPricing},
    ports::StoreError,
};
use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use crate::{
    classify::{classify, corrupt},
    entity::{membership, terms},
    rows::{
        membership::{employment_key, restore as restore_membership, restore_terms, status},
        permission_set,
        values::{from_json, number, word},
    },
};

#[derive(Debug, FromQueryResult)]
struct PersonRow {
    id: Uuid,
    email: Option<String>,
    confirmed: bool,
    name: String,
    stub: bool,
    status: String,
}

#[derive(Debug, FromQueryResult)]
struct TenantRow {
    id: Uuid,
    name: String,
    status: String,
    program: Option<String>,
    was_partner: bool,
    seat_pricing: String,
    partner_admins_by: String,
}

#[derive(Debug, FromQueryResult)]
struct HeldSetRow {
    owner_id: Option<Uuid>,
    name: String,
    current_number: i32,
    permissions: String,
}

#[derive(Debug, FromQueryResult)]
struct EmploymentRow {
    id: Uuid,
    employments: Option<i32>,
    deactivated: bool,
    invited_until: Option<Time>,
    expires_at: Option<Time>,
    partner_id: Option<Uuid>,
    engagement: String,
}

/// Restores a member; `None` if the row has no membership.
pub(crate) fn restore(row: &QueryResult) -> Result<Option<Member>, StoreError> {
    let held: Option<membership::Model> = optional(row, "m_")?;
    let Some(held) = held else {
        return Ok(None);
    };
    let membership = restore_membership(&held)?;
    let terms: Option<terms::Model> = optional(row, "t_")?;
    let acting = acting(row)?;
    if acting.is_none() && membership.partner.is_some() {
        return Err(corrupt("the partner acted for is gone"));
    }
    let (account, user) = (membership.account, membership.user);
    Ok(Some(Member {
        set: held_set(row, &membership)?,
        acting,
        user: person(row)?.ok_or_else(|| corrupt("a membership without its user"))?,
        account: tenant(row)?.ok_or_else(|| corrupt("a membership without its account"))?,
        terms: terms.map_or(Ok(Terms::none(account, user)), restore_terms)?,
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

/// Restores the person `u`.
pub(crate) fn person(row: &QueryResult) -> Result<Option<Person>, StoreError> {
    let Some(row) = optional::<PersonRow>(row, "u_")? else {
        return Ok(None);
    };
    Ok(Some(Person {
        id: UserId::from_uuid(row.id),
        email: row.email.map(EmailAddress::stored),
        confirmed: row.confirmed,
        name: Name::stored(row.name),
        stub: row.stub,
        status: word(&row.status, UserStatus::parse)?,
    }))
}

/// Restores the account `a`.
pub(crate) fn tenant(row: &QueryResult) -> Result<Option<Tenant>, StoreError> {
    let Some(row) = optional::<TenantRow>(row, "a_")? else {
        return Ok(None);
    };
    Ok(Some(Tenant {
        id: AccountId::from_uuid(row.id),
        name: Name::stored(row.name),
        status: word(&row.status, AccountStatus::parse)?,
        enrolled: row.program.is_some(),
        was_partner: row.was_partner,
        seat_pricing: word(&row.seat_pricing, SeatPricing::parse)?,
        partner_admins_by: word(&row.partner_admins_by, PartnerAdminsBy::parse)?,
    }))
}

fn held_set(row: &QueryResult, membership: &Membership) -> Result<Option<HeldSet>, StoreError> {
    if !matches!(membership.access, Access::PermissionSet(_)) {
        return Ok(None);
    }
    let row: HeldSetRow = optional(row, "s_")?.ok_or_else(|| corrupt("the set held is gone"))?;
    Ok(Some(HeldSet {
        owner: permission_set::owner(row.owner_id),
        name: SetName::stored(row.name),
        permissions: from_json(&row.permissions)?,
        latest: number(row.current_number)?,
    }))
}

fn employment_of(row: &EmploymentRow) -> Result<Employment, StoreError> {
    Ok(Employment {
        status: status(row.deactivated, row.invited_until),
        expires_at: row.expires_at,
        acts_for_another: row.partner_id.is_some(),
        key: employment_key(row.id, row.employments)?,
    })
}

/// Restores the partner `p` that somebody acts for, or could act for.
pub(crate) fn acting(row: &QueryResult) -> Result<Option<Acting>, StoreError> {
    let Some(account) = optional::<TenantRow>(row, "p_")? else {
        return Ok(None);
    };
    let employment: Option<EmploymentRow> = optional(row, "e_")?;
    Ok(Some(Acting {
        partner: AccountId::from_uuid(account.id),
        name: Name::stored(account.name),
        status: word(&account.status, AccountStatus::parse)?,
        enrolled: account.program.is_some(),
        was_partner: account.was_partner,
        employment: employment.as_ref().map(employment_of).transpose()?,
        engagement: employment
            .map(|row| word(&row.engagement, Engagement::parse))
            .transpose()?,
        verified: row.try_get("", "verified").map_err(classify)?,
        linked: row.try_get("", "linked").map_err(classify)?,
    }))
}
