//! Access links and what clients consented to.

use latchkey_domain::{
    base::{ids::UserId, page::PageRequest, text::Name, time::days},
    partnership::{
        access_link::{AccessLink, LinkKey},
        consent::{Consent, Shown},
    },
    people::token::TokenHash,
    ports::{Locks, Taken},
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_stale, assert_taken, save_relationship},
};
use crate::builders::{AccountBuilder, MembershipBuilder, keys, name};

async fn link_key(world: &Bench) -> LinkKey {
    world.store.reader().link_key().await.unwrap()
}

async fn new_link(world: &Bench, employee: UserId) -> AccessLink {
    let key = link_key(world).await;
    let ids = &world.ids;
    AccessLink::issue(ids.next(), world.northwind, employee, &key, 90, world.now())
}

async fn insert(world: &Bench, link: &AccessLink) {
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.insert_access_link(link).await.unwrap();
    world.commit(unit).await;
}

async fn save(world: &Bench, link: &mut AccessLink) {
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.save_access_link(link).await.unwrap();
    world.commit(unit).await;
}

/// The key that tokens are derived with is the same in readers and in units, until it is replaced.
pub async fn the_link_key_stays(backend: Backend) {
    let world = backend.world().await;
    let first = link_key(&world).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.link_key().await.unwrap(), first);
    assert_eq!(unit.hold_link_key().await.unwrap(), first);
    world.commit(unit).await;
    assert_eq!(link_key(&world).await, first);
    assert_ne!(first.bytes(), &[0; 32]);
}

/// A link comes back with everything that was kept of it, by id and by its token.
pub async fn a_link_comes_back_by_id_and_by_token(backend: Backend) {
    let world = backend.world().await;
    let link = new_link(&world, world.tomas).await;
    insert(&world, &link).await;
    let mut reader = world.store.reader();
    let found = reader.access_link(link.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&link));
    let shown = link.token(&link_key(&world).await);
    let hash = TokenHash::of(shown.expose());
    let found = reader.access_link_by_token(&hash).await.unwrap();
    assert_eq!(found, Some(link));
    let unknown = TokenHash::of("unknown");
    let found = reader.access_link_by_token(&unknown).await.unwrap();
    assert_eq!(found, None);
    let ids = &world.ids;
    assert_eq!(reader.access_link(ids.next()).await.unwrap(), None);
}

/// A rotated link is found by its new token alone (L2).
pub async fn a_rotated_link_is_found_by_its_new_token_alone(backend: Backend) {
    let world = backend.world().await;
    let key = link_key(&world).await;
    let mut link = new_link(&world, world.tomas).await;
    insert(&world, &link).await;
    let old = link.token_hash;
    link.rotate(&key, 30, world.now() + days(1)).unwrap();
    let version = link.version;
    save(&world, &mut link).await;
    assert_eq!(link.version, version.next());
    let mut reader = world.store.reader();
    assert_eq!(reader.access_link_by_token(&old).await.unwrap(), None);
    let found = reader.access_link_by_token(&link.token_hash).await;
    assert_eq!(found.unwrap(), Some(link));
}

/// An employee has one link that is not revoked; once it is, there is room for another (L2).
pub async fn an_employee_has_one_unrevoked_link(backend: Backend) {
    let world = backend.world().await;
    let unrevoked = |employee| {
        let mut reader = world.store.reader();
        let partner = world.northwind;
        async move { reader.unrevoked_link(partner, employee).await.unwrap() }
    };
    assert_eq!(unrevoked(world.tomas).await, None);
    let mut first = new_link(&world, world.tomas).await;
    insert(&world, &first).await;
    world.clock.advance(days(400));
    assert_eq!(
        unrevoked(world.tomas).await.as_ref(),
        Some(&first),
        "lapsed"
    );
    assert_eq!(unrevoked(world.priya).await, None);

    let second = new_link(&world, world.tomas).await;
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_access_link(&second).await;
    assert_taken(inserted, Taken::AccessLink);
    drop(unit);

    first.revoke(world.now());
    save(&world, &mut first).await;
    assert_eq!(unrevoked(world.tomas).await, None);
    insert(&world, &second).await;
    assert_eq!(unrevoked(world.tomas).await, Some(second));
    let found = world.store.reader().access_link(first.id).await.unwrap();
    assert_eq!(found, Some(first), "the revoked one is still there");
}

