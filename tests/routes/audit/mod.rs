//! The trail, read and exported.

mod export;
mod head;
mod of_account;
mod of_partner;
mod refusals;

use serde_json::json;

use crate::support::{Client, Person, Scene, Server};

/// A client with a partner admin and somebody that they added and took off again.
pub(super) async fn scene_with_a_story(server: &Server) -> (Scene, Client, Person, Person) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.add(&mona, &client, &worker, &set).await;
    mona.post(
        format!("{}/deactivate", scene.employee_at(&client, &worker)),
        json!({"reason": "On leave"}),
    )
    .header("X-Request-ID", "story-1")
    .await
    .ok();
    (scene, client, mona, worker)
}
