//! Searching, by the `OpenID` AuthZEN Authorization API 1.0: which users, which accounts, which
//! permissions.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Caller, Client, Kind, Person, Revision, Scene, Server, Start, access, later,
    on_both_databases, with_own_servers,
};

on_both_databases!(
    users_are_found_who_may_do_it,
    accounts_are_found_where_a_user_may_do_it,
    permissions_are_found_that_a_user_may_use,
    a_search_follows_what_changes,
    the_platforms_ids_go_in_and_come_out,
    a_list_is_read_page_by_page,
    a_token_belongs_to_its_search,
    searches_that_cannot_be_read_are_bad_requests,
    a_search_is_as_fresh_as_asked,
    searching_is_for_the_platform,
);

with_own_servers!(the_metadata_come_from_the_settings_alone);

const SUBJECTS: &str = "/access/v1/search/subject";
const RESOURCES: &str = "/access/v1/search/resource";
const ACTIONS: &str = "/access/v1/search/action";
const METADATA: &str = "/.well-known/authzen-configuration";

fn user(id: &str) -> Value {
    json!({"type": "user", "id": id})
}

fn account(id: &str) -> Value {
    json!({"type": "account", "id": id})
}

fn who(action: &str, client: &str) -> Value {
    json!({
        "subject": {"type": "user"},
        "action": {"name": action},
        "resource": account(client),
    })
}

fn place(person: &str, action: &str) -> Value {
    json!({
        "subject": user(person),
        "action": {"name": action},
        "resource": {"type": "account"},
    })
}

fn what(person: &str, client: &str) -> Value {
    json!({"subject": user(person), "resource": account(client)})
}

/// All three searches, each with a body that finds something.
fn searches(person: &Person, client: &Client) -> [(&'static str, Value); 3] {
    [
        (SUBJECTS, who("contacts.view", &client.id)),
        (RESOURCES, place(&person.id, "contacts.view")),
        (ACTIONS, what(&person.id, &client.id)),
    ]
}

/// All results, page by page.
async fn search(platform: &Caller, path: &str, body: &Value) -> Vec<Value> {
    let mut body = body.clone();
    let mut found = Vec::new();
    for _ in 0..1_000 {
        let answer = platform.post(path, body.clone()).await;
        let page = answer.ok();
        found.extend(page["results"].as_array().unwrap().clone());
        let Some(next) = page.get("page") else {
            return found;
        };
        let next = next["next_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        if next.is_empty() {
            return found;
        }
        body["page"] = json!({"token": next});
    }
    panic!("the search never ends: {body}");
}

async fn ids(platform: &Caller, path: &str, body: &Value) -> BTreeSet<String> {
    let found = search(platform, path, body).await;
    let count = found.len();
    let ids: BTreeSet<_> = found
        .iter()
        .map(|result| result["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), count, "each once: {found:?}");
    ids
}

async fn names(platform: &Caller, person: &Person, client: &Client) -> BTreeSet<String> {
    let found = search(platform, ACTIONS, &what(&person.id, &client.id)).await;
    let name = |result: &Value| result["name"].as_str().unwrap().to_owned();
    found.iter().map(name).collect()
}

/// Members of every kind: what is found is granted, and what is not found is not.
async fn users_are_found_who_may_do_it(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let staff = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let plain = scene.staff(&client, "Emil", &["reports.view"]).await;
    let paid = scene.staff(&client, "Sol", &["sequences.use"]).await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Wim").await;
    scene.let_act(&client, &worker, &set).await;
    let off = scene.staff(&client, "Olga", &["contacts.view"]).await;
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&off)))
        .await
        .ok();
    let leaver = scene.employee("Leo").await;
    scene.let_act(&client, &leaver, &set).await;
    scene
        .put_member(&scene.partner, &leaver, json!({"status": "deactivated"}))
        .await;
    let disabled = scene.staff(&client, "Dina", &["contacts.view"]).await;
    let path = format!("/v1/users/{}", disabled.id);
    scene
        .platform
        .patch(path, json!({"status": "disabled"}))
        .await
        .ok();
    let outsider = scene.outsider("Sven").await;

    let people = [
        &client.admin,
        &staff,
        &plain,
        &paid,
        &manager,
        &worker,
        &off,
        &leaver,
        &disabled,
        &outsider,
        &scene.owner,
    ];
    for action in [
        "contacts.view",
        "contacts.view:own",
        "reports.view",
        "sequences.use",
        "billing.view",
        "super_admins.manage",
        "no.such",
        "Not a key",
    ] {
        let found = ids(&scene.platform, SUBJECTS, &who(action, &client.id)).await;
        let mut expected = BTreeSet::new();
        for person in people {
            if scene.may(person, action, &client).await {
                expected.insert(person.id.clone());
            }
        }
        assert_eq!(found, expected, "{action}");
    }
    let found = ids(&scene.platform, SUBJECTS, &who("contacts.view", &client.id)).await;
    let expected = [&client.admin, &staff, &manager, &worker].map(|person| person.id.clone());
    assert_eq!(found, expected.into());
    let close = scene.platform.patch(
        format!("/v1/accounts/{}", client.id),
        json!({"status": "closed"}),
    );
    close.await.ok();
    let found = ids(&scene.platform, SUBJECTS, &who("contacts.view", &client.id)).await;
    assert_eq!(found, BTreeSet::new(), "a closed account");
}

