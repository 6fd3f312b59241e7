//! Tokens (I3).

use latchkey_domain::{
    base::{
        ids::{TokenId, UserId},
        time::days,
    },
    people::{
        token::{Scope, Token, TokenHash, TokenKind, UserScope},
        user::UserStatus,
    },
    ports::{Authenticated, Locks, Taken, TokenOwner},
};

use super::{
    Backend, Bench,
    support::{assert_stale, assert_taken},
};
use crate::builders::name;

fn token(world: &Bench, kind: TokenKind, parent: Option<TokenId>) -> Token {
    let id = world.ids.next();
    Token {
        id,
        hash: TokenHash::of(&TokenId::to_string(&id)),
        kind,
        label: name("A token: für \"CI\""),
        parent,
        created_at: world.now() + chrono::Duration::microseconds(1),
        expires_at: None,
        revoked_at: None,
    }
}

fn service(world: &Bench) -> Token {
    let scopes = [Scope::Provision, Scope::Audit].into();
    token(world, TokenKind::Service(scopes), None)
}

fn of_user(world: &Bench, user: UserId, parent: Option<TokenId>) -> Token {
    token(world, TokenKind::User(user, UserScope::Manage), parent)
}

async fn insert(world: &Bench, tokens: &[&Token]) {
    let mut unit = world.begin(Locks::none()).await;
    for token in tokens {
        unit.insert_token(token).await.unwrap();
    }
    world.commit(unit).await;
}

async fn by_hash(world: &Bench, token: &Token) -> Option<Authenticated> {
    let mut reader = world.store.reader();
    reader.token_by_hash(&token.hash).await.unwrap()
}

/// A token comes back with everything that was kept of it, with the status of its user.
pub async fn a_token_comes_back_whole_with_its_users_status(backend: Backend) {
    let world = backend.world().await;
    let made_by = service(&world);
    let mut user = of_user(&world, world.jonas, Some(made_by.id));
    user.expires_at = Some(world.now() + chrono::Duration::microseconds(123_456));
    let mut read = of_user(&world, world.jonas, None);
    read.kind = TokenKind::User(world.jonas, UserScope::Read);
    let none = token(&world, TokenKind::Service([].into()), None);
    insert(&world, &[&made_by, &user, &read, &none]).await;
    for (token, status) in [
        (&made_by, None),
        (&none, None),
        (&user, Some(UserStatus::Active)),
        (&read, Some(UserStatus::Active)),
    ] {
        let expected = Authenticated {
            token: token.clone(),
            user: status,
        };
        assert_eq!(by_hash(&world, token).await, Some(expected));
    }
    world
        .change_user(world.jonas, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    let found = by_hash(&world, &user).await.unwrap();
    assert_eq!(found.user, Some(UserStatus::Disabled));
    let unknown = service(&world);
    assert_eq!(by_hash(&world, &unknown).await, None);
}

/// Revoked and expired tokens are still found: who they were is known.
pub async fn revoked_and_expired_tokens_are_still_found(backend: Backend) {
    let world = backend.world().await;
    let mut token = service(&world);
    token.expires_at = Some(world.now() - days(1));
    token.revoked_at = Some(world.now() - days(2));
    insert(&world, &[&token]).await;
    let found = by_hash(&world, &token).await.unwrap();
    assert_eq!(found.token, token);
}

/// A token's hash is there once.
pub async fn a_token_hash_is_taken_once(backend: Backend) {
    let world = backend.world().await;
    let first = service(&world);
    insert(&world, &[&first]).await;
    let mut again = service(&world);
    again.hash = first.hash;
    let mut unit = world.begin(Locks::none()).await;
    assert_taken(unit.insert_token(&again).await, Taken::Id);
}

/// A token is its owner's alone.
pub async fn a_token_is_found_by_its_owner_alone(backend: Backend) {
    let world = backend.world().await;
    let (service, user) = (service(&world), of_user(&world, world.jonas, None));
    insert(&world, &[&service, &user]).await;
    let mut reader = world.store.reader();
    let (platform, jonas) = (TokenOwner::Platform, TokenOwner::User(world.jonas));
    for (owner, token, expected) in [
        (platform, &service, true),
        (platform, &user, false),
        (jonas, &user, true),
        (jonas, &service, false),
        (TokenOwner::User(world.priya), &user, false),
    ] {
        let found = reader.token(owner, token.id).await.unwrap();
        assert_eq!(found.as_ref(), expected.then_some(token), "{owner:?}");
    }
}

/// Whether there is a service token: a user's does not count, a revoked one does.
pub async fn a_service_token_is_known_of(backend: Backend) {
    let world = backend.world().await;
    let has = || async { world.store.reader().has_service_token().await.unwrap() };
    insert(&world, &[&of_user(&world, world.jonas, None)]).await;
    assert!(!has().await);
    let mut service = service(&world);
    service.revoked_at = Some(world.now());
    insert(&world, &[&service]).await;
    assert!(has().await);
}

async fn in_force(world: &Bench, tokens: &[&Token]) -> Vec<bool> {
    let mut in_force = Vec::new();
    for token in tokens {
        let found = by_hash(world, token).await.unwrap().token;
        in_force.push(found.is_in_force(world.now()));
    }
    in_force
}

/// Revoking a token revokes all that were made with it, however indirectly, and nothing else (I3).
pub async fn revoking_a_token_revokes_those_made_with_it(backend: Backend) {
    let world = backend.world().await;
    let root = service(&world);
    let child = of_user(&world, world.jonas, Some(root.id));
    let mut expired = of_user(&world, world.jonas, Some(root.id));
    expired.expires_at = Some(world.now());
    let grandchild = of_user(&world, world.jonas, Some(expired.id));
    let great_grandchild = of_user(&world, world.jonas, Some(grandchild.id));
    let other = of_user(&world, world.jonas, None);
    let tokens = [
        &root,
        &child,
        &expired,
        &grandchild,
        &great_grandchild,
        &other,
    ];
    insert(&world, &tokens).await;

    let mut unit = world.begin(Locks::none()).await;
    let revoked = unit.revoke_token(root.id, world.now()).await.unwrap();
    assert_eq!(revoked, 4, "the expired one was not in force");
    world.commit(unit).await;
    let expected = [false, false, false, false, false, true];
    assert_eq!(in_force(&world, &tokens).await, expected);
    let found = by_hash(&world, &grandchild).await.unwrap().token;
    assert_eq!(found.revoked_at, Some(world.now()));

    let mut unit = world.begin(Locks::none()).await;
    let later = world.now() + days(1);
    assert_eq!(unit.revoke_token(root.id, later).await.unwrap(), 0);
    world.commit(unit).await;
    let found = by_hash(&world, &root).await.unwrap().token;
    assert_eq!(found.revoked_at, Some(world.now()), "revoked once");
}

/// Revoking a token in the middle leaves the one it was made with.
pub async fn revoking_a_token_leaves_the_one_it_was_made_with(backend: Backend) {
    let world = backend.world().await;
    let root = service(&world);
    let child = of_user(&world, world.jonas, Some(root.id));
    let grandchild = of_user(&world, world.jonas, Some(child.id));
    let tokens = [&root, &child, &grandchild];
    insert(&world, &tokens).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.revoke_token(child.id, world.now()).await.unwrap(), 2);
    world.commit(unit).await;
    assert_eq!(in_force(&world, &tokens).await, [true, false, false]);
}

