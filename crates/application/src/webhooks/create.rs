//! The platform makes an endpoint (scope `admin`). It is told what is committed from then on. Its secret
//! is shown this once.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{reference::AccountRef, refusal::Conflict, text::Description},
    gate,
    outbox::{
        endpoint::{BodyFormat, EndpointContent, MOST_ENDPOINTS, WebhookEndpoint},
        secret::SigningSecret,
    },
    people::token::Scope,
    ports::{Locks, OutboxPosition},
    trail::event::{Event, EventKind},
};

use super::{EndpointWithSecret, Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Makes an endpoint.
#[derive(Debug, Clone)]
pub struct CreateEndpoint {
    /// Where requests are sent; checked by the operator's settings.
    pub url: String,
    /// The kinds of events that are sent; none: all kinds.
    pub types: BTreeSet<EventKind>,
    /// The accounts whose events are sent; none: all accounts.
    pub accounts: Vec<AccountRef>,
    /// What it is for.
    pub description: Option<Description>,
    /// The form of the body.
    pub format: BodyFormat,
}

impl Webhooks {
    /// Makes an endpoint.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: CreateEndpoint,
    ) -> Result<Ready<EndpointWithSecret>, UseCaseError> {
        let attempted = Event::new(EventKind::WebhookEndpointCreated);
        let work = self.try_create(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: CreateEndpoint,
    ) -> Result<Ready<EndpointWithSecret>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        cx.must_not_expect()?;
        let content = EndpointContent {
            url: loading::url(ports, &cmd.url)?,
            types: cmd.types,
            accounts: loading::accounts(ports, &cmd.accounts).await?,
            description: cmd.description,
            format: cmd.format,
        };
        let newest = ports.store.revision().await?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        if unit.count_webhook_endpoints().await? >= MOST_ENDPOINTS {
            return Err(Conflict::TooManyEndpoints.into());
        }
        let secret = SigningSecret::of(&ports.secrets.secret());
        let text = secret.text();
        let endpoint = WebhookEndpoint::new(ports.ids.next(), content, secret, now);
        let from = OutboxPosition::end_of(newest.number);
        unit.insert_webhook_endpoint(&endpoint, from).await?;
        let event = endpoint.event(EventKind::WebhookEndpointCreated);
        let made = EndpointWithSecret {
            endpoint,
            secret: text,
        };
        Ok(Ready::of(made, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::text::ExternalId;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn new(url: &str) -> CreateEndpoint {
        CreateEndpoint {
            url: url.to_owned(),
            types: BTreeSet::new(),
            accounts: Vec::new(),
            description: None,
            format: BodyFormat::Standard,
        }
    }

    #[tokio::test]
    async fn n2_the_platform_makes_an_endpoint() {
        let bed = UseCaseBed::new().await;
        let webhooks = Webhooks::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = CreateEndpoint {
            accounts: vec![bed.world.harbour.into()],
            types: [EventKind::MembershipCreated].into(),
            ..new("https://receiver.example/in")
        };
        let before = bed.ports.store.revision().await.unwrap();
        let ready = webhooks.create(&cx, cmd).await.unwrap();
        let made = bed.done(&cx, ready).await;
        assert!(made.secret.expose().starts_with("whsec_"));
        let endpoint = made.endpoint;
        assert_eq!(endpoint.content.accounts, [bed.world.harbour].into());
        assert_eq!(webhooks.show(&cx, endpoint.id).await.unwrap(), endpoint);
        let mut reader = bed.ports.store.reader();
        let position = reader.webhook_position(endpoint.id).await.unwrap();
        assert_eq!(position, Some(OutboxPosition::end_of(before.number)));
        let expected = [(EventKind::WebhookEndpointCreated, None)];
        assert_eq!(bed.trail(1).await, expected);
    }

    #[tokio::test]
    async fn urls_and_accounts_are_checked() {
        let bed = UseCaseBed::new().await;
        let webhooks = Webhooks::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        for url in ["http://receiver.example/", "https://10.0.0.1/", "x"] {
            let result = webhooks.create(&cx, new(url)).await;
            let Err(UseCaseError::Invalid(errors)) = result else {
                panic!("{url}: {result:?}")
            };
            assert_eq!(errors.listed()[0].pointer, "/url");
        }
        let unknown = ExternalId::parse("nowhere").unwrap();
        let cmd = CreateEndpoint {
            accounts: vec![AccountRef::External(unknown)],
            ..new("https://receiver.example/")
        };
        assert_eq!(refused(webhooks.create(&cx, cmd).await), "not-found");
    }

    #[tokio::test]
    async fn without_the_scope_admin_there_are_none() {
        let bed = UseCaseBed::new().await;
        let webhooks = Webhooks::new(Arc::clone(&bed.ports));
        let provision = RequestContext::new(bed.world.as_service(&[Scope::Provision]));
        for cx in [provision, bed.as_user(bed.world.helen)] {
            let result = webhooks.create(&cx, new("x")).await;
            assert_eq!(refused(result), "missing-permission");
            let page = latchkey_domain::base::page::PageRequest::first();
            let result = webhooks.list(&cx, &page).await;
            assert_eq!(refused(result), "missing-permission");
        }
    }
}
