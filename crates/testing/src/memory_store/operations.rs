use std::{collections::BTreeSet, time::Duration};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, UserId},
        page::{Page, PageRequest, Position},
        time::Time,
    },
    membership::{Access, Membership},
    ports::{
        ActingFor, HeldAccess, Leases, OperationQueries, OperationRepository, StoreError, Taken,
    },
    trail::origin::Origin,
    work::operation::{
        Item, ItemOutcome, ItemResult, ItemRow, Operation, OperationState, Starter, Task,
        TriedAgain, of_one_client,
    },
};

use super::{
    list::{Order, page_of},
    state::{OperationRow, State, taken},
    store::MemoryStore,
    unit::{Draft, Look, Memory},
};

fn waits(result: &ItemResult) -> bool {
    result.outcome == ItemOutcome::Pending
}

/// The items that wait for their turn, in their order.
fn waiting(row: &OperationRow) -> impl DoubleEndedIterator<Item = &Item> {
    let waiting = row.items.iter().filter(|(_, result)| waits(result));
    waiting.map(|(item, _)| item)
}

impl State {
    fn acting_for<'a>(&'a self, acting: ActingFor<'a>) -> impl Iterator<Item = &'a Membership> {
        self.memberships.values().filter(move |membership| {
            membership.partner == Some(acting.partner)
                && acting
                    .employees
                    .is_none_or(|wanted| wanted.contains(&membership.user))
                && acting
                    .clients
                    .is_none_or(|wanted| wanted.contains(&membership.account))
                && match acting.held {
                    HeldAccess::Anything => true,
                    HeldAccess::SuperAdmin => membership.access == Access::SuperAdmin,
                }
        })
    }

    fn is_outdated(&self, membership: &Membership, id: PermissionSetId) -> bool {
        let Access::PermissionSet(held) = membership.access else {
            return false;
        };
        let newest = self.sets.get(&id).map(|set| set.current().number());
        held.set == id && newest.is_some_and(|newest| held.version < newest)
    }

    fn item_row(&self, operation: &Operation, item: &Item, result: &ItemResult) -> ItemRow {
        let partner = operation.partner;
        let is_client = self.relationships.contains_key(&(partner, item.client));
        let is_member = self.memberships.contains_key(&(partner, item.employee));
        let has_left = operation.task == Task::Offboard;
        ItemRow {
            item: item.clone(),
            result: result.clone(),
            client_name: is_client.then(|| self.shown_name(partner, item.client)),
            employee_name: (is_member || has_left).then(|| self.person(item.employee).name),
        }
    }
}

fn pairs<'a>(
    memberships: impl Iterator<Item = &'a Membership>,
    most: u32,
) -> Vec<(AccountId, UserId)> {
    memberships
        .map(|membership| (membership.account, membership.user))
        .take(usize::try_from(most).unwrap())
        .collect()
}

#[async_trait]
impl<S: Look> OperationQueries for Memory<S> {
    async fn operation(&mut self, id: OperationId) -> Result<Option<Operation>, StoreError> {
        self.look(|view| {
            let row = view.state.operations.get(&id);
            row.map(|row| row.operation.clone())
        })
    }

    async fn running_operations(
        &mut self,
        after: Option<OperationId>,
        most: u16,
    ) -> Result<Vec<OperationId>, StoreError> {
        self.look(|view| {
            let rows = view.state.operations.values();
            rows.filter(|row| row.operation.state == OperationState::Running)
                .map(|row| row.operation.id)
                .filter(|id| after.is_none_or(|after| *id > after))
                .take(most.into())
                .collect()
        })
    }

    async fn next_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError> {
        self.look(|view| {
            let Some(row) = view.state.operations.get(&id) else {
                return Vec::new();
            };
            of_one_client(waiting(row).take(most.into()).cloned().collect())
        })
    }

    async fn last_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError> {
        self.look(|view| {
            let Some(row) = view.state.operations.get(&id) else {
                return Vec::new();
            };
            of_one_client(waiting(row).rev().take(most.into()).cloned().collect())
        })
    }

    async fn items(
        &mut self,
        id: OperationId,
        outcomes: Option<&BTreeSet<ItemOutcome>>,
        page: &PageRequest,
    ) -> Result<Page<ItemRow>, StoreError> {
        self.look(|view| {
            let Some(row) = view.state.operations.get(&id) else {
                return Page {
                    items: Vec::new(),
                    next: None,
                };
            };
            let wanted = |result: &ItemResult| {
                outcomes.is_none_or(|outcomes| outcomes.contains(&result.outcome))
            };
            let rows = row
                .items
                .iter()
                .filter(|(_, result)| wanted(result))
                .map(|(item, result)| view.state.item_row(&row.operation, item, result));
            page_of(rows.collect(), Order::Up, page, |row| Position {
                key: format!("{:010}", row.item.position),
                id: id.uuid(),
            })
        })
    }

