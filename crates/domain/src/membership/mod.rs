//! Memberships: a user in an account, with access, seat, status, and for whom they act.

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

/// What kind of access a membership gives.
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

    /// Whether it is the same access: another version of the same set is no other one.
    pub fn is_same_as(self, other: Self) -> bool {
        match (self, other) {
            (Self::PermissionSet(held), Self::PermissionSet(other)) => held.set == other.set,
            _ => self == other,
        }
    }
}

/// A version of a permission set, as a membership holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HeldVersion {
    /// The set.
    pub set: PermissionSetId,
    /// Its version, from 1.
    pub version: u32,
}

/// Permissions added to and clipped from one membership on top of its base. What the client
/// withholds is kept with its [`Terms`](crate::membership::terms::Terms): it outlives the membership.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Adjustments {
    /// Given beyond the base.
    pub added: Vec<PermissionKey>,
    /// Not given although in the base, because whoever gave it lacked it (A2).
    pub clipped: Vec<PermissionKey>,
}

words! {
    /// How a partner calls a person who works for it: says nothing about verification.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Engagement {
        /// On the staff.
        #[default]
        Employee = "employee",
        /// Hired for a while.
        Contractor = "contractor",
    }

    /// The status of a membership.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    pub enum Status {
        /// Waits for the person to accept.
        Invited = "invited",
        /// In use.
        Active = "active",
        /// Switched off, reversibly (D3).
        Deactivated = "deactivated",
    }
}

/// How long an invitation can be accepted, in days (I1).
pub const INVITATION_DAYS: u32 = 7;

/// What is known of a membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipState {
    /// Its id.
    pub id: MembershipId,
    /// In which account.
    pub account: AccountId,
    /// Of which person.
    pub user: UserId,
    /// What kind of access it gives.
    pub access: Access,
    /// What was added to and clipped from that.
    pub adjustments: Adjustments,
    /// The seat.
    pub seat: Seat,
    /// Paid seats beside it (S3).
    pub paid_seats: PaidSeats,
    /// Until when the invitation that it waits for can be accepted; `None`: none waits (I1).
    pub invited_until: Option<Time>,
    /// Whether it is switched off (D3).
    pub deactivated: bool,
    /// The partner that the person acts for here; `None`: nobody.
    pub partner: Option<AccountId>,
    /// How the account calls the person's engagement.
    pub engagement: Engagement,
    /// When access ends by itself (A9).
    pub expires_at: Option<Time>,
    /// The end whose coming was told last: each end that is set is told of once (A9).
    pub end_noted: Option<Time>,
    /// When the person last did anything here (R7).
    pub last_active_at: Option<Time>,
    /// When it was made.
    pub created_at: Time,
    /// When it was changed last.
    pub updated_at: Time,
    /// How often it was changed.
    pub version: Version,
}

aggregate! {
    /// A person in an account.
    Membership of MembershipState
}

/// What a membership begins with.
#[derive(Debug, Clone)]
pub struct NewMembership {
    /// In which account.
    pub account: AccountId,
    /// Of which person.
    pub user: UserId,
    /// What kind of access it gives.
    pub access: Access,
    /// What is added to and clipped from that.
    pub adjustments: Adjustments,
    /// The seat.
    pub seat: Seat,
    /// Paid seats beside it.
    pub paid_seats: PaidSeats,
    /// Until when the person may accept; `None`: active at once.
    pub invited_until: Option<Time>,
    /// For which partner the person acts.
    pub partner: Option<AccountId>,
    /// How the account calls the engagement.
    pub engagement: Engagement,
    /// When access ends by itself.
    pub expires_at: Option<Time>,
}

impl Membership {
    /// Begins a membership.
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

    /// The status: switched off, else waiting for the person, else active.
    pub const fn status(&self) -> Status {
        if self.0.deactivated {
            Status::Deactivated
        } else if self.0.invited_until.is_some() {
            Status::Invited
        } else {
            Status::Active
        }
    }

    /// Whether access has ended by itself (A9).
    pub fn is_expired(&self, now: Time) -> bool {
        self.0.expires_at.is_some_and(|end| end <= now)
    }

    /// Takes note that the end has come (A9). `false`, and nothing changed, where it has not, or where
    /// this end was noted before: an end that is moved and comes again is noted again.
    #[must_use]
    pub fn note_end(&mut self, now: Time) -> bool {
        let end = self.0.expires_at;
        if !self.is_expired(now) || self.0.end_noted == end {
            return false;
        }
        self.change(now, |state| state.end_noted = end);
        true
    }

    /// Says how the account calls the engagement. Tells whether that changed anything.
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

    /// Changes the state by a rule of this crate, and notes when.
    pub(crate) fn change(&mut self, now: Time, rule: impl FnOnce(&mut MembershipState)) {
        rule(&mut self.0);
        self.0.updated_at = now;
    }
}
