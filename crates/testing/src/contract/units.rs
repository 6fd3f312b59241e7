//! What a unit of work promises, whatever is written in it.

use std::{future::Future, pin::pin, task::Poll};

use latchkey_domain::{
    base::{
        ids::{AccountId, Ids},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    ports::{EventFilter, Locks, Taken, TrailSide},
};
use tokio::time::{Instant, sleep_until, timeout};

use super::{
    Backend,
    support::{SOON, assert_contended, assert_taken, begin_in_turn},
};
use crate::builders::{AccountBuilder, MembershipBuilder, UserBuilder, name};

/// An empty store has the revision 0, no catalogue, and nothing else.
pub async fn a_new_store_is_empty(backend: Backend) {
    let revision = backend.store.revision().await.unwrap();
    assert_eq!(revision.number, 0);
    assert_eq!(Revision::parse(&revision.to_string()), Some(revision));
    let mut reader = backend.store.reader();
    let page = PageRequest::first();
    assert_eq!(reader.catalogue_in_force().await.unwrap(), None);
    assert_eq!(reader.accounts(&page).await.unwrap().items, []);
    assert_eq!(reader.users(&page).await.unwrap().items, []);
    assert_eq!(reader.standard_sets().await.unwrap(), []);
    assert!(!reader.has_service_token().await.unwrap());
    let filter = EventFilter::default();
    let seen = reader.events(TrailSide::Everything, &filter, &page).await;
    assert_eq!(seen.unwrap().items, []);
}

/// What is committed is there for readers and for the next unit.
pub async fn what_is_committed_is_visible(backend: Backend) {
    let world = backend.world().await;
    let account = AccountBuilder::new("New").build(&*world.ids);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_account(&account).await.unwrap();
    world.commit(unit).await;
    assert_eq!(world.account(account.id).await, account);
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.account(account.id).await.unwrap(), Some(account));
}

/// A unit reads what it has written; nobody else does before it commits.
pub async fn a_unit_sees_its_own_writes_and_nobody_else_does(backend: Backend) {
    let world = backend.world().await;
    let before = world.account(world.harbour).await;
    let mut account = before.clone();
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    account.rename(name("Harbour & Oak"), world.now());
    unit.save_account(&mut account).await.unwrap();
    let seen = unit.account(world.harbour).await.unwrap();
    assert_eq!(seen, Some(account.clone()));
    if world.is_open_beside_units() {
        assert_eq!(world.account(world.harbour).await, before);
    }
    world.commit(unit).await;
    assert_eq!(world.account(world.harbour).await, account);
}

/// Dropping a unit undoes everything and takes no revision.
pub async fn dropping_a_unit_undoes_everything(backend: Backend) {
    let world = backend.world().await;
    let revision = world.store.revision().await.unwrap();
    let account = AccountBuilder::new("New").build(&*world.ids);
    let member = world.member(world.harbour, world.ines).await;
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.insert_account(&account).await.unwrap();
    unit.remove_membership(&member.membership).await.unwrap();
    drop(unit);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    assert_eq!(unit.account(account.id).await.unwrap(), None);
    let still_there = unit.member(world.harbour, world.ines).await.unwrap();
    assert_eq!(still_there, Some(member));
    drop(unit);
    assert_eq!(world.store.revision().await.unwrap(), revision);
}

/// What several repositories write is committed together.
pub async fn several_repositories_commit_together(backend: Backend) {
    let world = backend.world().await;
    let (account, user, membership) = newcomers(&*world.ids);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_account(&account).await.unwrap();
    unit.insert_user(&user).await.unwrap();
    unit.insert_memberships(&[membership.build(&*world.ids)])
        .await
        .unwrap();
    world.commit(unit).await;
    assert!(world.find_member(account.id, user.id).await.is_some());
}

/// What one repository refuses undoes what another has written.
pub async fn several_repositories_fail_together(backend: Backend) {
    let world = backend.world().await;
    let (account, _, _) = newcomers(&*world.ids);
    let taken = UserBuilder::new("Other", "marit@northwind.example").build(&*world.ids);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_account(&account).await.unwrap();
    assert_taken(unit.insert_user(&taken).await, Taken::Email);
    drop(unit);
    let found = world.store.reader().account(account.id).await.unwrap();
    assert_eq!(found, None);
}

fn newcomers(
    ids: &dyn Ids,
) -> (
    latchkey_domain::people::account::Account,
    latchkey_domain::people::user::User,
    MembershipBuilder,
) {
    let account = AccountBuilder::new("New").build(ids);
    let user = UserBuilder::new("Nina", "nina@new.example").build(ids);
    let membership = MembershipBuilder::new(account.id, user.id);
    (account, user, membership)
}

