//! Whether a membership gives anything now (P5, Q1): a pure function of a few facts, small enough to
//! be kept for millions of memberships.

use crate::{
    base::{denial::Denial, time::Time},
    membership::{Access, Status},
    people::{account::AccountStatus, user::UserStatus},
};

/// What the standing of a membership rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footing {
    /// Whether the person may act at all.
    pub user: UserStatus,
    /// Whether the account is in use.
    pub account: AccountStatus,
    /// The kind of access.
    pub access: Access,
    /// The membership's own status.
    pub status: Status,
    /// When the membership ends by itself.
    pub expires_at: Option<Time>,
    /// What stands behind it, where it acts for a partner.
    pub backing: Option<Backing>,
}

/// What stands behind a membership that acts for a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backing {
    /// Whether the partner's account is in use.
    pub status: AccountStatus,
    /// Whether the partner is enrolled in the partner program.
    pub enrolled: bool,
    /// Whether it is or was a partner.
    pub was_partner: bool,
    /// The person's own membership in the partner's account.
    pub employment: Option<Employment>,
}

/// What a person's membership in the account of the partner they act for says about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employment {
    /// Its status.
    pub status: Status,
    /// When it ends by itself.
    pub expires_at: Option<Time>,
    /// Whether they act for somebody else there, and so are no employee.
    pub acts_for_another: bool,
}

impl Backing {
    /// Whether the person is an active employee of the partner (section 1), whatever their user's
    /// status.
    pub fn is_employee(&self, now: Time) -> bool {
        let Some(employment) = self.employment else {
            return false;
        };
        self.was_partner && self.status == AccountStatus::Active && employment.lasts(now)
    }
}

impl Employment {
    /// Whether the membership by itself is an employment now, whatever becomes of the user or the account:
    /// a disabled user and a closed account come back, and the employment with them (D8).
    pub fn lasts(&self, now: Time) -> bool {
        self.status == Status::Active
            && self.expires_at.is_none_or(|end| end > now)
            && !self.acts_for_another
    }
}

impl Footing {
    /// Whether the membership gives anything now, and if not why (P5, Q1), in the order of Q1.
    pub fn standing(&self, now: Time) -> Result<(), Denial> {
        if self.user != UserStatus::Active {
            return Err(Denial::UserDisabled);
        }
        if self.account != AccountStatus::Active {
            return Err(Denial::AccountClosed);
        }
        match self.status {
            Status::Invited => return Err(Denial::Invited),
            Status::Deactivated => return Err(Denial::Deactivated),
            Status::Active => {}
        }
        if self.expires_at.is_some_and(|end| end <= now) {
            return Err(Denial::Expired);
        }
        if let Some(backing) = &self.backing {
            let enrolled = backing.enrolled && backing.status == AccountStatus::Active;
            if self.access == Access::PartnerAdmin && !enrolled {
                return Err(Denial::PartnerNotEnrolled);
            }
            if self.access != Access::SuperAdmin && !backing.is_employee(now) {
                return Err(Denial::NotAnEmployee);
            }
        }
        Ok(())
    }
}
