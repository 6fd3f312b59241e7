use uuid::Uuid;

use super::*;

fn content(url: &str) -> EndpointContent {
    EndpointContent {
        url: WebhookUrl::stored(url.to_owned()),
        types: BTreeSet::new(),
        accounts: BTreeSet::new(),
        description: None,
        format: BodyFormat::Standard,
    }
}

fn endpoint() -> WebhookEndpoint {
    let id = WebhookEndpointId::from_uuid(Uuid::from_u128(1));
    let secret = SigningSecret::stored([1; 32]);
    WebhookEndpoint::new(id, content("https://a.example/"), secret, start())
}

fn start() -> Time {
    "2026-02-12T09:00:00Z".parse().unwrap()
}

fn later() -> Time {
    start() + chrono::Duration::hours(1)
}

#[test]
fn only_what_differs_is_a_change() {
    let mut it = endpoint();
    assert!(!it.change(content("https://a.example/"), later()));
    assert_eq!(it.updated_at, start());
    assert!(it.change(content("https://b.example/"), later()));
    assert_eq!(it.updated_at, later());
}

#[test]
fn the_first_reason_to_be_disabled_stays() {
    let mut it = endpoint();
    assert!(it.is_enabled());
    assert!(it.disable(DisabledReason::Gone, start()));
    assert!(!it.disable(DisabledReason::ByPlatform, later()));
    assert_eq!(
        it.disabled,
        Some(Disabled {
            reason: DisabledReason::Gone,
            at: start()
        })
    );
    assert!(it.enable(later()) && it.is_enabled());
    assert!(!it.enable(later()));
}

#[test]
fn its_url_is_not_in_the_trail() {
    let event = endpoint().event(EventKind::WebhookEndpointChanged);
    assert!(!format!("{event:?}").contains("a.example"));
    assert_eq!(event.object, Some(endpoint().id.to_string()));
}
