//! The client's own hand: people about themselves, and account administrators about their people,
//! sets and policy.

use serde_json::{Value, json};

use crate::support::{Client, Person, Scene, Server, access, keys, on_both_databases};

on_both_databases!(
    everybody_sees_their_own_memberships,
    an_invitation_is_accepted_by_the_person_invited,
    own_tokens_stay_within_their_maker,
    members_are_seen_by_those_who_look_after_them,
    a_super_admin_deactivates_reactivates_and_removes,
    a_holder_of_users_edit_reaches_people_within_their_own_rights,
    whoever_acts_for_a_partner_has_no_rights_on_the_account_side,
    someone_acting_for_a_partner_cannot_touch_the_clients_last_own_super_admin,
    permission_sets_are_made_changed_and_deleted,
    an_editor_of_sets_gives_and_takes_only_what_they_hold,
    a_new_version_reaches_holders_in_the_owning_account_at_once,
    a_set_in_use_is_not_deleted,
    standard_sets_are_read_only,
    a_set_belongs_to_its_account,
    the_catalogue_is_there_for_everybody,
    the_policy_is_the_super_admins,
    domains_are_added_by_super_admins_who_are_on_them,
    domains_are_compared_after_idna_in_lower_case,
    a_lost_domain_takes_the_check_mark_and_no_access,
    public_and_malformed_domains_are_refused,
);

async fn everybody_sees_their_own_memberships(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    let mut accounts = Vec::new();
    for name in ["Contoso", "Fabrikam", "Litware"] {
        let client = scene.client(name).await;
        let set = scene.client_set(&client, &["contacts.view"]).await;
        scene
            .put_member(&client.id, &person, json!({"access": access::set(&set)}))
            .await;
        accounts.push(client.id);
    }
    let me = person.get("/v1/me").await.ok();
    assert_eq!(me["user"]["id"], person.id.as_str());
    assert_eq!(me["user"]["email"], person.email.as_str());
    for account in &accounts {
        assert!(me.to_string().contains(account.as_str()), "{me}");
    }
    let few = person.get("/v1/me?limit=2").await.ok();
    let shown = accounts
        .iter()
        .filter(|account| few.to_string().contains(account.as_str()))
        .count();
    assert_eq!(shown, 2, "paged: {few}");
    assert!(!me.to_string().contains(&scene.partner));
}

/// I1: the platform's PUT may invite; only the person accepts.
async fn an_invitation_is_accepted_by_the_person_invited(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let other = scene.outsider("Egon").await;
    let accept = format!("/v1/me/memberships/{}/accept", client.id);
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set), "status": "invited"});
    let invited = scene.put_member(&client.id, &other, body).await;
    assert_eq!(invited["status"], "invited");
    assert_eq!(
        scene.why_not(&other, "contacts.view", &client).await,
        "invited"
    );
    // A member who was not invited finds the result there; nobody accepts where they are no member.
    person.post_nothing(&accept).await.ok();
    scene.owner.post_nothing(&accept).await.not_found();
    let accepted = other.post_nothing(&accept).await.ok();
    assert_eq!(accepted["status"], "active");
    assert!(scene.may(&other, "contacts.view", &client).await);
    other.post_nothing(&accept).await.ok();
    // Deactivated is not invited: accepting brings nobody back.
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&other)))
        .await
        .ok();
    let answer = other.post_nothing(&accept).await;
    assert!([403, 404, 409].contains(&answer.status), "{answer}");
    answer.problem(answer.status);
    assert!(!scene.may(&other, "contacts.view", &client).await);
}

