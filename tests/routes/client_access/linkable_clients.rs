//! Where an employee can be linked.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(linkable_clients_tell_nothing_of_memberships,);

/// A6: the partner's clients where the person does not act for it, member there or not.
async fn linkable_clients_tell_nothing_of_memberships(server: &Server) {
    let scene = Scene::new(server).await;
    let (acting, open, member) = (
        scene.client("Served").await,
        scene.client("Open").await,
        scene.client("Member").await,
    );
    for client in [&acting, &open, &member] {
        scene.partner_admin(client, "Mona").await;
    }
    let stranger = scene.client("Stranger").await;
    let viewer = scene.viewer("Vera").await;
    let uwe = scene.unverified_employee("Uwe").await;
    let set = scene.client_set(&acting, &["contacts.view"]).await;
    scene.let_act(&acting, &uwe, &set).await;
    for client in [&member, &stranger] {
        let set = scene.client_set(client, &["contacts.view"]).await;
        let body = json!({"access": access::set(&set)});
        scene.put_member(&client.id, &uwe, body).await;
    }
    let of = |id: &str| scene.at_partner(&format!("/employees/{id}/linkable-clients"));
    let items = viewer.all(&of(&uwe.id)).await;
    let mut expected = [&open, &member].map(|it| json!({"id": it.id, "name": it.name}));
    expected.sort_by_key(|item| item["name"].as_str().unwrap().to_lowercase());
    assert_eq!(items, expected);
    let pages = viewer.pages(&of(&uwe.id), 1).await;
    assert_eq!(pages.concat(), expected);

    // Strangers, leavers and members of other accounts are no employees.
    viewer.get(of(&acting.admin.id)).await.not_found();
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &uwe, body).await;
    viewer.get(of(&uwe.id)).await.not_found();
    let (_, rival) = scene.other_partner("Southwind").await;
    rival.get(of(&viewer.id)).await.not_found();
}
