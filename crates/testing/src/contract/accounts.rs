//! Accounts, and what stands for the whole installation.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{reference::AccountRef, text::ExternalId},
    people::{
        account::{Account, AccountState, AccountStatus, PartnerAdminsBy, Program},
        email::EmailDomain,
    },
    permission::{catalogue_in_force::CatalogueInForce, seat::SeatPricing},
    ports::{Locks, Taken},
};

use super::{
    Backend,
    support::{assert_stale, assert_taken},
};
use crate::builders::{AccountBuilder, name};

fn external_id(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn domain(text: &str) -> EmailDomain {
    EmailDomain::parse(text).unwrap()
}

/// An account comes back with everything that was kept of it.
pub async fn an_account_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let id = world
        .add_account(
            AccountBuilder::new("Südwind & Söhne")
                .external_id("süd/wind 1")
                .partner()
                .legacy()
                .partner_admins_by_super_admins()
                .domain("suedwind.example")
                .domain("südwind.example")
                .at(world.now() + chrono::Duration::microseconds(123_457)),
        )
        .await;
    let made = world.account(id).await;
    assert_eq!(made.external_id, Some(external_id("süd/wind 1")));
    assert_eq!(made.name, name("Südwind & Söhne"));
    assert_eq!(made.program, Some(Program::SolutionsPartner));
    assert_eq!(made.seat_pricing, SeatPricing::Legacy);
    assert_eq!(made.partner_admins_by, PartnerAdminsBy::SuperAdmin);
    assert_eq!(made.email_domains.len(), 2);
    assert_eq!(
        made.created_at,
        world.now() + chrono::Duration::microseconds(123_457)
    );
    assert!(made.was_partner);
}

/// A changed account comes back changed, under the next version.
pub async fn a_changed_account_is_kept(backend: Backend) {
    let world = backend.world().await;
    world.clock.advance(chrono::Duration::microseconds(1));
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    let mut account = unit.account(world.northwind).await.unwrap().unwrap();
    let now = world.now();
    account.rename(name("Northwind AS"), now);
    account.identify(None, now);
    account.enrol(None, now);
    account.set_status(AccountStatus::Closed, now);
    account.price_seats(SeatPricing::Legacy, now);
    account.set_policy(PartnerAdminsBy::SuperAdmin, now);
    account.set_email_domains(BTreeSet::from([domain("nw.example")]), now);
    let version = account.version;
    unit.save_account(&mut account).await.unwrap();
    assert_eq!(account.version, version.next());
    world.commit(unit).await;
    let kept = world.account(world.northwind).await;
    assert_eq!(kept, account);
    assert!(kept.was_partner, "it was a partner once");
}

/// An account that was changed since it was read is `Stale`.
pub async fn a_stale_account_is_not_saved(backend: Backend) {
    let world = backend.world().await;
    let mut old = world.account(world.harbour).await;
    world
        .change_account(world.harbour, |account, now| {
            account.rename(name("First"), now);
        })
        .await;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    old.rename(name("Second"), world.now());
    assert_stale(&unit.save_account(&mut old).await);
    drop(unit);
    assert_eq!(world.account(world.harbour).await.name, name("First"));
}

/// The platform's id is one account's alone, on making and on changing.
pub async fn an_external_id_is_one_accounts_alone(backend: Backend) {
    let world = backend.world().await;
    let other = AccountBuilder::new("Other").external_id("harbour");
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_account(&other.build(&*world.ids)).await;
    assert_taken(inserted, Taken::ExternalId);
    drop(unit);
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    let mut account = unit.account(world.fjordline).await.unwrap().unwrap();
    account.identify(Some(external_id("harbour")), world.now());
    assert_taken(unit.save_account(&mut account).await, Taken::ExternalId);
}

/// No two accounts have one id.
pub async fn an_account_id_is_taken_once(backend: Backend) {
    let world = backend.world().await;
    let mut again = AccountState::clone(&*world.account(world.harbour).await);
    again.external_id = None;
    let again = Account::restore(again);
    let mut unit = world.begin(Locks::none()).await;
    assert_taken(unit.insert_account(&again).await, Taken::Id);
}

/// The platform's ids are compared byte for byte: case, blanks and accents tell them apart.
pub async fn external_ids_are_compared_byte_for_byte(backend: Backend) {
    let world = backend.world().await;
    for id in ["Harbour", "harbour ", "härbour", "ha\u{308}rbour", "%", "_"] {
        let made = world
            .add_account(AccountBuilder::new("Other").external_id(id))
            .await;
        let mut reader = world.store.reader();
        let found = reader.account_by_external_id(&external_id(id)).await;
        let found = found.unwrap();
        assert_eq!(found.map(|account| account.id), Some(made), "{id:?}");
    }
    let mut reader = world.store.reader();
    let unknown = reader
        .account_by_external_id(&external_id("HARBOUR"))
        .await
        .unwrap();
    assert_eq!(unknown, None);
}

/// A domain is one account's alone, on making and on changing (I2).
pub async fn a_domain_is_one_accounts_alone(backend: Backend) {
    let world = backend.world().await;
    let other = AccountBuilder::new("Other")
        .partner()
        .domain("northwind.example");
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_account(&other.build(&*world.ids)).await;
    assert_taken(inserted, Taken::Domain);
    drop(unit);
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    let mut account = unit.account(world.fjordline).await.unwrap().unwrap();
    account.set_email_domains(BTreeSet::from([domain("northwind.example")]), world.now());
    assert_taken(unit.save_account(&mut account).await, Taken::Domain);
}

