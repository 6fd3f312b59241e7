//! The trail, as each side reads it (T1, T2).

use latchkey_domain::people::token::Scope;
use serde_json::json;

use super::support::{HttpBed, request};

#[actix_web::test]
async fn t2_each_side_reads_its_own_part() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let marit = bed.token_of(world.marit).await;
    let helen = bed.token_of(world.helen).await;
    let client = format!("/v1/partners/{}/clients/{}", world.northwind, world.harbour);
    let set = world.standard_set("sales_rep").to_string();
    let body =
        json!({"employees": [world.jonas.to_string()], "permission_set": set, "reason": "help"});
    let added = request("POST", &marit, &format!("{client}/employees"))
        .insert_header(("x-request-id", "req-7"))
        .set_json(body);
    assert_eq!(bed.send(added).await.status, 200);

    let of_account = format!(
        "/v1/accounts/{}/audit-events?type=membership.created",
        world.harbour
    );
    let seen = bed.get(&helen, &of_account).await.json();
    let event = &seen["items"][0];
    assert_eq!(
        (&event["type"], &event["outcome"]),
        (&json!("membership.created"), &json!("done")),
        "{seen}"
    );
    assert_eq!(event["user"]["id"], world.jonas.to_string());
    assert_eq!(event["actor"]["id"], world.marit.to_string());
    assert_eq!(
        (&event["reason"], &event["request_id"]),
        (&json!(null), &json!(null))
    );

    let of_partner = format!(
        "/v1/partners/{}/audit-events?user={}",
        world.northwind, world.jonas
    );
    let seen = bed.get(&marit, &of_partner).await.json();
    let event = &seen["items"][0];
    assert_eq!(
        (&event["reason"], &event["request_id"]),
        (&json!("help"), &json!("req-7")),
        "{seen}"
    );
    assert!(event["details"]["after"]["access"].is_string());

    let none = format!("/v1/accounts/{}/audit-events?type=none", world.harbour);
    assert_eq!(bed.get(&helen, &none).await.json()["items"], json!([]));
    let bad = format!(
        "/v1/accounts/{}/audit-events?from=now&actor=me",
        world.harbour
    );
    assert_eq!(bed.get(&helen, &bad).await.pointers(), ["?actor", "?from"]);
}

#[actix_web::test]
async fn t1_a_refused_write_is_in_the_trail() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let ines = bed.token_of(world.ines).await;
    let helen = bed.token_of(world.helen).await;
    let path = format!(
        "/v1/accounts/{}/members/{}/deactivate",
        world.harbour, world.helen
    );
    assert_eq!(
        bed.post(&ines, &path, json!({})).await.code().1,
        "super-admin-target"
    );
    let trail = format!("/v1/accounts/{}/audit-events", world.harbour);
    let event = bed.get(&helen, &trail).await.json()["items"][0].clone();
    assert_eq!(
        (&event["outcome"], &event["problem"]),
        (&json!("refused"), &json!("super-admin-target"))
    );
}

