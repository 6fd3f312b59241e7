//! The trail is read by the account it happened in (super admins and holders of `audit_log.view`),
//! by the partner it concerns (`partner.employees.view`), and whole by the platform (scope `audit`).

use latchkey_domain::{
    authority::{self, Need},
    ids::AccountId,
    page::{Page, PageRequest},
    permission::BuiltIn,
    ports::{EventFilter, Reader, TrailSide},
    token::Scope,
};

use super::{SeenEvent, Trail};
use crate::{
    client_access::manager, context::RequestContext, error::UseCaseError,
    memberships::account_manager,
};

/// Which events are wanted.
#[derive(Debug, Clone)]
pub struct ListEvents {
    /// By whom, about whom, where, what and when.
    pub filter: EventFilter,
    /// Which page.
    pub page: PageRequest,
}

impl Trail {
    /// Lists the events in an account, newest first.
    pub async fn of_account(
        &self,
        cx: &RequestContext,
        account: AccountId,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let right = BuiltIn::AuditLogView;
        account_manager(&self.ports, cx, &mut *reader, account, right, Need::View).await?;
        list(&mut *reader, TrailSide::Account(account), cmd).await
    }

    /// Lists the events that concern a partner, newest first.
    pub async fn of_partner(
        &self,
        cx: &RequestContext,
        partner: AccountId,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        manager(&self.ports, cx, &mut *reader, partner, Need::View).await?;
        list(&mut *reader, TrailSide::Partner(partner), cmd).await
    }

    /// Lists all events, newest first.
    pub async fn of_everything(
        &self,
        cx: &RequestContext,
        cmd: &ListEvents,
    ) -> Result<Page<SeenEvent>, UseCaseError> {
        authority::platform(&cx.origin, Scope::Audit)?;
        list(&mut *self.ports.store.reader(), TrailSide::Everything, cmd).await
    }
}

async fn list(
    reader: &mut dyn Reader,
    side: TrailSide,
    cmd: &ListEvents,
) -> Result<Page<SeenEvent>, UseCaseError> {
    let events = reader.events(side, &cmd.filter, &cmd.page).await?;
    Ok(events.map(|seen| SeenEvent::from(side, seen)))
}
