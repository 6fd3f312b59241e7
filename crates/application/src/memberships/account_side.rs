//! The gate of an account's own side.

use latchkey_domain::{
    authority::{self, AccountManager, Need},
    event::{Event, EventKind},
    ids::{AccountId, UserId},
    permission::BuiltIn,
    ports::Reader,
};

use crate::{context::RequestContext, error::UseCaseError, ports::Ports};

/// A member of an account.
#[derive(Debug, Clone, Copy)]
pub struct TargetMember {
    /// The account.
    pub account: AccountId,
    /// Whom.
    pub user: UserId,
}

impl TargetMember {
    /// The event of an attempt on this member.
    pub(super) fn attempted(self, kind: EventKind) -> Event {
        Event::new(kind).in_account(self.account).about(self.user)
    }
}

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