async fn accounts_are_found_where_a_user_may_do_it(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.employee("Wim").await;
    let mut clients = Vec::new();
    for number in 0..6 {
        let client = scene.client(&format!("Client {number}")).await;
        let key = if number % 2 == 0 {
            "contacts.view"
        } else {
            "reports.view"
        };
        let set = scene.client_set(&client, &[key]).await;
        scene.let_act(&client, &person, &set).await;
        clients.push(client);
    }
    let elsewhere = scene.client("Elsewhere").await;
    for action in ["contacts.view", "reports.view", "crm.export", "no.such"] {
        let found = ids(&scene.platform, RESOURCES, &place(&person.id, action)).await;
        let mut expected = BTreeSet::new();
        for client in clients.iter().chain([&elsewhere]) {
            if scene.may(&person, action, client).await {
                expected.insert(client.id.clone());
            }
        }
        if scene.platform.may(&person.id, action, &scene.partner).await {
            expected.insert(scene.partner.clone());
        }
        assert_eq!(found, expected, "{action}");
    }
    let path = format!("/v1/accounts/{}", clients[0].id);
    scene
        .platform
        .patch(path, json!({"status": "closed"}))
        .await
        .ok();
    let found = ids(
        &scene.platform,
        RESOURCES,
        &place(&person.id, "contacts.view"),
    )
    .await;
    let expected = [
        clients[2].id.clone(),
        clients[4].id.clone(),
        scene.partner.clone(),
    ];
    assert_eq!(found, expected.into());
    let path = format!("/v1/users/{}", person.id);
    scene
        .platform
        .patch(path, json!({"status": "disabled"}))
        .await
        .ok();
    let found = ids(
        &scene.platform,
        RESOURCES,
        &place(&person.id, "contacts.view"),
    )
    .await;
    assert_eq!(found, BTreeSet::new(), "a disabled user");
}

/// P1, S3: names as answers have them, cut by the seat; each is granted when it is asked for, and
/// no permission of the catalogue that is granted is left out.
async fn permissions_are_found_that_a_user_may_use(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let keys = [
        "contacts.edit:team",
        "deals.view",
        "sequences.use",
        "reports.view",
    ];
    let person = scene.staff(&client, "Dora", &keys).await;
    let found = names(&scene.platform, &person, &client).await;
    let expected = [
        "contacts.edit:team",
        "contacts.view:team",
        "deals.view",
        "reports.view",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
    for seat in [
        json!({"paid_seats": ["sales"]}),
        json!({"paid_seats": [], "seat": "view_only"}),
    ] {
        scene.put_member(&client.id, &person, seat).await;
        let found = names(&scene.platform, &person, &client).await;
        for permission in client.admin.all("/v1/permissions").await {
            let key = permission["key"].as_str().unwrap();
            let bare = found.contains(key);
            let part = found
                .iter()
                .find(|name| name.split(':').next() == Some(key));
            assert_eq!(
                scene.may(&person, key, &client).await,
                bare,
                "{key}: {found:?}"
            );
            if let Some(part) = part {
                assert!(scene.may(&person, part, &client).await, "{part}");
            } else {
                let own = format!("{key}:own");
                assert!(!scene.may(&person, &own, &client).await, "{own}: {found:?}");
            }
        }
    }
    let shown = client.admin.get(client.member(&person)).await.ok();
    let shown = crate::support::keys(&shown["permissions"]);
    let found = names(&scene.platform, &person, &client).await;
    assert_eq!(found, shown.into_iter().map(str::to_owned).collect());
    let admin = names(&scene.platform, &client.admin, &client).await;
    assert!(admin.contains("super_admins.manage"), "{admin:?}");
    let outsider = scene.outsider("Sven").await;
    assert_eq!(
        names(&scene.platform, &outsider, &client).await,
        BTreeSet::new()
    );
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
    crate::evaluation::wait_until_expired(&scene, &person, "contacts.view", &client).await;
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

/// Checks an answer of the metadata, and gives them.
fn metadata(answer: &Answer) -> Value {
    let metadata = answer.ok();
    let cached = answer.header("cache-control").unwrap();
    assert!(cached.contains("max-age="), "{answer}");
    for value in metadata.as_object().unwrap().values() {
        let is_empty = value.is_null() || value == "" || *value == json!([]);
        assert!(!is_empty, "{answer}");
    }
    metadata
}

/// Whatever the caller says of where it came to: who could choose a part of these addresses would
/// choose whom the platform asks.
async fn the_metadata_come_from_the_settings_alone(kind: Kind) {
    for url in [
        "https://access.latchkey.test",
        "https://access.latchkey.test/in/here",
        "http://127.0.0.1:9",
    ] {
        let server = Server::start_with(kind, |start: Start| start.with("HTTP__PUBLIC_URL", url));
        let anonymous = server.anonymous();
        let honest = anonymous.get(METADATA).await;
        let expected = metadata(&honest);
        assert_eq!(expected["policy_decision_point"], url);
        for (member, value) in expected.as_object().unwrap() {
            let value = value.as_str().unwrap_or_else(|| panic!("{member}"));
            assert!(value.starts_with(url), "{member}: {value}");
        }
        for (name, value) in [
            ("host", "evil.example"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "gopher"),
            ("forwarded", "host=evil.example;proto=http"),
            ("x-original-url", "https://evil.example/"),
            ("authorization", "Bearer nothing"),
        ] {
            let answer = anonymous.get(METADATA).header(name, value).await;
            assert_eq!(metadata(&answer), expected, "{name}");
        }
        let query = anonymous.get(format!("{METADATA}?host=evil.example")).await;
        assert_eq!(metadata(&query), expected);
        let head = anonymous.call(Method::HEAD, METADATA).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        let answer = anonymous.post(METADATA, json!({})).await;
        answer.problem(405);
    }
}
