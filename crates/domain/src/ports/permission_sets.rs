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
        /// The set with this id.
        async fn permission_set(
            &mut self,
            id: PermissionSetId,
        ) -> Result<Option<PermissionSet>, StoreError>;

        /// The set with this external id among those of an account.
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

        /// All sets, standard and of accounts, in the order of their ids.
        async fn all_permission_sets(
            &mut self,
            page: &PageRequest,
        ) -> Result<Page<PermissionSet>, StoreError>;

        /// All standard sets, whether or not the catalogue in force still has them.
        async fn standard_sets(&mut self) -> Result<Vec<PermissionSet>, StoreError>;

        /// The number of memberships that hold any version of the set.
        async fn holders(&mut self, id: PermissionSetId) -> Result<u64, StoreError>;

        /// Like [`holders`](Self::holders) for several sets; sets without holders are left out.
        async fn holders_among(
            &mut self,
            ids: &[PermissionSetId],
        ) -> Result<BTreeMap<PermissionSetId, u64>, StoreError>;
    }
}

port! {
    /// Writes permission sets.
    pub trait PermissionSetRepository {
        /// Stores a new set. [`Taken::PermissionSet`](super::Taken) if its external id is taken in
        /// its account.
        async fn insert_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError>;

        /// Saves a changed set; a new version number is stored as a new version.
        async fn save_permission_set(&mut self, set: &mut PermissionSet) -> Result<(), StoreError>;

        /// Moves the holders in one account, or in all, to the newest version of the set (A7), and
        /// returns their number.
        async fn move_holders(
            &mut self,
            set: &PermissionSet,
            account: Option<AccountId>,
        ) -> Result<u64, StoreError>;

        /// Removes a set and its versions. Nobody may hold them.
        async fn remove_permission_set(&mut self, set: &PermissionSet) -> Result<(), StoreError>;
    }
}
