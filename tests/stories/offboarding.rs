//! Somebody leaves the partner: what ends at once, and what the offboarding operation ends after it.

use serde_json::{Value, json};

use crate::support::{
    Client, Kind, Person, Scene, Server, access, at_operation, later, on_both_databases, until,
    with_own_servers,
};

on_both_databases!(
    leaving_ends_all_and_returning_restores_none,
    super_admins_who_leave_are_deactivated_regardless,
    a_last_super_admin_stays_and_is_named,
    is_done_in_the_name_of_who_ended_the_employment,
    goes_on_to_its_end_and_names_who_left,
    every_way_of_leaving_counts,
);

with_own_servers!(
    others_are_deactivated_where_the_policy_says_so,
    others_are_removed_where_the_policy_says_so,
);

/// A client where the person acts for the partner, with a set.
async fn acting(scene: &Scene, person: &Person) -> Client {
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, person, &set).await;
    client
}

/// A client where the person is super admin for the partner, beside the client's own.
async fn ruling(scene: &Scene, person: &Person) -> Client {
    let client = scene.client("Fabrikam").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, person, body).await;
    client
}

fn at_home(scene: &Scene, person: &Person) -> String {
    format!("/v1/accounts/{}/members/{}", scene.partner, person.id)
}

async fn leave(scene: &Scene, person: &Person) {
    let path = format!("{}/deactivate", at_home(scene, person));
    scene.owner.post_nothing(path).await.ok();
}

async fn status(client: &Client, person: &Person) -> Value {
    let answer = client.admin.get(client.member(person)).await;
    if answer.status == 404 {
        return json!("removed");
    }
    answer.ok()["status"].clone()
}

async fn becomes(client: &Client, person: &Person, expected: &str) {
    until(expected, async || {
        (status(client, person).await == expected).then_some(())
    })
    .await;
}

/// D8, P5: with the policy `offer` the memberships stay as they are.
async fn leaving_ends_all_and_returning_restores_none(server: &Server) {
    let scene = Scene::new(server).await;
    let emil = scene.employee("Emil").await;
    let client = acting(&scene, &emil).await;
    let own = scene.client("Own").await;
    let set = scene.client_set(&own, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&own.id, &emil, body).await;
    assert!(scene.may(&emil, "contacts.view", &client).await);
    leave(&scene, &emil).await;
    assert_eq!(
        scene.why_not(&emil, "contacts.view", &client).await,
        "not_an_employee"
    );
    assert!(
        scene.may(&emil, "contacts.view", &own).await,
        "what is theirs alone is none of the partner's business"
    );
    assert_eq!(status(&client, &emil).await, "active");
    let path = format!("{}/reactivate", at_home(&scene, &emil));
    scene.owner.post_nothing(path).await.ok();
    assert!(!scene.may(&emil, "contacts.view", &client).await);
}

/// D8.
async fn super_admins_who_leave_are_deactivated_regardless(server: &Server) {
    let scene = Scene::new(server).await;
    let emil = scene.employee("Emil").await;
    let (client, other) = (acting(&scene, &emil).await, ruling(&scene, &emil).await);
    let private = scene.client("Private").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&private.id, &emil, body).await;
    // Another partner's super admin of the same person is that partner's.
    let theirs = Scene::new(server).await;
    let body = json!({"access": access::set(&theirs.working)});
    theirs.put_member(&theirs.partner, &emil, body).await;
    let elsewhere = ruling(&theirs, &emil).await;
    leave(&scene, &emil).await;
    becomes(&other, &emil, "deactivated").await;
    assert_eq!(
        scene.why_not(&emil, "users.edit", &other).await,
        "deactivated"
    );
    assert_eq!(status(&client, &emil).await, "active", "offered, not done");
    assert_eq!(status(&private, &emil).await, "active");
    assert_eq!(status(&elsewhere, &emil).await, "active");
    assert_eq!(scene.told(&other, "membership.deactivated", &emil).await, 1);
}

/// D8, D5.
async fn a_last_super_admin_stays_and_is_named(server: &Server) {
    let scene = Scene::new(server).await;
    let emil = scene.employee("Emil").await;
    let other = ruling(&scene, &emil).await;
    let account = scene.account("Alone").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&account, &emil, body).await;
    leave(&scene, &emil).await;
    becomes(&other, &emil, "deactivated").await;
    assert!(scene.platform.may(&emil.id, "users.edit", &account).await);
    // It comes when another permanent super admin takes their place, by whoever's hand.
    let path = format!("/v1/accounts/{account}/audit-events");
    let refused = until("the one who was left is named", async || {
        let events = emil.all(&path).await;
        events
            .into_iter()
            .find(|event| event["outcome"] == "refused" && event["problem"] == "last-super-admin")
    })
    .await;
    assert_eq!(refused["user"]["id"], emil.id.as_str(), "{refused}");
}

