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

/// Gives the accounts, the people and the set of the fixture external ids.
async fn name(fixture: &Fixture) -> Vec<(String, String)> {
    let scene = &fixture.scene;
    let mut names = Vec::new();
    let sets = fixture.client.at("/permission-sets");
    for (list, id) in [
        ("/v1/accounts", &scene.partner),
        ("/v1/accounts", &fixture.client.id),
        ("/v1/users", &fixture.acting.id),
        ("/v1/users", &fixture.private.id),
        (sets.as_str(), &fixture.set),
    ] {
        let external = scene.unique("named");
        let body = json!({"external_id": external});
        scene
            .platform
            .patch(format!("{list}/{id}"), body)
            .await
            .ok();
        names.push((id.clone(), external));
    }
    names
}

/// An answer without what is about the reader.
fn seen_by_nobody(mut answer: Value) -> Value {
    let mut seen = vec![&mut answer];
    while let Some(item) = seen.pop() {
        if let Some(own) = item.get_mut("my_access") {
            *own = Value::Null;
        }
        if let Some(Value::Array(items)) = item.get_mut("items") {
            seen.extend(items);
        }
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
    let mut reads = 0;
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
        reads += 1;
        let platform = &tokens[scope];
        let by_id = endpoint.call_as(platform).await;
        assert_eq!(by_id.status, 200, "{by_id}");
        let mut other = endpoint.clone();
        for (id, external) in &names {
            other.path = other.path.replace(id, external);
        }
        let by_name = other.call_as(platform).await;
        assert_eq!(by_name.body, by_id.body, "{}", other.path);
        // The trail shows each side less than the platform, and progress is a stream.
        if scope == "provision" && !endpoint.template.ends_with("/events") {
            let by_person = endpoint.call_as(&endpoint.caller).await.ok();
            assert_eq!(by_id.json(), seen_by_nobody(by_person), "{}", endpoint.path);
        }
    }
    assert!(reads >= 17, "{reads} reads");
}
