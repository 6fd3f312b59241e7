//! A super admin of an account makes one of its super admins partner admin (L8c).

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal},
    gate::Need,
    membership::{member::Member, terms::Rank},
    partnership::change_to_partner_admin::{self, Billing, ChangedBy, PartnerUnclear},
    people::account::Account,
    ports::Reader,
    trail::event::EventKind,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{
        context::RequestContext,
        error::UseCaseError,
        ready::Ready,
        retry::{must_be_as_read, while_overtaken},
    },
    gates::named,
    memberships::one_member::{MemberAt, MemberUnit},
    steps::{member_view::MemberView, to_partner_admin::PreparedChange},
};

/// Makes a super admin of an account partner admin.
#[derive(Debug, Clone)]
pub struct ChangeMemberToPartnerAdmin {
    /// The super admin.
    pub target: TargetMember,
    /// Whether their billing permissions stay.
    pub billing: Billing,
    /// The partner for whom they will act; needed only where more than one fits.
    pub partner: Option<AccountRef>,
}

impl Memberships {
    /// Makes a super admin of an account partner admin.
    pub async fn change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: ChangeMemberToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let mut attempted = cmd.target.attempted(EventKind::ChangedToPartnerAdmin);
        if let Some(partner) = &cmd.partner {
            attempted = attempted.with_partner(partner);
        }
        let work = while_overtaken(|| self.try_change_to_partner_admin(cx, &cmd));
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change_to_partner_admin(
        &self,
        cx: &RequestContext,
        cmd: &ChangeMemberToPartnerAdmin,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let target = cmd.target.find(ports, cx, Need::Edit).await?;
        let named_partner = match &cmd.partner {
            Some(partner) => Some(named::account(ports, partner).await?),
            None => None,
        };
        let seen = partner_of(
            &mut *ports.store.reader(),
            target,
            named_partner,
            ports.now(),
        )
        .await?;
        let mut locks = target.locks();
        if let Ok(partner) = seen {
            locks = locks.reading(partner);
        }
        let MemberUnit {
            mut unit,
            manager,
            target: member,
        } = self
            .open_member(cx, target, locks, Rank::SuperAdmin)
            .await?;
        let super_admins = unit.permanent_super_admins(target.account).await?;
        // First among the rules of state (D5).
        super_admins.can_spare(&member.membership, manager.taken_by())?;
        let partner = partner_of(&mut *unit, target, named_partner, ports.now()).await?;
        let partner = partner.map_err(refused)?;
        must_be_as_read(&seen, &Ok(partner))?;
        let (partner, employment) = employer(&mut *unit, partner, target).await?;
        PreparedChange {
            permit: manager.permit(),
            by: ChangedBy::SuperAdmin {
                by: manager.taken_by(),
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

/// The partner that the person will act for, as far as it is clear.
async fn partner_of(
    reader: &mut dyn Reader,
    MemberAt { account, user }: MemberAt,
    named_partner: Option<AccountId>,
    now: latchkey_domain::base::time::Time,
) -> Result<Result<AccountId, PartnerUnclear>, UseCaseError> {
    let Some(member) = reader.member(account, user).await? else {
        return Ok(Err(Refusal::NotFound.into()));
    };
    let employers = match (member.membership.partner, named_partner) {
        (None, None) => reader.employers(account, &[user]).await?,
        (Some(_), _) | (None, Some(_)) => BTreeMap::new(),
    };
    Ok(change_to_partner_admin::partner_of(
        &member,
        named_partner,
        employers.get(&user).map_or(&[][..], Vec::as_slice),
        now,
    ))
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
    target: MemberAt,
) -> Result<(Account, Option<Member>), UseCaseError> {
    let account = reader.account(partner).await?.ok_or(Refusal::NotFound)?;
    let employment = reader.member(partner, target.user).await?;
    Ok((account, employment))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{ids::UserId, time::days},
        membership::Access,
    };
    use latchkey_testing::builders::{AccountBuilder, MembershipBuilder, keys};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn cmd(bed: &UseCaseBed, user: UserId) -> ChangeMemberToPartnerAdmin {
        ChangeMemberToPartnerAdmin {
            target: TargetMember {
                account: bed.world.harbour.into(),
                user: user.into(),
            },
            billing: Billing::Drop,
            partner: None,
        }
    }

    async fn super_admin(bed: &UseCaseBed, user: UserId) {
        let admin = MembershipBuilder::new(bed.world.harbour, user).super_admin();
        let end = bed.world.now() + days(9);
        bed.world.add_member(admin.expires_at(end)).await;
    }

    /// L8c: the only partner that fits is taken; what a super admin holds may be left to anybody.
    #[tokio::test]
    async fn a_super_admin_changes_another() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        super_admin(&bed, world.kaya).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.helen);
        let cmd = ChangeMemberToPartnerAdmin {
            billing: Billing::Keep,
            ..cmd(&bed, world.kaya)
        };
        for _ in 0..2 {
            let ready = service
                .change_to_partner_admin(&cx, cmd.clone())
                .await
                .unwrap();
            let membership = bed.done(&cx, ready).await.member.membership;
            assert_eq!(membership.access, Access::PartnerAdmin);
            assert_eq!(membership.partner, Some(world.northwind));
            assert_eq!(membership.expires_at, None, "the end goes");
            let kept = keys("billing.view billing.edit");
            assert_eq!(membership.adjustments.added, kept);
        }
        let trail = [(EventKind::ChangedToPartnerAdmin, None)];
        assert_eq!(bed.trail(9).await, trail, "T4");
    }

    /// L8c: where two partners fit, one has to be named; who acts for one already stays with it.
    #[tokio::test]
    async fn one_of_several_partners_is_named() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let southwind = world
            .add_account(AccountBuilder::new("Southwind").partner())
            .await;
        let staff = world.set(world.standard_set("sales_rep")).await;
        let employed = MembershipBuilder::new(southwind, world.kaya).set(&staff);
        world.add_member(employed).await;
        super_admin(&bed, world.kaya).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.helen);
        let unnamed = cmd(&bed, world.kaya);
        let result = service.change_to_partner_admin(&cx, unnamed.clone()).await;
        assert!(
            matches!(result, Err(UseCaseError::Invalid(_))),
            "{result:?}"
        );
        let named = ChangeMemberToPartnerAdmin {
            partner: Some(southwind.into()),
            ..unnamed.clone()
        };
        let ready = service
            .change_to_partner_admin(&cx, named.clone())
            .await
            .unwrap();
        let membership = bed.done(&cx, ready).await.member.membership;
        assert_eq!(membership.partner, Some(southwind));
        let other = ChangeMemberToPartnerAdmin {
            partner: Some(world.northwind.into()),
            ..unnamed.clone()
        };
        let result = service.change_to_partner_admin(&cx, other).await;
        assert_eq!(refused(result), "acts-for-another-partner");
    }

    /// L8c, L1, D5: who may not, and who cannot be.
    #[tokio::test]
    async fn what_stands_in_the_way_is_named() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        super_admin(&bed, world.kaya).await;
        let service = Memberships::new(Arc::clone(&bed.ports));
        for (who, whom, code) in [
            (world.ines, world.kaya, "missing-permission"),
            (world.marit, world.kaya, "missing-permission"),
            (world.sam, world.kaya, "not-found"),
            (world.helen, world.sam, "not-found"),
            (world.helen, world.hugo, "not-an-employee"),
            (world.helen, world.ines, "not-an-employee"),
        ] {
            let cx = bed.as_user(who);
            let result = service.change_to_partner_admin(&cx, cmd(&bed, whom)).await;
            assert_eq!(refused(result), code);
        }
        for (partner, code) in [
            (world.elsewhere, "partner-not-enrolled"),
            (world.harbour, "conflict"),
        ] {
            let named = ChangeMemberToPartnerAdmin {
                partner: Some(partner.into()),
                ..cmd(&bed, world.kaya)
            };
            let cx = bed.as_user(world.helen);
            let result = service.change_to_partner_admin(&cx, named.clone()).await;
            assert_eq!(refused(result), code);
        }
        let alone = ChangeMemberToPartnerAdmin {
            target: TargetMember {
                account: world.fjordline.into(),
                user: world.freya.into(),
            },
            ..cmd(&bed, world.freya)
        };
        let cx = bed.as_user(world.freya);
        let result = service.change_to_partner_admin(&cx, alone).await;
        assert_eq!(refused(result), "last-super-admin");
    }
}
