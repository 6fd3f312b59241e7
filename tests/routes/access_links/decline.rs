//! Declining a link.

use serde_json::json;

use super::{approve, decline};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(needs_the_right_and_stops_nothing,);

/// L6.
async fn needs_the_right_and_stops_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    decline(&plain, &token, &client.id)
        .await
        .missing_permission();
    decline(&employee, &token, &client.id)
        .await
        .refused_as_one_of(&[
            (403, "self-target"),
            (403, "missing-permission"),
            (404, "not-found"),
        ]);
    client
        .admin
        .post(
            format!("/v1/access-links/{token}/decline"),
            json!({"account": client.id, "reason": "Too early"}),
        )
        .await
        .no_content();
    assert_eq!(
        scene.why_not(&employee, "contacts.view", &client).await,
        "no_membership"
    );
    let events = client.admin.all(&client.at("/audit-events")).await;
    let declined: Vec<_> = events
        .iter()
        .filter(|event| event["type"] == "access_link.declined")
        .filter(|event| event["outcome"] != "refused")
        .collect();
    assert_eq!(declined.len(), 1, "{events:#?}");
    assert!(declined[0].to_string().contains("Too early"));
    let approved = approve(&client.admin, &token, &client.id).await.ok();
    assert_eq!(approved["outcome"], "created");
    // Declining afterwards takes nothing away.
    decline(&client.admin, &token, &client.id)
        .await
        .no_content();
    assert!(scene.may(&employee, "contacts.view", &client).await);
}
