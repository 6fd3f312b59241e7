//! What people do, with scripts and without.

use super::Demo;
use crate::support::Browser;

/// From the mail to the first page.
async fn come_in(browser: &Browser, demo: &Demo, email: &str) {
    demo.invite(email).await;
    demo.invite("other@harbourpine.example").await;
    demo.mail_to(email).await;
    demo.mail_to("other@harbourpine.example").await;
    browser.go(&demo.at("/outbox")).await;
    browser.fill("input[name=q]", email).await;
    browser.click(".search button").await;
    browser.sees("#mails", "1–1 of 1 email").await;
    browser.click("#mails a.who__name").await;
    assert!(
        browser
            .title()
            .await
            .starts_with("Ingrid Solberg invites you")
    );
    browser.frame(Some("iframe")).await;
    browser.click(".btn a").await;
    browser.frame(None).await;
    assert!(
        browser.path().await.starts_with("/i/"),
        "{}",
        browser.path().await
    );
    browser.click("button[value=accept]").await;
    assert_eq!(browser.path().await, "/password");
    browser.fill("#pw", "a long sentence").await;
    browser.click("button[type=submit]").await;
    assert_eq!(browser.path().await, "/");
    assert!(browser.text("main").await.contains(email));
}

#[tokio::test]
async fn an_invited_person_comes_in_by_their_mail() {
    let demo = Demo::start().await;
    let browser = Browser::open().await;
    come_in(&browser, &demo, "sigrid@harbourpine.example").await;
    // The theme is seen before it is saved, and stays.
    browser.click("input[value=dark]").await;
    browser.click("form[action='/preferences'] button").await;
    assert_eq!(browser.path().await, "/");
    browser.click("form[action='/sign-out'] button").await;
    assert_eq!(browser.path().await, "/sign-in");
    browser.fill("#email", "sigrid@harbourpine.example").await;
    browser.fill("#pw", "a long sentence").await;
    browser.click("button[type=submit]").await;
    assert_eq!(browser.path().await, "/");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// U3.
#[tokio::test]
async fn an_invited_person_needs_no_scripts() {
    let demo = Demo::start().await;
    let browser = Browser::open().await;
    browser.without_scripts(true).await;
    come_in(&browser, &demo, "sigrid@harbourpine.example").await;
}

#[tokio::test]
async fn a_sign_in_link_works_once() {
    let demo = Demo::start().await;
    let browser = Browser::open().await;
    let link = demo.at(&demo.sign_in_link());
    browser.go(&link).await;
    assert!(browser.text("main").await.contains("Marit Halvorsen"));
    browser.click("button[type=submit]").await;
    assert_eq!(browser.path().await, "/");
    assert!(
        browser
            .text("main")
            .await
            .contains("marit@northwind.example")
    );
    browser.go(&link).await;
    assert!(browser.text("h1").await.contains("turned already"));
}
