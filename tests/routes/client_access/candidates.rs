//! Who can be added to a client.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(
    candidates_are_the_employees_who_do_not_act_there,
    candidates_tell_nothing_of_other_memberships,
);

/// A6: everybody who does not act for the partner there, whatever else they are.
async fn candidates_are_the_employees_who_do_not_act_there(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let viewer = scene.viewer("Vera").await;
    let (anna, emil) = (scene.employee("Anna").await, scene.employee("Emil").await);
    let uwe = scene.unverified_employee("Uwe").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &emil, &set).await;
    let off = format!("{}/deactivate", scene.employee_at(&client, &emil));
    mona.post_nothing(off).await.ok();
    let body = json!({"status": "deactivated"});
    let gone = scene.employee("Gert").await;
    scene.put_member(&scene.partner, &gone, body).await;
    let body = json!({"engagement": "contractor"});
    scene.put_member(&scene.partner, &uwe, body).await;

    let path = scene.at_client(&client, "/candidates");
    let items = viewer.all(&path).await;
    let mut expected = vec![
        json!({"id": anna.id, "name": anna.name, "email": anna.email, "verified": true,
            "engagement": "employee"}),
        json!({"id": scene.owner.id, "name": scene.owner.name, "email": scene.owner.email,
            "verified": true, "engagement": "employee"}),
        json!({"id": uwe.id, "name": uwe.name, "email": uwe.email, "verified": false,
            "engagement": "contractor"}),
        json!({"id": viewer.id, "name": viewer.name, "email": viewer.email, "verified": true,
            "engagement": "employee"}),
    ];
    expected.sort_by_key(|item| item["name"].as_str().unwrap().to_lowercase());
    assert_eq!(items, expected);
    let found = viewer.all(&format!("{path}?q=ANNA")).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["id"], anna.id);
    let bad = viewer.get(format!("{path}?p=1")).await;
    assert_eq!(bad.status, 400, "{bad}");
}

/// A6: an employee who is a member on their own behalf, or for another partner, is listed as before; what is
/// no client of the partner is not found, and no outsider asks.
async fn candidates_tell_nothing_of_other_memberships(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let path = scene.at_client(&client, "/candidates");
    let (own, rival) = (scene.employee("Olga").await, scene.employee("Rolf").await);
    let before = mona.all(&path).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &own, body).await;
    let (other, _) = scene.other_partner("Southwind").await;
    scene
        .put_member(&other, &rival, json!({"access": access::super_admin()}))
        .await;
    let body = json!({"access": access::set(&set), "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    assert_eq!(mona.all(&path).await, before);

    let stranger = scene.client("Private").await;
    mona.get(scene.at_client(&stranger, "/candidates"))
        .await
        .not_found();
    let employee = scene.employee("Jens").await;
    employee.get(&path).await.refused(403, "missing-permission");
    client.admin.get(&path).await.not_found();
}
