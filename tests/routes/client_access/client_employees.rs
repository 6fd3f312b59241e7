//! Who acts for the partner in a client.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{Person, Scene, Server, access, on_both_databases};

on_both_databases!(shows_only_people_who_act_for_the_partner,);

/// A6: never another partner's people nor the client's staff.
async fn shows_only_people_who_act_for_the_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let left = scene.employee("Leo").await;
    scene.let_act(&client, &left, &set).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &left, body).await;
    // An employee who is there on their own behalf, the staff, and somebody else's agent.
    let private = scene.employee("Priya").await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &private, body).await;
    scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;

    let path = scene.at_client(&client, "/employees");
    let seen = async |caller: &Person, path: &str| -> BTreeSet<String> {
        caller
            .all(path)
            .await
            .iter()
            .map(|member| member["user"]["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let expected: BTreeSet<_> = [&mona, &worker, &left]
        .map(|person| person.id.clone())
        .into();
    assert_eq!(seen(&mona, &path).await, expected);
    let theirs = format!("/v1/partners/{other}/clients/{}/employees", client.id);
    assert_eq!(
        seen(&rival, &theirs).await,
        BTreeSet::from([rival.id.clone()])
    );
    let answer = mona.get(&path).await.ok();
    assert_eq!(answer["linked"], json!([]));
    // A set comes with its name, and the engagement is the partner's.
    let body = json!({"engagement": "contractor"});
    let path = scene.at_partner(&format!("/employees/{}", worker.id));
    mona.patch(path, body).await.ok();
    let items = mona.all(&scene.at_client(&client, "/employees")).await;
    let item = items.iter().find(|item| item["user"]["id"] == worker.id);
    let item = item.unwrap();
    assert!(item["access"]["name"].is_string(), "{item}");
    assert_eq!(
        (&item["engagement"], &item["in_force"]),
        (&json!("contractor"), &json!(true))
    );
}
