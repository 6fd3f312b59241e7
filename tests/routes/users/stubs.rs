//! Stubs: people whom an account invited and nobody has made known (I6).

use serde_json::json;

use crate::{
    routes::members::{create, new_member},
    support::{Client, Scene, Server, on_both_databases},
};

on_both_databases!(
    a_squatted_address_goes_to_the_platform,
    a_put_by_external_id_takes_the_stub,
    an_address_change_takes_invitations_over,
    other_accounts_do_not_read_a_given_name,
);

/// A client whose super admin has invited somebody under that name.
async fn inviting(scene: &Scene, email: &str, name: &str) -> (Client, String) {
    let client = scene.client("Squatting").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let mut body = new_member(email, &set);
    body["name"] = json!(name);
    let invited = create(&client.admin, &client, body).await.created();
    assert_eq!(invited["user"]["name"], name);
    let id = invited["user"]["id"].as_str().unwrap().to_owned();
    (client, id)
}

/// The platform's new user with the address of a stub is the stub: the same id, confirmed, under the
/// platform's name everywhere. The invitation stays one.
async fn a_squatted_address_goes_to_the_platform(server: &Server) {
    let scene = Scene::new(server).await;
    let email = format!("{}@bigcorp.test", scene.unique("ceo"));
    let (client, stub) = inviting(&scene, &email, "Call 555 0100").await;
    let found = scene
        .platform
        .all(&format!("/v1/users?email={email}"))
        .await;
    assert_eq!(
        found[0]["name"],
        email.as_str(),
        "the address, not their words"
    );
    let body = json!({"email": email, "name": "Cleo", "external_id": scene.unique("cleo")});
    let made = scene.platform.post("/v1/users", body).await.created();
    assert_eq!(made["id"], stub.as_str());
    assert_eq!(
        (&made["name"], &made["confirmed"]),
        (&json!("Cleo"), &json!(true))
    );
    let member = client
        .admin
        .get(client.at(&format!("/members/{stub}")))
        .await
        .ok();
    assert_eq!(member["status"], "invited");
    assert_eq!(member["user"]["name"], "Cleo");
    let again = json!({"email": email, "name": "Double"});
    scene
        .platform
        .post("/v1/users", again)
        .await
        .refused(409, "conflict");
}

async fn a_put_by_external_id_takes_the_stub(server: &Server) {
    let scene = Scene::new(server).await;
    let email = format!("{}@bigcorp.test", scene.unique("ceo"));
    let (_client, stub) = inviting(&scene, &email, "Call 555 0100").await;
    let path = format!("/v1/users/by-external-id/{}", scene.unique("cleo"));
    let body = json!({"email": email, "name": "Cleo"});
    let made = scene.platform.put(&path, body.clone()).await.created();
    assert_eq!(made["id"], stub.as_str());
    assert_eq!(scene.platform.put(&path, body).await.ok(), made);
}

/// A known user who gets the address takes over the invitation with what the account laid down; they
/// accept it themself.
async fn an_address_change_takes_invitations_over(server: &Server) {
    let scene = Scene::new(server).await;
    let email = format!("{}@bigcorp.test", scene.unique("ceo"));
    let (client, stub) = inviting(&scene, &email, "Call 555 0100").await;
    let cleo = scene.outsider("Cleo").await;
    let path = format!("/v1/users/{}", cleo.id);
    let change = json!({"email": email});
    let changed = scene.platform.patch(&path, change).await.ok();
    assert_eq!(changed["email"], email.as_str());
    let gone = client
        .admin
        .get(client.at(&format!("/members/{stub}")))
        .await;
    gone.refused(404, "not-found");
    let member = client.admin.get(client.member(&cleo)).await.ok();
    assert_eq!(
        (&member["status"], &member["user"]["name"]),
        (&json!("invited"), &json!(cleo.name))
    );
    assert!(!scene.may(&cleo, "contacts.view", &client).await);
    let accept = format!("/v1/me/memberships/{}/accept", client.id);
    cleo.post(accept, json!({})).await.ok();
    assert!(scene.may(&cleo, "contacts.view", &client).await);
    let erased = scene.platform.get(format!("/v1/users/{stub}")).await.ok();
    assert_eq!(erased["status"], "erased");
    let trail = client
        .admin
        .all(&client.at("/audit-events?type=membership.created"))
        .await;
    let handed = trail
        .iter()
        .find(|event| event["user"]["id"] == cleo.id.as_str());
    assert_eq!(handed.unwrap()["details"]["taken_over_from"], stub.as_str());
}

/// The name that an account gave is read there alone, in its trail too.
async fn other_accounts_do_not_read_a_given_name(server: &Server) {
    let scene = Scene::new(server).await;
    let email = format!("{}@bigcorp.test", scene.unique("ceo"));
    let (client, stub) = inviting(&scene, &email, "Call 555 0100").await;
    let other = scene.client("Honest").await;
    let set = scene.client_set(&other, &["contacts.view"]).await;
    let mut body = new_member(&email, &set);
    body.as_object_mut().unwrap().remove("name");
    let invited = create(&other.admin, &other, body).await.created();
    assert_eq!(
        invited["user"]["id"],
        stub.as_str(),
        "one address, one person"
    );
    assert_eq!(invited["user"]["name"], email.as_str());
    for (client, expected) in [(&client, "Call 555 0100"), (&other, "not confirmed yet")] {
        let trail = client
            .admin
            .all(&client.at("/audit-events?type=membership.created"))
            .await;
        let about = trail
            .iter()
            .find(|event| event["user"]["id"] == stub.as_str());
        assert_eq!(about.unwrap()["user"]["name"], expected);
    }
}