/// A domain is found by its owner, moves in one unit, and is nobody's once dropped (I2).
pub async fn a_domain_moves_from_one_account_to_another(backend: Backend) {
    let world = backend.world().await;
    let moved = domain("northwind.example");
    let owner = world.store.reader().owner_of_domain(&moved).await.unwrap();
    assert_eq!(owner, Some(world.northwind));
    let unknown = domain("sub.northwind.example");
    let owner = world.store.reader().owner_of_domain(&unknown).await;
    assert_eq!(owner.unwrap(), None);

    let locks = Locks::none()
        .changing(world.northwind)
        .changing(world.elsewhere);
    let mut unit = world.begin(locks).await;
    let mut from = unit.account(world.northwind).await.unwrap().unwrap();
    let mut to = unit.account(world.elsewhere).await.unwrap().unwrap();
    from.set_email_domains(BTreeSet::new(), world.now());
    unit.save_account(&mut from).await.unwrap();
    to.set_email_domains(BTreeSet::from([moved.clone()]), world.now());
    unit.save_account(&mut to).await.unwrap();
    world.commit(unit).await;
    let owner = world.store.reader().owner_of_domain(&moved).await.unwrap();
    assert_eq!(owner, Some(world.elsewhere));
    assert_eq!(world.account(world.northwind).await, from);

    world
        .change_account(world.elsewhere, |account, now| {
            account.set_email_domains(BTreeSet::new(), now);
        })
        .await;
    let owner = world.store.reader().owner_of_domain(&moved).await.unwrap();
    assert_eq!(owner, None);
}

/// Texts as long as they may be come back, whatever is in them.
pub async fn the_longest_texts_come_back(backend: Backend) {
    let world = backend.world().await;
    let longest_name = "\u{1f5dd}".repeat(200);
    let longest_id = "ÿ".repeat(127) + "\"";
    let account = AccountBuilder::new(&longest_name).external_id(&longest_id);
    let id = world.add_account(account).await;
    let made = world.account(id).await;
    assert_eq!(made.name, name(&longest_name));
    assert_eq!(made.external_id, Some(external_id(&longest_id)));
    let mut reader = world.store.reader();
    let found = reader
        .account_by_external_id(&external_id(&longest_id))
        .await
        .unwrap();
    assert_eq!(found, Some(made));
}

/// What is not there is nothing, not an error.
pub async fn an_unknown_account_is_none(backend: Backend) {
    let world = backend.world().await;
    let found = world.store.reader().account(world.ids.next()).await;
    assert_eq!(found.unwrap(), None);
}

/// Accounts are found by either id, byte for byte; those that are not there are left out.
pub async fn accounts_are_found_by_either_id(backend: Backend) {
    let world = backend.world().await;
    let client = AccountBuilder::new("Client").external_id("client-1");
    let client = world.add_account(client).await;
    let by_name = AccountRef::External(external_id("client-1"));
    let asked = [
        by_name.clone(),
        AccountRef::Id(client),
        AccountRef::Id(world.harbour),
        AccountRef::External(external_id("CLIENT-1")),
        AccountRef::Id(world.ids.next()),
        by_name.clone(),
    ];
    let mut reader = world.store.reader();
    let found = reader.accounts_named(&asked).await.unwrap();
    let expected = [
        (by_name, client),
        (AccountRef::Id(client), client),
        (AccountRef::Id(world.harbour), world.harbour),
    ];
    assert_eq!(found, expected.into());
    assert!(reader.accounts_named(&[]).await.unwrap().is_empty());
}

/// Any number of accounts is found at once.
pub async fn many_accounts_are_found_at_once(backend: Backend) {
    let world = backend.world().await;
    let mut unit = world.begin(Locks::none()).await;
    let mut asked = Vec::new();
    for number in 0..40 {
        let name = format!("client-{number}");
        let account = AccountBuilder::new("Client").external_id(&name);
        let account = account.build(&*world.ids);
        unit.insert_account(&account).await.unwrap();
        asked.push(AccountRef::External(external_id(&name)));
    }
    world.commit(unit).await;
    for number in 0..2_500 {
        let nobody = AccountRef::External(external_id(&format!("nobody-{number}")));
        asked.insert(asked.len() / 2, nobody);
    }
    let found = world.store.reader().accounts_named(&asked).await.unwrap();
    assert_eq!(found.len(), 40);
}

/// Another catalogue takes the place of the one in force, and of no other (P1).
pub async fn a_catalogue_takes_the_place_of_another(backend: Backend) {
    let world = backend.world().await;
    let found = world.store.reader().catalogue_in_force().await.unwrap();
    assert_eq!(found.unwrap().hash, world.catalogue.hash());
    let other = CatalogueInForce {
        source: format!("# {}\n", "Katalog für Größen 🗝 ".repeat(10_000)),
        hash: "ff".repeat(32),
    };
    let mut unit = world.begin(Locks::none()).await;
    let first = unit.insert_catalogue(&other).await;
    assert_taken(first, Taken::Id);
    drop(unit);
    let mut unit = world.begin(Locks::none()).await;
    let late = unit.replace_catalogue("another hash", &other).await;
    assert_stale(&late);
    drop(unit);
    let mut unit = world.begin(Locks::none()).await;
    unit.replace_catalogue(world.catalogue.hash(), &other)
        .await
        .unwrap();
    world.commit(unit).await;
    let found = world.store.reader().catalogue_in_force().await.unwrap();
    assert_eq!(found, Some(other));
}
