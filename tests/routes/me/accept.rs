//! Accepting an invitation.

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(only_the_person_invited_accepts,);

/// I1: the platform's PUT may invite; only the person accepts.
async fn only_the_person_invited_accepts(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let other = scene.outsider("Egon").await;
    let accept = format!("/v1/me/memberships/{}/accept", client.id);
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set), "status": "invited"});
    let invited = scene.put_member(&client.id, &other, body).await;
    assert_eq!(invited["status"], "invited");
    assert_eq!(
        scene.why_not(&other, "contacts.view", &client).await,
        "invited"
    );
    // A member who was not invited finds the result there; nobody accepts where they are no member.
    person.post_nothing(&accept).await.ok();
    scene.owner.post_nothing(&accept).await.not_found();
    let accepted = other.post_nothing(&accept).await.ok();
    assert_eq!(accepted["status"], "active");
    assert!(scene.may(&other, "contacts.view", &client).await);
    other.post_nothing(&accept).await.ok();
    // Deactivated is not invited: accepting brings nobody back.
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&other)))
        .await
        .ok();
    let answer = other.post_nothing(&accept).await;
    assert!([403, 404, 409].contains(&answer.status), "{answer}");
    answer.problem(answer.status);
    assert!(!scene.may(&other, "contacts.view", &client).await);
}
