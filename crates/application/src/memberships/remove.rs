//! An account or the platform removes a member (A8, D3, D5): the seat becomes free, their assets go to another member or
//! to nobody (D7), and no partner can bring them back (D9).

use latchkey_domain::{
    account_side::members,
    base::{ids::UserId, reference::UserRef, refusal::Refusal, time::Time},
    gate::{self, Need},
    membership::{super_admins::LastSuperAdmin, terms::Rank},
    people::token::Scope,
    ports::Reader,
    trail::event::EventKind,
    work::removal::may_receive,
};

use super::{Memberships, TargetMember};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready},
    gates::named,
    memberships::{
        departure::Departure,
        one_member::{MemberAt, MemberUnit},
    },
};

/// Removes a member of an account.
#[derive(Debug, Clone)]
pub struct RemoveMember {
    /// The member.
    pub target: TargetMember,
    /// The active member who gets all their assets; `None`: nobody.
    pub reassign_to: Option<UserRef>,
    /// Whether the account may be left without a permanent super admin; only the platform says it (D5).
    pub last_super_admin: LastSuperAdmin,
}

/// Whoever gets the assets is another active member.
async fn check_receiver(
    reader: &mut dyn Reader,
    from: MemberAt,
    to: UserId,
    now: Time,
) -> Result<(), UseCaseError> {
    let receiver = reader.member(from.account, to).await?;
    if to != from.user && receiver.is_some_and(|member| may_receive(&member, now)) {
        return Ok(());
    }
    let detail = "must be another active member of the account";
    Err(UseCaseError::invalid("/reassign_to", detail))
}

