//! Accounts and imported relationships, by the platform.

use serde_json::json;

use super::support::{HttpBed, PLATFORM, request};

#[actix_web::test]
async fn an_account_is_made_shown_changed_and_closed() {
    let bed = HttpBed::open().await;
    let body = json!({"name": "Acme", "external_id": "a-1", "program": "solutions_partner"});
    let made = bed.post(PLATFORM, "/v1/accounts", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.header("etag"), Some("\"1\""));
    assert!(made.header("latchkey-revision").is_some());
    let account = made.json();
    let expected = json!({
        "id": account["id"], "external_id": "a-1", "name": "Acme", "status": "active",
        "program": "solutions_partner", "seat_pricing": "seat_based",
        "partner_admins_by": "users_edit", "created_at": "2026-02-12T09:00:00Z",
        "updated_at": "2026-02-12T09:00:00Z",
    });
    assert_eq!(account, expected);

    let by_external_id = bed.get(PLATFORM, "/v1/accounts/a-1").await;
    assert_eq!(by_external_id.json(), account);
    let listed = bed.get(PLATFORM, "/v1/accounts?external_id=a-1").await;
    assert_eq!(
        listed.json(),
        json!({"items": [account], "next_cursor": null})
    );

    let path = format!("/v1/accounts/{}", account["id"].as_str().unwrap());
    let change =
        json!({"program": null, "external_id": null, "status": "closed", "reason": "left"});
    let changed = bed.patch(PLATFORM, &path, change).await.json();
    assert_eq!(changed["status"], "closed");
    assert_eq!(
        (&changed["program"], &changed["external_id"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(bed.get(PLATFORM, "/v1/accounts/a-1").await.code().0, 404);
    let unchanged = bed.patch(PLATFORM, &path, json!({})).await;
    assert_eq!(
        (unchanged.status.as_u16(), unchanged.header("etag")),
        (200, Some("\"2\""))
    );
}

#[actix_web::test]
async fn a_version_that_was_not_seen_is_refused() {
    let bed = HttpBed::open().await;
    let path = format!("/v1/accounts/{}", bed.world.harbour);
    let rename = |tag: &'static str| {
        request("PATCH", PLATFORM, &path)
            .insert_header(("if-match", tag))
            .set_json(json!({"name": "Harbour"}))
    };
    assert_eq!(
        bed.send(rename("\"9\"")).await.code(),
        (412, "stale".to_owned())
    );
    assert_eq!(bed.send(rename("7")).await.code().0, 400);
    assert_eq!(bed.send(rename("W/\"1\"")).await.status, 200);
    assert_eq!(bed.send(rename("*")).await.status, 200);
}

#[actix_web::test]
async fn an_account_is_put_under_the_platforms_id() {
    let bed = HttpBed::open().await;
    let path = "/v1/accounts/by-external-id/a%2F1%20%C3%A6";
    let nameless = bed.put(PLATFORM, path, json!({})).await;
    assert_eq!(nameless.pointers(), ["/name"]);
    let made = bed.put(PLATFORM, path, json!({"name": "Acme"})).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.json()["external_id"], "a/1 æ");
    let again = bed
        .put(PLATFORM, path, json!({"seat_pricing": "legacy"}))
        .await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["id"], made.json()["id"]);
    assert_eq!(again.json()["name"], "Acme");
    let taken = json!({"name": "Other", "external_id": "a/1 æ"});
    let taken = bed.post(PLATFORM, "/v1/accounts", taken).await;
    assert_eq!(taken.code(), (409, "conflict".to_owned()));
    let reserved = "/v1/accounts/by-external-id/acc_01h455vb4pex5vsknk084sn02q";
    assert_eq!(
        bed.put(PLATFORM, reserved, json!({"name": "x"}))
            .await
            .code()
            .0,
        422
    );
}

#[actix_web::test]
async fn the_platform_alone_keeps_accounts() {
    let bed = HttpBed::open().await;
    let token = bed.token_of(bed.world.marit).await;
    let got = bed.get(&token, "/v1/accounts").await;
    assert_eq!(got.code(), (403, "missing-permission".to_owned()));
    let decide = bed
        .service_token(&[latchkey_domain::people::token::Scope::Decide])
        .await;
    // The gate comes before what the path refers to.
    for path in ["/v1/accounts/nobody", "/v1/users/nobody"] {
        assert_eq!(bed.get(&decide, path).await.code().0, 403);
    }
}

#[actix_web::test]
async fn a_relationship_is_imported() {
    let bed = HttpBed::open().await;
    let (partner, client) = (bed.world.northwind, bed.world.fjordline);
    let path = format!("/v1/partners/{partner}/clients/{client}");
    let body = json!({"display_name": "Fjord", "last_qualifying_activity_at": "2026-02-01T10:00:00+01:00"});
    let made = bed.put(PLATFORM, &path, body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let relationship = made.json();
    assert_eq!(relationship["status"], "managed");
    assert_eq!(relationship["display_name"], "Fjord");
    assert_eq!(
        relationship["last_qualifying_activity_at"],
        "2026-02-01T09:00:00Z"
    );
    assert_eq!(relationship["ends_at"], "2026-04-02T09:00:00Z");
    assert_eq!(bed.put(PLATFORM, &path, json!({})).await.status, 200);
    let bad = json!({"connected_at": "yesterday", "display_name": ""});
    let bad = bed.put(PLATFORM, &path, bad).await;
    assert_eq!(bad.pointers(), ["/display_name", "/connected_at"]);
}