/// I3: a call made with a token makes only tokens within its scopes and lifetime.
async fn own_tokens_stay_within_their_maker(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let body = |scopes: Value| json!({"label": "own", "scopes": scopes, "expires_in_seconds": 600});
    let make = |scopes: Value| client.admin.post("/v1/me/tokens", body(scopes));
    let reading = make(json!(["read"])).await.created();
    let reader = client.admin.with_token(reading["token"].as_str().unwrap());
    reader.get("/v1/me").await.ok();
    reader.get(client.at("/members")).await.ok();
    // A token that reads writes nothing, makes nothing and revokes nothing.
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    reader
        .post_nothing(format!("{}/deactivate", client.member(&person)))
        .await
        .missing_permission();
    reader
        .put(
            client.at("/policy"),
            json!({"partner_admins_by": "super_admin"}),
        )
        .await
        .missing_permission();
    for scopes in [
        json!(["read"]),
        json!(["manage"]),
        json!(["read", "manage"]),
    ] {
        let answer = reader.post("/v1/me/tokens", body(scopes)).await;
        assert_eq!(answer.status, 403, "{answer}");
    }
    let managing = make(json!(["manage"])).await.created();
    let manager = client.admin.with_token(managing["token"].as_str().unwrap());
    manager
        .post("/v1/me/tokens", body(json!(["read"])))
        .await
        .created();

    let listed = client.admin.get("/v1/me/tokens").await;
    for token in [&reading, &managing] {
        assert!(
            listed.body.contains(token["id"].as_str().unwrap()),
            "{listed}"
        );
        assert!(!listed.body.contains(token["token"].as_str().unwrap()));
    }
    // Nobody revokes another person's token.
    let path = format!("/v1/me/tokens/{}", reading["id"].as_str().unwrap());
    person.delete(&path).await.not_found();
    reader.get("/v1/me").await.ok();
    client.admin.delete(&path).await.done();
    reader.get("/v1/me").await.problem(401);
    for scopes in [
        json!(["provision"]),
        json!(["admin"]),
        json!([]),
        json!("read"),
    ] {
        let answer = make(scopes).await;
        assert!([400, 403, 422].contains(&answer.status), "{answer}");
    }
}

/// A11: SA or `users.edit`, and everyone their own membership.
async fn members_are_seen_by_those_who_look_after_them(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    let stranger = scene.outsider("Sven").await;
    let list = client.at("/members");
    for caller in [&client.admin, &manager] {
        let members = caller.all(&list).await;
        let mut ids: Vec<_> = members
            .iter()
            .map(|member| member["user"]["id"].as_str().unwrap())
            .collect();
        ids.sort_unstable();
        let mut expected =
            [&client.admin, &manager, &plain, &agent].map(|person| person.id.as_str());
        expected.sort_unstable();
        assert_eq!(ids, expected);
        let shown = caller.get(client.member(&plain)).await.ok();
        assert_eq!(shown["user"]["email"], plain.email.as_str());
    }
    for caller in [&plain, &agent] {
        caller.get(&list).await.missing_permission();
        let own = caller.get(client.member(caller)).await.ok();
        assert_eq!(own["user"]["id"], caller.id.as_str());
        caller.get(client.member(&manager)).await.kept_out();
    }
    for path in [&list, &client.member(&plain), &client.member(&stranger)] {
        stranger.get(path).await.kept_out();
    }
    client.admin.get(client.member(&stranger)).await.not_found();
    client
        .admin
        .get(client.at("/members/usr_01h455vb4pex5vsknk084sn02q"))
        .await
        .not_found();
}

/// A8, D3.
async fn a_super_admin_deactivates_reactivates_and_removes(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let admin = &client.admin;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let path = client.member(&person);
    let seat = admin.get(&path).await.ok()["seat"].clone();
    let off = admin.post_nothing(format!("{path}/deactivate")).await.ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(off["seat"], seat, "D3: record and seat stay");
    assert_eq!(off["permissions"], json!([]));
    assert_eq!(
        scene.why_not(&person, "contacts.view", &client).await,
        "deactivated"
    );
    let on = admin.post_nothing(format!("{path}/reactivate")).await.ok();
    assert_eq!(on["status"], "active");
    assert_eq!(on["access"], off["access"]);
    assert!(scene.may(&person, "contacts.view", &client).await);
    admin.delete(&path).await.done();
    assert_eq!(
        scene.why_not(&person, "contacts.view", &client).await,
        "no_membership"
    );
    admin.get(&path).await.not_found();
    for act in ["deactivate", "reactivate"] {
        admin
            .post_nothing(format!("{path}/{act}"))
            .await
            .not_found();
    }
    admin.delete(&path).await.not_found();
    // A fellow super admin, and even oneself, as long as a permanent one stays (D5).
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, body.clone()).await;
    let of_second = client.member(&second);
    admin
        .post_nothing(format!("{of_second}/deactivate"))
        .await
        .ok();
    admin
        .post_nothing(format!("{}/deactivate", client.member(admin)))
        .await
        .refused(409, "last-super-admin");
    admin
        .post_nothing(format!("{of_second}/reactivate"))
        .await
        .ok();
    second.delete(client.member(admin)).await.done();
    admin.get(client.at("/members")).await.kept_out();
}

