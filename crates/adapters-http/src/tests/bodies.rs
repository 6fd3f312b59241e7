//! What is said about bodies that cannot be read, and about values that cannot be.

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::support::{Got, HttpBed, PLATFORM, request};
use crate::openapi::document;

async fn post(bed: &HttpBed, body: &'static str, content_type: &str) -> Got {
    let request = request("POST", PLATFORM, "/v1/accounts")
        .insert_header(("content-type", content_type))
        .set_payload(body);
    bed.send(request).await
}

fn detail(got: &Got) -> String {
    assert_eq!(got.code(), (400, "malformed".to_owned()));
    got.json()["detail"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn what_cannot_be_read_is_named_by_its_place() {
    let bed = HttpBed::open().await;
    let json = "application/json";
    for (body, says) in [
        ("", "none was sent"),
        ("{", "EOF"),
        ("[]", "expected an object"),
        (r#"["Acme", null, null, null]"#, "expected an object"),
        (r#"{"name": 1}"#, "`/name`"),
        (
            r#"{"name": "a", "colour": "red"}"#,
            "unknown field `colour`",
        ),
        (r#"{"name": "a", "name": "b"}"#, "is given twice"),
        (r#"{"name": "a", "reason": 5}"#, "`/reason`"),
    ] {
        let got = post(&bed, body, json).await;
        assert!(detail(&got).contains(says), "{body}: {got:?}");
    }
    let wrong_type = post(&bed, r#"{"name": "a"}"#, "text/plain").await;
    assert!(detail(&wrong_type).contains("application/json"));
    let with_charset = post(&bed, r#"{"name": "a"}"#, "application/json; charset=utf-8").await;
    assert_eq!(with_charset.status, 201);
}

#[actix_web::test]
async fn all_wrong_values_are_named_at_once() {
    let bed = HttpBed::open().await;
    let body = json!({"external_id": "usr_01h455vb4pex5vsknk084sn02q", "program": "gold",
        "seat_pricing": "free", "name": null});
    let got = bed.post(PLATFORM, "/v1/accounts", body).await;
    let places = ["/name", "/external_id", "/program", "/seat_pricing"];
    assert_eq!(got.pointers(), places);
    let long = json!({"name": "a", "reason": "x".repeat(501)});
    assert_eq!(
        bed.post(PLATFORM, "/v1/accounts", long).await.pointers(),
        ["/reason"]
    );
}

/// Every member of every body that changes something is sent as `null`: what the document says can be
/// `null` is taken, and everything else is named.
#[actix_web::test]
async fn what_cannot_be_cleared_cannot_be_null_in_a_change() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let set = world.standard_set("sales_rep").to_string();
    let document = serde_json::to_value(document()).unwrap();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in ["put", "patch"] {
            let body = &item[method]["requestBody"]["content"]["application/json"]["schema"];
            let Some(body) = body["$ref"].as_str() else {
                continue;
            };
            let path = path
                .replace("{account}", &world.harbour.to_string())
                .replace("{partner}", &world.northwind.to_string())
                .replace("{client}", &world.harbour.to_string())
                .replace("{user}", &world.ines.to_string())
                .replace("{id}", "none-has-it")
                .replace("{endpoint}", "whk_01h455vb4pex5vsknk084sn02q")
                .replace("{set}", &set);
            for (pointer, clearable) in members(&document, body, "") {
                // The shape is looked at before anything else: that the platform may not make
                // some of these calls is no matter.
                let sent = nested(&pointer, &Value::Null);
                let request = request(&method.to_uppercase(), PLATFORM, &path).set_json(&sent);
                let got = bed.send(request).await;
                let named = got.status == 422 && got.pointers().contains(&pointer);
                assert_eq!(named, !clearable, "{method} {path} {sent}: {got:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "{tried}");
}

/// The members of a body, and whether the document says that they can be `null`.
fn members(document: &Value, schema: &str, at: &str) -> Vec<(String, bool)> {
    let schema = document.pointer(schema.strip_prefix('#').unwrap()).unwrap();
    let mut members = Vec::new();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        if name == "reason" {
            continue;
        }
        let pointer = format!("{at}/{name}");
        let is_null = |kind: &Value| *kind == "null";
        let nullable = member["type"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(is_null))
            || member["oneOf"]
                .as_array()
                .is_some_and(|choice| choice.iter().any(|one| is_null(&one["type"])));
        if let Some(inner) = member["$ref"].as_str() {
            members.extend(self::members(document, inner, &pointer));
        }
        members.push((pointer, nullable));
    }
    members
}

/// A body with nothing but a value at this place.
fn nested(pointer: &str, value: &Value) -> Value {
    let names = pointer.rsplit('/').filter(|name| !name.is_empty());
    names.fold(value.clone(), |inner, name| json!({name: inner}))
}

#[actix_web::test]
async fn nulls_are_named_beside_the_other_wrong_values() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let path = format!("/v1/accounts/{}/members/{}", world.harbour, world.ines);
    let body =
        json!({"access": {"type": null}, "seat": null, "status": "gone", "expires_at": null});
    let got = bed.put(PLATFORM, &path, body).await;
    let details: Vec<_> = got.json()["errors"].as_array().unwrap().clone();
    let null = "cannot be null: leave it out or give a value";
    assert_eq!(got.pointers(), ["/seat", "/access/type", "/status"]);
    assert_eq!(details[0]["detail"], null);
    assert_eq!(details[1]["detail"], "must be given");
}

#[actix_web::test]
async fn a_new_thing_takes_null_for_what_it_does_not_have() {
    let bed = HttpBed::open().await;
    let body = json!({"name": "a", "external_id": null, "program": null, "seat_pricing": null});
    assert_eq!(bed.post(PLATFORM, "/v1/accounts", body).await.status, 201);
}

#[actix_web::test]
async fn a_post_without_members_takes_an_empty_body() {
    let bed = HttpBed::open().await;
    let path = format!("/v1/users/{}/erase", bed.world.sam);
    let got = bed.send(request("POST", PLATFORM, &path)).await;
    // Sam is the last super admin somewhere: the rule was asked, so the shape was fine.
    assert_eq!(got.code(), (409, "last-super-admin".to_owned()));
    let members = request("POST", PLATFORM, &path).set_json(json!({"now": true}));
    assert_eq!(bed.send(members).await.code().0, 400);
}

#[actix_web::test]
async fn a_body_over_one_mebibyte_is_too_large() {
    let bed = HttpBed::open().await;
    let body = format!(
        r#"{{"name": "a", "external_id": "{}"}}"#,
        "x".repeat(1024 * 1024)
    );
    let sent = request("POST", PLATFORM, "/v1/accounts")
        .insert_header(("content-type", "application/json"))
        .set_payload(body);
    assert_eq!(bed.send(sent).await.code(), (413, "too-large".to_owned()));
}

#[actix_web::test]
async fn t4_the_reason_comes_from_the_header_or_the_body() {
    let bed = HttpBed::open().await;
    let by_header = request("POST", PLATFORM, "/v1/accounts")
        .insert_header(("latchkey-reason", "signed up"))
        .set_json(json!({"name": "a"}));
    assert_eq!(bed.send(by_header).await.status, 201);
    let by_body = json!({"name": "b", "reason": "moved in"});
    assert_eq!(
        bed.post(PLATFORM, "/v1/accounts", by_body).await.status,
        201
    );
    let trail = bed.world.trail().await;
    let reasons: Vec<_> = trail
        .iter()
        .filter_map(|record| Some(record.reason.as_ref()?.to_string()))
        .collect();
    assert_eq!(reasons, ["moved in", "signed up"]);
    let too_long = request("POST", PLATFORM, "/v1/accounts")
        .insert_header(("latchkey-reason", "x".repeat(501)))
        .set_json(json!({"name": "a"}));
    assert_eq!(bed.send(too_long).await.pointers(), ["Latchkey-Reason"]);
    let beside_others = request("POST", PLATFORM, "/v1/accounts")
        .insert_header(("latchkey-reason", "x".repeat(501)))
        .set_json(json!({"name": " "}));
    let pointers = bed.send(beside_others).await.pointers();
    assert_eq!(pointers, ["Latchkey-Reason", "/name"]);
    let bodiless = request(
        "DELETE",
        PLATFORM,
        "/v1/service-tokens/tok_01h455vb4pex5vsknk084sn02q",
    )
    .insert_header(("latchkey-reason", "x".repeat(501)));
    assert_eq!(bed.send(bodiless).await.pointers(), ["Latchkey-Reason"]);
}

#[actix_web::test]
async fn whoever_is_not_known_learns_nothing_of_the_shape() {
    let bed = HttpBed::open().await;
    let request = TestRequest::post().uri("/v1/accounts").set_payload("{");
    assert_eq!(bed.send(request).await.code().0, 401);
}

/// A body is wrong as a whole: its reason and an end that has passed are reported with everything else.
#[actix_web::test]
async fn all_that_is_wrong_is_told_at_once() {
    let bed = HttpBed::open().await;
    let helen = bed.token_of(bed.world.helen).await;
    let members = format!("/v1/accounts/{}/members", bed.world.harbour);
    let long = "x".repeat(501);
    let past = "2020-01-01T00:00:00Z";
    let body = json!({"seat": "throne", "expires_at": past, "reason": long});
    let got = bed.post(&helen, &members, body).await;
    let all = ["/reason", "/email", "/access", "/seat", "/expires_at"];
    let mut pointers = got.pointers();
    pointers.sort();
    let mut expected = all.map(str::to_owned);
    expected.sort();
    assert_eq!(pointers, expected);
    let member = format!("{members}/{}", bed.world.ines);
    let body = json!({"seat": null, "expires_at": past, "reason": long});
    let got = bed.patch(&helen, &member, body).await;
    assert_eq!(got.pointers(), ["/reason", "/seat", "/expires_at"]);
    let alone = bed
        .patch(&helen, &member, json!({"expires_at": past}))
        .await;
    assert_eq!(alone.pointers(), ["/expires_at"]);
    // A reason that is too long is enough, whatever else the body has or has not.
    for (method, path, body) in [
        (
            "PATCH",
            member.clone(),
            json!({"seat": "core", "reason": long}),
        ),
        (
            "POST",
            format!("{member}/deactivate"),
            json!({"reason": long}),
        ),
        ("DELETE", member, json!({"reason": long})),
    ] {
        let got = bed
            .send(request(method, &helen, &path).set_json(body))
            .await;
        assert_eq!(got.pointers(), ["/reason"], "{method} {path}");
    }
}

/// The answer that was kept for a key stays the answer, also when the end in its body has passed since.
#[actix_web::test]
async fn an_end_that_passes_keeps_the_kept_answer() {
    let bed = HttpBed::open().await;
    let marit = bed.token_of(bed.world.marit).await;
    let (northwind, harbour) = (bed.world.northwind, bed.world.harbour);
    let path = format!("/v1/partners/{northwind}/clients/{harbour}/employees");
    let body = json!({
        "employees": [bed.world.jonas],
        "permission_set": bed.world.northwind_staff,
        "expires_at": bed.world.now() + chrono::Duration::hours(1),
    });
    let send = async || {
        let request = request("POST", &marit, &path).insert_header(("idempotency-key", "once"));
        bed.send(request.set_json(&body)).await
    };
    let first = send().await;
    assert_eq!(first.status, 200, "{first:?}");
    bed.world.clock.advance(chrono::Duration::hours(2));
    let again = send().await;
    assert_eq!(again.text, first.text);
}
