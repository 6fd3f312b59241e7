//! Assets and who owns them (D7).

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, AssetId, Ids, UserId},
        page::PageRequest,
        reference::UserRef,
        text::{AssetKind, ExternalId, Name},
    },
    ports::{AssetRef, Locks},
    work::asset::{Asset, Tally},
};

use super::{Backend, Bench, support::assert_pages};
use crate::builders::MembershipBuilder;

fn kind(text: &str) -> AssetKind {
    AssetKind::parse(text).unwrap()
}

fn external(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn asset(world: &Bench, account: AccountId, id: &str, of: &str, owner: Option<UserId>) -> Asset {
    let ids: &dyn Ids = &*world.ids;
    Asset {
        id: ids.next(),
        account,
        external_id: external(id),
        kind: kind(of),
        name: Name::parse("Größe & Ŝtono").unwrap(),
        owner,
        changed_at: world.now(),
    }
}

async fn put(world: &Bench, assets: &[Asset]) {
    let account = assets.first().map(|asset| asset.account).unwrap();
    let mut unit = world.begin(Locks::none().changing(account)).await;
    unit.put_assets(assets).await.unwrap();
    world.commit(unit).await;
}

async fn named(world: &Bench, account: AccountId, id: &str) -> Option<Asset> {
    let mut reader = world.store.reader();
    let found = reader.assets_named(account, &[external(id)]).await;
    found.unwrap().pop()
}

/// An asset comes back whole, and is found by its external id in its own account alone, byte for byte.
pub async fn an_asset_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let owned = asset(&world, world.harbour, " A/1", "page", Some(world.marit));
    let free = asset(&world, world.harbour, "a/1", "form", None);
    let other = asset(&world, world.fjordline, " A/1", "form", Some(world.freya));
    put(&world, &[owned.clone(), free.clone()]).await;
    put(&world, std::slice::from_ref(&other)).await;
    assert_eq!(named(&world, world.harbour, " A/1").await, Some(owned));
    assert_eq!(named(&world, world.harbour, "a/1").await, Some(free));
    assert_eq!(named(&world, world.fjordline, " A/1").await, Some(other));
    assert_eq!(named(&world, world.fjordline, "a/1").await, None);
    assert_eq!(
        world
            .store
            .reader()
            .assets_named(world.harbour, &[])
            .await
            .unwrap(),
        []
    );
}

/// Putting an asset that is there replaces what is said of it, and touches no other.
pub async fn a_changed_asset_is_kept(backend: Backend) {
    let world = backend.world().await;
    let mut one = asset(&world, world.harbour, "one", "page", Some(world.marit));
    let two = asset(&world, world.harbour, "two", "page", Some(world.marit));
    put(&world, &[one.clone(), two.clone()]).await;
    one.kind = kind("landing page");
    one.name = Name::parse("Other").unwrap();
    one.owner = None;
    one.changed_at += Duration::microseconds(1);
    put(&world, std::slice::from_ref(&one)).await;
    assert_eq!(named(&world, world.harbour, "one").await, Some(one));
    assert_eq!(named(&world, world.harbour, "two").await, Some(two));
}

/// Members are found by either id, whatever their status; nobody else is.
pub async fn owners_are_found_among_members(backend: Backend) {
    let world = backend.world().await;
    let off = MembershipBuilder::new(world.harbour, world.jonas).deactivated();
    world.add_member(off).await;
    let named = [
        UserRef::Id(world.jonas),
        UserRef::External(external("u-marit")),
        UserRef::External(external("u-sam")),
        UserRef::External(external("U-MARIT")),
        UserRef::Id(world.sam),
        UserRef::Id(world.ines),
        UserRef::Id(world.ines),
    ];
    let mut reader = world.store.reader();
    let found = reader.members_named(world.harbour, &named).await.unwrap();
    let expected = [
        (named[0].clone(), world.jonas),
        (named[1].clone(), world.marit),
        (named[5].clone(), world.ines),
    ];
    assert_eq!(found, expected.into());
    let nobody = reader.members_named(world.harbour, &[]).await;
    assert_eq!(nobody.unwrap(), [].into());
}

/// Tallies count by kind, and tell the newest change of each.
pub async fn assets_are_counted_by_owner_and_kind(backend: Backend) {
    let world = backend.world().await;
    let marit = Some(world.marit);
    let mut newer = asset(&world, world.harbour, "3", "page", marit);
    newer.changed_at += Duration::microseconds(1);
    let assets = [
        asset(&world, world.harbour, "1", "page", marit),
        asset(&world, world.harbour, "2", "form", marit),
        newer.clone(),
        asset(&world, world.harbour, "4", "page", Some(world.ines)),
        asset(&world, world.harbour, "5", "page", None),
    ];
    put(&world, &assets).await;
    put(
        &world,
        &[asset(
            &world,
            world.fjordline,
            "1",
            "page",
            Some(world.freya),
        )],
    )
    .await;
    let mut reader = world.store.reader();
    let owners = [
        (world.harbour, world.marit),
        (world.fjordline, world.freya),
        (world.fjordline, world.marit),
        (world.harbour, world.helen),
    ];
    let found = reader.asset_tallies(&owners).await.unwrap();
    let tally = |count, newest| Tally { count, newest };
    let of_marit = [
        (kind("page"), tally(2, newer.changed_at)),
        (kind("form"), tally(1, world.now())),
    ];
    let of_freya = [(kind("page"), tally(1, world.now()))];
    let expected = [(owners[0], of_marit.into()), (owners[1], of_freya.into())];
    assert_eq!(found, expected.into());
    assert_eq!(reader.asset_tallies(&[]).await.unwrap(), [].into());
}