/// A8: H is what the holder of `users.edit` holds.
async fn a_holder_of_users_edit_reaches_people_within_their_own_rights(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let within = scene.staff(&client, "Dora", &["contacts.view:team"]).await;
    let beyond = scene.staff(&client, "Egon", &["contacts.edit:own"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    for person in [&within, &agent] {
        let path = client.member(person);
        for act in ["deactivate", "reactivate"] {
            manager.post_nothing(format!("{path}/{act}")).await.ok();
        }
        manager.delete(&path).await.done();
    }
    let refuse_all = async |person: &Person, allowed: &[(u16, &str)]| {
        let path = client.member(person);
        for act in ["deactivate", "reactivate"] {
            let answer = manager.post_nothing(format!("{path}/{act}")).await;
            answer.refused_as_one_of(allowed);
        }
        manager.delete(&path).await.refused_as_one_of(allowed);
    };
    let beyond_own = [
        (403, "exceeds-own-permissions"),
        (403, "missing-permission"),
    ];
    refuse_all(&beyond, &beyond_own).await;
    refuse_all(&manager, &[(403, "self-target")]).await;
    // The last super admin may be told of first.
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, body).await;
    refuse_all(
        &second,
        &[(409, "super-admin-target"), (403, "missing-permission")],
    )
    .await;
    // Granted, not effective: a deactivated member beyond H stays out of reach.
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&beyond)))
        .await
        .ok();
    refuse_all(&beyond, &beyond_own).await;
    let plain = scene.staff(&client, "Pia", &["contacts.view"]).await;
    plain
        .post_nothing(format!("{}/deactivate", client.member(&beyond)))
        .await
        .missing_permission();
    let stranger = scene.outsider("Sven").await;
    stranger
        .post_nothing(format!("{}/deactivate", client.member(&plain)))
        .await
        .kept_out();
}

/// A11: rights on the account side count only in memberships that act for nobody; a super admin's
/// always.
async fn whoever_acts_for_a_partner_has_no_rights_on_the_account_side(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let every_right = [
        "users.edit",
        "permission_sets.edit",
        "audit_log.view",
        "contacts.view",
    ];
    let set = scene.client_set(&client, &every_right).await;
    let agent = scene.employee("Emil").await;
    scene.let_act(&client, &agent, &set).await;
    let mine = json!({"name": scene.unique("Mine"), "permissions": ["contacts.view"]});
    for call in [
        agent.get(client.at("/members")),
        agent.get(client.member(&plain)),
        agent.get(client.at("/policy")),
        agent.get(client.at("/permission-sets")),
        agent.get(client.at("/audit-events")),
        agent.post(client.at("/permission-sets"), mine.clone()),
        agent.post_nothing(format!("{}/deactivate", client.member(&plain))),
        agent.delete(client.member(&plain)),
        agent.put(
            client.at("/policy"),
            json!({"partner_admins_by": "super_admin"}),
        ),
    ] {
        call.await.kept_out();
    }
    scene
        .put_member(&client.id, &agent, json!({"access": access::super_admin()}))
        .await;
    agent.get(client.at("/members")).await.ok();
    agent.get(client.at("/audit-events")).await.ok();
    agent
        .post(client.at("/permission-sets"), mine)
        .await
        .created();
    agent
        .post_nothing(format!("{}/deactivate", client.member(&plain)))
        .await
        .ok();
}

/// D5: the last permanent super admin who acts for nobody is safe from whoever acts for a partner.
async fn someone_acting_for_a_partner_cannot_touch_the_clients_last_own_super_admin(
    server: &Server,
) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let agent = scene.employee("Emil").await;
    scene
        .put_member(
            &client.id,
            &agent,
            json!({"access": access::super_admin(), "partner": scene.partner}),
        )
        .await;
    let path = client.member(&client.admin);
    agent
        .post_nothing(format!("{path}/deactivate"))
        .await
        .refused(409, "last-super-admin");
    agent.delete(&path).await.refused(409, "last-super-admin");
    assert!(scene.may(&client.admin, "contacts.view", &client).await);
    // The client's own people may: the agent counts as a permanent super admin.
    client
        .admin
        .post_nothing(format!("{path}/deactivate"))
        .await
        .ok();
    client.admin.get(client.at("/members")).await.kept_out();
    agent.get(client.at("/members")).await.ok();
}

