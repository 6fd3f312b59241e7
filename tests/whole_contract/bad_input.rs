//! Input that is wrong in every way one can think of: each is a documented problem and changes
//! nothing.

use serde_json::{Map, Value, json};

use crate::support::{
    Answer, Audience, Endpoint, Fixture, Kind, Scene, Server, endpoints, on_both_databases,
    with_own_servers,
};

on_both_databases!(
    filters_that_cannot_be_read_are_refused,
    what_belongs_to_another_tenant_is_unknown,
);

with_own_servers!(
    every_member_of_every_body_is_checked,
    every_id_in_every_path_is_checked,
    deep_and_repeated_json_is_malformed_everywhere,
);

/// A body with one thing wrong.
struct Wrong {
    what: String,
    body: Value,
    /// 400 exactly, or any of the documented statuses.
    malformed: bool,
}

/// An id that names nothing, in the form of `id`.
fn unknown_id(id: &str) -> String {
    let prefix = id.split('_').next().unwrap();
    format!("{prefix}_01h455vb4pex5vsknk084sn02q")
}

fn is_typed_id(text: &str) -> bool {
    text.split_once('_')
        .is_some_and(|(prefix, rest)| prefix.len() <= 3 && rest.len() == 26)
}

/// The JSON pointers of all values below `value`.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let below: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (format!("{at}/{name}"), member))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (format!("{at}/{index}"), item))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (pointer, value) in below {
        found.extend(pointers(value, &pointer));
        found.push(pointer);
    }
    found
}

/// Times that no clock shows, or that stores order wrongly (I5).
const NO_TIMES: [&str; 3] = [
    "9999-12-31T23:59:59-23:59",
    "1969-12-31T23:59:59Z",
    "2026-12-31T23:59:60Z",
];

fn is_time(text: &str) -> bool {
    text.len() >= 20 && text.get(10..11) == Some("T")
}

/// Values that are wrong in the place of `right`, whatever the member means.
fn wrong_values(pointer: &str, right: &Value) -> Vec<Value> {
    match right {
        Value::String(text) => {
            let mut wrong = vec![
                json!(7),
                json!(true),
                json!([]),
                json!({}),
                json!(["x"]),
                json!("x".repeat(100_000)),
            ];
            if pointer != "/password" {
                wrong.push(json!(format!("{text}\u{0}")));
            }
            // An external id is compared byte for byte; all else that is text is cleaned (I5).
            if pointer != "/password" && !pointer.ends_with("external_id") {
                wrong.push(json!(format!("{text}\u{202e}")));
                wrong.push(json!("\u{3164}"));
            }
            if is_time(text) {
                wrong.extend(NO_TIMES.map(|time| json!(time)));
            }
            if is_typed_id(text) {
                let suffix = text.split_once('_').unwrap().1;
                wrong.push(json!(format!("mem_{suffix}")));
                wrong.push(json!(format!("{text}0")));
                wrong.push(json!(unknown_id(text)));
                wrong.push(json!(""));
            }
            wrong
        }
        Value::Bool(_) => vec![json!("true"), json!(1), json!([]), json!({})],
        Value::Number(_) => vec![
            json!("3600"),
            json!(1.5),
            json!(-1),
            json!(0),
            json!(1e300),
            json!([]),
            json!({}),
            json!(true),
        ],
        Value::Array(_) => vec![
            json!("x"),
            json!(7),
            json!({}),
            json!([7]),
            json!([null]),
            json!([[]]),
            json!([{}]),
            json!([""]),
            json!(["\u{0}"]),
        ],
        Value::Null | Value::Object(_) => {
            vec![json!("x"), json!(7), json!([]), json!(true)]
        }
    }
}

fn with(sample: &Value, pointer: &str, value: Value) -> Value {
    let mut body = sample.clone();
    *body.pointer_mut(pointer).unwrap() = value;
    body
}

