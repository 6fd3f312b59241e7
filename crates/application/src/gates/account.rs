//! The gate of an account's own side: who has a right there (A8, A11).

use latchkey_domain::{
    base::ids::AccountId,
    gate::{self, AccountManager, Need},
    permission::BuiltIn,
    ports::Reader,
};

use crate::frame::{context::RequestContext, error::UseCaseError, ports::Ports};

/// The caller as somebody with a right on the account's own side (A8, A11).
pub(crate) async fn account_manager(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: AccountId,
    right: BuiltIn,
    need: Need,
) -> Result<AccountManager, UseCaseError> {
    let user = authority::user(&cx.origin, need)?;
    let member = reader.member(account, user).await?;
    let now = ports.now();
    let catalogue = &ports.catalogue;
    Ok(authority::account_manager(
        &cx.origin,
        member.as_ref(),
        right,
        need,
        catalogue,
        now,
    )?)
}
