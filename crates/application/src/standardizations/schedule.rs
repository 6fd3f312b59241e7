//! The platform or the operator schedules a day on which all partner admins are reset to the
//! template (L9). If the day has come, it is carried out before the response.

use latchkey_domain::{
    base::time::Time,
    gate,
    partnership::standardization::{RestoreWithheld, Standardization},
    people::token::Scope,
    ports::Locks,
    trail::{
        event::{Event, EventKind},
        origin::Origin,
        permit::Permit,
    },
};

use super::{StandardizationDetails, Standardizations, Standardized, carry_out};
use crate::frame::{context::RequestContext, error::UseCaseError, mode::Mode, ready::Ready};

/// Resets all partner admins to the template.
#[derive(Debug, Clone, Copy)]
pub struct Standardize {
    /// When it takes effect.
    pub effective: Time,
    /// Whether clients' withheld permissions stay withheld.
    pub restore_withheld: RestoreWithheld,
    /// Whether this is a dry run.
    pub mode: Mode,
}

impl Standardizations {
    /// Resets all partner admins to the template, now or on a later day.
    pub async fn standardize(
        &self,
        cx: &RequestContext,
        cmd: Standardize,
    ) -> Result<Ready<Standardized>, UseCaseError> {
        let attempted = Event::new(EventKind::StandardizationScheduled);
        let work = Box::pin(self.try_standardize(cx, cmd));
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_standardize(
        &self,
        cx: &RequestContext,
        cmd: Standardize,
    ) -> Result<Ready<Standardized>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        gate::platform(&cx.origin, Scope::Admin)?;
        let mut standardization = Standardization::schedule(
            ports.ids.next(),
            cmd.effective,
            cmd.restore_withheld,
            cx.origin.reason.clone(),
            now,
        );
        let is_due = standardization.is_due(now);
        if cmd.mode == Mode::DryRun || !is_due {
            let mut reader = ports.store.reader();
            let affected = carry_out::preview(ports, &mut *reader, cmd.restore_withheld).await?;
            drop(reader);
            if cmd.mode == Mode::DryRun {
                if is_due {
                    standardization.finish();
                }
                return Ok(Ready::unchanged(Standardized::Shown(
                    StandardizationDetails {
                        standardization,
                        affected,
                    },
                )));
            }
            let kept = self.keep(cx, standardization).await?;
            return Ok(kept.map(|standardization| {
                Standardized::Kept(StandardizationDetails {
                    standardization,
                    affected,
                })
            }));
        }
        standardization.begin();
        // Committed before anything is changed, so that a job continues it after a failure.
        let kept = self.keep(cx, standardization).await?;
        let standardization = kept.commit(ports, cx, None).await?.value;
        let permit = of_standardization(&cx.origin, &standardization)?;
        carry_out::change_all(ports, &permit, &standardization).await?;
        let affected = ports.store.reader();
        let affected = { affected }
            .standardization_effects(standardization.id)
            .await?;
        let finished = carry_out::finish(ports, &permit, &standardization).await?;
        Ok(finished.map(|standardization| {
            Standardized::Kept(StandardizationDetails {
                standardization,
                affected,
            })
        }))
    }

    async fn keep(
        &self,
        cx: &RequestContext,
        standardization: Standardization,
    ) -> Result<Ready<Standardization>, UseCaseError> {
        let ports = &*self.ports;
        let permit = of_standardization(&cx.origin, &standardization)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.insert_standardization(&standardization).await?;
        let lifts = standardization.restore_withheld == RestoreWithheld::Yes;
        let event = Event::new(EventKind::StandardizationScheduled)
            .on(standardization.id)
            .with("effective", standardization.effective.to_rfc3339())
            .with("restore_withheld", lifts);
        Ok(Ready::of(
            standardization,
            unit,
            &permit,
            [event],
            (ports, ports.now()),
        ))
    }
}

