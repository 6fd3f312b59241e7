//! The certification scenario of the `OpenID` AuthZEN Authorization API 1.0, word for word: levels
//! Basic, Batch and Search (Core) and Discovery. Its subjects are users, its records accounts (so
//! the platform calls them), its actions permissions of a catalogue of its own.

use std::fmt::Write as _;
use std::fs;

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{
    Answer, Caller, Kind, PUBLIC_URL, Scene, Server, access, repository_file, with_own_servers,
};

with_own_servers!(
    basic_core,
    basic_core_errors,
    basic_core_headers_and_repeats,
    batch_core,
    search_core,
    search_core_pages_and_errors,
    discovery,
);

const EVALUATION: &str = "/access/v1/evaluation";

const EVALUATIONS: &str = "/access/v1/evaluations";

const SUBJECTS: &str = "/access/v1/search/subject";

const RESOURCES: &str = "/access/v1/search/resource";

const ACTIONS: &str = "/access/v1/search/action";

/// The fixture of the scenario, on a server of its own.
struct Fixture {
    server: Server,
    platform: Caller,
    _catalogue: TempDir,
}

impl Fixture {
    async fn new(kind: Kind) -> Self {
        let catalogue = tempfile::tempdir().unwrap();
        let path = catalogue.path().join("catalogue.toml");
        let mut text = repository_file("crates/domain/src/permission/default_catalogue.toml");
        for key in ["read", "write", "delete"] {
            text.push_str("\n[[permission]]\n");
            for member in ["key", "category", "label"] {
                writeln!(text, "{member} = \"{key}\"").unwrap();
            }
        }
        fs::write(&path, text).unwrap();
        let server = Server::start_with(kind, |start| {
            start
                .with("AUTHZEN__RESOURCE_TYPE", "record")
                .with("PERMISSIONS__CATALOGUE", path.to_str().unwrap())
        });
        let scene = Scene::new(&server).await;
        let platform = scene.platform.clone();
        let call = async |path: String, external_id: &str| {
            let body = json!({"external_id": external_id});
            platform.patch(path, body).await.ok();
        };
        let (first, second) = (
            scene.client("Record 1").await,
            scene.client("Record 2").await,
        );
        call(format!("/v1/accounts/{}", first.id), "record-1").await;
        call(format!("/v1/accounts/{}", second.id), "record-2").await;
        let alice = scene
            .staff(&first, "Alice", &["read", "write", "delete"])
            .await;
        let bob = scene.staff(&first, "Bob", &["read"]).await;
        call(format!("/v1/users/{}", alice.id), "alice").await;
        call(format!("/v1/users/{}", bob.id), "bob").await;
        let reading = scene.client_set(&second, &["read"]).await;
        scene
            .put_member(&second.id, &alice, json!({"access": access::set(&reading)}))
            .await;
        Self {
            platform,
            server,
            _catalogue: catalogue,
        }
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.platform.post(path, body).await
    }

    async fn results(&self, path: &str, body: Value) -> Vec<Value> {
        let answer = self.post(path, body).await;
        answer.ok()["results"].as_array().unwrap().clone()
    }
}

fn user(id: &str) -> Value {
    json!({"type": "user", "id": id})
}

fn action(name: &str) -> Value {
    json!({"name": name})
}

fn record(id: &str) -> Value {
    json!({"type": "record", "id": id})
}

fn question(subject: &str, name: &str, resource: &str) -> Value {
    json!({"subject": user(subject), "action": action(name), "resource": record(resource)})
}

/// The same object without a member, or with another value of it.
fn with(body: &Value, member: &str, value: Option<Value>) -> Value {
    let mut body = body.clone();
    let members = body.as_object_mut().unwrap();
    match value {
        None => members.remove(member),
        Some(value) => members.insert(member.to_owned(), value),
    };
    body
}

/// Checks that this is a decision, and gives it.
fn decision(answer: &Answer) -> bool {
    let body = answer.ok();
    let context = body.get("context");
    assert!(context.is_none_or(Value::is_object), "{answer}");
    body["decision"]
        .as_bool()
        .unwrap_or_else(|| panic!("{answer}"))
}

