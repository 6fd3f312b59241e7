//! How each page looks, wide and narrow, light and dark: pictures in `target/screens`, and the rules of WCAG that
//! a machine can check.

use super::Demo;
use crate::support::{Browser, Scheme, Size};

/// Looks at the page in all ways.
async fn look(browser: &Browser, name: &str, faults: &mut Vec<String>) {
    for (size, wide) in [(Size::Desk, "1280"), (Size::Phone, "390")] {
        for (scheme, shade) in [(Scheme::Light, "light"), (Scheme::Dark, "dark")] {
            browser.look(size, scheme).await;
            let name = format!("{name}-{wide}-{shade}");
            browser.picture(&name, size).await;
            let found = browser.faults().await;
            faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    let complaints = browser.complaints().await;
    faults.extend(complaints.into_iter().map(|line| format!("{name}: {line}")));
}

#[tokio::test]
async fn every_page_breaks_no_rule() {
    let demo = Demo::start().await;
    let browser = Browser::open().await;
    let mut faults = Vec::new();
    let email = "sigrid@harbourpine.example";
    demo.invite(email).await;
    let mail = demo.mail_to(email).await;
    let sign_in_link = demo.sign_in_link();
    for (name, path) in [
        ("outbox", "/outbox"),
        ("outbox-none", "/outbox?q=nothing"),
        ("outbox-mail", mail.as_str()),
        ("signin", "/sign-in"),
        ("signin-link", &sign_in_link),
        ("signin-expired", "/sign-in/none"),
        ("invitation-ended", "/i/none"),
    ] {
        browser.go(&demo.at(path)).await;
        look(&browser, name, &mut faults).await;
    }
    // The browser writes down every answer that is a failure; those above are meant.
    faults.retain(|fault| !fault.contains("the server responded with a status of 4"));

    browser.go(&demo.at("/nothing")).await;
    look(&browser, "not-found", &mut faults).await;
    browser.go(&demo.at("/sign-in")).await;
    browser.fill("#email", email).await;
    browser.fill("#pw", "wrong").await;
    browser.click("button[type=submit]").await;
    look(&browser, "signin-wrong", &mut faults).await;
    browser.go(&demo.at(&mail)).await;
    browser.look(Size::Desk, Scheme::Light).await;
    browser.frame(Some("iframe")).await;
    browser.click(".btn a").await;
    browser.frame(None).await;
    look(&browser, "invitation", &mut faults).await;
    browser.click("button[value=accept]").await;
    look(&browser, "password", &mut faults).await;
    browser.fill("#pw", "a long sentence").await;
    browser.click("button[type=submit]").await;
    look(&browser, "home", &mut faults).await;

    faults.retain(|fault| !fault.contains("the server responded with a status of 4"));
    assert_eq!(faults, Vec::<String>::new());
}
