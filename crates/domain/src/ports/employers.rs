use super::{StoreError, port::port};
use crate::{
    base::ids::{AccountId, UserId},
    membership::member::Acting,
};

port! {
    /// Reads the partners that a person could act for in an account (S2).
    pub trait EmployerQueries {
        /// Every enrolled partner, except the account itself, in whose account the person is a
        /// member, whatever the status. Each is returned as the person's membership in the account
        /// would have it if it acted for that partner. Sorted by id; one statement.
        async fn employers(
            &mut self,
            account: AccountId,
            user: UserId,
        ) -> Result<Vec<Acting>, StoreError>;
    }
}
