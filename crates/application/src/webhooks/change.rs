//! The platform changes an endpoint, disables it, or enables it again (scope `admin`). What was committed
//! while it was disabled is sent then.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{ids::WebhookEndpointId, reference::AccountRef, text::Description},
    gate,
    outbox::endpoint::{
        BodyFormat, DisabledReason, EndpointContent, EndpointStatus, WebhookEndpoint,
    },
    people::token::Scope,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Changes an endpoint; `None` keeps a value.
#[derive(Debug, Clone)]
pub struct ChangeEndpoint {
    /// The endpoint.
    pub id: WebhookEndpointId,
    /// Where requests are sent.
    pub url: Option<String>,
    /// The kinds of events that are sent; an empty set: all kinds.
    pub types: Option<BTreeSet<EventKind>>,
    /// The accounts whose events are sent; an empty list: all accounts.
    pub accounts: Option<Vec<AccountRef>>,
    /// What it is for; `Some(None)` removes it.
    pub description: Option<Option<Description>>,
    /// The form of the body.
    pub format: Option<BodyFormat>,
    /// Whether events are sent.
    pub status: Option<EndpointStatus>,
}

impl Webhooks {
    /// Changes an endpoint.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeEndpoint,
    ) -> Result<Ready<WebhookEndpoint>, UseCaseError> {
        let attempted = Event::new(EventKind::WebhookEndpointChanged).on(cmd.id);
        let work = self.try_change(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: ChangeEndpoint,
    ) -> Result<Ready<WebhookEndpoint>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let url = cmd.url.map(|url| loading::url(ports, &url)).transpose()?;
        let accounts = match &cmd.accounts {
            Some(accounts) => Some(loading::accounts(ports, accounts).await?),
            None => None,
        };
        let mut unit = ports.store.begin(Locks::none()).await?;
        let mut endpoint = loading::endpoint(&mut *unit, cmd.id).await?;
        cx.must_match(endpoint.version)?;
        let kept = endpoint.content.clone();
        let content = EndpointContent {
            url: url.unwrap_or(kept.url),
            types: cmd.types.unwrap_or(kept.types),
            accounts: accounts.unwrap_or(kept.accounts),
            description: cmd.description.unwrap_or(kept.description),
            format: cmd.format.unwrap_or(kept.format),
        };
        let mut changed = endpoint.change(content, now);
        let mut disabled = false;
        match cmd.status {
            Some(EndpointStatus::Enabled) => changed |= endpoint.enable(now),
            Some(EndpointStatus::Disabled) => {
                disabled = endpoint.disable(DisabledReason::ByPlatform, now);
            }
            None => {}
        }
        let events = [
            changed.then_some(EventKind::WebhookEndpointChanged),
            disabled.then_some(EventKind::WebhookEndpointDisabled),
        ];
        let events: Vec<Event> = events
            .into_iter()
            .flatten()
            .map(|kind| endpoint.event(kind))
            .collect();
        if events.is_empty() {
            return Ok(Ready::unchanged(endpoint));
        }
        unit.save_webhook_endpoint(&mut endpoint).await?;
        Ok(Ready::of(endpoint, unit, &permit, events, (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::version::Version;

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        webhooks::CreateEndpoint,
    };

    async fn made(bed: &UseCaseBed) -> (Webhooks, WebhookEndpoint) {
        let webhooks = Webhooks::new(Arc::clone(&bed.ports));
        let cmd = CreateEndpoint {
            url: "https://receiver.example/".to_owned(),
            types: [EventKind::MembershipCreated].into(),
            accounts: Vec::new(),
            description: None,
            format: BodyFormat::Standard,
        };
        let cx = bed.as_platform();
        let ready = webhooks.create(&cx, cmd).await.unwrap();
        let endpoint = bed.done(&cx, ready).await.endpoint;
        (webhooks, endpoint)
    }

    fn nothing(id: WebhookEndpointId) -> ChangeEndpoint {
        ChangeEndpoint {
            id,
            url: None,
            types: None,
            accounts: None,
            description: None,
            format: None,
            status: None,
        }
    }

    #[tokio::test]
    async fn what_is_left_out_stays() {
        let bed = UseCaseBed::new().await;
        let (webhooks, endpoint) = made(&bed).await;
        let cx = bed.as_platform();
        let cmd = ChangeEndpoint {
            accounts: Some(vec![bed.world.harbour.into()]),
            format: Some(BodyFormat::CloudEvents),
            ..nothing(endpoint.id)
        };
        for _ in 0..2 {
            let ready = webhooks.change(&cx, cmd.clone()).await.unwrap();
            let changed = bed.done(&cx, ready).await;
            assert_eq!(changed.content.types, endpoint.content.types);
            assert_eq!(changed.content.url, endpoint.content.url);
            assert_eq!(changed.content.format, BodyFormat::CloudEvents);
        }
        let expected = [
            (EventKind::WebhookEndpointChanged, None),
            (EventKind::WebhookEndpointCreated, None),
        ];
        assert_eq!(bed.trail(2).await, expected, "T4: once");
    }

    #[tokio::test]
    async fn it_is_disabled_and_enabled_again() {
        let bed = UseCaseBed::new().await;
        let (webhooks, endpoint) = made(&bed).await;
        let cx = bed.as_platform();
        for status in [EndpointStatus::Disabled, EndpointStatus::Enabled] {
            let cmd = ChangeEndpoint {
                status: Some(status),
                ..nothing(endpoint.id)
            };
            let ready = webhooks.change(&cx, cmd).await.unwrap();
            assert_eq!(bed.done(&cx, ready).await.status(), status);
        }
        let expected = [
            (EventKind::WebhookEndpointChanged, None),
            (EventKind::WebhookEndpointDisabled, None),
        ];
        assert_eq!(bed.trail(2).await, expected);
    }

    #[tokio::test]
    async fn only_the_version_that_was_seen_is_changed() {
        let bed = UseCaseBed::new().await;
        let (webhooks, endpoint) = made(&bed).await;
        let mut cx = bed.as_platform();
        cx.expected = Some(Version::new(7));
        let stale = webhooks.change(&cx, nothing(endpoint.id)).await;
        assert!(matches!(stale, Err(UseCaseError::Stale)));
        let stale = webhooks.remove(&cx, endpoint.id).await;
        assert!(matches!(stale, Err(UseCaseError::Stale)));
        let cx = bed.as_platform();
        let ready = webhooks.remove(&cx, endpoint.id).await.unwrap();
        bed.done(&cx, ready).await;
        let gone = webhooks.change(&cx, nothing(endpoint.id)).await;
        assert_eq!(refused(gone), "not-found");
    }

    #[tokio::test]
    async fn a_test_event_is_sent_at_once() {
        let bed = UseCaseBed::new().await;
        let (webhooks, endpoint) = made(&bed).await;
        let cx = bed.as_platform();
        let before = bed.world.trail().await;
        let ready = webhooks.test(&cx, endpoint.id).await.unwrap();
        let tested = bed.done(&cx, ready).await;
        assert!(tested.attempt.is_success());
        let requests = bed.world.receiver().requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].id, tested.event);
        assert!(requests[0].body.contains("webhook_endpoint.test"));
        assert_eq!(bed.world.trail().await, before, "nothing has changed");
    }

    #[tokio::test]
    async fn a_rotated_secret_signs_beside_the_new_one() {
        let bed = UseCaseBed::new().await;
        let (webhooks, endpoint) = made(&bed).await;
        let cx = bed.as_platform();
        let ready = webhooks.rotate_secret(&cx, endpoint.id).await.unwrap();
        let rotated = bed.done(&cx, ready).await;
        assert_ne!(rotated.secret, endpoint.secrets.current.text());
        for (hours, signatures) in [(0, 2), (24, 1)] {
            bed.world.clock.advance(chrono::Duration::hours(hours));
            let ready = webhooks.test(&cx, endpoint.id).await.unwrap();
            bed.done(&cx, ready).await;
            let sent = bed.world.receiver().requests().pop().unwrap();
            assert_eq!(sent.signature.split(' ').count(), signatures);
        }
    }
}
