//! Reading the committed events.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Client, Person, Scene, Server, on_both_databases};

on_both_databases!(
    the_feed_tells_what_became_of_a_member,
    each_event_is_told_once_and_in_order,
    the_feed_names_people_by_the_platforms_ids,
    wrong_questions_are_refused,
    the_feed_is_for_the_scope_audit,
);

/// The events of a client, all of them.
async fn events_of(scene: &Scene, client: &Client, filter: &str) -> Vec<Value> {
    let path = format!("/v1/events?accounts={}&limit=200{filter}", client.id);
    let feed = scene.platform.get(path).await.ok();
    feed["items"].as_array().unwrap().clone()
}

/// A client with a partner admin, and a worker of the partner who holds nothing yet.
async fn client_with_admin(server: &Server) -> (Scene, Client, Person, Person) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    (scene, client, mona, worker)
}

/// N2: the membership after each change, permissions gained and lost, seats taken and freed.
async fn the_feed_tells_what_became_of_a_member(server: &Server) {
    let (scene, client, mona, worker) = client_with_admin(server).await;
    let few = scene.client_set(&client, &["contacts.view"]).await;
    let other = scene.client_set(&client, &["tickets.view"]).await;
    scene.add(&mona, &client, &worker, &few).await;
    let change = json!({"permission_set": other, "reason": "new desk"});
    let changed = mona.patch(scene.employee_at(&client, &worker), change);
    changed.await.ok();
    let by_client = client.admin.delete(client.member(&worker)).await;
    by_client.no_content();

    let of_worker = |event: &Value| event["data"]["user"]["id"] == json!(worker.id);
    let mut told = events_of(&scene, &client, "").await;
    told.retain(of_worker);
    let [added, changed, removed] = &told[..] else {
        panic!("three changes: {told:?}");
    };
    assert_eq!(added["type"], "membership.created");
    let data = &added["data"];
    assert_eq!(data["membership"]["permission_set"], json!(few));
    assert_eq!(data["membership"]["permission_set_version"], 1);
    assert_eq!(data["membership"]["status"], "active");
    assert_eq!(data["membership"]["partner"], json!(scene.partner));
    assert_eq!(data["permissions"]["gained"], json!(["contacts.view"]));
    assert_eq!(data["seats"], json!({"taken": ["partner"], "freed": []}));
    assert_eq!(data["actor"]["type"], "user");
    assert_eq!(data["actor"]["id"], json!(mona.id));
    assert_eq!(data["actor"]["account"], json!(scene.partner));
    assert_eq!(data["accounts"], json!([client.id, scene.partner]));

    assert_eq!(changed["type"], "membership.changed");
    let data = &changed["data"];
    assert_eq!(data["membership_before"]["permission_set"], json!(few));
    assert_eq!(data["membership"]["permission_set"], json!(other));
    assert_eq!(data["permissions"]["gained"], json!(["tickets.view"]));
    assert_eq!(data["permissions"]["lost"], json!(["contacts.view"]));
    assert_eq!(data["seats"], json!({"taken": [], "freed": []}));
    assert_eq!(data["reason"], "new desk");

    assert_eq!(removed["type"], "membership.removed");
    let data = &removed["data"];
    assert!(data.get("membership").is_none(), "{removed}");
    assert_eq!(data["permissions"]["lost"], json!(["tickets.view"]));
    assert_eq!(data["seats"], json!({"taken": [], "freed": ["partner"]}));
    assert_eq!(data["actor"]["id"], json!(client.admin.id));
}

