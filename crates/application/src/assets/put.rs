//! The platform reports an account's assets and their owners (D6, D7). Unchanged assets are not
//! written, so that a nightly report makes no review stale.

use std::collections::{BTreeMap, HashMap};

use latchkey_domain::{
    base::{
        ids::UserId,
        reference::{AccountRef, UserRef},
        refusal::{FieldErrors, Refusal},
        text::{AssetKind, ExternalId, Name},
    },
    gate,
    people::token::Scope,
    ports::Locks,
    trail::event::EventKind,
    work::asset::{Asset, GivenAsset},
};

use super::Assets;
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, lists, ready::Ready, refusals::Attempted,
    },
    gates::named,
};

/// The maximum number of assets in one call.
pub const MOST_ASSETS: usize = 1_000;

/// An asset to create or change.
#[derive(Debug, Clone)]
pub struct PutAsset {
    /// Its platform id.
    pub external_id: ExternalId,
    /// Its kind.
    pub kind: AssetKind,
    /// Its name.
    pub name: Name,
    /// Its owner: `None` keeps the owner, `Some(None)` removes it.
    pub owner: Option<Option<UserRef>>,
}

/// Creates or changes assets of an account.
#[derive(Debug, Clone)]
pub struct PutAssets {
    /// The account.
    pub account: AccountRef,
    /// The assets.
    pub assets: Vec<PutAsset>,
}

impl PutAssets {
    fn check(&self) -> Result<(), UseCaseError> {
        lists::must_have_at_most(MOST_ASSETS, "/assets", self.assets.len())?;
        let mut errors = FieldErrors::default();
        for at in lists::twice(self.assets.iter().map(|asset| &asset.external_id)) {
            errors.add(format_args!("/assets/{at}/external_id"), "is named twice");
        }
        Ok(errors.into_result()?)
    }

    fn owners(&self) -> Vec<UserRef> {
        let owners = self.assets.iter().filter_map(|asset| asset.owner.clone());
        owners.flatten().collect()
    }

    /// The assets with their owners looked up. An owner must be a member of the account, with any
    /// status.
    fn given(&self, members: &BTreeMap<UserRef, UserId>) -> Result<Vec<GivenAsset>, UseCaseError> {
        let mut errors = FieldErrors::default();
        let mut given = Vec::with_capacity(self.assets.len());
        for (at, asset) in self.assets.iter().enumerate() {
            let owner = asset.owner.as_ref().map(Option::as_ref);
            if let Some(Some(owner)) = owner
                && !members.contains_key(owner)
            {
                let pointer = format_args!("/assets/{at}/owner");
                errors.add(pointer, "must be a member of the account");
            }
            given.push(GivenAsset {
                external_id: asset.external_id.clone(),
                kind: asset.kind.clone(),
                name: asset.name.clone(),
                owner: owner.map(|owner| owner.and_then(|owner| members.get(owner).copied())),
            });
        }
        errors.into_result()?;
        Ok(given)
    }
}

