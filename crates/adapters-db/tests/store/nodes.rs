//! Several nodes on one database, and nodes that stop in the middle of a unit.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use latchkey_adapters_db::SeaOrmStore;
use latchkey_domain::{
    base::{ids::AccountId, refusal::Refusal},
    membership::super_admins::TakenBy,
    people::user::UserStatus,
    ports::{Locks, Store, StoreError, UnitOfWork},
};
use latchkey_testing::{
    World,
    builders::{UserBuilder, name},
};
use tokio::task::JoinSet;

use crate::support::{self, Fresh};

/// How long others wait at most for a unit that stalls, with some time to spare on a busy machine.
const AT_MOST: Duration = Duration::from_millis(6_500);

/// Opens a unit, trying again while another node has the locks.
async fn begin(store: &SeaOrmStore, locks: &Locks) -> Box<dyn UnitOfWork> {
    loop {
        match store.begin(locks.clone()).await {
            Err(StoreError::Contended(_)) => {}
            begun => return begun.unwrap(),
        }
    }
}

/// What two nodes write at once is written once each, and numbered without gaps.
async fn two_nodes_write_exactly_once(fresh: Fresh) {
    let world = Arc::new(fresh.world().await);
    let other = support::node(&fresh.url).await;
    let before = fresh.store.revision().await.unwrap().number;
    world
        .change_account(world.harbour, |account, now| {
            account.rename(name("0"), now);
        })
        .await;
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let store = if number % 2 == 0 {
            &fresh.store
        } else {
            &other
        }
        .clone();
        let world = Arc::clone(&world);
        tasks.spawn(async move {
            for _ in 0..5 {
                let locks = Locks::none().changing(world.harbour);
                let mut unit = begin(&store, &locks).await;
                let mut account = unit.account(world.harbour).await.unwrap().unwrap();
                let count: u32 = account.name.as_str().parse().unwrap();
                account.rename(name(&(count + 1).to_string()), world.now());
                unit.save_account(&mut account).await.unwrap();
                world.commit(unit).await;
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(world.account(world.harbour).await.name, name("40"));
    for store in [&fresh.store, &other] {
        assert_eq!(store.revision().await.unwrap().number, before + 41);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_write_exactly_once_on_sqlite() {
    two_nodes_write_exactly_once(support::sqlite_file().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_write_exactly_once_on_postgres() {
    two_nodes_write_exactly_once(support::postgres().await).await;
}

/// One node removes a super admin while another disables the other super admin: one always remains
/// (D5).
async fn two_nodes_leave_one_super_admin(fresh: Fresh) {
    let world = Arc::new(fresh.world().await);
    let other = support::node(&fresh.url).await;
    let account = world.harbour;
    let removing = take(&fresh.store, &world, account);
    let disabling = disable(&other, &world, account);
    let (removed, disabled) = tokio::join!(removing, disabling);
    assert_ne!(
        removed.is_ok(),
        disabled.is_ok(),
        "{removed:?} {disabled:?}"
    );
    let mut reader = other.reader();
    let left = reader.permanent_super_admins(account).await.unwrap();
    let last = if removed.is_ok() {
        world.hugo
    } else {
        world.helen
    };
    assert_eq!(
        left.must_not_be_last(last, TakenBy::PLATFORM),
        Err(Refusal::LastSuperAdmin)
    );
}

async fn take(store: &SeaOrmStore, world: &World, account: AccountId) -> Result<(), Refusal> {
    let locks = Locks::none().changing(account).reading_user(world.helen);
    let mut unit = begin(store, &locks).await;
    let admins = unit.permanent_super_admins(account).await.unwrap();
    admins.must_not_be_last(world.helen, TakenBy::PLATFORM)?;
    let member = unit.member(account, world.helen).await.unwrap().unwrap();
    unit.remove_membership(&member.membership).await.unwrap();
    world.commit(unit).await;
    Ok(())
}

async fn disable(store: &SeaOrmStore, world: &World, account: AccountId) -> Result<(), Refusal> {
    let locks = Locks::none().changing(account).changing_user(world.hugo);
    let mut unit = begin(store, &locks).await;
    let admins = unit.permanent_super_admins(account).await.unwrap();
    admins.must_not_be_last(world.hugo, TakenBy::PLATFORM)?;
    let mut hugo = unit.user(world.hugo).await.unwrap().unwrap();
    hugo.set_status(UserStatus::Disabled, world.now());
    unit.save_user(&mut hugo).await.unwrap();
    world.commit(unit).await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_leave_one_super_admin_on_sqlite() {
    two_nodes_leave_one_super_admin(support::sqlite_file().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_leave_one_super_admin_on_postgres() {
    two_nodes_leave_one_super_admin(support::postgres().await).await;
}

/// A unit that nobody ever touches again delays others by five seconds, and is undone.
async fn a_leaked_unit_ends(fresh: Fresh) {
    let world = fresh.world().await;
    let locks = Locks::none().changing(world.harbour);
    let mut leaked = world.begin(locks.clone()).await;
    let user = UserBuilder::new("Nina", "nina@new.example").build(&*world.ids);
    leaked.insert_user(&user).await.unwrap();
    std::mem::forget(leaked);
    let since = Instant::now();
    let mut unit = begin(&fresh.store, &locks).await;
    assert!(since.elapsed() < AT_MOST, "waited {:?}", since.elapsed());
    assert_eq!(unit.user(user.id).await.unwrap(), None);
    world.commit(unit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_unit_ends_on_sqlite() {
    a_leaked_unit_ends(support::sqlite_file().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_unit_ends_on_sqlite_in_memory() {
    a_leaked_unit_ends(support::sqlite_memory().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaked_unit_ends_on_postgres() {
    a_leaked_unit_ends(support::postgres().await).await;
}

/// A node that stops inside a unit, with its watchdog, delays others by five seconds. Then the
/// database ends its transaction.
#[tokio::test(flavor = "multi_thread")]
async fn postgres_ends_the_unit_of_a_stopped_node() {
    let fresh = support::postgres().await;
    let world = fresh.world().await;
    let locks = Locks::none().changing(world.harbour);
    let (url, stopped_locks) = (fresh.url.clone(), locks.clone());
    let (stopped, is_stopped) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let node = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let store = support::node(&url).await;
            let unit = store.begin(stopped_locks).await.unwrap();
            stopped.send(()).unwrap();
            // Nothing of this node runs any more.
            may_go_on.recv().unwrap();
            drop(unit);
        });
    });
    tokio::task::spawn_blocking(move || is_stopped.recv().unwrap())
        .await
        .unwrap();
    let since = Instant::now();
    let unit = begin(&fresh.store, &locks).await;
    let waited = since.elapsed();
    assert!(waited > Duration::from_secs(2), "the rows were locked");
    assert!(waited < AT_MOST, "waited {waited:?}");
    world.commit(unit).await;
    go_on.send(()).unwrap();
    tokio::task::spawn_blocking(|| node.join().unwrap())
        .await
        .unwrap();
}

/// A unit waits for another process that uses the file, then fails as contended.
#[tokio::test(flavor = "multi_thread")]
async fn waits_for_another_process_then_is_contended() {
    let fresh = support::sqlite_file().await;
    let world = fresh.world().await;
    let other = support::node(&fresh.url).await;
    let theirs = other.begin(Locks::none()).await.unwrap();
    let since = Instant::now();
    let begun = fresh.store.begin(Locks::none()).await;
    assert!(
        matches!(begun, Err(StoreError::Contended(_))),
        "{:?}",
        begun.map(drop)
    );
    let waited = since.elapsed();
    assert!(
        waited > Duration::from_millis(1_500) && waited < Duration::from_secs(3),
        "{waited:?}"
    );
    drop(theirs);
    let unit = world.begin(Locks::none()).await;
    world.commit(unit).await;
}

/// With as many units open as there are turns, a connection is left for reading.
#[tokio::test(flavor = "multi_thread")]
async fn waiting_units_leave_connections_for_reading() {
    let fresh = support::postgres().await;
    let world = fresh.world().await;
    let locks = Locks::none().changing(world.harbour);
    let held = world.begin(locks.clone()).await;
    let mut waiting = JoinSet::new();
    for _ in 0..40 {
        let (store, locks) = (fresh.store.clone(), locks.clone());
        waiting.spawn(async move { store.begin(locks).await.map(drop) });
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let since = Instant::now();
    world.member(world.harbour, world.marit).await;
    assert!(
        since.elapsed() < Duration::from_secs(1),
        "{:?}",
        since.elapsed()
    );
    for begun in waiting.join_all().await {
        assert!(matches!(begun, Err(StoreError::Contended(_))), "{begun:?}");
    }
    world.commit(held).await;
}
