//! Tokens are listed to whoever may revoke them: the platform's and anybody's to the platform (scope
//! `admin`), a person's own to themself. Their texts are never shown again.

use latchkey_domain::{
    authority::{self, Need},
    page::{Page, PageRequest},
    ports::{TokenOwner, UserRef},
    token::{Scope, Token},
};

use super::Tokens;
use crate::{context::RequestContext, error::UseCaseError, users::find};

impl Tokens {
    /// Lists the service tokens, newest first.
    pub async fn list_service(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        authority::platform(&cx.origin, Scope::Admin)?;
        Ok(self
            .ports
            .store
            .reader()
            .tokens(TokenOwner::Platform, page)
            .await?)
    }

    /// Lists a person's tokens to the platform, newest first.
    pub async fn list_of_user(
        &self,
        cx: &RequestContext,
        user: &UserRef,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        authority::platform(&cx.origin, Scope::Admin)?;
        let mut reader = self.ports.store.reader();
        let user = find::user(&mut *reader, user).await?;
        Ok(reader.tokens(TokenOwner::User(user.id), page).await?)
    }

    /// Lists the caller's own tokens, newest first.
    pub async fn list_own(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        let user = authority::user(&cx.origin, Need::View)?;
        Ok(self
            .ports
            .store
            .reader()
            .tokens(TokenOwner::User(user), page)
            .await?)
    }
}
