//! What a break of an employment ends, and what coming back gives: nothing by itself (P5, D8, L2, A10).

use serde_json::{Value, json};

use crate::support::{
    Client, Person, Scene, Server, access, later, on_both_databases, until, wait_until_expired,
};

on_both_databases!(
    coming_back_gives_nothing_by_itself,
    giving_again_takes_a_hand,
    the_policy_holds_for_every_change,
    the_platforms_nightly_put_gives_nothing,
    a_break_revokes_the_link,
    an_end_that_passed_is_overtaken_as_a_break,
    each_client_is_told_of_the_break,
    disabling_is_no_break,
    who_had_to_stay_goes_when_there_is_another,
    who_stood_in_goes_when_the_other_is_back,
);

/// A partner admin of a client, cut by a break and employed again.
async fn back_again(scene: &Scene, client: &Client) -> Person {
    let person = scene.partner_admin(client, "Petra").await;
    switch(scene, &person, "deactivate").await;
    switch(scene, &person, "reactivate").await;
    person
}

/// The partner's own super admin ends or begins the employment.
async fn switch(scene: &Scene, person: &Person, act: &str) {
    let path = format!("/v1/accounts/{}/members/{}/{act}", scene.partner, person.id);
    scene.owner.post_nothing(path).await.ok();
}

async fn may(scene: &Scene, person: &Person, client: &Client) -> bool {
    scene.may(person, "contacts.view", client).await
}

/// P5, words: whoever switches an employment off and on gives nobody their access back.
async fn coming_back_gives_nothing_by_itself(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.partner_admin(&client, "Petra").await;
    assert!(may(&scene, &person, &client).await);
    switch(&scene, &person, "deactivate").await;
    let why = scene.why_not(&person, "contacts.view", &client).await;
    assert_eq!(why, "not_an_employee");
    switch(&scene, &person, "reactivate").await;
    let why = scene.why_not(&person, "contacts.view", &client).await;
    assert_eq!(why, "not_an_employee");
    let seen = client.admin.get(client.member(&person)).await.ok();
    assert_eq!(
        (&seen["status"], &seen["in_force"], &seen["why_not"]),
        (&json!("active"), &json!(false), &json!("not_an_employee"))
    );
    // Removed and made a member again is another employment, too.
    let path = format!("/v1/accounts/{}/members/{}", scene.partner, person.id);
    scene.owner.delete(&path).await.done();
    let body = json!({"access": access::set(&scene.managing)});
    scene.put_member(&scene.partner, &person, body).await;
    assert!(!may(&scene, &person, &client).await);
}

/// Words: given. Reactivating gives again, from either side, also where it still reads active; so does a
/// change by a person, an approval and an addition.
async fn giving_again_takes_a_hand(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let colleague = scene.partner_admin(&client, "Mona").await;

    let person = back_again(&scene, &client).await;
    let there = scene.employee_at(&client, &person);
    colleague
        .post_nothing(format!("{there}/reactivate"))
        .await
        .ok();
    assert!(may(&scene, &person, &client).await, "by the partner");

    let person = back_again(&scene, &client).await;
    let here = client.member(&person);
    client
        .admin
        .post_nothing(format!("{here}/reactivate"))
        .await
        .ok();
    assert!(may(&scene, &person, &client).await, "by the client");

    let person = back_again(&scene, &client).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let there = scene.employee_at(&client, &person);
    let body = json!({"permission_set": set});
    colleague.patch(there, body).await.ok();
    assert!(may(&scene, &person, &client).await, "another set");

    let person = back_again(&scene, &client).await;
    let (_, token) = scene.link(&person).await;
    let approval = format!("/v1/access-links/{token}/approve");
    let body = json!({"account": client.id});
    let approved = client.admin.post(approval, body).await.ok();
    assert_eq!(approved["outcome"], "changed");
    assert!(may(&scene, &person, &client).await, "approved again");
}

/// L3: where the account leaves partner admins to its super admins, nobody else's change gives one their
/// access again.
async fn the_policy_holds_for_every_change(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "reports.view"])
        .await;
    let policy = json!({"partner_admins_by": "super_admin"});
    client.admin.put(client.at("/policy"), policy).await.ok();
    let person = back_again(&scene, &client).await;
    let here = client.member(&person);
    for body in [
        json!({"paid_seats": ["sales"]}),
        json!({"adjustments": {"withheld": ["reports.view"]}}),
        json!({"expires_at": "2999-01-01T00:00:00Z"}),
    ] {
        let changed = manager.patch(&here, body).await.ok();
        assert_eq!(changed["in_force"], false, "{changed}");
    }
    let on = client.admin.post_nothing(format!("{here}/reactivate"));
    assert_eq!(on.await.ok()["in_force"], true);
}

