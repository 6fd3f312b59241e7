//! The platform or the operator makes a service token (scope `admin`), never with scopes or a life
//! beyond the token the call is made with (I3).

use std::collections::BTreeSet;

use latchkey_domain::{
    audit::{Principal, Records},
    authority,
    event::{Event, EventKind},
    ports::Locks,
    refusal::Refusal,
    text::Name,
    token::{Scope, TokenKind},
};

use super::{IssuedToken, Lifetime, Tokens, maker::Maker};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Makes a service token.
#[derive(Debug, Clone)]
pub struct IssueServiceToken {
    /// What its maker calls it.
    pub label: Name,
    /// What it may be used for.
    pub scopes: BTreeSet<Scope>,
    /// How long it lasts; `None`: as long as the maker's token.
    pub expires_in_seconds: Option<Lifetime>,
}

impl Tokens {
    /// Makes a service token.
    pub async fn issue_service(
        &self,
        cx: &RequestContext,
        cmd: IssueServiceToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let scopes: Vec<&str> = cmd.scopes.iter().map(|scope| scope.as_str()).collect();
        let event = Event::new(EventKind::TokenCreated).with("scopes", scopes);
        let work = self.try_issue_service(cx, cmd, event.clone());
        self.ports.refusals.watch(&cx.origin, event, work).await
    }

    async fn try_issue_service(
        &self,
        cx: &RequestContext,
        cmd: IssueServiceToken,
        event: Event,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        if cmd.scopes.is_empty() {
            return Err(UseCaseError::invalid("/scopes", "name at least one scope"));
        }
        let permit = authority::platform(&cx.origin, Scope::Admin)?;
        if let Principal::Service { scopes, .. } = &cx.origin.principal
            && !cmd.scopes.is_subset(scopes)
        {
            return Err(Refusal::ExceedsOwnPermissions.into());
        }
        let mut unit = ports.store.begin(Locks::none()).await?;
        let maker = Maker::find(&mut *unit, &cx.origin, now).await?;
        let end = cmd.expires_in_seconds.map(|lifetime| lifetime.end(now));
        let issued = maker.make(ports, TokenKind::Service(cmd.scopes), cmd.label, end, now);
        unit.insert_token(&issued.token).await?;
        let records = Records::one(&permit, event.on(issued.token.id), &*ports.ids, now);
        Ok(Ready::changed(issued, unit, records))
    }
}
