//! The published document and its page.

use std::collections::BTreeSet;

use serde_json::Value;

use super::anonymous_and_wrong::published;
use crate::support::{Fixture, Scene, Server, endpoints, on_both_databases};

on_both_databases!(
    it_is_openapi_3_1_and_names_every_operation,
    operations_say_what_they_answer,
    the_page_needs_nothing_from_elsewhere,
    the_probes_answer_without_a_token,
);

async fn document(server: &Server) -> Value {
    let answer = server.anonymous().get("/openapi.json").await;
    assert_eq!(answer.status, 200, "{answer}");
    let media_type = answer.header("content-type").unwrap();
    assert!(media_type.contains("json"), "{answer}");
    answer.json()
}

async fn it_is_openapi_3_1_and_names_every_operation(server: &Server) {
    let document = document(server).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["info"]["title"].is_string());
    assert!(document["info"]["version"].is_string());
    let published = published(&document);
    let fixture = Fixture::new(Scene::new(server).await).await;
    let missing: Vec<_> = endpoints(&fixture)
        .iter()
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.template))
        .filter(|operation| operation.contains(" /v1/") || operation.contains("/access/v1/"))
        .filter(|operation| !published.contains(operation))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// Every reference resolves, and every operation has an id, a summary and its answers.
async fn operations_say_what_they_answer(server: &Server) {
    let document = document(server).await;
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Some(responses) = operation["responses"].as_object() else {
                assert!(operation.get("responses").is_none(), "{method} {path}");
                continue;
            };
            let id = operation["operationId"].as_str();
            let id = id.unwrap_or_else(|| panic!("{method} {path} has no operationId"));
            assert!(ids.insert(id.to_owned()), "{id} is given twice");
            assert!(
                responses.keys().any(|status| status.as_str() < "4"),
                "{method} {path} never succeeds"
            );
            if path.starts_with("/v1/") {
                assert!(responses.contains_key("401"), "{method} {path}");
            }
        }
    }
    let mut dangling = BTreeSet::new();
    let mut waiting = vec![&document];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let pointer = reference.strip_prefix('#').unwrap();
                    if document.pointer(pointer).is_none() {
                        dangling.insert(reference.clone());
                    }
                }
                waiting.extend(members.values());
            }
            Value::Array(items) => waiting.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    assert_eq!(dangling, BTreeSet::new(), "references to nothing");
}

/// Served offline from the binary.
async fn the_page_needs_nothing_from_elsewhere(server: &Server) {
    let anonymous = server.anonymous();
    let mut path = "/docs".to_owned();
    let mut page = anonymous.get(&path).await;
    for _ in 0..3 {
        if (300..400).contains(&page.status) {
            let location = page.header("location").unwrap();
            path = resolve(&path, location);
            page = anonymous.get(&path).await;
        }
    }
    assert_eq!(page.status, 200, "{page}");
    let mut links = 0;
    for attribute in ["src=\"", "href=\""] {
        for rest in page.body.split(attribute).skip(1) {
            let link = rest.split('"').next().unwrap();
            assert!(
                !link.contains("//"),
                "{link} is somewhere else on the network"
            );
            if link.starts_with("data:") || link.starts_with('#') {
                continue;
            }
            let resource = anonymous.get(resolve(&path, link)).await;
            assert_eq!(resource.status, 200, "{link}: {}", resource.status);
            links += 1;
        }
    }
    assert!(links > 0, "an interactive page has a script\n{page}");
}

/// A reference as a browser reads it on the page at `base`.
fn resolve(base: &str, reference: &str) -> String {
    if reference.starts_with('/') {
        return reference.to_owned();
    }
    let folder = base.rsplit_once('/').unwrap().0;
    let reference = reference.trim_start_matches("./");
    format!("{folder}/{reference}")
}

async fn the_probes_answer_without_a_token(server: &Server) {
    let anonymous = server.anonymous();
    for path in ["/livez", "/readyz"] {
        let answer = anonymous.get(path).await;
        assert_eq!(answer.status, 200, "{answer}");
    }
    anonymous.get("/v1/me").await.problem(401);
    let metrics = anonymous.get("/metrics").await;
    assert_eq!(metrics.status, 200, "{metrics}");
    assert!(
        metrics.body.contains("# TYPE "),
        "Prometheus text\n{metrics}"
    );
}
