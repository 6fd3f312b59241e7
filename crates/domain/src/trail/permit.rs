//! Permits: given by the gate, needed for every commit.

use crate::{base::ids::AccountId, trail::origin::Origin};

/// The permission to do one act, with its actor and the account they act from. Only the
/// [gate](crate::gate) makes permits. Only a permit makes
/// [`Records`](crate::trail::audit::Records), and only records make a commit.
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

    /// The origin of the act.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The account the actor acts from.
    pub const fn actor_account(&self) -> Option<AccountId> {
        self.actor_account
    }
}
