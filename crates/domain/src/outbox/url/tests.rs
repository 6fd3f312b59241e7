use super::*;
use crate::outbox::address::network;

fn parse(text: &str, networks: &[&str]) -> Result<String, WebhookUrlError> {
    let networks = networks.iter().map(|text| network(text).unwrap());
    let allowed = AllowedNetworks::new(networks.collect());
    WebhookUrl::parse(text, &allowed).map(|url| url.as_str().to_owned())
}

#[test]
fn encrypted_urls_of_the_web_are_taken() {
    for (given, kept) in [
        ("https://example.com", "https://example.com/"),
        ("https://example.com/in?a=b", "https://example.com/in?a=b"),
        ("HTTPS://EXAMPLE.com:8443/", "https://example.com:8443/"),
        ("https://8.8.8.8/x", "https://8.8.8.8/x"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://example.com/a@b", "https://example.com/a@b"),
    ] {
        assert_eq!(parse(given, &[]), Ok(kept.to_owned()), "{given}");
    }
}

#[test]
fn what_is_no_url_of_the_web_is_refused() {
    for wrong in [
        "",
        "example.com",
        "/in",
        "https://",
        "https:///path",
        "https:\\\\example.com",
        "https:example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "data:text/plain,x",
        "gopher://example.com",
        "https:// example.com",
        "https://exa\nmple.com",
        " https://example.com",
    ] {
        assert_eq!(parse(wrong, &[]), Err(WebhookUrlError::Form), "{wrong}");
    }
}

#[test]
fn credentials_fragments_and_long_urls_are_refused() {
    for (wrong, why) in [
        ("https://user@example.com", WebhookUrlError::Credentials),
        ("https://u:p@example.com", WebhookUrlError::Credentials),
        ("https://@example.com", WebhookUrlError::Credentials),
        ("https://example.com/#x", WebhookUrlError::Fragment),
        ("https://example.com#", WebhookUrlError::Fragment),
    ] {
        assert_eq!(parse(wrong, &[]), Err(why), "{wrong}");
    }
    let long = |count: usize| format!("https://example.com/{}", "x".repeat(count - 20));
    assert!(parse(&long(2_048), &[]).is_ok());
    for count in [2_049, 100_000] {
        assert_eq!(parse(&long(count), &[]), Err(WebhookUrlError::TooLong));
    }
    let grows = format!("https://example.com/{}", "ä".repeat(1_000));
    assert_eq!(parse(&grows, &[]), Err(WebhookUrlError::TooLong));
}

#[test]
fn addresses_that_are_not_public_are_refused() {
    for wrong in [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1]/",
        "https://localhost/",
        "https://LOCALHOST./",
        "https://a.localhost/",
    ] {
        assert_eq!(
            parse(wrong, &[]),
            Err(WebhookUrlError::NotPublic),
            "{wrong}"
        );
    }
}

#[test]
fn plain_http_is_for_listed_addresses() {
    let list = ["127.0.0.0/8", "10.0.0.0/8"];
    for taken in [
        "http://127.0.0.1:8080/in",
        "http://localhost:1/",
        "http://[::ffff:10.0.0.1]/",
        "http://internal.example/",
        "https://10.0.0.1/",
    ] {
        assert!(parse(taken, &list).is_ok(), "{taken}");
    }
    for wrong in ["http://192.168.0.1/", "http://8.8.8.8/", "http://[::1]/"] {
        assert_eq!(parse(wrong, &list), Err(WebhookUrlError::Unencrypted));
    }
    for wrong in [
        "http://example.com/",
        "http://127.0.0.1/",
        "http://localhost/",
    ] {
        assert_eq!(parse(wrong, &[]), Err(WebhookUrlError::Unencrypted));
    }
}
