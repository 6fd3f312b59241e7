//! A person leaves an account, or declines an invitation to it (I4).

use latchkey_domain::{
    account_side::members,
    base::{reference::AccountRef, refusal::Refusal},
    gate,
    membership::{Status, member::Member},
    ports::{Locks, UnitOfWork},
    trail::{event::EventKind, permit::Permit},
};

use super::{Memberships, departure::Departure};
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready,
        refusals::Attempted,
    },
    gates::named,
};

impl Memberships {
    /// Ends the caller's own membership of an account.
    pub async fn leave(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Ready<()>, UseCaseError> {
        let mut attempted = Attempted::new(EventKind::MembershipRemoved).in_account(account);
        if let Some(user) = cx.origin.principal.user() {
            attempted = attempted.about(&user.into());
        }
        let work = self.try_leave(cx, account);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_leave(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let (user, permit) = gate::self_service(&cx.origin)?;
        let account = named::account(ports, account).await?;
        let locks = Locks::none().changing(account).reading_user(user);
        let mut unit = ports.store.begin(locks).await?;
        let target = unit.member(account, user).await?.ok_or(Refusal::NotFound)?;
        leave_in(ports, cx, permit, (unit, target)).await
    }
}

/// Leaves, or declines, in the unit in which the member was read, whichever door it came through.
pub(crate) async fn leave_in(
    ports: &Ports,
    cx: &RequestContext,
    permit: Permit,
    (mut unit, mut target): (Box<dyn UnitOfWork>, Member),
) -> Result<Ready<()>, UseCaseError> {
    cx.must_match(target.membership.version)?;
    let super_admins = unit.permanent_super_admins(target.account.id).await?;
    members::leave(&mut target, &super_admins)?;
    let declined = target.membership.status() == Status::Invited;
    let departure = Departure {
        unit,
        target,
        reassign_to: None,
        permit,
        note: Some(if declined { "declined" } else { "left" }),
    };
    departure.carry_out(ports, cx).await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// I4, D5: everyone may leave, but not the last permanent super admin.
    #[tokio::test]
    async fn everyone_but_the_last_super_admin_leaves() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        for who in [world.ines, world.hugo, world.marit] {
            let cx = bed.as_user(who);
            let ready = service.leave(&cx, &world.harbour.into()).await.unwrap();
            bed.done(&cx, ready).await;
            assert!(world.find_member(world.harbour, who).await.is_none());
        }
        let helen = bed.as_user(world.helen);
        let last = service.leave(&helen, &world.harbour.into()).await;
        assert_eq!(refused(last), "last-super-admin");
        let freya = bed.as_user(world.freya);
        let stranger = service.leave(&freya, &world.harbour.into()).await;
        assert_eq!(refused(stranger), "not-found");
    }

    /// I4: an invitation is declined.
    #[tokio::test]
    async fn an_invitation_is_declined() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let sam = MembershipBuilder::new(world.fjordline, world.sam).super_admin();
        world.add_member(sam.invited()).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let account = world.fjordline.into();
        let cx = bed.as_user(world.sam);
        let ready = service.leave(&cx, &account).await.unwrap();
        bed.done(&cx, ready).await;
        let trail = world.trail().await;
        let event = &trail[0].event;
        assert_eq!(event.kind, EventKind::MembershipRemoved);
        assert_eq!(event.details.more.get("declined"), Some(&true.into()));
    }
}
