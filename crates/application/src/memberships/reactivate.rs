//! An account reactivates a member with the access they had, and lifts its refusal (A8, D2, D9). A partner
//! that employs somebody again soon may give back with it what the end of the employment cut in its
//! clients: an operation does that, client by client (D8).

use latchkey_domain::{
    account_side::members,
    base::refusal::{Conflict, Refusal},
    gate::Need,
    membership::{member::Member, terms::Rank},
    partnership::offboarding::may_give_back,
    ports::{ActingFor, HeldAccess},
    trail::event::EventKind,
    work::operation::{Item, Operation, Task},
};

use super::{Memberships, TargetMember, one_member::MemberUnit};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready},
    gates::partner,
    steps::{member_view::MemberView, started::started},
};

/// An employee who is employed again and gets back what they had in clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivingBack {
    /// Their membership in the partner's account.
    pub member: MemberView,
    /// The operation that gives back; `None`: nothing changed. Where nothing is left to give back, for example
    /// because an offboarding removed it, the operation has no items.
    pub operation: Option<Operation>,
}

impl Memberships {
    /// Reactivates a member of a partner's account, and begins to give back what the end of the
    /// employment cut.
    pub async fn reactivate_giving_back(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<GivingBack>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipReactivated);
        let work = self.try_reactivate_giving_back(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Reactivates a member.
    pub async fn reactivate(
        &self,
        cx: &RequestContext,
        cmd: TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::MembershipReactivated);
        let work = self.try_reactivate(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_reactivate(
        &self,
        cx: &RequestContext,
        cmd: &TargetMember,
    ) -> Result<Ready<MemberView>, UseCaseError> {
        let ports = &*self.ports;
        let mut on = self.member_to_reactivate(cx, cmd).await?;
        let Some(before) = reactivated(ports, &mut on)? else {
            return Ok(on.unchanged(ports));
        };
        let kind = EventKind::MembershipReactivated;
        on.save(ports, cx, kind, &before).await
    }

    async fn try_reactivate_giving_back(
        &self,
        cx: &RequestContext,
        cmd: &TargetMember,
    ) -> Result<Ready<GivingBack>, UseCaseError> {
        let ports = &*self.ports;
        let mut on = self.member_to_reactivate(cx, cmd).await?;
        let account = on.target.account.id;
        if !on.target.account.was_partner {
            return Err(Refusal::Conflict(Conflict::NotAPartner).into());
        }
        partner::manager(ports, cx, &mut *on.unit, account, Need::Edit).await?;
        let Some(before) = reactivated(ports, &mut on)? else {
            return Ok(on.unchanged(ports).map(|member| GivingBack {
                member,
                operation: None,
            }));
        };
        let begun = begin_to_give_back(ports, cx, &mut on, &before).await?;
        let event = started(&begun).about(before.user.id);
        let kind = EventKind::MembershipReactivated;
        let ready = Box::pin(on.save_beside(ports, cx, kind, &before, Some(event))).await?;
        Ok(ready.map(|member| GivingBack {
            member,
            operation: Some(begun),
        }))
    }

    async fn member_to_reactivate(
        &self,
        cx: &RequestContext,
        cmd: &TargetMember,
    ) -> Result<MemberUnit, UseCaseError> {
        let cmd = cmd.find(&self.ports, cx, Need::Edit).await?;
        self.open_member(cx, cmd, cmd.locks(), Rank::Manager).await
    }
}

/// Reactivates the member, and returns them as they were before; `None`: nothing changed.
fn reactivated(ports: &Ports, on: &mut MemberUnit) -> Result<Option<Member>, Refusal> {
    let before = on.target.clone();
    let (catalogue, now) = (&ports.catalogue, ports.now());
    let changed = members::reactivate(catalogue, &on.manager, &mut on.target, now)?;
    Ok(changed.then_some(before))
}

/// Begins the operation that gives back everything that acts for the partner, as far as the rules have it.
async fn begin_to_give_back(
    ports: &Ports,
    cx: &RequestContext,
    on: &mut MemberUnit,
    before: &Member,
) -> Result<Operation, UseCaseError> {
    let (partner, user) = (on.target.account.id, on.target.user.id);
    let last = on.unit.employment_end(partner, user).await?;
    let (days, now) = (ports.settings.undo_days, ports.now());
    let undone = may_give_back(before, &on.target, last.as_ref(), days, now)?;
    let acting = ActingFor {
        partner,
        employees: Some(&[user]),
        clients: None,
        held: HeldAccess::Anything,
    };
    let pairs = on.unit.acting_pairs(acting, u32::MAX).await?;
    let mut items = Item::all(pairs);
    for item in &mut items {
        item.params = Some(undone.to_string());
    }
    let (id, task) = (ports.ids.next(), Task::GiveBack);
    let operation = Operation::begin(id, partner, task, &items, &cx.origin, now);
    on.unit.insert_operation(&operation, &items).await?;
    Ok(operation)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            ids::AccountId,
            time::{Time, days},
        },
        partnership::offboarding::OffboardingPolicy,
        people::account::PartnerAdminsBy,
        ports::Locks,
        trail::audit::Outcome,
    };
    use latchkey_testing::builders::{
        ChangeFreely as _, MembershipBuilder, SetBuilder, UserBuilder,
    };

