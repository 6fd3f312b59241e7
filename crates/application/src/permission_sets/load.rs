//! Loads a set for an account: a standard one or its own. Other sets are hidden: 404.

use latchkey_domain::{
    base::{
        ids::AccountId,
        reference::{AccountRef, PermissionSetRef},
        refusal::{Conflict, Refusal},
    },
    gate::Need,
    people::token::Scope,
    permission::{PermissionSet, SetOwner},
    ports::Reader,
    trail::event::EventKind,
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
    pub permission_set: PermissionSetRef,
}

impl TargetSet {
    /// An attempt to change this set.
    pub(super) fn attempted(&self, kind: EventKind) -> Attempted {
        let attempted = Attempted::new(kind).in_account(&self.account);
        match self.permission_set {
            PermissionSetRef::Id(id) => attempted.on(id),
            PermissionSetRef::External(_) => attempted,
        }
    }

    /// Looks up the account after checking the caller's token.
    pub(super) async fn find(
        &self,
        ports: &Ports,
        cx: &RequestContext,
        need: Need,
    ) -> Result<SetAt, UseCaseError> {
        let (place, scope) = ([&self.account], Scope::Provision);
        let [account] = named::place_for_caller(ports, cx, need, scope, place).await?;
        Ok(SetAt {
            account,
            permission_set: self.permission_set.clone(),
        })
    }
}

/// A set as seen from an account.
#[derive(Debug, Clone)]
pub(super) struct SetAt {
    pub(super) account: AccountId,
    permission_set: PermissionSetRef,
}

impl SetAt {
    /// Loads a standard set or an own one.
    pub(super) async fn load(
        &self,
        reader: &mut dyn Reader,
    ) -> Result<PermissionSet, UseCaseError> {
        let set = match &self.permission_set {
            PermissionSetRef::Id(id) => reader.permission_set(*id).await?,
            PermissionSetRef::External(id) => {
                reader
                    .permission_set_by_external_id(self.account, id)
                    .await?
            }
        };
        let known = set.filter(|set| match set.owner() {
            SetOwner::Standard => true,
            SetOwner::Account(owner) => owner == self.account,
        });
        Ok(known.ok_or(Refusal::NotFound)?)
    }

    /// Loads an own set of the account. Standard sets are read-only (A7).
    pub(super) async fn load_own(
        &self,
        reader: &mut dyn Reader,
    ) -> Result<PermissionSet, UseCaseError> {
        let set = self.load(reader).await?;
        match set.owner() {
            SetOwner::Account(_) => Ok(set),
            SetOwner::Standard => Err(Refusal::Conflict(Conflict::StandardSet).into()),
        }
    }
}
