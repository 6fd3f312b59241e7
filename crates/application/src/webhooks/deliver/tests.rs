//! What a worker sends, in which order, and what it does when that fails.

use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId},
        page::PageRequest,
    },
    outbox::{
        attempt::{SendFailure, SendOutcome},
        delivery::DeliveryState,
        endpoint::{BodyFormat, EndpointStatus},
        retry_after::RetryAfter,
    },
    ports::{Locks, StoreError},
    trail::{
        audit::Records,
        event::{Event, EventKind},
    },
};
use serde_json::Value;

use super::*;
use crate::{
    frame::context::RequestContext,
    testing::UseCaseBed,
    webhooks::{ChangeEndpoint, CreateEndpoint, Webhooks, fan_out},
};

/// Leases that one holder has at a time, for as long as a test runs.
#[derive(Debug, Default)]
struct Held(Mutex<BTreeMap<String, String>>);

#[async_trait]
impl Leases for Held {
    async fn take_lease(
        &self,
        name: &str,
        holder: &str,
        _lasts: Duration,
    ) -> Result<bool, StoreError> {
        let mut held = self.0.lock().unwrap();
        let has = held.entry(name.to_owned()).or_insert(holder.to_owned());
        Ok(has == holder)
    }
}

struct Scene {
    bed: UseCaseBed,
    leases: Arc<Held>,
    endpoint: WebhookEndpointId,
}

const BUSY: SendOutcome = SendOutcome::Answered {
    status: 500,
    retry_after: None,
};
const TAKEN: SendOutcome = SendOutcome::Answered {
    status: 200,
    retry_after: None,
};

async fn scene() -> Scene {
    over(UseCaseBed::new().await).await
}

async fn over(bed: UseCaseBed) -> Scene {
    let new = CreateEndpoint {
        url: "https://receiver.example/".to_owned(),
        types: [EventKind::AccountChanged].into(),
        accounts: Vec::new(),
        description: None,
        format: BodyFormat::Standard,
    };
    let cx = bed.as_platform();
    let webhooks = Webhooks::new(Arc::clone(&bed.ports));
    let made = webhooks.create(&cx, new).await.unwrap();
    let endpoint = bed.done(&cx, made).await.endpoint.id;
    Scene {
        bed,
        leases: Arc::default(),
        endpoint,
    }
}

impl Scene {
    fn webhooks(&self) -> Webhooks {
        Webhooks::new(Arc::clone(&self.bed.ports))
    }

    /// Commits an event in each of these accounts, each in a commit of its own.
    async fn happen(&self, accounts: &[AccountId]) -> Vec<EventId> {
        let world = &self.bed.world;
        let cx = RequestContext::of_job("test", &*self.bed.ports.ids);
        let permit = latchkey_domain::gate::job(&cx.origin).unwrap();
        let mut ids = Vec::new();
        for account in accounts {
            let event = Event::new(EventKind::AccountChanged).in_account(*account);
            let records = Records::one(&permit, event, &*self.bed.ports.ids, world.now());
            ids.extend(records.as_slice().iter().map(|record| record.id));
            let unit = world.begin(Locks::none()).await;
            unit.commit(records).await.unwrap();
        }
        ids
    }

    fn worker(&self, name: &str) -> WebhookWorker {
        let leases: Arc<dyn Leases> = Arc::<Held>::clone(&self.leases);
        WebhookWorker::new(Arc::clone(&self.bed.ports), leases, name)
    }

    async fn work(&self) {
        self.worker("node").serve(self.endpoint).await.unwrap();
    }

    /// What the receiver got, by id, oldest first.
    fn got(&self) -> Vec<EventId> {
        let requests = self.bed.world.receiver().requests();
        requests.into_iter().map(|request| request.id).collect()
    }

    async fn states(&self, events: &[EventId]) -> Vec<DeliveryState> {
        let mut reader = self.bed.ports.store.reader();
        let mut states = Vec::new();
        for event in events {
            let delivery = reader.delivery(self.endpoint, *event).await.unwrap();
            states.push(delivery.unwrap().state);
        }
        states
    }
}

