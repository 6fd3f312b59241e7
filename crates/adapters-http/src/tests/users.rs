//! Users, by the platform.

use serde_json::json;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn a_person_is_made_known_changed_and_erased() {
    let bed = HttpBed::open().await;
    let body = json!({"email": "Ada@Example.org", "name": "Ada", "locale": "de-CH",
        "external_id": "u-1", "password": "correct horse"});
    let made = bed.post(PLATFORM, "/v1/users", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let user = made.json();
    let expected = json!({
        "id": user["id"], "external_id": "u-1", "email": "ada@example.org", "confirmed": true,
        "name": "Ada", "locale": "de", "status": "active",
        "created_at": user["created_at"], "updated_at": user["updated_at"],
    });
    assert_eq!(user, expected);
    let found = bed
        .get(
            PLATFORM,
            "/v1/users?email=ada%40example.org&external_id=u-1",
        )
        .await;
    assert_eq!(found.json()["items"], json!([user]));

    let change = json!({"name": "Ada L.", "email": "ada@example.net", "status": "disabled"});
    let changed = bed.patch(PLATFORM, "/v1/users/u-1", change).await.json();
    assert_eq!(
        (&changed["status"], &changed["confirmed"]),
        (&json!("disabled"), &json!(true))
    );

    let erased = bed.post(PLATFORM, "/v1/users/u-1/erase", json!({})).await;
    assert_eq!(erased.status, 200, "{erased:?}");
    assert_eq!(erased.json()["email"], json!(null));
    assert_eq!(erased.json()["status"], "erased");
    assert_eq!(bed.get(PLATFORM, "/v1/users/u-1").await.code().0, 404);
}

#[actix_web::test]
async fn a_person_is_put_under_the_platforms_id() {
    let bed = HttpBed::open().await;
    let path = "/v1/users/by-external-id/u-2";
    assert_eq!(
        bed.put(PLATFORM, path, json!({})).await.pointers(),
        ["/name", "/email"]
    );
    let body = json!({"name": "Bo", "email": "bo@example.org", "confirmed": false});
    let made = bed.put(PLATFORM, path, body).await;
    assert_eq!(
        (made.status.as_u16(), &made.json()["confirmed"]),
        (201, &json!(false))
    );
    let again = bed.put(PLATFORM, path, json!({"locale": "nl"})).await;
    assert_eq!(
        (again.status.as_u16(), &again.json()["locale"]),
        (200, &json!("nl"))
    );
    let status = bed.put(PLATFORM, path, json!({"status": "erased"})).await;
    assert_eq!(status.code(), (422, "invalid".to_owned()));
}
