//! Whether a membership gives anything now (P5, Q1): a pure function of a few facts, small enough
//! to cache for millions of memberships.

use crate::{
    base::{denial::Denial, time::Time},
    membership::{Access, Employment, EmploymentKey, Status},
    people::{account::AccountStatus, user::UserStatus},
};

/// The facts that decide whether a membership gives anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingFacts {
    /// Whether the user is active, disabled or erased.
    pub user: UserStatus,
    /// Whether the account is active or closed.
    pub account: AccountStatus,
    /// Super admin, partner admin, or a permission set.
    pub access: Access,
    /// The status of the membership.
    pub status: Status,
    /// When the membership expires (A9); `None`: never.
    pub expires_at: Option<Time>,
    /// The partner and the employment there; `None`: the membership acts for nobody.
    pub backing: Option<Backing>,
    /// Under which employment the membership was given.
    pub given_under: Option<EmploymentKey>,
}

/// The facts about the partner that a membership acts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backing {
    /// Whether the partner account is active or closed.
    pub status: AccountStatus,
    /// Whether the partner is enrolled in the partner program.
    pub enrolled: bool,
    /// Whether the account is or was a partner.
    pub was_partner: bool,
    /// The person's own membership in the partner account.
    pub employment: Option<Employment>,
}

impl Backing {
    /// Whether the person is an active employee of the partner. The user's own status is not
    /// checked.
    pub fn is_employee(&self, now: Time) -> bool {
        let Some(employment) = self.employment else {
            return false;
        };
        self.was_partner && self.status == AccountStatus::Active && employment.lasts(now)
    }
}

impl Backing {
    /// The employment that holds now; `None`: the person is no active employee of the partner. The
    /// user's own status is not checked.
    pub fn current_employment(&self, now: Time) -> Option<EmploymentKey> {
        let employment = self.employment.filter(|_| self.is_employee(now));
        employment.map(|employment| employment.key)
    }

    /// Whether what was given under this employment had no break since. The partner's account may be
    /// closed, and the user disabled: both pass.
    pub fn is_unbroken_since(&self, given: Option<EmploymentKey>, now: Time) -> bool {
        self.employment
            .is_some_and(|employment| employment.lasts(now) && employment.key.gave(given))
    }
}

impl StandingFacts {
    /// Whether the membership gives anything now (P5). If not, the first reason in the order of Q1.
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
            let backed = match self.access {
                Access::SuperAdmin => backing.status == AccountStatus::Active,
                Access::PartnerAdmin | Access::PermissionSet(_) => {
                    backing.is_employee(now) && backing.is_unbroken_since(self.given_under, now)
                }
            };
            if !backed {
                return Err(Denial::NotAnEmployee);
            }
        }
        Ok(())
    }
}
