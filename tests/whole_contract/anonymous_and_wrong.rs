//! Every endpoint is closed to those it is not for: without a token, with the wrong kind of token,
//! and to people from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Answer, Audience, Caller, Endpoint, Fixture, Kind, Person, Scene, Server, endpoints,
    with_own_servers,
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

/// The ways in which an endpoint is not for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Wrong {
    /// No token, or none that was ever given.
    Nobody,
    /// One of the house, or a token of the right kind, with too few rights.
    TooLittle,
    /// A member of another tenant.
    Elsewhere,
}

/// Somebody an endpoint is not for, and what they must be answered.
struct Try<'a> {
    wrong: Wrong,
    who: &'static str,
    caller: &'a Caller,
    allowed: &'static [u16],
}

/// Everybody that endpoints are not for.
struct Intruders {
    anonymous: Caller,
    forged: Caller,
    /// Service tokens with one scope each.
    deciding: Caller,
    auditing: Caller,
    stranger: Person,
    plain: Person,
    viewer: Person,
    neighbour: Person,
    rival: Person,
}

impl Intruders {
    async fn new(server: &Server, fixture: &Fixture) -> Self {
        let scene = &fixture.scene;
        let with_scope = async |scope: &str| {
            let body = json!({"label": scope, "scopes": [scope]});
            let token = scene.platform.post("/v1/service-tokens", body).await;
            let token = token.created()["token"].as_str().unwrap().to_owned();
            scene.platform.with_token(&token)
        };
        Self {
            anonymous: server.anonymous(),
            forged: server.anonymous().with_token("forged-forged-forged-forged"),
            deciding: with_scope("decide").await,
            auditing: with_scope("audit").await,
            stranger: scene.outsider("Sven").await,
            plain: scene
                .staff(&fixture.client, "Dora", &["contacts.view"])
                .await,
            viewer: scene.viewer("Vera").await,
            neighbour: scene.client("Fabrikam").await.admin,
            rival: scene.other_partner("Southwind").await.1,
        }
    }

    fn other_scope(&self, needed: &str) -> &Caller {
        if needed == "decide" {
            &self.auditing
        } else {
            &self.deciding
        }
    }

    /// How the endpoint is called by nobody, by somebody with too little, and from another tenant.
    fn tries<'a>(&'a self, endpoint: &Endpoint, fixture: &'a Fixture) -> Vec<Try<'a>> {
        let mut tries = Vec::new();
        let mut add =
            |wrong: Wrong, who: &'static str, caller: &'a Caller, allowed: &'static [u16]| {
                tries.push(Try {
                    wrong,
                    who,
                    caller,
                    allowed,
                });
            };
        if endpoint.audience == Audience::Open {
            return tries;
        }
        add(Wrong::Nobody, "nobody", &self.anonymous, &[401]);
        add(Wrong::Nobody, "a forged token", &self.forged, &[401]);
        let (too_little, elsewhere) = (Wrong::TooLittle, Wrong::Elsewhere);
        let platform = &fixture.scene.platform;
        // What hides behind an id may be answered 404 to whoever may not know of it.
        let kept_out = &[403, 404];
        // What it cannot read, since it asks about the caller or shows what is for people alone (I7).
        let no_platform: &[u16] = if endpoint.method == Method::GET {
            &[422]
        } else {
            kept_out
        };
        match endpoint.audience {
            Audience::Open | Audience::Known => {}
            Audience::Service(scope) => {
                add(too_little, "another scope", self.other_scope(scope), &[403]);
                add(elsewhere, "a user", &fixture.client.admin, &[403]);
                add(elsewhere, "a partner", &fixture.scene.owner, &[403]);
            }
            Audience::User => {
                add(too_little, "the platform", platform, kept_out);
                // A link is for whoever has it in hand, and the rest is about oneself.
                if endpoint.template.contains("/me/") && endpoint.template.contains("{}") {
                    add(elsewhere, "a stranger", &self.stranger, &[404]);
                }
            }
            Audience::Account | Audience::AccountOrService(_) => {
                if let Audience::AccountOrService(scope) = endpoint.audience {
                    add(
                        too_little,
                        "another scope",
                        self.other_scope(scope),
                        kept_out,
                    );
                } else {
                    add(too_little, "the platform", platform, no_platform);
                }
                add(too_little, "a plain member", &self.plain, kept_out);
                add(too_little, "a partner admin", &fixture.manager, kept_out);
                add(elsewhere, "a stranger", &self.stranger, kept_out);
                add(elsewhere, "a neighbour", &self.neighbour, kept_out);
                add(elsewhere, "the partner", &fixture.scene.owner, kept_out);
            }
            Audience::Partner
            | Audience::PartnerOrService(_)
            | Audience::Starter
            | Audience::StarterOrService(_) => {
                if let Audience::PartnerOrService(scope) | Audience::StarterOrService(scope) =
                    endpoint.audience
                {
                    add(too_little, "another scope", self.other_scope(scope), &[403]);
                } else {
                    add(too_little, "the platform", platform, no_platform);
                }
                let hidden = matches!(
                    endpoint.audience,
                    Audience::Starter | Audience::StarterOrService(_)
                );
                let denied: &[u16] = if hidden { kept_out } else { &[403] };
                add(too_little, "a plain employee", &fixture.acting, denied);
                if endpoint.method != Method::GET {
                    add(too_little, "a viewer", &self.viewer, &[403]);
                }
                let unknown: &[u16] = if hidden { &[404] } else { kept_out };
                add(elsewhere, "a stranger", &self.stranger, unknown);
                add(elsewhere, "the client", &fixture.client.admin, unknown);
                add(elsewhere, "another partner", &self.rival, unknown);
            }
        }
        tries
    }
}

