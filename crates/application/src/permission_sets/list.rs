//! The sets that an account can give, standard ones and its own, shown to its super admins and to
//! holders of `users.edit` or `permission_sets.edit` whose membership acts for nobody (A8, A11).

use latchkey_domain::{
    authority::Need,
    ids::AccountId,
    page::{Page, PageRequest},
    permission::{BuiltIn, PermissionSet},
    ports::Reader,
    refusal::Refusal,
};

use super::{PermissionSets, TargetSet};
use crate::{context::RequestContext, error::UseCaseError, memberships::account_manager};

impl PermissionSets {
    /// Shows a set, standard or of the account.
    pub async fn show(
        &self,
        cx: &RequestContext,
        target: TargetSet,
    ) -> Result<PermissionSet, UseCaseError> {
        let mut reader = self.ports.store.reader();
        self.must_be_reader(cx, &mut *reader, target.account)
            .await?;
        target.load(&mut *reader).await
    }

    /// Lists the standard sets and those of the account, in the order of their ids.
    pub async fn list(
        &self,
        cx: &RequestContext,
        account: AccountId,
        page: &PageRequest,
    ) -> Result<Page<PermissionSet>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        self.must_be_reader(cx, &mut *reader, account).await?;
        Ok(reader.permission_sets(&[account], page).await?)
    }

    async fn must_be_reader(
        &self,
        cx: &RequestContext,
        reader: &mut dyn Reader,
        account: AccountId,
    ) -> Result<(), UseCaseError> {
        let ports = &*self.ports;
        let right = BuiltIn::PermissionSetsEdit;
        let editor = account_manager(ports, cx, reader, account, right, Need::View).await;
        match editor {
            Err(UseCaseError::Refused(Refusal::MissingPermission)) => {
                let right = BuiltIn::UsersEdit;
                account_manager(ports, cx, reader, account, right, Need::View)
                    .await
                    .map(drop)
            }
            other => other.map(drop),
        }
    }
}
