use std::collections::BTreeMap;

use super::{StoreError, port::port};
use crate::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest},
        reference::AccountRef,
        text::ExternalId,
    },
    people::{account::Account, email::EmailDomain},
    permission::catalogue_in_force::CatalogueInForce,
};

port! {
    /// Reads accounts, and the catalogue in force.
    pub trait AccountQueries {
        /// The account with this id, with its domains.
        async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError>;

        /// The account with this external id, compared byte for byte.
        async fn account_by_external_id(
            &mut self,
            id: &ExternalId,
        ) -> Result<Option<Account>, StoreError>;

        /// The ids of the accounts with these references; unknown ones are left out. One statement
        /// for each 1,000 references.
        async fn accounts_named(
            &mut self,
            names: &[AccountRef],
        ) -> Result<BTreeMap<AccountRef, AccountId>, StoreError>;

        /// All accounts in the order of their ids.
        async fn accounts(&mut self, page: &PageRequest) -> Result<Page<Account>, StoreError>;

        /// The partner that has this domain.
        async fn owner_of_domain(
            &mut self,
            domain: &EmailDomain,
        ) -> Result<Option<AccountId>, StoreError>;

        /// The catalogue in force; `None` on an empty database.
        async fn catalogue_in_force(&mut self) -> Result<Option<CatalogueInForce>, StoreError>;

        /// The hash of the catalogue in force alone.
        async fn catalogue_hash(&mut self) -> Result<Option<String>, StoreError>;
    }
}

port! {
    /// Writes accounts.
    pub trait AccountRepository {
        /// Stores a new account. [`Taken::ExternalId`](super::Taken) if the external id is taken.
        async fn insert_account(&mut self, account: &Account) -> Result<(), StoreError>;

        /// Saves a changed account and its domains. [`Taken::Domain`](super::Taken) if another
        /// account has one of them.
        async fn save_account(&mut self, account: &mut Account) -> Result<(), StoreError>;

        /// Stores the first catalogue. [`Taken::Id`](super::Taken) if there is one, also if the
        /// other unit commits first.
        async fn insert_catalogue(
            &mut self,
            catalogue: &CatalogueInForce,
        ) -> Result<(), StoreError>;

        /// Replaces the catalogue with this hash. [`StoreError::Stale`] if another one is in force
        /// by now.
        async fn replace_catalogue(
            &mut self,
            replaced: &str,
            catalogue: &CatalogueInForce,
        ) -> Result<(), StoreError>;
    }
}
