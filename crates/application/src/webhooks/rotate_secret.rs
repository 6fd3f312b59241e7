//! The platform gives an endpoint another secret (scope `admin`), shown this once. For a day requests are
//! signed with both, so that the receiver can be changed meanwhile.

use latchkey_domain::{
    base::ids::WebhookEndpointId,
    gate,
    outbox::secret::SigningSecret,
    people::token::Scope,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{EndpointWithSecret, Webhooks, loading};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Webhooks {
    /// Gives an endpoint another secret.
    pub async fn rotate_secret(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<Ready<EndpointWithSecret>, UseCaseError> {
        let attempted = Event::new(EventKind::WebhookEndpointSecretRotated).on(id);
        let work = self.try_rotate_secret(cx, id);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_rotate_secret(
        &self,
        cx: &RequestContext,
        id: WebhookEndpointId,
    ) -> Result<Ready<EndpointWithSecret>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Admin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let mut endpoint = loading::endpoint(&mut *unit, id).await?;
        cx.must_match(endpoint.version)?;
        let secret = SigningSecret::of(&ports.secrets.secret());
        let text = secret.text();
        endpoint.rotate(secret, now);
        unit.save_webhook_endpoint(&mut endpoint).await?;
        let event = endpoint.event(EventKind::WebhookEndpointSecretRotated);
        let rotated = EndpointWithSecret {
            endpoint,
            secret: text,
        };
        Ok(Ready::of(rotated, unit, &permit, [event], (ports, now)))
    }
}
