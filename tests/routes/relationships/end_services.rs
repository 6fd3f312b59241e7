//! Ending services with a client.

use serde_json::Value;

use crate::support::{
    Scene, Server, on_both_databases,
    relationships::{act, connected, told, work},
};

on_both_databases!(
    ends_the_relationship_at_once,
    ending_and_resuming_take_edit,
    stays_possible_without_access,
);

/// R4.
async fn ends_the_relationship_at_once(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    let now = scene.now().await;
    work(&scene, &client, &mona, &now).await;
    let answer = act(&mona, &scene, &client, "end-services").await;
    let ended = answer.ok();
    assert_eq!(ended["status"], "ended");
    assert_eq!(ended["partner"], scene.partner.as_str());
    assert_eq!(ended["client"], client.id.as_str());
    answer.etag();
    assert_eq!(scene.relationship(&client).await["status"], "ended");
    assert_eq!(told(&client, "relationship.ended").await, 1);
    let trail = scene.trail(&client).await;
    let again = act(&mona, &scene, &client, "end-services").await;
    assert_eq!(again.ok(), ended, "T4");
    assert_eq!(scene.trail(&client).await, trail);
    // What is reported in between does not qualify.
    let later_on = work(&scene, &client, &mona, &scene.now().await).await;
    assert_eq!(later_on["qualifying"], 0, "{later_on}");
    assert_eq!(scene.relationship(&client).await["status"], "ended");
    assert_eq!(told(&client, "relationship.ended").await, 1);
}

async fn ending_and_resuming_take_edit(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, _) = connected(&scene).await;
    let viewer = scene.viewer("Vera").await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let strange = scene.client("Strange").await;
    for what in ["end-services", "resume-services"] {
        act(&viewer, &scene, &client, what)
            .await
            .missing_permission();
        for caller in [&client.admin, &rival, &scene.outsider("Sven").await] {
            act(caller, &scene, &client, what).await.kept_out();
        }
        act(&scene.owner, &scene, &strange, what).await.not_found();
        // No access to the client is needed.
        act(&scene.owner, &scene, &client, what).await.ok();
    }
    assert_eq!(scene.relationship(&client).await["status"], "connected");
}

/// L1: R4 keeps working without enrolment.
async fn stays_possible_without_access(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona) = connected(&scene).await;
    scene.enrolled_as(Value::Null).await;
    let ended = act(&mona, &scene, &client, "end-services").await.ok();
    assert_eq!(ended["status"], "ended");
}
