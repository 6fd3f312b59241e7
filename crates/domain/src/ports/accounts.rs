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
    /// Reads accounts, and what stands for the whole installation.
    pub trait AccountQueries {
        /// The account of that id, its domains with it.
        async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError>;

        /// The account that the platform calls so, byte for byte.
        async fn account_by_external_id(
            &mut self,
            id: &ExternalId,
        ) -> Result<Option<Account>, StoreError>;

        /// The ids of the accounts named so, of those that there are: one statement for each 1,000
        /// names.
        async fn accounts_named(
            &mut self,
            names: &[AccountRef],
        ) -> Result<BTreeMap<AccountRef, AccountId>, StoreError>;

        /// All accounts in the order of their ids.
        async fn accounts(&mut self, page: &PageRequest) -> Result<Page<Account>, StoreError>;

        /// The partner that has that domain.
        async fn owner_of_domain(
            &mut self,
            domain: &EmailDomain,
        ) -> Result<Option<AccountId>, StoreError>;

        /// The catalogue in force; `None` on an empty database.
        async fn catalogue_in_force(&mut self) -> Result<Option<CatalogueInForce>, StoreError>;
    }
}

port! {
    /// Writes accounts.
    pub trait AccountRepository {
        /// Keeps a new account. [`Taken::ExternalId`](super::Taken) where the platform's id is
        /// taken.
        async fn insert_account(&mut self, account: &Account) -> Result<(), StoreError>;

        /// Keeps a changed account and its domains. [`Taken::Domain`](super::Taken) where another
        /// account has one of them.
        async fn save_account(&mut self, account: &mut Account) -> Result<(), StoreError>;

        /// Puts the first catalogue in force. [`Taken::Id`](super::Taken) where there is one, also
        /// one whose unit commits first.
        async fn insert_catalogue(
            &mut self,
            catalogue: &CatalogueInForce,
        ) -> Result<(), StoreError>;

        /// Puts a catalogue in the place of the one with that hash. [`StoreError::Stale`] where
        /// another is in force by now.
        async fn replace_catalogue(
            &mut self,
            replaced: &str,
            catalogue: &CatalogueInForce,
        ) -> Result<(), StoreError>;
    }
}
