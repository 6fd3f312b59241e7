//! A person accepts an invitation, or takes the super admin's access that somebody gave them unasked
//! (I1). That does not confirm their address.

use latchkey_domain::{
    account_side::members,
    base::{reference::AccountRef, refusal::Refusal},
    gate,
    membership::{Status, member::Member},
    ports::{Locks, UnitOfWork},
    trail::{
        event::{Event, EventKind},
        origin::Origin,
    },
};

use super::Memberships;
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready,
        refusals::Attempted,
    },
    gates::named,
    steps::{
        member_view::MemberView,
        offboard::{self, MembershipChange},
    },
};

impl Memberships {
    /// Accepts the caller's invitation to an account.
    pub async fn accept(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let mut attempted = Attempted::new(EventKind::MembershipAccepted).in_account(account);
        if let Some(user) = cx.origin.principal.user() {
            attempted = attempted.about(&user.into());
        }
        let work = self.try_accept(cx, account);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_accept(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let (user, permit) = gate::self_service(&cx.origin)?;
        let account = named::account(ports, account).await?;
        let locks = Locks::none().changing(account).reading_user(user);
        let mut unit = ports.store.begin(locks).await?;
        let mut member = unit.member(account, user).await?.ok_or(Refusal::NotFound)?;
        cx.must_match(member.membership.version)?;
        let events = accept_in(ports, &cx.origin, &mut *unit, &mut member).await?;
        let view = MemberView::of(member, &ports.catalogue, now);
        Ok(Ready::of(view, unit, &permit, events, (ports, now)))
    }
}

/// Accepts in the unit in which the member was read, whichever door it came through. Returns the events;
/// none: there was nothing to accept.
pub(crate) async fn accept_in(
    ports: &Ports,
    origin: &Origin,
    unit: &mut dyn UnitOfWork,
    member: &mut Member,
) -> Result<Vec<Event>, UseCaseError> {
    let before = member.clone();
    if !members::accept(member, ports.now())? {
        return Ok(Vec::new());
    }
    unit.save_membership(&mut member.membership).await?;
    if member.terms != before.terms {
        unit.save_terms(&member.terms).await?;
    }
    let kind = match before.membership.status() {
        Status::Invited => EventKind::MembershipAccepted,
        Status::Active | Status::Deactivated => EventKind::MembershipTaken,
    };
    let event = Event::of_membership(kind, &ports.catalogue, Some(&before), Some(member));
    let change = MembershipChange {
        before: &before,
        after: Some(member),
    };
    offboard::follow(ports, origin, unit, change, vec![event]).await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::time::days;
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// Who saw another version of the membership accepts nothing.
    #[tokio::test]
    async fn an_invitation_that_changed_is_not_accepted() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let sam = MembershipBuilder::new(world.fjordline, world.sam).super_admin();
        world.add_member(sam.invited()).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let version = world.member(world.fjordline, world.sam).await;
        let version = version.membership.version;
        let mut cx = bed.as_user(world.sam);
        cx.expected = Some(version.next());
        let result = service.accept(&cx, &world.fjordline.into()).await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
        cx.expected = Some(version);
        assert!(service.accept(&cx, &world.fjordline.into()).await.is_ok());
    }

    /// I1: an invitation can be accepted for seven days, by the person it is for.
    #[tokio::test]
    async fn an_invitation_is_accepted_within_seven_days() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let sam = MembershipBuilder::new(world.fjordline, world.sam).super_admin();
        world.add_member(sam.invited()).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let freya = bed.as_user(world.freya);
        assert_eq!(
            refused(service.accept(&freya, &world.harbour.into()).await),
            "not-found"
        );
        let cx = bed.as_user(world.sam);
        world.clock.advance(days(7));
        assert_eq!(
            refused(service.accept(&cx, &world.fjordline.into()).await),
            "conflict"
        );
        world.clock.advance(-days(1));
        let ready = service.accept(&cx, &world.fjordline.into()).await.unwrap();
        bed.done(&cx, ready).await;
        let member = world.member(world.fjordline, world.sam).await;
        assert!(member.is_super_admin(world.now()));
        assert_eq!(bed.trail(1).await, [(EventKind::MembershipAccepted, None)]);
    }
}