/// D8.
async fn is_done_in_the_name_of_who_ended_the_employment(server: &Server) {
    let scene = Scene::new(server).await;
    let emil = scene.employee("Emil").await;
    let other = ruling(&scene, &emil).await;
    leave(&scene, &emil).await;
    becomes(&other, &emil, "deactivated").await;
    let path = other.at("/audit-events?type=membership.deactivated");
    let events = other.admin.all(&path).await;
    let [event] = events.as_slice() else {
        panic!("{events:#?}");
    };
    let text = event.to_string();
    assert!(text.contains(&scene.owner.id), "on whose behalf: {event}");
    // It was the partner's doing, so the client has refused nobody.
    let path = scene.at_partner("/audit-events?type=membership.deactivated");
    let seen = scene.owner.all(&path).await;
    assert!(
        seen.iter()
            .any(|event| event["account"]["id"] == other.id.as_str()),
        "{seen:#?}"
    );
}

/// D8: what follows is not called off, and names who left; whoever began it sees it, the platform too.
async fn goes_on_to_its_end_and_names_who_left(server: &Server) {
    let scene = Scene::new(server).await;
    let (emil, tora) = (scene.employee("Emil").await, scene.employee("Tora").await);
    for person in [&emil, &tora] {
        ruling(&scene, person).await;
    }
    let off = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &emil, off).await;
    scene.owner.delete(at_home(&scene, &tora)).await.done();
    let path = scene.at_partner("/audit-events?type=operation.started");
    let started = scene.owner.all(&path).await;
    assert_eq!(started.len(), 2);
    let auditor = json!({"label": "audit", "scopes": ["audit"]});
    let auditor = scene.platform.post("/v1/service-tokens", auditor).await;
    let auditor = auditor.created()["token"].as_str().unwrap().to_owned();
    let auditor = scene.platform.with_token(&auditor);
    for (event, person) in [(&started[1], &emil), (&started[0], &tora)] {
        let operation = json!({"id": event["object"]});
        let cancelled = scene
            .owner
            .post_nothing(at_operation(&operation, "/cancel"))
            .await;
        cancelled.problem(409);
        scene.owner.finish(&operation).await;
        let results = scene.owner.all(&at_operation(&operation, "/results")).await;
        assert_eq!(results[0]["employee"]["name"], person.name.as_str());
        // The platform reads what became of it, whoever began it (I7).
        let seen = scene.platform.get(at_operation(&operation, "")).await;
        assert_eq!(seen.ok()["state"], "done");
        let operation = at_operation(&operation, "");
        auditor.get(operation).await.missing_permission();
    }
}

/// D8: removed by a super admin, ended by the platform, expired, or no user any more.
async fn every_way_of_leaving_counts(server: &Server) {
    let scene = Scene::new(server).await;
    let people = [
        scene.employee("Anna").await,
        scene.employee("Bert").await,
        scene.employee("Cora").await,
        scene.employee("Dirk").await,
    ];
    let mut clients = Vec::new();
    for person in &people {
        clients.push(ruling(&scene, person).await);
    }
    scene.owner.delete(at_home(&scene, &people[0])).await.done();
    let off = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &people[1], off).await;
    let soon = json!({"expires_at": later(&scene.now().await, 2)});
    scene.put_member(&scene.partner, &people[2], soon).await;
    // Whoever acts for another partner in this one's account is its employee no longer.
    let (other, _) = scene.other_partner("Southwind").await;
    let there = json!({"access": access::super_admin()});
    scene.put_member(&other, &people[3], there).await;
    let lent = json!({"partner": other});
    scene.put_member(&scene.partner, &people[3], lent).await;
    for (person, client) in people.iter().zip(&clients) {
        becomes(client, person, "deactivated").await;
    }
}

/// D8.
async fn others_are_deactivated_where_the_policy_says_so(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("OFFBOARDING__POLICY", "deactivate")
    });
    let scene = Scene::new(&server).await;
    let emil = scene.employee("Emil").await;
    let (client, other) = (acting(&scene, &emil).await, ruling(&scene, &emil).await);
    let colleague = scene.employee("Frida").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &colleague, &set).await;
    leave(&scene, &emil).await;
    for client in [&client, &other] {
        becomes(client, &emil, "deactivated").await;
    }
    assert_eq!(status(&client, &colleague).await, "active");
}

/// D8, D3: the assets are without owner then.
async fn others_are_removed_where_the_policy_says_so(kind: Kind) {
    let server = Server::start_with(kind, |start| start.with("OFFBOARDING__POLICY", "remove"));
    let scene = Scene::new(&server).await;
    let emil = scene.employee("Emil").await;
    let (client, other) = (acting(&scene, &emil).await, ruling(&scene, &emil).await);
    scene.own_assets(&client, &[("p-1", "page", &emil)]).await;
    leave(&scene, &emil).await;
    becomes(&client, &emil, "removed").await;
    becomes(&other, &emil, "deactivated").await;
    // Back again, they may be added, and own nothing.
    let path = format!("{}/reactivate", at_home(&scene, &emil));
    scene.owner.post_nothing(path).await.ok();
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let added = scene.add(&mona, &client, &emil, &set).await;
    assert_eq!(added["outcome"], "added", "{added}");
    let body = json!({"employees": [emil.id], "clients": [client.id]});
    let review = scene.review(&mona, body).await;
    assert_eq!(review["items"][0]["assets"], json!([]));
}
