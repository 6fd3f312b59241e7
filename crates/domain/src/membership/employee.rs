//! Employees of a partner, as far as giving them access in clients depends on them.

use crate::{
    base::{ids::UserId, time::Time},
    membership::{EmploymentKey, standing::Backing},
    people::user::UserStatus,
};

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