/// The permit that groups all events of one standardization in the trail.
fn of_standardization(
    origin: &Origin,
    standardization: &Standardization,
) -> Result<Permit, UseCaseError> {
    let origin = Origin {
        operation: Some(standardization.id),
        ..origin.clone()
    };
    Ok(gate::platform(&origin, Scope::Admin)?)
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use async_trait::async_trait;
    use latchkey_domain::{
        base::{page::PageRequest, time::days},
        membership::terms::Rank,
        partnership::standardization::StandardizationProgress,
        ports::StoreError,
        trail::event::EventKind,
    };
    use latchkey_testing::builders::{MembershipBuilder, keys};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// Grants every lease.
    #[derive(Debug)]
    struct Free;

    #[async_trait]
    impl latchkey_domain::ports::Leases for Free {
        async fn take_lease(&self, _: &str, _: &str, _: Duration) -> Result<bool, StoreError> {
            Ok(true)
        }
    }

    /// The scene with Jonas as partner admin of Harbour, who kept billing and lacks reports.
    async fn scene() -> (UseCaseBed, Standardizations) {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas);
        let jonas = jonas.partner_admin(world.northwind).added("billing.edit");
        world.add_member(jonas).await;
        world
            .change_member(world.harbour, world.jonas, |member, _| {
                let reports = keys("reports.view");
                assert!(member.terms.withhold(&reports, Rank::SuperAdmin));
            })
            .await;
        let service = Standardizations::new(Arc::clone(&bed.ports));
        (bed, service)
    }

    fn now(bed: &UseCaseBed) -> Standardize {
        Standardize {
            effective: bed.world.now(),
            restore_withheld: RestoreWithheld::No,
            mode: Mode::CarryOut,
        }
    }

    /// Additions are removed, billing included; what the client withheld stays withheld. A dry run
    /// shows the same and changes nothing (L9).
    #[tokio::test]
    async fn what_was_added_goes_now() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_platform();
        let dry = Standardize {
            mode: Mode::DryRun,
            ..now(&bed)
        };
        let ready = service.standardize(&cx, dry).await.unwrap();
        let Standardized::Shown(shown) = bed.done(&cx, ready).await else {
            panic!("a dry run only shows")
        };
        assert!(world.trail().await.is_empty());
        let ready = service.standardize(&cx, now(&bed)).await.unwrap();
        let Standardized::Kept(done) = bed.done(&cx, ready).await else {
            panic!("carried out")
        };
        assert_eq!(done.affected, shown.affected);
        let [jonas] = &done.affected[..] else {
            panic!("Jonas alone holds more than the template")
        };
        assert_eq!(
            (jonas.account.0, jonas.user.0),
            (world.harbour, world.jonas)
        );
        assert_eq!(jonas.losses, keys("billing.view billing.edit"));
        assert!(jonas.gains.is_empty());
        assert_eq!(done.standardization.progress, StandardizationProgress::Done);
        let member = world.member(world.harbour, world.jonas).await;
        assert!(member.membership.adjustments.added.is_empty());
        assert!(!member.terms.withheld.is_empty());
        let trail = [
            (EventKind::PartnerAdminsStandardized, None),
            (EventKind::MembershipChanged, None),
            (EventKind::StandardizationScheduled, None),
        ];
        assert_eq!(bed.trail(9).await, trail);
        let found = service.show(&cx, done.standardization.id).await.unwrap();
        assert_eq!(found.affected, done.affected);
    }

    /// With `restore_withheld`, what clients withheld is given back too (L9).
    #[tokio::test]
    async fn what_was_withheld_comes_back_where_asked() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_platform();
        let lift = Standardize {
            restore_withheld: RestoreWithheld::Yes,
            ..now(&bed)
        };
        let ready = service.standardize(&cx, lift).await.unwrap();
        let done = bed.done(&cx, ready).await;
        let [jonas] = &done.view().affected[..] else {
            panic!("Jonas alone")
        };
        assert!(jonas.gains.starts_with(&keys("reports.view reports.edit")));
        let member = world.member(world.harbour, world.jonas).await;
        assert!(member.terms.is_none());
    }

    /// Giving back alone also changes the membership's version, so that callers who have seen it
    /// before notice (L9, D6).
    #[tokio::test]
    async fn what_comes_back_changes_the_membership() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_platform();
        let ready = service.standardize(&cx, now(&bed)).await.unwrap();
        bed.done(&cx, ready).await;
        let before = world.member(world.harbour, world.jonas).await;
        let lift = Standardize {
            restore_withheld: RestoreWithheld::Yes,
            ..now(&bed)
        };
        let ready = service.standardize(&cx, lift).await.unwrap();
        bed.done(&cx, ready).await;
        let after = world.member(world.harbour, world.jonas).await;
        assert_ne!(after.membership.version, before.membership.version);
    }

    /// A future standardization is stored, listed, and carried out once by a job, as the job (L9).
    #[tokio::test]
    async fn a_day_to_come_is_carried_out_by_the_job() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_platform();
        let later = Standardize {
            effective: world.now() + days(1),
            ..now(&bed)
        };
        let ready = service.standardize(&cx, later).await.unwrap();
        let Standardized::Kept(set_down) = bed.done(&cx, ready).await else {
            panic!("set down")
        };
        assert_eq!(set_down.affected.len(), 1);
        assert_eq!(
            set_down.standardization.progress,
            StandardizationProgress::Scheduled
        );
        service.run_due(&Free, "node").await.unwrap();
        let untouched = world.member(world.harbour, world.jonas).await;
        assert!(!untouched.membership.adjustments.added.is_empty());

        world.clock.advance(days(1));
        for _ in 0..2 {
            service.run_due(&Free, "node").await.unwrap();
        }
        let changed = world.member(world.harbour, world.jonas).await;
        assert!(changed.membership.adjustments.added.is_empty());
        let kinds: Vec<EventKind> = bed.trail(9).await.into_iter().map(|it| it.0).collect();
        let expected = [
            EventKind::PartnerAdminsStandardized,
            EventKind::MembershipChanged,
            EventKind::StandardizationScheduled,
        ];
        assert_eq!(kinds, expected);
        let page = PageRequest::first();
        let all = service.list(&cx, &page).await.unwrap();
        assert_eq!(all.items.len(), 1);
        let id = set_down.standardization.id;
        assert_eq!(refused(service.cancel(&cx, id).await), "conflict");
        let trail = world.trail().await;
        let job = trail
            .iter()
            .find(|it| it.event.kind == EventKind::MembershipChanged);
        assert_eq!(job.unwrap().operation, Some(id));
    }

    /// It can be cancelled before its day, and then nothing happens on it (L9, T4).
    #[tokio::test]
    async fn a_day_that_was_called_off_never_comes() {
        let (bed, service) = scene().await;
        let world = &bed.world;
        let cx = bed.as_platform();
        let later = Standardize {
            effective: world.now() + days(1),
            ..now(&bed)
        };
        let ready = service.standardize(&cx, later).await.unwrap();
        let id = bed.done(&cx, ready).await.view().standardization.id;
        for _ in 0..2 {
            let ready = service.cancel(&cx, id).await.unwrap();
            bed.done(&cx, ready).await;
        }
        world.clock.advance(days(2));
        service.run_due(&Free, "node").await.unwrap();
        let jonas = world.member(world.harbour, world.jonas).await;
        assert!(!jonas.membership.adjustments.added.is_empty());
        let trail = [
            (EventKind::StandardizationCancelled, None),
            (EventKind::StandardizationScheduled, None),
        ];
        assert_eq!(bed.trail(9).await, trail);
    }

    #[tokio::test]
    async fn only_the_platform_standardizes() {
        let (bed, service) = scene().await;
        let cx = bed.as_user(bed.world.helen);
        let result = service.standardize(&cx, now(&bed)).await;
        assert_eq!(refused(result), "missing-permission");
        let page = PageRequest::first();
        let result = service.list(&cx, &page).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