/// Any error of the store ends the unit: it cannot be committed, and nothing of it is kept.
pub async fn a_unit_is_over_after_an_error(backend: Backend) {
    let world = backend.world().await;
    let revision = world.store.revision().await.unwrap();
    let account = AccountBuilder::new("New").build(&*world.ids);
    let taken = AccountBuilder::new("Other").external_id("harbour");
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_account(&account).await.unwrap();
    let refused = unit.insert_account(&taken.build(&*world.ids)).await;
    assert_taken(refused, Taken::ExternalId);
    let committed = world.try_commit(unit).await;
    assert!(committed.is_err(), "committed as {committed:?}");
    let found = world.store.reader().account(account.id).await.unwrap();
    assert_eq!(found, None);
    assert_eq!(world.store.revision().await.unwrap(), revision);
}

/// Revisions are numbered in the order of commits; what is dropped or fails leaves no gap.
pub async fn revisions_have_no_gaps(backend: Backend) {
    let world = backend.world().await;
    let mut last = world.store.revision().await.unwrap();
    for round in 0..5 {
        let dropped = world.begin(Locks::none().changing(world.harbour)).await;
        drop(dropped);
        let mut failed = world.begin(Locks::none()).await;
        let taken = UserBuilder::new("Other", "marit@northwind.example").build(&*world.ids);
        assert_taken(failed.insert_user(&taken).await, Taken::Email);
        assert!(world.try_commit(failed).await.is_err());

        let user = UserBuilder::new("New", &format!("new{round}@new.example"));
        let mut unit = world.begin(Locks::none()).await;
        unit.insert_user(&user.build(&*world.ids)).await.unwrap();
        let revision = world.commit(unit).await;
        let next = Revision {
            number: last.number + 1,
            ..last
        };
        assert_eq!(revision, next);
        assert_eq!(world.store.revision().await.unwrap(), next);
        last = next;
    }
}

/// Each call of a reader sees what was committed when it began: it keeps no old picture.
pub async fn a_reader_sees_every_commit(backend: Backend) {
    let world = backend.world().await;
    let mut reader = world.store.reader();
    for new_name in ["First", "Second"] {
        world
            .change_account(world.harbour, |account, now| {
                account.rename(name(new_name), now);
            })
            .await;
        let account = reader.account(world.harbour).await.unwrap().unwrap();
        assert_eq!(account.name, name(new_name));
    }
}

/// Readers never wait for a unit, whatever it has locked and written, unless the backend has a
/// single connection.
pub async fn readers_never_wait_for_a_unit(backend: Backend) {
    let world = backend.world().await;
    if !world.is_open_beside_units() {
        return;
    }
    let locks = Locks::none()
        .changing(world.harbour)
        .changing_user(world.marit);
    let mut unit = world.begin(locks).await;
    let mut account = unit.account(world.harbour).await.unwrap().unwrap();
    account.rename(name("Harbour & Oak"), world.now());
    unit.save_account(&mut account).await.unwrap();
    let reading = async {
        world.member(world.harbour, world.marit).await;
        world.store.revision().await.unwrap();
        let (user, account) = (UserRef::Id(world.marit), AccountRef::Id(world.harbour));
        let mut reader = world.store.reader();
        reader.decision_facts(&user, &account).await.unwrap();
    };
    timeout(SOON, reading).await.expect("readers do not wait");
    world.commit(unit).await;
}

/// A unit waits for its locks and sees then what was committed meanwhile.
pub async fn a_unit_sees_what_it_has_waited_for(backend: Backend) {
    let world = backend.world().await;
    let locks = Locks::none().changing(world.harbour);
    let mut unit = world.begin(locks.clone()).await;
    let mut waiting = pin!(world.store.begin(locks));
    poll_once(waiting.as_mut()).await;
    let mut account = unit.account(world.harbour).await.unwrap().unwrap();
    account.rename(name("Harbour & Oak"), world.now());
    unit.save_account(&mut account).await.unwrap();
    world.commit(unit).await;
    let mut unit = waiting.await.unwrap();
    let seen = unit.account(world.harbour).await.unwrap();
    assert_eq!(seen, Some(account));
}

/// Locking what is not there is no error: the use case looks for it afterwards.
pub async fn what_is_not_there_can_be_locked(backend: Backend) {
    let world = backend.world().await;
    let ids = &world.ids;
    let locks = Locks::none()
        .changing(ids.next())
        .reading(ids.next())
        .changing_user(ids.next())
        .reading_user(ids.next());
    let unit = world.begin(locks).await;
    world.commit(unit).await;
}

