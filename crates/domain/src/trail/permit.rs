//! Permits: given by the gate, needed for every commit.

use crate::{
    base::ids::{AccountId, UserId},
    membership::member::Member,
    trail::{
        event::{Event, EventKind},
        origin::Origin,
    },
};

/// The permission to do one act, with its actor and the account they act from. Only the
/// [gate](crate::gate) makes permits. Only a permit makes
/// [`Records`](crate::trail::audit::Records), and only records make a commit.
#[derive(Debug, Clone)]
pub struct Permit {
    origin: Origin,
    actor_account: Option<AccountId>,
    taking: Option<Taking>,
}

/// A super admin who takes the access that somebody offered them, because they use it: their first
/// committed write on the account's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taking {
    /// The account.
    pub account: AccountId,
    /// The super admin.
    pub user: UserId,
    /// The partner they act for; `None`: nobody.
    pub partner: Option<AccountId>,
}

impl Taking {
    /// The event that they took it.
    pub fn event(&self) -> Event {
        Event::new(EventKind::MembershipTaken)
            .in_account(self.account)
            .about(self.user)
            .with_partner(self.partner)
    }

    /// What the member takes by a write; `None`: nothing was offered.
    pub(crate) fn of(member: &Member) -> Option<Self> {
        let membership = &member.membership;
        membership.offered_by?;
        Some(Self {
            account: membership.account,
            user: membership.user,
            partner: membership.partner,
        })
    }
}

impl Permit {
    /// For the gate alone.
    pub(crate) const fn new(origin: Origin, actor_account: Option<AccountId>) -> Self {
        Self {
            origin,
            actor_account,
            taking: None,
        }
    }

    /// The same permit, used by somebody who takes their access with it.
    pub(crate) const fn taking(mut self, taking: Option<Taking>) -> Self {
        self.taking = taking;
        self
    }

    /// The access that the actor takes by committing the act.
    pub const fn takes(&self) -> Option<Taking> {
        self.taking
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
