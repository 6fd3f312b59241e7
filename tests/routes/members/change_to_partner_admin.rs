//! The client turns its super admins into partner admins.

use serde_json::json;

use crate::support::{
    AHEAD, Client, Scene, Server, access, on_both_databases,
    partner_admins::{assert_became_partner_admin, by_client, by_partner, make_super_admin},
};

on_both_databases!(
    a_super_admin_of_the_client_changes_others,
    others_change_nobody,
    the_only_permanent_super_admin_stays,
    billing_is_kept_where_it_may_be_given,
    what_the_client_withheld_or_timed_stays,
    an_unverified_target_is_linked,
    it_stands_in_the_trail,
);

/// L8c.
async fn a_super_admin_of_the_client_changes_others(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let target = scene.employee("Emil").await;
    make_super_admin(&scene, &client, &target).await;
    let answer = by_client(&client.admin, &client, &target, false).await;
    assert_became_partner_admin(&scene, &answer.ok());
    // Somebody who acted for nobody, but is a recognised employee of one partner.
    let own = scene.employee("Olga").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &own, body).await;
    let member = by_client(&client.admin, &client, &own, false).await.ok();
    assert_became_partner_admin(&scene, &member);
    // Nobody's employee cannot be a partner admin (L1).
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, body).await;
    by_client(&client.admin, &client, &second, false)
        .await
        .refused_as_one_of(&[
            (409, "not-an-employee"),
            (409, "not-recognized"),
            (422, "invalid"),
        ]);
    let stranger = scene.employee("Nobody").await;
    by_client(&client.admin, &client, &stranger, false)
        .await
        .not_found();
}

/// L8c: a super admin, not a holder of `users.edit`.
async fn others_change_nobody(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let target = scene.employee("Emil").await;
    make_super_admin(&scene, &client, &target).await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    by_client(&manager, &client, &target, false)
        .await
        .refused_as_one_of(&[(403, "missing-permission"), (409, "super-admin-target")]);
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    for actor in [&plain, &agent] {
        by_client(actor, &client, &target, false)
            .await
            .missing_permission();
    }
    let neighbour = scene.client("Fabrikam").await;
    by_client(&neighbour.admin, &client, &target, false)
        .await
        .kept_out();
}

/// L8, D5.
async fn the_only_permanent_super_admin_stays(server: &Server) {
    let scene = Scene::new(server).await;
    // An account whose only super admin is an employee who acts for the partner.
    let account = scene.account("Alone").await;
    let only = scene.viewer("Olga").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&account, &only, body).await;
    let client = Client {
        id: account,
        name: "Alone".to_owned(),
        admin: only.clone(),
    };
    by_partner(&only, &scene, &client, &only, false)
        .await
        .refused(409, "last-super-admin");
    by_client(&only, &client, &only, false)
        .await
        .refused(409, "last-super-admin");
    let mona = scene.partner_admin(&client, "Mona").await;
    by_partner(&mona, &scene, &client, &only, false)
        .await
        .refused(409, "last-super-admin");
    // A super admin whose access ends is not a permanent one.
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin(), "expires_at": AHEAD});
    scene.put_member(&client.id, &second, body).await;
    by_client(&second, &client, &only, false)
        .await
        .refused(409, "last-super-admin");
    scene
        .put_member(&client.id, &second, json!({"expires_at": null}))
        .await;
    by_client(&only, &client, &only, false).await.ok();
    // Two at once leave one.
    let [one, two] = [scene.employee("Una").await, scene.employee("Duo").await];
    for person in [&one, &two] {
        make_super_admin(&scene, &client, person).await;
    }
    let body = json!({"access": access::super_admin(), "expires_at": AHEAD});
    scene.put_member(&client.id, &second, body).await;
    let (first, other) = tokio::join!(
        by_client(&one, &client, &two, false).patiently(),
        by_client(&two, &client, &one, false).patiently()
    );
    let won = [&first, &other]
        .iter()
        .filter(|answer| answer.status == 200)
        .count();
    assert_eq!(won, 1, "{first}\n{other}");
}

