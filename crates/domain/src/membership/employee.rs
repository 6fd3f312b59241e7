//! An employee of a partner (section 1), as far as those ask who give people access in clients.

use crate::{
    base::{ids::UserId, time::Time},
    membership::standing::Backing,
    people::user::UserStatus,
};

/// A person with their membership in a partner's account: what tells whether they are its employee, and
/// nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Employee {
    /// Who.
    pub user: UserId,
    /// Whether they may act at all.
    pub status: UserStatus,
    /// Whether their address is known to be theirs: others are invited (I1).
    pub confirmed: bool,
    /// The partner, and their membership there.
    pub backing: Backing,
}

impl Employee {
    /// Whether they are an active employee of the partner (section 1).
    pub fn is_active(&self, now: Time) -> bool {
        self.status == UserStatus::Active && self.backing.is_employee(now)
    }
}
