//! What a worker remembers of units that failed, so that one item that cannot be written keeps
//! neither its operation running for ever nor the others of its client from being done.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use latchkey_domain::{
    base::ids::{AccountId, OperationId},
    ports::StoreError,
    work::operation::{Item, Operation},
};

use crate::frame::error::UseCaseError;

/// How often a unit of several items may fail before its items are written one by one.
const ATTEMPTS: u32 = 3;

/// A client in which an operation fails.
#[derive(Debug, Clone, Copy)]
struct Trouble {
    client: AccountId,
    failures: u32,
}

/// The operations in trouble. An operation is in trouble with one client at a time.
#[derive(Debug, Default)]
pub(super) struct Troubles(Mutex<HashMap<OperationId, Trouble>>);

/// What follows from a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterFailure {
    /// The unit is tried again.
    TryAgain,
    /// Its only item gets the outcome `failed`.
    GiveUp,
}

impl Troubles {
    fn open(&self) -> MutexGuard<'_, HashMap<OperationId, Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The items of the next unit: all of them, or only the first where a unit of this client
    /// failed too often.
    pub(super) fn next_unit(&self, operation: OperationId, mut items: Vec<Item>) -> Vec<Item> {
        let client = items.first().map(|item| item.client);
        let trouble = self.open().get(&operation).copied();
        if trouble.is_some_and(|it| Some(it.client) == client && it.failures >= ATTEMPTS) {
            items.truncate(1);
        }
        items
    }

    /// Notes that a unit failed. A store that is out of reach says nothing about the items, and an
    /// offboarding is not given up: a super admin who left would keep their access (D8).
    pub(super) fn failed(
        &self,
        operation: &Operation,
        items: &[Item],
        error: &UseCaseError,
    ) -> AfterFailure {
        let Some(first) = items.first() else {
            return AfterFailure::TryAgain;
        };
        if matches!(error, UseCaseError::Store(StoreError::Unavailable(_))) {
            return AfterFailure::TryAgain;
        }
        let mut open = self.open();
        let trouble = open.entry(operation.id).or_insert(Trouble {
            client: first.client,
            failures: 0,
        });
        if trouble.client != first.client {
            *trouble = Trouble {
                client: first.client,
                failures: 0,
            };
        }
        trouble.failures = trouble.failures.saturating_add(1);
        let enough = trouble.failures > ATTEMPTS && items.len() == 1;
        if enough && operation.task.may_be_called_off() {
            AfterFailure::GiveUp
        } else {
            AfterFailure::TryAgain
        }
    }

    /// Notes that a unit was written: with another client, the trouble is over.
    pub(super) fn written(&self, operation: OperationId, client: AccountId) {
        let mut open = self.open();
        if open.get(&operation).is_some_and(|it| it.client != client) {
            open.remove(&operation);
        }
    }

    /// Forgets operations that no longer run.
    pub(super) fn keep_only(&self, running: &[OperationId]) {
        self.open().retain(|id, _| running.contains(id));
    }
}
