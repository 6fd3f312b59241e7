//! What decisions rest on.

use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    membership::decision::Facts,
    people::{account::AccountStatus, user::UserStatus},
    ports::Locks,
};

use super::{Backend, Bench};
use crate::builders::AccountBuilder;

fn external_id(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

async fn facts(world: &Bench, user: &UserRef, account: &AccountRef) -> Facts {
    let mut reader = world.store.reader();
    let (facts, revision) = reader.decision_facts(user, account).await.unwrap();
    assert_eq!(revision, world.store.revision().await.unwrap());
    facts
}

/// A user and an account are found by either id, with the membership joined.
pub async fn facts_are_found_by_either_id(backend: Backend) {
    let world = backend.world().await;
    let expected = Facts {
        user: Some((world.marit, UserStatus::Active)),
        account: Some((world.harbour, AccountStatus::Active)),
        member: Some(world.member(world.harbour, world.marit).await),
    };
    for user in [
        UserRef::Id(world.marit),
        UserRef::External(external_id("u-marit")),
    ] {
        for account in [
            AccountRef::Id(world.harbour),
            AccountRef::External(external_id("harbour")),
        ] {
            assert_eq!(facts(&world, &user, &account).await, expected);
        }
    }
}

/// Whatever is unknown is missing, and the rest is there (Q1).
pub async fn what_is_unknown_is_missing_from_the_facts(backend: Backend) {
    let world = backend.world().await;
    let ids = &world.ids;
    let users = [
        (UserRef::Id(world.marit), true),
        (UserRef::Id(ids.next()), false),
        (UserRef::External(external_id("U-MARIT")), false),
        (UserRef::External(external_id("harbour")), false),
    ];
    let accounts = [
        (AccountRef::Id(world.fjordline), true),
        (AccountRef::Id(ids.next()), false),
        (AccountRef::External(external_id("Fjordline")), false),
        (AccountRef::External(external_id("u-marit")), false),
    ];
    for (user, user_known) in &users {
        for (account, account_known) in &accounts {
            let expected = Facts {
                user: user_known.then_some((world.marit, UserStatus::Active)),
                account: account_known.then_some((world.fjordline, AccountStatus::Active)),
                member: None,
            };
            let found = facts(&world, user, account).await;
            assert_eq!(found, expected, "{user:?} in {account:?}");
        }
    }
}

/// The facts about many are those about each, by whatever ids they are asked for, with their revision.
pub async fn facts_about_many_are_those_about_each(backend: Backend) {
    let world = backend.world().await;
    let (nobody, nowhere) = (world.ids.next(), world.ids.next());
    let mut unit = world.begin(Locks::none()).await;
    let unnamed = AccountBuilder::new("Unnamed").build(&*world.ids);
    unit.insert_account(&unnamed).await.unwrap();
    world.commit(unit).await;
    let user = |id: &str| UserRef::External(external_id(id));
    let account = |id: &str| AccountRef::External(external_id(id));
    let ids = [world.marit, world.ines, nobody].map(UserRef::Id);
    let names = ["u-marit", "u-freya", "harbour", "U-INES"].map(user);
    let account_ids = [world.harbour, unnamed.id, nowhere].map(AccountRef::Id);
    let account_names = ["harbour", "northwind", "fjordline", "u-marit"].map(account);
    let all: Vec<_> = ids.iter().chain(&names).cloned().collect();
    let all_accounts: Vec<_> = account_ids.iter().chain(&account_names).cloned().collect();
    let mut members = 0;
    for (users, accounts) in [
        (&all[..], &all_accounts[..]),
        (&ids, &account_names),
        (&names, &account_ids),
        (&ids[2..], &account_ids),
        (&ids, &account_names[3..]),
    ] {
        let mut reader = world.store.reader();
        let (found, revision) = reader.decision_facts_among(users, accounts).await.unwrap();
        assert_eq!(revision, world.store.revision().await.unwrap());
        for user in users {
            for account in accounts {
                let expected = facts(&world, user, account).await;
                members += usize::from(expected.member.is_some());
                let found = found.of(user, account);
                assert_eq!(found, expected, "{user:?} in {account:?}");
            }
        }
    }
    assert!(members > 9, "{members}");
}

/// The facts say what is: disabled users, closed accounts, erased people.
pub async fn facts_tell_statuses(backend: Backend) {
    let world = backend.world().await;
    let (user, account) = (UserRef::Id(world.ines), AccountRef::Id(world.harbour));
    for status in [UserStatus::Disabled, UserStatus::Erased] {
        world
            .change_user(world.ines, |user, now| {
                user.set_status(status, now);
            })
            .await;
        let found = facts(&world, &user, &account).await;
        assert_eq!(found.user, Some((world.ines, status)));
        assert_eq!(found.member.unwrap().user.status, status);
    }
    world
        .change_account(world.harbour, |account, now| {
            account.set_status(AccountStatus::Closed, now);
        })
        .await;
    let found = facts(&world, &user, &account).await;
    assert_eq!(found.account, Some((world.harbour, AccountStatus::Closed)));
}

/// The facts come with the revision they were read at.
pub async fn facts_come_with_their_revision(backend: Backend) {
    let world = backend.world().await;
    let (user, account) = (UserRef::Id(world.marit), AccountRef::Id(world.harbour));
    let mut reader = world.store.reader();
    let (_, before) = reader.decision_facts(&user, &account).await.unwrap();
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let member = unit.member(world.harbour, world.marit).await.unwrap();
    unit.remove_membership(&member.unwrap().membership)
        .await
        .unwrap();
    let new = AccountBuilder::new("New").build(&*world.ids);
    unit.insert_account(&new).await.unwrap();
    if world.is_open_beside_units() {
        let (facts, while_open) = reader.decision_facts(&user, &account).await.unwrap();
        assert_eq!((facts.member.is_some(), &while_open), (true, &before));
    }
    let committed = world.commit(unit).await;
    let (facts, after) = reader.decision_facts(&user, &account).await.unwrap();
    let next = Revision {
        number: before.number + 1,
        ..before
    };
    assert_eq!((facts.member, after), (None, committed.clone()));
    assert_eq!(committed, next);
}
