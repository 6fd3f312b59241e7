//! Searching by AuthZEN (Q1), and where its endpoints are said to be.

use actix_web::test::TestRequest;
use latchkey_domain::people::token::Scope;
use serde_json::{Value, json};

use super::support::{HttpBed, PLATFORM, request};

const SUBJECT: &str = "/access/v1/search/subject";
const RESOURCE: &str = "/access/v1/search/resource";
const ACTION: &str = "/access/v1/search/action";
const METADATA: &str = "/.well-known/authzen-configuration";

fn subjects() -> Value {
    json!({
        "subject": {"type": "user"},
        "action": {"name": "contacts.view"},
        "resource": {"type": "account", "id": "harbour"},
    })
}

fn resources() -> Value {
    json!({
        "subject": {"type": "user", "id": "u-marit"},
        "action": {"name": "contacts.view"},
        "resource": {"type": "account"},
    })
}

fn actions() -> Value {
    json!({
        "subject": {"type": "user", "id": "u-ines"},
        "resource": {"type": "account", "id": "harbour"},
    })
}

/// All three, each with what it finds first.
fn searches() -> [(&'static str, Value, Value); 3] {
    [
        (
            SUBJECT,
            subjects(),
            json!({"type": "user", "id": "u-helen"}),
        ),
        (
            RESOURCE,
            resources(),
            json!({"type": "account", "id": "northwind"}),
        ),
        (ACTION, actions(), json!({"name": "users.edit"})),
    ]
}

#[actix_web::test]
async fn q1_each_search_answers_with_the_platforms_ids() {
    let bed = HttpBed::open().await;
    for (path, body, first) in searches() {
        let got = bed.post(PLATFORM, path, body).await;
        assert_eq!(got.status, 200, "{got:?}");
        assert_eq!(got.json()["results"][0], first, "{path}");
        assert!(got.text.starts_with("{\"results\""), "no page: {got:?}");
        assert!(got.header("latchkey-revision").is_some());
    }
    let names = bed.post(PLATFORM, RESOURCE, resources()).await.json();
    let harbour = json!({"type": "account", "id": "harbour"});
    assert!(names["results"].as_array().unwrap().contains(&harbour));
}

#[actix_web::test]
async fn every_search_is_paged() {
    let bed = HttpBed::open().await;
    for (path, body, _) in searches() {
        let whole = bed.post(PLATFORM, path, body.clone()).await.json();
        let mut page = json!({"limit": 1});
        let mut paged = Vec::new();
        loop {
            let mut asked = body.clone();
            asked["page"] = page;
            let got = bed.post(PLATFORM, path, asked).await;
            assert!(got.text.starts_with("{\"page\""), "page first: {got:?}");
            let answer = got.json();
            let results = answer["results"].as_array().unwrap();
            assert_eq!(results.len(), 1, "{path}");
            paged.extend(results.clone());
            let token = answer["page"]["next_token"].as_str().unwrap();
            if token.is_empty() {
                break;
            }
            // The limit is that of the first page.
            page = json!({"token": token});
        }
        assert_eq!(json!(paged), whole["results"], "{path}");
        let mut asked = body;
        asked["page"] = json!({});
        let got = bed.post(PLATFORM, path, asked).await.json();
        assert_eq!(got["page"], json!({"next_token": ""}));
    }
}

#[actix_web::test]
async fn a_token_of_another_search_is_malformed() {
    let bed = HttpBed::open().await;
    for (path, body, _) in searches() {
        let mut asked = body.clone();
        asked["page"] = json!({"limit": 1});
        let first = bed.post(PLATFORM, path, asked).await.json();
        let token = &first["page"]["next_token"];
        let with = |pointer: &str, member: &str, value: Value| {
            let mut other = body.clone();
            other["page"] = json!({"token": token});
            other.pointer_mut(pointer).unwrap()[member] = value;
            other
        };
        for other in [
            with("/subject", "id", json!("u-hugo")),
            with("/resource", "properties", json!({"a": 1})),
            with("", "context", json!({"time": "later"})),
            with("/page", "limit", json!(2)),
            with("/page", "token", json!("")),
            with("/page", "token", json!("no token")),
        ] {
            let got = bed.post(PLATFORM, path, other).await;
            assert_eq!(got.code(), (400, "malformed".to_owned()), "{path}");
        }
        let again = bed.post(PLATFORM, path, with("/page", "limit", json!(1)));
        assert_eq!(again.await.status, 200);
    }
}

#[actix_web::test]
async fn the_unknown_are_not_found_and_gaps_malformed() {
    let bed = HttpBed::open().await;
    for (path, member, value) in [
        (
            SUBJECT,
            "resource",
            json!({"type": "account", "id": "nowhere"}),
        ),
        (
            SUBJECT,
            "resource",
            json!({"type": "record", "id": "harbour"}),
        ),
        (SUBJECT, "subject", json!({"type": "spaceship"})),
        (SUBJECT, "action", json!({"name": "no.such"})),
        (RESOURCE, "subject", json!({"type": "user", "id": "nobody"})),
        (
            RESOURCE,
            "subject",
            json!({"type": "group", "id": "u-marit"}),
        ),
        (RESOURCE, "resource", json!({"type": "record"})),
        (ACTION, "subject", json!({"type": "user", "id": "usr_x"})),
        (
            ACTION,
            "resource",
            json!({"type": "account", "id": "x".repeat(10_000)}),
        ),
    ] {
        let mut body = match path {
            SUBJECT => subjects(),
            RESOURCE => resources(),
            _ => actions(),
        };
        body[member] = value;
        let got = bed.post(PLATFORM, path, body).await;
        assert_eq!((got.status.as_u16(), &*got.text), (200, "{\"results\":[]}"));
    }
    for (path, body, _) in searches() {
        for member in body.as_object().unwrap().keys() {
            let mut without = body.clone();
            without.as_object_mut().unwrap().remove(member);
            let got = bed.post(PLATFORM, path, without).await;
            assert_eq!(got.code().0, 400, "{path} without {member}");
        }
        for (member, wrong) in [
            ("context", json!("x")),
            ("context", json!({"at_least": "x"})),
            ("page", json!([])),
            ("page", json!({"limit": 0})),
            ("page", json!({"limit": "1"})),
            ("page", json!({"limit": -1})),
            ("page", json!({"token": 1})),
        ] {
            let mut asked = body.clone();
            asked[member] = wrong;
            let got = bed.post(PLATFORM, path, asked).await;
            assert_eq!(got.code().0, 400, "{path} {member}");
        }
    }
}

#[actix_web::test]
async fn searching_needs_its_scope() {
    let bed = HttpBed::with(|settings| settings.authzen_resource_type = "portal".to_owned()).await;
    let marit = bed.token_of(bed.world.marit).await;
    let other = bed.service_token(&[Scope::Provision]).await;
    for (path, body, _) in searches() {
        for token in [&marit, &other] {
            assert_eq!(bed.post(token, path, body.clone()).await.code().0, 403);
        }
        assert_eq!(bed.send(TestRequest::post().uri(path)).await.code().0, 401);
        let got = bed.post(PLATFORM, path, body.clone()).await;
        assert_eq!(got.text, "{\"results\":[]}");
        let mut asked = body;
        asked["resource"]["type"] = json!("portal");
        let got = bed.post(PLATFORM, path, asked).await.json();
        assert_ne!(got["results"], json!([]), "{path}");
    }
    let mut asked = resources();
    asked["resource"]["type"] = json!("portal");
    let got = bed.post(PLATFORM, RESOURCE, asked).await.json();
    assert_eq!(got["results"][0]["type"], "portal");
}

#[actix_web::test]
async fn the_metadata_are_made_of_the_public_url_alone() {
    let bed = HttpBed::open().await;
    let asked = TestRequest::get()
        .uri(METADATA)
        .insert_header(("host", "evil.example"))
        .insert_header(("x-forwarded-host", "evil.example"))
        .insert_header(("forwarded", "host=evil.example;proto=http"));
    let got = bed.send(asked).await;
    assert_eq!(got.status, 200);
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(got.header("cache-control"), Some("public, max-age=3600"));
    assert!(!got.text.contains("evil"), "{got:?}");
    let metadata = got.json();
    assert_eq!(metadata["policy_decision_point"], "https://access.example");
    for (member, path) in [
        ("access_evaluation_endpoint", "/access/v1/evaluation"),
        ("search_subject_endpoint", SUBJECT),
        ("search_resource_endpoint", RESOURCE),
        ("search_action_endpoint", ACTION),
    ] {
        assert_eq!(metadata[member], format!("https://access.example{path}"));
    }
    let head = bed.send(request("HEAD", PLATFORM, METADATA)).await;
    assert_eq!(head.status, 200);
}

/// Every AuthZEN endpoint that there is is named, and no other.
#[actix_web::test]
async fn the_metadata_name_what_is_served() {
    let bed = HttpBed::open().await;
    let metadata = bed.get(PLATFORM, METADATA).await.json();
    let mut named: Vec<_> = metadata
        .as_object()
        .unwrap()
        .values()
        .filter_map(|url| url.as_str()?.strip_prefix("https://access.example/"))
        .map(|path| format!("/{path}"))
        .collect();
    let served = crate::routes::TABLE.iter().map(|entry| entry.path);
    let mut served: Vec<_> = served.filter(|path| path.starts_with("/access/")).collect();
    named.sort();
    served.sort_unstable();
    assert_eq!(named, served);
}
