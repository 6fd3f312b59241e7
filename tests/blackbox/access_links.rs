//! Access links: who gets them, what they show, who may approve or decline, and what approving does.

use serde_json::{Value, json};

use crate::support::{
    Call, Caller, Client, Person, Scene, Server, access, later, on_both_databases,
};

on_both_databases!(
    links_are_for_holders_of_edit_and_for_employees,
    a_rotated_link_leaves_its_old_url_unknown,
    a_revoked_link_no_longer_counts,
    an_unknown_token_is_not_found,
    the_page_offers_the_accounts_where_the_reader_may_approve,
    one_link_serves_many_clients,
    approving_takes_the_right_in_the_chosen_account,
    nobody_approves_their_own_link,
    a_link_is_never_approved_in_the_partners_own_account,
    an_approver_who_acts_for_a_partner_must_be_super_admin,
    a_strict_policy_leaves_approving_to_super_admins,
    a_member_on_their_own_behalf_is_let_in_by_super_admins_only,
    other_access_becomes_partner_admin_without_adjustments_and_end,
    deactivated_and_invited_members_become_active_partner_admins,
    an_expired_member_becomes_an_active_partner_admin,
    an_active_partner_admin_stays_as_they_are,
    a_super_admin_is_not_let_in_by_a_link,
    someone_who_acts_for_another_partner_is_refused,
    an_unverified_employee_becomes_linked,
    the_approver_may_set_an_end,
    without_enrolment_or_employment_a_link_does_not_count,
    declining_needs_the_right_and_stops_nothing,
    an_approval_lifts_the_refusal_of_the_client,
    what_a_super_admin_withheld_outlives_an_approval_by_others,
    approvals_at_once_make_one_membership,
    what_the_account_withheld_and_timed_outlives_removal,
);

const AHEAD: &str = "2099-01-01T00:00:00Z";

fn approve(approver: &Caller, token: &str, account: &str) -> Call {
    approver.post(
        format!("/v1/access-links/{token}/approve"),
        json!({"account": account}),
    )
}

fn decline(approver: &Caller, token: &str, account: &str) -> Call {
    approver.post(
        format!("/v1/access-links/{token}/decline"),
        json!({"account": account}),
    )
}

/// L2: whoever holds `.edit` gets their own and any colleague's; only they see URLs.
async fn links_are_for_holders_of_edit_and_for_employees(server: &Server) {
    let scene = Scene::new(server).await;
    let links = scene.at_partner("/access-links");
    let manager = scene.manager("Mona").await;
    let employee = scene.employee("Emil").await;
    let of_employee = json!({"employee": employee.id});
    let own = manager.post(&links, json!({})).await.created();
    assert_eq!(own["employee"]["id"], manager.id.as_str());
    assert!(own["expires_at"].is_string());
    let theirs = manager.post(&links, of_employee.clone()).await.created();
    assert_eq!(theirs["employee"]["name"], employee.name.as_str());
    assert_ne!(own["url"], theirs["url"]);
    let same = scene.owner.post(&links, of_employee.clone()).await.ok();
    assert_eq!(same["id"], theirs["id"], "the standing one");
    assert_eq!(same["url"], theirs["url"]);
    let token = theirs["url"].as_str().unwrap().rsplit('/').next().unwrap();
    assert!(token.len() >= 43, "256 bits in the last segment: {token}");

    let listed = manager.all(&links).await;
    let ids: Vec<_> = listed.iter().map(|link| &link["id"]).collect();
    assert!(
        ids.contains(&&own["id"]) && ids.contains(&&theirs["id"]),
        "{listed:?}"
    );
    let viewer = scene.viewer("Vera").await;
    for caller in [&viewer, &employee] {
        caller.post(&links, json!({})).await.missing_permission();
        caller
            .post(&links, of_employee.clone())
            .await
            .missing_permission();
        let list = caller.get(&links).await;
        if list.status == 200 {
            assert!(
                !list.body.contains(token),
                "only holders of .edit see URLs\n{list}"
            );
        } else {
            list.missing_permission();
        }
    }
    let stranger = scene.outsider("Sven").await;
    stranger.get(&links).await.kept_out();
    stranger.post(&links, json!({})).await.kept_out();

    // Links are for employees alone.
    let former = scene.employee("Former").await;
    scene
        .put_member(&scene.partner, &former, json!({"status": "deactivated"}))
        .await;
    for id in [
        &stranger.id,
        &former.id,
        &"usr_01h455vb4pex5vsknk084sn02q".to_owned(),
    ] {
        let answer = manager.post(&links, json!({"employee": id})).await;
        answer.refused_as_one_of(&[(409, "not-an-employee"), (404, "not-found")]);
    }
}

