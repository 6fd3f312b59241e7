//! Webhook endpoints, and how far each was told.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::WebhookEndpointId,
        text::Description,
        time::{Time, days},
    },
    outbox::{
        endpoint::{BodyFormat, DisabledReason, EndpointContent, WebhookEndpoint},
        secret::SigningSecret,
        url::WebhookUrl,
    },
    ports::{Locks, OutboxPosition},
    trail::event::EventKind,
};

use super::{
    Backend, Bench,
    support::{assert_pages, assert_stale},
};

pub(super) fn url(text: &str) -> WebhookUrl {
    WebhookUrl::stored(text.to_owned())
}

/// An endpoint for everything, told what is committed after now.
pub(super) async fn add(world: &Bench) -> WebhookEndpoint {
    let content = EndpointContent {
        url: url("https://a.example/in"),
        types: BTreeSet::new(),
        accounts: BTreeSet::new(),
        description: None,
        format: BodyFormat::Standard,
    };
    insert(world, content).await
}

async fn insert(world: &Bench, content: EndpointContent) -> WebhookEndpoint {
    let secret = SigningSecret::stored([7; 32]);
    let new = WebhookEndpoint::new(world.ids.next(), content, secret, world.now());
    let from = OutboxPosition::end_of(world.store.revision().await.unwrap().number);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_webhook_endpoint(&new, from).await.unwrap();
    world.commit(unit).await;
    new
}

async fn found(world: &Bench, id: WebhookEndpointId) -> Option<WebhookEndpoint> {
    let mut reader = world.store.reader();
    reader.webhook_endpoint(id).await.unwrap()
}

async fn save(world: &Bench, endpoint: &mut WebhookEndpoint) {
    let mut unit = world.begin(Locks::none()).await;
    unit.save_webhook_endpoint(endpoint).await.unwrap();
    world.commit(unit).await;
}

pub(super) async fn with_work(world: &Bench, now: Time) -> Vec<WebhookEndpointId> {
    let mut reader = world.store.reader();
    reader.webhook_endpoints_with_work(now).await.unwrap()
}

/// Moves the position of an endpoint to the newest commit.
pub(super) async fn catch_up(world: &Bench, id: WebhookEndpointId) {
    let mut reader = world.store.reader();
    let from = reader.webhook_position(id).await.unwrap().unwrap();
    drop(reader);
    // The move itself is not behind it: a commit aside takes no revision.
    let to = OutboxPosition::end_of(world.store.revision().await.unwrap().number);
    let mut unit = world.begin(Locks::none()).await;
    unit.add_deliveries(id, &[], from, to).await.unwrap();
    aside(world, unit).await;
}

pub(super) async fn aside(world: &Bench, unit: Box<dyn latchkey_domain::ports::UnitOfWork>) {
    unit.commit_aside(&super::chain::permit(world))
        .await
        .unwrap();
}

/// An endpoint comes back with everything that was kept of it, also after a change.
pub async fn a_webhook_endpoint_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let content = EndpointContent {
        url: url("https://b.example/in?x=%20"),
        types: [EventKind::MembershipCreated, EventKind::AccessLinkApproved].into(),
        accounts: [world.harbour, world.fjordline].into(),
        description: Some(Description::parse("The \"copy\"").unwrap()),
        format: BodyFormat::CloudEvents,
    };
    let mut endpoint = insert(&world, content).await;
    assert_eq!(found(&world, endpoint.id).await, Some(endpoint.clone()));
    let later = world.now() + days(1);
    endpoint.rotate(SigningSecret::stored([8; 32]), later);
    assert!(endpoint.disable(DisabledReason::Gone, later));
    save(&world, &mut endpoint).await;
    assert_eq!(found(&world, endpoint.id).await, Some(endpoint.clone()));
    let plain = EndpointContent {
        types: BTreeSet::new(),
        accounts: BTreeSet::new(),
        description: None,
        ..endpoint.content.clone()
    };
    assert!(endpoint.change(plain, later) && endpoint.enable(later));
    save(&world, &mut endpoint).await;
    assert_eq!(found(&world, endpoint.id).await, Some(endpoint));
    assert_eq!(found(&world, world.ids.next()).await, None);
}

/// An endpoint is not saved or removed by whoever saw it before a change.
pub async fn a_stale_webhook_endpoint_is_not_saved(backend: Backend) {
    let world = backend.world().await;
    let mut stale = add(&world).await;
    let mut changed = stale.clone();
    assert!(changed.disable(DisabledReason::ByPlatform, world.now()));
    save(&world, &mut changed).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.save_webhook_endpoint(&mut stale).await);
    drop(unit);
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.remove_webhook_endpoint(&stale, world.now()).await);
}

/// A removed endpoint is not listed, counted, found or saved; the others are, newest first.
pub async fn a_removed_webhook_endpoint_is_gone(backend: Backend) {
    let world = backend.world().await;
    let mut all = Vec::new();
    for _ in 0..4 {
        all.insert(0, add(&world).await);
    }
    let mut removed = all.remove(1);
    let mut unit = world.begin(Locks::none()).await;
    let removing = unit.remove_webhook_endpoint(&removed, world.now());
    removing.await.unwrap();
    world.commit(unit).await;
    assert_pages(&all, async |page| {
        let mut reader = world.store.reader();
        reader.webhook_endpoints(&page).await.unwrap()
    })
    .await;
    let mut reader = world.store.reader();
    assert_eq!(reader.count_webhook_endpoints().await.unwrap(), 3);
    assert_eq!(reader.webhook_position(removed.id).await.unwrap(), None);
    assert_eq!(found(&world, removed.id).await, None);
    assert!(!with_work(&world, world.now()).await.contains(&removed.id));
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.save_webhook_endpoint(&mut removed).await);
}

/// There is something to do for an endpoint that was not told the newest commit, unless it is disabled
/// or asked for a pause. A change ends the pause.
pub async fn work_is_found_behind_the_position(backend: Backend) {
    let world = backend.world().await;
    let mut endpoint = add(&world).await;
    let (id, now) = (endpoint.id, world.now());
    assert_eq!(with_work(&world, now).await, [id]);
    catch_up(&world, id).await;
    assert!(with_work(&world, now).await.is_empty());
    let newest = OutboxPosition::end_of(world.store.revision().await.unwrap().number);
    let mut reader = world.store.reader();
    assert_eq!(reader.webhook_position(id).await.unwrap(), Some(newest));
    drop(reader);
    world.commit(world.begin(Locks::none()).await).await;
    assert_eq!(with_work(&world, now).await, [id]);
    let until = now + days(1);
    let mut unit = world.begin(Locks::none()).await;
    unit.pause_webhook_endpoint(id, until).await.unwrap();
    aside(&world, unit).await;
    assert!(with_work(&world, now).await.is_empty());
    assert_eq!(with_work(&world, until).await, [id]);
    assert!(endpoint.disable(DisabledReason::ByPlatform, now));
    save(&world, &mut endpoint).await;
    assert!(with_work(&world, until).await.is_empty());
    assert!(endpoint.enable(now));
    save(&world, &mut endpoint).await;
    assert_eq!(with_work(&world, now).await, [id]);
}
