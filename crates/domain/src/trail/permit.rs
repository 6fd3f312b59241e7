//! The right to do one act: what the gate gives, and what every commit must show.

use crate::{base::ids::AccountId, trail::origin::Origin};

/// The right to do one act, and who does it from which account. Only the gate
/// ([`authority`](crate::gate)) makes one; only a permit makes records
/// ([`Records`](crate::trail::audit::Records)), and only records make a commit.
#[derive(Debug, Clone)]
pub struct Permit {
    origin: Origin,
    actor_account: Option<AccountId>,
}

impl Permit {
    /// For the gate alone.
    pub(crate) const fn new(origin: Origin, actor_account: Option<AccountId>) -> Self {
        Self {
            origin,
            actor_account,
        }
    }

    /// Who acts, in which request, from where and why.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// From which account the actor acts.
    pub const fn actor_account(&self) -> Option<AccountId> {
        self.actor_account
    }
}