/// A link that was changed since it was read is `Stale`.
pub async fn a_stale_link_is_not_saved(backend: Backend) {
    let world = backend.world().await;
    let mut old = new_link(&world, world.tomas).await;
    insert(&world, &old).await;
    let mut first = old.clone();
    first.revoke(world.now());
    save(&world, &mut first).await;
    old.revoke(world.now() + days(1));
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    assert_stale(&unit.save_access_link(&mut old).await);
}

/// An act of consent is kept, the same client's next one too (L5).
pub async fn every_act_of_consent_is_kept(backend: Backend) {
    let world = backend.world().await;
    let link = new_link(&world, world.tomas).await;
    insert(&world, &link).await;
    let mut consent = Consent {
        client: world.fjordline,
        partner: world.northwind,
        employee: world.tomas,
        link: link.id,
        generation: link.generation,
        approver: world.freya,
        at: world.now(),
        shown: Shown {
            partner_name: name("Northwind \"Studio\""),
            employee_name: name("Tomáš"),
            verified: true,
            hint: "aB-_".to_owned(),
            can: keys("contacts.view reports.view"),
            cannot: keys("billing.view"),
        },
    };
    for _ in 0..2 {
        let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
        unit.insert_consent(&consent).await.unwrap();
        world.commit(unit).await;
        consent.at += days(1);
    }
}

/// Every unrevoked link of every partner is found, in the order of ids; saved together under another
/// key, links are found by their new tokens alone (L2).
pub async fn a_replaced_key_gives_every_link_another_token(backend: Backend) {
    let world = backend.world().await;
    let old_key = link_key(&world).await;
    let mut links = Vec::new();
    for employee in [world.tomas, world.marit, world.priya, world.jonas] {
        let link = new_link(&world, employee).await;
        insert(&world, &link).await;
        links.push(link);
    }
    let mut revoked = links.remove(1);
    revoked.revoke(world.now());
    save(&world, &mut revoked).await;
    world.clock.advance(days(400));
    let found = async |after, most| {
        let mut reader = world.store.reader();
        reader.unrevoked_links(after, most).await.unwrap()
    };
    let (first, rest) = links.split_first().unwrap();
    assert_eq!(found(None, 9).await, links);
    assert_eq!(found(None, 1).await, std::slice::from_ref(first));
    assert_eq!(found(Some(first.id), 9).await, rest);
    assert_eq!(found(Some(revoked.id), 9).await, rest);

    let key = LinkKey::new([9; 32]);
    let before = links.clone();
    let replace = async |links: &mut Vec<AccessLink>| {
        let mut unit = world.begin(Locks::none()).await;
        unit.replace_link_key(&key).await.unwrap();
        assert_eq!(unit.hold_link_key().await.unwrap(), key);
        for link in &mut *links {
            link.follow(&key);
        }
        unit.save_access_links(links).await.unwrap();
        unit
    };
    drop(replace(&mut links.clone()).await);
    assert_eq!(link_key(&world).await, old_key, "undone");
    let unit = replace(&mut links).await;
    world.commit(unit).await;
    assert_eq!(link_key(&world).await, key);
    assert_eq!(found(None, 9).await, links);
    let mut reader = world.store.reader();
    for (old, new) in before.iter().zip(&links) {
        let by_old = reader.access_link_by_token(&old.token_hash).await.unwrap();
        assert_eq!(by_old, None);
        let by_new = reader.access_link_by_token(&new.token_hash).await.unwrap();
        assert_eq!(by_new.as_ref(), Some(new));
        assert_eq!(new.version, old.version.next());
        assert_eq!(new.expires_at, old.expires_at);
    }
    let kept = reader.access_link(revoked.id).await.unwrap();
    assert_eq!(kept, Some(revoked));
}

/// Links are saved together or not at all: one that was changed since it was read is `Stale`.
pub async fn stale_links_are_not_saved_together(backend: Backend) {
    let world = backend.world().await;
    let mut links = Vec::new();
    for employee in [world.tomas, world.marit] {
        let link = new_link(&world, employee).await;
        insert(&world, &link).await;
        links.push(link);
    }
    let mut newer = links.last().unwrap().clone();
    newer.revoke(world.now());
    save(&world, &mut newer).await;
    for link in &mut links {
        link.rotate(&LinkKey::new([9; 32]), 30, world.now())
            .unwrap();
    }
    let first = links.first().unwrap().clone();
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.save_access_links(&mut links).await);
    drop(unit);
    let mut reader = world.store.reader();
    let kept = reader.access_link(first.id).await.unwrap().unwrap();
    assert_ne!(kept.generation, first.generation);
    drop(reader);
    let mut unit = world.begin(Locks::none()).await;
    unit.save_access_links(&mut []).await.unwrap();
    world.commit(unit).await;
}

