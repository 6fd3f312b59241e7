//! The platform creates an account (scope `provision`).

use latchkey_domain::{
    gate,
    people::{
        account::{Account, NewAccount},
        token::Scope,
    },
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::Accounts;
use crate::{
    accounts::events,
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
};

impl Accounts {
    /// Creates an account.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: NewAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let attempted = Event::new(EventKind::AccountCreated);
        let work = self.try_create(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Creates an account without noting a refusal, for callers that do so themselves.
    pub(super) async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: NewAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let account = Account::open(ports.ids.next(), cmd, now);
        unit.insert_account(&account).await?;
        let event = events::created(&account);
        Ok(Ready::of(account, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            refusal::{Conflict, Refusal},
            text::ExternalId,
        },
        people::account::{AccountStatus, Program},
        permission::seat::SeatPricing,
    };
    use latchkey_testing::builders::name;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn orchard() -> NewAccount {
        NewAccount {
            external_id: Some(ExternalId::parse("orchard").unwrap()),
            name: name("Orchard Agency"),
            program: Some(Program::SolutionsProvider),
            seat_pricing: SeatPricing::Legacy,
        }
    }

    #[tokio::test]
    async fn a_new_account_is_active_at_once() {
        let bed = UseCaseBed::new().await;
        let cx = bed.as_platform();
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let ready = accounts.create(&cx, orchard()).await.unwrap();
        let made = bed.done(&cx, ready).await;
        let kept = bed.world.account(made.id).await;
        assert_eq!(kept, made);
        assert_eq!(kept.status, AccountStatus::Active);
        assert!(kept.is_enrolled() && kept.was_partner);
        let line = bed.world.trail().await.remove(0);
        assert_eq!(line.event.account, Some(made.id));
        assert_eq!(line.event.details.more["to"]["seat_pricing"], "legacy");
    }

    #[tokio::test]
    async fn nothing_is_made_before_the_commit() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let ready = accounts.create(&bed.as_platform(), orchard()).await;
        let id = ready.unwrap().value().id;
        assert_eq!(bed.world.store.reader().account(id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn t1_a_taken_external_id_is_a_recorded_conflict() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let mut again = orchard();
        again.external_id = Some(ExternalId::parse("harbour").unwrap());
        let result = accounts.create(&bed.as_platform(), again).await;
        let taken = Refusal::Conflict(Conflict::ExternalIdTaken);
        assert!(matches!(result, Err(UseCaseError::Refused(refusal)) if refusal == taken));
        let noted = (EventKind::AccountCreated, Some("conflict".to_owned()));
        assert_eq!(bed.trail(1).await, [noted]);
    }

    #[tokio::test]
    async fn another_scope_or_a_user_makes_no_account() {
        let bed = UseCaseBed::new().await;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let decide = RequestContext::new(bed.world.as_service(&[Scope::Decide, Scope::Admin]));
        for cx in [decide, bed.as_user(bed.world.marit)] {
            let result = accounts.create(&cx, orchard()).await;
            assert_eq!(refused(result), "missing-permission");
        }
    }
}
