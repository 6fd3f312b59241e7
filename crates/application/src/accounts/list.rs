//! The platform reads its accounts (scope `provision`).

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
        text::ExternalId,
    },
    gate,
    people::{account::Account, token::Scope},
};

use super::{Accounts, find};
use crate::frame::{context::RequestContext, error::UseCaseError};

/// Filters of the list of accounts.
#[derive(Debug, Clone)]
pub struct ListAccounts {
    /// Only the account with this platform id.
    pub external_id: Option<ExternalId>,
    /// The page of the list.
    pub page: PageRequest,
}

impl Accounts {
    /// Shows an account.
    pub async fn show(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Account, UseCaseError> {
        gate::platform(&cx.origin, Scope::Provision)?;
        find::account(&mut *self.ports.store.reader(), account).await
    }

    /// Lists accounts in the order of their ids.
    pub async fn list(
        &self,
        cx: &RequestContext,
        cmd: &ListAccounts,
    ) -> Result<Page<Account>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Provision)?;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    #[tokio::test]
    async fn an_account_is_shown_by_either_id() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let external = AccountRef::External(ExternalId::parse("harbour").unwrap());
        for wanted in [AccountRef::Id(bed.world.harbour), external] {
            let shown = accounts.show(&cx, &wanted).await.unwrap();
            assert_eq!(shown.id, bed.world.harbour);
        }
        let unknown = AccountRef::External(ExternalId::parse("no-such").unwrap());
        assert_eq!(refused(accounts.show(&cx, &unknown).await), "not-found");
    }

    #[tokio::test]
    async fn pages_follow_and_the_external_id_picks_one() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let mut cmd = ListAccounts {
            external_id: None,
            page: PageRequest::new(3, None).unwrap(),
        };
        let first = accounts.list(&cx, &cmd).await.unwrap();
        cmd.page = PageRequest::new(3, first.next).unwrap();
        let second = accounts.list(&cx, &cmd).await.unwrap();
        assert_eq!(
            (first.items.len(), second.items.len(), second.next),
            (3, 1, None)
        );
        cmd.external_id = Some(ExternalId::parse("fjordline").unwrap());
        let one = accounts.list(&cx, &cmd).await.unwrap();
        assert_eq!(one.items[0].id, bed.world.fjordline);
    }

    #[tokio::test]
    async fn only_the_platform_reads_and_refused_reads_are_free() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        let own = AccountRef::Id(bed.world.harbour);
        assert_eq!(
            refused(accounts.show(&cx, &own).await),
            "missing-permission"
        );
        assert_eq!(bed.trail(1).await, []);
    }
}
