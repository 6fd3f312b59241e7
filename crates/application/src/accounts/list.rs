//! The platform reads its accounts (scope `provision`).

use latchkey_domain::{
    account::Account,
    authority,
    page::{Page, PageRequest},
    ports::AccountRef,
    text::ExternalId,
    token::Scope,
};

use super::{Accounts, find};
use crate::{context::RequestContext, error::UseCaseError};

/// Which accounts are wanted.
#[derive(Debug, Clone)]
pub struct ListAccounts {
    /// Only the one that the platform calls so.
    pub external_id: Option<ExternalId>,
    /// Which page.
    pub page: PageRequest,
}

impl Accounts {
    /// Shows an account.
    pub async fn show(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Account, UseCaseError> {
        authority::platform(&cx.origin, Scope::Provision)?;
        find::account(&mut *self.ports.store.reader(), account).await
    }

    /// Lists accounts in the order of their ids.
    pub async fn list(
        &self,
        cx: &RequestContext,
        cmd: &ListAccounts,
    ) -> Result<Page<Account>, UseCaseError> {
        authority::platform(&cx.origin, Scope::Provision)?;
        let mut reader = self.ports.store.reader();
        let Some(external_id) = &cmd.external_id else {
            return Ok(reader.accounts(&cmd.page).await?);
        };
        let found = reader.account_by_external_id(external_id).await?;
        Ok(Page {
            items: found.into_iter().collect(),
            next: None,
        })
    }
}
