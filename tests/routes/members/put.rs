//! Memberships that the platform puts.

use serde_json::{Value, json};

use crate::support::{AHEAD, Person, Scene, Server, access, keys, on_both_databases};

on_both_databases!(
    a_membership_begins_with_the_documented_values,
    a_change_keeps_what_it_does_not_name,
    only_a_status_reactivates,
    a_change_of_access_clears_adjustments,
    super_admins_have_no_adjustments,
    unknown_and_reserved_keys_are_refused,
    seats_fit_the_access,
    partner_admins_are_employees_of_enrolled_partners,
    members_act_for_an_enrolled_partner_of_theirs,
    the_last_super_admin_survives_every_change,
    an_account_that_never_had_a_super_admin_needs_none,
    ladders_are_named_once,
    withholding_takes_what_implies_it,
);

async fn a_membership_begins_with_the_documented_values(server: &Server) {
    let scene = Scene::new(server).await;
    let account = scene.account("Contoso").await;
    let person = scene.outsider("Dora").await;
    let path = format!("/v1/accounts/{account}/members/{}", person.id);
    let body = json!({"access": access::super_admin()});
    let member = scene.platform.put(&path, body.clone()).await.created();
    assert!(member["id"].as_str().unwrap().starts_with("mem_"));
    assert_eq!(member["account"], account.as_str());
    assert_eq!(
        member["user"],
        json!({"id": person.id, "email": person.email, "name": person.name})
    );
    assert_eq!(member["access"], access::super_admin());
    assert_eq!(
        member["adjustments"],
        json!({"added": [], "withheld": [], "clipped": []})
    );
    assert!(keys(&member["permissions"]).contains(&"super_admins.manage"));
    assert_eq!(member["seat"], "core");
    assert_eq!(member["paid_seats"], json!([]));
    assert_eq!(member["status"], "active");
    assert_eq!(member["engagement"], "employee");
    for name in ["partner", "recognized", "expires_at", "last_active_at"] {
        assert_eq!(member[name], Value::Null, "{name}: {member}");
        assert!(member.as_object().unwrap().contains_key(name), "{member}");
    }
    assert_eq!(member["outdated"], false);
    assert!(member["created_at"].is_string() && member["updated_at"].is_string());
    // T4: the same again changes nothing.
    let again = scene.platform.put(&path, body).await;
    assert_eq!(again.ok(), member);
    // A new membership needs an access; an unknown account or person is unknown.
    let other = scene.outsider("Egon").await;
    let path = format!("/v1/accounts/{account}/members/{}", other.id);
    let answer = scene.platform.put(&path, json!({"seat": "core"})).await;
    assert!([400, 422].contains(&answer.status), "{answer}");
    let body = json!({"access": access::super_admin()});
    for unknown in [
        path.replace(&other.id, "usr_01h455vb4pex5vsknk084sn02q"),
        path.replace(&account, "acc_01h455vb4pex5vsknk084sn02q"),
    ] {
        scene.platform.put(unknown, body.clone()).await.not_found();
    }
    let unknown_set = access::set("set_01h455vb4pex5vsknk084sn02q");
    let answer = scene
        .platform
        .put(&path, json!({"access": unknown_set}))
        .await;
    answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
}

async fn a_change_keeps_what_it_does_not_name(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.outsider("Dora").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let full = json!({
        "access": access::set(&set),
        "seat": "sales",
        "paid_seats": ["service"],
        "engagement": "contractor",
        "adjustments": {"added": ["crm.export"], "withheld": ["contacts.view:all"]},
        "expires_at": AHEAD,
    });
    let before = scene.put_member(&client.id, &person, full).await;
    assert_eq!(before["seat"], "sales");
    assert_eq!(before["paid_seats"], json!(["service"]));
    assert_eq!(before["engagement"], "contractor");
    assert_eq!(before["adjustments"]["added"], json!(["crm.export"]));
    let after = scene
        .put_member(&client.id, &person, json!({"engagement": "employee"}))
        .await;
    assert_eq!(after["engagement"], "employee");
    for name in [
        "access",
        "seat",
        "paid_seats",
        "adjustments",
        "expires_at",
        "status",
        "id",
    ] {
        assert_eq!(after[name], before[name], "{name}");
    }
    let cleared = scene
        .put_member(&client.id, &person, json!({"expires_at": null}))
        .await;
    assert_eq!(cleared["expires_at"], Value::Null);
    assert_eq!(cleared["adjustments"], before["adjustments"]);
}

