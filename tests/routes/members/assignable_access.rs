//! What the caller may give to whom.

use serde_json::{Value, json};

use crate::support::{Scene, Server, keys, on_both_databases};

on_both_databases!(depends_on_who_gives_and_to_whom,);

fn types(answer: &Value) -> Vec<&str> {
    answer["access"]
        .as_array()
        .unwrap()
        .iter()
        .map(|access| access["type"].as_str().unwrap())
        .collect()
}

/// S2, A8, L3: partner admin and partner seat are not even named to whom they are not offered.
async fn depends_on_who_gives_and_to_whom(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let within = scene.client_set(&client, &["contacts.view:own"]).await;
    let beyond = scene.client_set(&client, &["crm.export"]).await;
    let employee = scene.employee("Emil").await;
    let unverified = scene.unverified_employee("Ulf").await;
    let new = format!("{}@elsewhere.test", scene.unique("new"));
    let at = |email: &str| client.at(&format!("/assignable-access?email={email}"));
    let sets = |answer: &Value| -> Vec<String> {
        answer["access"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|access| access["type"] == "permission_set")
            .map(|access| {
                assert!(access["name"].is_string(), "{access}");
                access["permission_set"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let open = client.admin.get(at(&employee.email)).await.ok();
    assert!(types(&open).contains(&"super_admin"), "{open}");
    assert!(types(&open).contains(&"partner_admin"), "{open}");
    for set in [&within, &beyond] {
        assert!(sets(&open).contains(set), "{open}");
    }
    for seat in ["partner", "core", "view_only", "sales", "service"] {
        assert!(keys(&open["seats"]).contains(&seat), "{seat} in {open}");
    }
    let narrow = manager.get(at(&employee.email)).await.ok();
    assert!(!types(&narrow).contains(&"super_admin"), "{narrow}");
    assert!(types(&narrow).contains(&"partner_admin"), "the exception");
    assert!(sets(&narrow).contains(&within), "{narrow}");
    assert!(!sets(&narrow).contains(&beyond), "{narrow}");
    for (caller, email) in [
        (&client.admin, unverified.email.as_str()),
        (&client.admin, plain.email.as_str()),
        (&client.admin, new.as_str()),
        (&manager, unverified.email.as_str()),
        (&manager, new.as_str()),
    ] {
        let answer = caller.get(at(email)).await;
        let offered = answer.ok();
        assert!(!answer.body.contains("partner"), "{answer}");
        assert!(keys(&offered["seats"]).contains(&"core"), "{answer}");
    }
    // Only those with rights over people ask, and the partner learns nothing here (A11).
    let agent = scene.partner_admin(&client, "Mona").await;
    for caller in [&plain, &agent] {
        caller.get(at(&employee.email)).await.missing_permission();
    }
    scene
        .client("Fabrikam")
        .await
        .admin
        .get(at(&employee.email))
        .await
        .kept_out();
    // L3.
    let body = json!({"partner_admins_by": "super_admin"});
    client.admin.put(client.at("/policy"), body).await.ok();
    let kept = manager.get(at(&employee.email)).await.ok();
    assert!(!types(&kept).contains(&"partner_admin"), "{kept}");
    let open = client.admin.get(at(&employee.email)).await.ok();
    assert!(types(&open).contains(&"partner_admin"), "{open}");
    // What is no address, and none at all.
    for query in ["?email=", "?email=x", ""] {
        let answer = client
            .admin
            .get(client.at(&format!("/assignable-access{query}")))
            .await;
        answer.refused(422, "invalid");
    }
    // Without enrolment it is nobody's to give.
    scene.enrolled_as(Value::Null).await;
    let answer = client.admin.get(at(&employee.email)).await;
    assert!(!answer.body.contains("partner"), "{answer}");
}
