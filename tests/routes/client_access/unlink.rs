//! Taking back the recognition.

use serde_json::{Value, json};

use super::{client_of, link, member, unlink};
use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(undoes_a_link,);

/// A10.
async fn undoes_a_link(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let person = member(&scene, &client).await;
    let manager = scene.manager("Max").await;
    link(&manager, &scene, &client, &person).await.ok();
    let undone = unlink(&manager, &scene, &client, &person).await.ok();
    assert_eq!(undone["recognized"], Value::Null);
    let here = client.admin.get(client.member(&person)).await.ok();
    assert_eq!(here["recognized"], Value::Null);
    assert_eq!(scene.told(&client, "employee.unlinked", &person).await, 1);
    let up = json!({"access": access::partner_admin(), "seat": "partner"});
    client
        .admin
        .patch(client.member(&person), up)
        .await
        .refused_as_one_of(&[(409, "not-recognized"), (409, "not-an-employee")]);
    let trail = scene.trail(&client).await;
    unlink(&manager, &scene, &client, &person).await.ok();
    assert_eq!(scene.trail(&client).await, trail, "T4");
}
