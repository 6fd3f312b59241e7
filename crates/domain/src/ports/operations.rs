use std::collections::BTreeSet;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    trail::origin::Origin,
    work::operation::{Item, ItemOutcome, ItemResult, ItemRow, Operation, TriedAgain},
};

/// The access that memberships are filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldAccess {
    /// Any access.
    Anything,
    /// Super admins only.
    SuperAdmin,
}

/// The filter for memberships that act for a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActingFor<'a> {
    /// The partner.
    pub partner: AccountId,
    /// Only of these users; `None`: of anyone.
    pub employees: Option<&'a [UserId]>,
    /// Only in these accounts; `None`: in any.
    pub clients: Option<&'a [AccountId]>,
    /// Only with this access.
    pub held: HeldAccess,
}

port! {
    /// Reads operations.
    pub trait OperationQueries {
        /// The operation with this id.
        async fn operation(&mut self, id: OperationId) -> Result<Option<Operation>, StoreError>;

        /// Running operations, oldest first, at most `most`, beginning behind `after`.
        async fn running_operations(
            &mut self,
            after: Option<OperationId>,
            most: u16,
        ) -> Result<Vec<OperationId>, StoreError>;

        /// Pending items in their order, only the first ones that belong to one client, at most
        /// `most`.
        async fn next_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError>;

        /// The same from the other end: the last pending items, the last one first.
        async fn last_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError>;

        /// Items with results and names, in their order; with `outcomes`, only those with these
        /// outcomes.
        async fn items(
            &mut self,
            id: OperationId,
            outcomes: Option<&BTreeSet<ItemOutcome>>,
            page: &PageRequest,
        ) -> Result<Page<ItemRow>, StoreError>;

        /// The pairs of client and employee of memberships that act for a partner, in the order of
        /// their ids, at most `most`.
        async fn acting_pairs(
            &mut self,
            acting: ActingFor<'_>,
            most: u32,
        ) -> Result<Vec<(AccountId, UserId)>, StoreError>;

        /// The same for memberships that hold an older version of the set than the newest, in
        /// accounts that do not own the set (A7).
        async fn outdated_pairs(
            &mut self,
            acting: ActingFor<'_>,
            set: PermissionSetId,
            most: u32,
        ) -> Result<Vec<(AccountId, UserId)>, StoreError>;
    }
}

port! {
    /// Writes operations.
    pub trait OperationRepository {
        /// Stores a new operation with its items, all pending.
        async fn insert_operation(
            &mut self,
            operation: &Operation,
            items: &[Item],
        ) -> Result<(), StoreError>;

        /// Saves the results of pending items and counts them; with the last one the operation is
        /// done. [`StoreError::Stale`] if it no longer runs as it was read
        /// ([`Operation::still_runs_as`]), or if one of the items has a result already.
        async fn finish_items(
            &mut self,
            operation: &Operation,
            results: &[ItemResult],
            now: Time,
        ) -> Result<(), StoreError>;

        /// Cancels an operation and its pending items. Tells whether it was running.
        async fn cancel_operation(
            &mut self,
            id: OperationId,
            now: Time,
        ) -> Result<bool, StoreError>;

        /// Makes these items pending again, in the name and by the request of whoever retries
        /// them, and returns their number. Nothing happens to an operation that is running or
        /// cancelled.
        async fn retry_operation(
            &mut self,
            id: OperationId,
            again: TriedAgain,
            origin: &Origin,
        ) -> Result<u64, StoreError>;
    }
}
