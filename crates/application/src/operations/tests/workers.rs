//! Workers: how they share operations, and whose rights count.

use latchkey_testing::{FailAt, FailingStore, Failure};

use super::*;

/// Two workers share an operation from both ends; everything is done once (A4).
#[tokio::test]
async fn two_workers_share_an_operation() {
    let agency = Agency::with_clients(20).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.tomas, world.priya], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    let leases: Arc<dyn Leases> = Arc::new(world.memory().clone());
    let [front, back] = agency.service.workers(&leases);
    assert!(front.turn().await.unwrap(), "one has its part");
    assert!(back.turn().await.unwrap(), "and so has the other");
    while front.turn().await.unwrap() {}
    assert!(!back.turn().await.unwrap());
    let kept = world.store.reader().operation(id).await.unwrap().unwrap();
    assert_eq!((kept.succeeded, kept.refused), (42, 0));
    assert_eq!(agency.created_by(id).await, 42);
}

/// Of two workers that take the same items, only one does them (A4).
#[tokio::test]
async fn two_workers_at_the_same_items_do_them_once() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.tomas, world.priya], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    let leases: Arc<dyn Leases> = Arc::new(world.memory().clone());
    let [front, back] = agency.service.workers(&leases);
    // Both have read the waiting items before they reach the lock that is held here.
    let held = world.begin(Locks::none().changing(world.harbour)).await;
    let let_go = async {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        drop(held);
    };
    let (one, other, ()) = tokio::join!(front.turn(), back.turn(), let_go);
    assert!(one.unwrap() != other.unwrap());
    let kept = world.store.reader().operation(id).await.unwrap().unwrap();
    assert_eq!((kept.succeeded, kept.refused), (2, 0));
    assert_eq!(agency.created_by(id).await, 2);
}

/// Each item is authorized when it is written. A starter who is no longer partner admin in a
/// client, or no longer an employee, adds no one from then on (A4).
#[tokio::test]
async fn a_starter_who_loses_their_right_adds_nobody_more() {
    let agency = Agency::with_clients(2).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.tomas], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    let lost = agency.clients[1];
    world
        .change_member(lost, world.marit, |member, now| {
            member.membership.expire_at(Some(now), now);
        })
        .await;
    agency.run().await;
    let outcomes = agency.outcomes(id).await;
    assert_eq!(outcomes[0].0, Kept::Added);
    assert_eq!(
        outcomes[1],
        (Kept::Refused, Some("not-partner-admin".to_owned()))
    );
    assert!(world.find_member(lost, world.tomas).await.is_none());

    let again = agency.assign(&[world.priya], world.northwind_staff);
    let id = agency.start(world.marit, again).await;
    world
        .change_user(world.marit, |user, now| {
            assert!(user.set_status(UserStatus::Disabled, now));
        })
        .await;
    agency.run().await;
    for outcome in agency.outcomes(id).await {
        let code = "missing-permission".to_owned();
        assert_eq!(outcome, (Kept::Refused, Some(code)));
    }
}

/// An operation whose units fail at the first step, so often.
async fn in_trouble(times: usize, failure: Failure) -> (Agency, FailingStore, OperationId) {
    let mut bed = UseCaseBed::new().await;
    let store = FailingStore::over(Arc::clone(&bed.world.store));
    let ports = Arc::get_mut(&mut bed.ports).expect("nobody else has the ports yet");
    ports.store = Arc::new(store.clone());
    let agency = Agency::over(bed, 1).await;
    let world = &agency.bed.world;
    let cmd = agency.assign(&[world.tomas, world.priya], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    for _ in 0..times {
        store.fail(FailAt::Begin, failure);
    }
    (agency, store, id)
}

/// An item that cannot be written fails by itself, without changing anything; the others of its
/// client are done. What failed can be tried again.
#[tokio::test]
async fn an_item_that_cannot_be_written_fails() {
    let (agency, store, id) = in_trouble(4, Failure::Corrupt).await;
    let world = &agency.bed.world;
    for _ in 0..4 {
        agency.worker.turn().await.unwrap();
    }
    agency.run().await;
    assert!(store.has_failed_as_planned());
    let failed = (Kept::Failed, Some("unavailable".to_owned()));
    let added = (Kept::Added, None);
    assert_eq!(
        agency.outcomes(id).await,
        [failed, added.clone(), added.clone(), added.clone()]
    );
    assert!(
        world
            .find_member(world.harbour, world.tomas)
            .await
            .is_none()
    );
    let cx = agency.bed.as_user(world.marit);
    let shown = agency.service.show(&cx, id).await.unwrap();
    assert_eq!(shown.state, OperationState::Done);
    assert_eq!((shown.succeeded, shown.refused, shown.failed), (3, 0, 1));
    let again = agency.service.retry(&cx, id, TriedAgain::Failed).await;
    agency.bed.done(&cx, again.unwrap()).await;
    agency.run().await;
    assert_eq!(agency.outcomes(id).await, vec![added; 4]);
    assert_eq!(agency.created_by(id).await, 4);
}

/// A store out of reach fails no item: the work goes on when it is back.
#[tokio::test]
async fn a_store_out_of_reach_fails_no_item() {
    let (agency, store, id) = in_trouble(9, Failure::Unavailable).await;
    while !store.has_failed_as_planned() {
        agency.worker.turn().await.unwrap();
    }
    agency.run().await;
    let outcomes = agency.outcomes(id).await;
    assert_eq!(outcomes, vec![(Kept::Added, None); 4]);
}