/// L2.
async fn a_rotated_link_leaves_its_old_url_unknown(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (id, old) = scene.link(&employee).await;
    let path = scene.at_partner(&format!("/access-links/{id}"));
    let viewer = scene.viewer("Vera").await;
    viewer
        .post_nothing(format!("{path}/rotate"))
        .await
        .missing_permission();
    let rotated = scene
        .owner
        .post_nothing(format!("{path}/rotate"))
        .await
        .ok();
    assert_eq!(rotated["state"], "standing");
    let new = rotated["url"].as_str().unwrap().rsplit('/').next().unwrap();
    assert_ne!(new, old);
    assert_eq!(rotated["hint"], new.get(new.len() - 4..).unwrap());
    client
        .admin
        .get(format!("/v1/access-links/{old}"))
        .await
        .not_found();
    approve(&client.admin, &old, &client.id).await.not_found();
    decline(&client.admin, &old, &client.id).await.not_found();
    let (_, standing) = scene.link(&employee).await;
    assert_eq!(standing, new);
    approve(&client.admin, new, &client.id).await.ok();
    // Another partner's link is unknown.
    let (other, owner) = scene.other_partner("Southwind").await;
    for path in [
        format!("/v1/partners/{other}/access-links/{id}"),
        format!("/v1/partners/{other}/access-links/lnk_01h455vb4pex5vsknk084sn02q"),
    ] {
        owner
            .post_nothing(format!("{path}/rotate"))
            .await
            .not_found();
        owner.delete(&path).await.not_found();
    }
}

async fn a_revoked_link_no_longer_counts(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (id, token) = scene.link(&employee).await;
    let path = scene.at_partner(&format!("/access-links/{id}"));
    scene.owner.delete(&path).await.done();
    let gone = [(409, "link-not-valid"), (404, "not-found")];
    approve(&client.admin, &token, &client.id)
        .await
        .refused_as_one_of(&gone);
    decline(&client.admin, &token, &client.id)
        .await
        .refused_as_one_of(&gone);
    client
        .admin
        .get(format!("/v1/access-links/{token}"))
        .await
        .refused_as_one_of(&gone);
    assert_eq!(
        scene.why_not(&employee, "contacts.view", &client).await,
        "no_membership"
    );
    let listed = scene.owner.all(&scene.at_partner("/access-links")).await;
    let shown = listed.iter().find(|link| link["id"] == id.as_str());
    if let Some(shown) = shown {
        assert_eq!(shown["state"], "revoked");
    }
    let body = json!({"employee": employee.id});
    let fresh = scene
        .owner
        .post(scene.at_partner("/access-links"), body)
        .await
        .created();
    assert!(!fresh["url"].as_str().unwrap().ends_with(&token));
    assert_eq!(fresh["state"], "standing");
}

async fn an_unknown_token_is_not_found(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let changed: String = token
        .chars()
        .map(|letter| if letter == 'a' { 'b' } else { 'a' })
        .collect();
    for unknown in [
        "x".to_owned(),
        changed,
        format!("{token}x"),
        "A".repeat(43),
        "%00".to_owned(),
        "é".to_owned(),
        "x".repeat(2_000),
    ] {
        client
            .admin
            .get(format!("/v1/access-links/{unknown}"))
            .await
            .not_found();
        approve(&client.admin, &unknown, &client.id)
            .await
            .not_found();
        decline(&client.admin, &unknown, &client.id)
            .await
            .not_found();
    }
    server
        .anonymous()
        .get(format!("/v1/access-links/{token}"))
        .await
        .problem(401);
}

