//! Loads a set for an account: a standard one or its own. Other sets are hidden: 404.

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

/// A set and an account, as the caller names them.
#[derive(Debug, Clone)]
pub struct TargetSet {
    /// The account.
    pub account: AccountRef,
    /// The set.
    pub permission_set: PermissionSetId,
}

impl TargetSet {
    /// An attempt to change this set.
    pub(super) fn attempted(&self, kind: EventKind) -> Attempted {
        Attempted::new(kind)
            .in_account(&self.account)
            .on(self.permission_set)
    }

    /// Looks up the account after checking the caller's token.
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

/// A set as seen from an account.
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

    /// Loads a standard set or an own one.
    pub(super) async fn load(self, reader: &mut dyn Reader) -> Result<PermissionSet, UseCaseError> {
        let set = reader.permission_set(self.permission_set).await?;
        let known = set.filter(|set| match set.owner() {
            SetOwner::Standard => true,
            SetOwner::Account(owner) => owner == self.account,
        });
        Ok(known.ok_or(Refusal::NotFound)?)
    }

    /// Loads an own set of the account. Standard sets are read-only (A7).
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
