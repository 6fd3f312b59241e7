//! Many at once: nothing is lost, nothing happens twice, and no two units break a rule together.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
        time::days,
    },
    membership::super_admins::TakenBy,
    partnership::access_link::AccessLink,
    people::user::UserStatus,
    ports::{Locks, StoreError, Taken},
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
    work::operation::{ItemOutcome, ItemResult, Task},
};
use tokio::task::JoinSet;

use super::{
    Backend, Bench,
    operations::{begun, operation},
    support::{assert_taken, begin_in_turn},
};
use crate::builders::{ChangeFreely as _, MembershipBuilder, UserBuilder, name};

const TASKS: u64 = 8;
const ROUNDS: u64 = 5;

/// Runs the same work several times at once, and hands back what each came to.
async fn at_once<T, W>(
    world: Bench,
    times: u64,
    work: impl Fn(Arc<Bench>, u64) -> W,
) -> (Arc<Bench>, Vec<T>)
where
    T: Send + 'static,
    W: Future<Output = T> + Send + 'static,
{
    let world = Arc::new(world);
    let mut tasks = JoinSet::new();
    for number in 0..times {
        tasks.spawn(work(Arc::clone(&world), number));
    }
    let results = tasks.join_all().await;
    (world, results)
}

/// Of units that read, decide and write under the account's lock none is lost; each commit has a
/// revision of its own, without gaps.
pub async fn concurrent_read_modify_writes_lose_nothing(backend: Backend) {
    let world = backend.world().await;
    world
        .change_account(world.harbour, |account, now| {
            account.rename(name("0"), now);
        })
        .await;
    let before = world.store.revision().await.unwrap().number;
    let count = |world: Arc<Bench>, _| async move {
        let mut revisions = Vec::new();
        for _ in 0..ROUNDS {
            let locks = Locks::none().changing(world.harbour);
            let mut unit = begin_in_turn(&world, &locks).await;
            let mut account = unit.account(world.harbour).await.unwrap().unwrap();
            let number: u64 = account.name.as_str().parse().unwrap();
            account.rename(name(&(number + 1).to_string()), world.now());
            unit.save_account(&mut account).await.unwrap();
            revisions.push(world.commit(unit).await.number);
        }
        revisions
    };
    let (world, revisions) = at_once(world, TASKS, count).await;
    let account = world.account(world.harbour).await;
    assert_eq!(account.name, name(&(TASKS * ROUNDS).to_string()));
    let mut revisions = revisions.concat();
    revisions.sort_unstable();
    let expected: Vec<_> = (before + 1..=before + TASKS * ROUNDS).collect();
    assert_eq!(revisions, expected);
}

/// Writers of different things are numbered one after another too.
pub async fn concurrent_writers_get_each_revision_once(backend: Backend) {
    let world = backend.world().await;
    let before = world.store.revision().await.unwrap().number;
    let write = |world: Arc<Bench>, number| async move {
        let mut revisions = Vec::new();
        for round in 0..ROUNDS {
            let email = format!("new{number}-{round}@new.example");
            let user = UserBuilder::new("New", &email).build(&*world.ids);
            let mut unit = begin_in_turn(&world, &Locks::none()).await;
            unit.insert_user(&user).await.unwrap();
            revisions.push(world.commit(unit).await.number);
        }
        revisions
    };
    let (world, revisions) = at_once(world, TASKS, write).await;
    let mut revisions = revisions.concat();
    revisions.sort_unstable();
    let expected: Vec<_> = (before + 1..=before + TASKS * ROUNDS).collect();
    assert_eq!(revisions, expected);
    let newest = world.store.revision().await.unwrap().number;
    assert_eq!(newest, before + TASKS * ROUNDS);
}

/// Takes a super admin's access, if the account can do without them.
async fn take(world: &Bench, account: AccountId, user: UserId) -> Result<(), Refusal> {
    let locks = Locks::none().changing(account).reading_user(user);
    let mut unit = begin_in_turn(world, &locks).await;
    let admins = unit.permanent_super_admins(account).await.unwrap();
    admins.must_not_be_last(user, TakenBy::PLATFORM)?;
    let mut member = unit.member(account, user).await.unwrap().unwrap();
    let membership = &mut member.membership;
    membership.change_freely(world.now(), |state| state.deactivated = true);
    unit.save_membership(membership).await.unwrap();
    world.commit(unit).await;
    Ok(())
}

