use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::ids::{AccountId, UserId},
    membership::member::Acting,
};

port! {
    /// Reads the partners that a person could act for in an account (S2).
    pub trait EmployerQueries {
        /// For each of the people, every enrolled partner, except the account itself, in whose account
        /// the person is a member, whatever the status. Each is returned as the person's membership in
        /// the account would have it if it acted for that partner. Sorted by id; people without any are
        /// left out. One statement.
        async fn employers(
            &mut self,
            account: AccountId,
            people: &[UserId],
        ) -> Result<BTreeMap<UserId, Vec<Acting>>, StoreError>;
    }
}