impl Memberships {
    /// Removes a member.
    pub async fn remove(
        &self,
        cx: &RequestContext,
        cmd: RemoveMember,
    ) -> Result<Ready<()>, UseCaseError> {
        let attempted = cmd.target.attempted(EventKind::MembershipRemoved);
        let work = self.try_remove(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_remove(
        &self,
        cx: &RequestContext,
        cmd: &RemoveMember,
    ) -> Result<Ready<()>, UseCaseError> {
        if cx.origin.principal.user().is_none() {
            return self.remove_by_platform(cx, cmd).await;
        }
        if cmd.last_super_admin == LastSuperAdmin::MayGo {
            // The platform alone passes over D5.
            return Err(Refusal::MissingPermission.into());
        }
        let (ports, now) = (&*self.ports, self.ports.now());
        let meant = cmd.target.find(ports, cx, Need::Edit).await?;
        let locks = meant.locks();
        let MemberUnit {
            mut unit,
            manager,
            mut target,
        } = self.open_member(cx, meant, locks, Rank::Manager).await?;
        let super_admins = unit.permanent_super_admins(meant.account).await?;
        let catalogue = &ports.catalogue;
        // A caller without the right learns nothing about the receiver; the rules of state come after it.
        let allowed = manager.may_manage(&target, catalogue);
        if allowed != Err(Refusal::SuperAdminTarget) {
            allowed?;
        }
        let reassign_to = receiver(ports, &mut *unit, meant, cmd, now).await?;
        members::remove(catalogue, &manager, &mut target, &super_admins)?;
        let departure = Departure {
            unit,
            target,
            reassign_to,
            permit: manager.permit(),
            note: None,
        };
        departure.carry_out(ports, cx).await
    }

    /// The platform removes a member, and leaves the account without a permanent super admin if it says so
    /// (D5).
    async fn remove_by_platform(
        &self,
        cx: &RequestContext,
        cmd: &RemoveMember,
    ) -> Result<Ready<()>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let account = named::account(ports, &cmd.target.account).await?;
        let user = named::user(ports, &cmd.target.user).await?;
        let meant = MemberAt { account, user };
        let mut unit = ports.store.begin(meant.locks()).await?;
        let target = unit.member(account, user).await?;
        let mut target = target.ok_or(Refusal::NotFound)?;
        cx.must_match(target.membership.version)?;
        let super_admins = unit.permanent_super_admins(account).await?;
        let reassign_to = receiver(ports, &mut *unit, meant, cmd, now).await?;
        let last = cmd.last_super_admin;
        let left_without = members::remove_by_platform(&mut target, &super_admins, last)?;
        let departure = Departure {
            unit,
            target,
            reassign_to,
            permit,
            note: left_without.then_some("leave_without_super_admin"),
        };
        departure.carry_out(ports, cx).await
    }
}

/// Looks up whoever gets the assets.
async fn receiver(
    ports: &Ports,
    reader: &mut dyn Reader,
    from: MemberAt,
    cmd: &RemoveMember,
    now: Time,
) -> Result<Option<UserId>, UseCaseError> {
    let Some(to) = &cmd.reassign_to else {
        return Ok(None);
    };
    let to = named::user_in(ports, reader, to).await?;
    check_receiver(reader, from, to, now).await?;
    Ok(Some(to))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            ids::AssetId,
            text::{AssetKind, ExternalId, Name},
        },
        ports::Locks,
        work::asset::Asset,
    };

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn removing(bed: &UseCaseBed, user: UserId, reassign_to: Option<UserId>) -> RemoveMember {
        let target = TargetMember {
            account: bed.world.harbour.into(),
            user: user.into(),
        };
        RemoveMember {
            target,
            reassign_to: reassign_to.map(UserRef::Id),
            last_super_admin: LastSuperAdmin::Stays,
        }
    }

    async fn own(bed: &UseCaseBed, owner: UserId, kinds: &[&str]) {
        let world = &bed.world;
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        let asset = |(n, kind): (usize, &&str)| Asset {
            id: AssetId::from_uuid(bed.ports.ids.uuid()),
            account: world.harbour,
            external_id: ExternalId::parse(&format!("{kind}-{n}")).unwrap(),
            kind: AssetKind::parse(kind).unwrap(),
            name: Name::parse("Thing").unwrap(),
            owner: Some(owner),
            changed_at: world.now(),
        };
        let assets: Vec<_> = kinds.iter().enumerate().map(asset).collect();
        unit.put_assets(&assets).await.unwrap();
        world.commit(unit).await;
    }

    async fn owned(bed: &UseCaseBed, owner: UserId) -> usize {
        let mut reader = bed.world.store.reader();
        let assets = reader.assets_owned(bed.world.harbour, &[owner]).await;
        assets.unwrap().len()
    }

    /// D3, D9: the membership is gone, the account's word on the person stays.
    #[tokio::test]
    async fn removing_leaves_the_refusal() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.helen);
        let cmd = removing(&bed, world.marit, None);
        let ready = service.remove(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(world.find_member(world.harbour, world.marit).await, None);
        let mut reader = world.store.reader();
        let terms = reader
            .terms_among(world.harbour, &[world.marit])
            .await
            .unwrap();
        assert!(terms[0].is_refused());
        assert_eq!(bed.trail(1).await, [(EventKind::MembershipRemoved, None)]);
        assert_eq!(refused(service.remove(&cx, cmd).await), "not-found");
    }

    /// D5, A8.
    #[tokio::test]
    async fn super_admins_remove_super_admins_but_one_stays() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cmd = |user| removing(&bed, user, None);
        let ines = bed.as_user(world.ines);
        assert_eq!(
            refused(service.remove(&ines, cmd(world.hugo)).await),
            "super-admin-target"
        );
        let helen = bed.as_user(world.helen);
        let ready = service.remove(&helen, cmd(world.hugo)).await.unwrap();
        bed.done(&helen, ready).await;
        assert_eq!(
            refused(service.remove(&helen, cmd(world.helen)).await),
            "last-super-admin"
        );
    }

    /// D3, D7: what the removed person owned goes to the member who is named, or to nobody. The
    /// event for the platform is in the same commit.
    #[tokio::test]
    async fn assets_go_to_another_member_or_to_nobody() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        own(&bed, world.marit, &["page", "page", "form"]).await;
        let helen = bed.as_user(world.helen);
        let cmd = removing(&bed, world.marit, Some(world.ines));
        let ready = service.remove(&helen, cmd).await.unwrap();
        bed.done(&helen, ready).await;
        assert_eq!(owned(&bed, world.ines).await, 3);
        let trail = world.trail().await;
        let told = &trail[0].event;
        assert_eq!(told.kind, EventKind::AssetReassigned);
        assert_eq!(
            (told.user, told.partner),
            (Some(world.marit), Some(world.northwind))
        );
        assert_eq!(told.details.more["to"], world.ines.to_string());
        assert_eq!(told.details.more["kinds"]["page"], 2);
        assert_eq!(trail[1].event.kind, EventKind::MembershipRemoved);

        let cmd = removing(&bed, world.ines, None);
        let ready = service.remove(&helen, cmd).await.unwrap();
        bed.done(&helen, ready).await;
        assert_eq!(owned(&bed, world.ines).await, 0);
        let told = &world.trail().await[0].event;
        assert!(told.details.more["to"].is_null());
    }

    /// D7: only to another active member of the account.
    #[tokio::test]
    async fn nobody_else_gets_assets() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        world
            .change_member(world.harbour, world.hugo, |member, now| {
                let _changed = member.membership.expire_at(Some(now), now);
            })
            .await;
        let helen = bed.as_user(world.helen);
        for receiver in [world.sam, world.hugo, world.marit] {
            let cmd = removing(&bed, world.marit, Some(receiver));
            let result = service.remove(&helen, cmd).await;
            let pointer = match result {
                Err(UseCaseError::Invalid(errors)) => errors.listed()[0].pointer.clone(),
                other => format!("{other:?}"),
            };
            assert_eq!(pointer, "/reassign_to");
        }
    }
    /// D7: that nobody could get the assets is told before what protects the member, but to nobody who
    /// may not remove anyone.
    #[tokio::test]
    async fn the_receiver_comes_before_the_rules_of_state() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cmd = removing(&bed, world.hugo, Some(world.sam));
        for who in [world.helen, world.ines] {
            let result = service.remove(&bed.as_user(who), cmd.clone()).await;
            assert!(matches!(result, Err(UseCaseError::Invalid(_))));
        }
        let marit = bed.as_user(world.marit);
        assert_eq!(
            refused(service.remove(&marit, cmd).await),
            "missing-permission"
        );
    }
}
