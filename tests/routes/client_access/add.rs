//! Adding employees to a client.

use serde_json::{Value, json};

use super::{act, add, change, sorted};
use crate::support::{Scene, Server, access, on_both_databases, only_result, wait_until_expired};

on_both_databases!(
    takes_edit_at_home_and_partner_admin_there,
    each_item_succeeds_or_fails_by_itself,
    a_dry_run_changes_nothing,
    an_expired_partner_admin_adds_nobody,
    without_enrolment_people_only_go,
    what_the_client_refused_stays_refused,
    a_set_of_another_partner_is_unknown,
    another_partners_people_here_manage_nobody,
    a_refusal_by_any_of_its_people_is_the_accounts,
);

/// A1: both, each by itself is not enough.
async fn takes_edit_at_home_and_partner_admin_there(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let target = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let without_edit = scene.viewer("Vera").await;
    scene.make_partner_admin(&client, &without_edit).await;
    add(&without_edit, &scene, &client, &target, &set)
        .await
        .missing_permission();
    let mona = scene.manager("Mona").await;
    for caller in [&mona, &scene.owner] {
        add(caller, &scene, &client, &target, &set)
            .await
            .refused(403, "not-partner-admin");
    }
    // Other access, or partner admin that is off, is not being an active partner admin.
    scene.let_act(&client, &mona, &set).await;
    add(&mona, &scene, &client, &target, &set)
        .await
        .refused(403, "not-partner-admin");
    scene.make_partner_admin(&client, &mona).await;
    let status = |status: &str| {
        let body = json!({"status": status});
        scene.put_member(&client.id, &mona, body)
    };
    status("deactivated").await;
    add(&mona, &scene, &client, &target, &set)
        .await
        .refused(403, "not-partner-admin");
    status("active").await;
    let added = add(&mona, &scene, &client, &target, &set).await.ok();
    assert_eq!(added["results"][0]["outcome"], "added");
    let member = client.admin.get(client.member(&target)).await.ok();
    assert_eq!(member["seat"], "partner", "S2");
    assert_eq!(member["partner"], scene.partner.as_str());
    assert_eq!(member["status"], "active");
    assert_eq!(member["recognized"], "verified");
    // A super admin of the partner holds both client access permissions.
    scene.make_partner_admin(&client, &scene.owner).await;
    let second = scene.employee("Frida").await;
    let added = add(&scene.owner, &scene, &client, &second, &set).await.ok();
    assert_eq!(added["results"][0]["outcome"], "added");
    // The right in another client does not count here.
    let other = scene.client("Fabrikam").await;
    let max = scene.partner_admin(&other, "Max").await;
    let third = scene.employee("Tor").await;
    add(&max, &scene, &client, &third, &set)
        .await
        .refused(403, "not-partner-admin");
}

