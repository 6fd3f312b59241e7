//! Creating and changing a membership from the account's side, by the platform or by a manager.
//! Rules of state hold for both (D5, S1, L1, P5); rules about what the caller may give hold for
//! managers only (A8, S2).

mod carry_out;
mod checks;

use crate::{
    account_side::AccountSide,
    base::{
        ids::{AccountId, UserId},
        refusal::{FieldError, FieldErrors, Refusal},
        time::Time,
    },
    membership::{
        Engagement, Membership, Status,
        member::Member,
        super_admins::{LastSuperAdmin, SuperAdmins, TakenBy},
        terms::{Rank, Terms},
    },
    partner_side::Chosen,
    people::{account::Account, user::User},
    permission::{
        Catalogue, PermissionKey,
        seat::{PaidSeats, Seat},
    },
};

pub use self::checks::check_keys;

/// The requested access.
#[derive(Debug, Clone)]
pub enum GivenAccess {
    /// Every permission of the account.
    SuperAdmin,
    /// The partner admin template (P3).
    PartnerAdmin,
    /// A permission set.
    PermissionSet(Chosen),
}

/// The requested adjustments. Each list replaces the old one.
#[derive(Debug, Clone, Default)]
pub struct GivenAdjustments {
    /// Permissions given beyond the base; `None`: unchanged. A key listed here is no longer
    /// clipped.
    pub added: Option<Vec<PermissionKey>>,
    /// Permissions withheld by the account; `None`: unchanged.
    pub withheld: Option<Vec<PermissionKey>>,
}

/// The requested change of a membership; absent fields keep their value. `A` and `P` name the access and
/// the partner: by reference where a call asks for them, looked up where the rules judge them.
#[derive(Debug, Clone)]
pub struct MemberChange<A, P> {
    /// The access; needed for a new membership. Another access replaces the adjustments.
    pub access: Option<A>,
    /// The seat.
    pub seat: Option<Seat>,
    /// Paid seats held in addition (S3).
    pub paid_seats: Option<PaidSeats>,
    /// The status; only the platform sets it.
    pub status: Option<Status>,
    /// The engagement; only the platform sets it.
    pub engagement: Option<Engagement>,
    /// For whom the person acts: `Some(None)` is "for nobody".
    pub partner: Option<Option<P>>,
    /// The adjustments.
    pub adjustments: Option<GivenAdjustments>,
    /// When access expires; `Some(None)` clears it.
    pub expires_at: Option<Option<Time>>,
    /// Whether the access is given again under the present employment; only the platform says it.
    pub give: bool,
    /// Whether the account may be left without a permanent super admin; only the platform says it (D5).
    pub last_super_admin: LastSuperAdmin,
}

/// A change with everything in it looked up.
pub type Provision = MemberChange<GivenAccess, AccountId>;

impl<A, P> Default for MemberChange<A, P> {
    fn default() -> Self {
        Self {
            access: None,
            seat: None,
            paid_seats: None,
            status: None,
            engagement: None,
            partner: None,
            adjustments: None,
            expires_at: None,
            give: false,
            last_super_admin: LastSuperAdmin::Stays,
        }
    }
}

impl<A, P> MemberChange<A, P> {
    /// The same change with its access and its partner looked up.
    pub fn looked_up(
        &self,
        access: Option<GivenAccess>,
        partner: Option<Option<AccountId>>,
    ) -> Provision {
        Provision {
            access,
            seat: self.seat,
            paid_seats: self.paid_seats,
            status: self.status,
            engagement: self.engagement,
            partner,
            adjustments: self.adjustments.clone(),
            expires_at: self.expires_at,
            give: self.give,
            last_super_admin: self.last_super_admin,
        }
    }
}

/// For whom a person shall act: as it is said, else as before, else for the only partner that
/// recognises them. `recognizing` are those only where a partner seat or the template is given (S2).
pub fn partner_meant(
    said: Option<Option<AccountId>>,
    before: Option<AccountId>,
    recognizing: &[AccountId],
) -> Option<AccountId> {
    match (said, before, recognizing) {
        (Some(said), _, _) => said,
        (None, None, [only]) => Some(*only),
        (None, before, _) => before,
    }
}

/// Who asks for the change.
#[derive(Debug, Clone, Copy)]
pub enum Requester<'a> {
    /// The platform. It may make any valid change.
    Platform,
    /// A manager of the account.
    Account(AccountSide<'a>),
}

impl Requester<'_> {
    const fn rank(&self) -> Rank {
        match self {
            Self::Platform => Rank::SuperAdmin,
            Self::Account(side) => side.manager.rank,
        }
    }

    /// Who takes something away from a super admin by the change (D5).
    const fn taken_by(&self) -> TakenBy {
        match self {
            Self::Platform => TakenBy::PLATFORM,
            Self::Account(side) => side.manager.taken_by(),
        }
    }

    /// Who offers a super admin their access; `None`: the platform, whose word counts as taken.
    const fn offers(&self) -> Option<UserId> {
        match self {
            Self::Platform => None,
            Self::Account(side) => Some(side.manager.user),
        }
    }
}

impl Provision {
    /// Whether the change ends a permanent super admin, by other access or an end date.
    fn ends_super_admin(&self) -> bool {
        let other_access = match self.access {
            Some(GivenAccess::PartnerAdmin | GivenAccess::PermissionSet(_)) => true,
            Some(GivenAccess::SuperAdmin) | None => false,
        };
        other_access || self.expires_at.flatten().is_some()
    }
}

/// Why a change is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvisionError {
    /// A rule refuses it.
    Refused(Refusal),
    /// Invalid values, or values that exclude each other.
    Invalid(FieldErrors),
}

impl From<Refusal> for ProvisionError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn invalid(pointer: &str, detail: &str) -> ProvisionError {
    ProvisionError::Invalid(FieldError::at(pointer, detail).into())
}

/// Everything that a change depends on.
#[derive(Debug, Clone, Copy)]
pub struct Provisioning<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// The account of the membership.
    pub account: &'a Account,
    /// The user.
    pub user: &'a User,
    /// Their membership, if they have one.
    pub existing: Option<&'a Member>,
    /// What the account has laid down about them.
    pub terms: &'a Terms,
    /// The partner to act for, and the person's membership in its account.
    pub partner: Option<(&'a Account, Option<&'a Member>)>,
    /// The permanent super admins of the account.
    pub super_admins: &'a SuperAdmins,
    /// Who asks for the change.
    pub by: Requester<'a>,
}

/// The changed membership and terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisioned {
    /// The membership to save.
    pub membership: Membership,
    /// The terms to save.
    pub terms: Terms,
    /// Whether the account is left without a permanent super admin, on the platform's word (D5).
    pub leaves_without_super_admin: bool,
}
