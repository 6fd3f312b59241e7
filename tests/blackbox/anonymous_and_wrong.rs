//! Every endpoint is closed to those it is not for: without a token, with the wrong kind of token,
//! and to people from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Caller, Door, Endpoint, Fixture, Kind, Scene, Server, endpoints, with_own_servers,
};

with_own_servers!(
    every_endpoint_is_closed_to_those_it_is_not_for,
    a_token_that_only_reads_writes_nowhere,
);

/// The operations of the published document, with `{}` for each parameter.
pub(crate) fn published(document: &Value) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let template: Vec<_> = path
            .split('/')
            .map(|segment| {
                if segment.starts_with('{') {
                    "{}"
                } else {
                    segment
                }
            })
            .collect();
        for method in item.as_object().unwrap().keys() {
            if ["get", "put", "post", "patch", "delete"].contains(&method.as_str()) {
                operations.insert(format!("{} {}", method.to_uppercase(), template.join("/")));
            }
        }
    }
    operations
}

/// A finding where the answer is none of the allowed ones.
fn check(
    findings: &mut Vec<String>,
    endpoint: &Endpoint,
    who: &str,
    answer: &Answer,
    allowed: &[u16],
) {
    if allowed.contains(&answer.status) {
        answer.problem(answer.status);
    } else {
        findings.push(format!(
            "{who}: {} {} → {} {}",
            endpoint.method, endpoint.template, answer.status, answer.body
        ));
    }
}

async fn every_endpoint_is_closed_to_those_it_is_not_for(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    let table = endpoints(&fixture);
    let scene = &fixture.scene;

    let document = server.anonymous().get("/openapi.json").await;
    let covered: BTreeSet<_> = table
        .iter()
        .map(|endpoint| format!("{} {}", endpoint.method, endpoint.template))
        .collect();
    let missing: Vec<_> = published(&document.json())
        .difference(&covered)
        .cloned()
        .collect();
    let mut findings: Vec<_> = missing
        .iter()
        .map(|operation| {
            format!("{operation} is published and not tried here: add it to support/endpoints.rs")
        })
        .collect();

    let narrow = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "narrow", "scopes": ["activity"]}),
        )
        .await
        .created();
    let narrow = scene.platform.with_token(narrow["token"].as_str().unwrap());
    let stranger = scene.outsider("Sven").await;
    let plain = scene
        .staff(&fixture.client, "Dora", &["contacts.view"])
        .await;
    let neighbour = scene.client("Fabrikam").await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let before = scene.platform.revision().await;

    for endpoint in &table {
        let mut try_as = async |who: &str, caller: &Caller, allowed: &[u16]| {
            let answer = endpoint.call_as(caller).await;
            check(&mut findings, endpoint, who, &answer, allowed);
        };
        if endpoint.door != Door::Open {
            try_as("nobody", &server.anonymous(), &[401]).await;
            let forged = server.anonymous().with_token("forged-forged-forged-forged");
            try_as("a forged token", &forged, &[401]).await;
        }
        let kept_out = &[403, 404];
        match endpoint.door {
            Door::Open | Door::Known => {}
            Door::Service(_) => {
                try_as("a user", &fixture.client.admin, kept_out).await;
                try_as("another scope", &narrow, &[403]).await;
            }
            Door::User => {
                try_as("the platform", &scene.platform, kept_out).await;
            }
            Door::Account => {
                try_as("the platform", &scene.platform, kept_out).await;
                for (who, caller) in [
                    ("a stranger", &stranger),
                    ("a plain member", &plain),
                    ("a neighbour", &neighbour.admin),
                    ("the partner", &scene.owner),
                    ("a partner admin", &fixture.manager),
                ] {
                    try_as(who, caller, kept_out).await;
                }
            }
            Door::Partner | Door::PartnerOrService(_) => {
                if endpoint.door == Door::Partner {
                    try_as("the platform", &scene.platform, kept_out).await;
                } else {
                    try_as("another scope", &narrow, &[403]).await;
                }
                for (who, caller) in [
                    ("a stranger", &stranger),
                    ("the client", &fixture.client.admin),
                    ("another partner", &rival),
                    ("a plain employee", &fixture.acting),
                ] {
                    try_as(who, caller, kept_out).await;
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let after = scene.platform.revision().await;
    assert_eq!(before, after, "nothing has changed");
}

/// I3: whatever its owner may do.
async fn a_token_that_only_reads_writes_nowhere(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    let table: Vec<_> = endpoints(&fixture)
        .into_iter()
        .filter(|endpoint| !matches!(endpoint.door, Door::Open | Door::Known | Door::Service(_)))
        .collect();
    let mut readers: BTreeMap<String, Caller> = BTreeMap::new();
    for endpoint in &table {
        let owner = &endpoint.caller;
        if !readers.contains_key(owner.token()) {
            let body = json!({"label": "reads", "scopes": ["read"]});
            let made = owner.post("/v1/me/tokens", body).await.created();
            let reader = owner.with_token(made["token"].as_str().unwrap());
            readers.insert(owner.token().to_owned(), reader);
        }
    }
    let platform = &fixture.scene.platform;
    let before = platform.revision().await;
    let mut findings = Vec::new();
    for endpoint in &table {
        let answer = endpoint.call_as(&readers[endpoint.caller.token()]).await;
        if endpoint.method == Method::GET {
            // The list of links shows what can be used, so it may ask for more than reading.
            let shows_links = endpoint.template.ends_with("/access-links");
            if answer.status != 200 && !(shows_links && answer.status == 403) {
                findings.push(answer.to_string());
            }
        } else {
            check(&mut findings, endpoint, "a reader", &answer, &[403]);
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert_eq!(platform.revision().await, before, "nothing has changed");
}
