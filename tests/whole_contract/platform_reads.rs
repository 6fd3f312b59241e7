//! The platform reads all that it has given (I7): what people read by their rights, it reads by a scope, by
//! either id, and nothing that asks about the caller.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Audience, Caller, Endpoint, Fixture, Kind, Scene, Server, endpoints, with_own_servers,
};

with_own_servers!(the_platform_reads_what_people_read);

/// The scope by which the platform makes a call that people make too.
fn scope_of(endpoint: &Endpoint) -> Option<&'static str> {
    match endpoint.audience {
        Audience::AccountOrService(scope)
        | Audience::PartnerOrService(scope)
        | Audience::StarterOrService(scope) => Some(scope),
        Audience::Open
        | Audience::Known
        | Audience::Service(_)
        | Audience::User
        | Audience::Account
        | Audience::Partner
        | Audience::Starter => None,
    }
}

/// Gives the accounts and people of the fixture external ids.
async fn name(fixture: &Fixture) -> Vec<(String, String)> {
    let scene = &fixture.scene;
    let mut names = Vec::new();
    for (kind, id) in [
        ("accounts", &scene.partner),
        ("accounts", &fixture.client.id),
        ("users", &fixture.acting.id),
        ("users", &fixture.private.id),
    ] {
        let external = scene.unique("named");
        let body = json!({"external_id": external});
        let path = format!("/v1/{kind}/{id}");
        scene.platform.patch(path, body).await.ok();
        names.push((id.clone(), external));
    }
    names
}

/// An answer without what is about the reader.
fn seen_by_nobody(mut answer: Value) -> Value {
    for item in answer["items"].as_array_mut().into_iter().flatten() {
        if let Some(own) = item.get_mut("my_access") {
            *own = Value::Null;
        }
    }
    if let Some(own) = answer.get_mut("my_access") {
        *own = Value::Null;
    }
    answer
}

async fn the_platform_reads_what_people_read(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    let names = name(&fixture).await;
    let scene = &fixture.scene;
    let mut tokens: BTreeMap<&str, Caller> = BTreeMap::new();
    for scope in ["provision", "audit"] {
        let body = json!({"label": scope, "scopes": [scope]});
        let made = scene.platform.post("/v1/service-tokens", body).await;
        let token = made.created()["token"].as_str().unwrap().to_owned();
        tokens.insert(scope, scene.platform.with_token(&token));
    }
    let mut read = 0;
    let reading = endpoints(&fixture).into_iter();
    for endpoint in reading.filter(|endpoint| endpoint.method == Method::GET) {
        let asks_a_person = matches!(
            endpoint.audience,
            Audience::Account | Audience::Partner | Audience::Starter
        );
        if asks_a_person {
            let answer = endpoint.call_as(&tokens["provision"]).await;
            answer.invalid("Authorization");
            endpoint
                .call_as(&tokens["audit"])
                .await
                .missing_permission();
        }
        let Some(scope) = scope_of(&endpoint) else {
            continue;
        };
        read += 1;
        let platform = &tokens[scope];
        let by_id = endpoint.call_as(platform).await;
        assert_eq!(by_id.status, 200, "{by_id}");
        let mut named = endpoint.clone();
        for (id, external) in &names {
            named.path = named.path.replace(id, external);
        }
        let by_name = named.call_as(platform).await;
        assert_eq!(by_name.body, by_id.body, "{}", named.path);
        // The trail shows each side less than the platform, and progress is a stream.
        if scope == "provision" && !endpoint.template.ends_with("/events") {
            let by_person = endpoint.call_as(&endpoint.caller).await.ok();
            assert_eq!(by_id.json(), seen_by_nobody(by_person), "{}", endpoint.path);
        }
    }
    assert!(read >= 17, "{read} reads");
}