/// Switches a super admin off everywhere, if their accounts can do without them: the accounts are
/// known only once the user is locked.
async fn disable(world: &Bench, account: AccountId, user: UserId) -> Result<(), Refusal> {
    let locks = Locks::none().changing(account).changing_user(user);
    let mut unit = begin_in_turn(world, &locks).await;
    let counting = unit.accounts_counting_on(user).await.unwrap();
    assert_eq!(counting, [account]);
    let admins = unit.permanent_super_admins(account).await.unwrap();
    admins.must_not_be_last(user, TakenBy::PLATFORM)?;
    let mut user = unit.user(user).await.unwrap().unwrap();
    user.set_status(UserStatus::Disabled, world.now());
    unit.save_user(&mut user).await.unwrap();
    world.commit(unit).await;
    Ok(())
}

fn assert_one_was_spared(results: &[Result<(), Refusal>]) {
    let refused = Err(Refusal::LastSuperAdmin);
    let done = results.iter().filter(|result| result.is_ok()).count();
    let spared = results.iter().filter(|result| **result == refused).count();
    assert_eq!((done, spared), (1, 1), "{results:?}");
}

/// Of two super admins taken at once one stays (D5).
pub async fn two_super_admins_taken_at_once_leave_one(backend: Backend) {
    let world = backend.world().await;
    let race = |world: Arc<Bench>, number| async move {
        let user = if number == 0 { world.helen } else { world.hugo };
        take(&world, world.harbour, user).await
    };
    let (_, results) = at_once(world, 2, race).await;
    assert_one_was_spared(&results);
}

/// Of two super admins, one taken and one switched off at once, one stays (D5).
pub async fn one_taken_and_one_disabled_at_once_leave_one(backend: Backend) {
    let world = backend.world().await;
    let race = |world: Arc<Bench>, number| async move {
        if number == 0 {
            take(&world, world.harbour, world.helen).await
        } else {
            disable(&world, world.harbour, world.hugo).await
        }
    };
    let (_, results) = at_once(world, 2, race).await;
    assert_one_was_spared(&results);
}

/// Exactly one of those who want the same unique thing at once gets it.
#[track_caller]
fn assert_one_was_first(results: Vec<Result<(), StoreError>>, what: Taken) {
    let (first, others): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(first.len(), 1, "{others:?}");
    for other in others {
        assert_taken(other, what);
    }
}

/// Of people with one address made at once one is made.
pub async fn one_address_is_taken_once_at_once(backend: Backend) {
    let world = backend.world().await;
    let insert = |world: Arc<Bench>, _| async move {
        let user = UserBuilder::new("New", "new@new.example").build(&*world.ids);
        let mut unit = begin_in_turn(&world, &Locks::none()).await;
        unit.insert_user(&user).await?;
        world.try_commit(unit).await.map(|_revision| ())
    };
    let (_, results) = at_once(world, TASKS, insert).await;
    assert_one_was_first(results, Taken::Email);
}

/// Of memberships of one person in one account begun at once one begins.
pub async fn one_person_becomes_a_member_once_at_once(backend: Backend) {
    let world = backend.world().await;
    let insert = |world: Arc<Bench>, _| async move {
        let membership = MembershipBuilder::new(world.fjordline, world.sam).build(&*world.ids);
        let locks = Locks::none().changing(world.fjordline);
        let mut unit = begin_in_turn(&world, &locks).await;
        unit.insert_memberships(&[membership]).await?;
        world.try_commit(unit).await.map(|_revision| ())
    };
    let (_, results) = at_once(world, TASKS, insert).await;
    assert_one_was_first(results, Taken::Membership);
}

