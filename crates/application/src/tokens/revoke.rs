//! A token is revoked, and with it all that were made with it (I3): the platform's and anybody's by
//! the platform (scope `admin`), a person's own by themself. Somebody else's is not to be known of.

use latchkey_domain::{
    audit::Records,
    authority::{self, Permit},
    event::{Event, EventKind},
    ids::{TokenId, UserId},
    ports::{Locks, TokenOwner, UserRef},
    refusal::Refusal,
    token::Scope,
};

use super::Tokens;
use crate::{context::RequestContext, error::UseCaseError, ready::Ready, users::find};

fn attempted(token: TokenId, user: Option<UserId>) -> Event {
    let mut event = Event::new(EventKind::TokenRevoked).on(token);
    event.user = user;
    event
}

impl Tokens {
    /// Revokes a service token.
    pub async fn revoke_service(
        &self,
        cx: &RequestContext,
        token: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let work = async {
            let permit = authority::platform(&cx.origin, Scope::Admin)?;
            self.revoke(&permit, TokenOwner::Platform, token).await
        };
        self.ports
            .refusals
            .watch(&cx.origin, attempted(token, None), work)
            .await
    }

    /// Revokes a person's token on the platform's word.
    pub async fn revoke_of_user(
        &self,
        cx: &RequestContext,
        user: &UserRef,
        token: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let known = match user {
            UserRef::Id(id) => Some(*id),
            UserRef::External(_) => None,
        };
        let work = async {
            let permit = authority::platform(&cx.origin, Scope::Admin)?;
            let user = find::user_id(&self.ports, user).await?;
            self.revoke(&permit, TokenOwner::User(user), token).await
        };
        self.ports
            .refusals
            .watch(&cx.origin, attempted(token, known), work)
            .await
    }

    /// Revokes one of the caller's own tokens; it may be the one the call is made with.
    pub async fn revoke_own(
        &self,
        cx: &RequestContext,
        token: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let user = cx.origin.principal.user();
        let work = async {
            let (user, permit) = authority::oneself(&cx.origin)?;
            self.revoke(&permit, TokenOwner::User(user), token).await
        };
        self.ports
            .refusals
            .watch(&cx.origin, attempted(token, user), work)
            .await
    }

    async fn revoke(
        &self,
        permit: &Permit,
        owner: TokenOwner,
        id: TokenId,
    ) -> Result<Ready<()>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let (locks, user) = match owner {
            TokenOwner::Platform => (Locks::none(), None),
            TokenOwner::User(user) => (Locks::none().changing_user(user), Some(user)),
        };
        let mut unit = ports.store.begin(locks).await?;
        let token = unit.token(owner, id).await?.ok_or(Refusal::NotFound)?;
        if token.revoked_at.is_some() {
            return Ok(Ready::unchanged(()));
        }
        let revoked = unit.revoke_token(id, now).await?;
        let event = attempted(id, user).with("tokens_revoked", revoked);
        let records = Records::one(permit, event, &*ports.ids, now);
        Ok(Ready::changed((), unit, records))
    }
}
