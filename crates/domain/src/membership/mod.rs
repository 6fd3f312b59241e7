//! Memberships: a user in an account, with access, seat, status, and the partner they act for.

pub mod decision;
pub mod employee;
pub mod explanation;
pub mod grant;
pub mod member;
pub mod standing;
pub mod super_admins;
pub mod terms;

use std::fmt;

use crate::{
    base::{
        aggregate::aggregate,
        ids::{AccountId, MembershipId, PermissionSetId, UserId},
        text::Name,
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

/// One employment of a person: a break ends it for good, and the next one has another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmploymentKey {
    /// The membership in the partner's account. It never comes back once it is removed.
    pub membership: MembershipId,
    /// How many employments began with this membership, this one included. 0: it was there before
    /// employments were counted.
    pub number: u32,
}

impl fmt::Display for EmploymentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.membership, self.number)
    }
}

impl EmploymentKey {
    /// Reads the text form again.
    pub fn parse(text: &str) -> Option<Self> {
        let (membership, number) = text.split_once(':')?;
        Some(Self {
            membership: membership.parse().ok()?,
            number: number.parse().ok()?,
        })
    }

    /// The employment before this one; `None`: there was none with this membership.
    pub fn previous(self) -> Option<Self> {
        let number = self.number.checked_sub(1)?;
        Some(Self { number, ..self })
    }

    /// Whether this is the employment under which something was given. What was given while
    /// employments were not counted belongs to one that is not counted either.
    pub fn gave(self, given: Option<Self>) -> bool {
        given.map_or(self.number == 0, |given| given == self)
    }
}

/// A person's membership in the account of the partner they act for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employment {
    /// The status of that membership.
    pub status: Status,
    /// When that membership expires (A9); `None`: never.
    pub expires_at: Option<Time>,
    /// Whether the person acts for a partner there, and so is not an employee.
    pub acts_for_another: bool,
    /// The employment that holds now, or held last.
    pub key: EmploymentKey,
}

