//! The platform removes an asset that no longer exists.

use latchkey_domain::{
    base::{reference::AccountRef, refusal::Refusal},
    gate,
    people::token::Scope,
    ports::{AssetRef, Locks},
    trail::event::EventKind,
};

use super::Assets;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::named,
};

/// Removes an asset.
#[derive(Debug, Clone)]
pub struct RemoveAsset {
    /// The account.
    pub account: AccountRef,
    /// The asset.
    pub asset: AssetRef,
}

impl Assets {
    /// Removes an asset.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        cmd: RemoveAsset,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = Attempted::new(EventKind::AssetReassigned).in_account(&cmd.account);
        let work = self.try_remove(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        cmd: &RemoveAsset,
    ) -> Result<Ready<()>, UseCaseError> {
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let account = named::account(&self.ports, &cmd.account).await?;
        let locks = Locks::none().changing(account);
        let mut unit = self.ports.store.begin(locks).await?;
        if unit.remove_asset(account, &cmd.asset).await? {
            Ok(Ready::aside((), unit, permit))
        } else {
            Err(Refusal::NotFound.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::text::{AssetKind, ExternalId, Name};

    use super::*;
    use crate::{
        assets::{PutAsset, PutAssets},
        testing::{UseCaseBed, refused},
    };

    #[tokio::test]
    async fn either_id_finds_it_in_its_own_account() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Assets::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let id = ExternalId::parse("a-1").unwrap();
        let put = PutAssets {
            account: world.harbour.into(),
            assets: vec![PutAsset {
                external_id: id.clone(),
                kind: AssetKind::parse("page").unwrap(),
                name: Name::parse("Home").unwrap(),
                owner: None,
            }],
        };
        for by_id in [false, true] {
            let ready = service.put(&cx, put.clone()).await.unwrap();
            assert_eq!(bed.done(&cx, ready).await, 1);
            let mut reader = world.store.reader();
            let kept = reader
                .assets_named(world.harbour, std::slice::from_ref(&id))
                .await;
            let asset = if by_id {
                AssetRef::Id(kept.unwrap()[0].id)
            } else {
                AssetRef::External(id.clone())
            };
            let cmd = |account: latchkey_domain::base::ids::AccountId| RemoveAsset {
                account: account.into(),
                asset: asset.clone(),
            };
            let elsewhere = service.remove(&cx, cmd(world.fjordline)).await;
            assert_eq!(refused(elsewhere), "not-found");
            let helen = bed.as_user(world.helen);
            let by_user = service.remove(&helen, cmd(world.harbour)).await;
            assert_eq!(refused(by_user), "missing-permission");
            let ready = service.remove(&cx, cmd(world.harbour)).await.unwrap();
            bed.done(&cx, ready).await;
            let again = service.remove(&cx, cmd(world.harbour)).await;
            assert_eq!(refused(again), "not-found");
        }
    }
}
