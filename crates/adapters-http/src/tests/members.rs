//! An account's members, and one's own memberships.

use serde_json::json;

use super::support::{HttpBed, PLATFORM, request};

#[actix_web::test]
async fn the_platform_says_what_a_membership_is() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let path = format!("/v1/accounts/{}/members/{}", world.fjordline, world.jonas);
    assert_eq!(
        bed.put(PLATFORM, &path, json!({})).await.pointers(),
        ["/access"]
    );
    let set = world.standard_set("sales_rep");
    let body = json!({
        "access": {"type": "permission_set", "permission_set": set.to_string()},
        "seat": "sales", "paid_seats": ["service"],
        "adjustments": {"withheld": ["deals.view"]},
        "expires_at": "2026-12-31T00:00:00Z", "notify": false,
    });
    let made = bed.put(PLATFORM, &path, body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let member = made.json();
    assert_eq!(
        member["access"],
        json!({"type": "permission_set", "permission_set": set.to_string(), "name": "Sales rep"})
    );
    assert_eq!(member["user"]["id"], world.jonas.to_string());
    assert_eq!(
        member["adjustments"],
        json!({"added": [], "withheld": ["deals.view"], "clipped": []})
    );
    assert_eq!(member["paid_seats"], json!(["service"]));
    assert_eq!(
        (&member["status"], &member["engagement"]),
        (&json!("active"), &json!("employee"))
    );
    assert_eq!(
        (&member["partner"], &member["recognized"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(member["expires_at"], "2026-12-31T00:00:00Z");
    assert!(
        member["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .all(|key| key != "deals.view")
    );
    let kept = bed.put(PLATFORM, &path, json!({"expires_at": null})).await;
    assert_eq!(
        (kept.status.as_u16(), &kept.json()["expires_at"]),
        (200, &json!(null))
    );
    assert_eq!(kept.json()["seat"], "sales");
}

#[actix_web::test]
async fn p1_additions_are_answered_each_ladder_once() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let path = format!("/v1/accounts/{}/members/{}", world.harbour, world.ines);
    for (added, answered) in [
        (json!(["contacts.view"]), json!(["contacts.view"])),
        (json!(["contacts.view:all"]), json!(["contacts.view"])),
        (
            json!(["contacts.view:own", "contacts.view:team"]),
            json!(["contacts.view:team"]),
        ),
    ] {
        let body = json!({"adjustments": {"added": added, "withheld": ["deals.view"]}});
        let got = bed.put(PLATFORM, &path, body).await;
        let adjustments = &got.json()["adjustments"];
        assert_eq!(adjustments["added"], answered, "{got:?}");
        assert_eq!(adjustments["withheld"], json!(["deals.view"]));
    }
}

#[actix_web::test]
async fn a_membership_is_checked_whole() {
    let bed = HttpBed::open().await;
    let path = format!(
        "/v1/accounts/{}/members/{}",
        bed.world.harbour, bed.world.ines
    );
    let bad = json!({
        "access": {"type": "permission_set"}, "seat": "golden", "paid_seats": ["core"],
        "status": "gone", "engagement": "friend", "partner": "usr_01h455vb4pex5vsknk084sn02q",
        "adjustments": {"added": ["Not a key"]}, "expires_at": "soon",
    });
    let got = bed.put(PLATFORM, &path, bad).await;
    let places = [
        "/access/permission_set",
        "/seat",
        "/paid_seats/0",
        "/partner",
        "/adjustments/added/0",
        "/expires_at",
        "/status",
        "/engagement",
    ];
    assert_eq!(got.pointers(), places);
    let list = json!({"access": ["super_admin"]});
    assert_eq!(bed.put(PLATFORM, &path, list).await.code().0, 400);
    let nobody = format!("/v1/accounts/{}/members/nobody", bed.world.harbour);
    assert_eq!(bed.put(PLATFORM, &nobody, json!({})).await.code().0, 404);
}

#[actix_web::test]
async fn an_account_deactivates_reactivates_and_removes() {
    let bed = HttpBed::open().await;
    let helen = bed.token_of(bed.world.helen).await;
    let members = format!("/v1/accounts/{}/members", bed.world.harbour);
    let listed = bed.get(&helen, &members).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 4);
    let path = format!("{members}/{}", bed.world.ines);
    let shown = bed.get(&helen, &path).await;
    assert_eq!(shown.header("etag"), Some("\"1\""));

    let off = bed
        .post(
            &helen,
            &format!("{path}/deactivate"),
            json!({"reason": "leave"}),
        )
        .await;
    assert_eq!(
        (off.json()["status"].as_str(), off.header("etag")),
        (Some("deactivated"), Some("\"2\""))
    );
    let on = bed
        .post(&helen, &format!("{path}/reactivate"), json!({}))
        .await;
    assert_eq!(on.json()["status"], "active");
    assert_eq!(bed.delete(&helen, &path).await.status, 204);
    assert_eq!(bed.get(&helen, &path).await.code().0, 404);

    let sam = bed.token_of(bed.world.sam).await;
    assert_eq!(bed.get(&sam, &members).await.code().0, 404);
    assert_eq!(
        bed.get(&helen, "/v1/accounts/usr_1/members").await.code().0,
        404
    );
    assert_eq!(
        bed.get(&helen, "/v1/accounts/harbour/members")
            .await
            .code()
            .0,
        404
    );
}

#[actix_web::test]
async fn everybody_sees_themself_and_their_memberships() {
    let bed = HttpBed::open().await;
    let marit = bed.token_of(bed.world.marit).await;
    let me = bed.get(&marit, "/v1/me").await.json();
    assert_eq!(me["user"]["id"], bed.world.marit.to_string());
    let names: Vec<_> = me["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["account_name"].as_str().unwrap(),
                item["access"]["type"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            ("Northwind Studio", "super_admin"),
            ("Harbour & Pine", "partner_admin")
        ]
    );
    assert_eq!(bed.get(PLATFORM, "/v1/me").await.code().0, 403);
    let none = format!("/v1/me/memberships/{}/accept", bed.world.elsewhere);
    assert_eq!(bed.post(&marit, &none, json!({})).await.code().0, 404);
    let there = format!("/v1/me/memberships/{}/accept", bed.world.harbour);
    assert_eq!(
        bed.post(&marit, &there, json!({})).await.json()["status"],
        "active"
    );
}

#[actix_web::test]
async fn l3_a_super_admin_says_who_makes_partner_admins() {
    let bed = HttpBed::open().await;
    let helen = bed.token_of(bed.world.helen).await;
    let ines = bed.token_of(bed.world.ines).await;
    let path = format!("/v1/accounts/{}/policy", bed.world.harbour);
    assert_eq!(
        bed.get(&ines, &path).await.json(),
        json!({"partner_admins_by": "users_edit"})
    );
    let body = json!({"partner_admins_by": "super_admin"});
    assert_eq!(bed.put(&ines, &path, body.clone()).await.code().0, 403);
    let shown = bed.get(&helen, &path).await;
    let seen = shown.header("etag").unwrap();
    let put = || {
        request("PUT", &helen, &path)
            .insert_header(("if-match", seen))
            .set_json(&body)
    };
    let changed = bed.send(put()).await;
    assert_eq!(changed.json(), body);
    assert_eq!(
        changed.header("etag"),
        bed.get(&helen, &path).await.header("etag")
    );
    assert_eq!(bed.send(put()).await.code(), (412, "stale".to_owned()));
    let bad = bed
        .put(&helen, &path, json!({"partner_admins_by": "all"}))
        .await;
    assert_eq!(bad.pointers(), ["/partner_admins_by"]);
}
