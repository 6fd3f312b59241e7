//! The compact forms of cached facts.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use latchkey_domain::{
    base::{ids::AccountId, time::Time},
    membership::{Access, EmploymentKey, Status, grant::Adjusted},
    people::{account::AccountStatus, user::UserStatus},
    permission::seat::{PaidSeats, Seat, SeatPricing},
};

/// Numbers the cached users and accounts. A user or account that is dropped and cached again gets a
/// new number, so entries under the old number are never found again.
#[derive(Debug)]
pub(super) struct Places(pub(super) AtomicU32);

impl Places {
    /// The next number; `None` if all are used.
    pub(super) fn next(&self) -> Option<u32> {
        let next = |used: u32| used.checked_add(1);
        let order = Ordering::Relaxed;
        self.0.fetch_update(order, order, next).ok()
    }
}

/// The user or account with an external id, valid while it is cached under this number.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedId<T> {
    pub(super) id: T,
    pub(super) place: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct KeptUser {
    pub(super) place: u32,
    pub(super) status: UserStatus,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct KeptAccount {
    pub(super) place: u32,
    pub(super) status: AccountStatus,
    /// Known once a member of the account is cached.
    pub(super) pricing: Option<SeatPricing>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct KeptPartner {
    pub(super) status: AccountStatus,
    pub(super) enrolled: bool,
    pub(super) was_partner: bool,
}

/// A membership, or the fact that there is none.
#[derive(Debug, Clone)]
pub(super) struct KeptMember {
    pub(super) shape: Option<Arc<Shape>>,
    pub(super) expires_at: Option<Time>,
    pub(super) given_under: Option<EmploymentKey>,
}

/// Everything about a membership except its member, its end and when it was given. Few shapes differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) access: Access,
    /// Whether the membership follows the newest version of its set (A7).
    pub(super) follows: bool,
    pub(super) status: Status,
    pub(super) seat: Seat,
    pub(super) paid: PaidSeats,
    pub(super) partner: Option<AccountId>,
    pub(super) adjusted: Adjusted,
}
