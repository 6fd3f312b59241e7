//! How every operation begins: the operation and its items are kept in one unit, with the event that
//! says so.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        refusal::{FieldErrors, Refusal},
        time::Time,
    },
    gate,
    ports::{Reader, UnitOfWork},
    trail::permit::Permit,
    work::operation::{Item, MOST_ITEMS, Operation, Task},
};

use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, lists, mode::Mode, ports::Ports, ready::Ready,
    },
    gates::named,
    plan::{self, EmployeeOutcome, EmployeeResult, Employees, Plan, PlanFacts},
    steps::started,
};

/// What a call for an operation came to.
#[derive(Debug, Clone, PartialEq)]
pub enum BegunOperation {
    /// It was begun, and goes on by itself.
    Started(Operation),
    /// It was a dry run: what would become of each employee, client by client.
    Foreseen(Vec<ForeseenClient>),
}

/// What would become of employees in one client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeseenClient {
    /// The client.
    pub client: AccountId,
    /// One for each employee, in the order asked.
    pub results: Vec<EmployeeResult>,
}

/// What is to be done for a partner, with which pairs of client and employee.
pub(super) struct OperationOrder {
    pub(super) partner: AccountId,
    pub(super) task: Task,
    pub(super) pairs: Vec<(AccountId, UserId)>,
    pub(super) mode: Mode,
}

/// Begins an operation, or foresees what it would come to.
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

/// Plans what an operation does with items of one client (A4, A7, D1, D2).
pub(super) async fn plan_for(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    (partner, task): (AccountId, Task),
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    if task == Task::Remove {
        let client = items.first().map(|item| item.client);
        let employees: Vec<UserId> = items.iter().map(|item| item.employee).collect();
        let whom = Employees {
            partner,
            client: client.ok_or(Refusal::NotFound)?,
            users: &employees,
        };
        return plan::remove(ports, cx, reader, whom, items).await;
    }
    let mut facts = facts_for(ports, cx, reader, (partner, task), items).await?;
    plan_by(ports, &mut facts, (partner, task), items)
}

/// Reads what plans of an operation rest on, for items of any number of clients.
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
    let meant = (partner, &pairs[..]);
    match task {
        Task::Assign { permission_set, .. } => {
            PlanFacts::for_adding(ports, cx, reader, meant, permission_set).await
        }
        Task::Apply { permission_set } => {
            PlanFacts::for_setting(ports, cx, reader, meant, permission_set).await
        }
        Task::Reactivate => PlanFacts::for_delegating(ports, cx, reader, meant).await,
        Task::Deactivate => PlanFacts::for_deactivating(ports, cx, reader, meant).await,
        // Removals are planned by what was confirmed; what follows from the end of an employment never
        // follows from a call.
        Task::Remove | Task::Offboard => Err(Refusal::MissingPermission.into()),
    }
}

/// Plans what an operation does with items of one client, by facts that were read.
fn plan_by(
    ports: &Ports,
    facts: &mut PlanFacts,
    (partner, task): (AccountId, Task),
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let client = items.first().map(|item| item.client);
    let employees: Vec<UserId> = items.iter().map(|item| item.employee).collect();
    let whom = Employees {
        partner,
        client: client.ok_or(Refusal::NotFound)?,
        users: &employees,
    };
    match task {
        Task::Assign { expires_at, .. } => {
            plan::add(ports, facts, plan::Adding { whom, expires_at })
        }
        Task::Deactivate => Ok(plan::deactivate(ports, facts, whom)),
        Task::Reactivate => plan::reactivate(ports, facts, whom),
        Task::Apply { permission_set } => plan::apply(ports, facts, whom, permission_set),
        Task::Remove | Task::Offboard => Err(Refusal::MissingPermission.into()),
    }
}

/// Plans what follows from the end of an employment with items of one client (D8).
pub(super) async fn plan_offboarding(
    ports: &Ports,
    reader: &mut dyn Reader,
    operation: &Operation,
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let client = items.first().map(|item| item.client);
    let employees: Vec<UserId> = items.iter().map(|item| item.employee).collect();
    let whom = Employees {
        partner: operation.partner,
        client: client.ok_or(Refusal::NotFound)?,
        users: &employees,
    };
    let ender = gate::former_employer(operation)?;
    plan::offboard(ports, &ender, reader, whom, items).await
}

/// What an operation would come to, client by client (A3). Nothing is locked, and nothing is kept.
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

/// An end in a call must lie ahead.
pub(super) fn check_end(errors: &mut FieldErrors, end: Option<Time>, now: Time) {
    if end.is_some_and(|end| end <= now) {
        errors.add("/expires_at", "must lie ahead");
    }
}

/// The clients that are meant, each named once.
pub(crate) async fn clients(
    ports: &Ports,
    reader: &mut dyn Reader,
    names: &[AccountRef],
) -> Result<Vec<AccountId>, UseCaseError> {
    let clients = named::accounts(ports, reader, names).await?;
    lists::must_be_named_once("/clients", &clients)?;
    Ok(clients)
}

/// The people who are meant, each named once.
pub(crate) async fn employees(
    ports: &Ports,
    reader: &mut dyn Reader,
    names: &[UserRef],
) -> Result<Vec<UserId>, UseCaseError> {
    let employees = named::users(ports, reader, names).await?;
    lists::must_be_named_once("/employees", &employees)?;
    Ok(employees)
}

/// Checks a selection of people, of clients, or of both, for each of these in each of those.
pub(crate) fn check_selection(
    employees: Option<&[UserRef]>,
    clients: Option<&[AccountRef]>,
) -> Result<(), UseCaseError> {
    let mut errors = FieldErrors::default();
    if let Some(employees) = employees {
        lists::check_names(&mut errors, "/employees", employees);
    }
    if let Some(clients) = clients {
        lists::check_names(&mut errors, "/clients", clients);
    }
    errors.into_result()?;
    match (employees, clients) {
        (None, None) => Err(UseCaseError::invalid(
            "/employees",
            "name employees, clients, or both",
        )),
        (Some(employees), Some(clients))
            if employees.len().saturating_mul(clients.len()) > MOST_ITEMS =>
        {
            Err(too_many())
        }
        _ => Ok(()),
    }
}

/// A selection, looked up.
pub(crate) type Selected = (Option<Vec<UserId>>, Option<Vec<AccountId>>);

/// Looks a selection up.
pub(crate) async fn selected(
    ports: &Ports,
    reader: &mut dyn Reader,
    employees_named: Option<&[UserRef]>,
    clients_named: Option<&[AccountRef]>,
) -> Result<Selected, UseCaseError> {
    let found_employees = match employees_named {
        Some(names) => Some(employees(ports, reader, names).await?),
        None => None,
    };
    let found_clients = match clients_named {
        Some(names) => Some(clients(ports, reader, names).await?),
        None => None,
    };
    Ok((found_employees, found_clients))
}

/// Each of the people in each of the clients, client by client.
pub(super) fn pairs(clients: &[AccountId], employees: &[UserId]) -> Vec<(AccountId, UserId)> {
    let in_client = |client: &AccountId| {
        let client = *client;
        employees.iter().map(move |employee| (client, *employee))
    };
    clients.iter().flat_map(in_client).collect()
}

/// There are too many pairs for one operation.
pub(crate) fn too_many() -> UseCaseError {
    let detail =
        format!("comes to more than {MOST_ITEMS} pairs of client and employee: name fewer");
    UseCaseError::invalid("", detail)
}