/// Of links of one employee made at once one is made (L2).
pub async fn one_employee_gets_one_link_at_once(backend: Backend) {
    let world = backend.world().await;
    let insert = |world: Arc<Bench>, _| async move {
        let key = world.store.reader().link_key().await?;
        let (id, now) = (world.ids.next(), world.now());
        let link = AccessLink::issue(id, world.northwind, world.tomas, &key, 90, now);
        let mut unit = begin_in_turn(&world, &Locks::none()).await;
        unit.insert_access_link(&link).await?;
        world.try_commit(unit).await.map(|_revision| ())
    };
    let (_, results) = at_once(world, TASKS, insert).await;
    assert_one_was_first(results, Taken::AccessLink);
}

/// Of results of one item kept at once one is kept (A4).
pub async fn one_item_is_finished_once_at_once(backend: Backend) {
    let world = backend.world().await;
    let pairs = [(world.harbour, world.jonas)];
    let seen = begun(&world, Task::Deactivate, &pairs).await;
    let id = seen.id;
    let finish = move |world: Arc<Bench>, _| {
        let seen = seen.clone();
        async move {
            let mut unit = begin_in_turn(&world, &Locks::none()).await;
            let result = ItemResult::done(0, ItemOutcome::Deactivated);
            unit.finish_items(&seen, &[result], world.now()).await?;
            world.try_commit(unit).await.map(|_revision| ())
        }
    };
    let (world, results) = at_once(world, TASKS, finish).await;
    let kept = results.iter().filter(|result| result.is_ok());
    assert_eq!(kept.count(), 1, "{results:?}");
    assert_eq!(operation(&world, id).await.succeeded, 1);
}

/// Of answers under one key kept at once one is kept, and with it one effect.
pub async fn one_idempotency_key_has_one_effect_at_once(backend: Backend) {
    let world = backend.world().await;
    let key = IdempotencyKey {
        principal: "tok_1".to_owned(),
        method: "POST".to_owned(),
        path: "/v1/users".to_owned(),
        key: "one".to_owned(),
    };
    let shared = key.clone();
    let keep = move |world: Arc<Bench>, number| {
        let answer = KeptAnswer {
            key: shared.clone(),
            fingerprint: "same".to_owned(),
            body: KeptBody::Secret {
                made: format!("usr_{number}"),
            },
        };
        async move {
            let email = format!("new{number}@new.example");
            let user = UserBuilder::new("New", &email).build(&*world.ids);
            let mut unit = begin_in_turn(&world, &Locks::none()).await;
            unit.insert_user(&user).await?;
            let now = world.now();
            unit.keep_answer(&answer, now, now - days(1)).await?;
            world.try_commit(unit).await.map(|_revision| ())
        }
    };
    let (world, results) = at_once(world, TASKS, keep).await;
    assert_one_was_first(results, Taken::IdempotencyKey);
    let since = world.now() - days(1);
    let kept = world.store.reader().kept_answer(&key, since).await.unwrap();
    assert!(kept.is_some());
    let page = latchkey_domain::base::page::PageRequest::first();
    let users = world.store.reader().users(&page).await.unwrap();
    assert_eq!(users.items.len(), 11, "ten of the scene and a new one");
}

/// Units that lock the same rows, named in another order, never wait for each other in a circle.
pub async fn units_never_wait_for_each_other_in_a_circle(backend: Backend) {
    let world = backend.world().await;
    let write = |world: Arc<Bench>, number| async move {
        for _ in 0..ROUNDS {
            let (one, other) = (world.harbour, world.fjordline);
            let locks = if number % 2 == 0 {
                let locks = Locks::none().changing(one).changing(other);
                locks.changing_user(world.marit).changing_user(world.freya)
            } else {
                let locks = Locks::none().changing(other).changing(one);
                locks.changing_user(world.freya).changing_user(world.marit)
            };
            let mut unit = begin_in_turn(&world, &locks).await;
            for id in [one, other] {
                let mut account = unit.account(id).await.unwrap().unwrap();
                let longer = format!("{}+", account.name);
                account.rename(name(&longer), world.now());
                unit.save_account(&mut account).await.unwrap();
            }
            world.commit(unit).await;
        }
    };
    let (world, _) = at_once(world, TASKS, write).await;
    for id in [world.harbour, world.fjordline] {
        let account = world.account(id).await;
        let marks = account.name.as_str().matches('+').count();
        assert_eq!(u64::try_from(marks).unwrap(), TASKS * ROUNDS);
    }
}
