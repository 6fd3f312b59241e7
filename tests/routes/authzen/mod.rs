//! The endpoints of the `OpenID` AuthZEN Authorization API 1.0.

mod bad_input;
mod certification;
mod evaluation;
mod evaluation_rules;
mod evaluations;
mod metadata;
mod search_action;
mod search_resource;
mod search_subject;
mod searches;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Caller, Client, Person};

pub(super) const SUBJECTS: &str = "/access/v1/search/subject";

pub(super) const RESOURCES: &str = "/access/v1/search/resource";

pub(super) const ACTIONS: &str = "/access/v1/search/action";

pub(super) fn user(id: &str) -> Value {
    json!({"type": "user", "id": id})
}

pub(super) fn account(id: &str) -> Value {
    json!({"type": "account", "id": id})
}

pub(super) fn who(action: &str, client: &str) -> Value {
    json!({
        "subject": {"type": "user"},
        "action": {"name": action},
        "resource": account(client),
    })
}

pub(super) fn place(person: &str, action: &str) -> Value {
    json!({
        "subject": user(person),
        "action": {"name": action},
        "resource": {"type": "account"},
    })
}

pub(super) fn what(person: &str, client: &str) -> Value {
    json!({"subject": user(person), "resource": account(client)})
}

/// All results, page by page.
pub(super) async fn search(platform: &Caller, path: &str, body: &Value) -> Vec<Value> {
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

pub(super) async fn ids(platform: &Caller, path: &str, body: &Value) -> BTreeSet<String> {
    let found = search(platform, path, body).await;
    let count = found.len();
    let ids: BTreeSet<_> = found
        .iter()
        .map(|result| result["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), count, "each once: {found:?}");
    ids
}

pub(super) async fn names(platform: &Caller, person: &Person, client: &Client) -> BTreeSet<String> {
    let found = search(platform, ACTIONS, &what(&person.id, &client.id)).await;
    let name = |result: &Value| result["name"].as_str().unwrap().to_owned();
    found.iter().map(name).collect()
}
