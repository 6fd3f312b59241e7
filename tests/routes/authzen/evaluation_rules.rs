//! What a decision rests on, and the reasons it gives (Q1).

use serde_json::{Value, json};

use crate::support::{Scene, Server, access, later, on_both_databases, wait_until_expired};

on_both_databases!(
    each_denial_names_the_first_reason_that_holds,
    a_seat_cuts_what_is_granted,
    a_partner_seat_pays_unless_pricing_is_legacy,
    super_admins_need_paid_seats_too,
    an_expired_membership_gives_nothing,
    without_enrolment_only_partner_admins_lose,
    levels_are_answered_with_the_highest_held,
);

/// Q1: the reasons in their order; each person below also has every later reason there is.
async fn each_denial_names_the_first_reason_that_holds(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let why = async |user: &str, action: &str, account: &str| {
        platform.why_not(user, action, account).await
    };
    let unknown_user = "usr_01h455vb4pex5vsknk084sn02q";
    let unknown_account = "acc_01h455vb4pex5vsknk084sn02q";
    assert_eq!(
        why(unknown_user, "no.such", unknown_account).await,
        "unknown_subject"
    );
    assert_eq!(
        why("nobody", "no.such", unknown_account).await,
        "unknown_subject"
    );
    let outsider = scene.outsider("Sven").await;
    assert_eq!(
        why(&outsider.id, "no.such", unknown_account).await,
        "unknown_resource"
    );
    assert_eq!(
        why(&outsider.id, "no.such", &client.id).await,
        "unknown_action"
    );
    for action in ["contacts", "contacts.view:everything", "reports.view:own"] {
        assert_eq!(
            why(&outsider.id, action, &client.id).await,
            "unknown_action"
        );
    }
    assert_eq!(
        why(&outsider.id, "crm.export", &client.id).await,
        "no_membership"
    );

    // A person who left the partner, whose membership is off, in a closed account.
    let closed = scene.client("Closed").await;
    let leaver = scene.employee("Leo").await;
    for place in [&client, &closed] {
        scene
            .put_member(
                &place.id,
                &leaver,
                json!({
                    "access": access::partner_admin(),
                    "seat": "partner",
                    "partner": scene.partner,
                    "status": "deactivated",
                }),
            )
            .await;
    }
    let disabled = scene.outsider("Dina").await;
    for (person, status) in [(&disabled, "disabled")] {
        platform
            .patch(
                format!("/v1/users/{}", person.id),
                json!({"status": status}),
            )
            .await
            .ok();
    }
    platform
        .patch(
            format!("/v1/accounts/{}", closed.id),
            json!({"status": "closed"}),
        )
        .await
        .ok();
    assert_eq!(
        why(&disabled.id, "crm.export", &closed.id).await,
        "user_disabled"
    );
    assert_eq!(
        why(&outsider.id, "crm.export", &closed.id).await,
        "account_closed"
    );
    assert_eq!(
        why(&leaver.id, "crm.export", &closed.id).await,
        "account_closed"
    );

    let partner = format!("/v1/accounts/{}", scene.partner);
    let program = |program: Value| platform.patch(&partner, json!({"program": program}));
    let status = |status: &str| {
        let body = json!({"status": status});
        scene.put_member(&client.id, &leaver, body)
    };
    let employment = |status: &str| {
        let body = json!({"status": status});
        scene.put_member(&scene.partner, &leaver, body)
    };
    status("active").await;
    employment("deactivated").await;
    program(Value::Null).await.ok();
    assert_eq!(
        why(&leaver.id, "billing.view", &client.id).await,
        "partner_not_enrolled"
    );
    program(json!("solutions_partner")).await.ok();
    assert_eq!(
        why(&leaver.id, "billing.view", &client.id).await,
        "not_an_employee"
    );
    // Off comes before both.
    status("deactivated").await;
    assert_eq!(
        why(&leaver.id, "billing.view", &client.id).await,
        "deactivated"
    );
    // The other way round for a set: enrolment is for partner admins only.
    let worker = scene.employee("Wilma").await;
    scene.let_act(&client, &worker, &set).await;
    assert_eq!(
        why(&worker.id, "crm.export", &client.id).await,
        "not_granted"
    );
    employment("active").await;

    let invited = scene.outsider("Ina").await;
    scene
        .put_member(
            &client.id,
            &invited,
            json!({"access": access::set(&set), "status": "invited", "seat": "view_only"}),
        )
        .await;
    assert_eq!(why(&invited.id, "crm.export", &client.id).await, "invited");
    let plain = scene.staff(&client, "Dora", &["contacts.edit"]).await;
    let body = json!({"seat": "view_only"});
    scene.put_member(&client.id, &plain, body).await;
    assert_eq!(
        why(&plain.id, "sequences.use", &client.id).await,
        "not_granted"
    );
    assert_eq!(why(&plain.id, "contacts.edit", &client.id).await, "seat");
    assert!(platform.may(&plain.id, "contacts.view", &client.id).await);
}

