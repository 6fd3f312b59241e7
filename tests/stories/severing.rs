//! A client ends everything with a partner in one act.

use serde_json::{Value, json};

use crate::support::{
    Client, Kind, Person, Scene, Server, access, on_both_databases,
    severing::{of, sever},
    with_own_servers,
};

on_both_databases!(
    everybody_who_acts_for_the_partner_is_removed,
    a_last_super_admin_is_left_and_named,
    everyone_removed_stays_refused_until_approved,
    the_relationship_ends_until_somebody_is_let_in,
);

with_own_servers!(in_the_middle_of_an_operation_it_leaves_nobody,);

fn approve_path(token: &str) -> String {
    format!("/v1/access-links/{token}/approve")
}

/// D9: every membership that acts for it goes; nobody else's.
async fn everybody_who_acts_for_the_partner_is_removed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    let off = scene.employee("Olga").await;
    scene.let_act(&client, &off, &set).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&client.id, &off, body).await;
    let private = scene.employee("Priya").await;
    let own = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &private, own).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let severed = sever(&scene, &client).await;
    assert_eq!(severed, json!({"removed": 3, "kept": []}));
    let mut left: Vec<_> = client
        .admin
        .all(&client.at("/members"))
        .await
        .iter()
        .map(|member| member["user"]["id"].as_str().unwrap().to_owned())
        .collect();
    left.sort();
    let mut expected = [&client.admin, &private, &rival].map(|person| person.id.clone());
    expected.sort();
    assert_eq!(left, expected);
    for person in [&mona, &worker, &off] {
        assert_eq!(
            scene.why_not(person, "contacts.view", &client).await,
            "no_membership"
        );
        assert_eq!(scene.told(&client, "membership.removed", person).await, 1);
    }
    let path = client.at("/audit-events?type=partner.severed");
    assert_eq!(client.admin.all(&path).await.len(), 1);
    // In the partner's other clients nothing has changed.
    let elsewhere = scene.client("Fabrikam").await;
    scene.make_partner_admin(&elsewhere, &mona).await;
    assert!(scene.may(&mona, "contacts.view", &elsewhere).await);
}

/// D5, D9.
async fn a_last_super_admin_is_left_and_named(server: &Server) {
    let scene = Scene::new(server).await;
    let account = scene.account("Alone").await;
    let only = scene.employee("Olga").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&account, &only, body).await;
    let client = Client {
        id: account,
        name: "Alone".to_owned(),
        admin: only.clone(),
    };
    let mona = scene.partner_admin(&client, "Mona").await;
    let severed = sever(&scene, &client).await;
    assert_eq!(severed["removed"], 1);
    assert_eq!(
        severed["kept"],
        json!([{
            "user": {"id": only.id, "name": only.name, "email": only.email},
            "problem": "last-super-admin",
        }])
    );
    assert_eq!(
        scene.why_not(&mona, "contacts.view", &client).await,
        "no_membership"
    );
    assert!(scene.may(&only, "contacts.view", &client).await);
}

/// D9: a later approval lifts that for its person only.
async fn everyone_removed_stays_refused_until_approved(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (mona, max) = (
        scene.partner_admin(&client, "Mona").await,
        scene.partner_admin(&client, "Max").await,
    );
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    sever(&scene, &client).await;
    let approved = scene.approve(&client, &mona).await;
    assert_eq!(approved["outcome"], "created");
    let problem = async |person: &Person| {
        let result = scene.add(&mona, &client, person, &set).await;
        result["problem"].clone()
    };
    assert_eq!(problem(&worker).await, "client-refused");
    assert_eq!(problem(&max).await, "client-refused");
    // Who never was there was not refused.
    let fresh = scene.employee("Frida").await;
    assert_eq!(problem(&fresh).await, Value::Null);
    scene.approve(&client, &max).await;
    assert_eq!(problem(&worker).await, "client-refused");
}

/// R4.
async fn the_relationship_ends_until_somebody_is_let_in(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.manager("Mona").await;
    scene.approve(&client, &mona).await;
    let now = scene.now().await;
    let work = Scene::activity(&client, &mona, "create", &now);
    assert_eq!(scene.report(&[work]).await["qualifying"], 1);
    assert_eq!(scene.relationship(&client).await["status"], "managed");
    sever(&scene, &client).await;
    assert_eq!(scene.relationship(&client).await["status"], "ended");
    let path = client.at("/audit-events?type=relationship.ended");
    assert_eq!(client.admin.all(&path).await.len(), 1);
    // A link that stands is still only a question.
    let (_, token) = scene.link(&mona).await;
    client
        .admin
        .post(approve_path(&token), json!({"account": client.id}))
        .await
        .ok();
    let shown = scene.relationship(&client).await;
    assert_eq!(
        shown["status"], "connected",
        "activity before does not count"
    );
    assert_eq!(shown["last_qualifying_activity_at"], Value::Null);
}

/// D9, A4: whoever the operation added before is removed, and after it adds nobody.
async fn in_the_middle_of_an_operation_it_leaves_nobody(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let mona = scene.manager("Mona").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let (mut clients, mut people) = (Vec::new(), Vec::new());
    for _ in 0..8 {
        let client = scene.client("Contoso").await;
        scene.make_partner_admin(&client, &mona).await;
        clients.push(client);
    }
    for _ in 0..5 {
        people.push(scene.employee("Emil").await.id);
    }
    let ids: Vec<_> = clients.iter().map(|client| &client.id).collect();
    let body = json!({"clients": ids, "employees": people, "permission_set": set});
    let path = scene.at_partner("/assignments");
    let started = mona.post(path, body).await.accepted();
    let tasks: Vec<_> = clients
        .iter()
        .map(|client| {
            let call = client.admin.delete(of(&scene, client));
            tokio::spawn(async move { call.patiently().await.ok() })
        })
        .collect();
    for task in tasks {
        let severed = task.await.unwrap();
        assert!(
            severed["removed"] == 1 || severed["removed"] == 6,
            "all that the operation added there, or none: {severed}"
        );
    }
    mona.finish(&started).await;
    for client in &clients {
        let members = client.admin.all(&client.at("/members")).await;
        assert_eq!(members.len(), 1, "{members:#?}");
        assert_eq!(scene.relationship(client).await["status"], "ended");
    }
}
