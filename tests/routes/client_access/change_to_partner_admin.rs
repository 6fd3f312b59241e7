//! The partner turns super admins who act for it into partner admins.

use serde_json::{Value, json};

use crate::support::{
    Scene, Server, access, on_both_databases,
    partner_admins::{assert_became_partner_admin, by_client, by_partner, make_super_admin},
};

on_both_databases!(
    a_super_admin_steps_down,
    stepping_down_takes_view_and_employment,
    a_partner_admin_changes_its_partners_super_admins,
    the_clients_own_super_admins_are_out_of_reach,
    without_enrolment_nobody_is_changed,
    whoever_is_partner_admin_already_stays_one,
);

/// L8a.
async fn a_super_admin_steps_down(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.viewer("Mona").await;
    make_super_admin(&scene, &client, &mona).await;
    let member = by_partner(&mona, &scene, &client, &mona, false).await.ok();
    assert_became_partner_admin(&scene, &member);
    assert!(scene.may(&mona, "contacts.edit", &client).await);
    for key in ["billing.view", "users.edit", "payments.instruments"] {
        assert!(!scene.may(&mona, key, &client).await, "{key}");
    }
    assert_eq!(
        client.admin.get(client.member(&mona)).await.ok()["access"],
        access::partner_admin()
    );
    assert_eq!(scene.relationship(&client).await["status"], "connected");
    // One who acted for nobody acts for the manager's partner afterwards.
    let own = scene.viewer("Olga").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &own, body).await;
    let member = by_partner(&own, &scene, &client, &own, false).await.ok();
    assert_became_partner_admin(&scene, &member);
}

/// L8a: an active employee who holds `partner.employees.view`.
async fn stepping_down_takes_view_and_employment(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let plain = scene.employee("Emil").await;
    make_super_admin(&scene, &client, &plain).await;
    by_partner(&plain, &scene, &client, &plain, false)
        .await
        .missing_permission();
    let former = scene.viewer("Former").await;
    make_super_admin(&scene, &client, &former).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &former, body).await;
    let answer = by_partner(&former, &scene, &client, &former, false).await;
    answer.kept_out();
    for person in [&plain, &former] {
        let member = client.admin.get(client.member(person)).await.ok();
        assert_eq!(member["access"], access::super_admin());
    }
}

/// L8b.
async fn a_partner_admin_changes_its_partners_super_admins(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let target = scene.employee("Emil").await;
    make_super_admin(&scene, &client, &target).await;
    // `.edit` without being partner admin there, and partner admin without `.edit`.
    for actor in [&scene.manager("Max").await, &scene.owner] {
        by_partner(actor, &scene, &client, &target, false)
            .await
            .refused(403, "not-partner-admin");
    }
    let viewer = scene.viewer("Vera").await;
    scene.make_partner_admin(&client, &viewer).await;
    by_partner(&viewer, &scene, &client, &target, false)
        .await
        .missing_permission();
    let member = by_partner(&mona, &scene, &client, &target, false)
        .await
        .ok();
    assert_became_partner_admin(&scene, &member);
    // Being partner admin of another client does not count here.
    let other = scene.client("Fabrikam").await;
    make_super_admin(&scene, &other, &target).await;
    by_partner(&mona, &scene, &other, &target, false)
        .await
        .refused(403, "not-partner-admin");
}

/// L8b, A6: never the client's own staff, nor another partner's people.
async fn the_clients_own_super_admins_are_out_of_reach(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let second = scene.outsider("Sara").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, own.clone()).await;
    let private = scene.employee("Priya").await;
    scene.put_member(&client.id, &private, own).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::super_admin(), "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let nobody = scene.employee("Nobody").await;
    for target in [&client.admin, &second, &private, &rival, &nobody] {
        by_partner(&mona, &scene, &client, target, false)
            .await
            .not_found();
    }
    let members = client.admin.all(&client.at("/members")).await;
    let admins = members
        .iter()
        .filter(|member| member["access"] == access::super_admin());
    assert_eq!(admins.count(), 4);
}

/// L1.
async fn without_enrolment_nobody_is_changed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let target = scene.viewer("Emil").await;
    make_super_admin(&scene, &client, &target).await;
    scene.enrolled_as(Value::Null).await;
    by_client(&client.admin, &client, &target, false)
        .await
        .refused(409, "partner-not-enrolled");
    by_partner(&target, &scene, &client, &target, false)
        .await
        .refused(409, "partner-not-enrolled");
    by_partner(&mona, &scene, &client, &target, false)
        .await
        .refused_as_one_of(&[(409, "partner-not-enrolled"), (403, "not-partner-admin")]);
}

/// T4.
async fn whoever_is_partner_admin_already_stays_one(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let lars = scene.partner_admin(&client, "Lars").await;
    let before = client.admin.get(client.member(&lars)).await.ok();
    let trail = scene.trail(&client).await;
    for answer in [
        by_partner(&mona, &scene, &client, &lars, false).await,
        by_client(&client.admin, &client, &lars, false).await,
    ] {
        if answer.status == 200 {
            assert_eq!(answer.ok(), before);
        } else {
            answer.refused(409, "conflict");
        }
    }
    assert_eq!(scene.trail(&client).await, trail);
    // Only super admins are changed to partner admin from the partner side.
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let answer = by_partner(&mona, &scene, &client, &worker, false).await;
    assert!([404, 409].contains(&answer.status), "{answer}");
    answer.problem(answer.status);
    assert!(!scene.may(&worker, "crm.export", &client).await);
}
