//! Members on their own behalf who are recognised as the partner's people (L9).

use serde_json::{Value, json};

use super::{client_of, link, member, unlink};
use crate::support::{Answer, Client, Scene, Server, access, on_both_databases};

on_both_databases!(
    an_unverified_employee_is_recognised_in_one_client,
    gives_no_power_over_the_membership,
    takes_edit_in_the_partner,
    what_cannot_be_linked_looks_the_same,
    takes_an_enrolled_partner_and_an_active_employee,
    a_linked_employee_may_be_given_a_partner_seat,
    linked_people_are_shown_by_name_and_nothing_more,
    twice_changes_nothing,
);

/// A10: recognised there, and nowhere else.
async fn an_unverified_employee_is_recognised_in_one_client(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let other = client_of(&scene).await;
    let person = member(&scene, &client).await;
    let body = json!({"access": access::set(&scene.client_set(&other, &["contacts.view"]).await)});
    scene.put_member(&other.id, &person, body).await;
    let manager = scene.manager("Max").await;
    let linked = link(&manager, &scene, &client, &person).await.ok();
    assert_eq!(linked["client"], client.id.as_str());
    assert_eq!(linked["employee"]["id"], person.id.as_str());
    assert_eq!(linked["employee"]["name"], person.name.as_str());
    assert_eq!(linked["employee"]["email"], person.email.as_str());
    assert_eq!(linked["recognized"], "linked");
    let here = client.admin.get(client.member(&person)).await.ok();
    assert_eq!(here["partner"], Value::Null, "still acts for nobody");
    let offered = async |client: &Client| {
        let path = client.at(&format!("/assignable-access?email={}", person.email));
        let answer = client.admin.get(path).await;
        answer.ok();
        answer.body.contains("partner_admin")
    };
    assert!(offered(&client).await);
    assert!(!offered(&other).await);
    assert_eq!(scene.told(&client, "employee.linked", &person).await, 1);
}

/// A10: A1 to A6, D1, D6 and L8b reach only memberships that act for the partner.
async fn gives_no_power_over_the_membership(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let person = member(&scene, &client).await;
    let set = scene.client_set(&client, &["crm.export"]).await;
    link(&mona, &scene, &client, &person).await.ok();
    let at = scene.employee_at(&client, &person);
    for call in [
        mona.patch(&at, json!({"permission_set": set})),
        mona.post_nothing(format!("{at}/deactivate")),
        mona.post_nothing(format!("{at}/reactivate")),
        mona.post(
            format!("{at}/change-to-partner-admin"),
            json!({"keep_billing_permissions": false}),
        ),
    ] {
        call.await.not_found();
    }
    let review = json!({"employees": [person.id], "clients": [client.id]});
    let answer = mona
        .post(scene.at_partner("/removals/review"), review)
        .await;
    if answer.status == 200 {
        assert_eq!(answer.ok()["items"], json!([]), "{answer}");
    } else {
        answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
    }
    let added = scene.add(&mona, &client, &person, &set).await;
    assert_eq!(added["problem"], "already-a-member");
    assert!(scene.may(&person, "contacts.view", &client).await);
}

async fn takes_edit_in_the_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let person = member(&scene, &client).await;
    let viewer = scene.viewer("Vera").await;
    let plain = scene.employee("Emil").await;
    for actor in [&viewer, &plain, &person] {
        link(actor, &scene, &client, &person)
            .await
            .missing_permission();
        unlink(actor, &scene, &client, &person)
            .await
            .missing_permission();
    }
    let (_, rival) = scene.other_partner("Southwind").await;
    for actor in [&client.admin, &rival] {
        link(actor, &scene, &client, &person).await.kept_out();
    }
    link(&scene.owner, &scene, &client, &person).await.ok();
}

