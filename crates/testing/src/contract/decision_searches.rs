//! What searches decide.

use latchkey_domain::{
    base::{
        ids::{AccountId, MembershipId, UserId},
        page::{Page, PageRequest, Position},
        reference::{AccountRef, UserRef},
        text::ExternalId,
    },
    ports::{Locks, MemberFilter, SearchedMember},
};

use super::{Backend, Bench, support::assert_pages};
use crate::builders::MembershipBuilder;

fn external_id(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

/// Gives Harbour & Pine a member of every status, and Marit a membership in every account.
async fn more_members(world: &Bench) {
    for user in [world.kaya, world.sam] {
        let membership = MembershipBuilder::new(world.harbour, user);
        world.add_member(membership.deactivated()).await;
    }
    let invited = MembershipBuilder::new(world.harbour, world.jonas).acting_for(world.northwind);
    world.add_member(invited.invited()).await;
    for account in [world.fjordline, world.elsewhere] {
        let membership = MembershipBuilder::new(account, world.marit);
        world.add_member(membership.deactivated()).await;
    }
}

async fn members(world: &Bench, account: &AccountRef) -> Vec<SearchedMember> {
    let mut reader = world.store.reader();
    let (found, revision) = reader.searched_members(account, None, 99).await.unwrap();
    assert_eq!(revision, world.store.revision().await.unwrap());
    found
}

async fn memberships(world: &Bench, user: &UserRef) -> Vec<SearchedMember> {
    let mut reader = world.store.reader();
    let (found, revision) = reader.searched_memberships(user, None, 99).await.unwrap();
    assert_eq!(revision, world.store.revision().await.unwrap());
    found
}

/// A page of what was read with one more.
fn page(found: Vec<SearchedMember>, limit: u16) -> Page<SearchedMember> {
    Page::of(found, limit, |found| Position {
        key: String::new(),
        id: found.member.membership.id.uuid(),
    })
}

fn after(page: &PageRequest) -> Option<MembershipId> {
    page.after().map(|after| MembershipId::from_uuid(after.id))
}

/// Everybody in an account is looked at, whatever the status, with all that a decision rests on and
/// the platform's id of the person.
pub async fn every_member_of_an_account_is_searched(backend: Backend) {
    let world = backend.world().await;
    more_members(&world).await;
    let page = PageRequest::first();
    let mut all = world.store.reader();
    let all = all
        .members(world.harbour, &MemberFilter::default(), &page)
        .await
        .unwrap();
    let expected: Vec<_> = all.items;
    assert!(expected.len() >= 6, "{expected:?}");
    for account in [
        AccountRef::Id(world.harbour),
        AccountRef::External(external_id("harbour")),
    ] {
        let found = members(&world, &account).await;
        let found_members: Vec<_> = found.iter().map(|found| found.member.clone()).collect();
        assert_eq!(found_members, expected);
        for found in found {
            let user = world.user(found.member.user.id).await;
            assert_eq!(found.external_id, user.external_id);
        }
    }
}

/// All of a person's memberships are looked at, whatever the status, with the platform's id of each
/// account.
pub async fn every_membership_of_a_user_is_searched(backend: Backend) {
    let world = backend.world().await;
    more_members(&world).await;
    let page = PageRequest::first();
    let mut all = world.store.reader();
    let all = all.memberships_of(world.marit, &page).await.unwrap();
    let expected: Vec<_> = all.items;
    assert_eq!(expected.len(), 4);
    for user in [
        UserRef::Id(world.marit),
        UserRef::External(external_id("u-marit")),
    ] {
        let found = memberships(&world, &user).await;
        let found_members: Vec<_> = found.iter().map(|found| found.member.clone()).collect();
        assert_eq!(found_members, expected);
        for found in found {
            let account = world.account(found.member.account.id).await;
            assert_eq!(found.external_id, account.external_id);
        }
    }
}

/// Nobody has no memberships, and the revision is told all the same.
pub async fn what_is_unknown_has_nothing_to_search(backend: Backend) {
    let world = backend.world().await;
    let (account, user): (AccountId, UserId) = (world.ids.next(), world.ids.next());
    for account in [
        AccountRef::Id(account),
        AccountRef::External(external_id("Harbour")),
        AccountRef::External(external_id("u-marit")),
    ] {
        assert_eq!(members(&world, &account).await, []);
    }
    for user in [
        UserRef::Id(user),
        UserRef::External(external_id("U-MARIT")),
        UserRef::External(external_id("harbour")),
    ] {
        assert_eq!(memberships(&world, &user).await, []);
    }
}

/// Both are read in pages, by membership.
pub async fn what_is_searched_comes_in_pages(backend: Backend) {
    let world = backend.world().await;
    more_members(&world).await;
    let (account, user) = (AccountRef::Id(world.harbour), UserRef::Id(world.marit));
    let expected = members(&world, &account).await;
    assert_pages(&expected, async |page| {
        let mut reader = world.store.reader();
        let found = reader.searched_members(&account, after(&page), page.limit() + 1);
        self::page(found.await.unwrap().0, page.limit())
    })
    .await;
    let expected = memberships(&world, &user).await;
    assert_pages(&expected, async |page| {
        let mut reader = world.store.reader();
        let found = reader.searched_memberships(&user, after(&page), page.limit() + 1);
        self::page(found.await.unwrap().0, page.limit())
    })
    .await;
}

/// What is searched comes with the revision that it was read at.
pub async fn what_is_searched_comes_with_its_revision(backend: Backend) {
    let world = backend.world().await;
    let account = AccountRef::Id(world.harbour);
    let before = members(&world, &account).await;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let member = unit.member(world.harbour, world.marit).await.unwrap();
    unit.remove_membership(&member.unwrap().membership)
        .await
        .unwrap();
    let committed = world.commit(unit).await;
    let mut reader = world.store.reader();
    let (after, revision) = reader.searched_members(&account, None, 99).await.unwrap();
    assert_eq!(revision, committed);
    assert_eq!(after.len(), before.len() - 1);
}
