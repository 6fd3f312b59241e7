use std::collections::BTreeSet;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    trail::origin::Origin,
    work::operation::{Item, ItemOutcome, ItemResult, ItemRow, Operation},
};

/// What access a membership gives that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldAccess {
    /// Any.
    Anything,
    /// Super admin.
    SuperAdmin,
}

/// Which memberships that act for a partner are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActingFor<'a> {
    /// The partner.
    pub partner: AccountId,
    /// Of these people; `None`: of anyone.
    pub employees: Option<&'a [UserId]>,
    /// In these accounts; `None`: in any.
    pub clients: Option<&'a [AccountId]>,
    /// With this access.
    pub held: HeldAccess,
}

port! {
    /// Reads operations.
    pub trait OperationQueries {
        /// The operation of that id.
        async fn operation(&mut self, id: OperationId) -> Result<Option<Operation>, StoreError>;

        /// Operations that run, oldest first, at most `most`.
        async fn running_operations(&mut self, most: u16) -> Result<Vec<OperationId>, StoreError>;

        /// Items that wait for their turn, in their order, as far as those of one client follow
        /// each other, at most `most`.
        async fn next_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError>;

        /// The same from the other end: the last items that wait, the last one first.
        async fn last_items(&mut self, id: OperationId, most: u16) -> Result<Vec<Item>, StoreError>;

        /// Items with results and names, in their order; with `outcomes`, only those.
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

        /// The same of those that hold an older version of the set than the newest (A7), in
        /// accounts that do not own it.
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
        /// Keeps a new operation with its items, which wait for their turn.
        async fn insert_operation(
            &mut self,
            operation: &Operation,
            items: &[Item],
        ) -> Result<(), StoreError>;

        /// Keeps the results of items that waited, and counts them; with the last one the operation
        /// is done. [`StoreError::Stale`] where it does not run any more as it was seen
        /// ([`Operation::still_runs_as`]), or one of the items has a result already.
        async fn finish_items(
            &mut self,
            operation: &Operation,
            results: &[ItemResult],
            now: Time,
        ) -> Result<(), StoreError>;

        /// Calls an operation off, and with it the items that wait. Tells whether it ran.
        async fn cancel_operation(
            &mut self,
            id: OperationId,
            now: Time,
        ) -> Result<bool, StoreError>;

        /// Lets the items that were refused wait for their turn again, in the name and by the
        /// request of whoever wants that; tells how many. Nothing happens to an operation that runs
        /// or was called off.
        async fn retry_operation(
            &mut self,
            id: OperationId,
            origin: &Origin,
        ) -> Result<u64, StoreError>;
    }
}
