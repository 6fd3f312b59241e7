//! Searches on the known scene.

use std::{collections::BTreeSet, sync::Arc};

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
    },
    people::{account::AccountStatus, user::UserStatus},
    permission::PermissionKey,
    ports::Locks,
};
use latchkey_testing::builders::{AccountBuilder, MembershipBuilder, UserBuilder};

use super::{FoundId, SearchActions, SearchPage, SearchPageFound, SearchResources, SearchSubjects};
use crate::{
    decisions::{Decisions, Evaluate, EvaluateError},
    testing::{UseCaseBed, refused},
};

const ALL: SearchPage = SearchPage {
    limit: 200,
    after: None,
};

fn decisions(bed: &UseCaseBed) -> Decisions {
    Decisions::new(Arc::clone(&bed.ports))
}

fn key(text: &str) -> Option<PermissionKey> {
    PermissionKey::parse(text).ok()
}

fn in_harbour(bed: &UseCaseBed, action: &str) -> SearchSubjects {
    SearchSubjects {
        action: key(action),
        resource: Some(AccountRef::Id(bed.world.harbour)),
        at_least: None,
        page: ALL,
    }
}

fn by_marit(bed: &UseCaseBed, action: &str) -> SearchResources {
    SearchResources {
        subject: Some(UserRef::Id(bed.world.marit)),
        action: key(action),
        at_least: None,
        page: ALL,
    }
}

async fn subjects(bed: &UseCaseBed, search: &SearchSubjects) -> SearchPageFound<FoundId<UserId>> {
    let cx = bed.as_platform();
    decisions(bed).search_subjects(&cx, search).await.unwrap()
}

async fn resources(
    bed: &UseCaseBed,
    search: &SearchResources,
) -> SearchPageFound<FoundId<AccountId>> {
    let cx = bed.as_platform();
    decisions(bed).search_resources(&cx, search).await.unwrap()
}

fn ids<I: Copy + Ord>(found: &SearchPageFound<FoundId<I>>) -> BTreeSet<I> {
    found.results.iter().map(|found| found.id).collect()
}

/// Exactly the users who may do it are found, each with the platform id (Q1).
#[tokio::test]
async fn q1_users_are_found_who_may_do_it() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let found = subjects(&bed, &in_harbour(&bed, "contacts.view")).await;
    let expected = [world.marit, world.helen, world.hugo, world.ines];
    assert_eq!(ids(&found), expected.into());
    assert_eq!(found.next, None);
    assert_eq!(found.revision, world.store.revision().await.unwrap());
    let marit = found.results.iter().find(|found| found.id == world.marit);
    let external_id = ExternalId::parse("u-marit").unwrap();
    assert_eq!(marit.unwrap().external_id, Some(external_id));

    let found = subjects(&bed, &in_harbour(&bed, "billing.view")).await;
    assert_eq!(ids(&found), [world.helen, world.hugo].into());
    for action in ["no.such", "Not a key"] {
        let found = subjects(&bed, &in_harbour(&bed, action)).await;
        assert_eq!((found.results, found.next), (Vec::new(), None), "{action}");
    }
}

/// A user who leaves is no longer found, as in any decision (P6).
#[tokio::test]
async fn p6_a_search_follows_what_changes() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let search = in_harbour(&bed, "contacts.view");
    world
        .change_member(world.northwind, world.marit, |member, now| {
            let _changed = member.membership.expire_at(Some(now), now);
        })
        .await;
    world
        .change_user(world.ines, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    let found = subjects(&bed, &search).await;
    assert_eq!(ids(&found), [world.helen, world.hugo].into());
    world
        .change_account(world.harbour, |account, now| {
            account.set_status(AccountStatus::Closed, now);
        })
        .await;
    assert_eq!(subjects(&bed, &search).await.results, []);
}

