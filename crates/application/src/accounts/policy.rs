//! Who may make partner admins in an account (L3): read by super admins and holders of `users.edit`,
//! laid down by super admins alone.

use latchkey_domain::{
    account::PartnerAdminsBy,
    audit::Records,
    authority::Need,
    event::{Event, EventKind},
    ids::AccountId,
    permission::BuiltIn,
    ports::Locks,
    refusal::Refusal,
};

use super::Accounts;
use crate::{
    context::RequestContext, error::UseCaseError, memberships::account_manager, ready::Ready,
};

/// Lays down who may make partner admins.
#[derive(Debug, Clone, Copy)]
pub struct SetPolicy {
    /// In which account.
    pub account: AccountId,
    /// Who.
    pub partner_admins_by: PartnerAdminsBy,
}

impl Accounts {
    /// Shows who may make partner admins in an account.
    pub async fn policy(
        &self,
        cx: &RequestContext,
        account: AccountId,
    ) -> Result<PartnerAdminsBy, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let right = BuiltIn::UsersEdit;
        account_manager(&self.ports, cx, &mut *reader, account, right, Need::View).await?;
        let account = reader.account(account).await?.ok_or(Refusal::NotFound)?;
        Ok(account.partner_admins_by)
    }

    /// Lays down who may make partner admins in an account.
    pub async fn set_policy(
        &self,
        cx: &RequestContext,
        cmd: SetPolicy,
    ) -> Result<Ready<PartnerAdminsBy>, UseCaseError> {
        let attempted = Event::new(EventKind::PolicyChanged).in_account(cmd.account);
        let work = self.try_set_policy(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_set_policy(
        &self,
        cx: &RequestContext,
        cmd: SetPolicy,
    ) -> Result<Ready<PartnerAdminsBy>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let mut unit = ports
            .store
            .begin(Locks::none().changing(cmd.account))
            .await?;
        let right = BuiltIn::UsersEdit;
        let manager =
            account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;
        manager.must_be_super_admin()?;
        let mut account = unit.account(cmd.account).await?.ok_or(Refusal::NotFound)?;
        cx.must_match(account.version)?;
        let before = account.partner_admins_by;
        if !account.set_policy(cmd.partner_admins_by, now) {
            return Ok(Ready::unchanged(before));
        }
        unit.save_account(&mut account).await?;
        let event = Event::new(EventKind::PolicyChanged)
            .in_account(account.id)
            .with("from", before.as_str())
            .with("to", account.partner_admins_by.as_str());
        let records = Records::one(&manager.permit(), event, &*ports.ids, now);
        Ok(Ready::changed(account.partner_admins_by, unit, records))
    }
}
