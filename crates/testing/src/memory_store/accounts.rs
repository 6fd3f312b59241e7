use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest},
        reference::AccountRef,
        text::ExternalId,
    },
    people::{account::Account, email::EmailDomain},
    permission::catalogue_in_force::CatalogueInForce,
    ports::{AccountQueries, AccountRepository, StoreError, Taken},
};

use super::{
    list::{Order, by_id, page_of},
    state::{State, taken},
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> AccountQueries for Memory<S> {
    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.look(|view| view.state.accounts.get(&id).cloned())
    }

    async fn account_by_external_id(
        &mut self,
        id: &ExternalId,
    ) -> Result<Option<Account>, StoreError> {
        self.look(|view| view.state.account_called(id).cloned())
    }

    async fn accounts_named(
        &mut self,
        names: &[AccountRef],
    ) -> Result<BTreeMap<AccountRef, AccountId>, StoreError> {
        let wanted: BTreeSet<_> = names.iter().collect();
        self.look(|view| {
            let known = view.state.accounts.values();
            let names = known.flat_map(|account| {
                let external = account.external_id.clone().map(AccountRef::External);
                let names = [Some(AccountRef::Id(account.id)), external];
                names.into_iter().flatten().map(|name| (name, account.id))
            });
            names.filter(|(name, _)| wanted.contains(name)).collect()
        })
    }

    async fn accounts(&mut self, page: &PageRequest) -> Result<Page<Account>, StoreError> {
        self.look(|view| {
            let all = view.state.accounts.values().cloned().collect();
            page_of(all, Order::Up, page, |account: &Account| {
                by_id(account.id.uuid())
            })
        })
    }

    async fn owner_of_domain(
        &mut self,
        domain: &EmailDomain,
    ) -> Result<Option<AccountId>, StoreError> {
        self.look(|view| {
            let mut accounts = view.state.accounts.values();
            let owner = accounts.find(|account| account.email_domains.contains(domain));
            owner.map(|account| account.id)
        })
    }

    async fn catalogue_in_force(&mut self) -> Result<Option<CatalogueInForce>, StoreError> {
        self.look(|view| view.state.catalogue.clone())
    }

    async fn catalogue_hash(&mut self) -> Result<Option<String>, StoreError> {
        self.look(|view| {
            let in_force = view.state.catalogue.as_ref();
            in_force.map(|in_force| in_force.hash.clone())
        })
    }
}

impl State {
    pub(super) fn account_called(&self, id: &ExternalId) -> Option<&Account> {
        self.accounts
            .values()
            .find(|account| account.external_id.as_ref() == Some(id))
    }

    /// What must be unique is asked of all other accounts.
    fn check_account(&self, account: &Account) -> Result<(), StoreError> {
        let others = || {
            self.accounts
                .values()
                .filter(|other| other.id != account.id)
        };
        let same_id = |other: &Account| {
            account.external_id.is_some() && other.external_id == account.external_id
        };
        taken(Taken::ExternalId, others().any(same_id))?;
        let same_domain = |other: &Account| {
            let mut domains = other.email_domains.intersection(&account.email_domains);
            domains.next().is_some()
        };
        taken(Taken::Domain, others().any(same_domain))
    }
}

#[async_trait]
impl AccountRepository for Memory<Draft> {
    async fn insert_account(&mut self, account: &Account) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.accounts.contains_key(&account.id))?;
            state.check_account(account)?;
            state.accounts.insert(account.id, account.clone());
            Ok(())
        })
    }

    async fn save_account(&mut self, account: &mut Account) -> Result<(), StoreError> {
        self.write(|state| {
            let stored = state.accounts.get(&account.id);
            if stored.is_none_or(|stored| stored.version != account.version) {
                return Err(StoreError::Stale);
            }
            state.check_account(account)?;
            account.saved();
            state.accounts.insert(account.id, account.clone());
            Ok(())
        })
    }

    async fn insert_catalogue(&mut self, catalogue: &CatalogueInForce) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.catalogue.is_some())?;
            state.catalogue = Some(catalogue.clone());
            Ok(())
        })
    }

    async fn replace_catalogue(
        &mut self,
        replaced: &str,
        catalogue: &CatalogueInForce,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let found = state.catalogue.as_ref().map(|found| found.hash.as_str());
            if found != Some(replaced) {
                return Err(StoreError::Stale);
            }
            state.catalogue = Some(catalogue.clone());
            Ok(())
        })
    }
}