/// A lock that is not to be had in time is `Contended`: a unit opened within another never hangs.
pub async fn a_nested_begin_times_out(backend: Backend) {
    let world = backend.world().await;
    let wait = world.backend.timing.lock_wait;
    let locks = Locks::none().changing(world.harbour);
    let unit = world.begin(locks.clone()).await;
    let begun = timeout(wait + SOON, world.store.begin(locks)).await;
    assert_contended(&begun.expect("a begin never hangs").map(drop));
    world.commit(unit).await;
}

/// Whoever only relies on a row lets nobody change it (L1, D5); a row that one changes nobody else
/// locks.
pub async fn a_read_lock_keeps_changers_out(backend: Backend) {
    let world = backend.world().await;
    let (account, user) = (world.northwind, world.marit);
    for (held, wanted) in [
        (
            Locks::none().reading(account),
            Locks::none().changing(account),
        ),
        (
            Locks::none().changing(account),
            Locks::none().reading(account),
        ),
        (
            Locks::none().reading_user(user),
            Locks::none().changing_user(user),
        ),
        (
            Locks::none().changing_user(user),
            Locks::none().reading_user(user),
        ),
    ] {
        let unit = world.begin(held).await;
        let begun = world.store.begin(wanted.clone()).await;
        assert_contended(&begun.map(drop));
        drop(unit);
        let unit = world.begin(wanted).await;
        world.commit(unit).await;
    }
}

/// A unit that stalls is rolled back and lets others go on.
pub async fn a_stalled_unit_lets_others_go_on(backend: Backend) {
    let world = backend.world().await;
    let age = world.backend.timing.unit_age;
    let locks = Locks::none().changing(world.harbour);
    let begun_at = Instant::now();
    let mut stalled = world.begin(locks.clone()).await;
    let account = AccountBuilder::new("New").build(&*world.ids);
    stalled.insert_account(&account).await.unwrap();
    let mut unit = begin_in_turn(&world, &locks).await;
    let waited = begun_at.elapsed();
    assert!(waited < age + SOON, "others waited {waited:?}");
    assert_eq!(unit.account(account.id).await.unwrap(), None);
    world.commit(unit).await;
    assert_contended(&world.try_commit(stalled).await);
    let found = world.store.reader().account(account.id).await.unwrap();
    assert_eq!(found, None);
}

/// Any call on a unit that is too old is `Contended`.
pub async fn a_unit_that_is_too_old_is_contended(backend: Backend) {
    let world = backend.world().await;
    let locks = Locks::none().changing(world.harbour);
    let mut read = world.begin(locks.clone()).await;
    sleep_until(Instant::now() + world.backend.timing.unit_age).await;
    assert_contended(&read.account(world.harbour).await);
    drop(read);
    let unit = timeout(SOON, world.begin(locks)).await.unwrap();
    world.commit(unit).await;
}

/// A request that is dropped while it commits leaves all or nothing, and no lock behind.
pub async fn a_drop_during_commit_leaves_all_or_nothing(backend: Backend) {
    let world = backend.world().await;
    let locks = Locks::none().changing(world.harbour);
    for polls in 0..12 {
        let before = world.store.revision().await.unwrap().number;
        let account = AccountBuilder::new("New").build(&*world.ids);
        let mut unit = world.begin(locks.clone()).await;
        unit.insert_account(&account).await.unwrap();
        let records = records_about(&world, account.id);
        {
            let mut committing = pin!(unit.commit(records));
            for _ in 0..polls {
                if poll_once(committing.as_mut()).await {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        // Whoever comes next waits for the outcome.
        let mut next = begin_in_turn(&world, &locks).await;
        let kept = next.account(account.id).await.unwrap().is_some();
        let filter = EventFilter::default();
        let side = TrailSide::Account(account.id);
        let seen = next.events(side, &filter, &PageRequest::first()).await;
        let recorded = seen.unwrap().items.len();
        drop(next);
        let counted = world.store.revision().await.unwrap().number - before;
        assert_eq!((counted, recorded), (u64::from(kept), usize::from(kept)));
    }
}

fn records_about(
    world: &super::Bench,
    account: AccountId,
) -> latchkey_domain::trail::audit::Records {
    use latchkey_domain::trail::event::{Event, EventKind};
    let scope = latchkey_domain::people::token::Scope::Provision;
    let permit = latchkey_domain::gate::platform(&world.as_operator(), scope).unwrap();
    let event = Event::new(EventKind::AccountCreated).in_account(account);
    latchkey_domain::trail::audit::Records::one(&permit, event, &*world.ids, world.now())
}

/// Lets a future take one step; tells whether it has ended.
async fn poll_once<F: Future>(mut future: std::pin::Pin<&mut F>) -> bool {
    std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await
}
