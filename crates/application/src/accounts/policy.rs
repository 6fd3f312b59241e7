//! The policy on who may approve partner admins in an account (L3). Super admins, holders of
//! `users.edit` and the platform read it; only super admins set it.

use latchkey_domain::{
    base::{reference::AccountRef, refusal::Refusal},
    gate::Need,
    people::{
        account::{Account, PartnerAdminsBy},
        token::Scope,
    },
    permission::BuiltIn,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::Accounts;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{
        account::{account_manager, viewer_of},
        named,
    },
};

/// Sets who may approve partner admins.
#[derive(Debug, Clone)]
pub struct SetPolicy {
    /// The account.
    pub account: AccountRef,
    /// Who may approve partner admins.
    pub partner_admins_by: PartnerAdminsBy,
}

impl Accounts {
    /// Shows the account with its policy.
    pub async fn policy(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<Account, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let (rights, scope) = (&[BuiltIn::UsersEdit], Scope::Provision);
        let (_, account) = viewer_of(ports, cx, &mut *reader, account, rights, scope).await?;
        let account = reader.account(account).await?;
        Ok(account.ok_or(Refusal::NotFound)?)
    }

    /// Sets who may approve partner admins in an account.
    pub async fn set_policy(
        &self,
        cx: &RequestContext,
        cmd: SetPolicy,
    ) -> Result<Ready<Account>, UseCaseError> {
        let attempted = Attempted::new(EventKind::PolicyChanged).in_account(&cmd.account);
        let work = self.try_set_policy(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_set_policy(
        &self,
        cx: &RequestContext,
        cmd: &SetPolicy,
    ) -> Result<Ready<Account>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let account = named::account_for_user(ports, cx, Need::Edit, &cmd.account).await?;
        let mut unit = ports.store.begin(Locks::none().changing(account)).await?;
        let right = BuiltIn::UsersEdit;
        let manager = account_manager(ports, cx, &mut *unit, account, right, Need::Edit).await?;
        manager.may_set_policy(cmd.partner_admins_by)?;
        let mut account = unit.account(account).await?.ok_or(Refusal::NotFound)?;
        cx.must_match(account.version)?;
        let before = account.partner_admins_by;
        if !account.set_policy(cmd.partner_admins_by, now) {
            return Ok(Ready::unchanged(account));
        }
        unit.save_account(&mut account).await?;
        let event = Event::new(EventKind::PolicyChanged)
            .in_account(account.id)
            .with("from", before.as_str())
            .with("to", account.partner_admins_by.as_str());
        let permit = manager.permit();
        Ok(Ready::of(account, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::ids::AccountId;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn super_admins_only(account: AccountId) -> SetPolicy {
        SetPolicy {
            account: account.into(),
            partner_admins_by: PartnerAdminsBy::SuperAdmin,
        }
    }

    #[tokio::test]
    async fn l3_a_super_admin_sets_who_makes_partner_admins() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let harbour = bed.world.harbour;
        let cx = bed.as_user(bed.world.helen);
        let ready = accounts
            .set_policy(&cx, super_admins_only(harbour))
            .await
            .unwrap();
        let account = bed.done(&cx, ready).await;
        assert_eq!(account.partner_admins_by, PartnerAdminsBy::SuperAdmin);
        let ines = bed.as_user(bed.world.ines);
        let read = accounts.policy(&ines, &harbour.into()).await.unwrap();
        assert_eq!(read, account);
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.actor_account, Some(harbour));
        assert_eq!(line.event.details.more["from"], "users_edit");
    }

    #[tokio::test]
    async fn l3_a_holder_of_users_edit_only_reads_it() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.ines);
        let result = accounts
            .set_policy(&cx, super_admins_only(bed.world.harbour))
            .await;
        assert_eq!(refused(result), "missing-permission");
        let noted = (
            EventKind::PolicyChanged,
            Some("missing-permission".to_owned()),
        );
        assert_eq!(bed.trail(1).await, [noted]);
    }

    #[tokio::test]
    async fn a11_who_acts_for_a_partner_and_strangers_read_none() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let harbour = bed.world.harbour;
        let read = accounts
            .policy(&bed.as_user(bed.world.marit), &harbour.into())
            .await;
        assert_eq!(refused(read), "missing-permission");
        let read = accounts
            .policy(&bed.as_user(bed.world.sam), &harbour.into())
            .await;
        assert_eq!(refused(read), "not-found");
    }

    #[tokio::test]
    async fn t4_the_same_policy_writes_no_event() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        let cmd = SetPolicy {
            account: bed.world.harbour.into(),
            partner_admins_by: PartnerAdminsBy::UsersEdit,
        };
        let ready = accounts.set_policy(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(bed.trail(1).await, []);
    }

    #[tokio::test]
    async fn a_token_that_only_reads_changes_no_policy() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_reader(bed.world.helen));
        assert!(
            accounts
                .policy(&cx, &bed.world.harbour.into())
                .await
                .is_ok()
        );
        let result = accounts
            .set_policy(&cx, super_admins_only(bed.world.harbour))
            .await;
        assert_eq!(refused(result), "missing-permission");
    }
}
