//! The platform creates or changes an account by its platform id (scope `provision`). Absent fields
//! keep their value.

use latchkey_domain::{
    base::{
        reference::AccountRef,
        refusal::{Conflict, Refusal},
        text::{ExternalId, Name},
    },
    gate,
    membership::super_admins::LastSuperAdmin,
    people::{
        account::{Account, AccountStatus, NewAccount, Program},
        token::Scope,
    },
    permission::seat::SeatPricing,
    ports::Locks,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::{Accounts, ChangeAccount, find};
use crate::{
    accounts::events,
    frame::{
        context::RequestContext,
        error::UseCaseError,
        ready::Ready,
        retry::{overtaken, while_overtaken},
    },
};

/// The result of a call that creates or changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created<T> {
    /// Created by this call (201).
    New(T),
    /// Existed before; its current state (200).
    Existing(T),
}

/// Creates or changes an account.
#[derive(Debug, Clone)]
pub struct PutAccount {
    /// Its platform id.
    pub external_id: ExternalId,
    /// Its official name; required for a new account.
    pub name: Option<Name>,
    /// The partner program; `Some(None)` ends the enrolment.
    pub program: Option<Option<Program>>,
    /// How paid seats count in addition to a partner seat; `seat_based` for a new account.
    pub seat_pricing: Option<SeatPricing>,
    /// Whether the account is active; `active` for a new account.
    pub status: Option<AccountStatus>,
    /// Whether a closed account may be reopened without a permanent super admin (D5).
    pub last_super_admin: LastSuperAdmin,
}

impl PutAccount {
    fn as_change(&self) -> ChangeAccount {
        ChangeAccount {
            account: AccountRef::External(self.external_id.clone()),
            name: self.name.clone(),
            external_id: None,
            program: self.program,
            seat_pricing: self.seat_pricing,
            status: self.status,
            last_super_admin: self.last_super_admin,
        }
    }
}

impl Accounts {
    /// Creates or changes the account with a platform id.
    pub async fn put_by_external_id(
        &self,
        cx: &RequestContext,
        cmd: PutAccount,
    ) -> Result<Ready<Created<Account>>, UseCaseError> {
        let attempted =
            Event::new(EventKind::AccountChanged).with("external_id", cmd.external_id.as_str());
        let work = self.try_put(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_put(
        &self,
        cx: &RequestContext,
        cmd: PutAccount,
    ) -> Result<Ready<Created<Account>>, UseCaseError> {
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let change = cmd.as_change();
        let (permit, change, cmd) = (&permit, &change, &cmd);
        while_overtaken(|| async move {
            match find::lock(&self.ports, &change.account).await {
                Ok(locked) => {
                    let change = change.clone();
                    let changed = self.change_locked(cx, permit, locked, change).await?;
                    return Ok(changed.map(Created::Existing));
                }
                Err(UseCaseError::Refused(Refusal::NotFound)) => {}
                Err(error) => return Err(error),
            }
            cx.must_not_expect()?;
            match self.put_new(permit, cmd).await {
                // Another call created it first: the next attempt changes that one.
                Err(UseCaseError::Refused(Refusal::Conflict(Conflict::ExternalIdTaken))) => {
                    Err(overtaken())
                }
                made => made,
            }
        })
        .await
    }

    async fn put_new(
        &self,
        permit: &Permit,
        cmd: &PutAccount,
    ) -> Result<Ready<Created<Account>>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let Some(name) = cmd.name.clone() else {
            return Err(UseCaseError::invalid(
                "/name",
                "is required for a new account",
            ));
        };
        let new = NewAccount {
            external_id: Some(cmd.external_id.clone()),
            name,
            program: cmd.program.flatten(),
            seat_pricing: cmd.seat_pricing.unwrap_or(SeatPricing::SeatBased),
        };
        let mut account = Account::open(ports.ids.next(), new, now);
        if let Some(status) = cmd.status {
            account.set_status(status, now);
        }
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.insert_account(&account).await?;
        let event = events::created(&account);
        Ok(Ready::of(
            Created::New(account),
            unit,
            permit,
            [event],
            (ports, now),
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_testing::builders::name;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn put(external_id: &str) -> PutAccount {
        PutAccount {
            external_id: ExternalId::parse(external_id).unwrap(),
            name: None,
            program: None,
            seat_pricing: None,
            status: None,
            last_super_admin: LastSuperAdmin::Stays,
        }
    }

    #[tokio::test]
    async fn an_account_that_is_not_there_is_made() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = PutAccount {
            name: Some(name("Orchard")),
            status: Some(AccountStatus::Closed),
            last_super_admin: LastSuperAdmin::Stays,
            ..put("orchard")
        };
        let ready = accounts.put_by_external_id(&cx, cmd).await.unwrap();
        let Created::New(orchard) = bed.done(&cx, ready).await else {
            panic!("the account was not there before")
        };
        let kept = bed.world.account(orchard.id).await;
        assert_eq!(kept.seat_pricing, SeatPricing::SeatBased);
        assert_eq!(kept.status, AccountStatus::Closed);
        assert_eq!(bed.trail(2).await, [(EventKind::AccountCreated, None)]);
    }

    /// A call that expects a version of a missing account creates nothing.
    #[tokio::test]
    async fn nothing_is_made_for_who_saw_it_before() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let mut cx = bed.as_platform();
        let northwind = bed.world.account(bed.world.northwind).await;
        cx.expected = Some(northwind.version);
        let cmd = PutAccount {
            name: Some(name("Orchard")),
            ..put("orchard")
        };
        let result = accounts.put_by_external_id(&cx, cmd).await;
        assert!(matches!(result, Err(UseCaseError::Stale)));
        let known = accounts.put_by_external_id(&cx, put("northwind")).await;
        assert!(known.is_ok());
    }

    #[tokio::test]
    async fn an_account_that_is_there_keeps_what_is_left_out() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = PutAccount {
            seat_pricing: Some(SeatPricing::Legacy),
            ..put("northwind")
        };
        let ready = accounts.put_by_external_id(&cx, cmd).await.unwrap();
        let Created::Existing(northwind) = bed.done(&cx, ready).await else {
            panic!("the account was there before")
        };
        assert_eq!(northwind.id, bed.world.northwind);
        assert_eq!(northwind.name.as_str(), "Northwind Studio");
        assert!(northwind.is_enrolled());
        assert_eq!(northwind.seat_pricing, SeatPricing::Legacy);
    }

    #[tokio::test]
    async fn t4_the_same_word_twice_is_one_change() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        for _ in 0..2 {
            let cmd = PutAccount {
                name: Some(name("Orchard")),
                ..put("orchard")
            };
            let ready = accounts.put_by_external_id(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
        }
        assert_eq!(bed.trail(5).await, [(EventKind::AccountCreated, None)]);
    }

    #[tokio::test]
    async fn a_new_account_needs_a_name() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let result = accounts
            .put_by_external_id(&bed.as_platform(), put("orchard"))
            .await;
        let Err(UseCaseError::Invalid(errors)) = result else {
            panic!("{result:?}")
        };
        assert_eq!(errors.listed()[0].pointer, "/name");
    }

    #[tokio::test]
    async fn another_scope_puts_nothing() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Admin]));
        let result = accounts.put_by_external_id(&cx, put("northwind")).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
