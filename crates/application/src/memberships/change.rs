//! An account changes what a member has: access, seat, adjustments, end, for whom they act (A8, A10,
//! S1, S2, L3, D5, D9).

use latchkey_domain::{
    audit::Records,
    authority::Need,
    event::EventKind,
    ids::AccountId,
    permission::BuiltIn,
    ports::{Locks, StoreError},
    provisioning::Speaker,
    refusal::Refusal,
};

use super::{
    MemberView, Memberships, SaidOfMember, TargetMember, account_manager,
    account_side::MemberUnit,
    ground::{Ground, Offer, partner_before},
    said::{Meant, ended},
};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Changes a member.
#[derive(Debug, Clone)]
pub struct ChangeMember {
    /// Whom.
    pub target: TargetMember,
    /// What of them.
    pub said: SaidOfMember,
}

impl Memberships {
    /// Changes a member.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::MembershipChanged);
        let work = self.try_change(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: &ChangeMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        cmd.said.check(now)?;
        let (locks, expected) = self.before_change(cx, cmd).await?;
        let MemberUnit {
            mut unit,
            manager,
            target,
        } = self.open_member(cx, cmd.target, locks).await?;
        let account = unit.account(cmd.target.account).await?;
        let account = account.ok_or(Refusal::NotFound)?;
        let user = unit.user(cmd.target.user).await?.ok_or(Refusal::NotFound)?;
        let meant = cmd
            .said
            .meant(&mut *unit, account.id, Some(&user), Some(&target), now)
            .await?;
        if (partner_before(Some(&target)), meant.partner) != expected {
            // Somebody was quicker: what was locked is no longer enough.
            return Err(StoreError::Contended(None).into());
        }

        let side = meant.side(&manager, &account);
        let ground = Ground::load(&mut *unit, account, user, Some(target), meant.partner).await?;
        let access = cmd.said.access.as_ref();
        let access = ground
            .given_access(&mut *unit, access, Offer::OwnOnly)
            .await?;
        let existing = ground.existing.as_ref();
        let provision = cmd.said.provision(access, None, &meant, existing);
        let provisioned = ground
            .provisioning(catalogue, Speaker::Account(side))
            .carry_out(&provision, &*ports.ids, now)?;
        let ended = ended(existing, provisioned.membership.access, meant.partner);
        let kept = ground
            .keep(&mut *unit, provisioned, ended, (ports, cx))
            .await?;
        let Some((member, events)) = kept else {
            let existing = ground.existing.ok_or(Refusal::NotFound)?;
            return Ok(Ready::unchanged(MemberView::of(existing, catalogue, now)));
        };
        let view = MemberView::of(member, catalogue, now);
        Ok(
            match Records::of(&manager.permit(), events, &*ports.ids, now) {
                Some(records) => Ready::changed(view, unit, records),
                None => Ready::unchanged(view),
            },
        )
    }

    /// What the unit will rest on: the partner that the person would act for too. The gate comes
    /// first here too, so that a stranger cannot tell by the time it takes.
    async fn before_change(
        &self,
        cx: &RequestContext,
        cmd: &ChangeMember,
    ) -> Result<(Locks, Expected), UseCaseError> {
        let ports = &*self.ports;
        let TargetMember { account, user } = cmd.target;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        account_manager(ports, cx, &mut *reader, account, right, Need::Edit).await?;
        let target = reader.member(account, user).await?;
        let target = target.ok_or(Refusal::NotFound)?;
        let user = reader.user(user).await?;
        let Meant { partner, .. } = cmd
            .said
            .meant(
                &mut *reader,
                account,
                user.as_ref(),
                Some(&target),
                ports.now(),
            )
            .await?;
        let mut locks = cmd.target.locks();
        if let Some(partner) = partner {
            locks = locks.reading(partner);
        }
        Ok((locks, (partner_before(Some(&target)), partner)))
    }
}

/// For whom the person acts, and for whom they would act.
type Expected = (Option<AccountId>, Option<AccountId>);
