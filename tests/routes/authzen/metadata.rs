//! What the server publishes of its AuthZEN endpoints.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Kind, Server, Start, with_own_servers};

with_own_servers!(comes_from_the_settings_alone,);

const METADATA: &str = "/.well-known/authzen-configuration";

/// Checks an answer of the metadata, and gives them.
fn metadata(answer: &Answer) -> Value {
    let metadata = answer.ok();
    let cached = answer.header("cache-control").unwrap();
    assert!(cached.contains("max-age="), "{answer}");
    for value in metadata.as_object().unwrap().values() {
        let is_empty = value.is_null() || value == "" || *value == json!([]);
        assert!(!is_empty, "{answer}");
    }
    metadata
}

/// Whatever the caller says of where it came to: who could choose a part of these addresses would
/// choose whom the platform asks.
async fn comes_from_the_settings_alone(kind: Kind) {
    for url in [
        "https://access.latchkey.test",
        "https://access.latchkey.test/in/here",
        "http://127.0.0.1:9",
    ] {
        let server = Server::start_with(kind, |start: Start| start.with("HTTP__PUBLIC_URL", url));
        let anonymous = server.anonymous();
        let honest = anonymous.get(METADATA).await;
        let expected = metadata(&honest);
        assert_eq!(expected["policy_decision_point"], url);
        for (member, value) in expected.as_object().unwrap() {
            let value = value.as_str().unwrap_or_else(|| panic!("{member}"));
            assert!(value.starts_with(url), "{member}: {value}");
        }
        for (name, value) in [
            ("host", "evil.example"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "gopher"),
            ("forwarded", "host=evil.example;proto=http"),
            ("x-original-url", "https://evil.example/"),
            ("authorization", "Bearer nothing"),
        ] {
            let answer = anonymous.get(METADATA).header(name, value).await;
            assert_eq!(metadata(&answer), expected, "{name}");
        }
        let query = anonymous.get(format!("{METADATA}?host=evil.example")).await;
        assert_eq!(metadata(&query), expected);
        let head = anonymous.call(Method::HEAD, METADATA).await;
        assert_eq!((head.status, head.body.as_str()), (200, ""));
        let answer = anonymous.post(METADATA, json!({})).await;
        answer.problem(405);
    }
}
