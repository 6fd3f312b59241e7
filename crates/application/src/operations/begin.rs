//! How every operation begins: the operation and its items are kept in one unit, with the event that
//! says so.

use std::{collections::HashSet, hash::Hash};

use latchkey_domain::{
    audit::Records,
    authority::{self, Permit},
    event::{Event, EventKind},
    ids::{AccountId, UserId},
    operation::{Item, MOST_ITEMS, Operation, Task},
    ports::{Reader, UnitOfWork},
    refusal::{FieldError, Refusal},
    time::Time,
};

use super::{Begun, ForeseenClient};
use crate::{
    client_access::{
        ItemOutcome, ItemResult,
        plan::{self, Employees, Plan},
    },
    context::RequestContext,
    error::UseCaseError,
    mode::Mode,
    ports::Ports,
    ready::Ready,
};

/// The event of an attempt to begin an operation.
pub(crate) fn attempted(partner: AccountId, kind: &str) -> Event {
    Event::new(EventKind::OperationStarted)
        .in_account(partner)
        .with_partner(partner)
        .with("kind", kind)
}

/// What is to be done for a partner, with which pairs of client and employee.
pub(super) struct Order {
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
    order: Order,
) -> Result<Ready<Begun>, UseCaseError> {
    match order.mode {
        Mode::DryRun => {
            drop(unit);
            foresee(ports, cx, order).await
        }
        Mode::CarryOut => {
            let items = Item::all(order.pairs);
            let ready = begin(ports, cx, unit, permit, (order.partner, order.task), items).await?;
            Ok(ready.map(Begun::Started))
        }
    }
}

/// Keeps a new operation, ready to be committed.
pub(crate) async fn begin(
    ports: &Ports,
    cx: &RequestContext,
    mut unit: Box<dyn UnitOfWork>,
    permit: &Permit,
    (partner, task): (AccountId, Task),
    items: Vec<Item>,
) -> Result<Ready<Operation>, UseCaseError> {
    let now = ports.now();
    let operation = Operation::begin(ports.ids.next(), partner, task, &items, &cx.origin, now);
    unit.insert_operation(&operation, &items).await?;
    let records = Records::one(permit, started(&operation), &*ports.ids, now);
    Ok(Ready::changed(operation, unit, records))
}

/// The event of a begun operation.
pub(crate) fn started(operation: &Operation) -> Event {
    let mut event = attempted(operation.partner, operation.task.kind())
        .on(operation.id)
        .with("total", operation.total);
    if let Some(set) = operation.task.permission_set() {
        event = event.with("permission_set", set.to_string());
    }
    event
}

/// Plans what an operation does with items of one client (A4, A7, D1, D2).
pub(super) async fn plan_for(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    (partner, task): (AccountId, Task),
    items: &[Item],
) -> Result<Plan, UseCaseError> {
    let client = items.first().map(|item| item.client);
    let client = client.ok_or(Refusal::NotFound)?;
    let employees: Vec<UserId> = items.iter().map(|item| item.employee).collect();
    let whom = Employees {
        partner,
        client,
        users: &employees,
    };
    match task {
        Task::Assign {
            permission_set,
            expires_at,
        } => {
            let adding = plan::Adding {
                whom,
                permission_set,
                expires_at,
            };
            plan::add(ports, cx, reader, adding).await
        }
        Task::Deactivate => plan::deactivate(ports, cx, reader, whom).await,
        Task::Reactivate => plan::reactivate(ports, cx, reader, whom).await,
        Task::Apply { permission_set } => {
            plan::apply(ports, cx, reader, whom, permission_set).await
        }
        Task::Remove => plan::remove(ports, cx, reader, whom, items).await,
        // It follows from the end of an employment, and never from a call.
        Task::Offboard => Err(Refusal::MissingPermission.into()),
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
    let ender = authority::former_employer(operation)?;
    plan::offboard(ports, &ender, reader, whom, items).await
}

/// What an operation would come to, client by client (A3). Nothing is locked, and nothing is kept.
async fn foresee(
    ports: &Ports,
    cx: &RequestContext,
    order: Order,
) -> Result<Ready<Begun>, UseCaseError> {
    let mut reader = ports.store.reader();
    let mut foreseen = Vec::new();
    let items = Item::all(order.pairs);
    for items in items.chunk_by(|one, next| one.client == next.client) {
        let Some(first) = items.first() else {
            continue;
        };
        let task = (order.partner, order.task);
        let results = match plan_for(ports, cx, &mut *reader, task, items).await {
            Ok(plan) => plan.results,
            Err(UseCaseError::Refused(refusal)) => {
                let outcome = ItemOutcome::Refused(refusal);
                let refused = |item: &Item| ItemResult::plain(item.employee, outcome);
                items.iter().map(refused).collect()
            }
            Err(error) => return Err(error),
        };
        foreseen.push(ForeseenClient {
            client: first.client,
            results,
        });
    }
    Ok(Ready::unchanged(Begun::Foreseen(foreseen)))
}

/// What a list of ids in a call may not be: empty, too long, or with one twice.
pub(crate) fn check_list<T: Copy + Eq + Hash>(
    errors: &mut Vec<FieldError>,
    pointer: &str,
    ids: &[T],
) {
    if ids.is_empty() || ids.len() > MOST_ITEMS {
        let detail = format!("name 1 to {MOST_ITEMS}");
        errors.push(FieldError::at(pointer, detail));
        return;
    }
    let mut named = HashSet::new();
    for (at, id) in ids.iter().enumerate() {
        if !named.insert(*id) {
            let pointer = format!("{pointer}/{at}");
            errors.push(FieldError::at(pointer, "is named twice"));
        }
    }
}

/// An end in a call must lie ahead.
pub(super) fn check_end(errors: &mut Vec<FieldError>, end: Option<Time>, now: Time) {
    if end.is_some_and(|end| end <= now) {
        errors.push(FieldError::at("/expires_at", "must lie ahead"));
    }
}

/// What is wrong with the values of a call, if anything is.
pub(crate) fn finish(errors: Vec<FieldError>) -> Result<(), UseCaseError> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(UseCaseError::Invalid(errors))
    }
}

/// There are too many pairs for one operation.
pub(crate) fn too_many() -> UseCaseError {
    let detail =
        format!("comes to more than {MOST_ITEMS} pairs of client and employee: name fewer");
    UseCaseError::invalid("", detail)
}
