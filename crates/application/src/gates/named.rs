//! Looks up the accounts and people that a call names, by either id: after the caller's token has
//! passed the gate, and for a whole list at once.
//!
//! An unknown name becomes a new, unused id, different for each name. The use case then finds
//! nothing under that id when its own checks reach it.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
    },
    gate::{self, Need},
    people::token::Scope,
    ports::{Reader, StoreError},
};

use crate::frame::{context::RequestContext, error::UseCaseError, ports::Ports};

/// Looks up the accounts in a path after checking the caller's token: a refusal by the token alone
/// costs no statement.
pub(crate) async fn place_for_user<const N: usize>(
    ports: &Ports,
    cx: &RequestContext,
    need: Need,
    names: [&AccountRef; N],
) -> Result<[AccountId; N], UseCaseError> {
    gate::user(&cx.origin, need)?;
    Ok(place(ports, names).await?)
}

/// The same for a call that is open to users, and to the platform by a token with the scope (I7).
pub(crate) async fn place_for_caller<const N: usize>(
    ports: &Ports,
    cx: &RequestContext,
    need: Need,
    scope: Scope,
    names: [&AccountRef; N],
) -> Result<[AccountId; N], UseCaseError> {
    gate::caller(&cx.origin, need, scope)?;
    Ok(place(ports, names).await?)
}

/// Looks up one account for a user.
pub(crate) async fn account_for_user(
    ports: &Ports,
    cx: &RequestContext,
    need: Need,
    name: &AccountRef,
) -> Result<AccountId, UseCaseError> {
    let [id] = place_for_user(ports, cx, need, [name]).await?;
    Ok(id)
}

/// Looks up an account; an id needs no statement.
pub(crate) async fn account(ports: &Ports, name: &AccountRef) -> Result<AccountId, StoreError> {
    let [id] = place(ports, [name]).await?;
    Ok(id)
}

/// Looks up the accounts in a path or in a few fields of a body, with at most one statement.
pub(crate) async fn place<const N: usize>(
    ports: &Ports,
    names: [&AccountRef; N],
) -> Result<[AccountId; N], StoreError> {
    let external: Vec<AccountRef> = external_accounts(names).collect();
    let mut known = if external.is_empty() {
        BTreeMap::new()
    } else {
        let mut reader = ports.store.reader();
        reader.accounts_named(&external).await?
    };
    Ok(names.map(|name| account_among(&mut known, name, ports)))
}

/// Looks up a list of accounts, in its order, with one statement per 1,000 names.
pub(crate) async fn accounts(
    ports: &Ports,
    reader: &mut dyn Reader,
    names: &[AccountRef],
) -> Result<Vec<AccountId>, StoreError> {
    let external: Vec<AccountRef> = external_accounts(names).collect();
    let mut known = if external.is_empty() {
        BTreeMap::new()
    } else {
        reader.accounts_named(&external).await?
    };
    let ids = names
        .iter()
        .map(|name| account_among(&mut known, name, ports));
    Ok(ids.collect())
}

/// Looks up a user; an id needs no statement.
pub(crate) async fn user(ports: &Ports, name: &UserRef) -> Result<UserId, StoreError> {
    match name {
        UserRef::Id(id) => Ok(*id),
        UserRef::External(_) => {
            let mut reader = ports.store.reader();
            user_in(ports, &mut *reader, name).await
        }
    }
}

/// The same through a reader, for callers with an open unit.
pub(crate) async fn user_in(
    ports: &Ports,
    reader: &mut dyn Reader,
    name: &UserRef,
) -> Result<UserId, StoreError> {
    let found = users(ports, reader, std::slice::from_ref(name)).await?;
    Ok(found.first().copied().unwrap_or_else(|| ports.ids.next()))
}

/// Looks up a list of users, in its order, with one statement per 1,000 names.
pub(crate) async fn users(
    ports: &Ports,
    reader: &mut dyn Reader,
    names: &[UserRef],
) -> Result<Vec<UserId>, StoreError> {
    let external = |name: &&UserRef| matches!(name, UserRef::External(_));
    let external: Vec<UserRef> = names.iter().filter(external).cloned().collect();
    let mut known = if external.is_empty() {
        BTreeMap::new()
    } else {
        reader.users_named(&external).await?
    };
    let ids = names.iter().map(|name| match name {
        UserRef::Id(id) => *id,
        UserRef::External(_) => *known
            .entry(name.clone())
            .or_insert_with(|| ports.ids.next()),
    });
    Ok(ids.collect())
}

fn external_accounts<'a>(
    names: impl IntoIterator<Item = &'a AccountRef>,
) -> impl Iterator<Item = AccountRef> {
    let external = |name: &&AccountRef| matches!(name, AccountRef::External(_));
    names.into_iter().filter(external).cloned()
}

fn account_among(
    known: &mut BTreeMap<AccountRef, AccountId>,
    name: &AccountRef,
    ports: &Ports,
) -> AccountId {
    match name {
        AccountRef::Id(id) => *id,
        AccountRef::External(_) => *known
            .entry(name.clone())
            .or_insert_with(|| ports.ids.next()),
    }
}

#[cfg(test)]
mod tests {
    use latchkey_domain::base::text::ExternalId;

    use super::*;
    use crate::testing::UseCaseBed;

    fn external(text: &str) -> UserRef {
        UserRef::External(ExternalId::parse(text).unwrap())
    }

    #[tokio::test]
    async fn two_unknown_names_are_two_different_nobodies() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let names = [
            external("nobody-a"),
            external("nobody-b"),
            external("nobody-a"),
            external("u-marit"),
            UserRef::Id(world.marit),
        ];
        let mut reader = world.store.reader();
        let ids = users(&bed.ports, &mut *reader, &names).await.unwrap();
        assert_ne!(ids[0], ids[1]);
        assert_eq!(ids[0], ids[2]);
        assert_eq!(ids[3..], [world.marit, world.marit]);
        for id in &ids[..2] {
            assert_eq!(reader.user(*id).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn the_accounts_of_a_path_are_found_by_either_id() {
        let bed = UseCaseBed::new().await;
        let harbour = AccountRef::External(ExternalId::parse("harbour").unwrap());
        let northwind = AccountRef::Id(bed.world.northwind);
        let found = place(&bed.ports, [&harbour, &northwind]).await.unwrap();
        assert_eq!(found, [bed.world.harbour, bed.world.northwind]);
    }
}
