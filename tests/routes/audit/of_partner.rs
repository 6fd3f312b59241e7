//! What a partner sees of the trail.

use serde_json::{Value, json};

use super::scene_with_a_story;
use crate::support::{Server, access, on_both_databases};

on_both_databases!(shows_its_own_doings_and_what_concerns_its_people,);

/// T2.
async fn shows_its_own_doings_and_what_concerns_its_people(server: &Server) {
    let (scene, client, mona, worker) = scene_with_a_story(server).await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let set = scene.client_set(&client, &["crm.export"]).await;
    // An employee there on their own behalf is still the partner's employee; another partner's is
    // not.
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let events = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let text = Value::from(events.clone()).to_string();
    for hidden in [
        dora.id.as_str(),
        rival.id.as_str(),
        set.as_str(),
        "Southwind",
    ] {
        assert!(
            !text.contains(hidden),
            "{hidden} is none of the partner's business"
        );
    }
    for shown in [&mona, &worker] {
        assert!(text.contains(&shown.id));
    }
    let theirs = rival
        .all(&format!("/v1/partners/{other}/audit-events"))
        .await;
    let text = Value::from(theirs).to_string();
    assert!(text.contains(&rival.id));
    for hidden in [&mona.id, &worker.id, &dora.id] {
        assert!(!text.contains(hidden), "{text}");
    }
}
