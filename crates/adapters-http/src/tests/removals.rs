//! Assets, and removals: reviewed, confirmed, refused with a fresh review.

use serde_json::{Value, json};

use super::support::{Got, HttpBed, PLATFORM};

/// Tells of an asset of Marit's in Harbour & Pine.
async fn own(bed: &HttpBed, id: &str) -> Got {
    let path = format!("/v1/accounts/{}/assets", bed.world.harbour);
    let asset = json!({
        "external_id": id,
        "kind": "page",
        "name": "Home",
        "owner": bed.world.marit.to_string(),
    });
    bed.put(PLATFORM, &path, json!({"assets": [asset]})).await
}

#[actix_web::test]
async fn assets_are_put_and_taken_out() {
    let bed = HttpBed::open().await;
    let path = format!("/v1/accounts/{}/assets", bed.world.harbour);
    for upserted in [1, 0] {
        let put = own(&bed, "home/1").await;
        assert_eq!(put.json(), json!({"upserted": upserted}));
        assert!(put.header("latchkey-revision").is_some());
    }
    let wrong = json!({"assets": [{"external_id": "", "owner": "usr_1"}, {"name": "x"}]});
    let wrong = bed.put(PLATFORM, &path, wrong).await.pointers();
    let places = [
        "/assets/0/external_id",
        "/assets/0/kind",
        "/assets/0/name",
        "/assets/1/external_id",
        "/assets/1/kind",
    ];
    assert_eq!(wrong, places);
    let one = format!("{path}/home%2F1");
    assert_eq!(bed.delete(PLATFORM, &one).await.status, 204);
    assert_eq!(bed.delete(PLATFORM, &one).await.code().0, 404);
}

/// D6: the fresh review stands beside the problem, and serves.
#[actix_web::test]
async fn a_stale_review_is_answered_with_a_fresh_one() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let tomas = bed.token_of(world.tomas).await;
    let removals = format!("/v1/partners/{}/removals", world.northwind);
    let (client, employee) = (world.harbour.to_string(), world.marit.to_string());
    let asked = json!({"employees": [employee]});
    let reviewed = bed.post(&tomas, &format!("{removals}/review"), asked).await;
    assert_eq!(reviewed.status, 200, "{reviewed:?}");
    let review = reviewed.json();
    assert_eq!(review["items"][0]["assets"], json!([]));
    own(&bed, "home").await;
    let confirm = async |review: &Value| {
        let item = json!({"client": client, "employee": employee});
        let body = json!({"review": review["review"], "items": [item]});
        bed.post(&tomas, &removals, body).await
    };
    let stale = confirm(&review).await;
    assert_eq!(stale.code(), (409, "stale-review".to_owned()));
    let fresh = stale.json()["review"].clone();
    assert_eq!(
        fresh["items"][0]["assets"],
        json!([{"kind": "page", "count": 1}])
    );
    let started = confirm(&fresh).await;
    assert_eq!(
        (started.status.as_u16(), &started.json()["kind"]),
        (202, &json!("removal"))
    );
    assert_eq!(confirm(&fresh).await.code(), (409, "conflict".to_owned()));
}

#[actix_web::test]
async fn d6_names_of_assets_need_access_to_the_client() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    own(&bed, "home").await;
    let partner = format!("/v1/partners/{}/removals", world.northwind);
    for (who, status) in [(world.marit, 200), (world.tomas, 403)] {
        let token = bed.token_of(who).await;
        let asked = json!({"clients": [world.harbour.to_string()]});
        let review = bed.post(&token, &format!("{partner}/review"), asked).await;
        let review = review.json()["review"].as_str().unwrap().to_owned();
        let assets = format!("{partner}/reviews/{review}/assets");
        let pair = format!("?client={}&employee={}", world.harbour, world.marit);
        let listed = bed.get(&token, &format!("{assets}{pair}")).await;
        assert_eq!(listed.status, status, "{listed:?}");
        if status == 200 {
            assert_eq!(listed.json()["items"][0]["name"], "Home");
        }
        let nothing = bed.get(&token, &assets).await.pointers();
        assert_eq!(nothing, ["?client", "?employee"]);
    }
}
