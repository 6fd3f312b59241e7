//! The platform changes an account (scope `provision`): name, ids, program (L1), seat pricing (S3),
//! and whether it is in use (I3).

use latchkey_domain::{
    account::{Account, AccountStatus, Program},
    audit::Records,
    authority::{self, Permit},
    event::{Event, EventKind},
    ports::AccountRef,
    seat::SeatPricing,
    text::{ExternalId, Name},
    time::Time,
    token::Scope,
};

use super::{
    Accounts, facts,
    find::{self, Locked},
};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Changes an account; what is `None` stays as it is.
#[derive(Debug, Clone)]
pub struct ChangeAccount {
    /// Which.
    pub account: AccountRef,
    /// Its official name.
    pub name: Option<Name>,
    /// The platform's id of it: `Some(None)` takes it away.
    pub external_id: Option<Option<ExternalId>>,
    /// The partner program: `Some(None)` ends the enrolment.
    pub program: Option<Option<Program>>,
    /// How paid seats count beside a partner seat.
    pub seat_pricing: Option<SeatPricing>,
    /// Whether it is in use.
    pub status: Option<AccountStatus>,
}

impl ChangeAccount {
    /// Changes nothing of an account yet.
    pub const fn of(account: AccountRef) -> Self {
        Self {
            account,
            name: None,
            external_id: None,
            program: None,
            seat_pricing: None,
            status: None,
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
        let permit = authority::platform(&cx.origin, Scope::Provision)?;
        let locked = find::lock(&self.ports, &cmd.account).await?;
        self.change_locked(cx, &permit, locked, cmd).await
    }

    /// Changes an account that is locked already.
    pub(super) async fn change_locked(
        &self,
        cx: &RequestContext,
        permit: &Permit,
        locked: Locked,
        cmd: ChangeAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let Locked {
            mut unit,
            mut account,
        } = locked;
        let now = self.ports.now();
        cx.must_match(account.version)?;
        let before = account.clone();
        cmd.apply(&mut account, now);
        if account == before {
            return Ok(Ready::unchanged(account));
        }
        unit.save_account(&mut account).await?;
        let event = facts::changed(&before, &account);
        let records = Records::one(permit, event, &*self.ports.ids, now);
        Ok(Ready::changed(account, unit, records))
    }
}