/// S3.
async fn a_seat_cuts_what_is_granted(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let held = [
        "contacts.edit",
        "sequences.use",
        "knowledge_base.edit",
        "reports.export",
    ];
    let set = scene.client_set(&client, &held).await;
    let person = scene.outsider("Dora").await;
    for (seat, paid, works) in [
        ("core", json!([]), [true, false, false]),
        ("core", json!(["sales"]), [true, true, false]),
        ("core", json!(["service", "sales"]), [true, true, true]),
        ("sales", json!([]), [true, true, false]),
        ("sales", json!(["service"]), [true, true, true]),
        ("service", json!([]), [true, false, true]),
        ("view_only", json!([]), [false, false, false]),
        ("view_only", json!(["sales"]), [false, false, false]),
    ] {
        let body = json!({"access": access::set(&set), "seat": seat, "paid_seats": paid});
        let answer = scene.platform.put(client.member(&person), body).await;
        if seat == "view_only" && answer.status >= 400 {
            continue;
        }
        answer.made();
        for (key, works) in ["contacts.edit", "sequences.use", "knowledge_base.edit"]
            .iter()
            .zip(works)
        {
            let answer = scene.platform.ask(&person.id, key, &client.id).await;
            assert_eq!(answer["decision"], works, "{key} on {seat} with {paid}");
            if !works {
                assert_eq!(answer["context"]["reason"], "seat", "{key} on {seat}");
            }
        }
        assert!(scene.may(&person, "contacts.view", &client).await, "{seat}");
    }
}

/// S3, S1: in a legacy account the paid seat is needed beside the partner seat.
async fn a_partner_seat_pays_unless_pricing_is_legacy(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let admin = scene.partner_admin(&client, "Mona").await;
    let path = format!("/v1/accounts/{}", client.id);
    let pricing = |pricing: &str| {
        scene
            .platform
            .patch(&path, json!({"seat_pricing": pricing}))
    };
    pricing("seat_based").await.ok();
    for key in ["sequences.use", "knowledge_base.edit", "contacts.edit"] {
        assert!(scene.may(&admin, key, &client).await, "{key}");
    }
    pricing("legacy").await.ok();
    assert!(scene.may(&admin, "contacts.edit", &client).await);
    for key in ["sequences.use", "knowledge_base.edit"] {
        assert_eq!(scene.why_not(&admin, key, &client).await, "seat");
    }
    scene
        .put_member(&client.id, &admin, json!({"paid_seats": ["sales"]}))
        .await;
    assert!(scene.may(&admin, "sequences.use", &client).await);
    assert_eq!(
        scene.why_not(&admin, "knowledge_base.edit", &client).await,
        "seat"
    );
}

/// S3.
async fn super_admins_need_paid_seats_too(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let admin = &client.admin;
    assert_eq!(scene.why_not(admin, "sequences.use", &client).await, "seat");
    for key in [
        "super_admins.manage",
        "billing.edit",
        "users.edit",
        "contacts.delete",
    ] {
        assert!(scene.may(admin, key, &client).await, "{key}");
    }
    let body = json!({"paid_seats": ["sales"]});
    scene.put_member(&client.id, admin, body).await;
    assert!(scene.may(admin, "sequences.use", &client).await);
}

/// A9: access ends by itself, with no further act.
async fn an_expired_membership_gives_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let member = client.admin.get(client.member(&person)).await.ok();
    let end = later(member["updated_at"].as_str().unwrap(), 2);
    scene
        .put_member(&client.id, &person, json!({"expires_at": end}))
        .await;
    wait_until_expired(&scene, &person, "contacts.view", &client).await;
    // Expired comes before what would not be granted anyway.
    assert_eq!(
        scene.why_not(&person, "crm.export", &client).await,
        "expired"
    );
    let member = client.admin.get(client.member(&person)).await.ok();
    assert_eq!(member["permissions"], json!([]));
    // An expired super admin is none: rights end with access.
    let second = scene.outsider("Sara").await;
    let body = json!({"access": access::super_admin(), "expires_at": later(
        member["updated_at"].as_str().unwrap(), 20)});
    let answer = scene.platform.put(client.member(&second), body).await;
    answer.made();
    scene
        .put_member(&client.id, &person, json!({"expires_at": null}))
        .await;
    assert!(scene.may(&person, "contacts.view", &client).await);
}

/// L1, P5.
async fn without_enrolment_only_partner_admins_lose(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let admin = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let boss = scene.employee("Berta").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &boss, body).await;
    let partner = format!("/v1/accounts/{}", scene.partner);
    let program = |program: Value| scene.platform.patch(&partner, json!({"program": program}));
    program(Value::Null).await.ok();
    assert_eq!(
        scene.why_not(&admin, "contacts.view", &client).await,
        "partner_not_enrolled"
    );
    assert!(
        scene.may(&worker, "contacts.view", &client).await,
        "still an employee"
    );
    assert!(scene.may(&boss, "contacts.view", &client).await);
    program(json!("solutions_partner")).await.ok();
    assert!(scene.may(&admin, "contacts.view", &client).await);
    // P5, D8: leaving cuts off everybody but super admins.
    for person in [&worker, &boss] {
        let body = json!({"status": "deactivated"});
        scene.put_member(&scene.partner, person, body).await;
    }
    assert_eq!(
        scene.why_not(&worker, "contacts.view", &client).await,
        "not_an_employee"
    );
    assert!(scene.may(&boss, "contacts.view", &client).await);
}

/// P1: `context.level` names the highest level held.
async fn levels_are_answered_with_the_highest_held(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let held = ["contacts.edit:team", "companies.view", "reports.view"];
    let person = scene.staff(&client, "Dora", &held).await;
    for (action, decision, level) in [
        ("contacts.view:own", true, json!("team")),
        ("contacts.edit:team", true, json!("team")),
        ("contacts.edit", false, json!("team")),
        ("contacts.edit:all", false, json!("team")),
        ("companies.view", true, json!("all")),
        ("companies.view:own", true, json!("all")),
        ("deals.view:own", false, Value::Null),
        ("reports.view", true, Value::Null),
    ] {
        let answer = scene.platform.ask(&person.id, action, &client.id).await;
        assert_eq!(answer["decision"], decision, "{action}: {answer}");
        // A denial may name the level as well, or leave it out.
        if decision || answer["context"]["level"].is_string() {
            assert_eq!(answer["context"]["level"], level, "{action}: {answer}");
        }
    }
}
