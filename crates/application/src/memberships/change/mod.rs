//! An account changes a member's access, seat, adjustments, end, or the partner they act for (A8, A10,
//! S1, S2, L3, D5, D9).

#[cfg(test)]
mod tests;

use latchkey_domain::{
    account_side::provisioning::Requester,
    base::{ids::AccountId, refusal::Refusal},
    gate::Need,
    membership::terms::Rank,
    permission::BuiltIn,
    ports::Locks,
    trail::event::EventKind,
};

use super::{
    Memberships, RequestedChange, TargetMember,
    requested_change::{NamedPartner, acting_for, ended, partner_named, provision},
};
use crate::{
    frame::{
        context::RequestContext,
        ends::must_be_to_come,
        error::UseCaseError,
        ready::Ready,
        retry::{must_be_as_read, while_overtaken},
    },
    gates::account::account_manager,
    memberships::{
        context::{MembershipContext, Offer, partner_before},
        one_member::{MemberAt, MemberUnit},
    },
    steps::member_view::MemberView,
};

/// Changes a member.
#[derive(Debug, Clone)]
pub struct ChangeMember {
    /// The member.
    pub target: TargetMember,
    /// The requested change.
    pub change: RequestedChange,
}

impl Memberships {
    /// Changes a member.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::MembershipChanged);
        let work = while_overtaken(|| self.try_change(cx, &cmd));
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: &ChangeMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        must_be_to_come(cmd.change.expires_at.flatten(), now)?;
        let at = cmd.target.find(ports, cx, Need::Edit).await?;
        let (locks, named_partner, expected) = self.before_change(cx, cmd, at).await?;
        let MemberUnit {
            mut unit,
            manager,
            target,
        } = self.open_member(cx, at, locks, Rank::Manager).await?;
        let account = unit.account(at.account).await?;
        let account = account.ok_or(Refusal::NotFound)?;
        let user = unit.user(at.user).await?.ok_or(Refusal::NotFound)?;
        let people = (Some(&user), Some(&target));
        let meant = acting_for(
            &mut *unit,
            &cmd.change,
            named_partner,
            account.id,
            people,
            now,
        )
        .await?;
        must_be_as_read(&expected, &(partner_before(Some(&target)), meant.partner))?;
        let side = meant.side(&manager, &account);
        let context =
            MembershipContext::load(&mut *unit, account, user, Some(target), meant.partner).await?;
        let access = cmd.change.access.as_ref();
        let access = context
            .given_access(&mut *unit, access, Offer::OwnOnly)
            .await?;
        let existing = context.existing.as_ref();
        let provision = provision(&cmd.change, access, None, &meant, existing);
        let provisioned = context
            .provisioning(catalogue, Requester::Account(side))
            .carry_out(&provision, &*ports.ids, now)?;
        let ended = ended(existing, provisioned.membership.access, meant.partner);
        let kept = context
            .keep(&mut *unit, provisioned, ended, (ports, cx))
            .await?;
        let Some((member, events)) = kept else {
            let existing = context.existing.ok_or(Refusal::NotFound)?;
            return Ok(Ready::unchanged(MemberView::of(existing, catalogue, now)));
        };
        let view = MemberView::of(member, catalogue, now);
        let permit = manager.permit();
        Ok(Ready::of(view, unit, &permit, events, (ports, now)))
    }

    /// Reads ahead what the unit will lock, the partner that the person would act for included. The gate
    /// comes first here too: a stranger learns nothing from the time the answer takes.
    async fn before_change(
        &self,
        cx: &RequestContext,
        cmd: &ChangeMember,
        at: MemberAt,
    ) -> Result<(Locks, NamedPartner, ExpectedPartners), UseCaseError> {
        let ports = &*self.ports;
        let MemberAt { account, user } = at;
        let mut reader = ports.store.reader();
        let right = BuiltIn::UsersEdit;
        account_manager(ports, cx, &mut *reader, account, right, Need::Edit).await?;
        let target = reader.member(account, user).await?;
        let target = target.ok_or(Refusal::NotFound)?;
        let user = reader.user(user).await?;
        let named_partner = partner_named(ports, &mut *reader, cmd.change.partner.as_ref()).await?;
        let people = (user.as_ref(), Some(&target));
        let meant = acting_for(
            &mut *reader,
            &cmd.change,
            named_partner,
            account,
            people,
            ports.now(),
        )
        .await?;
        let partner = meant.partner;
        let mut locks = at.locks();
        if let Some(partner) = partner {
            locks = locks.reading(partner);
        }
        Ok((
            locks,
            named_partner,
            (partner_before(Some(&target)), partner),
        ))
    }
}

/// The partner that the person acts for, and the one they would act for.
type ExpectedPartners = (Option<AccountId>, Option<AccountId>);
