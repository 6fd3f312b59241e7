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
        /// Those of these users who are members of the account, whatever the status; others are
        /// left out.
        async fn members_named(
            &mut self,
            account: AccountId,
            people: &[UserRef],
        ) -> Result<BTreeMap<UserRef, UserId>, StoreError>;

        /// The account's assets with these external ids, in no order; unknown ones are left out.
        async fn assets_named(
            &mut self,
            account: AccountId,
            ids: &[ExternalId],
        ) -> Result<Vec<Asset>, StoreError>;

        /// The assets that each of these users owns in the account, counted by kind; users without
        /// assets are left out.
        async fn asset_tallies(
            &mut self,
            owners: &[(AccountId, UserId)],
        ) -> Result<BTreeMap<(AccountId, UserId), Tallies>, StoreError>;

        /// All assets that these users own in the account, in the order of their ids.
        async fn assets_owned(
            &mut self,
            account: AccountId,
            owners: &[UserId],
        ) -> Result<Vec<OwnedAsset>, StoreError>;

        /// The assets a user owns in the account, of one kind or of all, in the order of their ids.
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
    /// Writes assets. The caller must have locked the account.
    pub trait AssetRepository {
        /// Stores new and changed assets, many in few statements, and touches no others.
        async fn put_assets(&mut self, assets: &[Asset]) -> Result<(), StoreError>;

        /// Gives all assets of these users and kinds in the account to another owner, or to nobody.
        async fn give_assets(
            &mut self,
            account: AccountId,
            from: &[(UserId, AssetKind)],
            to: Option<UserId>,
            now: Time,
        ) -> Result<(), StoreError>;

        /// Removes an asset of the account. Tells whether it was there.
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
    /// Latchkey's id.
    Id(AssetId),
    /// The platform's id.
    External(ExternalId),
}
