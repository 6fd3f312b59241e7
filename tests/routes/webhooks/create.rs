//! Making webhook endpoints.

use serde_json::json;

use crate::support::{Kind, Scene, Server, on_both_databases, with_own_servers};

on_both_databases!(
    an_endpoint_is_shown_without_its_secret,
    urls_that_lead_elsewhere_are_refused,
    types_and_accounts_are_checked,
);
with_own_servers!(without_a_list_only_public_addresses_are_taken);

const ALL: &str = "/v1/webhook-endpoints";

async fn an_endpoint_is_shown_without_its_secret(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let new = json!({
        "url": "http://127.0.0.1:1/in?a=b",
        "types": ["membership.created", "access_link.approved"],
        "accounts": [client.id],
        "description": "The copy",
        "format": "cloudevents",
    });
    let made = scene.platform.post(ALL, new.clone()).await.created();
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("whk_"), "{made}");
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_"), "{made}");
    let answer = scene.platform.get(format!("{ALL}/{id}")).await;
    let shown = answer.ok();
    for (member, value) in new.as_object().unwrap() {
        if member == "types" {
            assert_eq!(shown[member].as_array().unwrap().len(), 2, "{answer}");
        } else {
            assert_eq!(&shown[member], value, "{answer}");
        }
    }
    assert_eq!(shown["status"], "enabled");
    assert!(shown["disabled"].is_null() && shown["previous_secret_until"].is_null());
    assert!(!answer.body.contains(secret), "{answer}");
    let listed = scene.platform.all(ALL).await;
    assert!(listed.iter().any(|it| it == &shown));
    let trail = scene
        .platform
        .get("/v1/events?types=webhook_endpoint.created&limit=200");
    let trail = trail.await;
    assert!(trail.body.contains(id), "{trail}");
    assert!(!trail.body.contains("127.0.0.1:1"), "{trail}");
    let plain = json!({"url": "https://receiver.invalid/"});
    let plain = scene.platform.post(ALL, plain).await.created();
    assert!(
        plain["types"].is_null() && plain["accounts"].is_null(),
        "{plain}"
    );
    assert_eq!(plain["format"], "standard");
    let path = format!("{ALL}/{}", plain["id"].as_str().unwrap());
    scene.platform.delete(&path).await.no_content();
    scene.platform.get(&path).await.not_found();
    scene.platform.delete(&path).await.not_found();
}

async fn urls_that_lead_elsewhere_are_refused(server: &Server) {
    let platform = server.platform();
    let long = format!("https://receiver.example/{}", "x".repeat(100_000));
    for (url, says) in [
        ("http://receiver.example@127.0.0.1/", "user"),
        ("https://user:secret@receiver.example/", "user"),
        ("https://receiver.example/#part", "fragment"),
        ("https:///path", "URL"),
        ("ftp://receiver.example/", "URL"),
        ("receiver.example", "URL"),
        ("", "URL"),
        (long.as_str(), "2048"),
        ("http://10.0.0.1/", "webhooks.allow_private_addresses"),
        ("http://8.8.8.8/", "https://"),
        ("https://10.0.0.1/", "webhooks.allow_private_addresses"),
        ("https://169.254.169.254/latest", "public"),
        ("https://[::ffff:10.0.0.1]/", "public"),
        ("https://[fd00:ec2::254]/", "public"),
        ("https://100.64.0.1/", "public"),
        ("https://[64:ff9b::10.0.0.1]/", "public"),
        ("https://0x0a000001/", "public"),
    ] {
        let answer = platform.post(ALL, json!({"url": url})).await;
        answer.invalid("/url");
        let said = answer.body.replace("\u{202f}", "");
        assert!(said.contains(says), "{says}: {said}");
    }
}

async fn types_and_accounts_are_checked(server: &Server) {
    let platform = server.platform();
    let url = "https://receiver.invalid/";
    let wrong = json!({"url": url, "types": ["membership.created", "tea.made"]});
    platform.post(ALL, wrong).await.invalid("/types/1");
    let wrong = json!({"url": url, "format": "xml"});
    platform.post(ALL, wrong).await.invalid("/format");
    let unknown = json!({"url": url, "accounts": ["acc_01h455vb4pex5vsknk084sn02q"]});
    platform.post(ALL, unknown).await.not_found();
    let many: Vec<String> = (0..101).map(|number| format!("x-{number}")).collect();
    let many = json!({"url": url, "accounts": many});
    platform.post(ALL, many).await.invalid("/accounts");
}

async fn without_a_list_only_public_addresses_are_taken(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.without("WEBHOOKS__ALLOW_PRIVATE_ADDRESSES")
    });
    let platform = server.platform();
    for url in [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://receiver.example/",
        "https://127.0.0.1:1/",
        "https://localhost:1/",
        "https://[::1]:1/",
        "https://[::ffff:127.0.0.1]:1/",
    ] {
        platform
            .post(ALL, json!({"url": url}))
            .await
            .invalid("/url");
    }
}
