//! Clients that the platform brings along.

use serde_json::json;

use crate::support::{Scene, Server, later, on_both_databases};

on_both_databases!(
    an_imported_client_stands_in_the_partners_list,
    a_name_alone_connects_nobody,
);

async fn an_imported_client_stands_in_the_partners_list(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let path = scene.at_client(&client, "");
    let import = json!({
        "display_name": "Our Contoso",
        "connected_at": "2024-01-01T00:00:00Z",
        "last_qualifying_activity_at": "2024-02-01T00:00:00Z",
    });
    scene.platform.put(&path, import.clone()).await.made();
    scene.platform.put(&path, import).await.ok();
    let seen = scene.owner.get(&path).await.ok();
    assert_eq!(seen["client"]["name"], "Our Contoso");
    assert_eq!(seen["client"]["official_name"], "Contoso");
    // R2: 60 days after the last activity, to the second.
    assert_eq!(seen["relationship"]["status"], "ended");
    let ends_at = seen["relationship"]["ends_at"].as_str().unwrap();
    let expected = later("2024-02-01T00:00:00Z", 60 * 86_400);
    assert_eq!(ends_at.get(..19), expected.get(..19));
    for itself in [&scene.partner] {
        let answer = scene
            .platform
            .put(scene.at_partner(&format!("/clients/{itself}")), json!({}))
            .await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
    }
    let unknown = scene.at_partner("/clients/acc_01h455vb4pex5vsknk084sn02q");
    scene.platform.put(unknown, json!({})).await.not_found();
}

/// R1, R6: only a time says that there is a relationship.
async fn a_name_alone_connects_nobody(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let path = scene.at_client(&client, "");
    for body in [json!({"display_name": "Ours"}), json!({})] {
        let answer = scene.platform.put(&path, body).await;
        answer.refused(409, "conflict");
    }
    scene.owner.get(&path).await.not_found();
    let clients = scene.owner.all(&scene.at_partner("/clients")).await;
    assert!(clients.is_empty(), "{clients:#?}");
    let partners = client.admin.all(&client.at("/partners")).await;
    assert!(partners.is_empty(), "{partners:#?}");
    let body = json!({"display_name": "Ours", "connected_at": "2024-01-01T00:00:00Z"});
    scene.platform.put(&path, body).await.made();
    let renamed = json!({"display_name": "Ours again"});
    scene.platform.put(&path, renamed).await.ok();
    let seen = scene.owner.get(&path).await.ok();
    assert_eq!(seen["client"]["name"], "Ours again");
    assert_eq!(seen["relationship"]["status"], "connected");
    assert_eq!(seen["relationship"]["connected_at"], "2024-01-01T00:00:00Z");
}
