//! The people of a partner.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{Person, Scene, Server, access, on_both_databases};

on_both_databases!(employees_are_listed_shown_and_filtered,);

async fn employees_are_listed_shown_and_filtered(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let viewer = scene.viewer("Vera").await;
    let (anna, bert) = (scene.employee("Anna").await, scene.employee("Bert").await);
    let uwe = scene.unverified_employee("Uwe").await;
    let body = json!({"engagement": "contractor"});
    scene.put_member(&scene.partner, &bert, body).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &anna, &set).await;
    // On their own behalf: no client of the partner's for this person.
    let private = scene.client("Private").await;
    let own = scene.client_set(&private, &["contacts.view"]).await;
    let body = json!({"access": access::set(&own)});
    scene.put_member(&private.id, &anna, body).await;
    let list = async |query: &str| -> BTreeSet<String> {
        viewer
            .all(&scene.at_partner(&format!("/employees{query}")))
            .await
            .iter()
            .map(|item| {
                let id = item["id"].as_str().or_else(|| item["user"]["id"].as_str());
                id.unwrap_or_else(|| panic!("{item}")).to_owned()
            })
            .collect()
    };
    let expect = |people: &[&Person]| -> BTreeSet<String> {
        people.iter().map(|person| person.id.clone()).collect()
    };
    let all = [&scene.owner, &viewer, &anna, &bert, &uwe];
    assert_eq!(list("").await, expect(&all));
    assert_eq!(list("?engagement=contractor").await, expect(&[&bert]));
    assert_eq!(
        list("?engagement=employee").await,
        expect(&[&scene.owner, &viewer, &anna, &uwe])
    );
    assert_eq!(list("?verified=false").await, expect(&[&uwe]));
    assert_eq!(
        list("?verified=true").await,
        expect(&[&scene.owner, &viewer, &anna, &bert])
    );
    assert_eq!(list("?q=ANNA").await, expect(&[&anna]));
    assert_eq!(list(&format!("?q={}", uwe.email)).await, expect(&[&uwe]));
    assert_eq!(list("?q=%25").await, expect(&[]));
    assert_eq!(
        list("?verified=true&engagement=contractor").await,
        expect(&[&bert])
    );
    for query in ["?verified=perhaps", "?engagement=friend"] {
        let answer = viewer
            .get(scene.at_partner(&format!("/employees{query}")))
            .await;
        assert!([400, 422].contains(&answer.status), "{answer}");
    }
    let walked = viewer.pages(&scene.at_partner("/employees"), 2).await;
    assert_eq!(walked.concat().len(), all.len());
    let path = scene.at_partner(&format!("/employees/{}", anna.id));
    let shown = viewer.get(&path).await;
    let text = shown.ok().to_string();
    assert!(
        text.contains(&anna.email) && text.contains(&client.id),
        "{shown}"
    );
    assert!(!text.contains(&private.id), "{shown}");
    let stranger = scene.outsider("Sven").await;
    for id in [
        &stranger.id,
        &client.admin.id,
        &"usr_01h455vb4pex5vsknk084sn02q".to_owned(),
    ] {
        viewer
            .get(scene.at_partner(&format!("/employees/{id}")))
            .await
            .not_found();
    }
}
