//! What people see of themselves.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(everybody_sees_their_own_memberships,);

async fn everybody_sees_their_own_memberships(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let mut accounts = Vec::new();
    for name in ["Contoso", "Fabrikam", "Litware"] {
        let client = scene.client(name).await;
        let set = scene.client_set(&client, &["contacts.view"]).await;
        scene
            .put_member(&client.id, &person, json!({"access": access::set(&set)}))
            .await;
        accounts.push(client.id);
    }
    let me = person.get("/v1/me").await.ok();
    assert_eq!(me["user"]["id"], person.id.as_str());
    assert_eq!(me["user"]["email"], person.email.as_str());
    for account in &accounts {
        assert!(me.to_string().contains(account.as_str()), "{me}");
    }
    let few = person.get("/v1/me?limit=2").await.ok();
    let shown = accounts
        .iter()
        .filter(|account| few.to_string().contains(account.as_str()))
        .count();
    assert_eq!(shown, 2, "paged: {few}");
    assert!(!me.to_string().contains(&scene.partner));
}
