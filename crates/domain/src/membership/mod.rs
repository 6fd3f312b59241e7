//! Memberships: a user in an account, with access, seat, status, and the partner they act for.

pub mod decision;
pub mod employee;
pub mod explanation;
pub mod grant;
pub mod member;
pub mod standing;
pub mod super_admins;
pub mod terms;

use crate::{
    base::{
        aggregate::aggregate,
        ids::{AccountId, MembershipId, PermissionSetId, UserId},
        time::Time,
        version::Version,
        words::words,
    },
    permission::{
        PermissionKey,
        seat::{PaidSeats, Seat},
    },
};

/// The access that a membership gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Every permission of the account.
    SuperAdmin,
    /// The partner admin template (P3).
    PartnerAdmin,
    /// One version of a permission set (A7).
    PermissionSet(HeldVersion),
}

words! {
    /// The kinds of access.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum AccessKind {
        /// Every permission of the account.
        SuperAdmin = "super_admin",
        /// The partner admin template (P3).
        PartnerAdmin = "partner_admin",
        /// One version of a permission set (A7).
        PermissionSet = "permission_set",
    }
}

impl Access {
    /// The word of the kind.
    pub const fn kind(self) -> &'static str {
        let kind = match self {
            Self::SuperAdmin => AccessKind::SuperAdmin,
            Self::PartnerAdmin => AccessKind::PartnerAdmin,
            Self::PermissionSet(_) => AccessKind::PermissionSet,
        };
        kind.as_str()
    }

    /// Whether this is the same access. Two versions of one set count as the same.
    pub fn is_same_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::PermissionSet(held), Self::PermissionSet(other)) => held.set == other.set,
            _ => self == other,
        }
    }
}

/// The version of a permission set that a membership holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldVersion {
    /// The permission set.
    pub set: PermissionSetId,
    /// The version of the set, from 1.
    pub version: u32,
}

/// Permissions added to and clipped from one membership, on top of its base. What the client
/// withholds is kept in its [`Terms`](crate::membership::terms::Terms), because it outlives the
/// membership.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Adjustments {
    /// Permissions given beyond the base.
    pub added: Vec<PermissionKey>,
    /// Permissions of the base that were not given, because the giver does not hold them (A2).
    pub clipped: Vec<PermissionKey>,
}

words! {
    /// Whether a partner calls somebody an employee or a contractor. It has nothing to do with
    /// verification.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Engagement {
        /// On the staff.
        #[default]
        Employee = "employee",
        /// Hired for a time.
        Contractor = "contractor",
    }

    /// The status of a membership.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Status {
        /// The invitation has not been accepted yet.
        Invited = "invited",
        /// In use.
        Active = "active",
        /// No access, but it can be reactivated (D3).
        Deactivated = "deactivated",
    }
}

/// The number of days for which an invitation can be accepted (I1).
pub const INVITATION_DAYS: u32 = 7;

/// The state of a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipState {
    /// The id of the membership.
    pub id: MembershipId,
    /// The account.
    pub account: AccountId,
    /// The user who is the member.
    pub user: UserId,
    /// Super admin, partner admin, or a permission set.
    pub access: Access,
    /// Permissions added to and clipped from the access.
    pub adjustments: Adjustments,
    /// The seat; a membership has exactly one (S3).
    pub seat: Seat,
    /// Paid seats held in addition (S3).
    pub paid_seats: PaidSeats,
    /// Until when the open invitation can be accepted; `None`: there is none (I1).
    pub invited_until: Option<Time>,
    /// Whether the membership is deactivated (D3).
    pub deactivated: bool,
    /// The partner that the member acts for; `None`: nobody.
    pub partner: Option<AccountId>,
    /// Employee or contractor.
    pub engagement: Engagement,
    /// When access expires (A9); `None`: never.
    pub expires_at: Option<Time>,
    /// The last end that was recorded as reached. Each end is recorded once (A9).
    pub end_noted: Option<Time>,
    /// When the member was last active here (R7).
    pub last_active_at: Option<Time>,
    /// When the membership was created.
    pub created_at: Time,
    /// When the membership was last changed.
    pub updated_at: Time,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// A user in an account.
    Membership of MembershipState
}

/// The content of a new membership.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// The account.
    pub account: AccountId,
    /// The user who is the member.
    pub user: UserId,
    /// Super admin, partner admin, or a permission set.
    pub access: Access,
    /// Permissions added to and clipped from the access.
    pub adjustments: Adjustments,
    /// The seat; a membership has exactly one (S3).
    pub seat: Seat,
    /// Paid seats held in addition (S3).
    pub paid_seats: PaidSeats,
    /// Until when the invitation can be accepted; `None`: active at once.
    pub invited_until: Option<Time>,
    /// The partner that the member acts for; `None`: nobody.
    pub partner: Option<AccountId>,
    /// Employee or contractor.
    pub engagement: Engagement,
    /// When access expires (A9); `None`: never.
    pub expires_at: Option<Time>,
}

impl Membership {
    /// Creates a membership.
    pub fn begin(id: MembershipId, new: NewMembership, now: Time) -> Self {
        Self(MembershipState {
            id,
            account: new.account,
            user: new.user,
            access: new.access,
            adjustments: new.adjustments,
            seat: new.seat,
            paid_seats: new.paid_seats,
            invited_until: new.invited_until,
            deactivated: false,
            partner: new.partner,
            engagement: new.engagement,
            expires_at: new.expires_at,
            end_noted: None,
            last_active_at: None,
            created_at: now,
            updated_at: now,
            version: Version::FIRST,
        })
    }

    /// The status: deactivated, otherwise invited, otherwise active.
    pub const fn status(&self) -> Status {
        if self.0.deactivated {
            Status::Deactivated
        } else if self.0.invited_until.is_some() {
            Status::Invited
        } else {
            Status::Active
        }
    }

    /// Whether access has expired (A9).
    pub fn is_expired(&self, now: Time) -> bool {
        self.0.expires_at.is_some_and(|end| end <= now)
    }

    /// Records that the end was reached (A9). Returns `false` and changes nothing if it was not
    /// reached, or was recorded before. An end that is moved and reached again is recorded again.
    #[must_use]
    pub fn note_end(&mut self, now: Time) -> bool {
        let end = self.0.expires_at;
        if !self.is_expired(now) || self.0.end_noted == end {
            return false;
        }
        self.change(now, |state| state.end_noted = end);
        true
    }

    /// Sets the engagement. Tells whether that changed anything.
    pub fn set_engagement(&mut self, engagement: Engagement, now: Time) -> bool {
        let changed = self.0.engagement != engagement;
        if changed {
            self.change(now, |state| state.engagement = engagement);
        }
        changed
    }

    /// Sets, moves or clears the end. Tells whether that changed anything.
    pub fn expire_at(&mut self, end: Option<Time>, now: Time) -> bool {
        let changed = self.0.expires_at != end;
        if changed {
            self.change(now, |state| state.expires_at = end);
        }
        changed
    }

    /// Changes the state by a rule of this crate, and sets the time of the change.
    pub(crate) fn change(&mut self, now: Time, rule: impl FnOnce(&mut MembershipState)) {
        rule(&mut self.0);
        self.0.updated_at = now;
    }
}
