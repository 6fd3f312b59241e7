use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, OperationId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    membership::member::Member,
    partnership::standardization::{
        Place, RestoreWithheld, Standardization, StandardizationEffect,
    },
};

port! {
    /// Reads standardizations (L9).
    pub trait StandardizationQueries {
        /// The standardization with this id.
        async fn standardization(
            &mut self,
            id: OperationId,
        ) -> Result<Option<Standardization>, StoreError>;

        /// All standardizations, newest first.
        async fn standardizations(
            &mut self,
            page: &PageRequest,
        ) -> Result<Page<Standardization>, StoreError>;

        /// Those whose day has come and that are not done, oldest first.
        async fn due_standardizations(&mut self, now: Time)
        -> Result<Vec<Standardization>, StoreError>;

        /// Partner admins, whatever their status, who have added permissions; if withheld ones are
        /// to be lifted, also those who have withheld ones. Sorted by account and membership, after
        /// the position, at most `most`.
        async fn beyond_template(
            &mut self,
            restore_withheld: RestoreWithheld,
            after: Option<Place>,
            most: u16,
        ) -> Result<Vec<Member>, StoreError>;

        /// The effects of a standardization, by account and user, with their present names.
        async fn standardization_effects(
            &mut self,
            id: OperationId,
        ) -> Result<Vec<StandardizationEffect>, StoreError>;
    }
}

port! {
    /// Writes standardizations.
    pub trait StandardizationRepository {
        /// Stores a new standardization.
        async fn insert_standardization(
            &mut self,
            standardization: &Standardization,
        ) -> Result<(), StoreError>;

        /// Saves a changed standardization. [`StoreError::Stale`] if it was changed since it was
        /// read.
        async fn save_standardization(
            &mut self,
            standardization: &mut Standardization,
        ) -> Result<(), StoreError>;

        /// Clears the added permissions of memberships of one account, many in few statements.
        /// [`StoreError::Stale`] if one is gone.
        async fn clear_added(
            &mut self,
            account: AccountId,
            users: &[UserId],
            now: Time,
        ) -> Result<(), StoreError>;

        /// Stores the effects of a standardization.
        async fn insert_standardization_effects(
            &mut self,
            id: OperationId,
            effects: &[StandardizationEffect],
        ) -> Result<(), StoreError>;
    }
}
