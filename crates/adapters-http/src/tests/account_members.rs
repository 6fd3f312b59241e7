//! The account's own side: taking people on, changing them, and what is said of what they hold.

use serde_json::json;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn a_person_is_taken_on_and_changed() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let helen = bed.token_of(world.helen).await;
    let members = format!("/v1/accounts/{}/members", world.harbour);
    let body = json!({
        "email": "Uma@Elsewhere.example",
        "name": "Uma Lund",
        "seat": "core",
        "paid_seats": ["sales"],
        "access": {"type": "permission_set", "permission_set": world.harbour_people.to_string()},
        "adjustments": {"added": ["reports.view"], "withheld": null},
        "partner": null,
        "expires_at": "2030-01-01T00:00:00Z",
    });
    let made = bed.post(&helen, &members, body).await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.header("etag"), Some("\"1\""));
    let member = made.json();
    assert_eq!(
        (&member["status"], &member["user"]["name"]),
        (&json!("invited"), &json!("Uma Lund"))
    );
    assert_eq!(member["user"]["email"], "uma@elsewhere.example");
    assert_eq!(member["adjustments"]["added"], json!(["reports.view"]));

    let one = format!("{members}/{}", member["user"]["id"].as_str().unwrap());
    let changed = bed
        .patch(
            &helen,
            &one,
            json!({"seat": "service", "expires_at": null, "partner": null}),
        )
        .await;
    assert_eq!(changed.header("etag"), Some("\"2\""));
    assert_eq!(
        (&changed.json()["seat"], &changed.json()["expires_at"]),
        (&json!("service"), &json!(null))
    );
    let resent = bed
        .post(&helen, &format!("{one}/resend-invitation"), json!({}))
        .await;
    assert_eq!(resent.json()["status"], "invited");
    let active = format!("{members}/{}/resend-invitation", world.ines);
    assert_eq!(bed.post(&helen, &active, json!({})).await.code().0, 409);
    assert_eq!(bed.post(PLATFORM, &members, json!({})).await.code().0, 422);
}

#[actix_web::test]
async fn a_new_member_is_checked_whole() {
    let bed = HttpBed::open().await;
    let helen = bed.token_of(bed.world.helen).await;
    let members = format!("/v1/accounts/{}/members", bed.world.harbour);
    let missing = bed.post(&helen, &members, json!({})).await;
    assert_eq!(missing.pointers(), ["/email", "/seat", "/access"]);
    let bad = json!({
        "email": "uma", "name": "", "seat": "golden", "paid_seats": ["core"],
        "access": {"type": "permission_set", "permission_set": "ours"}, "partner": "usr_1",
        "adjustments": {"added": ["Not a key"]}, "expires_at": "soon",
    });
    let got = bed.post(&helen, &members, bad).await;
    let places = [
        "/email",
        "/name",
        "/access/permission_set",
        "/seat",
        "/paid_seats/0",
        "/partner",
        "/adjustments/added/0",
        "/expires_at",
    ];
    assert_eq!(got.pointers(), places);
    let past = json!({
        "email": "uma@elsewhere.example", "seat": "core",
        "access": {"type": "super_admin"}, "expires_at": "2020-01-01T00:00:00Z",
    });
    let got = bed.post(&helen, &members, past).await;
    assert_eq!(got.pointers(), ["/expires_at"]);
    let path = format!("{members}/{}", bed.world.ines);
    let got = bed
        .patch(&helen, &path, json!({"seat": null, "access": null}))
        .await;
    assert_eq!(got.pointers(), ["/access", "/seat"]);
}

#[actix_web::test]
async fn what_may_be_given_is_named() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let ines = bed.token_of(world.ines).await;
    let path = format!("/v1/accounts/{}/assignable-access", world.harbour);
    for query in ["", "?email=", "?email=nobody"] {
        let got = bed.get(&ines, &format!("{path}{query}")).await;
        assert_eq!(got.pointers(), ["?email"]);
    }
    let asked = format!("{path}?email=tomas@northwind.example");
    let offered = bed.get(&ines, &asked).await.json();
    let access = offered["access"].as_array().unwrap();
    assert_eq!(access[0], json!({"type": "partner_admin"}));
    let people = world.set(world.harbour_people).await;
    assert!(access.contains(&json!({
        "type": "permission_set",
        "permission_set": people.id().to_string(),
        "name": people.name().as_str(),
    })));
    assert_eq!(
        offered["seats"],
        json!(["partner", "core", "view_only", "sales", "service"])
    );
    let asked = format!("{path}?email=somebody@northwind.example");
    let offered = bed.get(&ines, &asked).await;
    assert!(!offered.text.contains("partner"), "{offered:?}");
    let marit = bed.token_of(world.marit).await;
    assert_eq!(bed.get(&marit, &asked).await.code().0, 403);
}

#[actix_web::test]
async fn permissions_are_explained() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let marit = bed.token_of(world.marit).await;
    let path = |user| format!("/v1/accounts/{}/members/{user}/permissions", world.harbour);
    let told = bed.get(&marit, &path(world.marit)).await.json();
    assert_eq!(told["granted"], told["effective"]);
    let all = told["permissions"].as_array().unwrap();
    assert!(all.contains(&json!({
        "key": "crm.export", "source": "partner_admin", "effective": true, "missing": null,
    })));
    assert!(all.contains(&json!({
        "key": "billing.view", "source": null, "effective": false, "missing": "not_in_access",
    })));
    assert_eq!(bed.get(&marit, &path(world.ines)).await.code().0, 403);
}
