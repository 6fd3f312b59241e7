//! A partner links a person in a client as its own employee, or removes the link (A10). A link
//! counts for the managed relationship only; it gives no power over the membership.

use latchkey_domain::{
    base::refusal::Refusal,
    gate::{Need, PartnerManager},
    membership::member::{Person, Recognized},
    partnership::linking::{LinkMark, LinkMarkChange, Linking},
    ports::{Locks, UnitOfWork},
    trail::event::EventKind,
};

use super::{ClientAccess, EmployeeAt, TargetEmployee};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    gates::partner,
};

/// A person in a client, with the partner's link.
#[derive(Debug, Clone)]
pub struct LinkedEmployee {
    /// The employee, the client and the partner.
    pub target: EmployeeAt,
    /// The person's name and address.
    pub person: Person,
    /// Why the person now counts as the partner's own there.
    pub recognized: Option<Recognized>,
}

/// The requested change of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WantedMark {
    Linked,
    Unlinked,
}

impl ClientAccess {
    /// Links an employee as the partner's own in a client.
    pub async fn link(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<LinkedEmployee>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::EmployeeLinked);
        let work = self.change_mark(cx, &cmd, WantedMark::Linked);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Removes the link of an employee in a client.
    pub async fn unlink(
        &self,
        cx: &RequestContext,
        cmd: TargetEmployee,
    ) -> Result<Ready<LinkedEmployee>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::EmployeeUnlinked);
        let work = self.change_mark(cx, &cmd, WantedMark::Unlinked);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn change_mark(
        &self,
        cx: &RequestContext,
        cmd: &TargetEmployee,
        wanted: WantedMark,
    ) -> Result<Ready<LinkedEmployee>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let cmd = cmd.find(ports, cx).await?;
        let locks = Locks::none().changing(cmd.client).reading(cmd.partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = partner::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let relationship = unit.relationship(cmd.partner, cmd.client).await?;
        relationship.ok_or(Refusal::NotFound)?;
        let partner = unit.account(cmd.partner).await?.ok_or(Refusal::NotFound)?;
        let employment = unit.member(cmd.partner, cmd.employee).await?;
        let member = unit.member(cmd.client, cmd.employee).await?;
        let linked = unit
            .is_linked(cmd.client, cmd.employee, cmd.partner)
            .await?;
        let linking = Linking {
            partner: &partner,
            employment: employment.as_ref(),
            member: member.as_ref(),
            mark: if linked {
                LinkMark::Linked
            } else {
                LinkMark::NotLinked
            },
        };
        let change = match wanted {
            WantedMark::Linked => linking.link(now)?,
            WantedMark::Unlinked => linking.unlink(now)?,
        };
        let person = member.as_ref().ok_or(Refusal::NotFound)?.user.clone();
        let answer = |recognized| LinkedEmployee {
            target: cmd,
            person,
            recognized,
        };
        match change {
            LinkMarkChange::Nothing => Ok(Ready::unchanged(answer(linking.recognized()))),
            LinkMarkChange::Set => {
                unit.link(cmd.client, cmd.employee, cmd.partner).await?;
                let linked = Linking {
                    mark: LinkMark::Linked,
                    ..linking
                };
                let value = answer(linked.recognized());
                Ok(self.marked(&manager, unit, value, EventKind::EmployeeLinked))
            }
            LinkMarkChange::Clear => {
                unit.unlink(cmd.client, cmd.employee, cmd.partner).await?;
                let unlinked = Linking {
                    mark: LinkMark::NotLinked,
                    ..linking
                };
                let value = answer(unlinked.recognized());
                Ok(self.marked(&manager, unit, value, EventKind::EmployeeUnlinked))
            }
        }
    }

    fn marked(
        &self,
        manager: &PartnerManager,
        unit: Box<dyn UnitOfWork>,
        value: LinkedEmployee,
        kind: EventKind,
    ) -> Ready<LinkedEmployee> {
        let ports = &*self.ports;
        let event = value.target.event(kind);
        let permit = manager.permit();
        Ready::of(value, unit, &permit, [event], (ports, ports.now()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::ids::UserId;
    use latchkey_testing::builders::MembershipBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn target(bed: &UseCaseBed, employee: UserId) -> TargetEmployee {
        TargetEmployee {
            partner: bed.world.northwind.into(),
            client: bed.world.harbour.into(),
            employee: employee.into(),
        }
    }

    /// The scene with Kaya as an own member of Harbour; her address is on a public domain.
    async fn scene() -> (UseCaseBed, ClientAccess) {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let people = world.set(world.harbour_people).await;
        let kaya = MembershipBuilder::new(world.harbour, world.kaya).set(&people);
        world.add_member(kaya).await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        (bed, service)
    }

    /// Linking twice records one event; unlinking undoes it, and the membership is unchanged (A10,
    /// T4).
    #[tokio::test]
    async fn an_unverified_employee_is_linked_and_unlinked() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let before = world.member(world.harbour, world.kaya).await;
        let cx = bed.as_user(world.tomas);
        for _ in 0..2 {
            let ready = service.link(&cx, target(&bed, world.kaya)).await.unwrap();
            let linked = bed.done(&cx, ready).await;
            assert_eq!(linked.recognized, Some(Recognized::Linked));
        }
        assert_eq!(world.member(world.harbour, world.kaya).await, before);
        for _ in 0..2 {
            let ready = service.unlink(&cx, target(&bed, world.kaya)).await.unwrap();
            assert_eq!(bed.done(&cx, ready).await.recognized, None);
        }
        let expected = [
            (EventKind::EmployeeUnlinked, None),
            (EventKind::EmployeeLinked, None),
        ];
        assert_eq!(bed.trail(9).await, expected);
    }

    /// A verified employee needs no link (A10).
    #[tokio::test]
    async fn a_verified_employee_stays_verified() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_user(world.tomas);
        let ready = service.link(&cx, target(&bed, world.marit)).await.unwrap();
        let marit = bed.done(&cx, ready).await;
        assert_eq!(marit.recognized, Some(Recognized::Verified));
        assert!(world.trail().await.is_empty());
    }

    /// No client, no member, the client's own people, another partner's people: all give the same
    /// 404 (A10, A6).
    #[tokio::test]
    async fn whom_the_partner_may_not_know_is_not_found() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_user(world.tomas);
        for whom in [world.helen, world.jonas, world.sam] {
            assert_eq!(
                refused(service.link(&cx, target(&bed, whom)).await),
                "not-found"
            );
            assert_eq!(
                refused(service.unlink(&cx, target(&bed, whom)).await),
                "not-found"
            );
        }
        let elsewhere = TargetEmployee {
            client: world.fjordline.into(),
            ..target(&bed, world.kaya)
        };
        assert_eq!(refused(service.link(&cx, elsewhere).await), "not-found");
        let reader = bed.as_user(world.priya);
        assert_eq!(
            refused(service.link(&reader, target(&bed, world.kaya)).await),
            "missing-permission"
        );
    }

    /// The partner must be enrolled and the employee active; unlinking needs neither (A10, L1).
    #[tokio::test]
    async fn only_active_employees_of_enrolled_partners_qualify() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_user(world.tomas);
        let ready = service.link(&cx, target(&bed, world.kaya)).await.unwrap();
        bed.done(&cx, ready).await;
        world
            .change_account(world.northwind, |account, now| {
                account.enrol(None, now);
            })
            .await;
        assert_eq!(
            refused(service.link(&cx, target(&bed, world.kaya)).await),
            "partner-not-enrolled"
        );
        let gone = world.member(world.northwind, world.kaya).await.membership;
        let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
        unit.remove_membership(&gone).await.unwrap();
        world.commit(unit).await;
        let ready = service.unlink(&cx, target(&bed, world.kaya)).await.unwrap();
        assert_eq!(bed.done(&cx, ready).await.recognized, None);
        assert_eq!(
            refused(service.unlink(&cx, target(&bed, world.kaya)).await),
            "not-found",
            "nothing of hers is known any more"
        );
    }
}
