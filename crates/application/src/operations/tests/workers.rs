//! Who carries operations out, and by whose rights.

use super::*;

/// A4: two workers share an operation from both ends; everything is done, and nothing twice.
#[tokio::test]
async fn two_workers_share_an_operation() {
    let agency = Agency::with_clients(20).await;
    let world = &agency.desk.world;
    let cmd = agency.assign(&[world.tomas, world.priya], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    let leases: Arc<dyn Leases> = Arc::new(world.memory().clone());
    let [front, back] = agency.service.workers(&leases);
    assert!(front.turn().await.unwrap(), "one has its part");
    assert!(back.turn().await.unwrap(), "and so has the other");
    while front.turn().await.unwrap() {}
    assert!(!back.turn().await.unwrap());
    let kept = world.store.reader().operation(id).await.unwrap().unwrap();
    assert_eq!((kept.succeeded, kept.failed), (42, 0));
    assert_eq!(agency.created_by(id).await, 42);
}

/// A4: of two workers who take the same items at once one does them, and the other does nothing.
#[tokio::test]
async fn two_workers_at_the_same_items_do_them_once() {
    let agency = Agency::with_clients(0).await;
    let world = &agency.desk.world;
    let cmd = agency.assign(&[world.tomas, world.priya], world.northwind_staff);
    let id = agency.start(world.marit, cmd).await;
    let leases: Arc<dyn Leases> = Arc::new(world.memory().clone());
    let [front, back] = agency.service.workers(&leases);
    // Both have read what waits when they come to the client that is held here.
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
    assert_eq!((kept.succeeded, kept.failed), (2, 0));
    assert_eq!(agency.created_by(id).await, 2);
}

/// A4: each item is authorised when it is written. A starter who is partner admin no more in a client,
/// or no employee at all, adds nobody from then on.
#[tokio::test]
async fn a_starter_who_loses_their_right_adds_nobody_more() {
    let agency = Agency::with_clients(2).await;
    let world = &agency.desk.world;
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
