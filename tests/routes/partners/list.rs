//! The partners of a client (A11).

use serde_json::{Value, json};

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(a_client_sees_its_partners,);

/// A11: for super admins and holders of `users.edit`.
async fn a_client_sees_its_partners(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let path = client.at("/partners");
    assert_eq!(client.admin.all(&path).await, Vec::<Value>::new());
    let mona = scene.manager("Mona").await;
    scene.approve(&client, &mona).await;
    let off = scene.partner_admin(&client, "Olga").await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&client.id, &off, body).await;
    let partners = client.admin.all(&path).await;
    let [partner] = partners.as_slice() else {
        panic!("{partners:#?}");
    };
    assert_eq!(
        partner["partner"],
        json!({"id": scene.partner, "name": "Northwind"})
    );
    assert_eq!(partner["enrolled"], true);
    assert_eq!(partner["members"], json!({"active": 1, "deactivated": 1}));
    let relationship = &partner["relationship"];
    assert_eq!(relationship["status"], "connected");
    assert!(relationship["connected_at"].is_string(), "{partner}");
    assert_eq!(relationship["last_qualifying_activity_at"], Value::Null);
    scene.enrolled_as(Value::Null).await;
    assert_eq!(client.admin.all(&path).await[0]["enrolled"], false, "L1");
    scene.enrolled_as(json!("solutions_partner")).await;
    // A second partner stands beside the first; pages give each once.
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let whole = client.admin.all(&path).await;
    assert_eq!(whole.len(), 2);
    assert_eq!(client.admin.pages(&path, 1).await.concat(), whole);
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    assert_eq!(manager.all(&path).await, whole);
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for caller in [&plain, &mona] {
        caller.get(&path).await.missing_permission();
    }
    for caller in [&scene.owner, &rival, &scene.outsider("Sven").await] {
        if caller.id == rival.id {
            caller.get(&path).await.missing_permission();
        } else {
            caller.get(&path).await.kept_out();
        }
    }
}