/// What a side takes out is what its list shows it (T2), in lines or as a table, unpaged.
#[actix_web::test]
async fn t3_each_side_takes_out_what_it_may_read() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let marit = bed.token_of(world.marit).await;
    let helen = bed.token_of(world.helen).await;
    let client = format!("/v1/partners/{}/clients/{}", world.northwind, world.harbour);
    for number in 0..205 {
        let body = json!({"tags": [format!("tag-{number}")], "reason": "=1+1"});
        let change = request("PATCH", &marit, &client).set_json(body);
        assert_eq!(bed.send(change).await.status, 200);
    }
    let own = format!("/v1/partners/{}/audit-events", world.northwind);
    let theirs = format!("/v1/accounts/{}/audit-events", world.harbour);
    let taken = async |token: &str, path: &str, form: &str| {
        let call = request("GET", token, path).insert_header(("accept", form));
        let taken = bed.send(call).await;
        assert_eq!(taken.status, 200, "{taken:?}");
        let content_type = taken.header("content-type").unwrap();
        assert!(content_type.starts_with(form), "{content_type}");
        taken.text
    };
    for (token, path) in [(&marit, &own), (&helen, &theirs)] {
        let lines = taken(token, &format!("{path}?limit=1"), "application/x-ndjson").await;
        let lines = lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        let lines: Vec<serde_json::Value> = lines.collect();
        assert!(lines.len() >= 205);
        let listed = bed.get(token, &format!("{path}?limit=200")).await.json();
        assert_eq!(
            lines.get(..200).unwrap(),
            listed["items"].as_array().unwrap()
        );
        let table = taken(token, path, "text/csv").await;
        assert_eq!(table.matches("\r\n").count(), lines.len() + 1);
        assert!(
            lines
                .iter()
                .all(|line| table.contains(line["id"].as_str().unwrap()))
        );
    }
    assert!(taken(&marit, &own, "text/csv").await.contains(",'=1+1,"));
    assert!(!taken(&helen, &theirs, "text/csv").await.contains("=1+1"));
    let filtered = format!("{theirs}?type=account.created");
    let filtered = taken(&helen, &filtered, "application/x-ndjson").await;
    assert_eq!(filtered.lines().count(), 1);
    let none = taken(
        &helen,
        &format!("{theirs}?type=none"),
        "application/x-ndjson",
    )
    .await;
    assert_eq!(none, "");
}

#[actix_web::test]
async fn an_export_is_refused_like_a_page() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let jonas = bed.token_of(world.jonas).await;
    let helen = bed.token_of(world.helen).await;
    let path = format!("/v1/partners/{}/audit-events", world.northwind);
    for (token, code) in [(&jonas, "missing-permission"), (&helen, "not-found")] {
        let call = request("GET", token, &path).insert_header(("accept", "text/csv"));
        assert_eq!(bed.send(call).await.code().1, code);
    }
}

#[actix_web::test]
async fn a_page_is_answered_where_json_is_liked_as_much() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let helen = bed.token_of(world.helen).await;
    let path = format!("/v1/accounts/{}/audit-events", world.harbour);
    for (accept, expected) in [
        ("*/*", "application/json"),
        ("text/html, */*;q=0.8", "application/json"),
        ("application/json, text/csv", "application/json"),
        ("text/csv;q=0", "application/json"),
        (
            "text/csv;q=0.5, application/x-ndjson",
            "application/x-ndjson",
        ),
        ("text/csv, */*;q=0.1", "text/csv"),
    ] {
        let call = request("GET", &helen, &path).insert_header(("accept", accept));
        let got = bed.send(call).await;
        assert!(
            got.header("content-type").unwrap().starts_with(expected),
            "{accept}"
        );
    }
}

#[actix_web::test]
async fn t3_the_head_of_the_chain_is_for_the_scope_audit() {
    let bed = HttpBed::open().await;
    let audit = bed.service_token(&[Scope::Audit]).await;
    let admin = bed.service_token(&[Scope::Admin]).await;
    let head = bed.get(&audit, "/v1/audit/head").await.json();
    assert_eq!(
        (&head["number"], &head["hash"], &head["sealed_at"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert!(head["unsealed"].as_u64().unwrap() > 0, "{head}");
    let refused = bed.get(&admin, "/v1/audit/head").await;
    assert_eq!(refused.code().1, "missing-permission");
}

/// T4: a reason goes with every write, also with one that has no body.
#[actix_web::test]
async fn t4_a_reason_goes_with_a_deletion_too() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let helen = bed.token_of(world.helen).await;
    let member = |user| format!("/v1/accounts/{}/members/{user}", world.harbour);
    let by_header = request("DELETE", &helen, &member(world.ines))
        .insert_header(("latchkey-reason", "left us"));
    assert_eq!(bed.send(by_header).await.status, 204);
    let by_body = request("DELETE", &helen, &member(world.marit));
    let by_body = by_body.set_json(json!({"reason": "project over"}));
    assert_eq!(bed.send(by_body).await.status, 204);
    let path = format!(
        "/v1/accounts/{}/audit-events?type=membership.removed",
        world.harbour
    );
    let events = bed.get(&helen, &path).await.json();
    let reasons = [&events["items"][0]["reason"], &events["items"][1]["reason"]];
    assert_eq!(reasons, ["project over", "left us"]);
}
