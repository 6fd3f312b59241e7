//! The main job from end to end: a partner is let into a client, gives its people what they need
//! there, takes it away again, and both sides can see what happened.

use serde_json::{Value, json};

use crate::support::{
    Client, PUBLIC_URL, Person, Scene, Server, keys, on_both_databases, only_result,
};

on_both_databases!(
    from_invitation_to_departure,
    each_side_reads_its_own_side_of_the_trail,
);

/// Paul has the client approve his link, as Carla would in her browser.
async fn let_in(scene: &Scene, client: &Client, paul: &Person) {
    let links = scene.at_partner("/access-links");
    let link = paul.post_nothing(&links).await.created();
    assert_eq!(link["employee"]["id"], paul.id.as_str());
    assert_eq!(link["employee"]["email"], paul.email.as_str());
    assert_eq!(link["state"], "standing");
    let url = link["url"].as_str().unwrap();
    assert!(
        url.starts_with(PUBLIC_URL),
        "built from http.public_url: {url}"
    );
    let token = url.rsplit('/').next().unwrap();
    assert_eq!(link["hint"], token.get(token.len() - 4..).unwrap());
    let again = paul.post_nothing(&links).await.ok();
    assert_eq!(again["url"], url, "the standing one is given again (L2)");

    let page = client
        .admin
        .get(format!("/v1/access-links/{token}"))
        .await
        .ok();
    assert_eq!(page["partner"]["id"], scene.partner.as_str());
    assert_eq!(page["partner"]["name"], "Northwind");
    assert_eq!(page["employee"]["id"], paul.id.as_str());
    assert_eq!(page["verified"], true);
    assert_eq!(page["hint"], link["hint"]);
    let keys_of = |list: &Value| -> Vec<String> {
        let entries = list.as_array().unwrap().iter();
        entries
            .inspect(|entry| assert!(entry["label"].is_string(), "{entry}"))
            .map(|entry| entry["key"].as_str().unwrap().to_owned())
            .collect()
    };
    let (can, cannot) = (keys_of(&page["can"]), keys_of(&page["cannot"]));
    for key in [
        "contacts.view",
        "reports.view",
        "crm.export",
        "payments.connect",
    ] {
        assert!(can.iter().any(|can| can == key), "{key} in {can:?}");
    }
    for key in [
        "super_admins.manage",
        "billing.view",
        "billing.edit",
        "payments.instruments",
        "sensitive_data.manage",
        "provisioning.manage",
        "data_center.migrate",
        "apps.authorize_user_management",
        "permission_sets.edit",
        "users.edit",
        "audit_log.view",
    ] {
        assert!(
            cannot.iter().any(|cannot| cannot == key),
            "{key} in {cannot:?} (P3)"
        );
    }
    let eligible = page["eligible_accounts"].as_array().unwrap();
    assert_eq!(eligible.len(), 1, "{page}");
    assert_eq!(eligible[0]["id"], client.id.as_str());
    assert_eq!(eligible[0]["name"], client.name.as_str());

    let approved = client
        .admin
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": client.id, "reason": "Our agency since spring"}),
        )
        .await
        .ok();
    assert_eq!(approved["outcome"], "created");
    let membership = &approved["membership"];
    assert_eq!(membership["account"], client.id.as_str());
    assert_eq!(membership["user"]["id"], paul.id.as_str());
    assert_eq!(membership["access"]["type"], "partner_admin");
    assert_eq!(membership["seat"], "partner");
    assert_eq!(membership["partner"], scene.partner.as_str());
    assert_eq!(membership["status"], "active");
    assert_eq!(membership["recognized"], "verified");
    assert_eq!(membership["expires_at"], Value::Null);
    assert!(keys(&membership["permissions"]).contains(&"contacts.view"));
    assert_eq!(approved["relationship"]["status"], "connected");
}