/// The decisions of a batch of this length.
fn decisions(answer: &Answer, length: usize) -> Vec<bool> {
    let body = answer.ok();
    assert!(body.get("decision").is_none(), "{answer}");
    let items = body["evaluations"].as_array().unwrap();
    assert_eq!(items.len(), length, "{answer}");
    let decision = |item: &Value| item["decision"].as_bool().unwrap();
    items.iter().map(decision).collect()
}

/// 2.2, 2.3: the four decisions, with and without what may be there besides.
async fn basic_core(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    for (subject, name, granted) in [
        ("alice", "read", true),
        ("alice", "write", true),
        ("bob", "read", true),
        ("bob", "write", false),
    ] {
        let body = question(subject, name, "record-1");
        let answer = fixture.post(EVALUATION, body).await;
        assert_eq!(decision(&answer), granted, "{answer}");
    }
    let body = question("alice", "read", "record-1");
    let context = json!({"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1"});
    let answer = fixture
        .post(EVALUATION, with(&body, "context", Some(context)))
        .await;
    assert!(decision(&answer), "2.2.3");
    let answer = fixture
        .post(
            EVALUATION,
            json!({
                "subject": {
                    "type": "user", "id": "alice",
                    "properties": {"department": "Sales", "role": "manager"},
                },
                "action": {"name": "read", "properties": {"method": "GET"}},
                "resource": {
                    "type": "record", "id": "record-1",
                    "properties": {"status": "active", "owner": "bob"},
                },
            }),
        )
        .await;
    assert!(decision(&answer), "2.2.8");
    let mut body = body;
    body["foo"] = json!("bar");
    body["futureField"] = json!({"nested": true});
    assert!(decision(&fixture.post(EVALUATION, body).await), "2.2.9");
}

/// 2.4: whatever cannot be read is 400.
async fn basic_core_errors(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let good = question("alice", "read", "record-1");
    let mut bad = Vec::new();
    for (member, parts) in [
        ("subject", &["type", "id"][..]),
        ("action", &["name"]),
        ("resource", &["type", "id"]),
    ] {
        bad.push(with(&good, member, None));
        for part in parts {
            let entity = with(&good[member], part, None);
            bad.push(with(&good, member, Some(entity)));
        }
    }
    bad.push(with(&good, "subject", Some(json!("alice"))));
    bad.push(with(&good, "action", Some(json!({"name": 123}))));
    for body in bad {
        fixture.post(EVALUATION, body).await.problem(400);
    }
    let text = good.to_string();
    for (media_type, text) in [
        ("text/plain", &*text),
        ("application/xml", &text),
        ("application/json", "{\"subject\": "),
        ("application/json", "not json"),
        ("application/json", ""),
    ] {
        let call = fixture.platform.call(Method::POST, EVALUATION);
        call.text(media_type, text).await.problem(400);
    }
    fixture.platform.post_nothing(EVALUATION).await.problem(400);
}

/// 2.5, 2.6: the request id comes back on every answer, and the same question has the same answer.
async fn basic_core_headers_and_repeats(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let id = "bfe9eb29-ab87-4ca3-be83-a1d5d8305716";
    let good = question("alice", "read", "record-1");
    for path in [EVALUATION, EVALUATIONS] {
        for (body, status) in [(good.clone(), 200), (json!({}), 400)] {
            let call = fixture.platform.post(path, body.clone());
            let answer = call.header("X-Request-ID", id).await;
            assert_eq!(answer.status, status, "{answer}");
            assert_eq!(answer.header("x-request-id"), Some(id), "{answer}");
            let anonymous = fixture.server.anonymous().post(path, body);
            let answer = anonymous.header("X-Request-ID", id).await;
            answer.problem(401);
            assert_eq!(answer.header("x-request-id"), Some(id), "{answer}");
        }
    }
    for body in [good, question("bob", "write", "record-1")] {
        let first = decision(&fixture.post(EVALUATION, body.clone()).await);
        for _ in 0..5 {
            let again = fixture.post(EVALUATION, body.clone()).await;
            assert_eq!(decision(&again), first, "{again}");
        }
    }
}

