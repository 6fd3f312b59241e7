//! The small forms in which facts are kept.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use latchkey_domain::{
    base::{ids::AccountId, time::Time},
    membership::{Access, Status, grant::Adjusted},
    people::{account::AccountStatus, user::UserStatus},
    permission::seat::{PaidSeats, Seat, SeatPricing},
};

/// Gives each user and each account that is kept a short number of its own. Whoever is dropped and
/// kept again gets a new one, so that nothing kept under the old one is found any more.
#[derive(Debug)]
pub(super) struct Places(pub(super) AtomicU32);

impl Places {
    /// The next one; `None` when all are used up.
    pub(super) fn next(&self) -> Option<u32> {
        let next = |used: u32| used.checked_add(1);
        let order = Ordering::Relaxed;
        self.0.fetch_update(order, order, next).ok()
    }
}

/// Whose an external id is, as long as that user or account is kept under this number.
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
    /// Known as soon as there is a member.
    pub(super) pricing: Option<SeatPricing>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct KeptPartner {
    pub(super) status: AccountStatus,
    pub(super) enrolled: bool,
    pub(super) was_partner: bool,
}

/// A membership, or that there is none.
#[derive(Debug, Clone)]
pub(super) struct KeptMember {
    pub(super) shape: Option<Arc<Shape>>,
    pub(super) expires_at: Option<Time>,
}

/// All of a membership but whose it is and when it ends: few of them are different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    pub(super) access: Access,
    /// Whether its set's newest version is always the one held (A7).
    pub(super) follows: bool,
    pub(super) status: Status,
    pub(super) seat: Seat,
    pub(super) paid: PaidSeats,
    pub(super) partner: Option<AccountId>,
    pub(super) adjusted: Adjusted,
}
