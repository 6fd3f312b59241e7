//! Switching mails off and on again.

use serde_json::{Value, json};

use crate::support::{Scene, Server, on_both_databases};

const PATH: &str = "/v1/me/notifications";

on_both_databases!(
    what_is_not_named_is_on_again,
    what_cannot_be_changes_nothing,
);

/// N1: the list that is sent replaces the one before.
async fn what_is_not_named_is_on_again(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    for muted in [
        json!(["migration"]),
        json!(["migration", "migration"]),
        json!([
            "partner_admin_approved",
            "employee_added",
            "migration",
            "all_removed",
            "link_answered",
            "employee_linked",
            "enrolment",
            "partner_admins_gained",
            "member_left",
            "invitation_declined",
            "access_of_others_ending",
            "relationship_ending",
            "relationship_ended",
        ]),
        json!([]),
    ] {
        let answer = person.put(PATH, json!({"muted": muted})).await.ok();
        assert_eq!(answer, person.get(PATH).await.ok());
        assert_eq!(answer["muted"] == json!([]), muted == json!([]), "{answer}");
    }
    assert_eq!(person.get(PATH).await.ok(), json!({"muted": []}));
}

async fn what_cannot_be_changes_nothing(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.outsider("Dora").await;
    person.put(PATH, json!({"muted": ["migration"]})).await.ok();
    let many: Vec<Value> = (0..20_000).map(|n| json!(format!("mail-{n}"))).collect();
    for (body, pointer) in [
        (json!({}), "/muted"),
        (json!({"muted": ["weather"]}), "/muted/0"),
        // About one's own access: always sent.
        (json!({"muted": ["removed"]}), "/muted/0"),
        (json!({"muted": many}), "/muted"),
    ] {
        person.put(PATH, body).await.invalid(pointer);
    }
    assert_eq!(person.get(PATH).await.ok(), json!({"muted": ["migration"]}));
}
