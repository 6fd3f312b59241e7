//! Taking employees off a client.

use serde_json::json;

use super::act;
use crate::support::{Client, Scene, Server, access, on_both_databases, wait_until_expired};

on_both_databases!(
    needs_only_edit_in_the_partner,
    reaches_people_who_left_the_partner,
    reaches_super_admins_but_never_the_last,
    an_employment_that_ends_by_itself_ends_access,
);

/// D1.
async fn needs_only_edit_in_the_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let (viewer, plain) = (scene.viewer("Vera").await, scene.employee("Per").await);
    for caller in [&viewer, &plain, &worker] {
        act(caller, &scene, &client, &worker, "deactivate")
            .await
            .missing_permission();
    }
    for caller in [&client.admin, &scene.outsider("Sven").await] {
        act(caller, &scene, &client, &worker, "deactivate")
            .await
            .kept_out();
    }
    let manager = scene.manager("Mona").await;
    let off = act(&manager, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(
        off["access"]["permission_set"],
        json!(set),
        "D3: the record stays"
    );
    assert_eq!(off["seat"], "partner");
    // T4: again changes nothing.
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    act(&scene.owner, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    let after = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(after, events);
    // Oneself, and a partner admin colleague.
    let admin = scene.partner_admin(&client, "Max").await;
    let second = scene.partner_admin(&client, "Lars").await;
    act(&manager, &scene, &client, &second, "deactivate")
        .await
        .ok();
    act(&admin, &scene, &client, &admin, "deactivate")
        .await
        .ok();
    assert_eq!(
        scene.why_not(&admin, "contacts.view", &client).await,
        "deactivated"
    );
}

/// D1: whatever the person's status in the partner account.
async fn reaches_people_who_left_the_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.manager("Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for how in ["deactivated", "removed", "disabled"] {
        let left = scene.employee("Leo").await;
        scene.let_act(&client, &left, &set).await;
        let membership = format!("/v1/accounts/{}/members/{}", scene.partner, left.id);
        match how {
            "deactivated" => {
                scene
                    .owner
                    .post_nothing(format!("{membership}/deactivate"))
                    .await
                    .ok();
            }
            "removed" => {
                scene.owner.delete(&membership).await.done();
            }
            _ => {
                let body = json!({"status": "disabled"});
                scene
                    .platform
                    .patch(format!("/v1/users/{}", left.id), body)
                    .await
                    .ok();
            }
        }
        let off = act(&manager, &scene, &client, &left, "deactivate")
            .await
            .ok();
        assert_eq!(off["status"], "deactivated", "{how}");
    }
}

/// D5, D1.
async fn reaches_super_admins_but_never_the_last(server: &Server) {
    let scene = Scene::new(server).await;
    let manager = scene.manager("Mona").await;
    let client = scene.client("Contoso").await;
    let boss = scene.employee("Berta").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &boss, body.clone()).await;
    let off = act(&manager, &scene, &client, &boss, "deactivate")
        .await
        .ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(off["access"]["type"], "super_admin");
    // D2: only a super admin of the client brings one back.
    let admin = scene.partner_admin(&client, "Max").await;
    act(&admin, &scene, &client, &boss, "reactivate")
        .await
        .refused(409, "super-admin-target");
    client
        .admin
        .post_nothing(format!("{}/reactivate", client.member(&boss)))
        .await
        .ok();
    // The last of an account where nobody else is.
    let account = scene.account("Orphan").await;
    scene.put_member(&account, &boss, body).await;
    let orphan = Client {
        id: account,
        name: "Orphan".to_owned(),
        admin: boss.clone(),
    };
    // The account is named as the partner calls it (D5, R6).
    let called = json!({"display_name": "The orphans"});
    manager
        .patch(scene.at_client(&orphan, ""), called)
        .await
        .ok();
    let refused = act(&manager, &scene, &orphan, &boss, "deactivate").await;
    let problem = refused.refused(409, "last-super-admin");
    let account = json!({"id": orphan.id, "name": "The orphans"});
    assert_eq!(problem["accounts"], json!([account]));
    assert!(scene.may(&boss, "contacts.view", &orphan).await);
}

/// P5, A9: one who is no active employee any more, by whatever end; waits for the clock.
async fn an_employment_that_ends_by_itself_ends_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let path = format!("/v1/accounts/{}/members/{}", scene.partner, worker.id);
    let employed = scene.owner.get(&path).await.ok();
    let soon = crate::support::later(employed["updated_at"].as_str().unwrap(), 2);
    let body = json!({"expires_at": soon});
    scene.put_member(&scene.partner, &worker, body).await;
    let partner = Client {
        id: scene.partner.clone(),
        name: "Northwind".to_owned(),
        admin: scene.owner.clone(),
    };
    wait_until_expired(&scene, &worker, "contacts.view", &partner).await;
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "not_an_employee"
    );
}
