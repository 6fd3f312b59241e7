//! Memberships and the terms beside them.

use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, PermissionSetId, UserId},
        text::Name,
        time::Time,
    },
    membership::{
        Access, Adjustments, EmploymentKey, Engagement, HeldVersion, Membership, MembershipState,
        Status,
        terms::{Limit, Rank, RefusedBy, Terms, Withheld},
    },
    permission::{PermissionKey, seat::Seat},
    ports::StoreError,
};
use uuid::Uuid;

use super::values::{from_json, number, version, word};
use crate::{
    classify::corrupt,
    entity::{membership, terms},
};

/// Restores the access of a membership.
pub(crate) fn access(
    kind: &str,
    set: Option<Uuid>,
    version: Option<i32>,
) -> Result<Access, StoreError> {
    match (kind, set, version) {
        ("super_admin", None, None) => Ok(Access::SuperAdmin),
        ("partner_admin", None, None) => Ok(Access::PartnerAdmin),
        ("permission_set", Some(set), Some(version)) => Ok(Access::PermissionSet(HeldVersion {
            set: PermissionSetId::from_uuid(set),
            version: number(version)?,
        })),
        _other => Err(corrupt("a membership without a known access")),
    }
}

/// Restores a membership.
pub(crate) fn restore(row: &membership::Model) -> Result<Membership, StoreError> {
    Ok(Membership::restore(MembershipState {
        id: MembershipId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        user: UserId::from_uuid(row.user_id),
        given_name: row.given_name.clone().map(Name::stored),
        access: access(&row.access, row.set_id, row.set_version)?,
        offered_by: row.offered_by.map(UserId::from_uuid),
        adjustments: Adjustments {
            added: from_json(&row.added)?,
            clipped: from_json(&row.clipped)?,
        },
        seat: word(&row.seat, Seat::parse)?,
        paid_seats: from_json(&row.paid_seats)?,
        invited_until: row.invited_until,
        deactivated: row.deactivated,
        offboarded: row.deactivated && row.offboarded.unwrap_or_default(),
        partner: row.partner_id.map(AccountId::from_uuid),
        engagement: word(&row.engagement, Engagement::parse)?,
        expires_at: row.expires_at,
        end_noted: row.end_noted,
        employments: employments(row.employments)?,
        given_under: given_under(row.given_membership, row.given_number)?,
        last_active_at: row.last_active_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: version(row.version)?,
    }))
}

/// Restores the terms that an account has set for a person.
pub(crate) fn restore_terms(row: terms::Model) -> Result<Terms, StoreError> {
    let withheld: Vec<(PermissionKey, String)> = from_json(&row.withheld)?;
    let withheld = withheld.into_iter().map(|(key, by)| {
        let by = word(&by, Rank::parse)?;
        Ok::<_, StoreError>(Withheld { key, by })
    });
    let limit = match (row.limit_at, row.limit_by) {
        (Some(at), Some(by)) => Some(Limit {
            at,
            by: word(&by, Rank::parse)?,
        }),
        (None, None) => None,
        _other => return Err(corrupt("a limit without its end or its author")),
    };
    Ok(Terms {
        account: AccountId::from_uuid(row.account_id),
        user: UserId::from_uuid(row.user_id),
        withheld: withheld.collect::<Result<_, _>>()?,
        limit,
        refused: refused(row.refused, row.refused_by)?,
        left: row.has_left.unwrap_or_default(),
    })
}

/// The key of the employment that a membership is or was last.
pub(crate) fn employment_key(
    membership: Uuid,
    employments_of: Option<i32>,
) -> Result<EmploymentKey, StoreError> {
    Ok(EmploymentKey {
        membership: MembershipId::from_uuid(membership),
        number: employments(employments_of)?,
    })
}

/// How many employments began with a membership. The old program did not count them.
fn employments(stored: Option<i32>) -> Result<u32, StoreError> {
    stored.map_or(Ok(0), number)
}

/// The key of the employment under which a membership was given.
pub(crate) fn given_under(
    membership: Option<Uuid>,
    number_of: Option<i32>,
) -> Result<Option<EmploymentKey>, StoreError> {
    match (membership, number_of) {
        (Some(membership), Some(count)) => Ok(Some(EmploymentKey {
            membership: MembershipId::from_uuid(membership),
            number: number(count)?,
        })),
        (None, None) => Ok(None),
        _other => Err(corrupt(
            "an employment without its number or its membership",
        )),
    }
}

/// The side of a refusal. One whose side is not stored is the account's own.
fn refused(refused: bool, by: Option<String>) -> Result<Option<RefusedBy>, StoreError> {
    match (refused, by) {
        (false, _) => Ok(None),
        (true, None) => Ok(Some(RefusedBy::OwnSide)),
        (true, Some(by)) => word(&by, RefusedBy::parse).map(Some),
    }
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