impl Employment {
    /// Whether the membership is an employment now, regardless of the user's and the account's
    /// status. A disabled user or a closed account does not end an employment: both can come back
    /// (D8).
    pub fn lasts(&self, now: Time) -> bool {
        self.status == Status::Active
            && self.expires_at.is_none_or(|end| end > now)
            && !self.acts_for_another
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
    /// What the account calls somebody whom it invited and who is not known yet (I6).
    pub given_name: Option<Name>,
    /// Super admin, partner admin, or a permission set.
    pub access: Access,
    /// Who made the member super admin, until the member takes it. `None`: taken, or not super admin.
    pub offered_by: Option<UserId>,
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
    /// Whether an offboarding deactivated it, so that giving back what a break cut brings it back (D8).
    pub offboarded: bool,
    /// The partner that the member acts for; `None`: nobody.
    pub partner: Option<AccountId>,
    /// Employee or contractor.
    pub engagement: Engagement,
    /// When access expires (A9); `None`: never.
    pub expires_at: Option<Time>,
    /// The last end that was recorded as reached. Each end is recorded once (A9).
    pub end_noted: Option<Time>,
    /// How many employments began with this membership, as far as they were counted.
    pub employments: u32,
    /// Under which employment the access was given, for a member who acts for a partner; `None`: while
    /// employments were not counted.
    pub given_under: Option<EmploymentKey>,
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

impl MembershipState {
    /// Deactivates it, in somebody's name: giving back does not bring it back from now on (D8).
    pub(crate) fn end(&mut self) {
        self.deactivated = true;
        self.offboarded &= self.access == Access::SuperAdmin;
    }
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
    /// Who makes the member super admin. `None`: not super admin, or the platform does, whose word
    /// counts as taken.
    pub offered_by: Option<UserId>,
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
    /// Under which employment it is given; `None`: the member acts for nobody.
    pub given_under: Option<EmploymentKey>,
}

impl Membership {
    /// Creates a membership.
    pub fn begin(id: MembershipId, new: NewMembership, now: Time) -> Self {
        let mut membership = Self(MembershipState {
            id,
            account: new.account,
            user: new.user,
            given_name: None,
            access: new.access,
            offered_by: new.offered_by,
            adjustments: new.adjustments,
            seat: new.seat,
            paid_seats: new.paid_seats,
            invited_until: new.invited_until,
            deactivated: false,
            offboarded: false,
            partner: new.partner,
            engagement: new.engagement,
            expires_at: new.expires_at,
            end_noted: None,
            employments: 0,
            given_under: new.given_under,
            last_active_at: None,
            created_at: now,
            updated_at: now,
            version: Version::FIRST,
        });
        if membership.employment().lasts(now) {
            membership.0.employments = 1;
        }
        membership
    }

    /// Keeps what the account calls somebody who is not known yet (I6).
    pub fn call(&mut self, name: Name) {
        self.0.given_name = Some(name);
    }

    /// The same membership without what the account called the person.
    #[must_use]
    pub fn without_given_name(&self) -> Self {
        Self(MembershipState {
            given_name: None,
            ..self.0.clone()
        })
    }

    /// The same invitation for somebody else, under a new id: who is known now takes over what was meant
    /// for their address (I6).
    #[must_use]
    pub fn handed_to(&self, user: UserId, id: MembershipId, now: Time) -> Self {
        Self(MembershipState {
            id,
            user,
            given_name: None,
            updated_at: now,
            version: Version::FIRST,
            ..self.0.clone()
        })
    }

    /// Reads the membership as an employment, whether or not it is one.
    pub fn employment(&self) -> Employment {
        Employment {
            status: self.status(),
            expires_at: self.0.expires_at,
            acts_for_another: self.0.partner.is_some(),
            key: EmploymentKey {
                membership: self.0.id,
                number: self.0.employments,
            },
        }
    }

    /// Whether an end has passed that is not recorded yet (A9).
    pub fn has_end_to_note(&self, now: Time) -> bool {
        self.is_expired(now) && self.0.end_noted != self.0.expires_at
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

    /// Whether somebody can still end it by deactivating it: it is active, or an offboarding deactivated it,
    /// which giving back would undo (D8). Super admins are not given back.
    pub fn can_be_ended(&self) -> bool {
        !self.0.deactivated || (self.0.offboarded && self.0.access != Access::SuperAdmin)
    }

    /// Deactivates it, in somebody's name.
    pub(crate) fn deactivate(&mut self, now: Time) {
        self.change(now, MembershipState::end);
    }

    /// Whether the super admin has taken their access; `None`: the member is not super admin.
    pub fn is_taken(&self) -> Option<bool> {
        let is_super_admin = self.0.access == Access::SuperAdmin;
        is_super_admin.then_some(self.0.offered_by.is_none())
    }

    /// Records that the super admin takes their access (words: taken). Tells whether that changed
    /// anything.
    pub fn take(&mut self, now: Time) -> bool {
        let changed = self.0.offered_by.is_some();
        if changed {
            self.change(now, |state| state.offered_by = None);
        }
        changed
    }

    /// Whether access has expired (A9).
    pub fn is_expired(&self, now: Time) -> bool {
        self.0.expires_at.is_some_and(|end| end <= now)
    }

    /// Records that the end was reached (A9). Returns `false` and changes nothing if it was not
    /// reached, or was recorded before. An end that is moved and reached again is recorded again.
    #[must_use]
    pub fn note_end(&mut self, now: Time) -> bool {
        let to_note = self.has_end_to_note(now);
        if to_note {
            self.change(now, |state| state.end_noted = state.expires_at);
        }
        to_note
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

    /// Changes the state by a rule of this crate, and sets the time of the change. An employment that
    /// begins by it is counted, and an end of one that has passed is overtaken: whoever changes the
    /// membership records it (D8).
    pub(crate) fn change(&mut self, now: Time, rule: impl FnOnce(&mut MembershipState)) {
        let lasted = self.employment().lasts(now);
        let overtaken = self.0.expires_at.filter(|_| self.overtakes_end(now));
        rule(&mut self.0);
        self.0.offboarded &= self.0.deactivated;
        self.0.end_noted = overtaken.or(self.0.end_noted);
        if !lasted && self.employment().lasts(now) {
            self.0.employments += 1;
        }
        self.0.updated_at = now;
    }

    /// Whether a change would overtake the end of an employment that nobody has recorded yet.
    pub fn overtakes_end(&self, now: Time) -> bool {
        self.0.partner.is_none() && self.status() == Status::Active && self.has_end_to_note(now)
    }
}