/// Whether the endpoint is about the caller alone, so that nobody is from elsewhere.
fn is_about_the_caller(endpoint: &Endpoint) -> bool {
    matches!(endpoint.audience, Audience::Open | Audience::Known)
        || (endpoint.audience == Audience::User
            && (!endpoint.template.contains("{}") || endpoint.template.contains("access-links")))
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
            "{who}: {} {} → {}, not {allowed:?} {}",
            endpoint.method, endpoint.template, answer.status, answer.body
        ));
    }
}

/// The endpoint at an account, partner or operation that there is none of.
fn at_nothing(endpoint: &Endpoint) -> Option<Endpoint> {
    let place = endpoint
        .template
        .split('/')
        .position(|segment| segment == "{}")?;
    let mut path: Vec<_> = endpoint.path.split('/').map(str::to_owned).collect();
    let prefix = path[place].split_once('_')?.0.to_owned();
    path[place] = format!("{prefix}_01h455vb4pex5vsknk084sn02q");
    Some(Endpoint {
        path: path.join("/"),
        ..endpoint.clone()
    })
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

    let intruders = Intruders::new(&server, &fixture).await;
    let before = scene.platform.revision().await;
    for endpoint in &table {
        let tries = intruders.tries(endpoint, &fixture);
        let mut lacking = BTreeSet::from([Wrong::Nobody, Wrong::TooLittle, Wrong::Elsewhere]);
        for attempt in &tries {
            lacking.remove(&attempt.wrong);
            let answer = endpoint.call_as(attempt.caller).await;
            check(
                &mut findings,
                endpoint,
                attempt.who,
                &answer,
                attempt.allowed,
            );
            // Whoever is from elsewhere cannot tell what there is from what there is not.
            if attempt.wrong == Wrong::Elsewhere
                && !matches!(endpoint.audience, Audience::Service(_))
                && let Some(nothing) = at_nothing(endpoint)
            {
                let other = nothing.call_as(attempt.caller).await;
                if attempt.allowed.contains(&answer.status)
                    && (other.status, &other.json()["code"])
                        != (answer.status, &answer.json()["code"])
                {
                    findings.push(format!(
                        "{} can tell: {} {} → {}, and {} where there is nothing",
                        attempt.who,
                        endpoint.method,
                        endpoint.template,
                        answer.status,
                        other.status
                    ));
                }
            }
        }
        if endpoint.audience == Audience::Open {
            lacking.clear();
        }
        if is_about_the_caller(endpoint) {
            lacking.remove(&Wrong::Elsewhere);
        }
        if endpoint.audience == Audience::Known {
            lacking.remove(&Wrong::TooLittle);
        }
        if !lacking.is_empty() {
            findings.push(format!(
                "{} {} is not tried by {lacking:?}",
                endpoint.method, endpoint.template
            ));
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
        .filter(|endpoint| {
            !matches!(
                endpoint.audience,
                Audience::Open | Audience::Known | Audience::Service(_)
            )
        })
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
