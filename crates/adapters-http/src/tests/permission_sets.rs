//! The catalogue and permission sets.

use serde_json::json;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn the_catalogue_is_listed_in_pages() {
    let bed = HttpBed::open().await;
    let all = bed.get(PLATFORM, "/v1/permissions").await.json();
    let items = all["items"].as_array().unwrap();
    assert_eq!(
        (&items[0]["key"], &all["next_cursor"]),
        (&json!("users.edit"), &json!(null))
    );
    let ladder = items
        .iter()
        .find(|item| item["key"] == "contacts.view")
        .unwrap();
    assert_eq!(ladder["levels"], json!(["own", "team", "all"]));
    let first = bed.get(PLATFORM, "/v1/permissions?limit=5").await.json();
    let next = format!(
        "/v1/permissions?limit=5&cursor={}",
        first["next_cursor"].as_str().unwrap()
    );
    assert_eq!(bed.get(PLATFORM, &next).await.json()["items"][0], items[5]);
}

#[actix_web::test]
async fn a_set_is_made_changed_and_removed() {
    let bed = HttpBed::open().await;
    let helen = bed.token_of(bed.world.helen).await;
    let sets = format!("/v1/accounts/{}/permission-sets", bed.world.harbour);
    let body = json!({"name": "Readers", "description": "Look, do not touch",
        "permissions": ["contacts.view:team", "reports.view"]});
    let made = bed.post(&helen, &sets, body).await;
    assert_eq!(
        (made.status.as_u16(), made.header("etag")),
        (201, Some("\"1\"")),
        "{made:?}"
    );
    let set = made.json();
    assert_eq!(set["account"], bed.world.harbour.to_string());
    assert_eq!(
        (&set["standard"], &set["version"]),
        (&json!(false), &json!(1))
    );
    let path = format!("{sets}/{}", set["id"].as_str().unwrap());
    let change = json!({"description": null, "permissions": ["reports.view"]});
    let changed = bed.patch(&helen, &path, change).await.json();
    assert_eq!(
        (&changed["description"], &changed["version"]),
        (&json!(null), &json!(2))
    );
    assert_eq!(bed.get(&helen, &path).await.json(), changed);
    assert_eq!(bed.delete(&helen, &path).await.status, 204);

    let bad = json!({"name": "", "permissions": ["contacts.view", "no.such", "Not a key"]});
    let bad = bed.post(&helen, &sets, bad).await;
    assert_eq!(bad.pointers(), ["/name", "/permissions/2"]);
    let unknown = json!({"name": "x", "permissions": ["contacts.view", "no.such"]});
    assert_eq!(
        bed.post(&helen, &sets, unknown).await.pointers(),
        ["/permissions/1"]
    );
    let in_use = format!("{sets}/{}", bed.world.harbour_people);
    let in_use = bed.delete(&helen, &in_use).await;
    assert_eq!(in_use.code(), (409, "set-in-use".to_owned()));
    assert!(in_use.text.contains("1 membership holds"), "{in_use:?}");
}
