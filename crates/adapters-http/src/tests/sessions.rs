//! Signing in by links of the platform, and the sessions of people.

use latchkey_domain::people::token::Scope;
use serde_json::json;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn the_platform_gets_sign_in_links() {
    let bed = HttpBed::open().await;
    let path = format!("/v1/users/{}/sign-in-links", bed.world.marit);
    let made = bed.post(PLATFORM, &path, json!({"to": "/clients"})).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert!(made.header("latchkey-revision").is_some());
    let link = made.json();
    assert_eq!(link["expires_at"], "2026-02-12T09:10:00Z");
    let url = link["url"].as_str().unwrap();
    let token = url.strip_prefix("https://access.example/sign-in/").unwrap();
    assert_eq!(token.len(), 43);
    let bad = json!({"to": "//evil.example", "expires_in_seconds": 0});
    let bad = bed.post(PLATFORM, &path, bad).await;
    assert_eq!(bad.pointers(), ["/expires_in_seconds", "/to"]);
    let provision = bed.service_token(&[Scope::Provision]).await;
    let refused = bed.post(&provision, &path, json!({})).await;
    assert_eq!(refused.code(), (403, "missing-permission".to_owned()));
}

#[actix_web::test]
async fn nobody_is_signed_in_at_first() {
    let bed = HttpBed::open().await;
    let marit = bed.token_of(bed.world.marit).await;
    let listed = bed.get(&marit, "/v1/me/sessions").await;
    assert_eq!(listed.json()["items"], json!([]), "{listed:?}");
    let none = "/v1/me/sessions/ses_01h455vb4pex5vsknk084sn02q";
    let gone = bed.delete(&marit, none).await;
    assert_eq!(gone.code(), (404, "not-found".to_owned()));
}
