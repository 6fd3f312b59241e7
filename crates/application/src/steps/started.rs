//! Stores a new operation with its items and its event in one unit. Every operation begins here.

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef},
    ports::UnitOfWork,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
    work::operation::{Item, Operation, Task},
};

use crate::frame::{
    context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready, refusals::Attempted,
};

/// The event of an attempt to begin an operation.
pub(crate) fn attempted(partner: &AccountRef, kind: &str) -> Attempted {
    Attempted::new(EventKind::OperationStarted)
        .in_account(partner)
        .with_partner(partner)
        .with("kind", kind)
}

/// An event about beginning an operation.
pub(crate) fn beginning(partner: AccountId, kind: &str) -> Event {
    Event::new(EventKind::OperationStarted)
        .in_account(partner)
        .with_partner(partner)
        .with("kind", kind)
}

/// Stores a new operation, ready to commit.
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
    let event = started(&operation);
    Ok(Ready::of(operation, unit, permit, [event], (ports, now)))
}

/// The event that an operation was begun.
pub(crate) fn started(operation: &Operation) -> Event {
    let mut event = beginning(operation.partner, operation.task.kind())
        .on(operation.id)
        .with("total", operation.total);
    if let Some(set) = operation.task.permission_set() {
        event = event.with("permission_set", set.to_string());
    }
    event
}