/// Words: a PUT that changes nothing gives nothing; saying so does, as does sending back to active.
async fn the_platforms_nightly_put_gives_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = back_again(&scene, &client).await;
    let nightly = json!({
        "access": access::partner_admin(), "seat": "partner", "partner": scene.partner,
        "status": "active",
    });
    scene.put_member(&client.id, &person, nightly.clone()).await;
    assert!(!may(&scene, &person, &client).await);
    scene
        .put_member(&client.id, &person, json!({"paid_seats": ["sales"]}))
        .await;
    assert!(!may(&scene, &person, &client).await);
    let given = json!({"give": true});
    scene.put_member(&client.id, &person, given.clone()).await;
    assert!(may(&scene, &person, &client).await);
    switch(&scene, &person, "deactivate").await;
    let refused = scene.platform.put(client.member(&person), given).await;
    refused.refused(409, "not-an-employee");
    switch(&scene, &person, "reactivate").await;
    let off = json!({"status": "deactivated"});
    scene.put_member(&client.id, &person, off).await;
    scene.put_member(&client.id, &person, nightly).await;
    assert!(may(&scene, &person, &client).await);
}

/// L2, A10: a break revokes the person's link, and ends what was declared of them.
async fn a_break_revokes_the_link(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.partner_admin(&client, "Petra").await;
    let (link, token) = scene.link(&person).await;
    switch(&scene, &person, "deactivate").await;
    switch(&scene, &person, "reactivate").await;
    let links = scene.owner.all(&scene.at_partner("/access-links")).await;
    let old = links.iter().find(|it| it["id"] == json!(link)).unwrap();
    assert_eq!(old["state"], "revoked");
    let approval = format!("/v1/access-links/{token}/approve");
    let body = json!({"account": client.id});
    let approved = client.admin.post(approval, body).await;
    approved.refused_as_one_of(&[(409, "link-not-valid"), (404, "not-found")]);

    let consultant = scene.unverified_employee("Uwe").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &consultant, body).await;
    let there = scene.employee_at(&client, &consultant);
    scene.owner.post_nothing(format!("{there}/link")).await.ok();
    switch(&scene, &consultant, "deactivate").await;
    switch(&scene, &consultant, "reactivate").await;
    let again = scene.owner.post_nothing(format!("{there}/unlink")).await;
    assert_eq!(again.ok()["recognized"], Value::Null);
}

/// D8: an end that has passed and is not noted yet leaves like any other, whichever door overtakes it.
async fn an_end_that_passed_is_overtaken_as_a_break(server: &Server) {
    let scene = Scene::new(server).await;
    let agency = Client {
        id: scene.partner.clone(),
        name: "Northwind".to_owned(),
        admin: scene.owner.clone(),
    };
    for overtake in ["remove", "deactivate", "put off", "put deactivated"] {
        let client = scene.client("Contoso").await;
        let leaver = scene.manager("Lea").await;
        let body = json!({
            "access": access::super_admin(), "seat": "partner", "partner": scene.partner,
        });
        scene.put_member(&client.id, &leaver, body).await;
        let path = format!("/v1/accounts/{}/members/{}", scene.partner, leaver.id);
        let member = scene.owner.get(&path).await.ok();
        let end = later(member["updated_at"].as_str().unwrap(), 2);
        let ends = json!({"expires_at": end});
        scene.owner.patch(&path, ends).await.ok();
        wait_until_expired(&scene, &leaver, "partner.employees.view", &agency).await;
        match overtake {
            "remove" => scene.owner.delete(&path).await.done(),
            "deactivate" => {
                let off = scene.owner.post_nothing(format!("{path}/deactivate"));
                off.await.ok()
            }
            "put off" => {
                let later = json!({"expires_at": null});
                scene.owner.patch(&path, later).await.ok()
            }
            _ => {
                let off = json!({"status": "deactivated"});
                scene.put_member(&scene.partner, &leaver, off).await
            }
        };
        until("the offboarding of a super admin", async || {
            let seen = client.admin.get(client.member(&leaver)).await.ok();
            (seen["status"] == "deactivated").then_some(())
        })
        .await;
    }
}

