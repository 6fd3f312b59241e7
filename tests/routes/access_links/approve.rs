//! Who approves a link, and what the approved person becomes.

use serde_json::{Value, json};

use super::{approve, decline};
use crate::support::{
    AHEAD, Client, Person, Scene, Server, access, later, on_both_databases, wait_until_expired,
};

on_both_databases!(
    one_link_serves_many_clients,
    takes_the_right_in_the_chosen_account,
    nobody_approves_their_own_link,
    is_refused_in_the_partners_own_account,
    who_acts_for_a_partner_must_be_super_admin,
    a_strict_policy_leaves_it_to_super_admins,
    only_super_admins_let_in_the_clients_own_members,
    other_access_becomes_partner_admin_and_no_more,
    deactivated_and_invited_members_become_active,
    an_expired_member_becomes_an_active_partner_admin,
    an_active_partner_admin_stays_as_they_are,
    a_super_admin_is_not_let_in_by_a_link,
    someone_who_acts_for_another_partner_is_refused,
    an_unverified_employee_becomes_linked,
    the_approver_may_set_an_end,
    lifts_the_refusal_of_the_client,
    only_super_admins_lift_what_they_withheld,
    approvals_at_once_make_one_membership,
    what_was_withheld_and_timed_outlives_removal,
);

/// L2: one link, many clients.
async fn one_link_serves_many_clients(server: &Server) {
    let scene = Scene::new(server).await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    for name in ["Contoso", "Fabrikam", "Litware"] {
        let client = scene.client(name).await;
        let approved = approve(&client.admin, &token, &client.id).await.ok();
        assert_eq!(approved["outcome"], "created");
        assert!(scene.may(&employee, "crm.export", &client).await);
    }
    let clients = scene.owner.all(&scene.at_partner("/clients")).await;
    assert_eq!(clients.len(), 3, "{clients:#?}");
}

/// L3: SA or `users.edit`.
async fn takes_the_right_in_the_chosen_account(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let other = scene.client("Fabrikam").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let plain = scene
        .staff(&client, "Dora", &["contacts.view", "permission_sets.edit"])
        .await;
    let stranger = scene.outsider("Sven").await;
    approve(&plain, &token, &client.id)
        .await
        .missing_permission();
    for caller in [&stranger, &other.admin, &scene.owner] {
        approve(caller, &token, &client.id).await.kept_out();
        decline(caller, &token, &client.id).await.kept_out();
    }
    let unknown = "acc_01h455vb4pex5vsknk084sn02q";
    approve(&client.admin, &token, unknown).await.kept_out();
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    // One who may in principle, but is deactivated, may not.
    let off = json!({"status": "deactivated"});
    scene.put_member(&client.id, &manager, off).await;
    approve(&manager, &token, &client.id).await.kept_out();
    let on = json!({"status": "active"});
    scene.put_member(&client.id, &manager, on).await;
    let approved = approve(&manager, &token, &client.id).await.ok();
    assert_eq!(approved["outcome"], "created");
    assert!(scene.may(&employee, "contacts.view", &client).await);
}

/// L3.
async fn nobody_approves_their_own_link(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let set = scene.client_set(&client, &["users.edit"]).await;
    for access in [access::set(&set), access::super_admin()] {
        scene
            .put_member(&client.id, &employee, json!({"access": access}))
            .await;
        approve(&employee, &token, &client.id)
            .await
            .refused_as_one_of(&[(403, "self-target"), (409, "super-admin-target")]);
    }
    let member = client.admin.get(client.member(&employee)).await.ok();
    assert_eq!(member["access"]["type"], "super_admin");
    assert_eq!(member["partner"], Value::Null);
}

/// L3.
async fn is_refused_in_the_partners_own_account(server: &Server) {
    let scene = Scene::new(server).await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let answer = approve(&scene.owner, &token, &scene.partner).await;
    assert!([403, 404, 409, 422].contains(&answer.status), "{answer}");
    answer.problem(answer.status);
    let member = scene
        .owner
        .get(format!(
            "/v1/accounts/{}/members/{}",
            scene.partner, employee.id
        ))
        .await
        .ok();
    assert_eq!(member["access"]["type"], "permission_set");
}

/// L3, A11.
async fn who_acts_for_a_partner_must_be_super_admin(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let agent = scene.employee("Agnes").await;
    let set = scene.client_set(&client, &["users.edit"]).await;
    scene.let_act(&client, &agent, &set).await;
    approve(&agent, &token, &client.id)
        .await
        .missing_permission();
    decline(&agent, &token, &client.id)
        .await
        .missing_permission();
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &agent, body).await;
    approve(&agent, &token, &client.id).await.ok();
}