#[tokio::test]
async fn n2_each_event_is_sent_once_signed() {
    let scene = scene().await;
    let world = &scene.bed.world;
    let events = scene.happen(&[world.harbour, world.fjordline]).await;
    scene.work().await;
    scene.work().await;
    let mut got = scene.got();
    got.sort_unstable();
    assert_eq!(got, events);
    let requests = world.receiver().requests();
    let request = requests.iter().find(|it| it.id == events[0]).unwrap();
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["type"], "account.changed");
    assert_eq!(body["data"]["accounts"][0], world.harbour.to_string());
    assert!(body["data"]["revision"].is_string() && body["timestamp"].is_string());
    assert!(request.signature.starts_with("v1,"));
    let states = scene.states(&events).await;
    assert_eq!(states, [DeliveryState::Delivered; 2]);
}

/// N2: a failing event holds up later ones of its account, and no others; after five failures it is
/// set aside, and later ones go on.
#[tokio::test]
async fn n2_a_failing_event_holds_up_its_account_alone() {
    let scene = scene().await;
    let world = &scene.bed.world;
    let (harbour, fjordline) = (world.harbour, world.fjordline);
    let events = scene
        .happen(&[harbour, fjordline, harbour, fjordline])
        .await;
    let [h1, f2, h3, f4] = events[..] else {
        panic!("four")
    };
    let fails = move |id: EventId| id == h1;
    world
        .receiver()
        .answer(move |request| if fails(request.id) { BUSY } else { TAKEN });
    scene.work().await;
    let mut got = scene.got();
    assert!(got.contains(&h1) && got.contains(&f2) && got.contains(&f4));
    for seconds in [1, 5, 30, 120] {
        assert!(!scene.got().contains(&h3), "before {seconds} s");
        world.clock.advance(chrono::Duration::seconds(seconds + 12));
        scene.work().await;
    }
    got = scene.got();
    assert_eq!(got.iter().filter(|id| **id == h1).count(), 5);
    assert_eq!(got.last(), Some(&h3));
    let states = scene.states(&[h1, h3]).await;
    assert_eq!(states, [DeliveryState::SetAside, DeliveryState::Delivered]);
    world.receiver().answer(|_request| TAKEN);
    world.clock.advance(chrono::Duration::minutes(6));
    scene.work().await;
    assert_eq!(scene.got().last(), Some(&h1));
    assert_eq!(scene.states(&[h1]).await, [DeliveryState::Delivered]);
}

#[tokio::test]
async fn an_event_that_fails_to_the_last_is_dead() {
    let scene = scene().await;
    let world = &scene.bed.world;
    let events = scene.happen(&[world.harbour]).await;
    world.receiver().answer(|_request| BUSY);
    for _ in 0..20 {
        scene.work().await;
        world.clock.advance(chrono::Duration::hours(30));
    }
    assert_eq!(scene.got().len(), 13);
    assert_eq!(scene.states(&events).await, [DeliveryState::Dead]);
    let cx = scene.bed.as_platform();
    let again = scene
        .webhooks()
        .redeliver(&cx, scene.endpoint, events[0])
        .await;
    scene.bed.done(&cx, again.unwrap()).await;
    world.receiver().answer(|_request| TAKEN);
    scene.work().await;
    assert_eq!(scene.states(&events).await, [DeliveryState::Delivered]);
    assert!(scene.got().iter().all(|id| *id == events[0]));
}

/// An endpoint that answers 410 is disabled, in the trail. What waits is sent when it is enabled again.
#[tokio::test]
async fn an_endpoint_that_is_gone_is_disabled() {
    let scene = scene().await;
    let world = &scene.bed.world;
    world.receiver().answer(|_request| SendOutcome::Answered {
        status: 410,
        retry_after: None,
    });
    let events = scene.happen(&[world.harbour, world.harbour]).await;
    scene.work().await;
    assert_eq!(scene.got().len(), 1);
    assert_eq!(
        scene.bed.trail(1).await,
        [(EventKind::WebhookEndpointDisabled, None)]
    );
    world.clock.advance(chrono::Duration::hours(1));
    scene.work().await;
    assert_eq!(scene.got().len(), 1);
    let cx = scene.bed.as_platform();
    let enable = ChangeEndpoint {
        id: scene.endpoint,
        url: None,
        types: None,
        accounts: None,
        description: None,
        format: None,
        status: Some(EndpointStatus::Enabled),
    };
    let ready = scene.webhooks().change(&cx, enable).await.unwrap();
    scene.bed.done(&cx, ready).await;
    world.receiver().answer(|_request| TAKEN);
    scene.work().await;
    assert_eq!(scene.got(), [&events[..1], &events[..]].concat());
}

