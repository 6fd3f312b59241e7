//! A partner ends its services for a client, or resumes them (R4). This is possible even if it is
//! no longer enrolled (L1).

use latchkey_domain::{
    base::{reference::AccountRef, refusal::Refusal},
    gate::{Need, PartnerManager},
    partnership::relationship::Relationship,
    ports::{Locks, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::{RelationshipNow, Relationships, ending};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{named, partner},
};

/// A client of a partner.
#[derive(Debug, Clone)]
pub struct TargetClient {
    /// The partner.
    pub partner: AccountRef,
    /// The client.
    pub client: AccountRef,
}

/// A relationship that a manager of the partner changes, with the open unit.
struct Opened {
    unit: Box<dyn UnitOfWork>,
    manager: PartnerManager,
    relationship: Relationship,
}

impl Relationships {
    /// Ends the services.
    pub async fn end_services(
        &self,
        cx: &RequestContext,
        cmd: TargetClient,
    ) -> Result<Ready<RelationshipNow>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::RelationshipEnded);
        let work = self.try_end(cx, &cmd);
        let ready = self.ports.refusals.watch(&cx.origin, attempted, work);
        Ok(self.seen_now(ready.await?))
    }

    /// Resumes the services.
    pub async fn resume_services(
        &self,
        cx: &RequestContext,
        cmd: TargetClient,
    ) -> Result<Ready<RelationshipNow>, UseCaseError> {
        let attempted = cmd.attempted(EventKind::RelationshipConnected);
        let work = self.try_resume(cx, &cmd);
        let ready = self.ports.refusals.watch(&cx.origin, attempted, work);
        Ok(self.seen_now(ready.await?))
    }

    fn seen_now(&self, ready: Ready<Relationship>) -> Ready<RelationshipNow> {
        ready.map(|relationship| RelationshipNow::of(relationship, &self.ports))
    }

    async fn try_end(
        &self,
        cx: &RequestContext,
        cmd: &TargetClient,
    ) -> Result<Ready<Relationship>, UseCaseError> {
        let mut opened = self.open(cx, cmd).await?;
        let (days, now) = (self.ports.settings.ends_after_days, self.ports.now());
        let Some(kind) = opened.relationship.end_services(days, now) else {
            return Ok(Ready::unchanged(opened.relationship));
        };
        let Opened {
            unit, relationship, ..
        } = &mut opened;
        let events = ending::ended(&self.ports, &mut **unit, kind, relationship).await?;
        self.save(opened, events).await
    }

    async fn try_resume(
        &self,
        cx: &RequestContext,
        cmd: &TargetClient,
    ) -> Result<Ready<Relationship>, UseCaseError> {
        let Opened {
            mut unit,
            manager,
            mut relationship,
        } = self.open(cx, cmd).await?;
        let ports = &*self.ports;
        let (days, now) = (ports.settings.ends_after_days, ports.now());
        // If the relationship ended meanwhile, that is announced first (R3).
        let mut events = match relationship.catch_up(days, now) {
            Some(kind) => ending::ended(ports, &mut *unit, kind, &relationship).await?,
            None => Vec::new(),
        };
        if !relationship.resume_services(days, now) {
            return Ok(Ready::unchanged(relationship));
        }
        events.push(ending::event_of(
            ports,
            EventKind::RelationshipConnected,
            &relationship,
        ));
        let opened = Opened {
            unit,
            manager,
            relationship,
        };
        self.save(opened, events).await
    }

    /// Passes the gate, then loads the relationship and checks the version that the caller expects.
    async fn open(&self, cx: &RequestContext, cmd: &TargetClient) -> Result<Opened, UseCaseError> {
        let ports = &*self.ports;
        let place = [&cmd.partner, &cmd.client];
        let [partner, client] = named::place_for_user(ports, cx, Need::Edit, place).await?;
        let locks = Locks::none().changing(client).reading(partner);
        let mut unit = ports.store.begin(locks).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let relationship = unit.relationship(partner, client).await?;
        let relationship = relationship.ok_or(Refusal::NotFound)?;
        cx.must_match(relationship.version)?;
        Ok(Opened {
            unit,
            manager,
            relationship,
        })
    }

    async fn save(
        &self,
        opened: Opened,
        events: Vec<Event>,
    ) -> Result<Ready<Relationship>, UseCaseError> {
        let Opened {
            mut unit,
            manager,
            mut relationship,
        } = opened;
        let ports = &*self.ports;
        unit.save_relationship(&mut relationship).await?;
        let permit = manager.permit();
        Ok(Ready::of(
            relationship,
            unit,
            &permit,
            events,
            (ports, ports.now()),
        ))
    }
}