/// What people own is listed in the order of ids, of one kind or of all, page by page.
pub async fn assets_are_paged_by_id(backend: Backend) {
    let world = backend.world().await;
    let marit = Some(world.marit);
    let assets: Vec<_> = ["1", "2", "3", "4", "5"]
        .into_iter()
        .map(|id| asset(&world, world.harbour, id, "page", marit))
        .collect();
    let form = asset(&world, world.harbour, "6", "form", marit);
    let other = asset(&world, world.harbour, "7", "page", Some(world.ines));
    put(
        &world,
        &[&assets[..], &[form.clone(), other.clone()]].concat(),
    )
    .await;
    let (page, owner) = (kind("page"), world.marit);
    let mut reader = world.store.reader();
    assert_pages(&assets, async |wanted| {
        let listed = reader.assets(world.harbour, owner, Some(&page), &wanted);
        listed.await.unwrap()
    })
    .await;
    let first = PageRequest::first();
    let all = reader.assets(world.harbour, owner, None, &first).await;
    assert_eq!(all.unwrap().items, [&assets[..], &[form]].concat());
    let owners = [world.ines, world.marit];
    let all = reader.assets_owned(world.harbour, &owners).await.unwrap();
    let ids: Vec<AssetId> = all.iter().map(|asset| asset.id).collect();
    assert!(ids.is_sorted() && ids.len() == 7, "{ids:?}");
    let last = all.last().unwrap();
    assert_eq!(
        (last.owner, &last.external_id),
        (world.ines, &other.external_id)
    );
    let nobody = reader.assets_owned(world.fjordline, &owners).await;
    assert_eq!(nobody.unwrap(), []);
}

/// Giving assets moves those owners' assets of those kinds in that account, and no other.
pub async fn assets_are_given_by_owner_and_kind(backend: Backend) {
    let world = backend.world().await;
    let (marit, ines) = (Some(world.marit), Some(world.ines));
    let assets = [
        asset(&world, world.harbour, "1", "page", marit),
        asset(&world, world.harbour, "2", "form", marit),
        asset(&world, world.harbour, "3", "form", ines),
        asset(&world, world.harbour, "4", "page", ines),
    ];
    put(&world, &assets).await;
    put(
        &world,
        &[asset(&world, world.fjordline, "1", "page", marit)],
    )
    .await;
    let later = world.now() + Duration::seconds(1);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let from = [(world.marit, kind("page")), (world.ines, kind("form"))];
    unit.give_assets(world.harbour, &from, Some(world.helen), later)
        .await
        .unwrap();
    let from = [(world.marit, kind("form"))];
    unit.give_assets(world.harbour, &from, None, later)
        .await
        .unwrap();
    unit.give_assets(world.harbour, &[], Some(world.hugo), later)
        .await
        .unwrap();
    world.commit(unit).await;
    let helen = Some(world.helen);
    for (id, owner, at) in [
        ("1", helen, later),
        ("2", None, later),
        ("3", helen, later),
        ("4", ines, world.now()),
    ] {
        let found = named(&world, world.harbour, id).await.unwrap();
        assert_eq!((found.owner, found.changed_at), (owner, at), "{id}");
    }
    let elsewhere = named(&world, world.fjordline, "1").await.unwrap();
    assert_eq!(elsewhere.owner, marit);
}

/// An asset is forgotten by either id, in its own account alone.
pub async fn a_removed_asset_is_gone(backend: Backend) {
    let world = backend.world().await;
    let one = asset(&world, world.harbour, "one", "page", None);
    let two = asset(&world, world.harbour, "two", "page", None);
    put(&world, &[one.clone(), two]).await;
    for asset in [AssetRef::Id(one.id), AssetRef::External(external("two"))] {
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        assert!(!unit.remove_asset(world.fjordline, &asset).await.unwrap());
        assert!(unit.remove_asset(world.harbour, &asset).await.unwrap());
        assert!(!unit.remove_asset(world.harbour, &asset).await.unwrap());
        world.commit(unit).await;
    }
    for id in ["one", "two"] {
        assert_eq!(named(&world, world.harbour, id).await, None);
    }
}

/// A thousand assets and more go in, come back and change hands at once.
pub async fn many_assets_are_kept_and_given_at_once(backend: Backend) {
    let world = backend.world().await;
    let assets: Vec<_> = (0..5_000)
        .map(|n| {
            let kind = if n % 2 == 0 { "page" } else { "form" };
            asset(
                &world,
                world.harbour,
                &format!("a-{n}"),
                kind,
                Some(world.marit),
            )
        })
        .collect();
    put(&world, &assets).await;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let from = [(world.marit, kind("page"))];
    unit.give_assets(world.harbour, &from, Some(world.ines), world.now())
        .await
        .unwrap();
    world.commit(unit).await;
    let mut reader = world.store.reader();
    for owner in [world.marit, world.ines] {
        let owned = reader.assets_owned(world.harbour, &[owner]).await;
        assert_eq!(owned.unwrap().len(), 2_500);
    }
}