fn wrong_bodies(endpoint: &Endpoint) -> Vec<Wrong> {
    let Some(body) = &endpoint.body else {
        return Vec::new();
    };
    let sample = &body.sample;
    let mut wrong = Vec::new();
    let mut add = |what: String, body: Value, malformed: bool| {
        wrong.push(Wrong {
            what,
            body,
            malformed,
        });
    };
    for body in [json!([]), json!("x"), json!(7), json!(null), json!(true)] {
        add(format!("the whole body is {body}"), body, true);
    }
    for name in body.required {
        let mut without = sample.clone();
        without.as_object_mut().unwrap().remove(*name);
        add(format!("{name} is missing"), without, false);
        add(
            format!("{name} is null"),
            with(sample, &format!("/{name}"), Value::Null),
            false,
        );
    }
    for pointer in pointers(sample, "") {
        let right = sample.pointer(&pointer).unwrap();
        // The name of an asset is never refused (I5).
        let is_cut = endpoint.template.ends_with("/assets") && pointer.ends_with("/name");
        for value in wrong_values(&pointer, right) {
            if is_cut && value.is_string() {
                continue;
            }
            let shown: String = value.to_string().chars().take(60).collect();
            let body = with(sample, &pointer, value);
            add(format!("{pointer} is {shown}"), body, false);
        }
        if right.is_object() {
            let mut inner = right.clone();
            inner["no_such_member"] = json!(1);
            let body = with(sample, &pointer, inner);
            add(format!("{pointer} has an unknown member"), body, true);
        }
    }
    let members = |extra: &str, value: Value| {
        let mut members: Map<String, Value> = sample.as_object().unwrap().clone();
        members.insert(extra.to_owned(), value);
        Value::Object(members)
    };
    add(
        "an unknown member".to_owned(),
        members("no_such_member", json!(1)),
        true,
    );
    for reason in [
        json!("x".repeat(501)),
        json!(7),
        json!(["x"]),
        json!("\u{0}"),
    ] {
        let shown: String = reason.to_string().chars().take(20).collect();
        add(
            format!("the reason is {shown}"),
            members("reason", reason),
            false,
        );
    }
    wrong
}

/// Whether a call for several items refused or ignored each of them.
async fn refused_each(endpoint: &Endpoint, answer: &Answer) -> bool {
    match answer.status {
        200 => {
            let answer = answer.json();
            let results = answer["results"].as_array();
            answer["accepted"] == 0
                || results.is_some_and(|results| {
                    results.iter().all(|result| result["outcome"] == "refused")
                })
        }
        202 => {
            let ended = endpoint.caller.finish(&answer.accepted()).await;
            ended["succeeded"] == 0
        }
        _ => false,
    }
}