/// L3: `partner_admins_by: super_admin`.
async fn a_strict_policy_leaves_it_to_super_admins(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let policy = |by: &str| {
        client
            .admin
            .put(client.at("/policy"), json!({"partner_admins_by": by}))
    };
    policy("super_admin").await.ok();
    approve(&manager, &token, &client.id)
        .await
        .missing_permission();
    policy("users_edit").await.ok();
    approve(&manager, &token, &client.id).await.ok();
    policy("super_admin").await.ok();
    let second = scene.employee("Frida").await;
    let (_, token) = scene.link(&second).await;
    approve(&client.admin, &token, &client.id).await.ok();
}

/// L3: for a member on their own behalf only SA approves.
async fn only_super_admins_let_in_the_clients_own_members(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &employee, body).await;
    let (_, token) = scene.link(&employee).await;
    approve(&manager, &token, &client.id)
        .await
        .missing_permission();
    let approved = approve(&client.admin, &token, &client.id).await.ok();
    assert_eq!(approved["outcome"], "changed");
    assert_eq!(approved["membership"]["partner"], scene.partner.as_str());
    assert_eq!(approved["membership"]["access"]["type"], "partner_admin");
    assert_eq!(approved["membership"]["seat"], "partner");
}

/// L5: adjustments and expiry are cleared.
async fn other_access_becomes_partner_admin_and_no_more(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let before = scene
        .put_member(
            &client.id,
            &employee,
            json!({
                "access": access::set(&set),
                "partner": scene.partner,
                "adjustments": {"added": ["billing.view"], "withheld": ["reports.view"]},
                "expires_at": AHEAD,
            }),
        )
        .await;
    let (_, token) = scene.link(&employee).await;
    let approved = approve(&client.admin, &token, &client.id).await.ok();
    assert_eq!(approved["outcome"], "changed");
    let membership = &approved["membership"];
    assert_eq!(membership["id"], before["id"]);
    assert_eq!(membership["adjustments"]["added"], json!([]));
    assert_eq!(membership["adjustments"]["withheld"], json!([]));
    assert_eq!(membership["expires_at"], Value::Null);
    assert!(scene.may(&employee, "reports.view", &client).await);
    assert!(!scene.may(&employee, "billing.view", &client).await);
}

/// L5.
async fn deactivated_and_invited_members_become_active(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for status in ["deactivated", "invited"] {
        for access in [access::set(&set), access::partner_admin()] {
            let employee = scene.employee("Emil").await;
            let body = json!({
                "access": access,
                "seat": "partner",
                "partner": scene.partner,
                "status": status,
            });
            scene.put_member(&client.id, &employee, body).await;
            let (_, token) = scene.link(&employee).await;
            let approved = approve(&client.admin, &token, &client.id).await.ok();
            let outcome = approved["outcome"].as_str().unwrap();
            let expected: &[&str] = match status {
                "deactivated" => &["reactivated"],
                _ => &["changed", "reactivated"],
            };
            assert!(expected.contains(&outcome), "{status}: {approved}");
            assert_eq!(approved["membership"]["status"], "active");
            assert_eq!(approved["membership"]["access"]["type"], "partner_admin");
            assert!(scene.may(&employee, "crm.export", &client).await);
        }
    }
}

/// L5, A9; waits for the clock, since an end cannot be set in the past.
async fn an_expired_member_becomes_an_active_partner_admin(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let first = scene.make_partner_admin(&client, &employee).await;
    let end = later(first["updated_at"].as_str().unwrap(), 2);
    scene
        .put_member(&client.id, &employee, json!({"expires_at": end}))
        .await;
    wait_until_expired(&scene, &employee, "contacts.view", &client).await;
    let (_, token) = scene.link(&employee).await;
    let approved = approve(&client.admin, &token, &client.id).await.ok();
    assert_ne!(approved["outcome"], "unchanged");
    assert_eq!(approved["membership"]["expires_at"], Value::Null);
    assert!(scene.may(&employee, "contacts.view", &client).await);
}

/// L5, T4.
async fn an_active_partner_admin_stays_as_they_are(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    approve(&client.admin, &token, &client.id).await.ok();
    scene
        .put_member(
            &client.id,
            &employee,
            json!({"adjustments": {"added": [], "withheld": ["reports.view"]}}),
        )
        .await;
    let before = client.admin.get(client.member(&employee)).await.ok();
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    let again = approve(&client.admin, &token, &client.id).await.ok();
    assert_eq!(again["outcome"], "unchanged");
    let after = client.admin.get(client.member(&employee)).await.ok();
    assert_eq!(after, before, "adjustments included");
    let now = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(now, events);
}