/// 3: batches.
async fn batch_core(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let batch = async |body: Value| fixture.post(EVALUATIONS, body).await;
    let reads = json!({
        "subject": user("alice"),
        "action": action("read"),
        "evaluations": [
            {"resource": record("record-1")},
            {"resource": record("record-2")},
        ],
    });
    assert_eq!(decisions(&batch(reads).await, 2), [true, true], "3.2.1");
    let bob = json!({
        "subject": user("bob"),
        "resource": record("record-1"),
        "evaluations": [{"action": action("read")}, {"action": action("write")}],
    });
    assert_eq!(decisions(&batch(bob).await, 2), [true, false], "3.2.2");
    let whole = json!({
        "evaluations": [
            question("alice", "read", "record-1"),
            question("bob", "write", "record-1"),
        ],
    });
    assert_eq!(decisions(&batch(whole).await, 2), [true, false], "3.2.5");
    let context = json!({
        "subject": user("alice"),
        "action": action("read"),
        "context": {"time": "2025-06-27T18:03-07:00"},
        "evaluations": [
            {"resource": record("record-1")},
            {
                "resource": record("record-2"),
                "context": {"time": "2025-06-27T19:00-07:00", "source": "batch-override"},
            },
        ],
    });
    assert_eq!(decisions(&batch(context).await, 2), [true, true], "3.2.6");
    let failing = json!({
        "subject": user("alice"),
        "action": action("read"),
        "evaluations": [{"resource": record("record-1")}, {}],
    });
    assert_eq!(decisions(&batch(failing).await, 2), [true, false], "3.4.1");
    let single = question("alice", "read", "record-1");
    let empty = with(&single, "evaluations", Some(json!([])));
    for body in [single, empty] {
        let answer = batch(body).await;
        assert!(decision(&answer), "3.4.2, 3.4.3");
        assert!(answer.json().get("evaluations").is_none(), "{answer}");
    }
    let call = fixture.platform.call(Method::POST, EVALUATIONS);
    call.text("application/json", "{\"evaluations\": [")
        .await
        .problem(400);
}

/// 4.2 to 4.4, 4.6: what is found.
async fn search_core(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let subjects = json!({
        "subject": {"type": "user"},
        "action": action("read"),
        "resource": record("record-1"),
    });
    let resources = json!({
        "subject": user("alice"),
        "action": action("read"),
        "resource": {"type": "record"},
    });
    let actions = json!({"subject": user("alice"), "resource": record("record-1")});
    let context = json!({"time": "2025-06-27T18:03-07:00"});
    for (path, body, expected) in [
        (SUBJECTS, subjects, vec![user("alice"), user("bob")]),
        (
            RESOURCES,
            resources,
            vec![record("record-1"), record("record-2")],
        ),
        (ACTIONS, actions, vec![action("read"), action("write")]),
    ] {
        for body in [body.clone(), with(&body, "context", Some(context.clone()))] {
            let results = fixture.results(path, body).await;
            for found in &expected {
                assert!(results.contains(found), "{path}: {results:?}");
            }
        }
        // What may be found may not be named, and is ignored where it is.
        if let Some(member) = [("subject", SUBJECTS), ("resource", RESOURCES)]
            .into_iter()
            .find_map(|(member, of)| (of == path).then_some(member))
        {
            let named = with(&body[member], "id", Some(json!("somebody else")));
            let results = fixture
                .results(path, with(&body, member, Some(named)))
                .await;
            assert!(results.contains(&expected[0]), "{results:?}");
        }
    }
    for (path, body) in [
        (
            ACTIONS,
            json!({"subject": user("nonexistent-user"), "resource": record("record-1")}),
        ),
        (
            ACTIONS,
            json!({"subject": user("alice"), "resource": {"type": "x", "id": "record-1"}}),
        ),
        (
            SUBJECTS,
            json!({"subject": {"type": "spaceship"}, "action": action("read"),
                "resource": record("record-1")}),
        ),
        (
            SUBJECTS,
            json!({"subject": {"type": "user"}, "action": action("read"),
                "resource": record("nonexistent-record")}),
        ),
        (
            SUBJECTS,
            json!({"subject": {"type": "user"}, "action": action("fly"),
                "resource": record("record-1")}),
        ),
        (
            RESOURCES,
            json!({"subject": user("nonexistent-user"), "action": action("read"),
                "resource": {"type": "record"}}),
        ),
        (
            RESOURCES,
            json!({"subject": user("alice"), "action": action("read"),
                "resource": {"type": "spaceship"}}),
        ),
    ] {
        let answer = fixture.post(path, body).await;
        assert_eq!(answer.ok(), json!({"results": []}), "4.6\n{answer}");
    }
}

