//! The headers that any call may have: its id, its reason, and odd ones.

use serde_json::json;

use crate::support::{Scene, Server, on_both_databases};

on_both_databases!(
    the_request_id_is_echoed_or_made,
    reasons_reach_the_trail_from_body_and_header,
    revisions_are_ordered_and_rest_without_a_change,
    odd_headers_do_no_harm,
);

async fn the_request_id_is_echoed_or_made(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for path in ["/livez", "/v1/me", "/nothing"] {
        let answer = client
            .admin
            .get(path)
            .header("X-Request-ID", "abc-123")
            .await;
        assert_eq!(answer.header("x-request-id"), Some("abc-123"), "{answer}");
        let (one, two) = (client.admin.get(path).await, client.admin.get(path).await);
        let made = one.header("x-request-id");
        assert!(made.is_some_and(|id| !id.is_empty()), "{one}");
        assert_ne!(made, two.header("x-request-id"));
    }
    // T1: it is in every event, of changes and of refusals.
    let (change, refusal) = (scene.unique("change"), scene.unique("refusal"));
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&person)))
        .header("X-Request-ID", &change)
        .await
        .ok();
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&client.admin)))
        .header("X-Request-ID", &refusal)
        .await
        .refused(409, "last-super-admin");
    let events = client.admin.all(&client.at("/audit-events")).await;
    for id in [change, refusal] {
        let found = events
            .iter()
            .filter(|event| event["request_id"] == id.as_str())
            .count();
        assert_eq!(found, 1, "{id} in {events:#?}");
    }
}

/// T4: up to 500 characters.
async fn reasons_reach_the_trail_from_body_and_header(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (off, on) = (
        format!("{}/deactivate", client.member(&person)),
        format!("{}/reactivate", client.member(&person)),
    );
    let long = "ø".repeat(500);
    client.admin.post(&off, json!({"reason": long})).await.ok();
    client
        .admin
        .post_nothing(&on)
        .header("Latchkey-Reason", "She is back")
        .await
        .ok();
    let path = client.member(&person);
    client
        .admin
        .delete(&path)
        .header("Latchkey-Reason", "She has left")
        .await
        .done();
    let events = client.admin.all(&client.at("/audit-events")).await;
    for (kind, reason) in [
        ("membership.deactivated", long.as_str()),
        ("membership.reactivated", "She is back"),
        ("membership.removed", "She has left"),
    ] {
        let found: Vec<_> = events
            .iter()
            .filter(|event| event["type"] == kind)
            .collect();
        assert_eq!(found.len(), 1, "{kind} in {events:#?}");
        assert!(found[0].to_string().contains(reason), "{}", found[0]);
    }
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let path = client.at(&format!("/permission-sets/{set}"));
    let too_long = json!({"name": "X", "reason": "x".repeat(501)});
    let answer = client.admin.patch(&path, too_long).await;
    answer.refused(422, "invalid");
    let answer = client
        .admin
        .patch(&path, json!({"name": "X"}))
        .header("Latchkey-Reason", &"x".repeat(501))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");
}

async fn revisions_are_ordered_and_rest_without_a_change(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let off = format!("{}/deactivate", client.member(&person));
    let on = format!("{}/reactivate", client.member(&person));
    let mut last = client.admin.post_nothing(&off).await.revision();
    for path in [&on, &off, &on, &off] {
        let revision = client.admin.post_nothing(path).await.revision();
        assert_eq!(revision.epoch, last.epoch);
        assert!(revision.number > last.number, "{revision} after {last}");
        last = revision;
    }
    // T4: the act finds its result already there. It is read as of now, so not before the last.
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    let again = client.admin.post_nothing(&off).await;
    again.ok();
    assert!(again.revision() >= last);
    let trail = client.admin.all(&client.at("/audit-events")).await;
    assert_eq!(trail.len(), events, "no event for an act without effect");
    // Decisions name the revision they stand on.
    let decision = scene
        .platform
        .ask(&person.id, "contacts.view", &client.id)
        .await;
    let read = decision["context"]["revision"].as_str().unwrap();
    assert!(crate::support::Revision::parse(read) >= last, "{read}");
}

async fn odd_headers_do_no_harm(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let off = format!("{}/deactivate", client.member(&person));
    let long = "x".repeat(3_000);
    for (name, value) in [
        ("X-Request-ID", long.as_str()),
        ("X-Request-ID", "a b\tc"),
        ("X-Request-ID", ""),
        ("X-Request-ID", "ærlig"),
        ("If-Match", "nonsense"),
        ("If-Match", ""),
        ("Latchkey-Reason", "ærlig talt"),
        ("Idempotency-Key", "ærlig"),
        ("Idempotency-Key", "\"half"),
        ("Accept", "application/xml"),
        ("Accept", "nonsense"),
        ("Authorization", "Bearer ærlig"),
    ] {
        let answer = client.admin.post_nothing(&off).header(name, value).await;
        assert!(answer.status < 500, "{name}: {value}\n{answer}");
        assert!(
            answer
                .header("x-request-id")
                .is_some_and(|id| id.len() <= 3_000)
        );
    }
}
