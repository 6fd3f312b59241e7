//! Who is given the assets of those who go.

use serde_json::{Value, json};

use super::{carried_out, confirm};
use crate::support::{
    Scene, Server, access, at_operation, on_both_databases,
    removals::{item, of, owned, reviewed, staffed},
    said,
};

on_both_databases!(
    assets_are_handed_on_whole_or_by_kind,
    assets_go_only_to_active_members_of_the_client,
    without_access_only_the_partners_people_get_assets,
);

/// D7: all or per kind; Latchkey's list changes in the same unit and the event tells the platform.
async fn assets_are_handed_on_whole_or_by_kind(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let [frida, tor] = [scene.employee("Frida").await, scene.employee("Tor").await];
    for person in [&frida, &tor] {
        scene.let_act(&client, person, &set).await;
    }
    scene
        .own_assets(
            &client,
            &[
                ("e-1", "page", &emil),
                ("e-2", "workflow", &emil),
                ("e-3", "list", &emil),
                ("f-1", "page", &frida),
                ("f-2", "workflow", &frida),
            ],
        )
        .await;
    let review = scene.review(&mona, of(&client, &[&emil, &frida])).await;
    let mut whole = item(&client, &emil);
    whole["reassign_to"] = json!(tor.id);
    whole["reassign"] = json!([{"kind": "page", "to": mona.id}]);
    let mut partly = item(&client, &frida);
    partly["reassign"] = json!([{"kind": "workflow", "to": mona.id}]);
    let results = carried_out(&mona, &scene, &review, json!([whole, partly])).await;
    for result in &results {
        assert_eq!(said(result), "removed");
    }
    assert_eq!(
        owned(&scene, &client, &tor).await,
        json!([{"kind": "list", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    assert_eq!(
        owned(&scene, &client, &mona).await,
        json!([{"kind": "page", "count": 1}, {"kind": "workflow", "count": 1}])
    );
    let path = client.at("/audit-events?type=asset.reassigned");
    let events = client.admin.all(&path).await;
    assert!(!events.is_empty(), "the event tells the platform");
    let text = Value::from(events).to_string();
    for person in [&tor, &mona] {
        assert!(text.contains(&person.id), "{text}");
    }
}

/// D7: to an active member of the same client.
async fn assets_go_only_to_active_members_of_the_client(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene.own_assets(&client, &[("p-1", "page", &emil)]).await;
    let off = scene.staff(&client, "Olga", &["contacts.view"]).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&client.id, &off, body).await;
    let elsewhere = scene.employee("Frida").await;
    let stranger = scene.outsider("Sven").await;
    let nobody = "usr_01h455vb4pex5vsknk084sn02q".to_owned();
    for to in [&off.id, &elsewhere.id, &stranger.id, &nobody, &emil.id] {
        let review = scene.review(&mona, of(&client, &[&emil])).await;
        let mut whole = item(&client, &emil);
        whole["reassign_to"] = json!(to);
        let mut by_kind = item(&client, &emil);
        by_kind["reassign"] = json!([{"kind": "page", "to": to}]);
        for item in [whole, by_kind] {
            let answer = confirm(&mona, &scene, &review, json!([item])).await;
            if answer.status == 202 {
                let started = answer.accepted();
                mona.finish(&started).await;
                let results = mona.all(&at_operation(&started, "/results")).await;
                assert_eq!(results[0]["outcome"], "refused", "{results:#?}");
                break;
            }
            assert!([404, 409, 422].contains(&answer.status), "{answer}");
            answer.problem(answer.status);
        }
        assert!(scene.may(&emil, "contacts.view", &client).await, "{to}");
    }
    // The client's own staff, where the remover has access.
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let mut whole = item(&client, &emil);
    whole["reassign_to"] = json!(dora.id);
    let results = carried_out(&mona, &scene, &review, json!([whole])).await;
    assert_eq!(said(&results[0]), "removed");
}

/// D7, A6.
async fn without_access_only_the_partners_people_get_assets(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene.own_assets(&client, &[("p-1", "page", &emil)]).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let max = scene.manager("Max").await;
    let review = scene.review(&max, of(&client, &[&emil])).await;
    let candidates = &reviewed(&review, &client, &emil)["reassign_candidates"];
    assert_eq!(
        candidates,
        &json!([{"id": mona.id, "name": mona.name}]),
        "nobody else is named"
    );
    let mut told_apart = Vec::new();
    let unknown = "usr_01h455vb4pex5vsknk084sn02q".to_owned();
    for to in [&dora.id, &rival.id, &client.admin.id, &unknown] {
        let mut whole = item(&client, &emil);
        whole["reassign_to"] = json!(to);
        let answer = confirm(&max, &scene, &review, json!([whole])).await;
        let shown = if answer.status == 202 {
            let started = answer.accepted();
            max.finish(&started).await;
            let results = max.all(&at_operation(&started, "/results")).await;
            assert_eq!(results[0]["outcome"], "refused", "{results:#?}");
            results[0]["problem"].clone()
        } else {
            assert!([404, 409, 422].contains(&answer.status), "{answer}");
            answer.problem(answer.status)["code"].clone()
        };
        told_apart.push(shown);
    }
    told_apart.dedup();
    assert_eq!(told_apart.len(), 1, "staff and nobody are the same");
    let review = scene.review(&max, of(&client, &[&emil])).await;
    let mut whole = item(&client, &emil);
    whole["reassign_to"] = json!(mona.id);
    let results = carried_out(&max, &scene, &review, json!([whole])).await;
    assert_eq!(said(&results[0]), "removed");
    assert_eq!(
        owned(&scene, &client, &mona).await,
        json!([{"kind": "page", "count": 1}])
    );
}
