//! How many seats of an account are taken.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(seats_are_taken_until_a_member_is_removed,);

/// D3: a membership holds its seats whatever its status; the platform, super admins and holders of
/// `users.edit` read how many.
async fn seats_are_taken_until_a_member_is_removed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    let seller = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let reader = scene.staff(&client, "Rolf", &["contacts.view"]).await;
    let put = async |person, body| scene.put_member(&client.id, person, body).await;
    put(&seller, json!({"seat": "sales", "paid_seats": ["service"]})).await;
    put(
        &reader,
        json!({"seat": "view_only", "status": "deactivated"}),
    )
    .await;
    let seats = client.at("/seats");
    let taken = json!({
        "partner": 1, "core": 2, "view_only": 1, "sales": 1, "service": 0,
        "paid": {"sales": 0, "service": 1},
    });
    for caller in [&scene.platform, &client.admin, &manager] {
        assert_eq!(caller.get(&seats).await.ok(), taken);
    }
    for caller in [&agent, &seller] {
        caller.get(&seats).await.missing_permission();
    }
    let invited = json!({
        "email": format!("{}@elsewhere.test", scene.unique("new")),
        "seat": "service",
        "access": access::set(&scene.client_set(&client, &["contacts.view"]).await),
    });
    client
        .admin
        .post(client.at("/members"), invited)
        .await
        .created();
    scene.platform.delete(client.member(&seller)).await.done();
    let now = scene.platform.get(&seats).await.ok();
    assert_eq!((&now["service"], &now["sales"]), (&json!(1), &json!(0)));
    assert_eq!(now["paid"], json!({"sales": 0, "service": 0}));
    let nowhere = "/v1/accounts/acc_01h455vb4pex5vsknk084sn02q/seats";
    scene.platform.get(nowhere).await.not_found();
}
