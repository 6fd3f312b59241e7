//! A set that an account may know of: a standard one or its own. Any other is unknown.

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId},
        reference::AccountRef,
        refusal::{Conflict, Refusal},
    },
    gate::Need,
    permission::{PermissionSet, SetOwner},
    ports::Reader,
    trail::event::{Event, EventKind},
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, refusals::Attempted},
    gates::named,
};

/// A set, seen from an account as the caller names it.
#[derive(Debug, Clone)]
pub struct TargetSet {
    /// The account.
    pub account: AccountRef,
    /// The set.
    pub permission_set: PermissionSetId,
}

impl TargetSet {
    /// The attempt on this set.
    pub(super) fn attempted(&self, kind: EventKind) -> Attempted {
        Attempted::new(kind)
            .in_account(&self.account)
            .on(self.permission_set)
    }

    /// The account looked up, for somebody whose token may be used for that at all.
    pub(super) async fn find(
        &self,
        ports: &Ports,
        cx: &RequestContext,
        need: Need,
    ) -> Result<SetAt, UseCaseError> {
        Ok(SetAt {
            account: named::account_for_user(ports, cx, need, &self.account).await?,
            permission_set: self.permission_set,
        })
    }
}

/// A set, seen from an account.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetAt {
    pub(super) account: AccountId,
    permission_set: PermissionSetId,
}

impl SetAt {
    /// An event about this set.
    pub(super) fn event(self, kind: EventKind) -> Event {
        Event::new(kind)
            .in_account(self.account)
            .on(self.permission_set)
    }

    /// The set, standard or own.
    pub(super) async fn load(self, reader: &mut dyn Reader) -> Result<PermissionSet, UseCaseError> {
        let set = reader.permission_set(self.permission_set).await?;
        let known = set.filter(|set| match set.owner() {
            SetOwner::Standard => true,
            SetOwner::Account(owner) => owner == self.account,
        });
        Ok(known.ok_or(Refusal::NotFound)?)
    }

    /// The account's own set; a standard one is read only (A7).
    pub(super) async fn load_own(
        self,
        reader: &mut dyn Reader,
    ) -> Result<PermissionSet, UseCaseError> {
        let set = self.load(reader).await?;
        match set.owner() {
            SetOwner::Account(_) => Ok(set),
            SetOwner::Standard => Err(Refusal::Conflict(Conflict::StandardSet).into()),
        }
    }
}
