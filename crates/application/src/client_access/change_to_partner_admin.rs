//! A super admin of a client who acts for a partner becomes partner admin (L8): by their own call,
//! or by a partner admin there who acts for the same partner.

use latchkey_domain::{
    base::refusal::Refusal,
    gate::{self, Need, PartnerManager},
    membership::member::Member,
    partnership::change_to_partner_admin::{Billing, ChangedBy},
    ports::{Locks, Reader},
    trail::event::EventKind,
};

use super::{ClientAccess, EmployeeAt, TargetEmployee};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready},
    gates::partner,
    steps::{member_view::MemberView, to_partner_admin::PreparedChange},
};

/// Changes a super admin of a client to partner admin.
#[derive(Debug, Clone)]
pub struct ChangeEmployeeToPartnerAdmin {
    /// The employee, the client and the partner.
    pub target: TargetEmployee,
    /// What happens to their billing permissions.
    pub billing: Billing,
}

impl ClientAccess {
    /// Changes a super admin of a client to partner admin.
    pub async fn change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: ChangeEmployeeToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::ChangedToPartnerAdmin);
        // The future is large; boxing it avoids copies.
        let work = Box::pin(self.try_change_to_partner_admin(cx, &cmd));
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: &ChangeEmployeeToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let target = cmd.target.find(ports, cx).await?;
        let locks = Locks::none()
            .changing(target.client)
            .reading(target.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = manager(ports, cx, &mut *unit, target).await?;
        if target.client == target.partner {
            // An account is never its own client (section 1).
            return Err(Refusal::NotFound.into());
        }
        let (by, member) = if manager.user == target.employee {
            let own = unit.member(target.client, target.employee).await?;
            let employment_ends = manager.employment_ends();
            (
                ChangedBy::Oneself { employment_ends },
                own.ok_or(Refusal::NotFound)?,
            )
        } else {
            by_colleague(ports, &mut *unit, &manager, target).await?
        };
        cx.must_match(member.membership.version)?;
        let partner = unit.account(target.partner).await?;
        PreparedChange {
            permit: manager.permit(),
            by,
            target: member,
            partner: partner.ok_or(Refusal::NotFound)?,
            employment: unit.member(target.partner, target.employee).await?,
            super_admins: unit.permanent_super_admins(target.client).await?,
            billing: cmd.billing,
            unit,
        }
        .carry_out(ports)
        .await
    }
}

/// Checks the caller's right in the partner's account to change this person to partner admin.
async fn manager(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    target: EmployeeAt,
) -> Result<PartnerManager, UseCaseError> {
    let user = gate::user(&cx.origin, Need::Edit)?;
    let member = reader.member(target.partner, user).await?;
    let (catalogue, now) = (&ports.catalogue, ports.now());
    Ok(gate::changing_manager(
        &cx.origin,
        member.as_ref(),
        target.employee,
        catalogue,
        now,
    )?)
}

