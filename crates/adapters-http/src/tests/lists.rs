//! Pages, cursors and query strings.

use std::collections::BTreeSet;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn a_list_is_read_page_by_page() {
    let bed = HttpBed::open().await;
    let mut seen = BTreeSet::new();
    let mut path = "/v1/users?limit=3".to_owned();
    let mut pages = 0;
    loop {
        let page = bed.get(PLATFORM, &path).await.json();
        pages += 1;
        for item in page["items"].as_array().unwrap() {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()));
        }
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/v1/users?limit=3&cursor={cursor}");
    }
    assert_eq!((seen.len(), pages), (10, 4));
}

#[actix_web::test]
async fn a_cursor_of_another_list_is_malformed() {
    let bed = HttpBed::open().await;
    let page = bed.get(PLATFORM, "/v1/users?limit=3").await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    for path in [
        format!("/v1/accounts?cursor={cursor}"),
        format!("/v1/users?email=a%40example.org&cursor={cursor}"),
        "/v1/users?cursor=x".to_owned(),
        "/v1/users?cursor=".to_owned(),
    ] {
        let got = bed.get(PLATFORM, &path).await;
        assert_eq!(got.code(), (400, "malformed".to_owned()), "{path}");
    }
}

#[actix_web::test]
async fn query_strings_are_checked() {
    let bed = HttpBed::open().await;
    for unreadable in ["colour=red", "limit=1&limit=2", "cursor=%00"] {
        let got = bed.get(PLATFORM, &format!("/v1/users?{unreadable}")).await;
        assert_eq!(got.code(), (400, "malformed".to_owned()), "{unreadable}");
    }
    for limit in ["0", "201", "-1", "ten", "1.5", ""] {
        let got = bed.get(PLATFORM, &format!("/v1/users?limit={limit}")).await;
        assert_eq!(got.pointers(), ["?limit"], "{limit}");
    }
    assert_eq!(bed.get(PLATFORM, "/v1/users?limit=200").await.status, 200);
}

#[actix_web::test]
async fn query_texts_have_no_control_characters_and_an_end() {
    let bed = HttpBed::open().await;
    for text in ["%00", "a%00b", "a%0Ab", "%7F"] {
        let path = format!("/v1/users?email={text}&external_id={text}");
        let got = bed.get(PLATFORM, &path).await;
        assert_eq!(got.pointers(), ["?email", "?external_id"], "{text}");
    }
    let tomas = bed.token_of(bed.world.tomas).await;
    let partner = format!("/v1/partners/{}", bed.world.northwind);
    for list in ["clients", "employees"] {
        for wrong in ["%00".to_owned(), "%C3%B8".repeat(201)] {
            let path = format!("{partner}/{list}?q={wrong}");
            assert_eq!(bed.get(&tomas, &path).await.pointers(), ["?q"]);
        }
        let path = format!("{partner}/{list}?q={}", "%C3%B8".repeat(200));
        assert_eq!(bed.get(&tomas, &path).await.status, 200);
    }
}
