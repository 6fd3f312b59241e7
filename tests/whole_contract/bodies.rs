//! What every body has to be.

use reqwest::Method;
use serde_json::json;

use crate::support::{Scene, Server, access, keys, on_both_databases};

on_both_databases!(
    a_body_over_one_mebibyte_is_too_large,
    bodies_that_are_not_json_are_malformed,
    a_post_without_members_needs_no_body,
    unknown_members_are_refused,
    times_are_rfc_3339_in_utc,
    extreme_times_and_numbers_do_no_harm,
);

async fn a_body_over_one_mebibyte_is_too_large(server: &Server) {
    let platform = server.platform();
    let body = |bytes: usize| {
        let frame = json!({"name": ""}).to_string().len();
        json!({"name": "x".repeat(bytes - frame)}).to_string()
    };
    // At the limit the length of the name is what is wrong.
    platform
        .call(Method::POST, "/v1/accounts")
        .text("application/json", body(1 << 20))
        .await
        .refused(422, "invalid");
    for bytes in [(1 << 20) + 1, 3 << 20] {
        platform
            .call(Method::POST, "/v1/accounts")
            .text("application/json", body(bytes))
            .await
            .problem(413);
        platform
            .call(Method::POST, "/access/v1/evaluation")
            .text("application/json", body(bytes))
            .await
            .problem(413);
    }
}

async fn bodies_that_are_not_json_are_malformed(server: &Server) {
    let platform = server.platform();
    let post = |media_type: &str, text: &str| {
        platform
            .call(Method::POST, "/v1/accounts")
            .text(media_type, text)
    };
    let name = r#"{"name": "Contoso"}"#;
    for text in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"text\"",
        r#"{"name": "Contoso"} {}"#,
        r#"{"name": "Contoso", "name": "Fabrikam"}"#,
        r#"{"name": "\ud800"}"#,
        r#"{name: "Contoso"}"#,
    ] {
        post("application/json", text).await.problem(400);
    }
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    post("application/json", &deep).await.problem(400);
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
    ] {
        let answer = post(media_type, name).await;
        assert!([400, 415].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    for media_type in ["application/json; charset=utf-8", "APPLICATION/JSON"] {
        post(media_type, name).await.created();
    }
    let invalid_utf8 = platform
        .call(Method::POST, "/v1/accounts")
        .bytes("application/json", b"{\"name\": \"\xff\"}".to_vec())
        .await;
    invalid_utf8.problem(400);
}

async fn a_post_without_members_needs_no_body(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let off = format!("{}/deactivate", client.member(&person));
    client.admin.post_nothing(&off).await.ok();
    client.admin.post(&off, json!({})).await.ok();
    client
        .admin
        .call(Method::POST, &off)
        .text("application/json", "")
        .await
        .ok();
    scene
        .owner
        .post_nothing(scene.at_partner("/access-links"))
        .await
        .created();
    scene
        .platform
        .post_nothing("/v1/accounts")
        .await
        .problem(400);
}

async fn unknown_members_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    scene
        .platform
        .post("/v1/accounts", json!({"name": "X", "colour": "red"}))
        .await
        .problem(400);
    scene
        .platform
        .put(
            client.member(&scene.owner),
            json!({"access": {"type": "super_admin", "colour": "red"}}),
        )
        .await
        .problem(400);
    client
        .admin
        .post(
            format!("{}/deactivate", client.member(&client.admin)),
            json!({"colour": "red"}),
        )
        .await
        .problem(400);
}

async fn times_are_rfc_3339_in_utc(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.outsider("Dora").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let put = |time: &str| {
        scene.platform.put(
            client.member(&person),
            json!({"access": access::set(&set), "expires_at": time}),
        )
    };
    for (time, meant) in [
        ("2099-01-01T00:00:00Z", "2099-01-01T00:00:00"),
        ("2099-01-01T00:00:00.500Z", "2099-01-01T00:00:00"),
        ("2099-01-01T02:00:00+02:00", "2099-01-01T00:00:00"),
    ] {
        let member = put(time).await.made();
        let shown = member["expires_at"].as_str().unwrap();
        assert!(shown.starts_with(meant), "{shown}");
        assert!(shown.ends_with('Z'), "{shown}");
        for name in ["created_at", "updated_at"] {
            assert!(member[name].as_str().unwrap().ends_with('Z'), "{member}");
        }
        assert_eq!(keys(&member["paid_seats"]), Vec::<&str>::new());
    }
    for time in [
        "2099-01-01",
        "tomorrow",
        "4070908800",
        "2099-13-01T00:00:00Z",
        "",
    ] {
        let answer = put(time).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    put("2020-01-01T00:00:00Z").await.invalid("/expires_at");
}

async fn extreme_times_and_numbers_do_no_harm(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let mut findings = Vec::new();
    let mut note = |answer: &crate::support::Answer| {
        if answer.status >= 500 {
            findings.push(answer.to_string());
        }
    };
    for time in [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-23:59",
        "10000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
        "-262143-01-01T00:00:00Z",
        "292277026596-12-04T15:30:08Z",
        "2099-02-30T00:00:00Z",
    ] {
        let path = client.member(&manager);
        note(&scene.platform.put(&path, json!({"expires_at": time})).await);
        note(&client.admin.get(&path).await);
        for name in ["connected_at", "last_qualifying_activity_at"] {
            let path = scene.at_client(&client, "");
            let import = json!({name: time});
            note(&scene.platform.put(&path, import).await);
            note(&scene.owner.get(&path).await);
        }
        note(&scene.owner.get(scene.at_partner("/clients")).await);
        let encoded = time.replace('+', "%2B").replace(':', "%3A");
        for name in ["from", "to"] {
            let path = client.at(&format!("/audit-events?{name}={encoded}"));
            note(&client.admin.get(path).await);
        }
    }
    for seconds in [
        json!(i64::MAX),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(u32::MAX),
        json!(9_000_000_000_000_000_i64),
        json!(1),
    ] {
        let tokens = format!("/v1/users/{}/tokens", manager.id);
        let body = json!({"label": "long", "expires_in_seconds": seconds});
        note(&scene.platform.post(&tokens, body.clone()).await);
        note(&scene.platform.get(&tokens).await);
        let own = json!({"label": "long", "scopes": ["read"], "expires_in_seconds": seconds});
        note(&manager.post("/v1/me/tokens", own).await);
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