/// L2, L4, L5, A1 to A3, D1, D2, P5: the whole main job.
async fn from_invitation_to_departure(server: &Server) {
    let scene = Scene::new(server).await;
    let contoso = scene.client("Contoso").await;
    let fabrikam = scene.client("Fabrikam").await;
    let paul = scene.manager("Paul").await;
    let domains = scene.at_partner("/email-domains");
    let kept = scene
        .owner
        .put(&domains, json!({"domains": [scene.domain]}))
        .await
        .ok();
    assert_eq!(kept["domains"], json!([scene.domain]));

    let_in(&scene, &contoso, &paul).await;
    assert!(scene.may(&paul, "reports.view", &contoso).await);

    // The client keeps reports to itself: whatever implies them goes too.
    let withheld = scene
        .put_member(
            &contoso.id,
            &paul,
            json!({"adjustments": {"added": [], "withheld": ["reports.view"]}}),
        )
        .await;
    assert_eq!(keys(&withheld["adjustments"]["withheld"]), ["reports.view"]);
    for key in ["reports.view", "reports.edit"] {
        assert_eq!(scene.why_not(&paul, key, &contoso).await, "not_granted");
    }

    // Three employees at once; the set goes beyond what Paul holds (A2, A3).
    let marketing = scene
        .client_set(
            &contoso,
            &["contacts.edit", "emails.publish", "reports.view"],
        )
        .await;
    let (anna, bert, cleo) = (
        scene.employee("Anna").await,
        scene.employee("Bert").await,
        scene.employee("Cleo").await,
    );
    let employees = scene.at_client(&contoso, "/employees");
    let adding = json!({
        "employees": [cleo.id, anna.id, bert.id],
        "permission_set": marketing,
        "reason": "Spring campaign",
    });
    let added = paul.post(&employees, adding).await.ok();
    let results = added["results"].as_array().unwrap();
    let order: Vec<_> = results.iter().map(|item| &item["employee"]).collect();
    assert_eq!(
        order,
        [&json!(cleo.id), &json!(anna.id), &json!(bert.id)],
        "in the order asked"
    );
    for item in results {
        assert_eq!(item["outcome"], "added", "{item}");
        assert_eq!(keys(&item["withheld"]), ["reports.view"], "{item}");
        assert_eq!(keys(&item["retained"]), Vec::<&str>::new(), "{item}");
        assert!(
            keys(&item["permissions"]).contains(&"contacts.edit"),
            "{item}"
        );
        assert!(
            !keys(&item["permissions"]).contains(&"reports.view"),
            "{item}"
        );
    }
    for person in [&anna, &bert, &cleo] {
        assert!(scene.may(person, "contacts.edit", &contoso).await);
        assert!(
            scene.may(person, "contacts.view", &contoso).await,
            "implied (P4)"
        );
        assert!(!scene.may(person, "reports.view", &contoso).await);
        assert!(!scene.may(person, "crm.import", &contoso).await);
    }

    // The client gives Bert reports; Paul's change of set cannot take what he does not hold.
    scene
        .put_member(
            &contoso.id,
            &bert,
            json!({"adjustments": {"added": ["reports.view"], "withheld": []}}),
        )
        .await;
    assert!(scene.may(&bert, "reports.view", &contoso).await);
    let exports = scene
        .client_set(&contoso, &["contacts.view", "crm.export"])
        .await;
    let changed = paul
        .patch(
            scene.employee_at(&contoso, &bert),
            json!({"permission_set": exports}),
        )
        .await
        .ok();
    let changed = only_result(&changed);
    assert_eq!(changed["outcome"], "changed");
    assert_eq!(keys(&changed["retained"]), ["reports.view"]);
    assert!(scene.may(&bert, "reports.view", &contoso).await);
    assert!(scene.may(&bert, "crm.export", &contoso).await);
    assert!(!scene.may(&bert, "emails.publish", &contoso).await);
    assert!(!scene.may(&bert, "contacts.edit", &contoso).await);
    assert!(scene.may(&bert, "contacts.view", &contoso).await);

    // Off and on again: the decision follows the answer at once (P6, Q2).
    let anna_there = scene.employee_at(&contoso, &anna);
    let off = paul
        .post(
            format!("{anna_there}/deactivate"),
            json!({"reason": "Leave"}),
        )
        .await
        .ok();
    assert_eq!(off["status"], "deactivated");
    assert_eq!(off["permissions"], json!([]), "{off}");
    assert_eq!(
        scene.why_not(&anna, "contacts.edit", &contoso).await,
        "deactivated"
    );
    let on = paul
        .post_nothing(format!("{anna_there}/reactivate"))
        .await
        .ok();
    assert_eq!(on["status"], "active");
    assert!(scene.may(&anna, "contacts.edit", &contoso).await);

    // Anna leaves the agency: one act in the partner account cuts her off in every client (P5).
    let set = scene.client_set(&fabrikam, &["contacts.view"]).await;
    scene.let_act(&fabrikam, &anna, &set).await;
    assert!(scene.may(&anna, "contacts.view", &fabrikam).await);
    scene
        .put_member(&scene.partner, &anna, json!({"status": "deactivated"}))
        .await;
    for client in [&contoso, &fabrikam] {
        assert_eq!(
            scene.why_not(&anna, "contacts.view", client).await,
            "not_an_employee"
        );
    }
    assert!(scene.may(&bert, "contacts.view", &contoso).await);
    let back = json!({"status": "active"});
    scene.put_member(&scene.partner, &anna, back).await;
    // Being employed again gives nothing back by itself; a partner admin there does.
    assert!(!scene.may(&anna, "contacts.edit", &contoso).await);
    let on = paul.post_nothing(format!("{anna_there}/reactivate"));
    assert_eq!(on.await.ok()["in_force"], true);
    assert!(scene.may(&anna, "contacts.edit", &contoso).await);
    assert!(!scene.may(&anna, "contacts.view", &fabrikam).await);
}

