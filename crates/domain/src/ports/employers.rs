use super::{StoreError, port::port};
use crate::{
    base::ids::{AccountId, UserId},
    membership::member::Acting,
};

port! {
    /// Reads for which partners a person could act in an account (S2).
    pub trait EmployerQueries {
        /// Every enrolled partner but the account itself in whose own account the person is a
        /// member, whatever the status, as the person's membership in the account would know it if
        /// it acted for that partner; by id: one statement.
        async fn employers(
            &mut self,
            account: AccountId,
            user: UserId,
        ) -> Result<Vec<Acting>, StoreError>;
    }
}
