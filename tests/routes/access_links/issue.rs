//! Links are made and found by those who may (L1).

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(holders_of_edit_and_the_employee_may,);

/// L2: whoever holds `.edit` gets their own and any colleague's; only they see URLs.
async fn holders_of_edit_and_the_employee_may(server: &Server) {
    let scene = Scene::new(server).await;
    let links = scene.at_partner("/access-links");
    let manager = scene.manager("Mona").await;
    let employee = scene.employee("Emil").await;
    let of_employee = json!({"employee": employee.id});
    let own = manager.post(&links, json!({})).await.created();
    assert_eq!(own["employee"]["id"], manager.id.as_str());
    assert!(own["expires_at"].is_string());
    let theirs = manager.post(&links, of_employee.clone()).await.created();
    assert_eq!(theirs["employee"]["name"], employee.name.as_str());
    assert_ne!(own["url"], theirs["url"]);
    let same = scene.owner.post(&links, of_employee.clone()).await.ok();
    assert_eq!(same["id"], theirs["id"], "the standing one");
    assert_eq!(same["url"], theirs["url"]);
    let token = theirs["url"].as_str().unwrap().rsplit('/').next().unwrap();
    assert!(token.len() >= 43, "256 bits in the last segment: {token}");

    let listed = manager.all(&links).await;
    let ids: Vec<_> = listed.iter().map(|link| &link["id"]).collect();
    assert!(
        ids.contains(&&own["id"]) && ids.contains(&&theirs["id"]),
        "{listed:?}"
    );
    let viewer = scene.viewer("Vera").await;
    for caller in [&viewer, &employee] {
        caller.post(&links, json!({})).await.missing_permission();
        caller
            .post(&links, of_employee.clone())
            .await
            .missing_permission();
        let list = caller.get(&links).await;
        if list.status == 200 {
            assert!(
                !list.body.contains(token),
                "only holders of .edit see URLs\n{list}"
            );
        } else {
            list.missing_permission();
        }
    }
    let stranger = scene.outsider("Sven").await;
    stranger.get(&links).await.kept_out();
    stranger.post(&links, json!({})).await.kept_out();

    // Links are for employees alone.
    let former = scene.employee("Former").await;
    scene
        .put_member(&scene.partner, &former, json!({"status": "deactivated"}))
        .await;
    for id in [
        &stranger.id,
        &former.id,
        &"usr_01h455vb4pex5vsknk084sn02q".to_owned(),
    ] {
        let answer = manager.post(&links, json!({"employee": id})).await;
        answer.refused_as_one_of(&[(409, "not-an-employee"), (404, "not-found")]);
    }
}