async fn only_a_status_reactivates(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let put = |body: Value| scene.put_member(&client.id, &person, body);
    put(json!({"status": "deactivated"})).await;
    let set = scene.client_set(&client, &["crm.export"]).await;
    let changed = put(json!({"access": access::set(&set), "seat": "core"})).await;
    assert_eq!(changed["status"], "deactivated");
    assert_eq!(
        scene.why_not(&person, "crm.export", &client).await,
        "deactivated"
    );
    let back = put(json!({"status": "active"})).await;
    assert_eq!(back["status"], "active");
    assert!(scene.may(&person, "crm.export", &client).await);
}

async fn a_change_of_access_clears_adjustments(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let put = |body: Value| scene.put_member(&client.id, &person, body);
    let adjustments = json!({"added": ["crm.export"], "withheld": ["contacts.view"]});
    let first = put(json!({"adjustments": adjustments})).await;
    assert_eq!(first["adjustments"]["withheld"], json!(["contacts.view"]));
    let set = scene
        .client_set(&client, &["contacts.view", "reports.view"])
        .await;
    let moved = put(json!({"access": access::set(&set)})).await;
    assert_eq!(moved["adjustments"]["added"], json!([]));
    assert_eq!(moved["adjustments"]["withheld"], json!([]));
    assert!(scene.may(&person, "contacts.view", &client).await);
    assert!(!scene.may(&person, "crm.export", &client).await);
    // Sent together, they hold for the new access.
    let other = scene.client_set(&client, &["reports.view"]).await;
    let both = put(json!({"access": access::set(&other), "adjustments": adjustments})).await;
    assert_eq!(both["adjustments"]["added"], json!(["crm.export"]));
    // Each list replaces the old one.
    let replaced = put(json!({"adjustments": {"added": ["crm.import"], "withheld": []}})).await;
    assert_eq!(replaced["adjustments"]["added"], json!(["crm.import"]));
    assert_eq!(replaced["adjustments"]["withheld"], json!([]));
    // Becoming super admin clears them (422 to set them then).
    let admin = put(json!({"access": access::super_admin()})).await;
    assert_eq!(
        admin["adjustments"],
        json!({"added": [], "withheld": [], "clipped": []})
    );
}

/// No adjustments on a super admin: 422.
async fn super_admins_have_no_adjustments(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene
        .platform
        .put(client.member(&client.admin), body)
        .await
        .refused(422, "invalid");
    let person = scene.outsider("Dora").await;
    let body = json!({
        "access": access::super_admin(),
        "adjustments": {"added": ["crm.export"], "withheld": []},
    });
    scene
        .platform
        .put(client.member(&person), body)
        .await
        .refused(422, "invalid");
    assert_eq!(
        scene.why_not(&person, "crm.export", &client).await,
        "no_membership"
    );
}

/// P5: `super_admins.manage` is nobody's to give.
async fn unknown_and_reserved_keys_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for key in [
        "no.such_key",
        "contacts",
        "contacts.view:everything",
        "reports.view:own",
        "super_admins.manage",
        "",
        "Contacts.View",
    ] {
        for adjustments in [
            json!({"added": [key], "withheld": []}),
            json!({"added": [], "withheld": [key]}),
        ] {
            scene
                .platform
                .put(client.member(&person), json!({"adjustments": adjustments}))
                .await
                .refused(422, "invalid");
        }
        client
            .admin
            .post(
                client.at("/permission-sets"),
                json!({"name": scene.unique("Bad"), "permissions": [key]}),
            )
            .await
            .refused(422, "invalid");
    }
}

/// S1.
async fn seats_fit_the_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let put = |person: &Person, access: Value, seat: &str| {
        let mut body = json!({"access": access, "seat": seat});
        if access["type"] == "partner_admin" {
            body["partner"] = json!(scene.partner);
        }
        scene.platform.put(client.member(person), body)
    };
    for seat in ["core", "sales", "service", "view_only"] {
        let answer = put(&employee, access::partner_admin(), seat).await;
        answer.refused_as_one_of(&[
            (409, "partner-seat-required"),
            (409, "conflict"),
            (422, "invalid"),
        ]);
    }
    put(&employee, access::partner_admin(), "core")
        .await
        .refused(409, "partner-seat-required");
    let person = scene.outsider("Dora").await;
    let answer = put(&person, access::super_admin(), "view_only").await;
    answer.refused_as_one_of(&[(409, "conflict"), (422, "invalid")]);
    // Not by a change of the seat either.
    put(&employee, access::partner_admin(), "partner")
        .await
        .created();
    let answer = scene
        .platform
        .put(client.member(&employee), json!({"seat": "core"}))
        .await;
    answer.refused(409, "partner-seat-required");
    let second = scene.client("Second").await;
    let answer = scene
        .platform
        .put(second.member(&second.admin), json!({"seat": "view_only"}))
        .await;
    answer.refused_as_one_of(&[(409, "conflict"), (422, "invalid")]);
    // A partner seat alone gives no permission.
    let other = scene.employee("Frida").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &other, &set).await;
    assert!(!scene.may(&other, "crm.export", &client).await);
}