/// A4, A6, D9.
async fn each_item_succeeds_or_fails_by_itself(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let (first, last) = (scene.employee("Anna").await, scene.employee("Zoe").await);
    let outsider = scene.outsider("Sven").await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let former = scene.employee("Former").await;
    let body = json!({"status": "deactivated"});
    scene
        .put_member(&scene.partner, &former, body.clone())
        .await;
    let acting = scene.employee("Emil").await;
    scene.let_act(&client, &acting, &set).await;
    let off = scene.employee("Olga").await;
    scene.let_act(&client, &off, &set).await;
    scene
        .owner
        .post_nothing(format!("{}/deactivate", scene.employee_at(&client, &off)))
        .await
        .ok();
    let private = scene.employee("Priya").await;
    let own = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &private, own).await;
    let boss = scene.employee("Berta").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &boss, own).await;
    let (other, _) = scene.other_partner("Southwind").await;
    let shared = scene.employee("Shay").await;
    let there = json!({"access": access::super_admin()});
    scene.put_member(&other, &shared, there).await;
    let theirs = json!({"access": access::set(&set), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &shared, theirs).await;
    let removed = scene.employee("Rune").await;
    scene.let_act(&client, &removed, &set).await;
    client.admin.delete(client.member(&removed)).await.done();

    let unknown = "usr_01h455vb4pex5vsknk084sn02q".to_owned();
    let asked: [(&String, &[&str]); 12] = [
        (&first.id, &["added"]),
        (&outsider.id, &["not-an-employee"]),
        (&unknown, &["not-an-employee"]),
        (&staff.id, &["not-an-employee"]),
        (&former.id, &["not-an-employee"]),
        (&acting.id, &["already-a-member"]),
        (&off.id, &["already-a-member"]),
        (&private.id, &["already-a-member"]),
        (&shared.id, &["already-a-member"]),
        (&boss.id, &["already-a-member", "super-admin-target"]),
        (&removed.id, &["client-refused"]),
        (&last.id, &["added"]),
    ];
    let employees: Vec<_> = asked.iter().map(|(id, _)| id).collect();
    let body = json!({"employees": employees, "permission_set": set});
    let path = scene.at_client(&client, "/employees");
    let answer = mona.post(&path, body).await;
    let results = answer.ok()["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), asked.len(), "{answer}");
    for ((id, expected), result) in asked.iter().zip(&results) {
        assert_eq!(
            result["employee"],
            id.as_str(),
            "in the order asked\n{answer}"
        );
        let said = if result["outcome"] == "refused" {
            result["problem"].as_str().unwrap()
        } else {
            assert!(result["problem"].is_null(), "{result}");
            result["outcome"].as_str().unwrap()
        };
        assert!(
            expected.contains(&said),
            "{said}, not {expected:?}: {result}"
        );
    }
    assert!(scene.may(&first, "contacts.view", &client).await);
    assert!(scene.may(&last, "contacts.view", &client).await);
    let body = json!({"employees": [mona.id], "permission_set": set});
    let own = mona.post(&path, body).await;
    if own.status == 403 {
        own.refused(403, "self-target");
    } else {
        let result = own.ok()["results"][0].clone();
        assert_eq!(result["outcome"], "refused", "{result}");
        assert!(
            ["self-target", "already-a-member"].contains(&result["problem"].as_str().unwrap()),
            "{result}"
        );
    }
    // The same person twice in one call is added once at most.
    let twice = scene.employee("Tove").await;
    let body = json!({"employees": [twice.id, twice.id], "permission_set": set});
    let answer = mona.post(&path, body).await;
    if answer.status == 200 {
        let added = answer.json()["results"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|result| result["outcome"] == "added")
            .count();
        assert_eq!(added, 1, "{answer}");
    } else {
        answer.refused(422, "invalid");
    }
    for employees in [json!([]), json!([""]), json!([client.id])] {
        let body = json!({"employees": employees, "permission_set": set});
        let answer = mona.post(&path, body).await;
        if answer.status == 200 {
            let results = answer.json()["results"].clone();
            for result in results.as_array().unwrap() {
                assert_eq!(result["outcome"], "refused", "{answer}");
            }
        } else {
            assert!([400, 404, 422].contains(&answer.status), "{answer}");
        }
    }
}

/// A3.
async fn a_dry_run_changes_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let set = scene
        .client_set(&client, &["contacts.view", "reports.view"])
        .await;
    let worker = scene.employee("Emil").await;
    let path = scene.at_client(&client, "/employees");
    let events = async || client.admin.all(&client.at("/audit-events")).await.len();
    let before = events().await;
    let body = |dry_run: bool| json!({"employees": [worker.id], "permission_set": set, "dry_run": dry_run});
    let tried = mona.post(&path, body(true)).await.ok();
    assert_eq!(events().await, before);
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "no_membership"
    );
    let done = mona.post(&path, body(false)).await.ok();
    assert_eq!(tried["results"], done["results"], "it says what would be");
    assert_eq!(sorted(&done["results"][0]["withheld"]), ["reports.view"]);

    let member = client.admin.get(client.member(&worker)).await.ok();
    let other = scene.client_set(&client, &["crm.export"]).await;
    let before = events().await;
    let path = scene.employee_at(&client, &worker);
    let body = |dry_run: bool| json!({"permission_set": other, "dry_run": dry_run});
    let tried = mona.patch(&path, body(true)).await.ok();
    assert_eq!(events().await, before);
    assert_eq!(client.admin.get(client.member(&worker)).await.ok(), member);
    let done = mona.patch(&path, body(false)).await.ok();
    assert_eq!(only_result(&tried), only_result(&done));
    // The checks are the same.
    let viewer = scene.viewer("Vera").await;
    viewer.patch(&path, body(true)).await.missing_permission();
}

/// A1, A9; waits for the clock.
async fn an_expired_partner_admin_adds_nobody(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.manager("Mona").await;
    let made = scene.make_partner_admin(&client, &mona).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    let soon = crate::support::later(made["updated_at"].as_str().unwrap(), 2);
    let body = json!({"expires_at": soon});
    let answer = scene.platform.put(client.member(&mona), body).await;
    answer.ok();
    wait_until_expired(&scene, &mona, "contacts.view", &client).await;
    add(&mona, &scene, &client, &worker, &set)
        .await
        .refused(403, "not-partner-admin");
    // D1 needs no access there.
    scene.let_act(&client, &worker, &set).await;
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .refused(403, "not-partner-admin");
}

