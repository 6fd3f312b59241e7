//! The platform makes a token for a person (scope `admin`): it has scope `manage` and ends with the
//! token it was made with (I3).

use latchkey_domain::{
    audit::Records,
    authority,
    event::{Event, EventKind},
    ports::UserRef,
    refusal::{Conflict, Refusal},
    text::Name,
    token::{Scope, TokenKind, UserScope},
    user::UserStatus,
};

use super::{IssuedToken, Lifetime, Tokens, maker::Maker};
use crate::{
    context::RequestContext,
    error::UseCaseError,
    ready::Ready,
    users::find::{self, Locked, Reach},
};

/// Makes a token for a person.
#[derive(Debug, Clone)]
pub struct IssueUserToken {
    /// For whom.
    pub user: UserRef,
    /// What its maker calls it.
    pub label: Name,
    /// How long it lasts; `None`: 90 days.
    pub expires_in_seconds: Option<Lifetime>,
}

impl Tokens {
    /// Makes a token for an active person.
    pub async fn issue_for_user(
        &self,
        cx: &RequestContext,
        cmd: IssueUserToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let mut attempted = Event::new(EventKind::TokenCreated);
        if let UserRef::Id(id) = cmd.user {
            attempted = attempted.about(id);
        }
        let work = self.try_issue_for_user(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_issue_for_user(
        &self,
        cx: &RequestContext,
        cmd: IssueUserToken,
    ) -> Result<Ready<IssuedToken>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = authority::platform(&cx.origin, Scope::Admin)?;
        let Locked { mut unit, user } = find::lock(ports, &cmd.user, Reach::Person).await?;
        match user.status {
            UserStatus::Active => {}
            UserStatus::Disabled => return Err(Refusal::Conflict(Conflict::UserDisabled).into()),
            UserStatus::Erased => return Err(Refusal::Conflict(Conflict::Erased).into()),
        }
        let maker = Maker::find(&mut *unit, &cx.origin, now).await?;
        let lifetime = cmd.expires_in_seconds.unwrap_or(Lifetime::OF_USER_TOKENS);
        let kind = TokenKind::User(user.id, UserScope::Manage);
        let issued = maker.make(ports, kind, cmd.label, Some(lifetime.end(now)), now);
        unit.insert_token(&issued.token).await?;
        let event = Event::new(EventKind::TokenCreated)
            .about(user.id)
            .on(issued.token.id)
            .with("scopes", vec![UserScope::Manage.as_str()]);
        let records = Records::one(&permit, event, &*ports.ids, now);
        Ok(Ready::changed(issued, unit, records))
    }
}
