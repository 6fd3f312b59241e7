//! Who severs a partner.

use serde_json::json;

use crate::support::{
    Scene, Server, on_both_databases,
    severing::{of, sever},
};

on_both_databases!(only_a_super_admin_severs, severing_twice_changes_nothing,);

async fn only_a_super_admin_severs(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    for caller in [&manager, &mona] {
        caller
            .delete(of(&scene, &client))
            .await
            .missing_permission();
    }
    let neighbour = scene.client("Fabrikam").await;
    for caller in [&neighbour.admin, &scene.owner] {
        caller.delete(of(&scene, &client)).await.kept_out();
    }
    // Neither a partner that never was here nor an account that is none.
    let (other, _) = scene.other_partner("Southwind").await;
    for partner in [
        other.as_str(),
        neighbour.id.as_str(),
        client.id.as_str(),
        "acc_01h455vb4pex5vsknk084sn02q",
    ] {
        let path = client.at(&format!("/partners/{partner}"));
        client.admin.delete(path).await.not_found();
    }
    assert!(scene.may(&mona, "contacts.view", &client).await);
}

/// T4.
async fn severing_twice_changes_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    scene.partner_admin(&client, "Mona").await;
    sever(&scene, &client).await;
    let trail = scene.trail(&client).await;
    let again = client.admin.delete(of(&scene, &client)).await;
    if again.status == 200 {
        assert_eq!(again.ok(), json!({"removed": 0, "kept": []}));
    } else {
        again.not_found();
    }
    assert_eq!(scene.trail(&client).await, trail);
}
