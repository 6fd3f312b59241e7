//! The deliveries of webhooks: whose turn it is.

use std::time::Duration;

use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, WebhookEndpointId},
        page::PageRequest,
        time::{Time, days},
    },
    outbox::{
        attempt::{Attempt, SendFailure, SendOutcome},
        delivery::{Delivery, DeliveryState},
    },
    ports::{Locks, OutboxPosition},
    trail::event::EventKind,
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_stale},
    webhook_endpoints::{add, aside, catch_up, with_work},
};

/// A new delivery of an event in one account; revisions need not be those of real commits.
fn delivery(
    world: &Bench,
    endpoint: WebhookEndpointId,
    account: Option<AccountId>,
    revision: u64,
) -> Delivery {
    Delivery {
        endpoint,
        event: world.ids.next(),
        revision,
        kind: EventKind::MembershipChanged.into(),
        account,
        state: DeliveryState::Pending,
        attempts: 0,
        due_at: world.now(),
        last: None,
    }
}

fn attempt(outcome: SendOutcome, at: Time) -> Attempt {
    Attempt::of(outcome, at, Duration::from_millis(12))
}

/// Adds deliveries without moving the position, as if each had been there.
async fn put(world: &Bench, endpoint: WebhookEndpointId, deliveries: &[Delivery]) {
    let mut reader = world.store.reader();
    let at = reader.webhook_position(endpoint).await.unwrap().unwrap();
    drop(reader);
    let mut unit = world.begin(Locks::none()).await;
    let adding = unit.add_deliveries(endpoint, deliveries, at, at);
    adding.await.unwrap();
    aside(world, unit).await;
}

async fn save(world: &Bench, deliveries: &[Delivery]) {
    let mut unit = world.begin(Locks::none()).await;
    unit.save_deliveries(deliveries).await.unwrap();
    aside(world, unit).await;
}

async fn next(
    world: &Bench,
    endpoint: WebhookEndpointId,
    now: Time,
    except: &[Option<AccountId>],
) -> Vec<EventId> {
    let mut reader = world.store.reader();
    let next = reader.next_deliveries(endpoint, now, except, 10).await;
    next.unwrap().into_iter().map(|one| one.event).collect()
}

/// A delivery comes back with everything that was kept of it, and is listed by endpoint and state.
pub async fn a_delivery_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let (one, other) = (add(&world).await.id, add(&world).await.id);
    let mut all = vec![
        delivery(&world, one, Some(world.harbour), 3),
        delivery(&world, one, None, 2),
        delivery(&world, one, Some(world.fjordline), 1),
    ];
    put(&world, one, &all).await;
    put(&world, other, &[delivery(&world, other, None, 1)]).await;
    let taken = SendOutcome::Answered {
        status: 204,
        retry_after: None,
    };
    let failed = SendOutcome::Failed(SendFailure::Timeout);
    for (it, state, outcome) in [
        (0, DeliveryState::Delivered, taken),
        (1, DeliveryState::SetAside, failed),
    ] {
        let it = all.get_mut(it).unwrap();
        it.state = state;
        it.attempts = 5;
        it.due_at = world.now() + days(1);
        it.last = Some(attempt(outcome, world.now()));
    }
    save(&world, &all).await;
    let mut reader = world.store.reader();
    for it in &all {
        let found = reader.delivery(one, it.event).await.unwrap();
        assert_eq!(found.as_ref(), Some(it));
        assert_eq!(reader.delivery(other, it.event).await.unwrap(), None);
    }
    all.sort_by_key(|it| std::cmp::Reverse(it.event));
    assert_pages(&all, async |page| {
        let mut reader = world.store.reader();
        reader.deliveries(one, None, &page).await.unwrap()
    })
    .await;
    let aside = Some(DeliveryState::SetAside);
    let page = PageRequest::first();
    let found = reader.deliveries(one, aside, &page).await.unwrap().items;
    assert!(found.len() == 1 && found.iter().all(|it| it.attempts == 5));
}

/// Deliveries are added once, with the move of the position that they belong to, or not at all.
pub async fn deliveries_are_added_once(backend: Backend) {
    let world = backend.world().await;
    let endpoint = add(&world).await.id;
    let mut it = delivery(&world, endpoint, None, 1);
    put(&world, endpoint, std::slice::from_ref(&it)).await;
    it.state = DeliveryState::Delivered;
    it.last = Some(attempt(
        SendOutcome::Failed(SendFailure::Timeout),
        world.now(),
    ));
    save(&world, std::slice::from_ref(&it)).await;
    let again = Delivery {
        state: DeliveryState::Pending,
        last: None,
        ..it.clone()
    };
    put(&world, endpoint, &[again]).await;
    let mut reader = world.store.reader();
    let found = reader.delivery(endpoint, it.event).await.unwrap();
    assert_eq!(found, Some(it));
    let at = reader.webhook_position(endpoint).await.unwrap().unwrap();
    drop(reader);
    let inside = OutboxPosition {
        revision: at.revision,
        event: Some(world.ids.next()),
    };
    let new = delivery(&world, endpoint, None, 2);
    let mut unit = world.begin(Locks::none()).await;
    let added = unit.add_deliveries(endpoint, std::slice::from_ref(&new), inside, at);
    assert_stale(&added.await);
    drop(unit);
    let mut unit = world.begin(Locks::none()).await;
    unit.add_deliveries(endpoint, &[], at, inside)
        .await
        .unwrap();
    aside(&world, unit).await;
    let mut reader = world.store.reader();
    assert_eq!(reader.delivery(endpoint, new.event).await.unwrap(), None);
    let reached = reader.webhook_position(endpoint).await.unwrap();
    assert_eq!(reached, Some(inside));
}

