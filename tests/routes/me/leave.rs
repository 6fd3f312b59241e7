//! Leaving an account and declining an invitation (I4).

use serde_json::json;

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(
    everyone_leaves_but_the_last_super_admin,
    who_declined_comes_back_only_as_invited,
    an_employee_who_leaves_the_agency_is_cut_off,
);

/// I4, D5.
async fn everyone_leaves_but_the_last_super_admin(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let agent = scene.partner_admin(&client, "Petra").await;
    let path = format!("/v1/me/memberships/{}", client.id);
    for person in [&staff, &agent] {
        person.delete(&path).await.no_content();
        let why = scene.why_not(person, "contacts.view", &client).await;
        assert_eq!(why, "no_membership");
        person.delete(&path).await.not_found();
    }
    let last = client.admin.delete(&path).await;
    last.refused(409, "last-super-admin");
    // They hand over by making another, who takes it.
    let heir = scene.outsider("Hanna").await;
    let body = json!({
        "email": heir.email, "seat": "core", "access": access::super_admin(),
    });
    client
        .admin
        .post(client.at("/members"), body)
        .await
        .created();
    let untaken = client.admin.delete(&path).await;
    untaken.refused(409, "last-super-admin");
    let accept = format!("{path}/accept");
    assert_eq!(heir.post_nothing(accept).await.ok()["taken"], true);
    client.admin.delete(&path).await.no_content();
    let removed = client.at("/audit-events?type=membership.removed");
    let mut events = heir.all(&removed).await;
    events.retain(|event| event["outcome"] == "done");
    assert_eq!(events.len(), 3);
}

/// I4: by a user token only as invited, through every door; the platform's word is another matter.
async fn who_declined_comes_back_only_as_invited(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let admin = &client.admin;
    let path = format!("/v1/me/memberships/{}", client.id);
    let set = scene.client_set(&client, &["contacts.view"]).await;

    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    person.delete(&path).await.no_content();
    let body = json!({"email": person.email, "seat": "core", "access": access::set(&set)});
    for _ in 0..2 {
        let made = admin.post(client.at("/members"), body.clone()).await;
        assert_eq!(made.created()["status"], "invited");
        person.delete(&path).await.no_content();
    }

    let manager = scene.partner_admin(&client, "Mona").await;
    let added = scene.partner_admin(&client, "Petra").await;
    added.delete(&path).await.no_content();
    let result = scene.add(&manager, &client, &added, &set).await;
    assert_eq!(result["outcome"], "added");
    let seen = admin.get(client.member(&added)).await.ok();
    assert_eq!(seen["status"], "invited", "added by the partner");

    let approved = scene.partner_admin(&client, "Paul").await;
    approved.delete(&path).await.no_content();
    let (_, token) = scene.link(&approved).await;
    let body = json!({"account": client.id});
    let approval = format!("/v1/access-links/{token}/approve");
    for _ in 0..2 {
        let answer = admin.post(&approval, body.clone()).await.ok();
        assert_eq!(answer["membership"]["status"], "invited");
    }
    let here = client.member(&approved);
    admin.post_nothing(format!("{here}/deactivate")).await.ok();
    let answer = admin.post(&approval, body).await.ok();
    assert_eq!(answer["membership"]["status"], "invited");
    let accept = format!("{path}/accept");
    approved.post_nothing(accept).await.ok();
    assert!(scene.may(&approved, "contacts.view", &client).await);

    let body = json!({"access": access::set(&set)});
    let put = scene.put_member(&client.id, &person, body).await;
    assert_eq!(put["status"], "active");
}

/// D8, I4: leaving the agency is a break like any other.
async fn an_employee_who_leaves_the_agency_is_cut_off(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let agent = scene.partner_admin(&client, "Petra").await;
    let path = format!("/v1/me/memberships/{}", scene.partner);
    agent.delete(&path).await.no_content();
    let why = scene.why_not(&agent, "contacts.view", &client).await;
    assert_eq!(why, "not_an_employee");
}
