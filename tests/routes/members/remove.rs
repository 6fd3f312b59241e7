//! The client removes a member.

use serde_json::json;

use crate::support::{
    Scene, Server, access, on_both_databases,
    removals::{owned, staffed},
};

on_both_databases!(
    the_client_removes_and_hands_on_by_itself,
    the_platform_removes_and_passes_over_the_last,
    the_platform_stops_anybody,
);

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

/// D5, D9: the platform removes anybody, and leaves the account without a super admin only if it says so;
/// the event says so too. A user cannot say it.
async fn the_platform_removes_and_passes_over_the_last(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let agent = scene.partner_admin(&client, "Petra").await;
    let platform = &scene.platform;
    platform.delete(client.member(&agent)).await.no_content();
    let owner = &scene.owner;
    let added = json!({"employees": [agent.id], "permission_set": scene.working});
    let colleague = scene.partner_admin(&client, "Mona").await;
    let path = scene.at_client(&client, "/employees");
    let again = colleague.post(path, added).await.ok();
    assert_eq!(again["results"][0]["problem"], "client-refused", "{again}");

    let last = client.member(&client.admin);
    let refused = platform
        .delete(&last)
        .await
        .refused(409, "last-super-admin");
    assert!(!refused["detail"].as_str().unwrap().is_empty());
    let anyway = json!({"leave_without_super_admin": true});
    let by_user = client.admin.delete(&last).json(&anyway).await;
    by_user.missing_permission();
    platform.delete(&last).json(&anyway).await.no_content();
    owner.get(client.at("/members")).await.kept_out();

    // Closed and opened again, it is asked for the word once more.
    let account = format!("/v1/accounts/{}", client.id);
    let closed = json!({"status": "closed"});
    platform.patch(&account, closed).await.ok();
    let open = platform.patch(&account, json!({"status": "active"})).await;
    open.refused(409, "last-super-admin");
    let word = json!({"status": "active", "leave_without_super_admin": true});
    assert_eq!(
        platform.patch(&account, word).await.ok()["status"],
        "active"
    );
}

/// D5: a compromised or departing person can be stopped, always.
async fn the_platform_stops_anybody(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    for erase in [false, true] {
        let client = scene.client("Contoso").await;
        let user = format!("/v1/users/{}", client.admin.id);
        let stop = async |word: bool| {
            let mut body = json!({});
            if word {
                body["leave_without_super_admin"] = json!(true);
            }
            if erase {
                platform.post(format!("{user}/erase"), body).await
            } else {
                body["status"] = json!("disabled");
                platform.patch(&user, body).await
            }
        };
        stop(false).await.refused(409, "last-super-admin");
        stop(true).await.ok();
        let put = json!({"access": access::super_admin()});
        let heir = scene.outsider("Hanna").await;
        scene.put_member(&client.id, &heir, put).await;
        let events = heir.all(&client.at("/audit-events")).await;
        let told = events
            .iter()
            .any(|event| event.to_string().contains("leave_without_super_admin"));
        assert!(told, "the account's own trail says so");
    }
}