/// Exactly the accounts where the user may do it are found (Q1).
#[tokio::test]
async fn q1_accounts_are_found_where_a_user_may_do_it() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let found = resources(&bed, &by_marit(&bed, "contacts.view")).await;
    assert_eq!(ids(&found), [world.northwind, world.harbour].into());
    let found = resources(&bed, &by_marit(&bed, "billing.view")).await;
    assert_eq!(ids(&found), [world.northwind].into());
    assert_eq!(
        found.results.first().unwrap().external_id,
        Some(ExternalId::parse("northwind").unwrap())
    );
    let mut search = by_marit(&bed, "contacts.view");
    search.subject = Some(UserRef::Id(world.ids.next()));
    assert_eq!(resources(&bed, &search).await.results, []);
    search.subject = None;
    assert_eq!(resources(&bed, &search).await.results, []);
}

/// For every user and account, a search finds exactly what a decision grants (P6).
#[tokio::test]
async fn p6_what_is_found_is_granted() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let (service, cx) = (decisions(&bed), bed.as_platform());
    let everybody = world.store.reader().users(&PageRequest::first()).await;
    let everywhere = world.store.reader().accounts(&PageRequest::first()).await;
    let (everybody, everywhere) = (everybody.unwrap().items, everywhere.unwrap().items);
    let keys = world.catalogue.expanded_keys(world.catalogue.all());
    for account in &everywhere {
        for user in &everybody {
            let (subject, resource) = (UserRef::Id(user.id), AccountRef::Id(account.id));
            let search = SearchActions {
                subject: Some(subject.clone()),
                resource: Some(resource.clone()),
                at_least: None,
            };
            let found = service.search_actions(&cx, &search).await.unwrap().results;
            let mut granted = Vec::new();
            for key in &keys {
                let question = Evaluate {
                    subject: Some(subject.clone()),
                    action: Some(key.clone()),
                    resource: Some(resource.clone()),
                    at_least: None,
                };
                let answer = service
                    .evaluate(&cx.origin.principal, &question)
                    .await
                    .unwrap();
                if answer.decision.denied.is_none() {
                    granted.push(key.clone());
                }
            }
            let expected = world.catalogue.grant(&found);
            let granted = world.catalogue.grant(&granted);
            assert_eq!(expected, granted, "{} in {}", user.name, account.name);
        }
    }
}

/// A ladder appears once, as the bare key if all of it is held (P1).
#[tokio::test]
async fn p1_actions_name_a_ladder_once() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let set = world.set(world.harbour_people).await;
    let acting = MembershipBuilder::new(world.harbour, world.freya).set(&set);
    world.add_member(acting.added("deals.view:team")).await;
    let search = SearchActions {
        subject: Some(UserRef::Id(world.freya)),
        resource: Some(AccountRef::Id(world.harbour)),
        at_least: None,
    };
    let (service, cx) = (decisions(&bed), bed.as_platform());
    let found = service.search_actions(&cx, &search).await.unwrap().results;
    let names: Vec<_> = found.iter().map(PermissionKey::as_str).collect();
    assert!(names.contains(&"contacts.edit") && names.contains(&"deals.view:team"));
    let contacts = names
        .iter()
        .filter(|name| name.starts_with("contacts.view"));
    assert_eq!(contacts.count(), 1, "{names:?}");
}

/// Adds people to Fjordline; every so many of them are super admins.
async fn crowd(bed: &UseCaseBed, people: usize, every: usize) -> BTreeSet<UserId> {
    let world = &bed.world;
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    let (mut memberships, mut admins) = (Vec::new(), BTreeSet::new());
    for number in 1..=people {
        let address = format!("p{number}@crowd.example");
        let user = UserBuilder::new("One of many", &address).build(&*world.ids);
        unit.insert_user(&user).await.unwrap();
        let member = MembershipBuilder::new(world.fjordline, user.id);
        memberships.push(if number % every == 0 {
            admins.insert(user.id);
            member.super_admin().build(&*world.ids)
        } else {
            member.super_admin().deactivated().build(&*world.ids)
        });
    }
    unit.insert_memberships(&memberships).await.unwrap();
    world.commit(unit).await;
    admins
}

/// The lengths of all pages of a search, and all results.
async fn pages(bed: &UseCaseBed, search: &SearchSubjects) -> (Vec<usize>, Vec<UserId>) {
    let mut search = search.clone();
    let (mut lengths, mut all) = (Vec::new(), Vec::new());
    loop {
        let found = subjects(bed, &search).await;
        lengths.push(found.results.len());
        all.extend(found.results.into_iter().map(|found| found.id));
        search.page.after = found.next;
        if search.page.after.is_none() {
            return (lengths, all);
        }
    }
}

