//! Access links: made, shown, approved, declined, rotated, revoked.

use serde_json::json;

use super::support::{HttpBed, request};

#[actix_web::test]
async fn l2_a_link_is_made_once_and_shown_again() {
    let bed = HttpBed::open().await;
    let tomas = bed.token_of(bed.world.tomas).await;
    let links = format!("/v1/partners/{}/access-links", bed.world.northwind);
    let first = bed.send(request("POST", &tomas, &links)).await;
    assert_eq!(first.status, 201, "{first:?}");
    let link = first.json();
    let url = link["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://access.example/access-links/"),
        "{url}"
    );
    assert!(url.ends_with(link["hint"].as_str().unwrap()));
    assert_eq!(
        (&link["state"], &link["employee"]["id"]),
        (&json!("standing"), &json!(bed.world.tomas.to_string()))
    );
    let again = bed
        .post(
            &tomas,
            &links,
            json!({"employee": bed.world.tomas.to_string()}),
        )
        .await;
    assert_eq!((again.status.as_u16(), again.json()), (200, link.clone()));
    assert_eq!(bed.get(&tomas, &links).await.json()["items"], json!([link]));

    let one = format!("{links}/{}", link["id"].as_str().unwrap());
    let rotated = bed
        .post(&tomas, &format!("{one}/rotate"), json!({}))
        .await
        .json();
    assert_ne!(rotated["url"], link["url"]);
    assert_eq!(bed.delete(&tomas, &one).await.status, 204);
    let listed = bed.get(&tomas, &links).await.json();
    assert_eq!(
        (&listed["items"][0]["state"], &listed["items"][0]["url"]),
        (&json!("revoked"), &json!(null))
    );
    let priya = bed.token_of(bed.world.priya).await;
    assert_eq!(bed.get(&priya, &links).await.code().0, 403);
    let stranger = json!({"employee": "acc_01h455vb4pex5vsknk084sn02q"});
    assert_eq!(
        bed.post(&tomas, &links, stranger).await.pointers(),
        ["/employee"]
    );
}

#[actix_web::test]
async fn l5_a_client_approves_a_link() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let tomas = bed.token_of(world.tomas).await;
    let helen = bed.token_of(world.helen).await;
    let links = format!("/v1/partners/{}/access-links", world.northwind);
    let link = bed.post(&tomas, &links, json!({})).await.json();
    let token = link["url"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let path = format!("/v1/access-links/{token}");
    let page = bed.get(&helen, &path).await.json();
    assert_eq!(page["partner"]["name"], "Northwind Studio");
    assert_eq!(
        (&page["verified"], &page["hint"]),
        (&json!(true), &link["hint"])
    );
    assert_eq!(
        page["eligible_accounts"],
        json!([
            {"id": world.harbour.to_string(), "name": "Harbour & Pine", "current_access": null},
        ])
    );
    assert!(page["can"][0]["key"].is_string() && page["cannot"][0]["label"].is_string());

    let account = json!({"account": world.harbour.to_string()});
    let declined = bed
        .post(&helen, &format!("{path}/decline"), account.clone())
        .await;
    assert_eq!(declined.status, 204, "{declined:?}");
    let approved = bed.post(&helen, &format!("{path}/approve"), account).await;
    assert_eq!(approved.status, 200, "{approved:?}");
    let approved = approved.json();
    assert_eq!(approved["outcome"], "created");
    assert_eq!(
        approved["membership"]["access"],
        json!({"type": "partner_admin"})
    );
    assert_eq!(approved["membership"]["recognized"], "verified");
    assert_eq!(approved["relationship"]["status"], "connected");

    let missing = bed
        .post(&helen, &format!("{path}/approve"), json!({}))
        .await;
    assert_eq!(missing.pointers(), ["/account"]);
    let unknown = bed.get(&helen, "/v1/access-links/nothing").await;
    assert_eq!(unknown.code(), (404, "not-found".to_owned()));
}