    use super::*;
    use crate::{
        client_access::{ClientAccess, TargetEmployee},
        operations::Operations,
        testing::{UseCaseBed, refused},
    };

    /// D9: only the account brings back whom it deactivated, and with that its refusal is lifted.
    #[tokio::test]
    async fn the_account_takes_its_no_back() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.ines);
        let cmd = TargetMember {
            account: world.harbour.into(),
            user: world.marit.into(),
        };
        let ready = service.deactivate(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let ready = service.reactivate(&cx, cmd.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let member = world.member(world.harbour, world.marit).await;
        assert!(!member.membership.deactivated && !member.terms.is_refused());
    }

    /// Jonas, who acted for Northwind in Fjordline and elsewhere, has left it.
    async fn jonas_has_left(policy: OffboardingPolicy) -> UseCaseBed {
        let mut bed = UseCaseBed::new().await;
        Arc::<Ports>::get_mut(&mut bed.ports)
            .unwrap()
            .settings
            .offboarding = policy;
        let world = &bed.world;
        let there = |client| MembershipBuilder::new(client, world.jonas);
        for membership in [
            there(world.fjordline).partner_admin(world.northwind),
            there(world.elsewhere)
                .partner_admin(world.northwind)
                .deactivated(),
            there(world.harbour)
                .super_admin()
                .acting_for(world.northwind),
        ] {
            world.add_member(membership).await;
        }
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let ready = service.deactivate(&cx, jonas(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
        work(&bed).await;
        bed
    }

    fn jonas(bed: &UseCaseBed) -> TargetMember {
        TargetMember {
            account: bed.world.northwind.into(),
            user: bed.world.jonas.into(),
        }
    }

    async fn work(bed: &UseCaseBed) {
        let operations = Operations::new(Arc::clone(&bed.ports));
        let worker = operations.worker(Arc::new(bed.world.memory().clone()));
        while worker.turn().await.unwrap() {}
    }

    /// How many memberships the operation looks at that gives back.
    async fn give_back(bed: &UseCaseBed) -> Option<u64> {
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.marit);
        let ready = service.reactivate_giving_back(&cx, jonas(bed)).await;
        let begun = bed.done(&cx, ready.unwrap()).await;
        work(bed).await;
        begun.operation.map(|operation| operation.total)
    }

    async fn in_force(bed: &UseCaseBed, client: AccountId) -> bool {
        let member = bed.world.member(client, bed.world.jonas).await;
        member.standing(bed.world.now()).is_ok()
    }

    /// D8: what the break cut is given again, also what the offboarding deactivated; neither super admins
    /// nor what was ended before. Each client is told.
    #[tokio::test]
    async fn what_the_break_cut_is_given_back() {
        for policy in [OffboardingPolicy::Offer, OffboardingPolicy::Deactivate] {
            let bed = jonas_has_left(policy).await;
            let world = &bed.world;
            bed.world.clock.advance(days(29));
            assert_eq!(give_back(&bed).await, Some(3));
            assert!(in_force(&bed, world.fjordline).await, "{policy:?}");
            for client in [world.elsewhere, world.harbour] {
                assert!(!in_force(&bed, client).await, "{policy:?}");
            }
            let trail = world.trail().await;
            let told: Vec<_> = trail
                .iter()
                .filter(|record| record.event.kind == EventKind::MembershipGiven)
                .map(|record| (record.event.account, record.outcome.clone()))
                .collect();
            let refused = Outcome::Refused("super-admin-target".to_owned());
            let expected = [
                (Some(world.harbour), refused),
                (Some(world.fjordline), Outcome::Done),
            ];
            assert_eq!(told.len(), expected.len(), "{told:?}");
            assert!(expected.iter().all(|line| told.contains(line)), "{told:?}");
        }
    }

    /// D8: somebody was removed, and made a member again who is deactivated at first: the end of their last
    /// employment is undone, though it stood in another membership.
    #[tokio::test]
    async fn an_end_by_removal_is_undone_too() {
        let bed = jonas_has_left(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        let gone = world.member(world.northwind, world.jonas).await.membership;
        let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
        unit.remove_membership(&gone).await.unwrap();
        world.commit(unit).await;
        let again = MembershipBuilder::new(world.northwind, world.jonas).deactivated();
        world.add_member(again).await;
        assert_eq!(give_back(&bed).await, Some(3));
        assert!(in_force(&bed, world.fjordline).await);
    }

    /// D3, D8: what a policy removed is gone, and the answer says that nothing is left to give back.
    #[tokio::test]
    async fn what_a_policy_removed_is_not_given_back() {
        let bed = jonas_has_left(OffboardingPolicy::Remove).await;
        let world = &bed.world;
        let gone = world.member(world.harbour, world.jonas).await.membership;
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        unit.remove_membership(&gone).await.unwrap();
        world.commit(unit).await;
        assert_eq!(give_back(&bed).await, Some(0));
        assert_eq!(world.find_member(world.fjordline, world.jonas).await, None);
    }

    /// D1, D8: what a manager deactivates after the offboarding had done it was ended by somebody.
    #[tokio::test]
    async fn what_a_manager_ended_since_stays_ended() {
        let bed = jonas_has_left(OffboardingPolicy::Deactivate).await;
        let world = &bed.world;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let there = TargetEmployee {
            partner: world.northwind.into(),
            client: world.fjordline.into(),
            employee: world.jonas.into(),
        };
        let ready = service.deactivate(&cx, there.clone()).await.unwrap();
        bed.done(&cx, ready).await;
        let told = bed.trail(1).await;
        assert_eq!(told, [(EventKind::MembershipDeactivated, None)]);
        let before = world.store.revision().await.unwrap();
        let ready = service.deactivate(&cx, there).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(world.store.revision().await.unwrap(), before, "T4");
        give_back(&bed).await;
        assert!(!in_force(&bed, world.fjordline).await);
    }

    /// D9, L3: a client that said no since is asked first, and so is one that leaves partner admins to its
    /// super admins. What somebody ended since stays ended.
    #[tokio::test]
    async fn what_clients_laid_down_is_not_undone() {
        let laid_down: [fn(&mut Member, Time); 2] = [
            |member, _| assert!(member.terms.refuse(Rank::SuperAdmin)),
            |member, now| {
                member
                    .membership
                    .change_freely(now, |state| state.deactivated = true);
            },
        ];
        for lay_down in laid_down {
            let bed = jonas_has_left(OffboardingPolicy::Offer).await;
            let world = &bed.world;
            world
                .change_member(world.fjordline, world.jonas, lay_down)
                .await;
            give_back(&bed).await;
            assert!(!in_force(&bed, world.fjordline).await);
        }
        let bed = jonas_has_left(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        world
            .change_account(world.fjordline, |account, now| {
                account.set_policy(PartnerAdminsBy::SuperAdmin, now);
            })
            .await;
        give_back(&bed).await;
        assert!(!in_force(&bed, world.fjordline).await);
    }

    /// D8: it takes `.edit`, an employment that begins by it, and that the one before ended lately.
    #[tokio::test]
    async fn who_may_give_back_and_when() {
        let bed = jonas_has_left(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let marit = bed.as_user(world.marit);
        let in_harbour = TargetMember {
            account: world.harbour.into(),
            user: world.ines.into(),
        };
        let result = service
            .reactivate_giving_back(&bed.as_user(world.helen), in_harbour)
            .await;
        assert_eq!(refused(result), "conflict", "no partner's account");
        let people = SetBuilder::new("People", "users.edit").owner(world.northwind);
        let people = world.add_set(people).await;
        let personnel = UserBuilder::new("Pia", "pia@northwind.example");
        let personnel = world.add_user(personnel).await;
        world
            .add_member(MembershipBuilder::new(world.northwind, personnel).set(&people))
            .await;
        let result = service
            .reactivate_giving_back(&bed.as_user(personnel), jonas(&bed))
            .await;
        assert_eq!(refused(result), "missing-permission");
        world.clock.advance(days(30));
        let result = service.reactivate_giving_back(&marit, jonas(&bed)).await;
        assert_eq!(refused(result), "conflict", "too late");
        let ready = service.reactivate(&marit, jonas(&bed)).await.unwrap();
        bed.done(&marit, ready).await;
        assert!(!in_force(&bed, world.fjordline).await);
        // Who is employed already begins nothing, and gets nothing (T4), whatever else changes.
        assert_eq!(give_back(&bed).await, None);
        assert!(!in_force(&bed, world.fjordline).await);
        world
            .change_member(world.northwind, world.jonas, |member, _| {
                assert!(member.terms.refuse(Rank::SuperAdmin));
            })
            .await;
        let result = service.reactivate_giving_back(&marit, jonas(&bed)).await;
        assert_eq!(refused(result), "conflict", "nothing begins");
    }

    /// D8: an operation that another break overtakes gives nothing.
    #[tokio::test]
    async fn another_break_overtakes_giving_back() {
        let bed = jonas_has_left(OffboardingPolicy::Offer).await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let marit = bed.as_user(world.marit);
        let ready = service.reactivate_giving_back(&marit, jonas(&bed)).await;
        bed.done(&marit, ready.unwrap()).await;
        let ready = service.deactivate(&marit, jonas(&bed)).await.unwrap();
        bed.done(&marit, ready).await;
        let ready = service.reactivate(&marit, jonas(&bed)).await.unwrap();
        bed.done(&marit, ready).await;
        work(&bed).await;
        assert!(!in_force(&bed, world.fjordline).await);
    }

    /// D2, A8: a super admin is reactivated by a super admin of the account only.
    #[tokio::test]
    async fn a_super_admin_is_reactivated_by_a_super_admin() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Memberships::new(Arc::clone(&bed.ports));
        let helen = bed.as_user(world.helen);
        let cmd = TargetMember {
            account: world.harbour.into(),
            user: world.hugo.into(),
        };
        let ready = service.deactivate(&helen, cmd.clone()).await.unwrap();
        bed.done(&helen, ready).await;
        let ines = bed.as_user(world.ines);
        assert_eq!(
            refused(service.reactivate(&ines, cmd.clone()).await),
            "super-admin-target"
        );
        let ready = service.reactivate(&helen, cmd.clone()).await.unwrap();
        bed.done(&helen, ready).await;
    }
}