fn new_set(name: &str, keys: &[&str]) -> Value {
    json!({"name": name, "permissions": keys})
}

async fn permission_sets_are_made_changed_and_deleted(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let sets = client.at("/permission-sets");
    let external_id = scene.unique("set");
    let body = json!({
        "name": "Temps",
        "description": "For the summer",
        "external_id": external_id,
        "permissions": ["contacts.edit:team"],
    });
    let set = client.admin.post(&sets, body).await.created();
    assert_eq!(set["name"], "Temps");
    assert_eq!(set["description"], "For the summer");
    assert_eq!(set["external_id"], external_id.as_str());
    let mut held = keys(&set["permissions"]);
    held.sort_unstable();
    assert_eq!(
        held,
        ["contacts.edit:team", "contacts.view:team"],
        "closed (P4)"
    );
    let path = format!("{sets}/{}", set["id"].as_str().unwrap());
    assert_eq!(client.admin.get(&path).await.ok(), set);
    let changed = client
        .admin
        .patch(
            &path,
            json!({"name": "Casuals", "permissions": ["crm.export"]}),
        )
        .await
        .ok();
    assert_eq!(changed["name"], "Casuals");
    assert_eq!(changed["description"], "For the summer");
    assert!(keys(&changed["permissions"]).contains(&"crm.export"));
    assert!(!keys(&changed["permissions"]).contains(&"contacts.edit:team"));
    let listed = client.admin.all(&sets).await;
    assert!(
        listed.iter().any(|item| item["id"] == set["id"]),
        "{listed:?}"
    );
    // An editor, a manager of people and a plain member.
    let editor = scene
        .staff(&client, "Edda", &["permission_sets.edit"])
        .await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let stranger = scene.outsider("Sven").await;
    editor.get(&path).await.ok();
    manager.get(&path).await.ok();
    manager
        .patch(&path, json!({"name": "No"}))
        .await
        .missing_permission();
    plain.get(&sets).await.missing_permission();
    plain
        .post(&sets, new_set("No", &["contacts.view"]))
        .await
        .missing_permission();
    stranger.get(&sets).await.kept_out();
    client.admin.delete(&path).await.done();
    client.admin.get(&path).await.not_found();
    let free = json!({"access": access::set(set["id"].as_str().unwrap())});
    scene
        .platform
        .put(client.member(&plain), free)
        .await
        .refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
}

/// A7: refused whole.
async fn an_editor_of_sets_gives_and_takes_only_what_they_hold(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let sets = client.at("/permission-sets");
    let editor = scene
        .staff(&client, "Edda", &["permission_sets.edit", "contacts.edit"])
        .await;
    let make = |name: &str, keys: &[&str]| editor.post(&sets, new_set(name, keys));
    let own = make("Own", &["contacts.view"]).await.created();
    make("Beyond", &["contacts.view", "crm.export"])
        .await
        .refused(403, "exceeds-own-permissions");
    let own = format!("{sets}/{}", own["id"].as_str().unwrap());
    let patch = |path: &str, keys: &[&str]| editor.patch(path, json!({"permissions": keys}));
    patch(&own, &["contacts.edit"]).await.ok();
    patch(&own, &["contacts.edit", "reports.view"])
        .await
        .refused(403, "exceeds-own-permissions");
    let shown = editor.get(&own).await.ok();
    assert!(!keys(&shown["permissions"]).contains(&"reports.view"));
    // Neither do they take what they do not hold.
    let rich = scene
        .client_set(&client, &["contacts.edit", "crm.export"])
        .await;
    let rich = format!("{sets}/{rich}");
    patch(&rich, &["contacts.edit"])
        .await
        .refused(403, "exceeds-own-permissions");
    patch(&rich, &["contacts.view", "crm.export"]).await.ok();
    let shown = editor.get(&rich).await.ok();
    assert!(keys(&shown["permissions"]).contains(&"crm.export"));
    assert!(!keys(&shown["permissions"]).contains(&"contacts.edit"));
    client
        .admin
        .patch(&rich, json!({"permissions": ["reports.view"]}))
        .await
        .ok();
}

