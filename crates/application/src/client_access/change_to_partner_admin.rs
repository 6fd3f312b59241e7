//! From the client access manager, a super admin of a client becomes partner admin (L8): by themself, or
//! by a partner admin there, where both act for the same partner.

use latchkey_domain::{
    authority::{self, Need, PartnerManager},
    event::EventKind,
    member::Member,
    migration::{Billing, Migrator},
    ports::{Locks, Reader},
    refusal::Refusal,
};

use super::{ClientAccess, TargetEmployee, gate};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::MemberView, migration::Migrating,
    ports::Ports, ready::Ready,
};

/// Migrates a super admin of a client.
#[derive(Debug, Clone, Copy)]
pub struct ChangeEmployeeToPartnerAdmin {
    /// Whom, where, for which partner.
    pub target: TargetEmployee,
    /// What becomes of their billing permissions.
    pub billing: Billing,
}

impl ClientAccess {
    /// Migrates a super admin of a client.
    pub async fn change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: ChangeEmployeeToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::PartnerAdminMigrated);
        let work = self.try_change_to_partner_admin(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change_to_partner_admin(
        &self,
        cx: &RequestContext,
        ChangeEmployeeToPartnerAdmin { target, billing }: ChangeEmployeeToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let locks = Locks::none()
            .changing(target.client)
            .reading(target.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = manager(ports, cx, &mut *unit, target).await?;
        if target.client == target.partner {
            // An account is no client of its own (section 1).
            return Err(Refusal::NotFound.into());
        }
        let (by, member) = if manager.user == target.employee {
            let own = unit.member(target.client, target.employee).await?;
            let employment_ends = manager.employment_ends();
            (
                Migrator::Oneself { employment_ends },
                own.ok_or(Refusal::NotFound)?,
            )
        } else {
            by_colleague(ports, &mut *unit, &manager, target).await?
        };
        cx.must_match(member.membership.version)?;
        let partner = unit.account(target.partner).await?;
        Migrating {
            permit: manager.permit(),
            by,
            target: member,
            partner: partner.ok_or(Refusal::NotFound)?,
            employment: unit.member(target.partner, target.employee).await?,
            super_admins: unit.permanent_super_admins(target.client).await?,
            billing,
            unit,
        }
        .carry_out(ports)
        .await
    }
}

/// The caller as somebody who may migrate this person as far as the partner's account goes.
async fn manager(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    target: TargetEmployee,
) -> Result<PartnerManager, UseCaseError> {
    let user = authority::user(&cx.origin, Need::Edit)?;
    let member = reader.member(target.partner, user).await?;
    let (catalogue, now) = (&ports.catalogue, ports.now());
    Ok(authority::migrating_manager(
        &cx.origin,
        member.as_ref(),
        target.employee,
        catalogue,
        now,
    )?)
}

/// The partner admin who migrates, and the super admin, who acts for the same partner: the client's own
/// people are not to be known of (L8b).
async fn by_colleague(
    ports: &Ports,
    reader: &mut dyn Reader,
    manager: &PartnerManager,
    target: TargetEmployee,
) -> Result<(Migrator, Member), UseCaseError> {
    let delegator = gate::delegator(ports, reader, manager, target.client).await?;
    let own = reader.member(target.client, manager.user).await?;
    let granted = own.ok_or(Refusal::NotFound)?.granted(&ports.catalogue);
    let member =
        gate::acting_member(reader, target.partner, target.client, target.employee).await?;
    let by = Migrator::Colleague {
        granted,
        access_ends: delegator.access_ends,
    };
    Ok((by, member))
}
