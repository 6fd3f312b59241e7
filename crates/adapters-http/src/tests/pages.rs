//! What holds for every page: headers, forms, ways to other pages, failures.

use actix_web::test::TestRequest;

use super::support::{Got, HttpBed};
use crate::routes::TABLE;

fn browser(method: &str, path: &str) -> TestRequest {
    TestRequest::default()
        .method(method.parse().unwrap())
        .uri(path)
        .insert_header(("accept", "text/html,application/xhtml+xml;q=0.9"))
}

async fn open(bed: &HttpBed, path: &str) -> Got {
    bed.send(browser("GET", path)).await
}

/// A path of the route, with something in place of its parameters.
fn sample(path: &str) -> String {
    path.replace("{token}", "none").replace("{mail}", "none")
}

#[actix_web::test]
async fn every_page_has_safe_headers() {
    let bed = HttpBed::open().await;
    for entry in TABLE.iter().filter(|entry| entry.is_page) {
        let got = bed.send(browser(entry.method, &sample(entry.path))).await;
        let what = format!("{} {}: {got:?}", entry.method, entry.path);
        let policy = got.header("content-security-policy").expect(&what);
        assert!(policy.contains("default-src 'none'"), "{what}");
        assert!(policy.contains("frame-ancestors 'none'"), "{what}");
        assert!(!policy.contains("unsafe"), "{what}");
        assert_eq!(
            got.header("x-content-type-options"),
            Some("nosniff"),
            "{what}"
        );
        assert_eq!(got.header("referrer-policy"), Some("same-origin"), "{what}");
        assert_eq!(got.header("cache-control"), Some("no-store"), "{what}");
        let cookie = got.header("set-cookie").expect(&what);
        assert!(cookie.starts_with("__Host-latchkey-form="), "{what}");
        assert!(
            cookie.ends_with("; Path=/; SameSite=Lax; HttpOnly; Secure"),
            "{what}"
        );
    }
}

/// A form is refused before anything is looked up.
#[actix_web::test]
async fn no_form_is_taken_without_its_token() {
    let bed = HttpBed::open().await;
    for entry in TABLE
        .iter()
        .filter(|entry| entry.is_page && entry.method == "POST")
    {
        for body in ["", "form_token=", "form_token=0"] {
            let request = browser("POST", &sample(entry.path))
                .insert_header(("content-type", "application/x-www-form-urlencoded"))
                .set_payload(body);
            let got = bed.send(request).await;
            assert_eq!(got.status, 403, "{} {body}: {got:?}", entry.path);
            assert!(got.text.contains("This form is too old"), "{got:?}");
        }
    }
}

#[actix_web::test]
async fn whoever_is_not_signed_in_is_led_there_and_back() {
    let bed = HttpBed::open().await;
    let got = open(&bed, "/?a=b&c=d").await;
    assert_eq!(got.status, 303);
    assert_eq!(
        got.header("location"),
        Some("/sign-in?to=/%3Fa%3Db%26c%3Dd")
    );
    let form = open(&bed, "/sign-in?to=/%3Fa%3Db%26c%3Dd").await;
    assert!(
        form.text.contains("name=\"to\" value=\"/?a=b&#38;c=d\""),
        "{form:?}"
    );
    for evil in [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/%09/evil.example",
        "evil",
        "javascript:alert(1)",
    ] {
        let form = open(&bed, &format!("/sign-in?to={evil}")).await;
        assert!(
            form.text.contains("name=\"to\" value=\"/\""),
            "{evil}: {form:?}"
        );
    }
}

#[actix_web::test]
async fn the_browser_chooses_language_and_theme() {
    let bed = HttpBed::open().await;
    let german = browser("GET", "/sign-in").insert_header(("accept-language", "fr, de-CH;q=0.8"));
    let got = bed.send(german).await;
    assert!(got.text.contains("<html lang=\"de\">"), "{got:?}");
    let chosen = browser("GET", "/sign-in")
        .insert_header(("accept-language", "de"))
        .insert_header(("cookie", "latchkey-language=pl; latchkey-theme=light"));
    let got = bed.send(chosen).await;
    assert!(
        got.text.contains("<html lang=\"pl\" data-theme=\"light\">"),
        "{got:?}"
    );
    let other = browser("GET", "/sign-in")
        .insert_header(("cookie", "latchkey-language=\"><b>; latchkey-theme=x"));
    let got = bed.send(other).await;
    assert!(got.text.contains("<html lang=\"en\">"), "{got:?}");
}

#[actix_web::test]
async fn failures_are_pages_for_browsers_alone() {
    let bed = HttpBed::open().await;
    let page = open(&bed, "/nothing/here").await;
    assert_eq!(page.status, 404);
    assert!(page.text.contains("Nothing hangs on this hook"), "{page:?}");
    let program = bed.send(TestRequest::get().uri("/nothing/here")).await;
    assert_eq!(program.code(), (404, "not-found".to_owned()));
    let api = open(&bed, "/v1/nothing").await;
    assert_eq!(api.code(), (404, "not-found".to_owned()));
    let wrong_method = bed.send(browser("PUT", "/sign-in")).await;
    assert_eq!(wrong_method.status, 405);
    assert!(
        wrong_method.text.starts_with("<!doctype html>"),
        "{wrong_method:?}"
    );
    assert_eq!(open(&bed, "/sign-in/none").await.status, 410);
    assert_eq!(open(&bed, "/i/none").await.status, 410);
    assert_eq!(open(&bed, "/outbox").await.status, 404, "this is no demo");
}

#[actix_web::test]
async fn files_of_pages_are_kept_and_packed() {
    let bed = HttpBed::open().await;
    let page = open(&bed, "/sign-in").await;
    let paths = page
        .text
        .split('"')
        .filter(|text| text.starts_with("/assets/"));
    let paths: Vec<_> = paths.map(str::to_owned).collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    for path in paths {
        let plain = bed.send(TestRequest::get().uri(&path)).await;
        let kept = plain.header("cache-control").unwrap();
        assert!(kept.contains("immutable"), "{plain:?}");
        let request = TestRequest::get().uri(&path);
        let packed = bed
            .send(request.insert_header(("accept-encoding", "gzip")))
            .await;
        assert_eq!(packed.header("content-encoding"), Some("gzip"));
        let (name, rest) = path.rsplit_once('/').unwrap();
        let (stem, rest) = rest.split_once('.').unwrap();
        let (_, extension) = rest.split_once('.').unwrap();
        let old = format!("{name}/{stem}.0123.{extension}");
        let of_other_version = bed.send(TestRequest::get().uri(&old)).await;
        assert_eq!(of_other_version.text, plain.text);
        assert_eq!(of_other_version.header("cache-control"), Some("no-cache"));
    }
    assert_eq!(
        bed.send(TestRequest::get().uri("/assets/x.y.css"))
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn a_public_url_with_a_path_is_before_every_link() {
    let bed = HttpBed::with(|settings| {
        settings.public_url = "http://access.example/keys/".to_owned();
    })
    .await;
    let got = open(&bed, "/").await;
    assert_eq!(got.header("location"), Some("/keys/sign-in?to=/"));
    let cookie = got.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("latchkey-form=") && !cookie.contains("Secure"),
        "{cookie}"
    );
    let page = open(&bed, "/sign-in").await;
    for link in page.text.split("=\"/").skip(1) {
        let is_field = link.starts_with('"');
        assert!(is_field || link.starts_with("keys/"), "{link}");
    }
}