    async fn acting_pairs(
        &mut self,
        acting: ActingFor<'_>,
        most: u32,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        self.look(|view| pairs(view.state.acting_for(acting), most))
    }

    async fn outdated_pairs(
        &mut self,
        acting: ActingFor<'_>,
        set: PermissionSetId,
        most: u32,
    ) -> Result<Vec<(AccountId, UserId)>, StoreError> {
        self.look(|view| {
            let state = view.state;
            let held = state.acting_for(acting);
            pairs(held.filter(|it| state.is_outdated(it, set)), most)
        })
    }
}

#[async_trait]
impl OperationRepository for Memory<Draft> {
    async fn insert_operation(
        &mut self,
        operation: &Operation,
        items: &[Item],
    ) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.operations.contains_key(&operation.id))?;
            let waiting = |item: &Item| {
                let result = ItemResult::done(item.position, ItemOutcome::Pending);
                (item.clone(), result)
            };
            let row = OperationRow {
                operation: operation.clone(),
                items: items.iter().map(waiting).collect(),
            };
            state.operations.insert(operation.id, row);
            Ok(())
        })
    }

    async fn finish_items(
        &mut self,
        operation: &Operation,
        results: &[ItemResult],
        now: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let row = state.operations.get_mut(&operation.id);
            let row = row.ok_or(StoreError::Stale)?;
            if !row.operation.still_runs_as(operation) {
                return Err(StoreError::Stale);
            }
            for result in results {
                let mut items = row.items.iter_mut();
                let (_, kept) = items
                    .find(|(item, _)| item.position == result.position)
                    .filter(|(_, kept)| kept.outcome == ItemOutcome::Pending)
                    .ok_or(StoreError::Stale)?;
                *kept = result.clone();
                let operation = &mut row.operation;
                if result.outcome.is_success() {
                    operation.succeeded += 1;
                } else if result.outcome == ItemOutcome::Failed {
                    operation.failed += 1;
                } else {
                    operation.refused += 1;
                }
            }
            if !row.items.iter().any(|(_, result)| waits(result)) {
                row.operation.state = OperationState::Done;
                row.operation.finished_at = Some(now);
            }
            Ok(())
        })
    }

    async fn cancel_operation(&mut self, id: OperationId, now: Time) -> Result<bool, StoreError> {
        self.write(|state| {
            let row = state.operations.get_mut(&id);
            let Some(row) = row.filter(|row| row.operation.state == OperationState::Running) else {
                return Ok(false);
            };
            row.operation.state = OperationState::Cancelled;
            row.operation.finished_at = Some(now);
            for (_, result) in &mut row.items {
                if result.outcome == ItemOutcome::Pending {
                    result.outcome = ItemOutcome::Cancelled;
                }
            }
            Ok(true)
        })
    }

    async fn retry_operation(
        &mut self,
        id: OperationId,
        tried: TriedAgain,
        origin: &Origin,
    ) -> Result<u64, StoreError> {
        self.write(|state| {
            let row = state.operations.get_mut(&id);
            let Some(row) = row.filter(|row| row.operation.state == OperationState::Done) else {
                return Ok(0);
            };
            let mut again = 0;
            for (item, result) in &mut row.items {
                if tried.outcomes().contains(&result.outcome) {
                    *result = ItemResult::done(item.position, ItemOutcome::Pending);
                    again += 1;
                }
            }
            if again > 0 {
                row.operation.state = OperationState::Running;
                row.operation.finished_at = None;
                row.operation.failed = 0;
                if tried == TriedAgain::RefusedToo {
                    row.operation.refused = 0;
                }
                row.operation.starter = Starter::of(&origin.principal);
                row.operation.request_id.clone_from(&origin.request_id);
                row.operation.address = origin.address;
                row.operation.reason.clone_from(&origin.reason);
            }
            Ok(again)
        })
    }
}

#[async_trait]
impl Leases for MemoryStore {
    /// Nothing else shares the memory: every lease is to be had.
    async fn take_lease(
        &self,
        _name: &str,
        _holder: &str,
        _lasts: Duration,
    ) -> Result<bool, StoreError> {
        Ok(true)
    }
}