/// 4.5, 4.7: pages, and what is missing.
async fn search_core_pages_and_errors(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let subjects = json!({
        "subject": {"type": "user"},
        "action": action("read"),
        "resource": record("record-1"),
    });
    let whole = fixture.results(SUBJECTS, subjects.clone()).await;
    let mut found = Vec::new();
    let mut page = json!({"limit": 1});
    for _ in 0..10 {
        let body = with(&subjects, "page", Some(page.clone()));
        let answer = fixture.post(SUBJECTS, body).await.ok();
        let results = answer["results"].as_array().unwrap();
        assert!(results.len() <= 1, "{answer}");
        found.extend(results.clone());
        assert!(answer["page"].is_object(), "{answer}");
        let token = answer["page"]["next_token"].as_str();
        match token.unwrap_or_else(|| panic!("{answer}")) {
            "" => break,
            token => page = json!({"token": token}),
        }
    }
    assert_eq!(found, whole, "4.5: {found:?}");

    let resources = json!({
        "subject": user("alice"),
        "action": action("read"),
        "resource": {"type": "record"},
    });
    let actions = json!({"subject": user("alice"), "resource": record("record-1")});
    for (path, body) in [
        (SUBJECTS, with(&subjects, "action", None)),
        (SUBJECTS, with(&subjects, "resource", None)),
        (SUBJECTS, with(&subjects, "subject", None)),
        (
            SUBJECTS,
            with(&subjects, "resource", Some(json!({"type": "record"}))),
        ),
        (SUBJECTS, with(&subjects, "subject", Some(json!({})))),
        (RESOURCES, with(&resources, "subject", None)),
        (RESOURCES, with(&resources, "action", None)),
        (RESOURCES, with(&resources, "resource", None)),
        (
            RESOURCES,
            with(&resources, "subject", Some(json!({"type": "user"}))),
        ),
        (ACTIONS, with(&actions, "resource", None)),
        (ACTIONS, with(&actions, "subject", None)),
        (
            ACTIONS,
            with(&actions, "subject", Some(json!({"type": "user"}))),
        ),
        (
            ACTIONS,
            with(&actions, "resource", Some(json!({"type": "record"}))),
        ),
    ] {
        fixture.post(path, body).await.problem(400);
    }
}

/// 6: the metadata, which the harness compares with the address that it was told.
async fn discovery(kind: Kind) {
    let fixture = Fixture::new(kind).await;
    let anonymous = fixture.server.anonymous();
    let answer = anonymous.get("/.well-known/authzen-configuration").await;
    let metadata = answer.ok();
    assert_eq!(metadata["policy_decision_point"], PUBLIC_URL);
    let members = metadata.as_object().unwrap();
    for (member, path) in [
        ("access_evaluation_endpoint", EVALUATION),
        ("access_evaluations_endpoint", EVALUATIONS),
        ("search_subject_endpoint", SUBJECTS),
        ("search_resource_endpoint", RESOURCES),
        ("search_action_endpoint", ACTIONS),
    ] {
        let url = members[member].as_str().unwrap();
        assert!(url.starts_with("https://"), "{answer}");
        assert_eq!(url, format!("{PUBLIC_URL}{path}"));
        // What is named is served.
        let answer = fixture.post(path, json!({})).await;
        assert_eq!(answer.status, 400, "{answer}");
    }
    for (member, value) in members {
        let is_empty = value.is_null()
            || value.as_str().is_some_and(str::is_empty)
            || value.as_array().is_some_and(Vec::is_empty);
        assert!(!is_empty, "{member} is empty\n{answer}");
    }
}