/// A10: not a client of the partner, not a member, acting for another: the same 404.
async fn what_cannot_be_linked_looks_the_same(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let manager = scene.manager("Max").await;
    let strange = scene.client("Strange").await;
    let of_stranger = member(&scene, &strange).await;
    let no_member = scene.unverified_employee("Uma").await;
    // Works for two partners, and acts for the other one here.
    let shared = scene.unverified_employee("Shay").await;
    let (other, _) = scene.other_partner("Southwind").await;
    let there = json!({"access": access::super_admin()});
    scene.put_member(&other, &shared, there).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let theirs = json!({"access": access::set(&set), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &shared, theirs).await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let unknown = scene.outsider("Nobody").await;
    let strip = |answer: &Answer| {
        let mut problem = answer.not_found();
        problem.as_object_mut().unwrap().remove("request_id");
        problem
    };
    let expected = strip(&link(&manager, &scene, &client, &unknown).await);
    for answer in [
        link(&manager, &scene, &strange, &of_stranger).await,
        link(&manager, &scene, &client, &no_member).await,
        link(&manager, &scene, &client, &shared).await,
        link(&manager, &scene, &client, &staff).await,
    ] {
        assert_eq!(strip(&answer), expected, "told apart\n{answer}");
    }
    let own = Client {
        id: scene.partner.clone(),
        name: "Northwind".to_owned(),
        admin: scene.owner.clone(),
    };
    link(&manager, &scene, &own, &no_member).await.not_found();
}

/// A10: the partner is enrolled, the member its active employee.
async fn takes_an_enrolled_partner_and_an_active_employee(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let manager = scene.manager("Max").await;
    let former = member(&scene, &client).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &former, body).await;
    link(&manager, &scene, &client, &former)
        .await
        .refused_as_one_of(&[(409, "not-an-employee"), (404, "not-found")]);
    let person = member(&scene, &client).await;
    scene.enrolled_as(Value::Null).await;
    link(&manager, &scene, &client, &person)
        .await
        .refused(409, "partner-not-enrolled");
    let here = client.admin.get(client.member(&person)).await.ok();
    assert_eq!(here["recognized"], Value::Null);
    scene.enrolled_as(json!("solutions_partner")).await;
    link(&manager, &scene, &client, &person).await.ok();
}

/// S2.
async fn a_linked_employee_may_be_given_a_partner_seat(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let person = member(&scene, &client).await;
    let path = client.at(&format!("/assignable-access?email={}", person.email));
    let before = client.admin.get(&path).await;
    assert!(!before.body.contains("partner"), "{before}");
    link(&scene.owner, &scene, &client, &person).await.ok();
    let after = client.admin.get(&path).await;
    assert!(after.body.contains("partner_admin"), "{after}");
    let up = json!({"access": access::partner_admin(), "seat": "partner"});
    let changed = client.admin.patch(client.member(&person), up).await.ok();
    assert_eq!(changed["partner"], scene.partner.as_str());
    assert!(scene.may(&person, "crm.export", &client).await);
}

/// `linked` beside `items`: id, name and e-mail of those who act for nobody.
async fn linked_people_are_shown_by_name_and_nothing_more(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let person = member(&scene, &client).await;
    link(&scene.owner, &scene, &client, &person).await.ok();
    let shown = scene
        .owner
        .get(scene.at_client(&client, "/employees"))
        .await
        .ok();
    assert_eq!(
        shown["linked"],
        json!([{"id": person.id, "name": person.name, "email": person.email}])
    );
    let items = shown["items"].to_string();
    assert!(!items.contains(&person.id), "{shown}");
    // Another partner learns nothing of it.
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let path = format!("/v1/partners/{other}/clients/{}/employees", client.id);
    let theirs = rival.get(path).await;
    assert!(!theirs.body.contains(&person.id), "{theirs}");
    unlink(&scene.owner, &scene, &client, &person).await.ok();
    let shown = scene
        .owner
        .get(scene.at_client(&client, "/employees"))
        .await
        .ok();
    assert_eq!(shown["linked"], json!([]));
}

/// T4.
async fn twice_changes_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = client_of(&scene).await;
    let person = member(&scene, &client).await;
    let first = link(&scene.owner, &scene, &client, &person).await.ok();
    let trail = scene.trail(&client).await;
    let again = link(&scene.owner, &scene, &client, &person).await.ok();
    assert_eq!(first, again);
    assert_eq!(scene.trail(&client).await, trail);
    // Who is verified needs no link.
    let verified = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &verified, body).await;
    let answer = link(&scene.owner, &scene, &client, &verified).await;
    if answer.status == 200 {
        assert_eq!(answer.ok()["recognized"], "verified");
    } else {
        answer.problem(409);
    }
}
