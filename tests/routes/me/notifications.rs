//! Which mails somebody has switched off.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    everybody_gets_every_mail_at_first,
    each_person_has_their_own,
);

async fn everybody_gets_every_mail_at_first(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let settings = person.get("/v1/me/notifications").await.ok();
    assert_eq!(settings, json!({"muted": []}));
    scene
        .platform
        .get("/v1/me/notifications")
        .await
        .problem(403);
    server
        .anonymous()
        .get("/v1/me/notifications")
        .await
        .problem(401);
}

async fn each_person_has_their_own(server: &Server) {
    let scene = Scene::new(server).await;
    let dora = scene.outsider("Dora").await;
    let egon = scene.outsider("Egon").await;
    dora.put("/v1/me/notifications", json!({"muted": ["migration"]}))
        .await
        .ok();
    let of_dora = dora.get("/v1/me/notifications").await.ok();
    assert_eq!(of_dora, json!({"muted": ["migration"]}));
    let of_egon = egon.get("/v1/me/notifications").await.ok();
    assert_eq!(of_egon, json!({"muted": []}));
}
