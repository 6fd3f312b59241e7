//! Lists tokens to whoever may revoke them: the platform's and any person's to the platform (scope
//! `admin`), a person's own to that person. The text of a token is never shown again.

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::UserRef,
    },
    gate::{self, Need},
    people::token::{Scope, Token},
    ports::TokenOwner,
};

use super::Tokens;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    users::find,
};

impl Tokens {
    /// Lists the service tokens, newest first.
    pub async fn list_service(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        self.list(TokenOwner::Platform, page).await
    }

    /// Lists a person's tokens to the platform, newest first.
    pub async fn list_of_user(
        &self,
        cx: &RequestContext,
        user: &UserRef,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        let user = find::user(&mut *self.ports.store.reader(), user).await?;
        self.list(TokenOwner::User(user.id), page).await
    }

    /// Lists the caller's own tokens, newest first.
    pub async fn list_own(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        let user = gate::user(&cx.origin, Need::View)?;
        self.list(TokenOwner::User(user), page).await
    }

    async fn list(
        &self,
        owner: TokenOwner,
        page: &PageRequest,
    ) -> Result<Page<Token>, UseCaseError> {
        Ok(self.ports.store.reader().tokens(owner, page).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::people::token::{TokenKind, UserScope};

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        tokens::testing::{as_person, as_service, keep},
    };

    #[tokio::test]
    async fn each_owner_has_a_list_of_their_own_newest_first() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let page = PageRequest::first();
        let platform = as_service(&bed, &[Scope::Admin], None).await;
        let ines = as_person(&bed, bed.world.ines, UserScope::Read).await;
        let kind = TokenKind::User(bed.world.ines, UserScope::Manage);
        let newest = keep(&bed, "newest", kind, None).await;
        as_person(&bed, bed.world.hugo, UserScope::Read).await;

        let own = tokens.list_own(&ines, &page).await.unwrap();
        assert_eq!((own.items.len(), &own.items[0]), (2, &newest));
        let user = UserRef::Id(bed.world.ines);
        assert_eq!(
            tokens.list_of_user(&platform, &user, &page).await.unwrap(),
            own
        );
        let service = tokens.list_service(&platform, &page).await.unwrap();
        assert_eq!(service.items.len(), 1);
    }

    #[tokio::test]
    async fn without_the_scope_admin_only_ones_own_are_listed() {
        let bed = UseCaseBed::new().await;
        let tokens = Tokens::new(Arc::clone(&bed.ports));
        let page = PageRequest::first();
        let provision = RequestContext::new(bed.world.as_service(&[Scope::Provision]));
        let ines = UserRef::Id(bed.world.ines);
        for cx in [provision, bed.as_user(bed.world.ines)] {
            assert_eq!(
                refused(tokens.list_service(&cx, &page).await),
                "missing-permission"
            );
            let result = tokens.list_of_user(&cx, &ines, &page).await;
            assert_eq!(refused(result), "missing-permission");
        }
        let result = tokens.list_own(&bed.as_platform(), &page).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
