//! Items tell what the reader can do with them, when asked (U4). That each is what its call answers is tested
//! beside the use cases.

use serde_json::{Value, json};

use crate::support::{Person, Scene, Server, access, on_both_databases};

on_both_databases!(items_tell_what_the_reader_can_do,);

async fn items(reader: &Person, path: &str) -> Vec<Value> {
    let answer = reader.get(path).await.ok();
    match answer.get("items") {
        Some(items) => items.as_array().unwrap().clone(),
        None => vec![answer],
    }
}

/// The code that is told for an act; `null` if it is allowed.
fn why(item: &Value, act: &str) -> Value {
    let actions = item["actions"].as_array().unwrap();
    let told = actions.iter().find(|action| action["name"] == act).unwrap();
    assert_eq!(told["allowed"], json!(told["why"].is_null()), "{told}");
    told["why"].clone()
}

async fn items_tell_what_the_reader_can_do(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mia").await;
    let viewer = scene.viewer("Vera").await;
    scene.let_act(&client, &viewer, &scene.working).await;
    let admin = &client.admin;
    let own = format!("/v1/accounts/{}/members/{}", client.id, admin.id);
    for (reader, path, act, expected) in [
        (admin, client.at("/members"), "deactivate", Value::Null),
        (admin, own, "remove", json!("last-super-admin")),
        (
            admin,
            "/v1/me".to_owned(),
            "leave",
            json!("last-super-admin"),
        ),
        (
            &manager,
            scene.at_partner("/clients"),
            "add_employees",
            Value::Null,
        ),
        (
            &viewer,
            scene.at_partner("/clients"),
            "change",
            json!("missing-permission"),
        ),
        (
            &manager,
            scene.at_client(&client, ""),
            "end_services",
            Value::Null,
        ),
        (
            &manager,
            scene.at_client(&client, "/employees"),
            "change",
            Value::Null,
        ),
        (
            &manager,
            scene.at_partner("/employees"),
            "issue_access_link",
            Value::Null,
        ),
        (
            &viewer,
            scene.at_partner(&format!("/employees/{}", manager.id)),
            "remove",
            json!("missing-permission"),
        ),
    ] {
        for item in items(reader, &path).await {
            assert_eq!(item.get("actions"), None, "{path}");
        }
        let told = items(reader, &format!("{path}?actions=true")).await;
        let codes: Vec<_> = told.iter().map(|item| why(item, act)).collect();
        assert!(codes.contains(&expected), "{path} {act}: {codes:?}");
        assert_eq!(
            items(reader, &format!("{path}?actions=false")).await.len(),
            told.len()
        );
        let bad = reader.get(format!("{path}?actions=perhaps")).await;
        bad.refused(422, "invalid");
    }
    let body = json!({"access": access::super_admin()});
    let second = scene.outsider("Sara").await;
    scene.put_member(&client.id, &second, body).await;
    let told = items(admin, &format!("{}?actions=true", client.member(admin))).await;
    assert_eq!(
        why(&told[0], "remove"),
        Value::Null,
        "another one is there now"
    );
}
