//! Who can still be added to a client, and where somebody can still be linked (A6).

use latchkey_domain::{
    base::{page::PageRequest, text::SearchText},
    membership::Engagement,
};

use super::{
    Backend,
    own_behalf::{connect, leave},
    support::{assert_pages, save_relationship},
};
use crate::builders::{AccountBuilder, MembershipBuilder, name};

/// Whoever does not act for the partner in the client can be added, member there or not; no leavers (A6).
pub async fn addable_employees_do_not_act_there(backend: Backend) {
    let world = backend.world().await;
    let there = |user| MembershipBuilder::new(world.harbour, user);
    world.add_member(there(world.tomas)).await;
    let for_another = there(world.kaya).acting_for(world.elsewhere);
    world.add_member(for_another).await;
    world
        .add_member(
            there(world.jonas)
                .partner_admin(world.northwind)
                .deactivated(),
        )
        .await;
    let fetch = async |client, text: Option<&str>, page: PageRequest| {
        let text = text.map(|text| SearchText::parse(text).unwrap());
        let mut reader = world.store.reader();
        let (partner, now) = (world.northwind, world.now());
        let found = reader.addable_employees(partner, client, text.as_ref(), now, &page);
        found.await.unwrap()
    };
    let all = fetch(world.harbour, None, PageRequest::first()).await.items;
    let seen: Vec<_> = all
        .iter()
        .map(|row| (row.person.id, row.verified, row.engagement))
        .collect();
    let expected = [
        (world.kaya, false, Engagement::Contractor),
        (world.priya, true, Engagement::Employee),
        (world.tomas, true, Engagement::Employee),
    ];
    assert_eq!(seen, expected);
    assert_pages(&all, async |page| fetch(world.harbour, None, page).await).await;
    let found = fetch(world.harbour, Some("freelance"), PageRequest::first()).await;
    assert_eq!(found.items.as_slice(), all.split_at(1).0);
    leave(&world, world.priya, world.now()).await;
    let found = fetch(world.harbour, None, PageRequest::first()).await;
    let left: Vec<_> = found.items.iter().map(|row| row.person.id).collect();
    assert_eq!(left, [world.kaya, world.tomas]);
}

/// The partner's clients where the person does not act for it can be linked, by the name it has for them;
/// whether they are a member there makes no difference (A6).
pub async fn linkable_clients_are_where_nobody_acts(backend: Backend) {
    let world = backend.world().await;
    for shown in ["b", "A", "c"] {
        let client = world.add_account(AccountBuilder::new("Same")).await;
        connect(&world, client, "Same").await;
        let mut relationship = world.relationship(client).await.unwrap();
        relationship.rename(Some(name(shown)));
        save_relationship(&world, relationship).await;
        world
            .add_member(MembershipBuilder::new(client, world.kaya))
            .await;
    }
    let fetch = async |user, page: PageRequest| {
        let mut reader = world.store.reader();
        let found = reader.linkable_clients(world.northwind, user, &page).await;
        found.unwrap()
    };
    let shown = async |user| {
        let found = fetch(user, PageRequest::first()).await;
        let names = found.items.into_iter().map(|row| row.name.to_string());
        names.collect::<Vec<_>>()
    };
    let everywhere = ["A", "b", "c", "Harbour & Pine"];
    assert_eq!(shown(world.kaya).await, everywhere);
    assert_eq!(shown(world.jonas).await, everywhere);
    assert_eq!(shown(world.marit).await, everywhere.split_at(3).0);
    let all = fetch(world.kaya, PageRequest::first()).await.items;
    assert_pages(&all, async |page| fetch(world.kaya, page).await).await;
}
