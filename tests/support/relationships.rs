//! How a relationship with a client is brought about, and what is told of it.

use serde_json::Value;

use crate::support::{Call, Caller, Client, Person, Scene};

pub(crate) async fn connected(scene: &Scene) -> (Client, Person) {
    let client = scene.client("Contoso").await;
    let mona = scene.manager("Mona").await;
    scene.approve(&client, &mona).await;
    (client, mona)
}

pub(crate) async fn work(scene: &Scene, client: &Client, person: &Person, at: &str) -> Value {
    scene
        .report(&[Scene::activity(client, person, "update", at)])
        .await
}

pub(crate) fn act(actor: &Caller, scene: &Scene, client: &Client, what: &str) -> Call {
    actor.post_nothing(scene.at_client(client, &format!("/{what}")))
}

/// The events of a kind that the client sees.
pub(crate) async fn told(client: &Client, kind: &str) -> usize {
    let path = client.at(&format!("/audit-events?type={kind}"));
    let events = client.admin.all(&path).await;
    events
        .iter()
        .filter(|event| event["outcome"] != "refused")
        .count()
}