/// Checks a partner admin who changes a colleague, and loads the colleague, who must act for the
/// same partner. The client's own people are hidden from the caller: 404 (L8b).
async fn by_colleague(
    ports: &Ports,
    reader: &mut dyn Reader,
    manager: &PartnerManager,
    target: EmployeeAt,
) -> Result<(ChangedBy, Member), UseCaseError> {
    let delegator = partner::delegator(ports, reader, manager, target.client).await?;
    let own = reader.member(target.client, manager.user).await?;
    let granted = own.ok_or(Refusal::NotFound)?.granted(&ports.catalogue);
    let member =
        partner::acting_member(reader, target.partner, target.client, target.employee).await?;
    let by = ChangedBy::Colleague {
        granted,
        access_ends: delegator.access_ends,
    };
    Ok((by, member))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            ids::{AccountId, UserId},
            time::days,
        },
        membership::{Access, member::Recognized, terms::Rank},
        permission::seat::Seat,
    };
    use latchkey_testing::builders::{MembershipBuilder, UserBuilder, keys};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn cmd(bed: &UseCaseBed, client: AccountId, employee: UserId) -> ChangeEmployeeToPartnerAdmin {
        let target = TargetEmployee {
            partner: bed.world.northwind.into(),
            client: client.into(),
            employee: employee.into(),
        };
        ChangeEmployeeToPartnerAdmin {
            target,
            billing: Billing::Drop,
        }
    }

    async fn removed(bed: &UseCaseBed, account: AccountId, user: UserId) {
        let membership = bed.world.member(account, user).await.membership;
        let mut unit = bed.world.begin(Locks::none().changing(account)).await;
        unit.remove_membership(&membership).await.unwrap();
        bed.world.commit(unit).await;
    }

    /// The right to see employees' access is enough; an unverified person is linked, and the
    /// relationship begins (L8a).
    #[tokio::test]
    async fn a_super_admin_changes_themself() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let nora = world
            .add_user(UserBuilder::new("Nora", "nora@freelance.example"))
            .await;
        let readers = world.set(world.northwind_readers).await;
        let employed = MembershipBuilder::new(world.northwind, nora).set(&readers);
        world.add_member(employed).await;
        let admin = MembershipBuilder::new(world.fjordline, nora).super_admin();
        world.add_member(admin).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(nora);
        let cmd = ChangeEmployeeToPartnerAdmin {
            billing: Billing::Keep,
            ..cmd(&bed, world.fjordline, nora)
        };
        let reading = RequestContext::new(world.as_reader(nora));
        let result = service.change_to_partner_admin(&reading, cmd.clone()).await;
        assert_eq!(refused(result), "missing-permission");

        let ready = service
            .change_to_partner_admin(&cx, cmd.clone())
            .await
            .unwrap();
        let view = bed.done(&cx, ready).await;
        let membership = &view.member.membership;
        assert_eq!(
            (membership.access, membership.seat, membership.partner),
            (Access::PartnerAdmin, Seat::Partner, Some(world.northwind))
        );
        let kept = keys("billing.view billing.edit");
        assert_eq!(membership.adjustments.added, kept);
        assert_eq!(view.member.recognized(), Some(Recognized::Linked));
        assert!(world.relationship(world.fjordline).await.is_some());
        let trail = [
            (EventKind::RelationshipConnected, None),
            (EventKind::ChangedToPartnerAdmin, None),
        ];
        assert_eq!(bed.trail(2).await, trail);
        let ready = service
            .change_to_partner_admin(&cx, cmd.clone())
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(bed.trail(9).await.len(), 3, "T4");
    }

    /// A partner admin may change only a super admin who acts for the same partner (L8b).
    #[tokio::test]
    async fn a_partner_admin_changes_colleagues_alone() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas).super_admin();
        world.add_member(jonas.acting_for(world.northwind)).await;
        let kaya = MembershipBuilder::new(world.harbour, world.kaya).super_admin();
        world.add_member(kaya).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        for whom in [world.helen, world.kaya, world.sam] {
            let change = cmd(&bed, world.harbour, whom);
            let result = service.change_to_partner_admin(&cx, change.clone()).await;
            assert_eq!(refused(result), "not-found");
        }
        let change = cmd(&bed, world.harbour, world.jonas);
        let keeping = ChangeEmployeeToPartnerAdmin {
            billing: Billing::Keep,
            ..change.clone()
        };
        assert_eq!(
            refused(service.change_to_partner_admin(&cx, keeping).await),
            "exceeds-own-permissions",
            "Marit holds no billing there"
        );
        for (who, code) in [
            (world.tomas, "not-partner-admin"),
            (world.priya, "missing-permission"),
            (world.helen, "not-found"),
        ] {
            let cx = bed.as_user(who);
            let result = service.change_to_partner_admin(&cx, change.clone()).await;
            assert_eq!(refused(result), code);
        }
        let ready = service
            .change_to_partner_admin(&cx, change.clone())
            .await
            .unwrap();
        let view = bed.done(&cx, ready).await;
        assert_eq!(view.member.membership.access, Access::PartnerAdmin);
        assert!(view.member.membership.adjustments.added.is_empty());
    }

    /// From the partner's side no one may change the last super admin, and the last one who acts
    /// for no partner may not even change themself (D5).
    #[tokio::test]
    async fn the_clients_last_own_super_admin_stays() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let marit = MembershipBuilder::new(world.fjordline, world.marit).super_admin();
        world.add_member(marit).await;
        removed(&bed, world.fjordline, world.freya).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let change = cmd(&bed, world.fjordline, world.marit);
        let result = service.change_to_partner_admin(&cx, change.clone()).await;
        assert_eq!(refused(result), "last-super-admin");
        let jonas = MembershipBuilder::new(world.fjordline, world.jonas).super_admin();
        world.add_member(jonas.acting_for(world.northwind)).await;
        let result = service.change_to_partner_admin(&cx, change.clone()).await;
        assert_eq!(refused(result), "last-super-admin");
    }

    /// Only for an enrolled partner and its active employees; only super admins; never in the
    /// partner's own account (L1, L8).
    #[tokio::test]
    async fn what_stands_in_the_way_is_named() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let own = cmd(&bed, world.northwind, world.marit);
        let result = service.change_to_partner_admin(&cx, own).await;
        assert_eq!(refused(result), "not-found");

        let people = world.set(world.harbour_people).await;
        let priya = MembershipBuilder::new(world.harbour, world.priya).set(&people);
        world.add_member(priya.acting_for(world.northwind)).await;
        let change = cmd(&bed, world.harbour, world.priya);
        let result = service.change_to_partner_admin(&cx, change.clone()).await;
        assert_eq!(refused(result), "conflict");

        let jonas = MembershipBuilder::new(world.harbour, world.jonas).super_admin();
        world.add_member(jonas.acting_for(world.northwind)).await;
        removed(&bed, world.northwind, world.jonas).await;
        let change = cmd(&bed, world.harbour, world.jonas);
        let result = service.change_to_partner_admin(&cx, change.clone()).await;
        assert_eq!(refused(result), "not-an-employee");

        let marit = MembershipBuilder::new(world.fjordline, world.marit).super_admin();
        world.add_member(marit).await;
        world
            .change_account(world.northwind, |account, now| {
                account.enrol(None, now);
            })
            .await;
        let change = cmd(&bed, world.fjordline, world.marit);
        let result = service.change_to_partner_admin(&cx, change.clone()).await;
        assert_eq!(refused(result), "partner-not-enrolled");
    }

    /// The client's time limits and refusals stay, whoever makes the change (D9).
    #[tokio::test]
    async fn what_the_client_withheld_outlives_the_change() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas).super_admin();
        world.add_member(jonas.acting_for(world.northwind)).await;
        let end = world.now() + days(3);
        world
            .change_member(world.harbour, world.jonas, |member, now| {
                assert!(member.terms.set_limit(Some(end), Rank::SuperAdmin));
                assert!(member.membership.expire_at(Some(end), now));
                member.terms.refuse(Rank::SuperAdmin);
            })
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let change = cmd(&bed, world.harbour, world.jonas);
        let ready = service
            .change_to_partner_admin(&cx, change.clone())
            .await
            .unwrap();
        let view = bed.done(&cx, ready).await;
        assert_eq!(view.member.membership.expires_at, Some(end));
        assert!(view.member.terms.is_refused());
    }
}
