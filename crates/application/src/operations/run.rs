//! Carries out operations: one client at a time, each item with the rights its starter has at that
//! moment (A4). Every unit stores its progress, so a restart continues after the last committed
//! unit. An item that cannot be written, again and again, fails; the others are done.

use std::{sync::Arc, time::Duration};

use latchkey_domain::{
    base::{ids::OperationId, refusal::Refusal},
    gate,
    ports::{Leases, Locks, OperationQueries, StoreError, UnitOfWork},
    trail::{audit::Records, event::Event},
    work::operation::{
        Item, ItemOutcome as Kept, ItemReport, ItemResult as KeptResult, MOST_AT_ONCE, Operation,
        OperationState, Task,
    },
};

use super::{
    begin,
    trouble::{AfterFailure, Troubles},
};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    plan::{EmployeeOutcome, EmployeeResult, Plan},
};

/// How long a worker holds an operation before it must renew its lease.
const LEASE: Duration = Duration::from_secs(10);
/// How many units of one operation a worker runs before it turns to the next operation.
const UNITS_A_TURN: u32 = 8;
/// How many operations a worker reads at once.
const MOST_OPERATIONS: u16 = 64;

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WorkStep {
    /// Some items were completed.
    Worked,
    /// There was nothing to do, or another worker did it.
    Idle,
}

/// The end of an operation from which a worker works. Two workers may share an operation, one from
/// each end; the clients' locks keep them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The first waiting items.
    Front,
    /// The last waiting items.
    Back,
}

/// Carries out operations on one node.
#[derive(Debug)]
pub struct Worker {
    ports: Arc<Ports>,
    leases: Arc<dyn Leases>,
    name: String,
    end: End,
    troubles: Arc<Troubles>,
}

impl Worker {
    pub(super) fn new(ports: Arc<Ports>, leases: Arc<dyn Leases>, name: String, end: End) -> Self {
        Self {
            ports,
            leases,
            name,
            end,
            troubles: Arc::default(),
        }
    }

    /// The same worker over other ports.
    #[must_use]
    pub fn over(&self, ports: Arc<Ports>) -> Self {
        Self {
            ports,
            leases: Arc::clone(&self.leases),
            name: self.name.clone(),
            end: self.end,
            troubles: Arc::clone(&self.troubles),
        }
    }

    /// Runs some units of every running operation that no other node holds. Returns whether there
    /// was anything to do. A failing operation does not block the others.
    pub async fn turn(&self) -> Result<bool, UseCaseError> {
        let mut worked = false;
        let mut reached = None;
        let mut all = Vec::new();
        loop {
            let mut reader = self.ports.store.reader();
            let running = reader.running_operations(reached, MOST_OPERATIONS).await?;
            drop(reader);
            for id in &running {
                worked |= self.visit(*id).await;
            }
            reached = running.last().copied();
            let last = running.len() < usize::from(MOST_OPERATIONS);
            all.extend(running);
            if last {
                self.troubles.keep_only(&all);
                return Ok(worked);
            }
        }
    }