/// Pages are full and without repeats, and the last page has no next one.
#[tokio::test]
async fn pages_are_filled_and_end() {
    let bed = UseCaseBed::new().await;
    let mut admins = crowd(&bed, 60, 3).await;
    admins.insert(bed.world.freya);
    assert_eq!(admins.len(), 21);
    let mut search = in_harbour(&bed, "contacts.view");
    search.resource = Some(AccountRef::Id(bed.world.fjordline));
    for limit in [1, 2, 7, 20, 21, 200] {
        search.page.limit = limit;
        let (lengths, all) = pages(&bed, &search).await;
        let (last, full) = lengths.split_last().unwrap();
        assert!(full.iter().all(|length| *length == usize::from(limit)));
        assert!(
            (1..=usize::from(limit)).contains(last),
            "{limit}: {lengths:?}"
        );
        assert_eq!(all.len(), 21, "{limit}");
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), admins);
    }
}

/// A page takes bounded work: with few matches among many members it ends early and names the next.
#[tokio::test]
async fn a_page_with_little_on_it_ends_early() {
    let bed = UseCaseBed::new().await;
    let admins = crowd(&bed, 1_500, 1_000).await;
    let mut search = in_harbour(&bed, "contacts.view");
    search.resource = Some(AccountRef::Id(bed.world.fjordline));
    search.page.limit = 50;
    let (lengths, all) = pages(&bed, &search).await;
    assert!((3..=8).contains(&lengths.len()), "{lengths:?}");
    assert_eq!(all.len(), 1 + admins.len(), "{lengths:?}");
}

/// A search for a disabled user does not go through all their accounts.
#[tokio::test]
async fn a_refusal_of_all_ends_a_search() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    for number in 0..3 {
        let account = AccountBuilder::new(&format!("Client {number}"));
        let account = world.add_account(account).await;
        let member = MembershipBuilder::new(account, world.marit);
        world.add_member(member.super_admin()).await;
    }
    let mut search = by_marit(&bed, "contacts.view");
    search.page.limit = 1;
    assert_ne!(resources(&bed, &search).await.next, None);
    world
        .change_user(world.marit, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    let found = resources(&bed, &search).await;
    assert_eq!((found.results, found.next), (Vec::new(), None));
}

/// No search is less fresh than requested; searching needs the scope `decide` (Q2).
#[tokio::test]
async fn q2_a_search_is_as_fresh_as_asked_and_the_platforms() {
    let bed = UseCaseBed::new().await;
    let (service, cx) = (decisions(&bed), bed.as_platform());
    let now = bed.world.store.revision().await.unwrap();
    let ahead = Revision {
        number: now.number + 1,
        ..now.clone()
    };
    for (at_least, answered) in [(now, true), (ahead, false)] {
        let at_least = Some(at_least);
        let mut subjects = in_harbour(&bed, "contacts.view");
        subjects.at_least.clone_from(&at_least);
        let nobody = SearchSubjects {
            resource: None,
            ..subjects.clone()
        };
        for search in [subjects, nobody] {
            let found = service.search_subjects(&cx, &search).await;
            assert_eq!(found.is_ok(), answered, "{found:?}");
        }
        let mut resources = by_marit(&bed, "contacts.view");
        resources.at_least.clone_from(&at_least);
        let found = service.search_resources(&cx, &resources).await;
        assert_eq!(found.is_ok(), answered, "{found:?}");
        let actions = SearchActions {
            subject: resources.subject,
            resource: Some(AccountRef::Id(bed.world.harbour)),
            at_least,
        };
        match service.search_actions(&cx, &actions).await {
            Ok(_) => assert!(answered),
            Err(error) => {
                assert!(matches!(error, EvaluateError::NotThatFresh) && !answered);
            }
        }
    }
    let cx = bed.as_user(bed.world.marit);
    let search = in_harbour(&bed, "contacts.view");
    match service.search_subjects(&cx, &search).await {
        Err(EvaluateError::Other(error)) => {
            assert_eq!(refused::<()>(Err(error)), "missing-permission");
        }
        other => panic!("{other:?}"),
    }
}
