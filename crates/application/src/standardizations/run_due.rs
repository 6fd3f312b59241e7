//! A job carries out standardizations whose day has come, and continues one that was interrupted by
//! a crash (L9).

use std::time::Duration;

use latchkey_domain::{
    gate,
    partnership::standardization::Standardization,
    ports::{Leases, Locks},
    trail::{origin::Origin, permit::Permit},
};

use super::{Standardizations, carry_out};
use crate::frame::{context::RequestContext, error::UseCaseError, turn::JobTurn};

/// The name of the job, and of its lease.
const JOB: &str = "standardize partner admins";
/// How long a node holds the job before it must renew its lease.
const LEASE: Duration = Duration::from_mins(1);

impl Standardizations {
    /// Carries out what is due, one node at a time. Two nodes at once would do no harm. One that
    /// fails is tried again later and does not block the others.
    pub async fn run_due(&self, leases: &dyn Leases, node: &str) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let due = ports.store.reader().due_standardizations(ports.now()).await;
        let mut turn = JobTurn::default();
        for standardization in due? {
            if !standardization.waits_for_job(ports.now()) {
                continue;
            }
            if !leases.take_lease(JOB, node, LEASE).await? {
                break;
            }
            turn.note(self.run(standardization).await.map(|()| 1))?;
        }
        turn.into_result().map(drop)
    }

    /// Carries out a standardization as the job.
    async fn run(&self, standardization: Standardization) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let mut cx = RequestContext::of_job(JOB, &*ports.ids);
        cx.origin.operation = Some(standardization.id);
        cx.origin.reason = standardization.reason.clone();
        let permit = permit(&cx.origin)?;
        let standardization = self.begin(&permit, standardization).await?;
        carry_out::change_all(ports, &permit, &standardization).await?;
        let finished = carry_out::finish(ports, &permit, &standardization).await?;
        finished.commit(ports, &cx, None).await?;
        Ok(())
    }

    /// Marks a standardization as begun, so that it can no longer be cancelled.
    async fn begin(
        &self,
        permit: &Permit,
        mut standardization: Standardization,
    ) -> Result<Standardization, UseCaseError> {
        if standardization.begin() {
            let mut unit = self.ports.store.begin(Locks::none()).await?;
            unit.save_standardization(&mut standardization).await?;
            unit.commit_aside(permit).await?;
        }
        Ok(standardization)
    }
}

fn permit(origin: &Origin) -> Result<Permit, UseCaseError> {
    Ok(gate::job(origin)?)
}
