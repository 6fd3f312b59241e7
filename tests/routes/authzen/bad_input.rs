//! Deciding, asked badly: each of these is a documented problem or a plain no, and none of them
//! slows or breaks the next question.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, Client, Person, Scene, Server, on_both_databases};

on_both_databases!(
    bodies_nested_without_end,
    members_that_stand_twice,
    bodies_that_are_no_text,
    ids_and_names_of_ten_kilobytes,
    bodies_that_are_too_large,
    many_bad_questions_at_once,
);

/// Much longer than an answer takes on a busy machine, and much shorter than anybody waits.
const SOON: Duration = Duration::from_secs(5);

/// Every endpoint with a body that it answers well.
struct Ground {
    platform: Caller,
    endpoints: Vec<(&'static str, Value)>,
}

impl Ground {
    async fn new(server: &Server) -> Self {
        let scene = Scene::new(server).await;
        let client = scene.client("Contoso").await;
        let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
        Self {
            platform: scene.platform.clone(),
            endpoints: endpoints(&person, &client),
        }
    }

    async fn send(&self, path: &str, text: impl Into<String>) -> Answer {
        let call = self.platform.call(Method::POST, path);
        let began = Instant::now();
        let answer = call.text("application/json", text).await;
        assert!(began.elapsed() < SOON, "{path} took {:?}", began.elapsed());
        answer
    }

