//! Employees of a partner, as far as giving them access in clients depends on them.

use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{EmploymentKey, Membership, Status, standing::Backing},
    people::user::UserStatus,
};

/// The last employment of a person that ended at a partner. It is remembered after the person was
/// removed from the partner's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmploymentEnd {
    /// The partner.
    pub partner: AccountId,
    /// The person.
    pub user: UserId,
    /// The employment that ended.
    pub employment: EmploymentKey,
    /// When it ended.
    pub at: Time,
}

/// When the last employment of somebody ended who is not employed now: as recorded, or by an end of
/// their membership that has passed and that nobody has recorded yet.
pub fn left_at(recorded: Option<Time>, membership: Option<&Membership>, now: Time) -> Option<Time> {
    let of_employment =
        |held: &&Membership| held.partner.is_none() && held.status() == Status::Active;
    let passed = membership
        .filter(of_employment)
        .and_then(|held| held.expires_at)
        .filter(|end| *end <= now);
    recorded.max(passed)
}

/// A user with their membership in a partner account: just what tells whether they are an employee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employee {
    /// The user.
    pub user: UserId,
    /// Whether the user is active, disabled or erased.
    pub status: UserStatus,
    /// Whether their address is confirmed; if not, they are invited first (I1).
    pub confirmed: bool,
    /// The partner, and their membership in its account.
    pub backing: Backing,
}

impl Employee {
    /// Whether they are an active employee of the partner (section 1 of the rules).
    pub fn is_active(&self, now: Time) -> bool {
        self.current_employment(now).is_some()
    }

    /// The employment that holds now; `None`: they are no active employee.
    pub fn current_employment(&self, now: Time) -> Option<EmploymentKey> {
        let enabled = self.status == UserStatus::Active;
        self.backing.current_employment(now).filter(|_| enabled)
    }
}