/// L1.
async fn partner_admins_are_employees_of_enrolled_partners(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let not_enrolled = scene.account("Quiet").await;
    let ask = |person: &Person, partner: Value| {
        scene.platform.put(
            client.member(person),
            json!({"access": access::partner_admin(), "seat": "partner", "partner": partner}),
        )
    };
    let outsider = scene.outsider("Dora").await;
    let employee = scene.employee("Emil").await;
    ask(&outsider, json!(scene.partner))
        .await
        .refused(409, "not-an-employee");
    ask(&outsider, Value::Null).await.refused_as_one_of(&[
        (409, "not-an-employee"),
        (409, "partner-not-enrolled"),
        (409, "not-recognized"),
        (422, "invalid"),
    ]);
    ask(&employee, json!(not_enrolled))
        .await
        .refused(409, "partner-not-enrolled");
    let (other, _) = scene.other_partner("Southwind").await;
    ask(&employee, json!(other))
        .await
        .refused(409, "not-an-employee");
    for status in ["deactivated", "invited"] {
        let person = scene.newcomer("Former").await;
        let body = json!({"access": access::set(&scene.working), "status": status});
        scene.put_member(&scene.partner, &person, body).await;
        ask(&person, json!(scene.partner))
            .await
            .refused(409, "not-an-employee");
    }
    ask(&employee, json!(scene.partner)).await.created();
}

/// A membership acts for one enrolled partner of which the person is an employee, or for nobody,
/// never for the account itself.
async fn members_act_for_an_enrolled_partner_of_theirs(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let employee = scene.employee("Emil").await;
    let outsider = scene.outsider("Dora").await;
    let ask = |person: &Person, partner: &str| {
        scene.platform.put(
            client.member(person),
            json!({"access": access::set(&set), "partner": partner}),
        )
    };
    ask(&outsider, &scene.partner)
        .await
        .refused(409, "not-an-employee");
    let quiet = scene.account("Quiet").await;
    ask(&employee, &quiet)
        .await
        .refused(409, "partner-not-enrolled");
    let unknown = ask(&employee, "acc_01h455vb4pex5vsknk084sn02q").await;
    unknown.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
    let own = scene
        .platform
        .put(
            format!("/v1/accounts/{}/members/{}", scene.partner, employee.id),
            json!({"partner": scene.partner}),
        )
        .await;
    assert!([409, 422].contains(&own.status), "{own}");
    own.problem(own.status);
    // Set, it stays until another call clears it; on a partner admin only with another access.
    let acting = ask(&employee, &scene.partner).await.created();
    assert_eq!(acting["partner"], scene.partner.as_str());
    let admin = scene.partner_admin(&client, "Mona").await;
    let answer = scene
        .platform
        .put(client.member(&admin), json!({"partner": null}))
        .await;
    assert!([409, 422].contains(&answer.status), "{answer}");
    let cleared = scene
        .put_member(
            &client.id,
            &admin,
            json!({"partner": null, "access": access::set(&set), "seat": "core"}),
        )
        .await;
    assert_eq!(cleared["partner"], Value::Null);
}

/// D5: from anywhere, by anyone, in whatever words.
async fn the_last_super_admin_survives_every_change(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let put = |body: Value| scene.platform.put(client.member(&client.admin), body);
    for body in [
        json!({"status": "deactivated"}),
        json!({"access": access::set(&set)}),
        json!({"expires_at": AHEAD}),
    ] {
        put(body).await.refused(409, "last-super-admin");
    }
    // Nothing takes an acceptance back (I1).
    let invited = put(json!({"status": "invited"})).await.ok();
    assert_eq!(invited["status"], "active");
    for call in [
        client
            .admin
            .post_nothing(format!("{}/deactivate", client.member(&client.admin))),
        client.admin.delete(client.member(&client.admin)),
    ] {
        call.await.refused(409, "last-super-admin");
    }
    assert!(
        scene
            .may(&client.admin, "super_admins.manage", &client)
            .await
    );
    // With a second permanent one, each of these is allowed.
    let second = scene.outsider("Sara").await;
    scene
        .put_member(
            &client.id,
            &second,
            json!({"access": access::super_admin()}),
        )
        .await;
    put(json!({"expires_at": AHEAD})).await.ok();
    let answer = scene
        .platform
        .put(client.member(&second), json!({"expires_at": AHEAD}))
        .await;
    answer.refused(409, "last-super-admin");
}

