//! Inviting again.

use super::{create, new_member};
use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(an_invitation_is_sent_again,);

/// I1.
async fn an_invitation_is_sent_again(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let email = format!("{}@elsewhere.test", scene.unique("uma"));
    let made = create(&client.admin, &client, new_member(&email, &set))
        .await
        .created();
    let user = made["user"]["id"].as_str().unwrap();
    let path = client.at(&format!("/members/{user}/resend-invitation"));
    let resent = client.admin.post_nothing(&path).await.ok();
    assert_eq!(resent["status"], "invited");
    assert_eq!(resent["id"], made["id"]);
    manager
        .post_nothing(&path)
        .await
        .refused(403, "exceeds-own-permissions");
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    plain.post_nothing(&path).await.missing_permission();
    let again = format!("{}/resend-invitation", client.member(&plain));
    client
        .admin
        .post_nothing(&again)
        .await
        .refused(409, "conflict");
    let stranger = scene.outsider("Sven").await;
    let never = format!("{}/resend-invitation", client.member(&stranger));
    client.admin.post_nothing(&never).await.not_found();
    // Cancelled, the invitation is gone.
    let member = client.at(&format!("/members/{user}"));
    client.admin.delete(&member).await.done();
    client.admin.post_nothing(&path).await.not_found();
}