    /// Works on an operation, and tells whether there was anything to do.
    async fn visit(&self, id: OperationId) -> bool {
        match self.work_on(id).await {
            Ok(worked) => worked,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, operation = %id, "a unit of an operation failed and will be retried");
                false
            }
        }
    }

    async fn work_on(&self, id: OperationId) -> Result<bool, UseCaseError> {
        let lease = match self.end {
            End::Front => id.to_string(),
            End::Back => format!("{id} back"),
        };
        if !self.leases.take_lease(&lease, &self.name, LEASE).await? {
            return Ok(false);
        }
        for done in 0..UNITS_A_TURN {
            if Box::pin(self.step(id)).await? == WorkStep::Idle {
                return Ok(done > 0);
            }
        }
        Ok(true)
    }

    /// The next waiting items at this worker's end, all of the same client.
    async fn waiting<R: OperationQueries + Send + ?Sized>(
        &self,
        reader: &mut R,
        id: OperationId,
    ) -> Result<Vec<Item>, StoreError> {
        match self.end {
            End::Front => reader.next_items(id, MOST_AT_ONCE).await,
            End::Back => reader.last_items(id, MOST_AT_ONCE).await,
        }
    }

    /// Carries out the next unit of an operation.
    async fn step(&self, id: OperationId) -> Result<WorkStep, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let operation = reader.operation(id).await?;
        let operation = operation.filter(|it| it.state == OperationState::Running);
        let items = self.waiting(&mut *reader, id).await?;
        drop(reader);
        let items = self.troubles.next_unit(id, items);
        let (Some(operation), Some(first)) = (operation, items.first()) else {
            return Ok(WorkStep::Idle);
        };
        match self.carry_out(&operation, &items, first).await {
            Ok(()) => {
                self.troubles.written(id, first.client);
                Ok(WorkStep::Worked)
            }
            // The items were read before the lock: meanwhile another worker did them, or the
            // operation was cancelled or retried.
            Err(UseCaseError::Store(StoreError::Stale)) => Ok(WorkStep::Idle),
            Err(error) => self.after_failure(&operation, &items, error).await,
        }
    }

    /// Carries out one unit: items of the client of the first.
    async fn carry_out(
        &self,
        operation: &Operation,
        items: &[Item],
        first: &Item,
    ) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let locks = Locks::none()
            .changing(first.client)
            .reading(operation.partner);
        let mut unit = ports.store.begin(locks).await?;
        let cx = RequestContext::new(operation.origin());
        let plan = if operation.task == Task::Offboard {
            begin::plan_offboarding(ports, &mut *unit, operation, items).await
        } else {
            let task = (operation.partner, operation.task);
            begin::plan_for(ports, &cx, &mut *unit, task, items).await
        };
        match plan {
            Ok(plan) => self.keep(&cx, operation, unit, items, plan).await,
            Err(UseCaseError::Refused(refusal)) => {
                self.keep_refused(&cx, operation, unit, items, refusal)
                    .await
            }
            Err(error) => Err(error),
        }
    }

    /// Decides what follows from a unit that failed. Its effect is undone, whatever follows.
    async fn after_failure(
        &self,
        operation: &Operation,
        items: &[Item],
        error: UseCaseError,
    ) -> Result<WorkStep, UseCaseError> {
        match self.troubles.failed(operation, items, &error) {
            AfterFailure::TryAgain => Err(error),
            AfterFailure::GiveUp => {
                say_given_up(operation.id, &error);
                let results = items.iter().map(|item| KeptResult::failed(item.position));
                self.keep_aside(operation, &results.collect::<Vec<_>>())
                    .await?;
                Ok(WorkStep::Worked)
            }
        }
    }

    /// Stores results that come with no change.
    async fn keep_aside(
        &self,
        operation: &Operation,
        results: &[KeptResult],
    ) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let mut unit = ports
            .store
            .begin(Locks::none().reading(operation.partner))
            .await?;
        unit.finish_items(operation, results, ports.now()).await?;
        let job = RequestContext::of_job("operations", &*ports.ids);
        Ok(unit.commit_aside(&gate::job(&job.origin)?).await?)
    }

    /// Writes a planned unit and its results.
    async fn keep(
        &self,
        cx: &RequestContext,
        operation: &Operation,
        mut unit: Box<dyn UnitOfWork>,
        items: &[Item],
        mut plan: Plan,
    ) -> Result<(), UseCaseError> {
        let now = self.ports.now();
        plan.write(&mut *unit).await?;
        let results: Vec<KeptResult> = items
            .iter()
            .zip(&plan.results)
            .map(|(item, result)| kept(item.position, result))
            .collect();
        unit.finish_items(operation, &results, now).await?;
        match Records::of(&plan.permit, plan.events, &*self.ports.ids, now) {
            Some(records) => unit.commit(records).await.map(drop)?,
            None => unit.commit_aside(&plan.permit).await?,
        }
        self.note(cx, plan.refused).await;
        Ok(())
    }

    /// Stores that a rule refused the whole unit, because the starter does not have the right in
    /// that client (any more).
    async fn keep_refused(
        &self,
        cx: &RequestContext,
        operation: &Operation,
        mut unit: Box<dyn UnitOfWork>,
        items: &[Item],
        refusal: Refusal,
    ) -> Result<(), UseCaseError> {
        let results: Vec<KeptResult> = items
            .iter()
            .map(|item| KeptResult::refused(item.position, refusal))
            .collect();
        let now = self.ports.now();
        unit.finish_items(operation, &results, now).await?;
        let job = RequestContext::of_job("operations", &*self.ports.ids);
        unit.commit_aside(&gate::job(&job.origin)?).await?;
        let attempted = items.iter().map(|item| {
            let attempted = Event::new(operation.task.attempts())
                .in_account(item.client)
                .about(item.employee)
                .with_partner(operation.partner);
            (attempted, refusal)
        });
        self.note(cx, attempted.collect()).await;
        Ok(())
    }

    /// Records refused items in the trail (T1).
    async fn note(&self, cx: &RequestContext, refused: Vec<(Event, Refusal)>) {
        for (attempted, refusal) in refused {
            let book = &self.ports.refusals;
            book.note(&cx.origin, attempted, refusal).await;
        }
    }
}

fn say_given_up(operation: OperationId, error: &UseCaseError) {
    let error: &dyn std::error::Error = error;
    tracing::error!(error, %operation, "an item of an operation failed and is given up");
}

/// Converts a result to the form in which the operation stores it.
fn kept(position: u32, result: &EmployeeResult) -> KeptResult {
    let outcome = match result.outcome {
        EmployeeOutcome::Added => Kept::Added,
        EmployeeOutcome::Changed => Kept::Changed,
        EmployeeOutcome::Unchanged => Kept::Unchanged,
        EmployeeOutcome::Deactivated => Kept::Deactivated,
        EmployeeOutcome::Reactivated => Kept::Reactivated,
        EmployeeOutcome::Removed => Kept::Removed,
        EmployeeOutcome::Refused(refusal) => return KeptResult::refused(position, refusal),
    };
    let report = ItemReport {
        withheld: result.withheld.clone(),
        retained: result.retained.clone(),
        expires_at: result.expires_at,
    };
    KeptResult {
        report: (report != ItemReport::default()).then_some(report),
        ..KeptResult::done(position, outcome)
    }
}