/// Whoever holds the key uses the one that stands: a unit that replaces it waits for them (L2).
pub async fn the_link_key_is_not_replaced_under_its_holder(backend: Backend) {
    let world = backend.world().await;
    let key = LinkKey::new([9; 32]);
    let mut holder = world.begin(Locks::none()).await;
    let first = holder.hold_link_key().await.unwrap();
    let replace = async {
        let mut unit = world.begin(Locks::none()).await;
        unit.replace_link_key(&key).await.unwrap();
        world.commit(unit).await;
    };
    let keep = async {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(holder.hold_link_key().await.unwrap(), first);
        world.commit(holder).await;
    };
    tokio::join!(replace, keep);
    assert_eq!(link_key(&world).await, key);
}

/// Approvals are counted by link and listed newest first, with the names that the partner may see:
/// the client by its own name for it (R6), and who approved, but for people of other partners (A6).
pub async fn approvals_are_counted_and_listed(backend: Backend) {
    let world = backend.world().await;
    let link = new_link(&world, world.tomas).await;
    let never = new_link(&world, world.priya).await;
    insert(&world, &link).await;
    insert(&world, &never).await;
    let mut own_name = world.relationship(world.harbour).await.unwrap();
    own_name.rename(Some(name("The harbour")));
    save_relationship(&world, own_name).await;
    let rival = AccountBuilder::new("Rival").partner();
    let rival = world.add_account(rival).await;
    let sam = MembershipBuilder::new(world.fjordline, world.sam).super_admin();
    world.add_member(sam.acting_for(rival)).await;
    let mut expected = Vec::new();
    for (client, approver, hint) in [
        (world.harbour, world.helen, "aaaa"),
        (world.fjordline, world.freya, "bbbb"),
        (world.fjordline, world.sam, "cccc"),
    ] {
        world.clock.advance(days(1));
        let shown = Shown {
            partner_name: name("Northwind"),
            employee_name: name("Tomas"),
            verified: true,
            hint: hint.to_owned(),
            can: Vec::new(),
            cannot: Vec::new(),
        };
        let consent = Consent {
            client,
            partner: world.northwind,
            employee: world.tomas,
            link: link.id,
            generation: 1,
            approver,
            at: world.now(),
            shown,
        };
        let mut unit = world.begin(Locks::none().changing(client)).await;
        unit.insert_consent(&consent).await.unwrap();
        world.commit(unit).await;
        expected.insert(0, (client, hint.to_owned(), world.now()));
    }
    let mut reader = world.store.reader();
    let counted = reader.approvals_among(&[link.id, never.id]).await.unwrap();
    assert_eq!(counted.len(), 1);
    let approvals = counted.get(&link.id).unwrap();
    assert_eq!((approvals.count, approvals.last_at), (3, Some(world.now())));
    assert!(reader.approvals_among(&[]).await.unwrap().is_empty());
    let page = PageRequest::first();
    let all = reader.approvals(link.id, &page).await.unwrap().items;
    let seen: Vec<_> = all
        .iter()
        .map(|seen| (seen.client, seen.hint.clone(), seen.at))
        .collect();
    assert_eq!(seen, expected);
    let text = |name: &Name| name.to_string();
    let names: Vec<_> = all
        .iter()
        .map(|seen| {
            let approver = seen.approver.as_ref();
            (
                text(&seen.client_name),
                text(&seen.official_name),
                approver.map(|(id, name)| (*id, text(name))),
            )
        })
        .collect();
    let fjordline = || "Fjordline Outdoor".to_owned();
    assert_eq!(
        names,
        [
            (fjordline(), fjordline(), None),
            (
                fjordline(),
                fjordline(),
                Some((world.freya, "Freya Dahl".to_owned()))
            ),
            (
                "The harbour".to_owned(),
                "Harbour & Pine".to_owned(),
                Some((world.helen, "Helen Marsh".to_owned()))
            ),
        ]
    );
    drop(reader);
    assert_pages(&all, async |page| {
        let mut reader = world.store.reader();
        reader.approvals(link.id, &page).await.unwrap()
    })
    .await;
}
