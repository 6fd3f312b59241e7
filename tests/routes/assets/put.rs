//! Assets as the platform reports them.

use serde_json::{Value, json};

use super::{asset, counted, put, worker};
use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(
    a_list_is_checked_whole,
    an_asset_belongs_to_a_member_or_to_nobody,
    external_ids_are_unique_within_their_account,
    is_no_change_in_the_trail,
);

async fn a_list_is_checked_whole(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let emil = worker(&scene, &client).await;
    let try_put = |assets: Value| {
        let body = json!({"assets": assets});
        scene.platform.put(client.at("/assets"), body)
    };
    let many: Vec<Value> = (0..1_001)
        .map(|number| asset(&format!("many-{number}"), "page", &emil))
        .collect();
    try_put(json!(many)).await.invalid("/assets");
    let good = asset("good", "page", &emil);
    for name in ["external_id", "kind", "name"] {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().remove(name);
        try_put(json!([good, bad])).await.invalid("/assets/1");
    }
    for (name, wrong) in [
        ("external_id", json!("")),
        ("external_id", json!("x".repeat(256))),
        ("external_id", json!("ast_01h455vb4pex5vsknk084sn02q")),
        ("kind", json!("")),
        ("kind", json!("x".repeat(1_000))),
    ] {
        let mut bad = good.clone();
        bad[name] = wrong;
        try_put(json!([good, bad])).await.invalid("/assets/1");
    }
    for body in [
        json!({"assets": [7]}),
        json!({"assets": "x"}),
        json!({"assets": [], "more": 1}),
        json!({"assets": [{"external_id": 7}]}),
    ] {
        scene
            .platform
            .put(client.at("/assets"), body)
            .await
            .problem(400);
    }
    scene
        .platform
        .put(client.at("/assets"), json!({}))
        .await
        .invalid("/assets");
    // One id twice in a list would leave it open which of them holds.
    let twice = json!([
        asset("same", "page", &emil),
        asset("same", "workflow", &emil)
    ]);
    let answer = try_put(twice).await;
    if answer.status != 200 {
        answer.invalid("/assets/1");
    }
    // None of what was refused was taken.
    let counts = counted(&scene, &client, &emil).await;
    assert!(!counts.to_string().contains("good"), "{counts}");
    let total: u64 = counts
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["count"].as_u64().unwrap())
        .sum();
    assert!(total <= 1, "{counts}");
    assert_eq!(
        put(&scene, &client, json!(many[..1_000])).await,
        json!({"upserted": 1_000})
    );
}

/// A thing that a member owns; without an owner it is nobody's (D3).
async fn an_asset_belongs_to_a_member_or_to_nobody(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let emil = worker(&scene, &client).await;
    let stranger = scene.outsider("Sven").await;
    let ownerless = json!([{"external_id": "free", "kind": "page", "name": "Free"}]);
    assert_eq!(put(&scene, &client, ownerless).await["upserted"], 1);
    let external_id = scene.unique("emil");
    let body = json!({"external_id": external_id});
    scene
        .platform
        .patch(format!("/v1/users/{}", emil.id), body)
        .await
        .ok();
    let by_external =
        json!([{"external_id": "free", "kind": "page", "name": "Free", "owner": external_id}]);
    assert_eq!(put(&scene, &client, by_external).await["upserted"], 1);
    assert_eq!(
        counted(&scene, &client, &emil).await,
        json!([{"kind": "page", "count": 1}])
    );
    for owner in [
        stranger.id.as_str(),
        "usr_01h455vb4pex5vsknk084sn02q",
        "no-such-person",
    ] {
        let body = json!({"assets": [
            {"external_id": "lost", "kind": "page", "name": "Lost", "owner": owner},
        ]});
        let answer = scene.platform.put(client.at("/assets"), body).await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    // A deactivated member keeps what they own (D3).
    let at = scene.employee_at(&client, &emil);
    scene
        .owner
        .post_nothing(format!("{at}/deactivate"))
        .await
        .ok();
    assert_eq!(
        counted(&scene, &client, &emil).await,
        json!([{"kind": "page", "count": 1}])
    );
}

async fn external_ids_are_unique_within_their_account(server: &Server) {
    let scene = Scene::new(server).await;
    let (one, two) = (scene.client("One").await, scene.client("Two").await);
    let emil = worker(&scene, &one).await;
    let set = scene.client_set(&two, &["contacts.view"]).await;
    scene.let_act(&two, &emil, &set).await;
    put(&scene, &one, json!([asset("p-1", "page", &emil)])).await;
    put(&scene, &two, json!([asset("p-1", "workflow", &emil)])).await;
    assert_eq!(
        counted(&scene, &one, &emil).await,
        json!([{"kind": "page", "count": 1}])
    );
    scene
        .platform
        .delete(two.at("/assets/p-1"))
        .await
        .no_content();
    assert_eq!(counted(&scene, &two, &emil).await, json!([]));
    assert_eq!(
        counted(&scene, &one, &emil).await,
        json!([{"kind": "page", "count": 1}])
    );
    // Only the platform tells of assets, and only into accounts that there are.
    let body = json!({"assets": []});
    for caller in [&one.admin, &emil, &scene.owner] {
        caller.put(one.at("/assets"), body.clone()).await.kept_out();
        caller.delete(one.at("/assets/p-1")).await.kept_out();
    }
    scene
        .platform
        .put("/v1/accounts/acc_01h455vb4pex5vsknk084sn02q/assets", body)
        .await
        .not_found();
}

/// T1: asset lists are no changes in this sense.
async fn is_no_change_in_the_trail(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.outsider("Dora").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &person, body).await;
    let events = async || client.admin.all(&client.at("/audit-events")).await.len();
    let before = events().await;
    let trail = scene.trail(&client).await;
    put(&scene, &client, json!([asset("p-1", "page", &person)])).await;
    scene
        .platform
        .delete(client.at("/assets/p-1"))
        .await
        .no_content();
    assert_eq!(events().await, before);
    assert_eq!(scene.trail(&client).await, trail);
}