async fn every_member_of_every_body_is_checked(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    let platform = &fixture.scene.platform;
    let mut findings = Vec::new();
    for endpoint in endpoints(&fixture) {
        // In decisions unknown members are ignored; `evaluation.rs` has what is malformed there.
        if endpoint.audience == Audience::Service("decide") {
            continue;
        }
        let before = platform.revision().await;
        let mut begun = false;
        for wrong in wrong_bodies(&endpoint) {
            let call = endpoint
                .caller
                .call(endpoint.method.clone(), &endpoint.path);
            let answer = call.json(&wrong.body).await;
            let allowed: &[u16] = if wrong.malformed {
                &[400]
            } else {
                &[400, 404, 409, 422]
            };
            if allowed.contains(&answer.status) {
                answer.problem(answer.status);
            } else if refused_each(&endpoint, &answer).await {
                // That an operation was begun is a change of its own.
                begun |= answer.status == 202;
            } else {
                findings.push(format!(
                    "{} {}: {} → {} {}",
                    endpoint.method, endpoint.template, wrong.what, answer.status, answer.body
                ));
            }
        }
        let after = platform.revision().await;
        if before != after && !begun {
            findings.push(format!(
                "{} {}: {before} became {after}",
                endpoint.method, endpoint.template
            ));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

async fn every_id_in_every_path_is_checked(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    let platform = &fixture.scene.platform;
    let before = platform.revision().await;
    let mut findings = Vec::new();
    for endpoint in endpoints(&fixture) {
        // Any text is an external id, and pages are no part of the API.
        if endpoint.template.contains("by-external-id") || endpoint.audience == Audience::Open {
            continue;
        }
        let segments: Vec<_> = endpoint.path.split('/').collect();
        let places = endpoint
            .template
            .split('/')
            .enumerate()
            .filter(|(_, segment)| *segment == "{}")
            .map(|(index, _)| index);
        for place in places {
            let right = segments[place];
            for wrong in [
                unknown_id(right),
                format!("mem_{}", right.rsplit('_').next().unwrap()),
                format!("{right}0"),
                right.to_uppercase(),
                "x".repeat(1_000),
                "%00".to_owned(),
                "%0A".to_owned(),
                "%FF".to_owned(),
                "..%2F..%2Fetc%2Fpasswd".to_owned(),
                "'%20OR%20'1'%3D'1".to_owned(),
                "%25".to_owned(),
            ] {
                let mut path = segments.clone();
                path[place] = &wrong;
                let call = endpoint
                    .caller
                    .call(endpoint.method.clone(), path.join("/"));
                let answer = match &endpoint.body {
                    Some(body) => call.json(&body.sample).await,
                    None => call.await,
                };
                if [400, 403, 404, 409, 422].contains(&answer.status) {
                    answer.problem(answer.status);
                } else {
                    findings.push(format!(
                        "{} {} → {} {}",
                        endpoint.method,
                        path.join("/").chars().take(200).collect::<String>(),
                        answer.status,
                        answer.body
                    ));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert_eq!(platform.revision().await, before, "nothing has changed");
}

/// Nesting without end, and a member that stands twice, in the place of every member.
async fn deep_and_repeated_json_is_malformed_everywhere(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    let platform = &fixture.scene.platform;
    let before = platform.revision().await;
    let mut findings = Vec::new();
    for endpoint in endpoints(&fixture) {
        let Some(body) = &endpoint.body else {
            continue;
        };
        let mut texts = Vec::new();
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let inner = if open == "[" { "" } else { "1" };
            let deep = format!("{}{inner}{}", open.repeat(10_000), close.repeat(10_000));
            texts.push(deep.clone());
            for name in body.sample.as_object().unwrap().keys() {
                texts.push(format!("{{\"{name}\":{deep}}}"));
            }
        }
        // In decisions unknown members are ignored, twice or not.
        if endpoint.audience != Audience::Service("decide") {
            let (name, value) = body.sample.as_object().unwrap().iter().next().unwrap();
            let sample = body.sample.to_string();
            let rest = sample.strip_prefix('{').unwrap();
            texts.push(format!("{{\"{name}\":{value},{rest}"));
        }
        for text in texts {
            let call = endpoint
                .caller
                .call(endpoint.method.clone(), &endpoint.path);
            let answer = call.text("application/json", text).await;
            if answer.status == 400 {
                answer.problem(400);
            } else {
                findings.push(answer.to_string());
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert_eq!(platform.revision().await, before, "nothing has changed");
}

async fn filters_that_cannot_be_read_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for path in [
        client.at("/audit-events"),
        scene.at_partner("/audit-events"),
    ] {
        let caller = if path.contains("/partners/") {
            &scene.owner
        } else {
            &client.admin
        };
        for query in ["from=yesterday", "to=2026-13-01T00:00:00Z", "from=%00"] {
            let answer = caller.get(format!("{path}?{query}")).await;
            assert!([400, 422].contains(&answer.status), "{answer}");
            answer.problem(answer.status);
        }
        let unknown = caller.get(format!("{path}?type=no.such.type")).await;
        if unknown.status == 422 {
            unknown.refused(422, "invalid");
        } else {
            assert_eq!(unknown.ok()["items"], json!([]), "{unknown}");
        }
        // Filters that match nothing are no error.
        for query in [
            "user=usr_01h455vb4pex5vsknk084sn02q",
            "from=2099-01-01T00:00:00Z",
            "to=2001-01-01T00:00:00Z",
        ] {
            let answer = caller.get(format!("{path}?{query}")).await;
            assert_eq!(answer.ok()["items"], json!([]), "{answer}");
        }
    }
    let long = "x".repeat(5_000);
    let mut findings = Vec::new();
    for query in [
        format!("q={long}"),
        "q=%00".to_owned(),
        "tag=%00".to_owned(),
        "q=%FF".to_owned(),
        "q=%E2%82".to_owned(),
    ] {
        for path in ["/clients", "/employees"] {
            let answer = scene
                .owner
                .get(scene.at_partner(&format!("{path}?{query}")))
                .await;
            if ![200, 400, 422].contains(&answer.status) {
                findings.push(answer.to_string());
            }
        }
    }
    for query in ["email=%00", "external_id=%00", "email=x", "external_id=%FF"] {
        let answer = scene.platform.get(format!("/v1/users?{query}")).await;
        if ![200, 400, 422].contains(&answer.status) {
            findings.push(answer.to_string());
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

/// 404, also for another tenant's object: what exists elsewhere is not told apart from what does
/// not exist.
async fn what_belongs_to_another_tenant_is_unknown(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.let_act(&client, &worker, &set).await;
    let neighbour = scene.client("Fabrikam").await;
    let of_neighbour = scene.client_set(&neighbour, &["contacts.view"]).await;
    let stranger = scene.staff(&neighbour, "Sven", &["contacts.view"]).await;
    let theirs = Scene::new(server).await;
    let (their_link, _) = theirs.link(&theirs.owner).await;
    let same = async |known: crate::support::Call, unknown: crate::support::Call| {
        let (known, unknown) = (known.await, unknown.await);
        let strip = |answer: &Answer| {
            let mut problem = answer.not_found();
            problem.as_object_mut().unwrap().remove("request_id");
            problem
        };
        assert_eq!(strip(&known), strip(&unknown), "told apart");
    };
    let nothing = |prefix: &str| format!("{prefix}_01h455vb4pex5vsknk084sn02q");
    let give = |set: &str| {
        let body = json!({"permission_set": set});
        mona.patch(scene.employee_at(&client, &worker), body)
    };
    same(give(&of_neighbour), give(&nothing("set"))).await;
    let member = |user: &str| client.admin.get(client.at(&format!("/members/{user}")));
    same(member(&stranger.id), member(&nothing("usr"))).await;
    let set = |set: &str| {
        client
            .admin
            .get(client.at(&format!("/permission-sets/{set}")))
    };
    same(set(&of_neighbour), set(&nothing("set"))).await;
    let link = |link: &str| {
        let path = scene.at_partner(&format!("/access-links/{link}/rotate"));
        scene.owner.post_nothing(path)
    };
    same(link(&their_link), link(&nothing("lnk"))).await;
    let there = |account: &str| {
        let path = scene.at_partner(&format!("/clients/{account}"));
        scene.owner.get(path)
    };
    same(there(&neighbour.id), there(&nothing("acc"))).await;
    let off = |user: &str| {
        let path = scene.at_client(&client, &format!("/employees/{user}/deactivate"));
        mona.post_nothing(path)
    };
    same(off(&client.admin.id), off(&nothing("usr"))).await;
    let employee = |user: &str| {
        scene
            .owner
            .get(scene.at_partner(&format!("/employees/{user}")))
    };
    same(employee(&stranger.id), employee(&nothing("usr"))).await;
    let token = theirs
        .owner
        .post("/v1/me/tokens", json!({"label": "x", "scopes": ["read"]}))
        .await
        .created();
    let revoke = |token: &str| mona.delete(format!("/v1/me/tokens/{token}"));
    same(
        revoke(token["id"].as_str().unwrap()),
        revoke(&nothing("tok")),
    )
    .await;
}
