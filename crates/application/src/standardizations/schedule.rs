//! The platform, or the operator, sets down on which day all partner admins are brought back to the
//! template (L9). Where the day has come, it is carried out before the answer.

use latchkey_domain::{
    audit::{Origin, Records},
    authority::{self, Permit},
    event::{Event, EventKind},
    ports::Locks,
    standardization::{ClientsWord, Standardization},
    time::Time,
    token::Scope,
};

use super::{StandardizationView, Standardizations, Standardized, carry_out};
use crate::{context::RequestContext, error::UseCaseError, mode::Mode, ready::Ready};

/// Brings all partner admins back to the template.
#[derive(Debug, Clone, Copy)]
pub struct Standardize {
    /// From when on.
    pub effective: Time,
    /// What becomes of what clients withhold.
    pub clients_word: ClientsWord,
    /// For real, or only to see.
    pub mode: Mode,
}

impl Standardizations {
    /// Brings all partner admins back to the template, now or on a day to come.
    pub async fn standardize(
        &self,
        cx: &RequestContext,
        cmd: Standardize,
    ) -> Result<Ready<Standardized>, UseCaseError> {
        let attempted = Event::new(EventKind::StandardizationScheduled);
        let work = self.try_standardize(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_standardize(
        &self,
        cx: &RequestContext,
        cmd: Standardize,
    ) -> Result<Ready<Standardized>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        authority::platform(&cx.origin, Scope::Admin)?;
        let mut standardization = Standardization::schedule(
            ports.ids.next(),
            cmd.effective,
            cmd.clients_word,
            cx.origin.reason.clone(),
            now,
        );
        let is_due = standardization.is_due(now);
        if cmd.mode == Mode::DryRun || !is_due {
            let mut reader = ports.store.reader();
            let affected = carry_out::preview(ports, &mut *reader, cmd.clients_word).await?;
            drop(reader);
            if cmd.mode == Mode::DryRun {
                if is_due {
                    standardization.finish();
                }
                return Ok(Ready::unchanged(Standardized::Shown(StandardizationView {
                    standardization,
                    affected,
                })));
            }
            let kept = self.keep(cx, standardization).await?;
            return Ok(kept.map(|standardization| {
                Standardized::Kept(StandardizationView {
                    standardization,
                    affected,
                })
            }));
        }
        standardization.begin();
        // Committed before anything is changed: whatever happens now, a job goes on with it.
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
            Standardized::Kept(StandardizationView {
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
        let lifts = standardization.clients_word == ClientsWord::IsLifted;
        let event = Event::new(EventKind::StandardizationScheduled)
            .on(standardization.id)
            .with("effective", standardization.effective.to_rfc3339())
            .with("restore_withheld", lifts);
        let records = Records::one(&permit, event, &*ports.ids, ports.now());
        Ok(Ready::changed(standardization, unit, records))
    }
}

/// The permit under which all lines of one standardization stand together in the trail.
fn of_standardization(
    origin: &Origin,
    standardization: &Standardization,
) -> Result<Permit, UseCaseError> {
    let origin = Origin {
        operation: Some(standardization.id),
        ..origin.clone()
    };
    Ok(authority::platform(&origin, Scope::Admin)?)
}
