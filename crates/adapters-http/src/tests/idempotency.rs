//! One effect for a call that is made twice.

use actix_web::test::TestRequest;
use latchkey_domain::{base::time::days, trail::idempotency::IdempotencyKey};
use serde_json::{Value, json};

use super::support::{HttpBed, PLATFORM, request};
use crate::hash::sha256;

fn keyed(path: &str, key: &str, body: &Value) -> TestRequest {
    request("POST", PLATFORM, path)
        .insert_header(("idempotency-key", key))
        .set_json(body)
}

#[actix_web::test]
async fn a_call_made_twice_has_one_effect_and_one_answer() {
    let bed = HttpBed::open().await;
    let body = json!({"name": "Acme"});
    let first = bed.send(keyed("/v1/accounts", "\"k-1\"", &body)).await;
    let revision = first.header("latchkey-revision").unwrap();
    let second = bed.send(keyed("/v1/accounts", "k-1", &body)).await;
    assert_eq!((second.status, &second.text), (first.status, &first.text));
    assert_eq!(second.header("latchkey-revision"), Some(revision));
    assert_eq!(first.header("etag"), Some("\"1\""));
    assert_eq!(second.header("etag"), first.header("etag"));

    let other_body = json!({"name": "Other"});
    let mismatch = bed.send(keyed("/v1/accounts", "k-1", &other_body)).await;
    assert_eq!(mismatch.code(), (422, "idempotency-mismatch".to_owned()));
    let other_key = bed.send(keyed("/v1/accounts", "k-2", &body)).await;
    assert_ne!(other_key.json()["id"], first.json()["id"]);
}

#[actix_web::test]
async fn refusals_are_not_kept() {
    let bed = HttpBed::open().await;
    let path = format!(
        "/v1/accounts/{}/members/{}/deactivate",
        bed.world.harbour, bed.world.ines
    );
    let refused = bed.send(keyed(&path, "k-1", &json!({}))).await;
    assert_eq!(refused.code().0, 403);
    let again = bed
        .send(keyed(&path, "k-1", &json!({"reason": "other body"})))
        .await;
    assert_eq!(again.code().0, 403);
}

#[actix_web::test]
async fn a_secret_is_not_kept_but_its_maker_learns_its_id() {
    let bed = HttpBed::open().await;
    let body = json!({"label": "pdp", "scopes": ["decide"]});
    let first = bed.send(keyed("/v1/service-tokens", "k-1", &body)).await;
    assert_eq!(first.status, 201);
    let second = bed.send(keyed("/v1/service-tokens", "k-1", &body)).await;
    assert_eq!(second.code(), (409, "conflict".to_owned()));
    let made = first.json()["id"].as_str().unwrap().to_owned();
    assert!(
        second.text.contains(&made)
            && !second
                .text
                .contains(first.json()["token"].as_str().unwrap())
    );
}

#[actix_web::test]
async fn l2_a_kept_answer_does_not_keep_the_token_of_a_link() {
    let bed = HttpBed::open().await;
    let (tomas, helen) = (bed.world.tomas, bed.world.helen);
    let links = format!("/v1/partners/{}/access-links", bed.world.northwind);
    let tomas = bed.token_of(tomas).await;
    let link = bed.post(&tomas, &links, json!({})).await.json();
    let (_, secret) = link["url"].as_str().unwrap().rsplit_once('/').unwrap();
    let path = format!("/v1/access-links/{secret}/approve");
    let helen = bed.token_of(helen).await;
    let body = json!({"account": bed.world.harbour.to_string()});
    let approve = || {
        request("POST", &helen, &path)
            .insert_header(("idempotency-key", "k-1"))
            .set_json(&body)
    };
    let first = bed.send(approve()).await;
    assert_eq!(first.status, 200, "{first:?}");
    assert_eq!(bed.send(approve()).await.text, first.text);

    let tokens = bed.get(&helen, "/v1/me/tokens").await.json();
    let key = IdempotencyKey {
        principal: tokens["items"][0]["id"].as_str().unwrap().to_owned(),
        method: "POST".to_owned(),
        path: path.clone(),
        key: "k-1".to_owned(),
    };
    let since = bed.world.now() - days(1);
    let mut reader = bed.world.store.reader();
    assert_eq!(reader.kept_answer(&key, since).await.unwrap(), None);
    let hashed = IdempotencyKey {
        path: sha256(path),
        ..key
    };
    let kept = reader.kept_answer(&hashed, since).await.unwrap();
    assert!(!format!("{:?}", kept.unwrap()).contains(secret));
}

#[actix_web::test]
async fn two_calls_with_one_key_at_once_have_one_effect() {
    let bed = HttpBed::open().await;
    let body = json!({"name": "Acme"});
    let (first, second) = futures_util::join!(
        bed.send(keyed("/v1/accounts", "k-1", &body)),
        bed.send(keyed("/v1/accounts", "k-1", &body)),
    );
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json()["id"], second.json()["id"]);
}

#[actix_web::test]
async fn a_key_of_the_wrong_form_is_malformed() {
    let bed = HttpBed::open().await;
    let got = bed
        .send(keyed("/v1/accounts", "a b", &json!({"name": "a"})))
        .await;
    assert_eq!(got.code(), (400, "malformed".to_owned()));
}
