//! Begins operations: stores the operation, its items and its event in one unit, or shows the
//! result of a dry run.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        refusal::Refusal,
    },
    gate::{self, Need},
    ports::{Reader, UnitOfWork},
    trail::permit::Permit,
    work::operation::{Item, Operation, Task},
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, mode::Mode, ports::Ports, ready::Ready},
    gates::partner,
    plan::{self, EmployeeOutcome, EmployeeResult, Employees, Plan, PlanFacts},
    steps::started,
};

/// The result of a call that begins an operation.
#[derive(Debug, Clone, PartialEq)]
pub enum BegunOperation {
    /// The operation was begun and continues in the background.
    Started(Operation),
    /// A dry run: the expected result for each employee, client by client.
    Foreseen(Vec<ForeseenClient>),
}

/// The expected results in one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeseenClient {
    /// The client the results are for.
    pub client: AccountId,
    /// One result per employee, in the requested order.
    pub results: Vec<EmployeeResult>,
}

/// The task of an operation, and the pairs of client and employee it covers.
pub(super) struct OperationOrder {
    pub(super) partner: AccountId,
    pub(super) task: Task,
    pub(super) pairs: Vec<(AccountId, UserId)>,
    pub(super) mode: Mode,
}

/// Begins an operation, or plans it for a dry run.
pub(super) async fn begin_or_foresee(
    ports: &Ports,
    cx: &RequestContext,
    unit: Box<dyn UnitOfWork>,
    permit: &Permit,
    order: OperationOrder,
) -> Result<Ready<BegunOperation>, UseCaseError> {
    match order.mode {
        Mode::DryRun => {
            drop(unit);
            foresee(ports, cx, order).await
        }
        Mode::CarryOut => {
            let items = Item::all(order.pairs);
            let ready =
                started::begin(ports, cx, unit, permit, (order.partner, order.task), items).await?;
            Ok(ready.map(BegunOperation::Started))
        }
    }
}

/// Plans the items of one client (A4, A7, D1, D2).
pub(super) async fn plan_for(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    (partner, task): (AccountId, Task),
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    if matches!(task, Task::Remove | Task::GiveBack) {
        let client = items.first().map(|item| item.client);
        let users: Vec<UserId> = items.iter().map(|item| item.employee).collect();
        let employees = Employees {
            partner,
            client: client.ok_or(Refusal::NotFound)?,
            users: &users,
        };
        if task == Task::Remove {
            return plan::remove(ports, cx, reader, employees, items).await;
        }
        let manager = partner::manager(ports, cx, reader, partner, Need::Edit).await?;
        return plan::give_back(ports, &manager, reader, employees, items).await;
    }
    let mut facts = facts_for(ports, cx, reader, (partner, task), items).await?;
    plan_by(ports, &mut facts, (partner, task), items)
}

/// Reads the facts needed to plan items of any number of clients.
async fn facts_for(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    (partner, task): (AccountId, Task),
    items: &[Item],
) -> Result<PlanFacts, UseCaseError> {
    let pairs: Vec<_> = items
        .iter()
        .map(|item| (item.client, item.employee))
        .collect();
    let targets = (partner, &pairs[..]);
    match task {
        Task::Assign { permission_set, .. } => {
            PlanFacts::for_adding(ports, cx, reader, targets, permission_set).await
        }
        Task::Apply { permission_set } => {
            PlanFacts::for_setting(ports, cx, reader, targets, permission_set).await
        }
        Task::Reactivate => PlanFacts::for_delegating(ports, cx, reader, targets).await,
        Task::Deactivate => PlanFacts::for_deactivating(ports, cx, reader, targets).await,
        // Removals are planned from what was confirmed, and what follows from the end or the beginning of an
        // employment begins with that.
        Task::Remove | Task::Offboard | Task::GiveBack => Err(Refusal::MissingPermission.into()),
    }
}

/// Plans the items of one client from facts that were read before.
fn plan_by(
    ports: &Ports,
    facts: &mut PlanFacts,
    (partner, task): (AccountId, Task),
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let client = items.first().map(|item| item.client);
    let users: Vec<UserId> = items.iter().map(|item| item.employee).collect();
    let employees = Employees {
        partner,
        client: client.ok_or(Refusal::NotFound)?,
        users: &users,
    };
    match task {
        Task::Assign { expires_at, .. } => plan::add(
            ports,
            facts,
            plan::Adding {
                employees,
                expires_at,
            },
        ),
        Task::Deactivate => Ok(plan::deactivate(ports, facts, employees)),
        Task::Reactivate => plan::reactivate(ports, facts, employees),
        Task::Apply { permission_set } => plan::apply(ports, facts, employees, permission_set),
        Task::Remove | Task::Offboard | Task::GiveBack => Err(Refusal::MissingPermission.into()),
    }
}

/// Plans the offboarding items of one client after an employment has ended (D8).
pub(super) async fn plan_offboarding(
    ports: &Ports,
    reader: &mut dyn Reader,
    operation: &Operation,
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let client = items.first().map(|item| item.client);
    let users: Vec<UserId> = items.iter().map(|item| item.employee).collect();
    let employees = Employees {
        partner: operation.partner,
        client: client.ok_or(Refusal::NotFound)?,
        users: &users,
    };
    let ender = gate::offboarding_ender(operation)?;
    plan::offboard(ports, &ender, reader, employees, items).await
}

/// Plans an operation without locking or storing anything (A3).
async fn foresee(
    ports: &Ports,
    cx: &RequestContext,
    order: OperationOrder,
) -> Result<Ready<BegunOperation>, UseCaseError> {
    let items = Item::all(order.pairs);
    let task = (order.partner, order.task);
    let mut reader = ports.store.reader();
    let mut facts = facts_for(ports, cx, &mut *reader, task, &items).await?;
    drop(reader);
    let mut foreseen = Vec::new();
    for items in items.chunk_by(|one, next| one.client == next.client) {
        let Some(first) = items.first() else {
            continue;
        };
        let results = match plan_by(ports, &mut facts, task, items) {
            Ok(plan) => plan.results,
            Err(UseCaseError::Refused(refusal)) => {
                let outcome = EmployeeOutcome::Refused(refusal);
                let refused = |item: &Item| EmployeeResult::plain(item.employee, outcome);
                items.iter().map(refused).collect()
            }
            Err(error) => return Err(error),
        };
        foreseen.push(ForeseenClient {
            client: first.client,
            results,
        });
    }
    Ok(Ready::unchanged(BegunOperation::Foreseen(foreseen)))
}
