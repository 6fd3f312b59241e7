//! Who keeps the sets of an account: its super admins and editors (A7), and the platform (I7).

use latchkey_domain::{
    base::ids::AccountId,
    gate::{self, Caller, Need, SetKeeper},
    people::token::Scope,
    permission::BuiltIn,
    ports::Reader,
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::account::{account_manager, must_exist},
};

/// Checks that the caller keeps the sets of the account.
pub(super) async fn keeper(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    account: AccountId,
) -> Result<SetKeeper, UseCaseError> {
    match gate::caller(&cx.origin, Need::Edit, Scope::Provision)? {
        Caller::User(_) => {
            let right = BuiltIn::PermissionSetsEdit;
            let editor = account_manager(ports, cx, reader, account, right, Need::Edit).await?;
            Ok(editor.set_keeper())
        }
        Caller::Platform => {
            must_exist(reader, account).await?;
            Ok(gate::platform_set_keeper(&cx.origin)?)
        }
    }
}
