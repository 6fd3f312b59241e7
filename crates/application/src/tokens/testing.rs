//! For the tests of this area: tokens that are in the store, and requests made with them.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{Ids, UserId},
        time::Time,
    },
    people::token::{Scope, Token, TokenHash, TokenKind, UserScope},
    ports::Locks,
    trail::origin::{Origin, Principal},
};
use latchkey_testing::builders::name;

use crate::{frame::context::RequestContext, testing::UseCaseBed};

/// Puts a token with this text into the store.
pub(super) async fn keep(
    bed: &UseCaseBed,
    text: &str,
    kind: TokenKind,
    ends: Option<Time>,
) -> Token {
    let ids: &dyn Ids = &*bed.world.ids;
    let token = Token {
        id: ids.next(),
        hash: TokenHash::of(text),
        kind,
        label: name(text),
        parent: None,
        created_at: bed.world.now(),
        expires_at: ends,
        revoked_at: None,
    };
    let mut unit = bed.world.begin(Locks::none()).await;
    unit.insert_token(&token).await.unwrap();
    bed.world.commit(unit).await;
    token
}

/// A request made with a token.
pub(super) fn with(bed: &UseCaseBed, token: &Token) -> RequestContext {
    let principal = match &token.kind {
        TokenKind::Service(scopes) => Principal::Service {
            token: token.id,
            scopes: scopes.clone(),
        },
        TokenKind::User(user, scope) => Principal::User {
            user: *user,
            token: token.id,
            scope: *scope,
            expires_at: token.expires_at,
        },
    };
    RequestContext::new(Origin {
        principal,
        ..bed.world.as_platform()
    })
}

/// A request of the platform, by a token in the store with these scopes.
pub(super) async fn as_service(
    bed: &UseCaseBed,
    scopes: &[Scope],
    ends: Option<Time>,
) -> RequestContext {
    let scopes: BTreeSet<Scope> = scopes.iter().copied().collect();
    let token = keep(bed, "service", TokenKind::Service(scopes), ends).await;
    with(bed, &token)
}

/// A request of a person, by a token in the store.
pub(super) async fn as_person(bed: &UseCaseBed, user: UserId, scope: UserScope) -> RequestContext {
    let token = keep(bed, &user.to_string(), TokenKind::User(user, scope), None).await;
    with(bed, &token)
}