/// D5 protects accounts that have had a permanent super admin, and no others.
async fn an_account_that_never_had_a_super_admin_needs_none(server: &Server) {
    let scene = Scene::new(server).await;
    let account = scene.account("Empty").await;
    let person = scene.outsider("Dora").await;
    let until = json!({"access": access::super_admin(), "expires_at": AHEAD});
    let member = scene.put_member(&account, &person, until).await;
    assert!(member["expires_at"].is_string());
    let body = json!({"status": "deactivated"});
    scene.put_member(&account, &person, body).await;
}

/// P1: answers name a ladder by its bare key when all of it is held, else by the highest level.
async fn ladders_are_named_once(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let of_contacts = |member: &Value| -> Vec<String> {
        keys(&member["permissions"])
            .into_iter()
            .filter(|key| key.starts_with("contacts."))
            .map(str::to_owned)
            .collect()
    };
    for (held, named) in [
        (vec!["contacts.view"], vec!["contacts.view"]),
        (vec!["contacts.view:all"], vec!["contacts.view"]),
        (vec!["contacts.view:team"], vec!["contacts.view:team"]),
        (
            vec!["contacts.view:own", "contacts.edit:own"],
            vec!["contacts.edit:own", "contacts.view:own"],
        ),
        // `contacts.edit` implies `contacts.view`, level by level.
        (
            vec!["contacts.view:all", "contacts.edit:team"],
            vec!["contacts.edit:team", "contacts.view"],
        ),
    ] {
        let person = scene.staff(&client, "Dora", &held).await;
        let member = client.admin.get(client.member(&person)).await.ok();
        let mut shown = of_contacts(&member);
        shown.sort();
        assert_eq!(shown, named, "held {held:?}");
    }
    let person = scene.staff(&client, "Egon", &["contacts.edit:team"]).await;
    for (question, granted) in [
        ("contacts.view:own", true),
        ("contacts.view:team", true),
        ("contacts.view:all", false),
        ("contacts.view", false),
        ("contacts.edit:team", true),
        ("contacts.edit", false),
    ] {
        assert_eq!(
            scene.may(&person, question, &client).await,
            granted,
            "{question}"
        );
    }
    // In adjustments as well, whoever put them there.
    for (added, named) in [
        ("deals.view", "deals.view"),
        ("deals.view:all", "deals.view"),
        ("deals.view:team", "deals.view:team"),
    ] {
        let body = json!({"adjustments": {"added": [added], "withheld": []}});
        let member = scene.put_member(&client.id, &person, body).await;
        assert_eq!(
            keys(&member["adjustments"]["added"]),
            [named],
            "added {added}"
        );
    }
    let manager = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["deals.view"]}});
    scene.put_member(&client.id, &manager, body).await;
    let worker = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["deals.view"]).await;
    scene.let_act(&client, &worker, &set).await;
    let other = scene.client_set(&client, &["crm.export"]).await;
    manager
        .patch(
            scene.employee_at(&client, &worker),
            json!({"permission_set": other}),
        )
        .await
        .ok();
    let member = client.admin.get(client.member(&worker)).await.ok();
    assert_eq!(
        keys(&member["adjustments"]["added"]),
        ["deals.view"],
        "{member}"
    );
}

/// P1, P5: the bare key withholds the whole ladder, and what implies a withheld key goes with it.
async fn withholding_takes_what_implies_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let held = ["contacts.delete", "companies.view", "reports.edit"];
    let person = scene.staff(&client, "Dora", &held).await;
    let withhold = |keys: Value| {
        let body = json!({"adjustments": {"added": [], "withheld": keys}});
        scene.put_member(&client.id, &person, body)
    };
    let check = async |expected: &[(&str, bool)]| {
        for (key, granted) in expected {
            assert_eq!(scene.may(&person, key, &client).await, *granted, "{key}");
        }
    };
    withhold(json!(["contacts.view:all", "reports.view"])).await;
    check(&[
        ("contacts.view:team", true),
        ("contacts.view:all", false),
        ("contacts.edit:team", true),
        ("contacts.edit:all", false),
        ("contacts.delete:team", true),
        ("contacts.delete", false),
        ("companies.view", true),
        ("reports.view", false),
        ("reports.edit", false),
    ])
    .await;
    withhold(json!(["contacts.view"])).await;
    check(&[
        ("contacts.view:own", false),
        ("contacts.delete:own", false),
        ("reports.edit", true),
    ])
    .await;
    withhold(json!(["contacts.edit"])).await;
    check(&[("contacts.view", true), ("contacts.edit:own", false)]).await;
    // Adding brings what it implies (P4).
    let body = json!({"adjustments": {"added": ["deals.edit:team"], "withheld": []}});
    scene.put_member(&client.id, &person, body).await;
    check(&[("deals.view:team", true), ("deals.view:all", false)]).await;
}
