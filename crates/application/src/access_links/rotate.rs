//! A manager gives an access link a new token (L2). The old URL stops working.

use latchkey_domain::{
    base::refusal::Refusal,
    gate::Need,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{AccessLinks, LinkView, TargetLink};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    gates::{named, partner::manager},
};

impl AccessLinks {
    /// Gives a link a new token and a new lifetime.
    pub async fn rotate(
        &self,
        cx: &RequestContext,
        cmd: TargetLink,
    ) -> Result<Ready<LinkView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::AccessLinkRotated);
        let work = self.try_rotate(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_rotate(
        &self,
        cx: &RequestContext,
        cmd: &TargetLink,
    ) -> Result<Ready<LinkView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let partner = named::account_for_user(ports, cx, Need::Edit, &cmd.partner).await?;
        let mut unit = ports.store.begin(Locks::none().changing(partner)).await?;
        let manager = manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let key = unit.hold_link_key().await?;
        let mut link = cmd.find(&mut *unit, partner).await?;
        let partner = unit.account(partner).await?.ok_or(Refusal::NotFound)?;
        if !partner.is_enrolled() {
            return Err(Refusal::PartnerNotEnrolled.into());
        }
        link.rotate(&key, ports.settings.link_lifetime_days, now)?;
        unit.save_access_link(&mut link).await?;
        let mut people = unit.people_among(&[link.employee]).await?;
        let employee = people.pop().ok_or(Refusal::NotFound)?;
        let event = Event::new(EventKind::AccessLinkRotated)
            .in_account(partner.id)
            .about(link.employee)
            .with_partner(partner.id)
            .on(link.id)
            .with("generation", link.generation)
            .with("hint", link.hint(&key));
        let view = LinkView::of(&mut *unit, link, &key, employee, now).await?;
        let permit = manager.permit();
        Ok(Ready::of(view, unit, &permit, [event], (ports, now)))
    }
}