/// Whoever stores `next_after` gets each event once, in the order of commits.
async fn each_event_is_told_once_and_in_order(server: &Server) {
    let (scene, client, mona, worker) = client_with_admin(server).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.add(&mona, &client, &worker, &set).await;
    let all = events_of(&scene, &client, "").await;
    let revisions: Vec<&str> = all
        .iter()
        .map(|event| event["data"]["revision"].as_str().unwrap())
        .collect();
    assert!(revisions.is_sorted(), "{revisions:?}");
    let ids: BTreeSet<&str> = all
        .iter()
        .map(|event| event["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), all.len());

    let mut after = String::new();
    let mut one_by_one = Vec::new();
    loop {
        let path = format!("/v1/events?accounts={}&limit=1{after}", client.id);
        let feed = scene.platform.get(path).await.ok();
        let next = feed["next_after"].as_str().unwrap();
        let items = feed["items"].as_array().unwrap();
        let Some(event) = items.first() else {
            assert!(
                after.ends_with(next),
                "nothing more comes behind the last one"
            );
            break;
        };
        assert_eq!(event["id"], json!(next));
        after = format!("&after={next}");
        one_by_one.push(event.clone());
    }
    assert_eq!(one_by_one, all);

    let only = events_of(
        &scene,
        &client,
        "&types=membership.created,permission_set.created",
    )
    .await;
    let wanted = |event: &&Value| {
        let kind = event["type"].as_str().unwrap();
        ["membership.created", "permission_set.created"].contains(&kind)
    };
    let expected: Vec<&Value> = all.iter().filter(wanted).collect();
    assert_eq!(only.iter().collect::<Vec<_>>(), expected);
    assert!(only.len() > 2, "{only:?}");
}

/// The ids that the platform gave stand in the events, and filter them.
async fn the_feed_names_people_by_the_platforms_ids(server: &Server) {
    let scene = Scene::new(server).await;
    let [account, person] = ["shop", "anna"].map(|word| scene.unique(word));
    let path = format!("/v1/accounts/by-external-id/{account}");
    let made = scene
        .platform
        .put(path, json!({"name": "Shop"}))
        .await
        .created();
    let email = format!("{person}@shop.test");
    let path = format!("/v1/users/by-external-id/{person}");
    let body = json!({"email": email, "name": "Anna"});
    scene.platform.put(path, body).await.created();
    let path = format!("/v1/accounts/{account}/members/{person}");
    let body = json!({"access": {"type": "super_admin"}});
    scene.platform.put(path, body).await.created();

    let path = format!("/v1/events?accounts={account}&types=membership.created");
    let feed = scene.platform.get(path).await.ok();
    let [event] = &feed["items"].as_array().unwrap()[..] else {
        panic!("one member: {feed}");
    };
    let data = &event["data"];
    assert_eq!(data["account"]["id"], made["id"]);
    assert_eq!(data["account"]["external_id"], json!(account));
    assert_eq!(data["account"]["name"], "Shop");
    assert_eq!(data["user"]["external_id"], json!(person));
    assert_eq!(data["user"]["email"], json!(email));
    assert_eq!(data["actor"]["type"], "service");
    assert_eq!(data["membership"]["access"], "super_admin");
    let path = format!("/v1/events?accounts={}", scene.unique("nobody"));
    let feed = scene.platform.get(path).await.ok();
    assert_eq!(feed, json!({"items": [], "next_after": null}));
}

async fn wrong_questions_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let wrong = "/v1/events?types=membership.created,member.vanished&limit=0&after=evt_1";
    let answer = scene.platform.get(wrong).await;
    for pointer in ["?types", "?limit", "?after"] {
        answer.invalid(pointer);
    }
    let unknown = "/v1/events?after=evt_01h455vb4pex5vsknk084sn02q";
    scene.platform.get(unknown).await.not_found();
    let call = scene.platform.get("/v1/events/stream");
    call.header("Last-Event-ID", "7")
        .await
        .invalid("Last-Event-ID");
}

async fn the_feed_is_for_the_scope_audit(server: &Server) {
    let scene = Scene::new(server).await;
    let body = json!({"label": "x", "scopes": ["provision", "decide", "activity", "admin"]});
    let narrow = scene
        .platform
        .post("/v1/service-tokens", body)
        .await
        .created();
    let narrow = scene.platform.with_token(narrow["token"].as_str().unwrap());
    for caller in [&narrow, &*scene.owner] {
        for path in ["/v1/events", "/v1/events/stream"] {
            caller.get(path).await.missing_permission();
        }
    }
}
