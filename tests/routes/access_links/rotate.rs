//! A rotated link gets a new URL.

use super::{approve, decline};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(the_old_url_is_unknown,);

/// L2.
async fn the_old_url_is_unknown(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (id, old) = scene.link(&employee).await;
    let path = scene.at_partner(&format!("/access-links/{id}"));
    let viewer = scene.viewer("Vera").await;
    viewer
        .post_nothing(format!("{path}/rotate"))
        .await
        .missing_permission();
    let rotated = scene
        .owner
        .post_nothing(format!("{path}/rotate"))
        .await
        .ok();
    assert_eq!(rotated["state"], "standing");
    let new = rotated["url"].as_str().unwrap().rsplit('/').next().unwrap();
    assert_ne!(new, old);
    assert_eq!(rotated["hint"], new.get(new.len() - 4..).unwrap());
    client
        .admin
        .get(format!("/v1/access-links/{old}"))
        .await
        .not_found();
    approve(&client.admin, &old, &client.id).await.not_found();
    decline(&client.admin, &old, &client.id).await.not_found();
    let (_, standing) = scene.link(&employee).await;
    assert_eq!(standing, new);
    approve(&client.admin, new, &client.id).await.ok();
    // Another partner's link is unknown.
    let (other, owner) = scene.other_partner("Southwind").await;
    for path in [
        format!("/v1/partners/{other}/access-links/{id}"),
        format!("/v1/partners/{other}/access-links/lnk_01h455vb4pex5vsknk084sn02q"),
    ] {
        owner
            .post_nothing(format!("{path}/rotate"))
            .await
            .not_found();
        owner.delete(&path).await.not_found();
    }
}
