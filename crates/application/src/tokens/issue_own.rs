//! A person makes a token for themself, with one of scope `manage`; it ends no later than that one,
//! and with it (I3).

use std::collections::BTreeSet;

use latchkey_domain::{
    audit::{Principal, Records},
    authority,
    event::{Event, EventKind},
    ports::Locks,
    refusal::Refusal,
    text::Name,
    token::{TokenKind, UserScope},
};

use super::{IssuedToken, Lifetime, Tokens, maker::Maker};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Makes a token for the caller.
#[derive(Debug, Clone)]
pub struct IssueOwnToken {
    /// What they call it.
    pub label: Name,
    /// How far it goes; `manage` brings `read`.
    pub scopes: BTreeSet<UserScope>,
    /// How long it lasts; `None`: 90 days. Never beyond the token the call is made with.
    pub expires_in_seconds: Option<Lifetime>,
}

impl Tokens {
    /// Makes a token for the caller.
    pub async fn issue_own(
        &self,
        cx: &RequestContext,
        cmd: IssueOwnToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let scopes: Vec<&str> = cmd.scopes.iter().map(|scope| scope.as_str()).collect();
        let mut event = Event::new(EventKind::TokenCreated).with("scopes", scopes);
        event.user = cx.origin.principal.user();
        let work = self.try_issue_own(cx, cmd, event.clone());
        self.ports.refusals.watch(&cx.origin, event, work).await
    }

    async fn try_issue_own(
        &self,
        cx: &RequestContext,
        cmd: IssueOwnToken,
        event: Event,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let Some(wanted) = cmd.scopes.last().copied() else {
            return Err(UseCaseError::invalid("/scopes", "name at least one scope"));
        };
        let (user, permit) = authority::oneself(&cx.origin)?;
        if let Principal::User { scope, .. } = cx.origin.principal
            && wanted > scope
        {
            return Err(Refusal::ExceedsOwnPermissions.into());
        }
        let mut unit = ports.store.begin(Locks::none().changing_user(user)).await?;
        let maker = Maker::find(&mut *unit, &cx.origin, now).await?;
        let lifetime = cmd.expires_in_seconds.unwrap_or(Lifetime::OF_USER_TOKENS);
        let kind = TokenKind::User(user, wanted);
        let issued = maker.make(ports, kind, cmd.label, Some(lifetime.end(now)), now);
        unit.insert_token(&issued.token).await?;
        let records = Records::one(&permit, event.on(issued.token.id), &*ports.ids, now);
        Ok(Ready::changed(issued, unit, records))
    }
}
