//! Calling off what is planned.

use serde_json::json;

use super::{PATH, adjusted, one, standardize};
use crate::support::{Kind, Scene, Server, with_own_servers};

with_own_servers!(a_future_day_is_stored_listed_and_called_off,);

/// L9: stored, listed, cancellable.
async fn a_future_day_is_stored_listed_and_called_off(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let (client, mona) = adjusted(&scene).await;
    let body = json!({"effective": "2099-01-13T00:00:00Z"});
    let run = standardize(&scene, body).await.ok();
    assert_eq!(run["state"], "scheduled");
    assert_eq!(run["effective"], "2099-01-13T00:00:00Z");
    assert!(scene.may(&mona, "billing.edit", &client).await);
    let shown = scene.platform.get(one(&run)).await.ok();
    assert_eq!(shown["id"], run["id"]);
    assert_eq!(shown["state"], "scheduled");
    let listed = scene.platform.all(PATH).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["id"], run["id"]);
    scene.platform.delete(one(&run)).await.no_content();
    let shown = scene.platform.get(one(&run)).await;
    if shown.status == 200 {
        assert_eq!(shown.ok()["state"], "cancelled");
    } else {
        shown.not_found();
    }
    // What was carried out is not called off any more.
    let now = scene.now().await;
    let done = standardize(&scene, json!({"effective": now})).await.ok();
    scene
        .platform
        .delete(one(&done))
        .await
        .refused(409, "conflict");
    let unknown = format!("{PATH}/op_01h455vb4pex5vsknk084sn02q");
    scene.platform.delete(&unknown).await.not_found();
    scene.platform.get(&unknown).await.not_found();
}