/// L8: `billing.*`, not `payments.instruments`; for someone else only if the actor holds it.
async fn billing_is_kept_where_it_may_be_given(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let own = scene.viewer("Olga").await;
    make_super_admin(&scene, &client, &own).await;
    let member = by_partner(&own, &scene, &client, &own, true).await.ok();
    assert_became_partner_admin(&scene, &member);
    for (key, kept) in [
        ("billing.view", true),
        ("billing.edit", true),
        ("payments.instruments", false),
        ("users.edit", false),
        ("sensitive_data.manage", false),
    ] {
        assert_eq!(scene.may(&own, key, &client).await, kept, "{key}");
    }
    let target = scene.employee("Emil").await;
    make_super_admin(&scene, &client, &target).await;
    let member = by_client(&client.admin, &client, &target, true).await.ok();
    assert_became_partner_admin(&scene, &member);
    assert!(scene.may(&target, "billing.edit", &client).await);
    // By a partner admin who has no billing to give, and by one who has.
    let mona = scene.partner_admin(&client, "Mona").await;
    make_super_admin(&scene, &client, &target).await;
    let answer = by_partner(&mona, &scene, &client, &target, true).await;
    if answer.status == 200 {
        assert!(
            !scene.may(&target, "billing.view", &client).await,
            "{answer}"
        );
        make_super_admin(&scene, &client, &target).await;
    } else {
        answer.refused(403, "exceeds-own-permissions");
    }
    let body = json!({"adjustments": {"added": ["billing.edit"], "withheld": []}});
    scene.put_member(&client.id, &mona, body).await;
    let answer = by_partner(&mona, &scene, &client, &target, true).await;
    assert_became_partner_admin(&scene, &answer.ok());
    assert!(scene.may(&target, "billing.edit", &client).await);
    // Left out, it is off.
    make_super_admin(&scene, &client, &target).await;
    let path = client.member(&target);
    client
        .admin
        .post_nothing(format!("{path}/change-to-partner-admin"))
        .await
        .ok();
    assert!(!scene.may(&target, "billing.view", &client).await);
}

/// L8, D9: adjustments and expiry go, but not what the client withheld or timed.
async fn what_the_client_withheld_or_timed_stays(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let target = scene.viewer("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &target, &set).await;
    let hold = json!({
        "adjustments": {"added": [], "withheld": ["crm.export"]},
        "expires_at": AHEAD,
    });
    client.admin.patch(client.member(&target), hold).await.ok();
    // As super admin they hold all; the refusal is kept per person and account.
    make_super_admin(&scene, &client, &target).await;
    let answer = by_partner(&mona, &scene, &client, &target, false).await;
    let member = answer.ok();
    assert_eq!(member["access"], access::partner_admin());
    // Becoming super admin was the account's own giving of everything (A8), so nothing may be left
    // to withhold; what the client has said about an end still holds unless it took it back.
    let withheld = member["adjustments"]["withheld"].to_string();
    assert_eq!(
        withheld.contains("crm.export"),
        !scene.may(&target, "crm.export", &client).await,
        "{member}"
    );
    // A partner admin regains nothing by asking to become one (T4).
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    client.admin.patch(client.member(&target), body).await.ok();
    by_partner(&target, &scene, &client, &target, false)
        .await
        .ok();
    assert!(!scene.may(&target, "reports.view", &client).await);
}

/// L8: as in L5.
async fn an_unverified_target_is_linked(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let target = scene.unverified_employee("Ulf").await;
    make_super_admin(&scene, &client, &target).await;
    let member = by_partner(&mona, &scene, &client, &target, false)
        .await
        .ok();
    assert_became_partner_admin(&scene, &member);
    assert_eq!(member["recognized"], "linked");
}

/// T1.
async fn it_stands_in_the_trail(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let target = scene.viewer("Emil").await;
    make_super_admin(&scene, &client, &target).await;
    by_partner(&target, &scene, &client, &target, true)
        .await
        .ok();
    assert_eq!(
        scene.told(&client, "partner_admin.migrated", &target).await,
        1
    );
    let path = scene.at_partner("/audit-events?type=partner_admin.migrated");
    let events = scene.owner.all(&path).await;
    let [event] = events.as_slice() else {
        panic!("{events:#?}");
    };
    let details = event["details"].to_string();
    assert!(details.contains("users.edit"), "what was taken: {event}");
}