/// Deliveries in line come in the order of commits. One that waits to be tried again holds up its own
/// account alone, until it is due; what was set aside, is over, or is excepted does not come.
pub async fn a_failed_delivery_holds_up_its_account_alone(backend: Backend) {
    let world = backend.world().await;
    let endpoint = add(&world).await.id;
    let (harbour, fjordline) = (Some(world.harbour), Some(world.fjordline));
    let mut all: Vec<Delivery> = [harbour, fjordline, harbour, None, fjordline, None]
        .into_iter()
        .zip(1..)
        .map(|(account, revision)| delivery(&world, endpoint, account, revision))
        .collect();
    let ids: Vec<EventId> = all.iter().map(|it| it.event).collect();
    let [h1, f2, h3, n4, f5, n6] = ids[..] else {
        panic!("six")
    };
    all.reverse();
    put(&world, endpoint, &all).await;
    let now = world.now();
    assert_eq!(next(&world, endpoint, now, &[]).await, ids);
    let except = [harbour, None];
    assert_eq!(next(&world, endpoint, now, &except).await, [f2, f5]);
    let later = now + days(1);
    let mut change = async |event: EventId, state, due_at| {
        let it = all.iter_mut().find(|it| it.event == event).unwrap();
        (it.state, it.due_at) = (state, due_at);
        save(&world, std::slice::from_ref(it)).await;
    };
    change(h1, DeliveryState::Retrying, later).await;
    assert_eq!(next(&world, endpoint, now, &[]).await, [f2, n4, f5, n6]);
    assert_eq!(next(&world, endpoint, later, &[]).await, ids);
    change(n4, DeliveryState::Retrying, later).await;
    assert_eq!(next(&world, endpoint, now, &[]).await, [f2, f5]);
    change(f2, DeliveryState::SetAside, later).await;
    change(h1, DeliveryState::Dead, later).await;
    change(n4, DeliveryState::Delivered, later).await;
    assert_eq!(next(&world, endpoint, now, &[]).await, [h3, f5, n6]);
    let mut reader = world.store.reader();
    let first = reader.next_deliveries(endpoint, now, &[], 1).await.unwrap();
    assert_eq!(first.first().map(|it| it.event), Some(h3));
    let due = reader.set_aside_deliveries(endpoint, now, 9).await.unwrap();
    assert_eq!(due, []);
    let due = reader.set_aside_deliveries(endpoint, later, 9).await;
    assert_eq!(due.unwrap().first().map(|it| it.event), Some(f2));
}

/// There is something to do where a delivery is due, and not where all wait for one that is not.
pub async fn work_is_found_where_deliveries_are_due(backend: Backend) {
    let world = backend.world().await;
    let endpoint = add(&world).await.id;
    let now = world.now();
    let later = now + days(1);
    let mut first = delivery(&world, endpoint, Some(world.harbour), 1);
    let behind = delivery(&world, endpoint, Some(world.harbour), 2);
    put(&world, endpoint, &[first.clone(), behind.clone()]).await;
    catch_up(&world, endpoint).await;
    assert_eq!(with_work(&world, now).await, [endpoint]);
    (first.state, first.due_at) = (DeliveryState::Retrying, later);
    save(&world, std::slice::from_ref(&first)).await;
    assert!(with_work(&world, now).await.is_empty());
    assert_eq!(with_work(&world, later).await, [endpoint]);
    first.state = DeliveryState::SetAside;
    let over = Delivery {
        state: DeliveryState::Delivered,
        ..behind
    };
    save(&world, &[first, over]).await;
    assert!(with_work(&world, now).await.is_empty());
    assert_eq!(with_work(&world, later).await, [endpoint]);
}

/// Deliveries that have long been over are forgotten, the oldest first; others are not.
pub async fn old_deliveries_are_forgotten(backend: Backend) {
    let world = backend.world().await;
    let endpoint = add(&world).await;
    let removed = add(&world).await;
    let taken = SendOutcome::Answered {
        status: 200,
        retry_after: None,
    };
    let mut all = Vec::new();
    for (age, state) in [
        (3, DeliveryState::Delivered),
        (2, DeliveryState::Dead),
        (1, DeliveryState::Delivered),
        (3, DeliveryState::SetAside),
    ] {
        let mut it = delivery(&world, endpoint.id, None, 1);
        it.state = state;
        it.last = Some(attempt(taken, world.now() - days(age)));
        all.push(it);
    }
    put(&world, endpoint.id, &all).await;
    let theirs = delivery(&world, removed.id, None, 1);
    put(&world, removed.id, std::slice::from_ref(&theirs)).await;
    let mut unit = world.begin(Locks::none()).await;
    let removing = unit.remove_webhook_endpoint(&removed, world.now());
    removing.await.unwrap();
    world.commit(unit).await;
    let forget = async |before, most| {
        let mut unit = world.begin(Locks::none()).await;
        unit.forget_deliveries(before, most).await.unwrap();
        aside(&world, unit).await;
        let mut left = Vec::new();
        let mut reader = world.store.reader();
        for (place, it) in all.iter().enumerate() {
            let found = reader.delivery(endpoint.id, it.event).await.unwrap();
            if found.is_some() {
                left.push(place);
            }
        }
        left
    };
    assert_eq!(forget(world.now() - days(1), 1).await, [1, 2, 3]);
    assert_eq!(forget(world.now() - days(1), 9).await, [2, 3]);
    assert_eq!(forget(world.now() + days(1), 9).await, [3]);
    let mut reader = world.store.reader();
    assert_eq!(
        reader.delivery(removed.id, theirs.event).await.unwrap(),
        None
    );
}
