//! What holds for every request: ids, headers, problems, limits.

use actix_web::test::TestRequest;

use super::support::{HttpBed, PLATFORM, request};

#[actix_web::test]
async fn every_answer_has_a_request_id_and_safe_headers() {
    let bed = HttpBed::open().await;
    let got = bed
        .send(
            TestRequest::get()
                .uri("/livez")
                .insert_header(("x-request-id", "abc-1")),
        )
        .await;
    assert_eq!(got.status, 200);
    assert_eq!(got.header("x-request-id"), Some("abc-1"));
    assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(got.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(got.header("cache-control"), Some("no-store"));
    for insane in ["a b", "", &"x".repeat(129)] {
        let sent = TestRequest::get()
            .uri("/v1/nothing")
            .insert_header(("x-request-id", insane));
        let got = bed.send(sent).await;
        assert_eq!(got.code(), (404, "not-found".to_owned()));
        assert_ne!(got.header("x-request-id"), Some(insane));
    }
}

#[actix_web::test]
async fn a_wrong_method_is_told_which_ones_there_are() {
    let bed = HttpBed::open().await;
    let got = bed.send(TestRequest::post().uri("/livez")).await;
    assert_eq!(got.code(), (405, "method-not-allowed".to_owned()));
    assert_eq!(got.header("allow"), Some("GET, HEAD"));
    let head = TestRequest::default()
        .method(actix_web::http::Method::HEAD)
        .uri("/livez");
    assert_eq!(bed.send(head).await.status, 200);
}

#[actix_web::test]
async fn problems_and_the_documentation_have_pages() {
    let bed = HttpBed::open().await;
    let get = |path: &str| bed.send(TestRequest::get().uri(path));
    let page = get("/problems/stale").await;
    assert!(page.status == 200 && page.text.contains("Changed in the meantime"));
    assert_eq!(get("/problems/none").await.code().0, 404);
    assert_eq!(get("/docs").await.header("location"), Some("docs/"));
    let plain = get("/docs/").await;
    assert!(plain.text.contains("swagger") && plain.header("content-encoding").is_none());
    let compressing = TestRequest::get().uri("/docs/");
    let packed = bed
        .send(compressing.insert_header(("accept-encoding", "gzip, br")))
        .await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(
        get("/docs/swagger-initializer.js")
            .await
            .text
            .contains("../openapi.json")
    );
    assert_eq!(get("/docs/nothing.js").await.code().0, 404);
    assert_eq!(get("/openapi.json").await.json()["openapi"], "3.1.0");
    assert_eq!(get("/readyz").await.status, 200);
}

#[actix_web::test]
async fn only_a_token_in_force_opens_the_api() {
    let bed = HttpBed::open().await;
    let bare = bed.send(TestRequest::get().uri("/v1/accounts")).await;
    assert_eq!(bare.code(), (401, "unauthorized".to_owned()));
    assert_eq!(bare.header("www-authenticate"), Some("Bearer"));
    // Who is not known is told so before anything is said about the shape of the request.
    let wrong = bed.get("wrong", "/v1/accounts?nonsense=1").await;
    assert_eq!(wrong.code().0, 401);
    assert_eq!(bed.get(PLATFORM, "/v1/accounts").await.status, 200);
    let other_case = request("GET", PLATFORM, "/v1/accounts")
        .insert_header(("authorization", format!("bearer {PLATFORM}")));
    assert_eq!(bed.send(other_case).await.status, 200);
}

#[actix_web::test]
async fn a_token_that_used_up_its_calls_waits() {
    let bed = HttpBed::with(HttpBed::limited).await;
    let first = bed.get(PLATFORM, "/v1/accounts").await;
    assert_eq!(first.header("ratelimit-limit"), Some("2"));
    assert_eq!(first.header("ratelimit-remaining"), Some("1"));
    bed.get(PLATFORM, "/v1/accounts").await;
    let third = bed.get(PLATFORM, "/v1/accounts").await;
    assert_eq!(third.code(), (429, "too-many-requests".to_owned()));
    assert_eq!(third.header("ratelimit-remaining"), Some("0"));
    assert!(third.header("retry-after").is_some());
}
