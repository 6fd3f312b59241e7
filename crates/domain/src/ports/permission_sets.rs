use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, PermissionSetId},
        page::{Page, PageRequest},
        text::ExternalId,
    },
    permission::PermissionSet,
};

port! {
    /// Reads permission sets in their newest version.
    pub trait PermissionSetQueries {
        /// The set of that id.
        async fn permission_set(
            &mut self,
            id: PermissionSetId,
        ) -> Result<Option<PermissionSet>, StoreError>;

        /// The set that the platform calls so among those an account owns.
        async fn permission_set_by_external_id(
            &mut self,
            owner: AccountId,
            id: &ExternalId,
        ) -> Result<Option<PermissionSet>, StoreError>;

        /// The standard sets and those of the owners, in the order of their ids.
        async fn permission_sets(
            &mut self,
            owners: &[AccountId],
            page: &PageRequest,
        ) -> Result<Page<PermissionSet>, StoreError>;

        /// Every set, standard or an account's own, in the order of their ids.
        async fn all_permission_sets(
            &mut self,
            page: &PageRequest,
        ) -> Result<Page<PermissionSet>, StoreError>;

        /// The standard sets, all of them, whether the catalogue in force still has them or not.
        async fn standard_sets(&mut self) -> Result<Vec<PermissionSet>, StoreError>;

        /// How many memberships hold any version of the set.
        async fn holders(&mut self, id: PermissionSetId) -> Result<u64, StoreError>;

        /// [`holders`](Self::holders) of several sets at once; those that nobody holds are left
        /// out.
        async fn holders_among(
            &mut self,
            ids: &[PermissionSetId],
        ) -> Result<BTreeMap<PermissionSetId, u64>, StoreError>;
    }
}

port! {
    /// Writes permission sets.
    pub trait PermissionSetRepository {
        /// Keeps a new set. [`Taken::PermissionSet`](super::Taken) where its external id is taken
        /// in its account.
        async fn insert_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError>;

        /// Keeps a changed set; a version number that was not there is kept as a new version.
        async fn save_permission_set(&mut self, set: &mut PermissionSet) -> Result<(), StoreError>;

        /// Moves the holders in one account, or in all, to the set's newest version (A7). Tells how
        /// many moved.
        async fn move_holders(
            &mut self,
            set: &PermissionSet,
            account: Option<AccountId>,
        ) -> Result<u64, StoreError>;

        /// Removes a set and its versions, which nobody holds.
        async fn remove_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError>;
    }
}
