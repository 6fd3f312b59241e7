//! What a deactivation by the client means for whoever would bring the person back.

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(deactivating_again_makes_it_the_clients_own,);

/// D9: the partner deactivated first; what the client adds counts as the client's.
async fn deactivating_again_makes_it_the_clients_own(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    let at = scene.employee_at(&client, &worker);
    mona.post_nothing(format!("{at}/deactivate")).await.ok();
    let own = client.member(&worker);
    client
        .admin
        .post_nothing(format!("{own}/deactivate"))
        .await
        .ok();
    mona.post_nothing(format!("{at}/reactivate"))
        .await
        .refused(409, "client-refused");
    client
        .admin
        .post_nothing(format!("{own}/reactivate"))
        .await
        .ok();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}
