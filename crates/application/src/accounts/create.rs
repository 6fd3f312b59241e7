//! The platform makes an account (scope `provision`).

use latchkey_domain::{
    account::{Account, NewAccount},
    audit::Records,
    authority,
    event::{Event, EventKind},
    ports::Locks,
    token::Scope,
};

use super::{Accounts, facts};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Accounts {
    /// Makes an account.
    pub async fn create(
        &self,
        cx: &RequestContext,
        cmd: NewAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let attempted = Event::new(EventKind::AccountCreated);
        let work = self.try_create(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Makes an account out of what was given and of nothing else.
    pub(super) async fn try_create(
        &self,
        cx: &RequestContext,
        cmd: NewAccount,
    ) -> Result<Ready<Account>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let permit = authority::platform(&cx.origin, Scope::Provision)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let account = Account::open(ports.ids.next(), cmd, now);
        unit.insert_account(&account).await?;
        let event = facts::created(&account);
        let records = Records::one(&permit, event, &*ports.ids, now);
        Ok(Ready::changed(account, unit, records))
    }
}