/// L1.
async fn without_enrolment_people_only_go(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let (worker, next) = (scene.employee("Emil").await, scene.employee("Frida").await);
    scene.let_act(&client, &worker, &set).await;
    let partner = format!("/v1/accounts/{}", scene.partner);
    let program = |program: Value| scene.platform.patch(&partner, json!({"program": program}));
    program(Value::Null).await.ok();
    add(&mona, &scene, &client, &next, &set)
        .await
        .refused_as_one_of(&[(409, "partner-not-enrolled"), (403, "not-partner-admin")]);
    mona.get(scene.at_partner("/clients")).await.ok();
    mona.get(scene.at_client(&client, "/employees")).await.ok();
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "deactivated"
    );
    program(json!("solutions_provider")).await.ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    let added = add(&mona, &scene, &client, &next, &set).await.ok();
    assert_eq!(added["results"][0]["outcome"], "added");
}

/// D9: kept per person and account, so it outlives removal and a new attempt.
async fn what_the_client_refused_stays_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    // Deactivated by the client, then removed by the client: still the client's refusal.
    let path = client.member(&worker);
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .refused(409, "client-refused");
    client.admin.delete(&path).await.done();
    let refused = scene.add(&mona, &client, &worker, &set).await;
    assert_eq!(refused["problem"], "client-refused");
    let dry = json!({"employees": [worker.id], "permission_set": set, "dry_run": true});
    let answer = mona
        .post(scene.at_client(&client, "/employees"), dry)
        .await
        .ok();
    assert_eq!(answer["results"][0]["problem"], "client-refused");
    // The platform's PUT is the account's own hand: it lets the person in again.
    scene.let_act(&client, &worker, &set).await;
    assert!(scene.may(&worker, "contacts.view", &client).await);
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    // Reactivating by the client lifts it, too.
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    client
        .admin
        .post_nothing(format!("{path}/reactivate"))
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "deactivate")
        .await
        .ok();
    act(&mona, &scene, &client, &worker, "reactivate")
        .await
        .ok();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}

/// A5.
async fn a_set_of_another_partner_is_unknown(server: &Server) {
    let scene = Scene::new(server).await;
    let theirs = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    theirs.partner_admin(&client, "Max").await;
    let set = theirs.partner_set(&["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    add(&mona, &scene, &client, &worker, &set).await.not_found();
    scene.let_act(&client, &worker, &scene.working).await;
    change(&mona, &scene, &client, &worker, &set)
        .await
        .not_found();
    let offered = mona
        .get(scene.at_client(&client, "/assignable-permission-sets"))
        .await;
    assert!(!offered.body.contains(&set), "{offered}");
    let listed = client.admin.get(client.at("/permission-sets")).await;
    assert!(!listed.body.contains(&set), "{listed}");
}

/// A11, P3: rights over people and partners count only in memberships that act for nobody.
async fn another_partners_people_here_manage_nobody(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &scene.working).await;
    let (southwind, otto) = scene.other_partner("Southwind").await;
    scene
        .put_member(
            &scene.partner,
            &otto,
            json!({
                "access": access::set(&scene.managing),
                "seat": "partner",
                "partner": southwind,
            }),
        )
        .await;
    act(&otto, &scene, &client, &worker, "deactivate")
        .await
        .kept_out();
    otto.post(
        scene.at_partner("/access-links"),
        json!({"employee": worker.id}),
    )
    .await
    .kept_out();
    otto.get(scene.at_partner("/clients")).await.kept_out();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}

/// D9: by its super admins, its holders of `users.edit`, or the platform, even where the partner had
/// deactivated the person before.
async fn a_refusal_by_any_of_its_people_is_the_accounts(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let ulla = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for first_by_partner in [false, true] {
        for who in ["super admin", "users.edit", "platform"] {
            let worker = scene.employee("Emil").await;
            scene.add(&mona, &client, &worker, &set).await;
            if first_by_partner {
                act(&mona, &scene, &client, &worker, "deactivate")
                    .await
                    .ok();
            }
            let off = format!("{}/deactivate", client.member(&worker));
            match who {
                "super admin" => client.admin.post_nothing(off).await.ok(),
                "users.edit" => ulla.post_nothing(off).await.ok(),
                _ => {
                    let body = json!({"status": "deactivated"});
                    scene.put_member(&client.id, &worker, body).await
                }
            };
            act(&mona, &scene, &client, &worker, "reactivate")
                .await
                .refused(409, "client-refused");
            // The partner's own deactivating afterwards does not make it the partner's.
            act(&mona, &scene, &client, &worker, "deactivate")
                .await
                .ok();
            act(&mona, &scene, &client, &worker, "reactivate")
                .await
                .refused(409, "client-refused");
        }
    }
}
