//! A set that an account may know of: a standard one or its own. Any other is unknown.

use latchkey_domain::{
    event::{Event, EventKind},
    ids::{AccountId, PermissionSetId},
    permission::{PermissionSet, SetOwner},
    ports::Reader,
    refusal::{Conflict, Refusal},
};

use crate::error::UseCaseError;

/// A set, seen from an account.
#[derive(Debug, Clone, Copy)]
pub struct TargetSet {
    /// The account.
    pub account: AccountId,
    /// The set.
    pub permission_set: PermissionSetId,
}

impl TargetSet {
    /// The event of an attempt on this set.
    pub(super) fn attempted(self, kind: EventKind) -> Event {
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
