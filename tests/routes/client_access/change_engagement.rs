//! How an employee works for the partner.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(the_engagement_of_an_employee_is_changed,);

async fn the_engagement_of_an_employee_is_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let manager = scene.manager("Mona").await;
    let viewer = scene.viewer("Vera").await;
    let worker = scene.employee("Emil").await;
    let path = scene.at_partner(&format!("/employees/{}", worker.id));
    let body = json!({"engagement": "contractor"});
    viewer.patch(&path, body.clone()).await.missing_permission();
    let changed = manager.patch(&path, body.clone()).await.ok();
    assert_eq!(changed["engagement"], "contractor");
    let shown = viewer.get(&path).await.ok();
    assert_eq!(shown["engagement"], "contractor");
    manager.patch(&path, body).await.ok();
    let answer = manager.patch(&path, json!({"engagement": "friend"})).await;
    assert!([400, 422].contains(&answer.status), "{answer}");
    let stranger = scene.outsider("Sven").await;
    manager
        .patch(
            scene.at_partner(&format!("/employees/{}", stranger.id)),
            json!({"engagement": "employee"}),
        )
        .await
        .not_found();
}