/// Revoking a user's tokens revokes all of them, and those made with them (I3).
pub async fn revoking_a_users_tokens_revokes_what_they_made(backend: Backend) {
    let world = backend.world().await;
    let root = service(&world);
    let first = of_user(&world, world.jonas, Some(root.id));
    let second = of_user(&world, world.jonas, None);
    let made_with = of_user(&world, world.priya, Some(second.id));
    let other = of_user(&world, world.priya, None);
    let tokens = [&root, &first, &second, &made_with, &other];
    insert(&world, &tokens).await;
    let mut unit = world.begin(Locks::none().changing_user(world.jonas)).await;
    let revoked = unit.revoke_tokens_of(world.jonas, world.now()).await;
    assert_eq!(revoked.unwrap(), 3);
    let nobody = world.ids.next();
    let none = unit.revoke_tokens_of(nobody, world.now()).await.unwrap();
    assert_eq!(none, 0);
    world.commit(unit).await;
    let expected = [true, false, false, false, true];
    assert_eq!(in_force(&world, &tokens).await, expected);
}

/// A token made with one that is being revoked at that moment ends too, or is refused (I3).
pub async fn a_token_made_while_its_maker_is_revoked_ends_too(backend: Backend) {
    let world = std::sync::Arc::new(backend.world().await);
    let root = service(&world);
    insert(&world, &[&root]).await;
    let child = of_user(&world, world.jonas, Some(root.id));

    let mut making = world.begin(Locks::none()).await;
    making.insert_token(&child).await.unwrap();
    let revoking = tokio::spawn({
        let (world, root) = (std::sync::Arc::clone(&world), root.id);
        async move {
            let mut unit = world.begin(Locks::none()).await;
            unit.revoke_token(root, world.now()).await.unwrap();
            world.commit(unit).await;
        }
    });
    tokio::task::yield_now().await;
    world.commit(making).await;
    revoking.await.unwrap();
    assert_eq!(in_force(&world, &[&root, &child]).await, [false, false]);

    let late = of_user(&world, world.jonas, Some(root.id));
    let mut unit = world.begin(Locks::none()).await;
    assert_stale(&unit.insert_token(&late).await);
}

/// Erasing a person takes their words out of the labels of their tokens, and out of nobody else's (T3).
pub async fn labels_of_an_erased_person_are_blanked(backend: Backend) {
    let world = backend.world().await;
    let first = of_user(&world, world.jonas, None);
    let second = of_user(&world, world.jonas, Some(first.id));
    let others = of_user(&world, world.kaya, None);
    let platform = service(&world);
    insert(&world, &[&first, &second, &others, &platform]).await;
    let mut jonas = world.user(world.jonas).await;
    jonas.erase(world.now());
    let mut unit = world.begin(Locks::none().changing_user(jonas.id)).await;
    unit.save_user(&mut jonas).await.unwrap();
    unit.forget_person(&jonas).await.unwrap();
    world.commit(unit).await;
    for (token, label) in [
        (&first, &jonas.name),
        (&second, &jonas.name),
        (&others, &others.label),
        (&platform, &platform.label),
    ] {
        let found = by_hash(&world, token).await.unwrap().token;
        assert_eq!(&found.label, label);
    }
}
