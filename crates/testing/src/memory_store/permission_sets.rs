use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId},
        page::{Page, PageRequest},
        text::ExternalId,
    },
    membership::{Access, HeldVersion, Membership},
    permission::{PermissionSet, SetOwner},
    ports::{PermissionSetQueries, PermissionSetRepository, StoreError, Taken},
};

use super::{
    list::{Order, by_id, page_of},
    state::{State, taken},
    unit::{Draft, Look, Memory, View},
};
use crate::builders::ChangeFreely as _;

#[async_trait]
impl<S: Look> PermissionSetQueries for Memory<S> {
    async fn permission_set(
        &mut self,
        id: PermissionSetId,
    ) -> Result<Option<PermissionSet>, StoreError> {
        self.look(|view| view.state.sets.get(&id).cloned())
    }

    async fn permission_set_by_external_id(
        &mut self,
        owner: AccountId,
        id: &ExternalId,
    ) -> Result<Option<PermissionSet>, StoreError> {
        let owner = SetOwner::Account(owner);
        self.look(|view| {
            let mut sets = view.state.sets.values();
            sets.find(|set| set.owner() == owner && set.external_id() == Some(id))
                .cloned()
        })
    }

    async fn permission_sets(
        &mut self,
        owners: &[AccountId],
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, StoreError> {
        let wanted = |set: &&PermissionSet| match set.owner() {
            SetOwner::Standard => true,
            SetOwner::Account(owner) => owners.contains(&owner),
        };
        self.look(|view| sets_page(view, page, wanted))
    }

    async fn all_permission_sets(
        &mut self,
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, StoreError> {
        self.look(|view| sets_page(view, page, |_set| true))
    }

    async fn standard_sets(&mut self) -> Result<Vec<PermissionSet>, StoreError> {
        self.look(|view| {
            let sets = view.state.sets.values();
            sets.filter(|set| set.owner() == SetOwner::Standard)
                .cloned()
                .collect()
        })
    }

    async fn holders(&mut self, id: PermissionSetId) -> Result<u64, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let holders = memberships.filter(|membership| held(membership, id).is_some());
            count(holders.count())
        })
    }

    async fn holders_among(
        &mut self,
        ids: &[PermissionSetId],
    ) -> Result<BTreeMap<PermissionSetId, u64>, StoreError> {
        self.look(|view| {
            let mut holders = BTreeMap::new();
            for membership in view.state.memberships.values() {
                if let Access::PermissionSet(held) = membership.access
                    && ids.contains(&held.set)
                {
                    *holders.entry(held.set).or_insert(0) += 1;
                }
            }
            holders
        })
    }
}

/// A page of the sets that are wanted.
fn sets_page(
    view: &View<'_>,
    page: &PageRequest,
    wanted: impl Fn(&&PermissionSet) -> bool,
) -> Page<PermissionSet> {
    let sets = view.state.sets.values().filter(wanted).cloned().collect();
    page_of(sets, Order::Up, page, |set: &PermissionSet| {
        by_id(set.id().uuid())
    })
}

/// The version of the set that a membership holds.
fn held(membership: &Membership, set: PermissionSetId) -> Option<HeldVersion> {
    match membership.access {
        Access::PermissionSet(held) if held.set == set => Some(held),
        Access::PermissionSet(_) | Access::SuperAdmin | Access::PartnerAdmin => None,
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap()
}

impl State {
    fn check_set(&self, set: &PermissionSet) -> Result<(), StoreError> {
        let same = |other: &PermissionSet| {
            other.id() != set.id()
                && other.owner() == set.owner()
                && set.external_id().is_some()
                && other.external_id() == set.external_id()
        };
        taken(Taken::PermissionSet, self.sets.values().any(same))
    }

    fn is_current_set(&self, set: &PermissionSet) -> bool {
        let stored = self.sets.get(&set.id());
        stored.is_some_and(|stored| stored.version() == set.version())
    }

    fn put_set(&mut self, set: &PermissionSet) {
        let version = (set.id(), set.current().number());
        self.set_versions
            .entry(version)
            .or_insert_with(|| set.permissions().to_vec());
        self.sets.insert(set.id(), set.clone());
    }
}

#[async_trait]
impl PermissionSetRepository for Memory<Draft> {
    async fn insert_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.sets.contains_key(&set.id()))?;
            state.check_set(set)?;
            state.put_set(set);
            Ok(())
        })
    }

    async fn save_permission_set(&mut self, set: &mut PermissionSet) -> Result<(), StoreError> {
        self.write(|state| {
            if !state.is_current_set(set) {
                return Err(StoreError::Stale);
            }
            state.check_set(set)?;
            set.saved();
            state.put_set(set);
            Ok(())
        })
    }

    async fn move_holders(
        &mut self,
        set: &PermissionSet,
        account: Option<AccountId>,
    ) -> Result<u64, StoreError> {
        let newest = HeldVersion {
            set: set.id(),
            version: set.current().number(),
        };
        let wanted = |membership: &Membership| {
            account.is_none_or(|account| membership.account == account)
                && held(membership, newest.set).is_some_and(|held| held != newest)
        };
        self.write(|state| {
            let mut moved = 0;
            for membership in state.memberships.values_mut() {
                if wanted(membership) {
                    let updated_at = membership.updated_at;
                    membership.change_freely(updated_at, |membership| {
                        membership.access = Access::PermissionSet(newest);
                    });
                    membership.saved();
                    moved += 1;
                }
            }
            Ok(moved)
        })
    }

    async fn remove_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError> {
        self.write(|state| {
            if !state.is_current_set(set) {
                return Err(StoreError::Stale);
            }
            let mut memberships = state.memberships.values();
            if memberships.any(|membership| held(membership, set.id()).is_some()) {
                let bug = "a set that somebody holds was to be removed";
                return Err(StoreError::Corrupt(bug.into()));
            }
            state.sets.remove(&set.id());
            state.set_versions.retain(|(id, _), _| *id != set.id());
            Ok(())
        })
    }
}
