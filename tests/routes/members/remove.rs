//! The client removes a member.

use serde_json::json;

use crate::support::{
    Scene, Server, on_both_databases,
    removals::{owned, staffed},
};

on_both_databases!(the_client_removes_and_hands_on_by_itself,);

/// D7, D9: `DELETE {reassign_to?}`.
async fn the_client_removes_and_hands_on_by_itself(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene
        .own_assets(
            &client,
            &[("p-1", "page", &emil), ("w-1", "workflow", &emil)],
        )
        .await;
    let stranger = scene.outsider("Sven").await;
    for to in [json!(stranger.id), json!("usr_01h455vb4pex5vsknk084sn02q")] {
        let answer = Scene::remove_member(&client, &emil, json!({"reassign_to": to})).await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    Scene::remove_member(&client, &emil, json!({"reassign_to": 7}))
        .await
        .problem(400);
    Scene::remove_member(&client, &emil, json!({"hand_to": mona.id}))
        .await
        .problem(400);
    assert!(scene.may(&emil, "contacts.view", &client).await);
    let body = json!({"reassign_to": mona.id, "reason": "Gone"});
    Scene::remove_member(&client, &emil, body)
        .await
        .no_content();
    assert_eq!(
        owned(&scene, &client, &mona).await,
        json!([{"kind": "page", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    client.admin.get(client.member(&emil)).await.not_found();
}
