//! What a partner calls its clients.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(a_client_has_the_partners_name_and_tags_for_it,);

/// R6.
async fn a_client_has_the_partners_name_and_tags_for_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let path = scene.at_client(&client, "");
    let shown = mona.get(&path).await.ok();
    assert_eq!(shown["client"]["id"], client.id.as_str());
    assert_eq!(shown["client"]["name"], "Contoso");
    assert_eq!(shown["client"]["official_name"], "Contoso");
    let body = json!({"display_name": "The big one", "tags": ["north"]});
    let changed = mona.patch(&path, body.clone()).await.ok();
    assert_eq!(changed["client"]["name"], "The big one");
    assert_eq!(changed["client"]["official_name"], "Contoso");
    assert_eq!(changed["tags"], json!(["north"]));
    mona.patch(&path, body).await.ok();
    mona.patch(&path, json!({"tags": []})).await.ok();
    let shown = mona.get(&path).await.ok();
    assert_eq!(shown["client"]["name"], "The big one");
    assert_eq!(shown["tags"], json!([]));
    mona.patch(&path, json!({"display_name": null})).await.ok();
    let shown = mona.get(&path).await.ok();
    assert_eq!(
        shown["client"]["name"], "Contoso",
        "without one, the official name"
    );
    // The client keeps its own name for itself.
    let account = scene
        .platform
        .get(format!("/v1/accounts/{}", client.id))
        .await
        .ok();
    assert_eq!(account["name"], "Contoso");
    let viewer = scene.viewer("Vera").await;
    viewer.get(&path).await.ok();
    viewer
        .patch(&path, json!({"tags": ["x"]}))
        .await
        .missing_permission();
    // An account that is no client of this partner is as unknown as none at all.
    let strange = scene.client("Strange").await;
    for id in [
        &strange.id,
        &scene.partner,
        &"acc_01h455vb4pex5vsknk084sn02q".to_owned(),
    ] {
        let path = scene.at_partner(&format!("/clients/{id}"));
        mona.get(&path).await.not_found();
        mona.get(format!("{path}/employees")).await.not_found();
        mona.patch(&path, json!({"tags": []})).await.not_found();
    }
}