/// T1, T2: each side sees what concerns it, and the other's people by name only.
async fn each_side_reads_its_own_side_of_the_trail(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let paul = scene.manager("Paul").await;
    let_in(&scene, &client, &paul).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let anna = scene.employee("Anna").await;
    let employees = scene.at_client(&client, "/employees");
    paul.post(
        &employees,
        json!({"employees": [anna.id], "permission_set": set, "reason": "For the fair"}),
    )
    .await
    .ok();
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    client
        .admin
        .post(
            format!("{}/deactivate", client.member(&anna)),
            json!({"reason": "Nobody knows her"}),
        )
        .await
        .ok();
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&dora)))
        .await
        .ok();

    let of_client = client.admin.all(&client.at("/audit-events")).await;
    let of_partner = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let find = |events: &[Value], kind: &str, words: &[&str]| -> Vec<Value> {
        events
            .iter()
            .filter(|event| event["type"] == kind)
            .filter(|event| {
                let text = event.to_string();
                words.iter().all(|word| text.contains(word))
            })
            .cloned()
            .collect()
    };

    // The client sees all that happened in its account, with the reasons its own people gave.
    for (kind, words) in [
        (
            "access_link.approved",
            vec![paul.id.as_str(), "Our agency since spring"],
        ),
        (
            "membership.created",
            vec![paul.id.as_str(), client.admin.id.as_str()],
        ),
        (
            "membership.created",
            vec![anna.id.as_str(), paul.id.as_str()],
        ),
        ("membership.created", vec![dora.id.as_str()]),
        (
            "membership.deactivated",
            vec![anna.id.as_str(), "Nobody knows her"],
        ),
        ("membership.deactivated", vec![dora.id.as_str()]),
    ] {
        let found = find(&of_client, kind, &words);
        assert_eq!(found.len(), 1, "{kind} {words:?} in {of_client:#?}");
    }
    // The partner sees what is about its people, whoever did it, but not the client's own staff.
    for (kind, words) in [
        ("access_link.approved", vec![paul.id.as_str()]),
        ("membership.created", vec![anna.id.as_str(), "For the fair"]),
        ("membership.deactivated", vec![anna.id.as_str()]),
    ] {
        let found = find(&of_partner, kind, &words);
        assert_eq!(found.len(), 1, "{kind} {words:?} in {of_partner:#?}");
    }
    let about_staff = of_partner
        .iter()
        .find(|event| event.to_string().contains(&dora.id));
    assert_eq!(about_staff, None, "T2: no business of the partner's");

    // The other side's people: name and account, but neither address nor free text nor token.
    let seen_by_partner = Value::from(of_partner).to_string();
    for hidden in [
        client.admin.email.as_str(),
        "Our agency since spring",
        "Nobody knows her",
    ] {
        assert!(
            !seen_by_partner.contains(hidden),
            "{hidden} is the client's own"
        );
    }
    assert!(seen_by_partner.contains(&client.admin.name), "T2: by name");
    let seen_by_client = Value::from(of_client).to_string();
    for hidden in [paul.email.as_str(), anna.email.as_str(), "For the fair"] {
        assert!(
            !seen_by_client.contains(hidden),
            "{hidden} is the partner's own"
        );
    }
    assert!(seen_by_client.contains(&paul.name), "T2: by name");

    // What happened in the partner's own account is not the client's to see, nor another client's.
    let other = scene.client("Fabrikam").await;
    let elsewhere = Value::from(other.admin.all(&other.at("/audit-events")).await).to_string();
    for id in [&paul.id, &anna.id, &client.id] {
        assert!(!elsewhere.contains(id.as_str()), "{elsewhere}");
    }

    // A refused write leaves a record with its code (T1).
    let stranger = scene.staff(&client, "Egon", &["contacts.view"]).await;
    stranger
        .post_nothing(format!("{}/deactivate", client.member(&dora)))
        .await
        .missing_permission();
    let events = client.admin.all(&client.at("/audit-events")).await;
    let refusals: Vec<_> = events
        .iter()
        .filter(|event| event["outcome"] == "refused")
        .map(Value::to_string)
        .collect();
    assert!(
        refusals
            .iter()
            .any(|event| event.contains(&stranger.id) && event.contains("missing-permission")),
        "{refusals:#?}"
    );

    // Reading the trail takes `audit_log.view` or SA.
    stranger
        .get(client.at("/audit-events"))
        .await
        .missing_permission();
    let auditor = scene.staff(&client, "Rita", &["audit_log.view"]).await;
    auditor.get(client.at("/audit-events")).await.ok();
    let filters = format!("?type=membership.deactivated&user={}", anna.id);
    let filtered = auditor
        .all(&client.at(&format!("/audit-events{filters}")))
        .await;
    assert_eq!(filtered.len(), 1, "{filtered:#?}");
}
