//! What holds for all searches of the `OpenID` AuthZEN Authorization API 1.0.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{ACTIONS, RESOURCES, SUBJECTS, account, ids, names, place, search, user, what, who};
use crate::support::{
    Caller, Client, Person, Revision, Scene, Server, access, later, on_both_databases,
    wait_until_expired,
};

on_both_databases!(
    a_search_follows_what_changes,
    the_platforms_ids_go_in_and_come_out,
    a_list_is_read_page_by_page,
    a_token_belongs_to_its_search,
    searches_that_cannot_be_read_are_bad_requests,
    a_search_is_as_fresh_as_asked,
    searching_is_for_the_platform,
);

/// All three searches, each with a body that finds something.
fn searches(person: &Person, client: &Client) -> [(&'static str, Value); 3] {
    [
        (SUBJECTS, who("contacts.view", &client.id)),
        (RESOURCES, place(&person.id, "contacts.view")),
        (ACTIONS, what(&person.id, &client.id)),
    ]
}

/// P6: from one answer to the next, by a change or by the clock.
async fn a_search_follows_what_changes(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let finds = async || {
        let by_who = ids(&scene.platform, SUBJECTS, &who("contacts.view", &client.id)).await;
        let by_place = ids(
            &scene.platform,
            RESOURCES,
            &place(&person.id, "contacts.view"),
        )
        .await;
        let by_what = names(&scene.platform, &person, &client).await;
        [
            by_who.contains(&person.id),
            by_place.contains(&client.id),
            by_what.contains("contacts.view"),
        ]
    };
    assert_eq!(finds().await, [true; 3]);
    for (verb, found) in [("deactivate", false), ("reactivate", true)] {
        let path = format!("{}/{verb}", client.member(&person));
        client.admin.post_nothing(path).await.ok();
        assert_eq!(finds().await, [found; 3], "{verb}");
    }
    let soon = later(&scene.now().await, 2);
    scene
        .put_member(&client.id, &person, json!({"expires_at": soon}))
        .await;
    wait_until_expired(&scene, &person, "contacts.view", &client).await;
    assert_eq!(finds().await, [false; 3], "expired");
}

/// Either id asks; the platform's own answers where there is one.
async fn the_platforms_ids_go_in_and_come_out(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (person_id, client_id) = (scene.unique("Dora ä/%"), scene.unique("Contoso #1"));
    let mut known = vec![(person.id.clone(), client.id.clone())];
    let bare = search(
        &scene.platform,
        RESOURCES,
        &place(&person.id, "contacts.view"),
    )
    .await;
    assert_eq!(bare, [account(&client.id)]);
    for (path, external_id) in [
        (format!("/v1/users/{}", person.id), &person_id),
        (format!("/v1/accounts/{}", client.id), &client_id),
    ] {
        let body = json!({"external_id": external_id});
        scene.platform.patch(path, body).await.ok();
    }
    known.push((person_id.clone(), client_id.clone()));
    for (person, client) in &known {
        let found = search(&scene.platform, SUBJECTS, &who("contacts.view", client)).await;
        assert!(found.contains(&user(&person_id)), "{found:?}");
        assert_eq!(found.len(), 2, "the super admin has no other id: {found:?}");
        let found = search(&scene.platform, RESOURCES, &place(person, "contacts.view")).await;
        assert_eq!(found, [account(&client_id)]);
        let found = search(&scene.platform, ACTIONS, &what(person, client)).await;
        assert_eq!(found, [json!({"name": "contacts.view"})]);
    }
    let wrong = search(
        &scene.platform,
        RESOURCES,
        &place(&client_id, "contacts.view"),
    )
    .await;
    assert_eq!(wrong, Vec::<Value>::new(), "nobody is called so");
}

/// More people than a page has, a third of whom are found: whole, in a stable order, each once,
/// whatever the limit.
async fn a_list_is_read_page_by_page(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let other = scene.client_set(&client, &["reports.view"]).await;
    let mut expected = BTreeSet::from([client.admin.id.clone()]);
    for number in 0..66 {
        let email = format!("{}@elsewhere.test", scene.unique("many"));
        let body = json!({"email": email, "name": "One of many"});
        let person = scene.platform.post("/v1/users", body).await.created();
        let id = person["id"].as_str().unwrap();
        let held = if number % 3 == 0 { &set } else { &other };
        if number % 3 == 0 {
            expected.insert(id.to_owned());
        }
        let path = format!("/v1/accounts/{}/members/{id}", client.id);
        let body = json!({"access": access::set(held)});
        scene.platform.put(path, body).await.made();
    }
    let body = who("contacts.view", &client.id);
    let whole = search(&scene.platform, SUBJECTS, &body).await;
    let found: BTreeSet<_> = whole
        .iter()
        .map(|result| result["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(found, expected);
    assert_eq!(whole.len(), expected.len(), "each once");
    for limit in [1, 5, 23, 200, 100_000] {
        let mut asked = body.clone();
        asked["page"] = json!({"limit": limit});
        let mut read = Vec::new();
        loop {
            let answer = scene.platform.post(SUBJECTS, asked.clone()).await;
            let page = answer.ok();
            assert!(
                answer.body.starts_with("{\"page\""),
                "`page` first\n{answer}"
            );
            let results = page["results"].as_array().unwrap();
            assert!(results.len() <= limit, "{answer}");
            read.extend(results.clone());
            let token = page["page"]["next_token"].as_str().unwrap();
            if token.is_empty() {
                break;
            }
            // Both with the limit and without it.
            asked["page"] = if read.len() % 2 == 0 {
                json!({"token": token})
            } else {
                json!({"token": token, "limit": limit})
            };
        }
        assert_eq!(read, whole, "limit {limit}");
    }
}

/// With a token the rest of the request must be what it was; the limit alone may be left out.
async fn a_token_belongs_to_its_search(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let other = scene.client("Fabrikam").await;
    let person = scene
        .staff(&client, "Dora", &["contacts.view", "reports.view"])
        .await;
    let set = scene.client_set(&other, &["contacts.view"]).await;
    scene
        .put_member(&other.id, &person, json!({"access": access::set(&set)}))
        .await;
    for (path, body) in searches(&person, &client) {
        let mut first = body.clone();
        first["page"] = json!({"limit": 1});
        let answer = scene.platform.post(path, first).await;
        let token = answer.ok()["page"]["next_token"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(!token.is_empty(), "{answer}");
        let next = |change: &dyn Fn(&mut Value)| {
            let mut body = body.clone();
            body["page"] = json!({"token": token});
            change(&mut body);
            scene.platform.post(path, body)
        };
        next(&|_| ()).await.ok();
        next(&|body| body["page"]["limit"] = json!(1)).await.ok();
        next(&|body| body["page"]["properties"] = json!({"a": 1}))
            .await
            .ok();
        let changes: [&dyn Fn(&mut Value); 7] = [
            &|body| body["resource"] = account(&other.id),
            &|body| body["subject"] = user("somebody else"),
            &|body| body["action"] = json!({"name": "reports.view"}),
            &|body| body["context"] = json!({"time": "2026-01-01T12:00"}),
            &|body| body["page"]["limit"] = json!(2),
            &|body| body["page"]["token"] = json!("no token"),
            &|body| body["page"]["token"] = json!(format!("{token}x")),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let answer = next(change).await;
            assert_eq!(answer.status, 400, "change {number}\n{answer}");
            answer.problem(400);
        }
    }
}

/// As evaluations: 400 for whatever cannot be read, never 415 or 422; what is not known is ignored.
async fn searches_that_cannot_be_read_are_bad_requests(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let platform = &scene.platform;
    for (path, good) in searches(&person, &client) {
        let mut bad = vec![json!(null), json!([]), json!("text"), json!({}), json!(7)];
        for (member, entity) in good.as_object().unwrap() {
            let with = |value: Value| {
                let mut body = good.clone();
                body[member] = value;
                body
            };
            for wrong in [json!(null), json!("text"), json!(7), json!([]), json!({})] {
                bad.push(with(wrong));
            }
            for part in entity.as_object().unwrap().keys() {
                let mut without = entity.clone();
                without.as_object_mut().unwrap().remove(part);
                bad.push(with(without));
                for wrong in [json!(null), json!(7), json!(true), json!([]), json!({})] {
                    let mut entity = entity.clone();
                    entity[part] = wrong;
                    bad.push(with(entity));
                }
            }
        }
        for (member, wrong) in [
            ("context", json!("text")),
            ("context", json!(7)),
            ("context", json!([])),
            ("context", json!({"at_least": "no revision"})),
            ("context", json!({"at_least": 7})),
            ("page", json!("text")),
            ("page", json!([])),
            ("page", json!({"limit": "1"})),
            ("page", json!({"limit": -1})),
            ("page", json!({"limit": 1.5})),
            ("page", json!({"token": 7})),
            ("page", json!({"token": {}})),
        ] {
            let mut body = good.clone();
            body[member] = wrong;
            bad.push(body);
        }
        for body in &bad {
            let answer = platform.post(path, body.clone()).await;
            assert_eq!(answer.status, 400, "{answer}");
            answer.problem(400);
        }
        let text = good.to_string();
        for (media_type, text) in [
            ("text/plain", text.as_str()),
            ("application/x-www-form-urlencoded", &text),
            ("application/json", ""),
            ("application/json", "{"),
            ("application/json", "not json"),
        ] {
            let call = platform.call(Method::POST, path);
            let answer = call
                .text(media_type, text)
                .header("X-Request-ID", "r-1")
                .await;
            answer.problem(400);
            assert_eq!(answer.header("x-request-id"), Some("r-1"));
        }
        platform.post_nothing(path).await.problem(400);

        let plain = platform.post(path, good.clone()).await.ok();
        let mut more = good.clone();
        for (member, entity) in good.as_object().unwrap() {
            let mut entity = entity.clone();
            entity["properties"] = json!({"role": "admin"});
            entity["x"] = json!([1]);
            more[member] = entity;
        }
        more["context"] = json!({"time": "2026-01-01T12:00", "x": {"y": null}});
        more["foo"] = json!("bar");
        more["page"] = json!(null);
        let answer = platform
            .post(path, more)
            .header("X-Request-ID", "r-2")
            .await;
        assert_eq!(answer.ok(), plain, "{answer}");
        assert_eq!(answer.header("x-request-id"), Some("r-2"));
    }
}

/// Q2.
async fn a_search_is_as_fresh_as_asked(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let path = format!("{}/deactivate", client.member(&person));
    let revision = client.admin.post_nothing(path).await.revision();
    let ahead = Revision {
        number: revision.number + 1_000_000_000,
        ..revision.clone()
    };
    for (path, mut body) in searches(&person, &client) {
        body["context"] = json!({"at_least": revision.to_string()});
        let found = scene.platform.post(path, body.clone()).await.ok();
        let found = found["results"].as_array().unwrap().len();
        assert_eq!(
            found,
            usize::from(path == SUBJECTS),
            "the super admin alone"
        );
        body["context"] = json!({"at_least": ahead.to_string()});
        let answer = scene.platform.post(path, body.clone()).await;
        answer.refused(503, "unavailable");
        // Nor is nothing found that late.
        body["subject"]["type"] = json!("nobody");
        scene
            .platform
            .post(path, body)
            .await
            .refused(503, "unavailable");
    }
}

async fn searching_is_for_the_platform(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let anonymous = server.anonymous();
    let token = async |scopes: Value| -> Caller {
        let body = json!({"label": "other", "scopes": scopes});
        let token = scene
            .platform
            .post("/v1/service-tokens", body)
            .await
            .created();
        anonymous.with_token(token["token"].as_str().unwrap())
    };
    let other = token(json!(["provision", "activity", "audit"])).await;
    let deciding = token(json!(["decide"])).await;
    for (path, body) in searches(&person, &client) {
        let answer = anonymous
            .post(path, body.clone())
            .header("X-Request-ID", "r-3")
            .await;
        answer.problem(401);
        assert_eq!(answer.header("x-request-id"), Some("r-3"));
        for caller in [&other, &client.admin, &scene.owner, &person] {
            let answer = caller
                .post(path, body.clone())
                .header("X-Request-ID", "r-4")
                .await;
            answer.missing_permission();
            assert_eq!(answer.header("x-request-id"), Some("r-4"));
        }
        let found = deciding.post(path, body).await.ok();
        assert_ne!(found["results"], json!([]));
    }
}
