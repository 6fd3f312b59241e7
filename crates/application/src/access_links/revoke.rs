//! A manager revokes an access link (L2).

use latchkey_domain::{
    base::{
        ids::{AccessLinkId, AccountId},
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::Need,
    partnership::access_link::AccessLink,
    ports::{Locks, Reader},
    trail::event::EventKind,
};

use super::AccessLinks;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{named, partner::manager},
    steps::revoked::revoked,
};

/// A link of a partner, as the caller names it.
#[derive(Debug, Clone)]
pub struct TargetLink {
    /// The partner.
    pub partner: AccountRef,
    /// The link.
    pub link: AccessLinkId,
}

impl TargetLink {
    pub(super) fn attempted(&self, kind: EventKind) -> Attempted {
        Attempted::new(kind)
            .in_account(&self.partner)
            .with_partner(&self.partner)
            .on(self.link)
    }

    /// Loads the partner's link. Links of other partners are hidden: 404.
    pub(super) async fn find(
        &self,
        reader: &mut dyn Reader,
        partner: AccountId,
    ) -> Result<AccessLink, UseCaseError> {
        let link = reader.access_link(self.link).await?;
        Ok(link
            .filter(|link| link.partner == partner)
            .ok_or(Refusal::NotFound)?)
    }
}

impl AccessLinks {
    /// Revokes a link.
    pub async fn revoke(
        &self,
        cx: &RequestContext,
        cmd: TargetLink,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::AccessLinkRevoked);
        let work = self.try_revoke(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_revoke(
        &self,
        cx: &RequestContext,
        cmd: &TargetLink,
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let partner = named::account_for_user(ports, cx, Need::Edit, &cmd.partner).await?;
        let mut unit = ports.store.begin(Locks::none().changing(partner)).await?;
        let manager = manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let mut link = cmd.find(&mut *unit, partner).await?;
        if !link.revoke(now) {
            return Ok(Ready::unchanged(()));
        }
        unit.save_access_link(&mut link).await?;
        let permit = manager.permit();
        let event = revoked(&link);
        Ok(Ready::of((), unit, &permit, [event], (ports, now)))
    }
}
