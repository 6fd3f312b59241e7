//! Assets that are gone.

use serde_json::json;

use super::{asset, counted, put, worker};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(what_was_put_is_taken_back,);

/// D7: Latchkey's list.
async fn what_was_put_is_taken_back(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let emil = worker(&scene, &client).await;
    assert_eq!(
        put(&scene, &client, json!([])).await,
        json!({"upserted": 0})
    );
    let told = put(
        &scene,
        &client,
        json!([
            asset("p-1", "page", &emil),
            asset("p-2", "page", &emil),
            asset("w-1", "workflow", &emil),
        ]),
    )
    .await;
    assert_eq!(told, json!({"upserted": 3}));
    assert_eq!(
        counted(&scene, &client, &emil).await,
        json!([{"kind": "page", "count": 2}, {"kind": "workflow", "count": 1}])
    );
    // Told again, nothing is new; changed, one is.
    let again = json!([asset("p-1", "page", &emil), asset("p-2", "page", &emil)]);
    assert_eq!(put(&scene, &client, again).await, json!({"upserted": 0}));
    let changed = json!([
        asset("p-1", "page", &emil),
        asset("p-2", "landing_page", &emil)
    ]);
    assert_eq!(put(&scene, &client, changed).await, json!({"upserted": 1}));
    let another = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let handed = json!([asset("p-1", "page", &another)]);
    assert_eq!(put(&scene, &client, handed).await, json!({"upserted": 1}));
    assert_eq!(
        counted(&scene, &client, &emil).await,
        json!([{"kind": "landing_page", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    let at = |asset: &str| client.at(&format!("/assets/{asset}"));
    scene.platform.delete(at("w-1")).await.no_content();
    scene.platform.delete(at("w-1")).await.not_found();
    scene
        .platform
        .delete(at("ast_01h455vb4pex5vsknk084sn02q"))
        .await
        .not_found();
    assert_eq!(
        counted(&scene, &client, &emil).await,
        json!([{"kind": "landing_page", "count": 1}])
    );
}
