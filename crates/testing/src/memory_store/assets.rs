use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest},
        reference::UserRef,
        text::{AssetKind, ExternalId},
        time::Time,
    },
    ports::{AssetQueries, AssetRef, AssetRepository, StoreError, Taken},
    work::asset::{Asset, OwnedAsset, Tallies, Tally},
};

use super::{
    list::{Order, by_id, page_of},
    state::taken,
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> AssetQueries for Memory<S> {
    async fn members_named(
        &mut self,
        account: AccountId,
        people: &[UserRef],
    ) -> Result<BTreeMap<UserRef, UserId>, StoreError> {
        self.look(|view| {
            let users = view.state.users.values();
            let members = users
                .filter(|user| view.state.memberships.contains_key(&(account, user.id)))
                .flat_map(|user| {
                    let external = user.external_id.clone().map(UserRef::External);
                    let named = external.into_iter().chain([UserRef::Id(user.id)]);
                    named.map(|named| (named, user.id))
                });
            members
                .filter(|(named, _)| people.contains(named))
                .collect()
        })
    }

    async fn assets_named(
        &mut self,
        account: AccountId,
        ids: &[ExternalId],
    ) -> Result<Vec<Asset>, StoreError> {
        self.look(|view| {
            let assets = view.state.assets.values();
            assets
                .filter(|asset| asset.account == account && ids.contains(&asset.external_id))
                .cloned()
                .collect()
        })
    }

    async fn asset_tallies(
        &mut self,
        owners: &[(AccountId, UserId)],
    ) -> Result<BTreeMap<(AccountId, UserId), Tallies>, StoreError> {
        let owners: BTreeSet<_> = owners.iter().copied().collect();
        self.look(|view| {
            let mut tallies: BTreeMap<_, Tallies> = BTreeMap::new();
            for asset in view.state.assets.values() {
                let Some(owner) = asset.owner.map(|owner| (asset.account, owner)) else {
                    continue;
                };
                if owners.contains(&owner) {
                    let tally = tallies.entry(owner).or_default();
                    let tally = tally.entry(asset.kind.clone()).or_insert(Tally {
                        count: 0,
                        newest: asset.changed_at,
                    });
                    tally.count += 1;
                    tally.newest = tally.newest.max(asset.changed_at);
                }
            }
            tallies
        })
    }

    async fn assets_owned(
        &mut self,
        account: AccountId,
        owners: &[UserId],
    ) -> Result<Vec<OwnedAsset>, StoreError> {
        self.look(|view| {
            let assets = view.state.assets.values();
            let owned = assets
                .filter(|asset| asset.account == account)
                .filter_map(|asset| {
                    let owner = asset.owner.filter(|owner| owners.contains(owner))?;
                    Some(OwnedAsset {
                        id: asset.id,
                        external_id: asset.external_id.clone(),
                        kind: asset.kind.clone(),
                        owner,
                    })
                });
            owned.collect()
        })
    }

    async fn assets(
        &mut self,
        account: AccountId,
        owner: UserId,
        kind: Option<&AssetKind>,
        page: &PageRequest,
    ) -> Result<Page<Asset>, StoreError> {
        self.look(|view| {
            let assets = view.state.assets.values();
            let wanted = assets
                .filter(|asset| asset.account == account && asset.owner == Some(owner))
                .filter(|asset| kind.is_none_or(|kind| asset.kind == *kind))
                .cloned()
                .collect();
            page_of(wanted, Order::Up, page, |asset: &Asset| {
                by_id(asset.id.uuid())
            })
        })
    }
}

#[async_trait]
impl AssetRepository for Memory<Draft> {
    async fn put_assets(&mut self, assets: &[Asset]) -> Result<(), StoreError> {
        self.write(|state| {
            let known = state.assets.values();
            let mut known: HashMap<_, _> = known
                .map(|asset| ((asset.account, asset.external_id.clone()), asset.id))
                .collect();
            for asset in assets {
                let place = (asset.account, asset.external_id.clone());
                let holder = *known.entry(place).or_insert(asset.id);
                taken(Taken::ExternalId, holder != asset.id)?;
                state.assets.insert(asset.id, asset.clone());
            }
            Ok(())
        })
    }

    async fn give_assets(
        &mut self,
        account: AccountId,
        from: &[(UserId, AssetKind)],
        to: Option<UserId>,
        now: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            for asset in state.assets.values_mut() {
                let is_meant = |(owner, kind): &(UserId, AssetKind)| {
                    asset.owner == Some(*owner) && asset.kind == *kind
                };
                if asset.account == account && from.iter().any(is_meant) {
                    asset.owner = to;
                    asset.changed_at = now;
                }
            }
            Ok(())
        })
    }

    async fn remove_asset(
        &mut self,
        account: AccountId,
        asset: &AssetRef,
    ) -> Result<bool, StoreError> {
        self.write(|state| {
            let before = state.assets.len();
            state.assets.retain(|id, kept| {
                let is_meant = match asset {
                    AssetRef::Id(wanted) => wanted == id,
                    AssetRef::External(wanted) => *wanted == kept.external_id,
                };
                !(is_meant && kept.account == account)
            });
            Ok(state.assets.len() < before)
        })
    }
}