/// L5, pointed to L8.
async fn a_super_admin_is_not_let_in_by_a_link(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for partner in [Value::Null, json!(scene.partner)] {
        let employee = scene.employee("Emil").await;
        let body = json!({"access": access::super_admin(), "partner": partner});
        scene.put_member(&client.id, &employee, body).await;
        let (_, token) = scene.link(&employee).await;
        approve(&client.admin, &token, &client.id)
            .await
            .refused(409, "super-admin-target");
        assert!(scene.may(&employee, "super_admins.manage", &client).await);
    }
}

/// L5: a membership acts for one partner.
async fn someone_who_acts_for_another_partner_is_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (other, owner) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&other, &employee, body).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene
        .put_member(
            &client.id,
            &employee,
            json!({"access": access::set(&set), "seat": "partner", "partner": other}),
        )
        .await;
    let (_, token) = scene.link(&employee).await;
    approve(&client.admin, &token, &client.id)
        .await
        .refused(409, "acts-for-another-partner");
    let member = client.admin.get(client.member(&employee)).await.ok();
    assert_eq!(member["partner"], other.as_str());
    owner
        .get(format!("/v1/partners/{other}/clients/{}", client.id))
        .await
        .ok();
}

/// L4, L5: said on the page, and declared by the approval.
async fn an_unverified_employee_becomes_linked(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.unverified_employee("Uwe").await;
    let (_, token) = scene.link(&employee).await;
    let page = client
        .admin
        .get(format!("/v1/access-links/{token}"))
        .await
        .ok();
    assert_eq!(page["verified"], false);
    let approved = approve(&client.admin, &token, &client.id).await.ok();
    assert_eq!(approved["membership"]["recognized"], "linked");
    // One who is on the domain later is verified.
    scene
        .platform
        .put(
            scene.at_partner("/email-domains"),
            json!({"domains": [scene.domain]}),
        )
        .await
        .ok();
    let shown = client.admin.get(client.member(&employee)).await.ok();
    assert_eq!(shown["recognized"], "linked");
}

/// L5.
async fn the_approver_may_set_an_end(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let path = format!("/v1/access-links/{token}/approve");
    let until = |time: Value| json!({"account": client.id, "expires_at": time});
    client
        .admin
        .post(&path, until(json!("2020-01-01T00:00:00Z")))
        .await
        .invalid("/expires_at");
    assert_eq!(
        scene.why_not(&employee, "contacts.view", &client).await,
        "no_membership"
    );
    let approved = client.admin.post(&path, until(json!(AHEAD))).await.ok();
    let end = approved["membership"]["expires_at"].as_str().unwrap();
    assert_eq!(end.get(..19), AHEAD.get(..19));
    let second = scene.client("Fabrikam").await;
    let body = json!({"account": second.id, "expires_at": null});
    let approved = second.admin.post(&path, body).await.ok();
    assert_eq!(approved["membership"]["expires_at"], Value::Null);
}

/// What the client removed or deactivated, and the partner cannot bring back.
async fn refused_by_client(scene: &Scene, client: &Client, how: &str) -> (Person, Person) {
    let manager = scene.partner_admin(client, "Mona").await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(client, &["contacts.view"]).await;
    scene.add(&manager, client, &employee, &set).await;
    let path = client.member(&employee);
    match how {
        "deactivate" => {
            client
                .admin
                .post_nothing(format!("{path}/deactivate"))
                .await
                .ok();
        }
        "remove" => {
            client.admin.delete(&path).await.done();
        }
        "platform" => {
            let off = json!({"status": "deactivated"});
            scene.put_member(&client.id, &employee, off).await;
        }
        // Deactivated by the partner, then by the client as well: it counts as the client's.
        _ => {
            manager
                .post_nothing(format!(
                    "{}/deactivate",
                    scene.employee_at(client, &employee)
                ))
                .await
                .ok();
            client
                .admin
                .post_nothing(format!("{path}/deactivate"))
                .await
                .ok();
        }
    }
    (manager, employee)
}

