//! Why a member may do what.

use serde_json::{Value, json};

use super::change;
use crate::support::{Person, Scene, Server, keys, on_both_databases};

on_both_databases!(each_permission_is_explained, explained_to_those_concerned,);

fn entry<'a>(answer: &'a Value, key: &str) -> &'a Value {
    let entries = answer["permissions"].as_array().unwrap();
    entries
        .iter()
        .find(|entry| entry["key"] == key)
        .unwrap_or_else(|| panic!("{key} in {answer}"))
}

/// P5, S3, A2: granted and effective, the source of each, and why any is missing.
async fn each_permission_is_explained(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(
            &client,
            "Dora",
            &["crm.export", "sequences.use", "contacts.edit"],
        )
        .await;
    let body = json!({"adjustments": {"added": ["crm.import"], "withheld": ["crm.export"]}});
    change(&client.admin, &client, &person, body).await.ok();
    let path = format!("{}/permissions", client.member(&person));
    let told = client.admin.get(&path).await.ok();
    let granted = keys(&told["granted"]);
    let effective = keys(&told["effective"]);
    for (key, is_granted, is_effective) in [
        ("crm.import", true, true),
        ("crm.export", false, false),
        ("sequences.use", true, false),
        ("contacts.edit", true, true),
    ] {
        assert_eq!(granted.contains(&key), is_granted, "{key} in {told}");
        assert_eq!(effective.contains(&key), is_effective, "{key} in {told}");
    }
    for (key, source, is_effective, missing) in [
        ("crm.import", json!("added"), true, Value::Null),
        (
            "crm.export",
            Value::Null,
            false,
            json!("withheld_by_client"),
        ),
        (
            "sequences.use",
            json!("permission_set"),
            false,
            json!("seat"),
        ),
        ("billing.view", Value::Null, false, json!("not_in_access")),
    ] {
        let entry = entry(&told, key);
        assert_eq!(entry["source"], source, "{entry}");
        assert_eq!(entry["effective"], is_effective, "{entry}");
        assert_eq!(entry["missing"], missing, "{entry}");
    }
    // The paid seat brings what needs it.
    let body = json!({"paid_seats": ["sales"]});
    change(&client.admin, &client, &person, body).await.ok();
    let told = client.admin.get(&path).await.ok();
    assert_eq!(entry(&told, "sequences.use")["effective"], true);
    // A denial reason of Q1 where all of it is off.
    let off = format!("{}/deactivate", client.member(&person));
    client.admin.post_nothing(off).await.ok();
    let told = client.admin.get(&path).await.ok();
    assert_eq!(told["effective"], json!([]));
    assert!(keys(&told["granted"]).contains(&"crm.import"), "{told}");
    assert_eq!(entry(&told, "crm.import")["missing"], "deactivated");
    // Sources of the other kinds of access.
    let own = format!("{}/permissions", client.member(&client.admin));
    let told = client.admin.get(own).await.ok();
    assert_eq!(entry(&told, "billing.edit")["source"], "super_admin");
    let mona = scene.partner_admin(&client, "Mona").await;
    let path = format!("{}/permissions", client.member(&mona));
    let told = client.admin.get(&path).await.ok();
    assert_eq!(entry(&told, "crm.export")["source"], "partner_admin");
    assert_eq!(entry(&told, "billing.view")["missing"], "not_in_access");
    // A clip is told apart from what the client withheld.
    let held = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    change(&client.admin, &client, &mona, held).await.ok();
    let wide = scene
        .client_set(&client, &["contacts.view", "reports.view"])
        .await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &wide).await;
    let path = format!("{}/permissions", client.member(&worker));
    let told = client.admin.get(&path).await.ok();
    assert_eq!(entry(&told, "reports.view")["missing"], "clipped");
    scene.enrolled_as(Value::Null).await;
    let path = format!("{}/permissions", client.member(&mona));
    let told = client.admin.get(&path).await.ok();
    let reason = &entry(&told, "crm.export")["missing"];
    assert_eq!(reason, "partner_not_enrolled", "L1");
}

/// Oneself, `users.edit`, SA, and holders of `.view` in the partner account for those who act for
/// it (A6 for anybody else).
async fn explained_to_those_concerned(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let viewer = scene.viewer("Vera").await;
    let colleague = scene.employee("Frida").await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let at = |person: &Person| format!("{}/permissions", client.member(person));
    for caller in [&worker, &manager, &client.admin, &viewer, &scene.owner] {
        caller.get(at(&worker)).await.ok();
    }
    for caller in [&plain, &colleague, &rival] {
        caller.get(at(&worker)).await.kept_out();
    }
    for caller in [&worker, &viewer, &scene.owner, &rival] {
        caller.get(at(&plain)).await.kept_out();
    }
    plain.get(at(&plain)).await.ok();
    client.admin.get(at(&rival)).await.not_found();
}
