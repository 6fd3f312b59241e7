//! `/v1/accounts/{account}/assets`.

mod put;
mod remove;

use serde_json::{Value, json};

use crate::support::{Client, Person, Scene};

pub(super) fn asset(external_id: &str, kind: &str, owner: &Person) -> Value {
    json!({"external_id": external_id, "kind": kind, "name": "A page", "owner": owner.id})
}

pub(super) async fn put(scene: &Scene, client: &Client, assets: Value) -> Value {
    let body = json!({"assets": assets});
    scene.platform.put(client.at("/assets"), body).await.ok()
}

/// The kinds and counts that a review of the person's removal shows.
pub(super) async fn counted(scene: &Scene, client: &Client, person: &Person) -> Value {
    let body = json!({"employees": [person.id], "clients": [client.id]});
    let review = scene.review(&scene.owner, body).await;
    let items = review["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{review}");
    items[0]["assets"].clone()
}

pub(super) async fn worker(scene: &Scene, client: &Client) -> Person {
    let set = scene.client_set(client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(client, &worker, &set).await;
    worker
}