/// A7: holders in the owning account follow at once, adjustments untouched; holders elsewhere stay
/// on theirs and are shown as outdated.
async fn a_new_version_reaches_holders_in_the_owning_account_at_once(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let at_home = scene.newcomer("Hilda").await;
    scene
        .put_member(
            &scene.partner,
            &at_home,
            json!({
                "access": access::set(&set),
                "adjustments": {"added": ["crm.import"], "withheld": []},
            }),
        )
        .await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let abroad = scene.employee("Emil").await;
    let added = scene.add(&manager, &client, &abroad, &set).await;
    assert_eq!(added["outcome"], "added", "A5: the partner's own set");
    scene
        .owner
        .patch(
            format!("/v1/accounts/{}/permission-sets/{set}", scene.partner),
            json!({"permissions": ["contacts.view", "reports.view"]}),
        )
        .await
        .ok();
    let may = |person: &Person, account: &str| {
        let (user, account) = (person.id.clone(), account.to_owned());
        let platform = scene.platform.clone();
        async move { platform.may(&user, "reports.view", &account).await }
    };
    assert!(may(&at_home, &scene.partner).await);
    let home = scene
        .owner
        .get(format!(
            "/v1/accounts/{}/members/{}",
            scene.partner, at_home.id
        ))
        .await
        .ok();
    assert_eq!(home["outdated"], false);
    assert_eq!(home["adjustments"]["added"], json!(["crm.import"]));
    assert!(!may(&abroad, &client.id).await);
    let there = client.admin.get(client.member(&abroad)).await.ok();
    assert_eq!(there["outdated"], true);
    // Giving the set again applies the new version (A2).
    manager
        .patch(
            scene.employee_at(&client, &abroad),
            json!({"permission_set": set}),
        )
        .await
        .ok();
    assert!(may(&abroad, &client.id).await);
    let there = client.admin.get(client.member(&abroad)).await.ok();
    assert_eq!(there["outdated"], false);
}

/// A7: `set-in-use` names how many hold it.
async fn a_set_in_use_is_not_deleted(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for name in ["Dora", "Egon", "Pia"] {
        let person = scene.outsider(name).await;
        scene
            .put_member(&client.id, &person, json!({"access": access::set(&set)}))
            .await;
    }
    let path = client.at(&format!("/permission-sets/{set}"));
    let problem = client.admin.delete(&path).await.refused(409, "set-in-use");
    assert!(problem.to_string().contains('3'), "how many: {problem}");
    // Held anywhere: a partner's set in a client.
    let set = scene.partner_set(&["contacts.view"]).await;
    let employee = scene.employee("Emil").await;
    scene.let_act(&client, &employee, &set).await;
    let path = format!("/v1/accounts/{}/permission-sets/{set}", scene.partner);
    scene.owner.delete(&path).await.refused(409, "set-in-use");
    // A deactivated holder still holds it.
    scene
        .put_member(&client.id, &employee, json!({"status": "deactivated"}))
        .await;
    scene.owner.delete(&path).await.refused(409, "set-in-use");
    client.admin.delete(client.member(&employee)).await.done();
    scene.owner.delete(&path).await.done();
}

