//! A super admin of an account makes one of its super admins partner admin (L8c).

use latchkey_domain::{
    account::Account,
    event::EventKind,
    ids::AccountId,
    member::Member,
    migration::{self, Billing, Migrator, PartnerUnclear},
    ports::{Reader, StoreError},
    refusal::Refusal,
};

use super::{Memberships, TargetMember, account_side::MemberUnit};
use crate::{
    context::RequestContext, error::UseCaseError, memberships::MemberView, migration::Migrating,
    ready::Ready,
};

/// Migrates a super admin of an account.
#[derive(Debug, Clone, Copy)]
pub struct ChangeMemberToPartnerAdmin {
    /// Whom, and where.
    pub target: TargetMember,
    /// What becomes of their billing permissions.
    pub billing: Billing,
    /// The partner for whom they will act; needed only where more than one fits.
    pub partner: Option<AccountId>,
}

impl Memberships {
    /// Migrates a super admin of an account.
    pub async fn change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: ChangeMemberToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::PartnerAdminMigrated);
        let attempted = attempted.with_partner(cmd.partner);
        let work = self.try_change_to_partner_admin(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: ChangeMemberToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let target = cmd.target;
        // What is locked has to be known before: it is looked at again under the lock.
        let seen = partner_of(&mut *ports.store.reader(), cmd, ports.now()).await?;
        let mut locks = target.locks();
        if let Ok(partner) = seen {
            locks = locks.reading(partner);
        }
        let MemberUnit {
            mut unit,
            manager,
            target: member,
        } = self.open_member(cx, target, locks).await?;
        manager.must_be_super_admin()?;
        let super_admins = unit.permanent_super_admins(target.account).await?;
        // First among the rules of state (D5).
        super_admins.can_spare(target.user, manager.acts_for)?;
        let partner = partner_of(&mut *unit, cmd, ports.now()).await?;
        let partner = partner.map_err(refused)?;
        if seen != Ok(partner) {
            return Err(StoreError::Contended(None).into());
        }
        let (partner, employment) = employer(&mut *unit, partner, target).await?;
        Migrating {
            permit: manager.permit(),
            by: Migrator::SuperAdmin {
                acts_for: manager.acts_for,
            },
            target: member,
            partner,
            employment,
            super_admins,
            billing: cmd.billing,
            unit,
        }
        .carry_out(ports)
        .await
    }
}

/// For whom the person will act, as things stand; nobody is no member's partner.
async fn partner_of(
    reader: &mut dyn Reader,
    cmd: ChangeMemberToPartnerAdmin,
    now: latchkey_domain::time::Time,
) -> Result<Result<AccountId, PartnerUnclear>, UseCaseError> {
    let TargetMember { account, user } = cmd.target;
    let Some(member) = reader.member(account, user).await? else {
        return Ok(Err(Refusal::NotFound.into()));
    };
    let employers = match (member.membership.partner, cmd.partner) {
        (None, None) => reader.employers(account, user).await?,
        (Some(_), _) | (None, Some(_)) => Vec::new(),
    };
    Ok(migration::partner_of(&member, cmd.partner, &employers, now))
}

fn refused(unclear: PartnerUnclear) -> UseCaseError {
    match unclear {
        PartnerUnclear::Refused(refusal) => refusal.into(),
        PartnerUnclear::NameOne => UseCaseError::invalid(
            "/partner",
            "more than one partner fits: name the one that the person will act for",
        ),
    }
}

/// A partner, and the person's membership in its account.
async fn employer(
    reader: &mut dyn Reader,
    partner: AccountId,
    target: TargetMember,
) -> Result<(Account, Option<Member>), UseCaseError> {
    let account = reader.account(partner).await?.ok_or(Refusal::NotFound)?;
    let employment = reader.member(partner, target.user).await?;
    Ok((account, employment))
}
