//! The trail of an account: what it keeps, and how it is filtered.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene_with_a_story;
use crate::support::{Client, Person, Scene, Server, later, on_both_databases};

on_both_databases!(
    an_event_says_who_did_what_to_whom_and_why,
    an_event_lists_what_was_given_and_withheld,
    the_other_sides_addresses_and_tokens_are_left_out,
    is_filtered,
    is_taken_out_whole,
    refusals_are_kept_but_not_without_bound,
    a_refusal_that_hides_an_object_is_kept,
    an_approval_is_told_of_link_and_membership,
    cannot_be_changed,
);

async fn of_account(client: &Client) -> Vec<Value> {
    client.admin.all(&client.at("/audit-events")).await
}

fn of_type<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events
        .iter()
        .filter(|event| event["type"] == kind && event["outcome"] != "refused")
        .collect()
}

/// T1.
async fn an_event_says_who_did_what_to_whom_and_why(server: &Server) {
    let (scene, client, mona, worker) = scene_with_a_story(server).await;
    let events = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let found = of_type(&events, "membership.deactivated");
    let [event] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert!(event["id"].as_str().unwrap().starts_with("evt_"));
    let actor = event["actor"].to_string();
    assert!(
        actor.contains(&mona.id) && actor.contains(&mona.name),
        "{event}"
    );
    assert!(
        actor.contains(&scene.partner),
        "from which account: {event}"
    );
    assert_eq!(event["user"]["id"], worker.id.as_str());
    assert_eq!(event["account"]["id"], client.id.as_str());
    assert_eq!(event["account"]["name"], "Contoso");
    assert_eq!(event["request_id"], "story-1");
    assert_eq!(event["reason"], "On leave");
    assert!(event["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        event["address"], "127.0.0.1",
        "the partner's own side sees it"
    );
    assert!(
        event["token"]
            .as_str()
            .is_some_and(|token| token.starts_with("tok_"))
    );
    // What the platform does is the platform's, by its service token.
    let events = of_account(&client).await;
    let created = of_type(&events, "membership.created");
    let by_platform: Vec<_> = created
        .iter()
        .filter(|event| event["user"]["id"] == mona.id.as_str())
        .collect();
    assert_eq!(by_platform.len(), 1, "{created:#?}");
    assert!(by_platform[0]["actor"].to_string().contains("service"));
}

/// T1: before and after.
async fn an_event_lists_what_was_given_and_withheld(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let body = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    scene.put_member(&client.id, &mona, body).await;
    let worker = scene.employee("Emil").await;
    let first = scene
        .client_set(&client, &["crm.import", "reports.view"])
        .await;
    scene.add(&mona, &client, &worker, &first).await;
    let body = json!({"adjustments": {"added": ["billing.view"], "withheld": []}});
    scene.put_member(&client.id, &worker, body).await;
    let second = scene
        .client_set(&client, &["crm.export", "reports.view"])
        .await;
    let path = scene.employee_at(&client, &worker);
    mona.patch(&path, json!({"permission_set": second}))
        .await
        .ok();
    let events = of_account(&client).await;
    let changed: Vec<_> = of_type(&events, "membership.changed")
        .into_iter()
        .filter(|event| event["actor"].to_string().contains(&mona.id))
        .collect();
    let [event] = changed.as_slice() else {
        panic!("{changed:#?}");
    };
    let details = event["details"].to_string();
    for key in ["crm.export", "crm.import", "reports.view", "billing.view"] {
        assert!(details.contains(key), "{key} in {event}");
    }
}

/// T2: by name and account, not by address, token or free text.
async fn the_other_sides_addresses_and_tokens_are_left_out(server: &Server) {
    let (scene, client, mona, worker) = scene_with_a_story(server).await;
    client
        .admin
        .post(
            format!("{}/deactivate", client.member(&worker)),
            json!({"reason": "Our own reason"}),
        )
        .await
        .ok();
    client
        .admin
        .post(
            format!("{}/reactivate", client.member(&worker)),
            json!({"reason": "Our other reason"}),
        )
        .await
        .ok();
    let by = |events: &[Value], person: &Person| -> Vec<Value> {
        events
            .iter()
            .filter(|event| event["actor"].to_string().contains(&person.id))
            .cloned()
            .collect()
    };
    let seen_by_client = by(&of_account(&client).await, &mona);
    let events = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let seen_by_partner = by(&events, &client.admin);
    assert!(!seen_by_client.is_empty() && !seen_by_partner.is_empty());
    for (events, actor) in [(&seen_by_client, &mona), (&seen_by_partner, &client.admin)] {
        for event in events {
            for name in ["address", "token", "reason"] {
                assert_eq!(event[name], Value::Null, "{name}: {event}");
            }
            let text = event.to_string();
            assert!(text.contains(&actor.name), "{event}");
            assert!(!text.contains(&actor.email), "{event}");
            assert!(!text.contains("tok_"), "{event}");
        }
    }
    // In what a side takes out, too.
    for (caller, path, hidden) in [
        (
            &client.admin,
            client.at("/audit-events"),
            ["On leave", &mona.email],
        ),
        (
            &scene.owner,
            scene.at_partner("/audit-events"),
            ["Our own reason", &client.admin.email],
        ),
    ] {
        for media_type in ["text/csv", "application/x-ndjson"] {
            let export = caller.get(&path).header("Accept", media_type).await;
            assert_eq!(export.status, 200, "{export}");
            for word in hidden {
                assert!(!export.body.contains(word), "{word}\n{export}");
            }
        }
    }
}

async fn is_filtered(server: &Server) {
    let (scene, client, mona, worker) = scene_with_a_story(server).await;
    let other = scene.client("Fabrikam").await;
    scene.make_partner_admin(&other, &mona).await;
    let path = scene.at_partner("/audit-events");
    let all = scene.owner.all(&path).await;
    let ids = |events: &[Value]| -> BTreeSet<String> {
        events
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let matching = |matches: &dyn Fn(&Value) -> bool| -> BTreeSet<String> {
        ids(&all
            .iter()
            .filter(|event| matches(event))
            .cloned()
            .collect::<Vec<_>>())
    };
    let list = async |query: &str| ids(&scene.owner.all(&format!("{path}?{query}")).await);
    let by_actor = list(&format!("actor={}", mona.id)).await;
    assert!(by_actor.len() >= 2);
    assert_eq!(
        by_actor,
        matching(&|event| event["actor"].to_string().contains(&mona.id))
    );
    assert_eq!(
        list(&format!("user={}", worker.id)).await,
        matching(&|event| event["user"]["id"] == worker.id.as_str())
    );
    let in_client = list(&format!("account={}", client.id)).await;
    assert!(!in_client.is_empty());
    assert_eq!(
        in_client,
        matching(&|event| event["account"]["id"] == client.id.as_str())
    );
    assert_eq!(
        list("type=membership.deactivated").await,
        matching(&|event| event["type"] == "membership.deactivated")
    );
    let at = all
        .iter()
        .find(|event| event["type"] == "membership.deactivated")
        .unwrap()["at"]
        .as_str()
        .unwrap();
    let (hour_ago, in_an_hour) = (later(at, -3_600), later(at, 3_600));
    assert_eq!(
        list(&format!("from={hour_ago}&to={in_an_hour}")).await,
        ids(&all)
    );
    assert!(list(&format!("to={hour_ago}")).await.is_empty());
    assert!(list(&format!("from={in_an_hour}")).await.is_empty());
    let exact = list(&format!("from={at}&type=membership.deactivated")).await;
    assert_eq!(exact.len(), 1, "`from` includes the moment itself");
    // Filters together, and over pages.
    let both = format!("user={}&account={}", worker.id, client.id);
    let pages = scene.owner.pages(&format!("{path}?{both}"), 1).await;
    assert_eq!(ids(&pages.concat()), list(&both).await);
    // A foreign account as a filter opens nothing.
    let strange = scene.client("Strange").await;
    let answer = scene
        .owner
        .get(format!("{path}?account={}", strange.id))
        .await;
    if answer.status == 200 {
        assert_eq!(answer.ok()["items"], json!([]));
    } else {
        answer.kept_out();
    }
}

/// Exports are unpaged, and the same events.
async fn is_taken_out_whole(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for round in 0..110 {
        let act = if round % 2 == 0 {
            "deactivate"
        } else {
            "reactivate"
        };
        client
            .admin
            .post(
                format!("{}/{act}", client.member(&person)),
                json!({"reason": "=1+1, \"quoted\"\nand more; ærlig"}),
            )
            .await
            .ok();
    }
    let path = client.at("/audit-events");
    let events = of_account(&client).await;
    assert!(events.len() > 100);
    let lines = client
        .admin
        .get(&path)
        .header("Accept", "application/x-ndjson")
        .await;
    assert_eq!(lines.status, 200, "{lines}");
    let media_type = lines.header("content-type").unwrap();
    assert!(media_type.starts_with("application/x-ndjson"), "{lines}");
    let read: Vec<Value> = lines
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids = |events: &[Value]| -> BTreeSet<String> {
        events
            .iter()
            .map(|event| event["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(read.len(), events.len());
    assert_eq!(ids(&read), ids(&events));
    let table = client.admin.get(&path).header("Accept", "text/csv").await;
    assert_eq!(table.status, 200, "{table}");
    assert!(
        table
            .header("content-type")
            .unwrap()
            .starts_with("text/csv")
    );
    for event in &events {
        assert!(table.body.contains(event["id"].as_str().unwrap()));
    }
    // A cell that a spreadsheet would take for a formula is not left as one.
    let bare = table
        .body
        .split([',', '\n', '\r'])
        .any(|cell| cell.trim_matches('"').starts_with("=1+1"));
    assert!(!bare, "a formula in a cell");
    // A filter holds for exports, too.
    let some = client
        .admin
        .get(format!("{path}?type=membership.created"))
        .header("Accept", "application/x-ndjson")
        .await;
    assert!(some.body.lines().count() < 5, "{some}");
    // Nobody exports what they may not read.
    person
        .get(&path)
        .header("Accept", "text/csv")
        .await
        .missing_permission();
}

/// T1: at most ten a minute per principal and code, then counted.
async fn refusals_are_kept_but_not_without_bound(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for _ in 0..40 {
        person
            .post_nothing(format!("{}/deactivate", client.member(&client.admin)))
            .await
            .missing_permission();
    }
    let refused = |events: &[Value]| {
        events
            .iter()
            .filter(|event| event["outcome"] == "refused")
            .count()
    };
    let kept = refused(&of_account(&client).await);
    assert!((1..=22).contains(&kept), "{kept} of 40");
    // Another code of the same principal, and another principal, are not silenced by it.
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&client.admin)))
        .await
        .refused(409, "last-super-admin");
    assert_eq!(refused(&of_account(&client).await), kept + 1);
}

/// T1: the 404 that hides another tenant's object.
async fn a_refusal_that_hides_an_object_is_kept(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    mona.post_nothing(format!(
        "{}/deactivate",
        scene.employee_at(&client, &client.admin)
    ))
    .header("X-Request-ID", "a-look-around")
    .await
    .not_found();
    let events = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let kept: Vec<_> = events
        .iter()
        .filter(|event| event["request_id"] == "a-look-around")
        .collect();
    let [event] = kept.as_slice() else {
        panic!("{kept:#?}");
    };
    assert_eq!(event["outcome"], "refused");
    assert_eq!(event["problem"], "not-found");
    assert_eq!(
        event["type"], "membership.deactivated",
        "the attempted action's event"
    );
}

/// An approval is `access_link.approved` and `membership.created`.
async fn an_approval_is_told_of_link_and_membership(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    client
        .admin
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": client.id}),
        )
        .await
        .ok();
    let events = of_account(&client).await;
    for kind in ["access_link.approved", "membership.created"] {
        let about: Vec<_> = of_type(&events, kind)
            .into_iter()
            .filter(|event| event["user"]["id"] == employee.id.as_str())
            .collect();
        assert_eq!(about.len(), 1, "{kind}: {events:#?}");
    }
    let text = Value::from(events).to_string();
    assert!(!text.contains(&token), "L2: never the token");
}

/// T3: append-only, over HTTP at least.
async fn cannot_be_changed(server: &Server) {
    let (scene, client, ..) = scene_with_a_story(server).await;
    let events = of_account(&client).await;
    let id = events[0]["id"].as_str().unwrap();
    for path in [
        client.at("/audit-events"),
        client.at(&format!("/audit-events/{id}")),
    ] {
        for caller in [&*client.admin, &scene.platform] {
            for call in [
                caller.delete(&path),
                caller.patch(&path, json!({"reason": "x"})),
                caller.put(&path, json!({})),
                caller.post(&path, json!({})),
            ] {
                let answer = call.await;
                assert!([404, 405].contains(&answer.status), "{answer}");
            }
        }
    }
    assert_eq!(of_account(&client).await, events);
}