impl Assets {
    /// Creates or changes assets. Returns how many were new or changed.
    pub async fn put(
        &self,
        cx: &RequestContext,
        cmd: PutAssets,
    ) -> Result<Ready<usize>, UseCaseError> {
        let attempted = Attempted::new(EventKind::AssetReassigned).in_account(&cmd.account);
        let work = self.try_put(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_put(
        &self,
        cx: &RequestContext,
        cmd: &PutAssets,
    ) -> Result<Ready<usize>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        cmd.check()?;
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let account = named::account(ports, &cmd.account).await?;
        let mut unit = ports.store.begin(Locks::none().changing(account)).await?;
        unit.account(account).await?.ok_or(Refusal::NotFound)?;
        let members = unit.members_named(account, &cmd.owners()).await?;
        let given = cmd.given(&members)?;
        let ids: Vec<_> = given
            .iter()
            .map(|asset| asset.external_id.clone())
            .collect();
        let known = unit.assets_named(account, &ids).await?;
        let mut known: HashMap<ExternalId, Asset> = known
            .into_iter()
            .map(|asset| (asset.external_id.clone(), asset))
            .collect();

        let mut changed = Vec::new();
        for given in &given {
            match known.remove(&given.external_id) {
                None => {
                    let id = ports.ids.next();
                    changed.push(Asset::begin(id, account, given, now));
                }
                Some(mut asset) => {
                    if asset.take(given, now) {
                        changed.push(asset);
                    }
                }
            }
        }
        if changed.is_empty() {
            return Ok(Ready::unchanged(0));
        }
        unit.put_assets(&changed).await?;
        Ok(Ready::aside(changed.len(), unit, permit))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::{ids::AccountId, page::PageRequest};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn asset(id: &str, name: &str) -> PutAsset {
        PutAsset {
            external_id: ExternalId::parse(id).unwrap(),
            kind: AssetKind::parse("page").unwrap(),
            name: Name::parse(name).unwrap(),
            owner: None,
        }
    }

    fn owned(id: &str, name: &str, owner: UserRef) -> PutAsset {
        PutAsset {
            owner: Some(Some(owner)),
            ..asset(id, name)
        }
    }

    fn external(id: &str) -> UserRef {
        UserRef::External(ExternalId::parse(id).unwrap())
    }

    async fn owned_by(bed: &UseCaseBed, owner: UserId) -> Vec<Asset> {
        let mut reader = bed.world.store.reader();
        let page = PageRequest::first();
        let assets = reader.assets(bed.world.harbour, owner, None, &page);
        assets.await.unwrap().items
    }

    /// The trail does not record assets, and they get no revision; unchanged assets are not written
    /// (T1, D6).
    #[tokio::test]
    async fn a_list_that_is_sent_again_touches_nothing() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Assets::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = |second: &str| PutAssets {
            account: world.harbour.into(),
            assets: vec![
                owned("a-1", "Home", external("u-marit")),
                owned("a-2", second, UserRef::Id(world.ines)),
            ],
        };
        let before = world.store.revision().await.unwrap();
        for (name, upserted) in [("Shop", 2), ("Shop", 0), ("Shop 2", 1)] {
            let ready = service.put(&cx, cmd(name)).await.unwrap();
            let done = ready.commit(&bed.ports, &cx, None).await.unwrap();
            assert_eq!((done.value, &done.revision), (upserted, &before), "{name}");
            world.clock.advance(chrono::Duration::seconds(1));
        }
        assert_eq!(owned_by(&bed, world.marit).await[0].name.as_str(), "Home");
        assert_eq!(owned_by(&bed, world.ines).await[0].name.as_str(), "Shop 2");
        assert_eq!(bed.trail(9).await, []);
    }

    /// An absent owner is kept; null removes the owner.
    #[tokio::test]
    async fn an_owner_left_out_stays() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Assets::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let marit = Some(Some(UserRef::Id(world.marit)));
        for (owner, left) in [(marit, 1), (None, 1), (Some(None), 0)] {
            let cmd = PutAssets {
                account: world.harbour.into(),
                assets: vec![PutAsset {
                    owner,
                    ..asset("a-1", "Home")
                }],
            };
            let ready = service.put(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
            assert_eq!(owned_by(&bed, world.marit).await.len(), left);
        }
    }

    #[tokio::test]
    async fn owners_are_members_and_ids_stand_once() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Assets::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let pointers = |result: Result<Ready<usize>, UseCaseError>| match result {
            Err(UseCaseError::Invalid(errors)) => errors
                .listed()
                .iter()
                .map(|error| error.pointer.clone())
                .collect(),
            other => vec![format!("{other:?}")],
        };
        let cmd = PutAssets {
            account: world.harbour.into(),
            assets: vec![
                owned("a-1", "Home", UserRef::Id(world.sam)),
                owned("a-2", "Home", external("nobody")),
            ],
        };
        let result = service.put(&cx, cmd).await;
        assert_eq!(pointers(result), ["/assets/0/owner", "/assets/1/owner"]);
        let twice = PutAssets {
            account: world.harbour.into(),
            assets: vec![asset("a-1", "Home"), asset("a-1", "Shop")],
        };
        let result = service.put(&cx, twice).await;
        assert_eq!(pointers(result), ["/assets/1/external_id"]);
    }

    #[tokio::test]
    async fn only_the_platform_tells_of_assets() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Assets::new(Arc::clone(&bed.ports));
        let cmd = |account: AccountId| PutAssets {
            account: account.into(),
            assets: vec![asset("a-1", "Home")],
        };
        let helen = bed.as_user(world.helen);
        let result = service.put(&helen, cmd(world.harbour)).await;
        assert_eq!(refused(result), "missing-permission");
        let decider = RequestContext::new(world.as_service(&[Scope::Decide]));
        let result = service.put(&decider, cmd(world.harbour)).await;
        assert_eq!(refused(result), "missing-permission");
        let nowhere = AccountId::from_uuid(world.marit.uuid());
        let result = service.put(&bed.as_platform(), cmd(nowhere)).await;
        assert_eq!(refused(result), "not-found");
    }
}