/// D8: the client is told, and refuses nobody by it (D9).
async fn each_client_is_told_of_the_break(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.partner_admin(&client, "Petra").await;
    switch(&scene, &person, "deactivate").await;
    let told = client.at("/audit-events?type=membership.suspended");
    let events = until("the event of the break", async || {
        let events = client.admin.all(&told).await;
        (!events.is_empty()).then_some(events)
    })
    .await;
    assert!(events[0].to_string().contains(&person.id), "{events:?}");
    switch(&scene, &person, "reactivate").await;
    let colleague = scene.partner_admin(&client, "Mona").await;
    let there = scene.employee_at(&client, &person);
    colleague
        .post_nothing(format!("{there}/reactivate"))
        .await
        .ok();
}

/// Words: break. Disabling a user and closing the partner's account pass.
async fn disabling_is_no_break(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.partner_admin(&client, "Petra").await;
    let user = format!("/v1/users/{}", person.id);
    let partner = format!("/v1/accounts/{}", scene.partner);
    for (path, off, on) in [
        (
            &user,
            json!({"status": "disabled"}),
            json!({"status": "active"}),
        ),
        (
            &partner,
            json!({"status": "closed"}),
            json!({"status": "active"}),
        ),
        (
            &partner,
            json!({"program": null}),
            json!({"program": "solutions_partner"}),
        ),
    ] {
        scene.platform.patch(path, off).await.ok();
        assert!(!may(&scene, &person, &client).await);
        scene.platform.patch(path, on).await.ok();
        assert!(may(&scene, &person, &client).await, "{path}");
    }
}

/// D8: a last permanent super admin who left stays, until the account has another one.
async fn who_had_to_stay_goes_when_there_is_another(server: &Server) {
    let scene = Scene::new(server).await;
    for taken_by in ["the platform's word", "accepting", "the first write"] {
        let account = scene.account("Solo").await;
        let leaver = scene.manager("Lea").await;
        let body = json!({
            "access": access::super_admin(), "seat": "partner", "partner": scene.partner,
        });
        scene.put_member(&account, &leaver, body).await;
        let client = Client {
            id: account,
            name: "Solo".to_owned(),
            admin: leaver.clone(),
        };
        switch(&scene, &leaver, "deactivate").await;
        assert!(scene.may(&leaver, "users.edit", &client).await);
        let heir = scene.outsider("Hanna").await;
        let body = json!({
            "email": heir.email, "seat": "core", "access": access::super_admin(),
        });
        if taken_by == "the platform's word" {
            let body = json!({"access": access::super_admin()});
            scene.put_member(&client.id, &heir, body).await;
        } else {
            leaver.post(client.at("/members"), body).await.created();
            assert!(
                scene.may(&leaver, "users.edit", &client).await,
                "what nobody has taken relieves nobody"
            );
        }
        if taken_by == "accepting" {
            let path = format!("/v1/me/memberships/{}/accept", client.id);
            heir.post_nothing(path).await.ok();
        } else if taken_by == "the first write" {
            let policy = json!({"partner_admins_by": "super_admin"});
            heir.put(client.at("/policy"), policy).await.ok();
        }
        let seen = heir.get(client.member(&leaver)).await.ok();
        assert_eq!(seen["status"], "deactivated", "{taken_by}");
    }
}

/// D8: so does whoever had to stay while the account's own super admin was switched off.
async fn who_stood_in_goes_when_the_other_is_back(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let leaver = scene.manager("Lea").await;
    let body = json!({
        "access": access::super_admin(), "seat": "partner", "partner": scene.partner,
    });
    scene.put_member(&client.id, &leaver, body).await;
    let own = format!("/v1/users/{}", client.admin.id);
    let off = json!({"status": "disabled"});
    scene.platform.patch(&own, off).await.ok();
    switch(&scene, &leaver, "deactivate").await;
    assert!(scene.may(&leaver, "users.edit", &client).await);
    let on = json!({"status": "active"});
    scene.platform.patch(&own, on).await.ok();
    let why = scene.why_not(&leaver, "users.edit", &client).await;
    assert_eq!(why, "deactivated");
}
