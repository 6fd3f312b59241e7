use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, OperationId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    membership::member::Member,
    partnership::standardization::{ClientsWord, Place, Standardization, StandardizationEffect},
};

port! {
    /// Reads standardizations (L9).
    pub trait StandardizationQueries {
        /// The standardization of that id.
        async fn standardization(
            &mut self,
            id: OperationId,
        ) -> Result<Option<Standardization>, StoreError>;

        /// All standardizations, newest first.
        async fn standardizations(
            &mut self,
            page: &PageRequest,
        ) -> Result<Page<Standardization>, StoreError>;

        /// Those whose day has come and that are not done, the oldest first.
        async fn due_standardizations(&mut self, now: Time)
        -> Result<Vec<Standardization>, StoreError>;

        /// Partner admins, whatever their status, to whom something was added; where what clients
        /// withhold is lifted, also those from whom something is withheld. By account and
        /// membership, after the place, at most `most`.
        async fn beyond_template(
            &mut self,
            clients_word: ClientsWord,
            after: Option<Place>,
            most: u16,
        ) -> Result<Vec<Member>, StoreError>;

        /// What a standardization has done to whom, by account and person, with the names of today.
        async fn standardization_effects(
            &mut self,
            id: OperationId,
        ) -> Result<Vec<StandardizationEffect>, StoreError>;
    }
}

port! {
    /// Writes standardizations.
    pub trait StandardizationRepository {
        /// Keeps a new standardization.
        async fn insert_standardization(
            &mut self,
            standardization: &Standardization,
        ) -> Result<(), StoreError>;

        /// Keeps a changed standardization. [`StoreError::Stale`] where it was changed since it was
        /// read.
        async fn save_standardization(
            &mut self,
            standardization: &mut Standardization,
        ) -> Result<(), StoreError>;

        /// Takes from memberships of one account all that was added to them, many in few
        /// statements. [`StoreError::Stale`] where one is not there any more.
        async fn clear_added(
            &mut self,
            account: AccountId,
            users: &[UserId],
            now: Time,
        ) -> Result<(), StoreError>;

        /// Keeps what a standardization has done.
        async fn insert_standardization_effects(
            &mut self,
            id: OperationId,
            effects: &[StandardizationEffect],
        ) -> Result<(), StoreError>;
    }
}
