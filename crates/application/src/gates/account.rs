//! The gate of the account side: who has a right in the account (A8, A11).

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef},
    gate::{self, AccountManager, Need},
    membership::super_admins::SuperAdmins,
    permission::BuiltIn,
    ports::Reader,
};

use super::named;
use crate::frame::{context::RequestContext, error::UseCaseError, ports::Ports};

/// Checks that the caller has a right on the account side (A8, A11).
pub(crate) async fn account_manager(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: AccountId,
    right: BuiltIn,
    need: Need,
) -> Result<AccountManager, UseCaseError> {
    let user = gate::user(&cx.origin, need)?;
    let member = reader.member(account, user).await?;
    let acts_for = member.as_ref().and_then(|it| it.membership.partner);
    let super_admins = match acts_for {
        Some(_) => reader.permanent_super_admins(account).await?,
        None => SuperAdmins::default(),
    };
    let now = ports.now();
    let catalogue = &ports.catalogue;
    Ok(gate::account_manager(
        &cx.origin,
        member.as_ref(),
        &super_admins,
        right,
        need,
        catalogue,
        now,
    )?)
}

/// The same for an account given by reference.
pub(crate) async fn account_manager_of(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: &AccountRef,
    right: BuiltIn,
    need: Need,
) -> Result<AccountManager, UseCaseError> {
    let account = named::account_for_user(ports, cx, need, account).await?;
    account_manager(ports, cx, reader, account, right, need).await
}