/// D9: only the client brings back what it refused; an approval does.
async fn lifts_the_refusal_of_the_client(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for how in ["deactivate", "remove", "platform", "both"] {
        let (manager, employee) = refused_by_client(&scene, &client, how).await;
        let there = scene.employee_at(&client, &employee);
        let set = scene.client_set(&client, &["contacts.view"]).await;
        let reactivate = manager.post_nothing(format!("{there}/reactivate")).await;
        let added = scene.add(&manager, &client, &employee, &set).await;
        assert_eq!(added["outcome"], "refused", "{how}: {added}");
        if how == "remove" {
            reactivate.not_found();
            assert_eq!(added["problem"], "client-refused", "{how}");
        } else {
            reactivate.refused(409, "client-refused");
            assert!(
                ["client-refused", "already-a-member"]
                    .contains(&added["problem"].as_str().unwrap()),
                "{how}: {added}"
            );
        }
        // A partner admin's removal or the partner's own deactivation lifts nothing.
        assert!(!scene.may(&employee, "contacts.view", &client).await);
        let (_, token) = scene.link(&employee).await;
        let approved = approve(&client.admin, &token, &client.id).await.ok();
        let outcome = approved["outcome"].as_str().unwrap();
        let expected = if how == "remove" {
            "created"
        } else {
            "reactivated"
        };
        assert_eq!(outcome, expected, "{how}");
        assert!(scene.may(&employee, "contacts.view", &client).await);
        // The refusal is gone for good: the partner may take and give again.
        manager
            .post_nothing(format!("{there}/deactivate"))
            .await
            .ok();
        manager
            .post_nothing(format!("{there}/reactivate"))
            .await
            .ok();
    }
}

/// A8, D9: only a super admin lifts what a super admin or the platform withheld, approving included.
async fn only_super_admins_lift_what_they_withheld(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &employee, &set).await;
    scene
        .put_member(
            &client.id,
            &employee,
            json!({"adjustments": {"added": [], "withheld": ["reports.view"]}}),
        )
        .await;
    let (_, token) = scene.link(&employee).await;
    let answer = approve(&manager, &token, &client.id).await;
    if answer.status != 200 {
        assert_eq!(answer.status, 403, "{answer}");
        answer.problem(403);
    }
    assert!(!scene.may(&employee, "reports.view", &client).await);
    // The account's refusal outlives removal, adding and an approval by others as well.
    client.admin.delete(client.member(&employee)).await.done();
    approve(&client.admin, &token, &client.id).await.ok();
    assert!(
        scene.may(&employee, "reports.view", &client).await,
        "a super admin's approval clears what was withheld (L5)"
    );
}

async fn approvals_at_once_make_one_membership(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let call = approve(&client.admin, &token, &client.id);
            tokio::spawn(async move { call.patiently().await })
        })
        .collect();
    let mut outcomes = Vec::new();
    let mut ids = Vec::new();
    for call in calls {
        let approved = call.await.unwrap().ok();
        outcomes.push(approved["outcome"].as_str().unwrap().to_owned());
        ids.push(approved["membership"]["id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    outcomes.sort();
    assert_eq!(outcomes[0], "created");
    assert!(
        outcomes
            .iter()
            .skip(1)
            .all(|outcome| outcome == "unchanged"),
        "{outcomes:?}"
    );
}

/// D9, A8: kept per person and account; a holder of `users.edit` does not lift it by approving.
async fn what_was_withheld_and_timed_outlives_removal(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let employee = scene.employee("Emil").await;
    scene.make_partner_admin(&client, &employee).await;
    scene
        .put_member(
            &client.id,
            &employee,
            json!({
                "adjustments": {"added": [], "withheld": ["reports.view"]},
                "expires_at": AHEAD,
            }),
        )
        .await;
    client.admin.delete(client.member(&employee)).await.done();
    let (_, token) = scene.link(&employee).await;
    let answer = approve(&manager, &token, &client.id).await;
    if answer.status == 200 {
        assert!(scene.may(&employee, "contacts.view", &client).await);
        assert!(
            !scene.may(&employee, "reports.view", &client).await,
            "still withheld"
        );
        assert!(!scene.may(&employee, "reports.edit", &client).await);
        let member = client.admin.get(client.member(&employee)).await.ok();
        let end = member["expires_at"].as_str().unwrap_or_default();
        assert_eq!(end.get(..19), AHEAD.get(..19), "still timed: {member}");
    } else {
        assert_eq!(answer.status, 403, "{answer}");
        answer.problem(403);
    }
    // The platform, which counts as the account, lets the person in again: what it withheld before
    // is still there until it lifts that as well.
    let again = scene.make_partner_admin(&client, &employee).await;
    assert_eq!(again["status"], "active");
}