impl TargetClient {
    fn attempted(&self, kind: EventKind) -> Attempted {
        Attempted::new(kind)
            .in_account(&self.client)
            .with_partner(&self.partner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::{base::time::days, partnership::relationship::RelationshipStatus};

    use super::*;
    use crate::{
        frame::ports::{OnEnd, Ports},
        relationships::ImportRelationship,
        testing::{UseCaseBed, refused},
    };

    fn target(bed: &UseCaseBed) -> TargetClient {
        TargetClient {
            partner: bed.world.northwind.into(),
            client: bed.world.harbour.into(),
        }
    }

    /// Imports a last qualifying activity from so many days ago.
    async fn worked_days_ago(bed: &UseCaseBed, ago: u32) {
        let world = &bed.world;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = ImportRelationship {
            partner: world.northwind.into(),
            client: world.harbour.into(),
            display_name: None,
            connected_at: None,
            last_qualifying_activity_at: Some(world.now() - days(ago)),
        };
        let ready = service.import(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
    }

    async fn kinds(bed: &UseCaseBed, lines: usize) -> Vec<EventKind> {
        let trail = bed.trail(lines).await.into_iter();
        trail.map(|(kind, _)| kind).collect()
    }

    /// Services end immediately, which is recorded once; ending again changes nothing (R4, T4).
    #[tokio::test]
    async fn services_end_at_once() {
        let bed = UseCaseBed::new().await;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.tomas);
        worked_days_ago(&bed, 1).await;
        for _ in 0..2 {
            let ready = service.end_services(&cx, target(&bed)).await.unwrap();
            let relationship = bed.done(&cx, ready).await;
            let now = bed.world.now();
            assert_eq!(relationship.status, RelationshipStatus::Ended);
            assert_eq!(relationship.ends_at, Some(now));
        }
        assert_eq!(
            kinds(&bed, 9).await,
            [EventKind::RelationshipEnded, EventKind::RelationshipChanged]
        );
        assert_eq!(service.announce().await.unwrap(), 0);
    }

    /// A relationship that had ended by itself keeps that end, and no second end is recorded (R3,
    /// R4).
    #[tokio::test]
    async fn an_announced_end_is_not_announced_again() {
        let bed = UseCaseBed::new().await;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.tomas);
        worked_days_ago(&bed, 70).await;
        let ready = service.end_services(&cx, target(&bed)).await.unwrap();
        let relationship = bed.done(&cx, ready).await;
        let end = bed.world.now() - days(10);
        assert_eq!(relationship.ends_at, Some(end));
        assert_eq!(kinds(&bed, 1).await, [EventKind::RelationshipChanged]);
    }

    /// A resumed relationship is connected, without earlier work (R4). Resuming a running one
    /// changes nothing (T4).
    #[tokio::test]
    async fn services_are_resumed() {
        let bed = UseCaseBed::new().await;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.tomas);
        worked_days_ago(&bed, 1).await;
        let ready = service.resume_services(&cx, target(&bed)).await.unwrap();
        let relationship = bed.done(&cx, ready).await;
        assert_eq!(relationship.status, RelationshipStatus::Managed);
        let ready = service.end_services(&cx, target(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
        bed.world.clock.advance(Duration::days(1));
        let ready = service.resume_services(&cx, target(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
        let relationship = bed.world.relationship(bed.world.harbour).await.unwrap();
        assert_eq!(relationship.connected_at, bed.world.now());
        assert_eq!(relationship.last_qualifying_activity_at, None);
        assert_eq!(
            relationship.status(60, bed.world.now()),
            RelationshipStatus::Connected
        );
        assert_eq!(
            kinds(&bed, 2).await,
            [
                EventKind::RelationshipConnected,
                EventKind::RelationshipEnded
            ]
        );
    }

    /// An end that was not announced yet is recorded before the resumption (R3, R4).
    #[tokio::test]
    async fn an_end_is_told_before_services_are_resumed() {
        let bed = UseCaseBed::new().await;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.tomas);
        worked_days_ago(&bed, 1).await;
        bed.world.clock.advance(days(59));
        let ready = service.resume_services(&cx, target(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
        let mut recorded = kinds(&bed, 2).await;
        recorded.sort_unstable();
        assert_eq!(
            recorded,
            [
                EventKind::RelationshipConnected,
                EventKind::RelationshipEnded
            ]
        );
        assert_eq!(service.announce().await.unwrap(), 0);
    }

    /// The right to edit in the partner account is needed and enough, enrolled or not; another
    /// partner's client is not found (R4, L1).
    #[tokio::test]
    async fn ending_services_needs_the_right_to_edit() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.priya);
        let denied = service.end_services(&cx, target(&bed)).await;
        assert_eq!(refused(denied), "missing-permission");
        let denied = service
            .resume_services(&bed.as_user(world.helen), target(&bed))
            .await;
        assert_eq!(refused(denied), "not-found");
        let elsewhere = TargetClient {
            client: world.fjordline.into(),
            ..target(&bed)
        };
        let cx = bed.as_user(world.tomas);
        let denied = service.end_services(&cx, elsewhere).await;
        assert_eq!(refused(denied), "not-found");
        world
            .change_account(world.northwind, |account, now| {
                assert!(account.enrol(None, now));
            })
            .await;
        let ready = service.end_services(&cx, target(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
    }

    /// If the operator has set it so, the end deactivates everyone who acts for the partner there,
    /// even if the relationship ends with time; otherwise their access stays (R5, D5).
    #[tokio::test]
    async fn the_end_deactivates_where_that_is_wanted() {
        for (on_end, stays) in [(OnEnd::Keep, true), (OnEnd::Deactivate, false)] {
            let mut bed = UseCaseBed::new().await;
            let ports = Arc::get_mut(&mut bed.ports);
            let ports: &mut Ports = ports.unwrap();
            ports.settings.on_end = on_end;
            let service = Relationships::new(Arc::clone(&bed.ports));
            worked_days_ago(&bed, 1).await;
            bed.world.clock.advance(days(59));
            assert_eq!(service.announce().await.unwrap(), 1);
            let member = bed.world.member(bed.world.harbour, bed.world.marit).await;
            assert_eq!(!member.membership.deactivated, stays, "{on_end:?}");
            let deactivated = kinds(&bed, 9).await;
            let deactivated = deactivated.contains(&EventKind::MembershipDeactivated);
            assert_eq!(deactivated, !stays, "{on_end:?}");
        }
    }
}
