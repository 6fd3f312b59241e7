//! Erasing a person.

use serde_json::json;

use crate::support::{AHEAD, Scene, Server, access, on_both_databases};

on_both_databases!(
    leaves_no_name_and_no_access,
    the_last_super_admin_is_not_disabled_or_erased,
);

/// I3, P6, T3: what a person did stays in the trail, their name and address do not.
async fn leaves_no_name_and_no_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(&client, "Wilhelmina", &["contacts.view", "users.edit"])
        .await;
    let other = scene.staff(&client, "Dora", &["contacts.view"]).await;
    person
        .post_nothing(format!("{}/deactivate", client.member(&other)))
        .await
        .ok();
    let before = client.admin.get(client.at("/audit-events")).await;
    assert!(before.ok().to_string().contains("Wilhelmina"), "{before}");
    let path = format!("/v1/users/{}", person.id);
    scene
        .platform
        .post_nothing(format!("{path}/erase"))
        .await
        .done();
    person.get("/v1/me").await.problem(401);
    let reason = scene.why_not(&person, "contacts.view", &client).await;
    assert!(
        ["unknown_subject", "user_disabled", "no_membership"].contains(&reason.as_str()),
        "{reason}"
    );
    for answer in [
        client.admin.get(client.at("/audit-events")).await,
        client.admin.get(client.at("/members")).await,
        scene.platform.get(&path).await,
        scene
            .platform
            .get(format!("/v1/users?email={}", person.email))
            .await,
    ] {
        for trace in [person.email.as_str(), "Wilhelmina"] {
            let body = answer.body.replace(&format!("?email={}", person.email), "");
            assert!(!body.contains(trace), "{answer}");
        }
    }
    let events = client.admin.all(&client.at("/audit-events")).await;
    let kept = events
        .iter()
        .filter(|event| event["type"] == "membership.deactivated")
        .count();
    assert_eq!(kept, 1, "the event itself stays");
    // The address is free again, and erasing twice does no harm.
    let again = scene
        .platform
        .post(
            "/v1/users",
            json!({"email": person.email, "name": "Somebody else"}),
        )
        .await
        .created();
    assert_ne!(again["id"], person.id.as_str());
    let twice = scene.platform.post_nothing(format!("{path}/erase")).await;
    assert!([200, 204, 404].contains(&twice.status), "{twice}");
}

/// D5, I3.
async fn the_last_super_admin_is_not_disabled_or_erased(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let path = format!("/v1/users/{}", client.admin.id);
    let disable = || scene.platform.patch(&path, json!({"status": "disabled"}));
    let erase = || scene.platform.post_nothing(format!("{path}/erase"));
    disable().await.refused(409, "last-super-admin");
    erase().await.refused(409, "last-super-admin");
    client.admin.get("/v1/me").await.ok();
    // A second one who is not permanent does not count.
    let second = scene.outsider("Sara").await;
    let until = json!({"access": access::super_admin(), "expires_at": AHEAD});
    scene.put_member(&client.id, &second, until).await;
    disable().await.refused(409, "last-super-admin");
    // One who is invited or deactivated does not either.
    for status in ["invited", "deactivated"] {
        let third = scene.outsider("Tone").await;
        let body = json!({"access": access::super_admin(), "status": status});
        scene.put_member(&client.id, &third, body).await;
        disable().await.refused(409, "last-super-admin");
    }
    // Nor does one whose person is disabled or erased.
    for how in ["disabled", "erased"] {
        let fourth = scene.outsider("Frode").await;
        let user = format!("/v1/users/{}", fourth.id);
        if how == "erased" {
            let erase = format!("{user}/erase");
            scene.platform.post_nothing(erase).await.done();
        } else {
            let body = json!({"status": "disabled"});
            scene.platform.patch(&user, body).await.ok();
        }
        let body = json!({"access": access::super_admin()});
        let answer = scene.platform.put(client.member(&fourth), body).await;
        assert!([200, 201, 404, 409].contains(&answer.status), "{answer}");
        disable().await.refused(409, "last-super-admin");
    }
    let lasting = json!({"expires_at": null});
    scene.put_member(&client.id, &second, lasting).await;
    disable().await.ok();
    let answer = scene
        .platform
        .post_nothing(format!("/v1/users/{}/erase", second.id))
        .await;
    answer.refused(409, "last-super-admin");
}