    /// The next good questions are answered, all of them and soon.
    async fn goes_on(&self) {
        for (path, body) in &self.endpoints {
            let answer = self.send(path, body.to_string()).await;
            let answer = answer.ok();
            let found = answer["results"]
                .as_array()
                .is_some_and(|all| !all.is_empty());
            let granted =
                answer["decision"] == true || answer["evaluations"][0]["decision"] == true;
            assert!(found || granted, "{path}: {answer}");
        }
    }
}

fn endpoints(person: &Person, client: &Client) -> Vec<(&'static str, Value)> {
    let user = json!({"type": "user", "id": person.id});
    let account = json!({"type": "account", "id": client.id});
    let action = json!({"name": "contacts.view"});
    let question = json!({"subject": user, "action": action, "resource": account});
    vec![
        ("/access/v1/evaluation", question.clone()),
        ("/access/v1/evaluations", question.clone()),
        (
            "/access/v1/evaluations",
            json!({"subject": user, "action": action, "evaluations": [{"resource": account}]}),
        ),
        (
            "/access/v1/search/subject",
            json!({"subject": {"type": "user"}, "action": action, "resource": account}),
        ),
        (
            "/access/v1/search/resource",
            json!({"subject": user, "action": action, "resource": {"type": "account"}}),
        ),
        (
            "/access/v1/search/action",
            json!({"subject": user, "resource": account}),
        ),
    ]
}

/// The body with one more member, as text: it may be what no value can be.
fn and(body: &Value, name: &str, value: &str) -> String {
    let text = body.to_string();
    let rest = text.strip_prefix('{').unwrap();
    format!("{{\"{name}\":{value},{rest}")
}

/// No decision of this answer is yes.
fn grants_nothing(answer: &Answer) {
    let body = answer.json();
    assert_ne!(body["decision"], true, "{answer}");
    for item in body["evaluations"].as_array().into_iter().flatten() {
        assert_ne!(item["decision"], true, "{answer}");
    }
    let found = body["results"].as_array();
    assert!(found.is_none_or(Vec::is_empty), "{answer}");
}

/// 1,000 levels and 100,000, in the place of everything and beside everything. Deep inside what is
/// ignored anyway they may be ignored; anywhere else they are a bad request.
async fn bodies_nested_without_end(server: &Server) {
    let ground = Ground::new(server).await;
    for depth in [1_000, 100_000] {
        for (open, middle, close) in [("[", "", "]"), ("{\"a\":", "1", "}")] {
            let deep = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
            for (path, body) in &ground.endpoints {
                ground.send(path, deep.clone()).await.problem(400);
                ground.send(path, open.repeat(depth)).await.problem(400);
                for name in body.as_object().unwrap().keys() {
                    let mut without = body.clone();
                    without.as_object_mut().unwrap().remove(name);
                    let answer = ground.send(path, and(&without, name, &deep)).await;
                    if body.get("evaluations").is_some() && answer.status == 200 {
                        // A default that is none fails each item by itself.
                        grants_nothing(&answer);
                    } else {
                        answer.problem(400);
                    }
                }
                for name in ["foo", "properties"] {
                    let answer = ground.send(path, and(body, name, &deep)).await;
                    if answer.status != 200 {
                        answer.problem(400);
                    }
                }
                let answer = ground.send(path, and(body, "context", &deep)).await;
                if answer.status != 200 {
                    answer.problem(400);
                }
            }
        }
    }
    ground.goes_on().await;
}

/// What the second one says must not be a matter of taste (I-JSON).
async fn members_that_stand_twice(server: &Server) {
    let ground = Ground::new(server).await;
    for (path, body) in &ground.endpoints {
        for (name, value) in body.as_object().unwrap() {
            let twice = and(body, name, &value.to_string());
            ground.send(path, twice).await.problem(400);
            let mut without = body.clone();
            without.as_object_mut().unwrap().remove(name);
            if let Some((part, text)) = value.as_object().and_then(|all| all.iter().next()) {
                let entity = and(value, part, &text.to_string());
                let answer = ground.send(path, and(&without, name, &entity)).await;
                answer.problem(400);
            }
        }
        let context = r#"{"at_least":"x","at_least":"y"}"#;
        ground
            .send(path, and(body, "context", context))
            .await
            .problem(400);
    }
    let (user, account) = (
        &ground.endpoints[0].1["subject"],
        &ground.endpoints[0].1["resource"],
    );
    let item = format!(r#"{{"subject":{user},"resource":{account},"resource":{account}}}"#);
    let text = format!(r#"{{"action":{{"name":"contacts.view"}},"evaluations":[{item}]}}"#);
    let answer = ground.send("/access/v1/evaluations", text).await;
    if answer.status == 200 {
        grants_nothing(&answer);
    } else {
        answer.problem(400);
    }
    ground.goes_on().await;
}

/// Bytes that are no UTF-8, and halves of characters.
async fn bodies_that_are_no_text(server: &Server) {
    let ground = Ground::new(server).await;
    for (path, body) in &ground.endpoints {
        let text = body.to_string();
        for wrong in [
            &b"\xff"[..],
            b"\xc3\x28",
            b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80",
        ] {
            let in_type = text.replacen("user", "us\u{1}er", 1);
            let (before, after) = in_type.split_once('\u{1}').unwrap();
            let bytes = [before.as_bytes(), wrong, after.as_bytes()].concat();
            let call = ground.platform.call(Method::POST, path);
            call.bytes("application/json", bytes).await.problem(400);
            let call = ground.platform.call(Method::POST, path);
            call.bytes("application/json", wrong.to_vec())
                .await
                .problem(400);
        }
        for wrong in ["\\ud800", "\\udc00", "\\ud800x", "\\x41"] {
            let wrong = text.replacen("user", wrong, 1);
            ground.send(path, wrong).await.problem(400);
        }
        for (media_type, bytes) in [
            ("application/json", vec![0; 1_000]),
            ("application/json", b"\xef\xbb\xbf{}".to_vec()),
            (
                "application/json; charset=utf-16",
                "{".encode_utf16().flat_map(u16::to_le_bytes).collect(),
            ),
        ] {
            let call = ground.platform.call(Method::POST, path);
            call.bytes(media_type, bytes).await.problem(400);
        }
    }
    ground.goes_on().await;
}

/// Nobody is called so: a no, not a failure.
async fn ids_and_names_of_ten_kilobytes(server: &Server) {
    let ground = Ground::new(server).await;
    for long in [
        "x".repeat(10_000),
        "ø".repeat(5_000),
        format!("usr_{}", "0".repeat(10_000)),
        "a.".repeat(5_000),
        "\u{1f600}".repeat(2_500),
        " ".repeat(10_000),
    ] {
        for (path, body) in &ground.endpoints {
            for place in [
                "/subject/id",
                "/resource/id",
                "/subject/type",
                "/resource/type",
                "/action/name",
            ] {
                let mut body = body.clone();
                let Some(value) = body.pointer_mut(place) else {
                    continue;
                };
                *value = json!(long);
                let answer = ground.send(path, body.to_string()).await;
                assert_eq!(answer.status, 200, "{place}");
                grants_nothing(&answer);
                assert!(answer.body.len() < 10_000, "{place} comes back");
            }
        }
        let mut batch = ground.endpoints[2].1.clone();
        batch["evaluations"] = json!([{"resource": {"type": "account", "id": long}}]);
        let answer = ground
            .send("/access/v1/evaluations", batch.to_string())
            .await;
        assert_eq!(answer.status, 200);
        grants_nothing(&answer);
        for (path, body) in ground.endpoints.iter().skip(3) {
            let mut body = body.clone();
            body["page"] = json!({"token": long});
            ground.send(path, body.to_string()).await.problem(400);
        }
        for (path, body) in &ground.endpoints {
            let mut body = body.clone();
            body["context"] = json!({"at_least": long});
            let answer = ground.send(path, body.to_string()).await;
            if answer.status == 200 {
                grants_nothing(&answer);
            } else {
                answer.problem(400);
            }
        }
    }
    ground.goes_on().await;
}

/// Over 1 MiB: 413, whatever is in it.
async fn bodies_that_are_too_large(server: &Server) {
    let ground = Ground::new(server).await;
    for (path, body) in &ground.endpoints {
        let large = and(body, "foo", &format!("\"{}\"", "x".repeat(2 << 20)));
        let call = ground.platform.call(Method::POST, path);
        let answer = call
            .text("application/json", large)
            .header("X-Request-ID", "large")
            .await;
        answer.problem(413);
        assert_eq!(answer.header("x-request-id"), Some("large"));
    }
    ground.goes_on().await;
}

/// Good questions among bad ones, all at once, are answered as ever.
async fn many_bad_questions_at_once(server: &Server) {
    let ground = Ground::new(server).await;
    let deep = "[".repeat(1_000);
    let mut calls = Vec::new();
    for round in 0..20 {
        for (path, body) in &ground.endpoints {
            let text = match round % 4 {
                0 => and(body, "foo", &deep),
                1 => body.to_string().replacen('"', "'", 1),
                2 => json!({"subject": {"type": "user", "id": "x".repeat(10_000)}}).to_string(),
                _ => body.to_string(),
            };
            let call = ground.platform.call(Method::POST, path);
            let call = call.text("application/json", text);
            let good = round % 4 == 3;
            calls.push((good, tokio::spawn(async move { call.await })));
        }
    }
    for (good, call) in calls {
        let answer = call.await.unwrap();
        if good {
            answer.ok();
        } else {
            answer.problem(400);
        }
    }
    ground.goes_on().await;
}
