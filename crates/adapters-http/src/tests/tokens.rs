//! Tokens of the platform and of people (I3).

use serde_json::json;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn i3_the_platform_makes_and_revokes_a_persons_token() {
    let bed = HttpBed::open().await;
    let path = format!("/v1/users/{}/tokens", bed.world.marit);
    let made = bed.post(PLATFORM, &path, json!({"label": "pages"})).await;
    assert_eq!(made.status, 201, "{made:?}");
    let token = made.json();
    assert_eq!(token["expires_at"], "2026-05-13T09:00:00Z");
    let text = token["token"].as_str().unwrap().to_owned();
    assert_eq!(bed.get(&text, "/v1/me").await.status, 200);

    let listed = bed.get(PLATFORM, &path).await.json();
    assert_eq!(listed["items"][0]["id"], token["id"]);
    assert!(!listed.to_string().contains(&text));
    let one = format!("{path}/{}", token["id"].as_str().unwrap());
    let revoked = bed.delete(PLATFORM, &one).await;
    assert_eq!((revoked.status.as_u16(), revoked.text.as_str()), (204, ""));
    assert!(revoked.header("latchkey-revision").is_some());
    assert_eq!(bed.get(&text, "/v1/me").await.code().0, 401);
}

#[actix_web::test]
async fn i3_a_person_makes_tokens_within_their_own() {
    let bed = HttpBed::open().await;
    let token = bed.token_of(bed.world.priya).await;
    let body = json!({"label": "script", "scopes": ["read"], "expires_in_seconds": 60});
    let made = bed.post(&token, "/v1/me/tokens", body).await;
    assert_eq!(made.json()["scopes"], json!(["read"]), "{made:?}");
    let reader = made.json()["token"].as_str().unwrap().to_owned();
    let more = json!({"label": "more", "scopes": ["read", "manage"]});
    assert_eq!(bed.post(&reader, "/v1/me/tokens", more).await.code().0, 403);
    let listed = bed.get(&token, "/v1/me/tokens?limit=1").await.json();
    assert!(listed["next_cursor"].is_string());
    let one = format!("/v1/me/tokens/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(bed.delete(&token, &one).await.status, 204);
    let bad = json!({"scopes": ["write"], "expires_in_seconds": 0});
    let bad = bed.post(&token, "/v1/me/tokens", bad).await;
    assert_eq!(
        bad.pointers(),
        ["/label", "/scopes/0", "/expires_in_seconds"]
    );
}

#[actix_web::test]
async fn a_service_token_makes_others_within_its_scopes() {
    let bed = HttpBed::open().await;
    let admin = bed
        .service_token(&[latchkey_domain::people::token::Scope::Admin])
        .await;
    let beyond = json!({"label": "x", "scopes": ["decide"]});
    let beyond = bed.post(&admin, "/v1/service-tokens", beyond).await;
    assert_eq!(beyond.code(), (403, "exceeds-own-permissions".to_owned()));
    let body = json!({"label": "pdp", "scopes": ["decide", "audit"]});
    let made = bed.post(PLATFORM, "/v1/service-tokens", body).await;
    assert_eq!(made.json()["scopes"], json!(["decide", "audit"]));
    assert_eq!(made.json()["expires_at"], json!(null));
    assert!(bed.get(PLATFORM, "/v1/service-tokens").await.json()["items"].is_array());
    let one = format!("/v1/service-tokens/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(bed.delete(PLATFORM, &one).await.status, 204);
    assert_eq!(
        bed.delete(PLATFORM, "/v1/service-tokens/usr_1")
            .await
            .code()
            .0,
        404
    );
}
