use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, AssetId, UserId},
        page::{Page, PageRequest},
        reference::UserRef,
        text::{AssetKind, ExternalId},
        time::Time,
    },
    work::asset::{Asset, OwnedAsset, Tallies},
};

port! {
    /// Reads assets: one statement each.
    pub trait AssetQueries {
        /// The people among these, named by either id, who are members of the account, whatever the
        /// status: others are left out.
        async fn members_named(
            &mut self,
            account: AccountId,
            people: &[UserRef],
        ) -> Result<BTreeMap<UserRef, UserId>, StoreError>;

        /// The account's assets with these external ids, in no order, those that there are.
        async fn assets_named(
            &mut self,
            account: AccountId,
            ids: &[ExternalId],
        ) -> Result<Vec<Asset>, StoreError>;

        /// What each of these people owns in that account, by kind; those who own nothing there are
        /// left out.
        async fn asset_tallies(
            &mut self,
            owners: &[(AccountId, UserId)],
        ) -> Result<BTreeMap<(AccountId, UserId), Tallies>, StoreError>;

        /// All that these people own in the account, in the order of the assets' ids.
        async fn assets_owned(
            &mut self,
            account: AccountId,
            owners: &[UserId],
        ) -> Result<Vec<OwnedAsset>, StoreError>;

        /// What a person owns in the account, of one kind or of all, in the order of the assets'
        /// ids.
        async fn assets(
            &mut self,
            account: AccountId,
            owner: UserId,
            kind: Option<&AssetKind>,
            page: &PageRequest,
        ) -> Result<Page<Asset>, StoreError>;
    }
}

port! {
    /// Writes assets. Whoever does so has locked the account.
    pub trait AssetRepository {
        /// Keeps new and changed assets, many in few statements, and touches no other.
        async fn put_assets(&mut self, assets: &[Asset]) -> Result<(), StoreError>;

        /// Gives all that these people own of these kinds in the account to another owner, or to
        /// nobody.
        async fn give_assets(
            &mut self,
            account: AccountId,
            from: &[(UserId, AssetKind)],
            to: Option<UserId>,
            now: Time,
        ) -> Result<(), StoreError>;

        /// Forgets an asset of the account. Tells whether it was there.
        async fn remove_asset(
            &mut self,
            account: AccountId,
            asset: &AssetRef,
        ) -> Result<bool, StoreError>;
    }
}

/// An asset, by either id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetRef {
    /// Latchkey's own.
    Id(AssetId),
    /// The platform's.
    External(ExternalId),
}