async fn standard_sets_are_read_only(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let own = scene.client_set(&client, &["contacts.view"]).await;
    let listed = client.admin.all(&client.at("/permission-sets")).await;
    let standard = listed
        .iter()
        .find(|set| set["id"] != own.as_str())
        .unwrap_or_else(|| panic!("the standard sets are listed: {listed:?}"));
    let id = standard["id"].as_str().unwrap();
    let path = client.at(&format!("/permission-sets/{id}"));
    for call in [
        client.admin.patch(&path, json!({"name": "Mine"})),
        client
            .admin
            .patch(&path, json!({"permissions": ["crm.export"]})),
        client.admin.delete(&path),
    ] {
        let answer = call.await;
        assert!([403, 404, 409].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    let person = scene.outsider("Dora").await;
    let member = scene
        .put_member(&client.id, &person, json!({"access": access::set(id)}))
        .await;
    assert_eq!(member["access"]["permission_set"], id);
    assert!(!keys(&member["permissions"]).is_empty(), "{member}");
}

/// A5: any other account's set is unknown.
async fn a_set_belongs_to_its_account(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let other = scene.client("Fabrikam").await;
    let theirs = scene.client_set(&other, &["contacts.view"]).await;
    let path = client.at(&format!("/permission-sets/{theirs}"));
    client.admin.get(&path).await.not_found();
    client
        .admin
        .patch(&path, json!({"name": "Mine"}))
        .await
        .not_found();
    client.admin.delete(&path).await.not_found();
    let person = scene.outsider("Dora").await;
    scene
        .platform
        .put(
            client.member(&person),
            json!({"access": access::set(&theirs)}),
        )
        .await
        .refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
    let manager = scene.partner_admin(&client, "Mona").await;
    let employee = scene.employee("Emil").await;
    let body = json!({"employees": [employee.id], "permission_set": theirs});
    manager
        .post(scene.at_client(&client, "/employees"), body)
        .await
        .not_found();
}

/// P1, P2.
async fn the_catalogue_is_there_for_everybody(server: &Server) {
    let scene = Scene::new(server).await;
    let nobody = scene.outsider("Sven").await;
    let answer = nobody.get("/v1/permissions").await;
    let catalogue = answer.ok();
    let items = catalogue["items"]
        .as_array()
        .or_else(|| catalogue["permissions"].as_array())
        .unwrap_or_else(|| panic!("{answer}"));
    let find = |key: &str| {
        items
            .iter()
            .find(|item| item["key"] == key)
            .unwrap_or_else(|| panic!("{key} in {answer}"))
    };
    for key in [
        "users.edit",
        "permission_sets.edit",
        "super_admins.manage",
        "audit_log.view",
        "billing.view",
        "billing.edit",
        "payments.instruments",
        "provisioning.manage",
        "partner.employees.view",
        "partner.employees.edit",
        "crm.import",
        "crm.export",
        "emails.publish",
        "sequences.use",
        "knowledge_base.edit",
        "workflows.edit",
        "reports.view",
        "reports.edit",
        "payments.connect",
        "sensitive_data.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
    ] {
        assert!(find(key)["label"].is_string(), "{key}");
    }
    for object in ["contacts", "companies", "deals", "tickets", "tasks"] {
        for verb in ["view", "edit", "delete"] {
            let entry = find(&format!("{object}.{verb}"));
            assert_eq!(entry["levels"], json!(["own", "team", "all"]), "{entry}");
        }
    }
    assert_eq!(find("sequences.use")["seat"], "sales");
    assert_eq!(find("knowledge_base.edit")["seat"], "service");
    assert_eq!(find("reports.view")["read_only"], true);
    assert_eq!(find("billing.edit")["partner_admin"], false);
    server.anonymous().get("/v1/permissions").await.problem(401);
}

/// L3: reading is for SA and `users.edit`, changing for SA.
async fn the_policy_is_the_super_admins(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let stranger = scene.outsider("Sven").await;
    let path = client.at("/policy");
    for caller in [&client.admin, &manager] {
        let policy = caller.get(&path).await.ok();
        assert_eq!(policy["partner_admins_by"], "users_edit");
    }
    plain.get(&path).await.missing_permission();
    stranger.get(&path).await.kept_out();
    let strict = json!({"partner_admins_by": "super_admin"});
    for caller in [&manager, &plain] {
        caller.put(&path, strict.clone()).await.missing_permission();
    }
    let set = client.admin.put(&path, strict.clone()).await.ok();
    assert_eq!(set["partner_admins_by"], "super_admin");
    let shown = manager.get(&path).await.ok();
    assert_eq!(shown["partner_admins_by"], "super_admin");
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    client.admin.put(&path, strict).await.ok();
    let after = client.admin.all(&client.at("/audit-events")).await.len();
    assert_eq!(after, events, "T4: nothing changed");
    let answer = client
        .admin
        .put(&path, json!({"partner_admins_by": "anybody"}))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");
}

/// I2.
async fn domains_are_added_by_super_admins_who_are_on_them(server: &Server) {
    let scene = Scene::new(server).await;
    let path = scene.at_partner("/email-domains");
    let put = |caller: &crate::support::Caller, domains: &[&str]| {
        caller.put(&path, json!({"domains": domains}))
    };
    let own = scene.domain.as_str();
    let second = format!("second-{own}");
    // Others only the platform adds; what is there may be kept or dropped freely.
    let refused = put(&scene.owner, &[own, &second]).await;
    assert!([403, 409, 422].contains(&refused.status), "{refused}");
    refused.problem(refused.status);
    assert_eq!(
        scene.owner.get(&path).await.ok()["domains"],
        json!([own]),
        "refused whole"
    );
    put(&scene.platform, &[own, &second]).await.ok();
    put(&scene.owner, &[&second, own]).await.ok();
    let dropped = put(&scene.owner, &[&second]).await.ok();
    assert_eq!(dropped["domains"], json!([second]));
    let added = put(&scene.owner, &[&second, own]).await.ok();
    assert_eq!(added["domains"].as_array().unwrap().len(), 2);
    // Only super admins; `.edit` does not do, and a client's people have no say.
    let manager = scene.manager("Mona").await;
    put(&manager, &[own]).await.missing_permission();
    let client = scene.client("Contoso").await;
    put(&client.admin, &[own]).await.kept_out();
    // A taken one is moved by the platform alone.
    let (other, _) = scene.other_partner("Southwind").await;
    let rival = scene.newcomer("Rita").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&other, &rival, body).await;
    let theirs = format!("/v1/partners/{other}/email-domains");
    let body = json!({"domains": [own]});
    let taken = rival.put(&theirs, body.clone()).await;
    assert!([403, 409, 422].contains(&taken.status), "{taken}");
    scene.platform.put(&theirs, body).await.ok();
    let left = scene.owner.get(&path).await.ok();
    assert_eq!(left["domains"], json!([second]), "moved");
}

/// I2: after IDNA, in lower case, without sub-domains.
async fn domains_are_compared_after_idna_in_lower_case(server: &Server) {
    let scene = Scene::new(server).await;
    let word = scene.unique("bücher");
    let path = scene.at_partner("/email-domains");
    let shown = format!("{}.TEST", word.to_uppercase());
    scene
        .platform
        .put(&path, json!({"domains": [shown]}))
        .await
        .ok();
    let verified = async |address: String| {
        let body = json!({"email": address, "name": "Emil"});
        let user = scene.platform.post("/v1/users", body).await.created();
        let id = user["id"].as_str().unwrap();
        scene
            .platform
            .put(
                format!("/v1/accounts/{}/members/{id}", scene.partner),
                json!({"access": access::set(&scene.working)}),
            )
            .await
            .created();
        let employee = scene
            .owner
            .get(scene.at_partner(&format!("/employees/{id}")))
            .await
            .ok();
        employee["verified"]
            .as_bool()
            .unwrap_or_else(|| panic!("{employee}"))
    };
    assert!(verified(format!("emil@{word}.test")).await);
    assert!(verified(format!("Emma@{}.Test", word.to_uppercase())).await);
    assert!(!verified(format!("emil@mail.{word}.test")).await);
    assert!(!verified(format!("emil@x{word}.test")).await);
    // The same domain in another spelling changes nothing (T4).
    let before = scene.owner.get(&path).await.ok();
    scene
        .owner
        .put(&path, json!({"domains": [format!("{word}.test")]}))
        .await
        .ok();
    assert_eq!(scene.owner.get(&path).await.ok(), before);
}

/// I2.
async fn a_lost_domain_takes_the_check_mark_and_no_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client: Client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let member = client.admin.get(client.member(&manager)).await.ok();
    assert_eq!(member["recognized"], "verified");
    scene
        .owner
        .put(scene.at_partner("/email-domains"), json!({"domains": []}))
        .await
        .ok();
    let member = client.admin.get(client.member(&manager)).await.ok();
    assert_ne!(member["recognized"], "verified");
    assert!(scene.may(&manager, "contacts.view", &client).await);
    let employee = scene
        .owner
        .get(scene.at_partner(&format!("/employees/{}", manager.id)))
        .await
        .ok();
    assert_eq!(employee["verified"], false);
}

/// I2: never, not even by the platform.
async fn public_and_malformed_domains_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let path = scene.at_partner("/email-domains");
    for domain in [
        "gmail.com",
        "GMAIL.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "",
        " ",
        "no domain.test",
        "@northwind.test",
        "nora@northwind.test",
        "-northwind.test",
        "northwind..test",
        &format!("{}.test", "x".repeat(64)),
        &format!("{}test", "x.".repeat(130)),
    ] {
        let answer = scene
            .platform
            .put(&path, json!({"domains": [domain]}))
            .await;
        answer.refused(422, "invalid");
    }
    assert_eq!(
        scene.owner.get(&path).await.ok()["domains"],
        json!([scene.domain])
    );
}