/// A receiver that is busy is left alone as long as it wants.
#[tokio::test]
async fn a_busy_receiver_is_left_alone() {
    let scene = scene().await;
    let world = &scene.bed.world;
    scene.happen(&[world.harbour]).await;
    world.receiver().answer(|_request| SendOutcome::Answered {
        status: 429,
        retry_after: Some(RetryAfter::Seconds(100)),
    });
    scene.work().await;
    scene.happen(&[world.fjordline]).await;
    let waiting = async || {
        let mut reader = scene.bed.ports.store.reader();
        let waiting = reader.webhook_endpoints_with_work(world.now()).await;
        waiting.unwrap()
    };
    world.clock.advance(chrono::Duration::seconds(99));
    assert!(waiting().await.is_empty());
    world.clock.advance(chrono::Duration::seconds(1));
    assert_eq!(waiting().await, [scene.endpoint]);
    world.receiver().answer(|_request| TAKEN);
    scene.work().await;
    assert_eq!(scene.got().len(), 3);
}

/// More events than are taken at once, in one account: all arrive, in order.
#[tokio::test]
async fn many_events_arrive_in_order() {
    let scene = scene().await;
    let world = &scene.bed.world;
    let count = usize::try_from(fan_out::AT_ONCE).unwrap() * 2 + 7;
    let events = scene.happen(&vec![world.harbour; count]).await;
    scene.work().await;
    assert_eq!(scene.got(), events);
}

#[tokio::test]
async fn one_node_has_an_endpoint_at_a_time() {
    let scene = scene().await;
    let world = &scene.bed.world;
    scene.happen(&[world.harbour]).await;
    let name = format!("webhooks {}", scene.endpoint);
    let taken = scene.leases.take_lease(&name, "other", Duration::MAX).await;
    assert!(taken.unwrap());
    scene.work().await;
    assert!(scene.got().is_empty());
    scene.worker("other").serve(scene.endpoint).await.unwrap();
    assert_eq!(scene.got().len(), 1);
}

/// What was sent, but not written, is sent again: with the same id.
#[tokio::test]
async fn what_is_not_written_is_sent_again() {
    use latchkey_testing::{FailAt, FailingStore, Failure, TestBed};

    let bed = TestBed::new().await;
    let failing = FailingStore::over(bed.store());
    let bed = UseCaseBed::over(bed.with_store(failing.clone()));
    let scene = over(bed).await;
    let world = &scene.bed.world;
    let events = scene.happen(&[world.harbour]).await;
    let store = failing.clone();
    world.receiver().answer(move |_request| {
        store.fail(FailAt::Commit, Failure::Unavailable);
        TAKEN
    });
    let served = scene.worker("node").serve(scene.endpoint).await;
    assert!(served.is_err());
    world.receiver().answer(|_request| TAKEN);
    scene.work().await;
    assert_eq!(scene.got(), [events[0], events[0]]);
    assert_eq!(scene.states(&events).await, [DeliveryState::Delivered]);
    let log = webhooks_log(&scene).await;
    assert_eq!(log, [(events[0], Some(200), None)]);
}

async fn webhooks_log(scene: &Scene) -> Vec<(EventId, Option<u16>, Option<SendFailure>)> {
    let wanted = crate::webhooks::ListDeliveries {
        endpoint: scene.endpoint,
        state: None,
        page: PageRequest::first(),
    };
    let cx = scene.bed.as_platform();
    let log = scene.webhooks().deliveries(&cx, &wanted).await.unwrap();
    let line = |it: latchkey_domain::outbox::delivery::Delivery| {
        let last = it.last.unwrap();
        (it.event, last.status, last.failure)
    };
    log.items.into_iter().map(line).collect()
}
