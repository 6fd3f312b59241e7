//! The platform changes an account (scope `provision`): its name, ids, program (L1), seat pricing
//! (S3) and status (I3). An account without a permanent super admin is reopened only on the platform's
//! word (D5).

use latchkey_domain::{
    base::{
        reference::AccountRef,
        text::{ExternalId, Name},
        time::Time,
    },
    gate,
    membership::super_admins::LastSuperAdmin,
    people::{
        account::{Account, AccountStatus, Program},
        token::Scope,
    },
    permission::seat::SeatPricing,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::{
    Accounts,
    find::{self, LockedAccount},
};
use crate::{
    accounts::events,
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
};

/// Changes an account; `None` keeps a value.
#[derive(Debug, Clone)]
pub struct ChangeAccount {
    /// The account to change.
    pub account: AccountRef,
    /// Its official name.
    pub name: Option<Name>,
    /// The platform id; `Some(None)` removes it.
    pub external_id: Option<Option<ExternalId>>,
    /// The partner program; `Some(None)` ends the enrolment.
    pub program: Option<Option<Program>>,
    /// How paid seats count in addition to a partner seat.
    pub seat_pricing: Option<SeatPricing>,
    /// Whether the account is active.
    pub status: Option<AccountStatus>,
    /// Whether a closed account may be reopened without a permanent super admin (D5).
    pub last_super_admin: LastSuperAdmin,
}

impl ChangeAccount {
    /// A command that changes nothing yet.
    pub const fn of(account: AccountRef) -> Self {
        Self {
            account,
            name: None,
            external_id: None,
            program: None,
            seat_pricing: None,
            status: None,
            last_super_admin: LastSuperAdmin::Stays,
        }
    }

    fn apply(self, account: &mut Account, now: Time) {
        if let Some(name) = self.name {
            account.rename(name, now);
        }
        if let Some(external_id) = self.external_id {
            account.identify(external_id, now);
        }
        if let Some(program) = self.program {
            account.enrol(program, now);
        }
        if let Some(pricing) = self.seat_pricing {
            account.price_seats(pricing, now);
        }
        if let Some(status) = self.status {
            account.set_status(status, now);
        }
    }
}

impl Accounts {
    /// Changes an account.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let mut attempted = Event::new(EventKind::AccountChanged);
        if let AccountRef::Id(id) = cmd.account {
            attempted = attempted.in_account(id);
        }
        let work = self.try_change(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        cmd: ChangeAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let locked = find::lock(&self.ports, &cmd.account).await?;
        self.change_locked(cx, &permit, locked, cmd).await
    }

    /// Changes an account that is already locked.
    pub(super) async fn change_locked(
        &self,
        cx: &RequestContext,
        permit: &Permit,
        locked: LockedAccount,
        cmd: ChangeAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let LockedAccount {
            mut unit,
            mut account,
        } = locked;
        let now = self.ports.now();
        cx.must_match(account.version)?;
        let before = account.clone();
        let last = cmd.last_super_admin;
        cmd.apply(&mut account, now);
        if account == before {
            return Ok(Ready::unchanged(account));
        }
        unit.save_account(&mut account).await?;
        let mut event = events::changed(&before, &account);
        if before.status == AccountStatus::Closed && account.status == AccountStatus::Active {
            // In a closed account nobody counts, so they are read once it is open.
            let super_admins = unit.permanent_super_admins(account.id).await?;
            if !super_admins.has_any() {
                last.may_go()?;
                event = event.with("leave_without_super_admin", true);
            }
        }
        Ok(Ready::of(
            account,
            unit,
            permit,
            [event],
            (&*self.ports, now),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::version::Version;
    use latchkey_testing::builders::name;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    #[tokio::test]
    async fn absent_fields_stay_and_changes_are_told() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let harbour = AccountRef::External(ExternalId::parse("harbour").unwrap());
        let cmd = ChangeAccount {
            name: Some(name("Harbour")),
            seat_pricing: Some(SeatPricing::Legacy),
            ..ChangeAccount::of(harbour)
        };
        let ready = accounts.change(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        let kept = bed.world.account(bed.world.harbour).await;
        assert_eq!(kept.name.as_str(), "Harbour");
        assert_eq!(kept.seat_pricing, SeatPricing::Legacy);
        assert_eq!(kept.external_id.as_ref().unwrap().as_str(), "harbour");
        let more = bed.world.trail().await.remove(0).event.details.more;
        let from = serde_json::json!({"name": "Harbour & Pine", "seat_pricing": "seat_based"});
        assert_eq!(more["from"], from);
    }

    #[tokio::test]
    async fn l1_who_was_a_partner_stays_known_as_one() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = ChangeAccount {
            program: Some(None),
            ..ChangeAccount::of(AccountRef::Id(bed.world.northwind))
        };
        let ready = accounts.change(&cx, cmd).await.unwrap();
        let northwind = bed.done(&cx, ready).await;
        assert!(!northwind.is_enrolled() && northwind.was_partner);
    }

    #[tokio::test]
    async fn i3_a_closed_account_gives_nobody_anything() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = ChangeAccount {
            status: Some(AccountStatus::Closed),
            ..ChangeAccount::of(AccountRef::Id(bed.world.harbour))
        };
        let ready = accounts.change(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        let helen = bed.world.member(bed.world.harbour, bed.world.helen).await;
        assert!(
            helen
                .effective(&bed.world.catalogue, bed.world.now())
                .is_empty()
        );
    }

    #[tokio::test]
    async fn t4_without_a_difference_there_is_no_event() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = ChangeAccount {
            name: Some(name("Harbour & Pine")),
            status: Some(AccountStatus::Active),
            program: Some(None),
            ..ChangeAccount::of(AccountRef::Id(bed.world.harbour))
        };
        let ready = accounts.change(&cx, cmd).await.unwrap();
        let harbour = bed.done(&cx, ready).await;
        assert_eq!(harbour.version, Version::FIRST);
        assert_eq!(bed.trail(1).await, []);
    }

    #[tokio::test]
    async fn a_version_that_is_not_there_any_more_is_stale() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let mut cx = bed.as_platform();
        cx.expected = Some(Version::new(7));
        let cmd = ChangeAccount::of(AccountRef::Id(bed.world.harbour));
        let result = accounts.change(&cx, cmd).await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
    }

    #[tokio::test]
    async fn the_gate_comes_before_the_account_is_looked_up() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let nobody = || {
            let id = ExternalId::parse("no-such-account").unwrap();
            ChangeAccount::of(AccountRef::External(id))
        };
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Decide]));
        assert_eq!(
            refused(accounts.change(&cx, nobody()).await),
            "missing-permission"
        );
        let cx = bed.as_platform();
        assert_eq!(refused(accounts.change(&cx, nobody()).await), "not-found");
        let codes: Vec<_> = bed
            .trail(2)
            .await
            .into_iter()
            .map(|(_, code)| code.unwrap())
            .collect();
        assert_eq!(codes, ["not-found", "missing-permission"]);
    }
}
