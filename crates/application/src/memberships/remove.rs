//! An account removes a member (A8, D3, D5): the seat is free, and no partner brings them back (D9).

use latchkey_domain::{
    account_members,
    audit::Records,
    event::{Event, EventKind},
};

use super::{Memberships, TargetMember, account_side::MemberUnit};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Memberships {
    /// Removes a member.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipRemoved);
        let work = self.try_remove(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let MemberUnit {
            mut unit,
            manager,
            mut target,
        } = self.open_member(cx, cmd, cmd.locks()).await?;
        let super_admins = unit.permanent_super_admins(cmd.account).await?;
        let catalogue = &ports.catalogue;
        account_members::remove(catalogue, &manager, &mut target, &super_admins)?;
        unit.remove_membership(&target.membership).await?;
        unit.save_terms(&target.terms).await?;
        let event =
            Event::of_membership(EventKind::MembershipRemoved, catalogue, Some(&target), None);
        let records = Records::one(&manager.permit(), event, &*ports.ids, ports.now());
        Ok(Ready::changed((), unit, records))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{Desk, refused};

    /// D3, D9: the membership is gone, the account's word on the person stays.
    #[tokio::test]
    async fn removing_leaves_the_refusal() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let service = Memberships::new(Arc::clone(&desk.ports));
        let cx = desk.as_user(world.helen);
        let cmd = TargetMember {
            account: world.harbour,
            user: world.marit,
        };
        let ready = service.remove(&cx, cmd).await.unwrap();
        desk.done(&cx, ready).await;
        assert_eq!(world.find_member(world.harbour, world.marit).await, None);
        let mut reader = world.store.reader();
        let terms = reader
            .terms_among(world.harbour, &[world.marit])
            .await
            .unwrap();
        assert!(terms[0].refused);
        assert_eq!(desk.trail(1).await, [(EventKind::MembershipRemoved, None)]);
        assert_eq!(refused(service.remove(&cx, cmd).await), "not-found");
    }

    /// D5, A8.
    #[tokio::test]
    async fn super_admins_are_removed_by_super_admins_but_one_stays() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let service = Memberships::new(Arc::clone(&desk.ports));
        let cmd = |user| TargetMember {
            account: world.harbour,
            user,
        };
        let ines = desk.as_user(world.ines);
        assert_eq!(
            refused(service.remove(&ines, cmd(world.hugo)).await),
            "super-admin-target"
        );
        let helen = desk.as_user(world.helen);
        let ready = service.remove(&helen, cmd(world.hugo)).await.unwrap();
        desk.done(&helen, ready).await;
        assert_eq!(
            refused(service.remove(&helen, cmd(world.helen)).await),
            "last-super-admin"
        );
    }
}