/// L3, L4: the accounts where the reader may approve; others are told whom to ask.
async fn the_page_offers_the_accounts_where_the_reader_may_approve(server: &Server) {
    let scene = Scene::new(server).await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let page = format!("/v1/access-links/{token}");
    let person = scene.outsider("Carla").await;
    let mut expected = Vec::new();
    for (name, access_keys, eligible) in [
        ("One", None, true),
        ("Two", Some("users.edit"), true),
        ("Three", Some("contacts.view"), false),
    ] {
        let client = scene.client(name).await;
        let access = match access_keys {
            Some(key) => access::set(&scene.client_set(&client, &[key]).await),
            None => access::super_admin(),
        };
        scene
            .put_member(&client.id, &person, json!({"access": access}))
            .await;
        if eligible {
            expected.push(client.id.clone());
        }
    }
    let strict = scene.client("Strict").await;
    let set = scene.client_set(&strict, &["users.edit"]).await;
    scene
        .put_member(&strict.id, &person, json!({"access": access::set(&set)}))
        .await;
    strict
        .admin
        .put(
            strict.at("/policy"),
            json!({"partner_admins_by": "super_admin"}),
        )
        .await
        .ok();
    let shown = person.get(&page).await.ok();
    let eligible = |page: &Value| -> Vec<String> {
        let accounts = page["eligible_accounts"].as_array().unwrap();
        let mut ids: Vec<_> = accounts
            .iter()
            .map(|account| account["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    expected.sort();
    assert_eq!(eligible(&shown), expected);
    assert_eq!(shown["employee"]["email"], employee.email.as_str());
    // Nobody approves in the partner's own account, nor about themselves.
    let own = scene.owner.get(&page).await.ok();
    assert_eq!(eligible(&own), Vec::<String>::new());
    let client = scene.client("Subject").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &employee, body).await;
    let subject = employee.get(&page).await.ok();
    assert_eq!(eligible(&subject), Vec::<String>::new());
    // Somebody without any account may still read whom it is about.
    let stranger = scene.outsider("Sven").await;
    let read = stranger.get(&page).await.ok();
    assert_eq!(eligible(&read), Vec::<String>::new());
    assert_eq!(read["partner"]["name"], "Northwind");
}

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
async fn approving_takes_the_right_in_the_chosen_account(server: &Server) {
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
async fn a_link_is_never_approved_in_the_partners_own_account(server: &Server) {
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
async fn an_approver_who_acts_for_a_partner_must_be_super_admin(server: &Server) {
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
async fn a_strict_policy_leaves_approving_to_super_admins(server: &Server) {
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
async fn a_member_on_their_own_behalf_is_let_in_by_super_admins_only(server: &Server) {
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
async fn other_access_becomes_partner_admin_without_adjustments_and_end(server: &Server) {
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
async fn deactivated_and_invited_members_become_active_partner_admins(server: &Server) {
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
    crate::evaluation::wait_until_expired(&scene, &employee, "contacts.view", &client).await;
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

/// L1: checked again at approval; `partner-not-enrolled` comes before `link-not-valid`.
async fn without_enrolment_or_employment_a_link_does_not_count(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (stays, leaves, revoked) = (
        scene.employee("Emil").await,
        scene.employee("Leo").await,
        scene.employee("Rune").await,
    );
    let (_, of_stays) = scene.link(&stays).await;
    let (_, of_leaves) = scene.link(&leaves).await;
    let (id, of_revoked) = scene.link(&revoked).await;
    scene
        .owner
        .delete(scene.at_partner(&format!("/access-links/{id}")))
        .await
        .done();
    scene
        .put_member(&scene.partner, &leaves, json!({"status": "deactivated"}))
        .await;
    approve(&client.admin, &of_leaves, &client.id)
        .await
        .refused_as_one_of(&[(409, "not-an-employee"), (409, "link-not-valid")]);

    let partner = format!("/v1/accounts/{}", scene.partner);
    let program = |program: Value| scene.platform.patch(&partner, json!({"program": program}));
    program(Value::Null).await.ok();
    for token in [&of_stays, &of_leaves] {
        approve(&client.admin, token, &client.id)
            .await
            .refused(409, "partner-not-enrolled");
    }
    let answer = approve(&client.admin, &of_revoked, &client.id).await;
    answer.refused_as_one_of(&[(409, "partner-not-enrolled"), (404, "not-found")]);
    scene
        .owner
        .post(
            scene.at_partner("/access-links"),
            json!({"employee": stays.id}),
        )
        .await
        .refused(409, "partner-not-enrolled");
    assert_eq!(
        scene.why_not(&stays, "contacts.view", &client).await,
        "no_membership"
    );
    program(json!("solutions_provider")).await.ok();
    approve(&client.admin, &of_stays, &client.id).await.ok();
    scene
        .put_member(&scene.partner, &leaves, json!({"status": "active"}))
        .await;
    let back = approve(&client.admin, &of_leaves, &client.id).await;
    if back.status != 200 {
        back.refused(409, "link-not-valid");
    }
}

/// L6.
async fn declining_needs_the_right_and_stops_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    decline(&plain, &token, &client.id)
        .await
        .missing_permission();
    decline(&employee, &token, &client.id)
        .await
        .refused_as_one_of(&[
            (403, "self-target"),
            (403, "missing-permission"),
            (404, "not-found"),
        ]);
    client
        .admin
        .post(
            format!("/v1/access-links/{token}/decline"),
            json!({"account": client.id, "reason": "Too early"}),
        )
        .await
        .no_content();
    assert_eq!(
        scene.why_not(&employee, "contacts.view", &client).await,
        "no_membership"
    );
    let events = client.admin.all(&client.at("/audit-events")).await;
    let declined: Vec<_> = events
        .iter()
        .filter(|event| event["type"] == "access_link.declined")
        .filter(|event| event["outcome"] != "refused")
        .collect();
    assert_eq!(declined.len(), 1, "{events:#?}");
    assert!(declined[0].to_string().contains("Too early"));
    let approved = approve(&client.admin, &token, &client.id).await.ok();
    assert_eq!(approved["outcome"], "created");
    // Declining afterwards takes nothing away.
    decline(&client.admin, &token, &client.id)
        .await
        .no_content();
    assert!(scene.may(&employee, "contacts.view", &client).await);
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
async fn an_approval_lifts_the_refusal_of_the_client(server: &Server) {
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
async fn what_a_super_admin_withheld_outlives_an_approval_by_others(server: &Server) {
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
async fn what_the_account_withheld_and_timed_outlives_removal(server: &Server) {
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
