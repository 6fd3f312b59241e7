//! Finds accounts by either id, and locks them.

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal},
    people::account::Account,
    ports::{Locks, Reader, UnitOfWork},
};

use crate::frame::{error::UseCaseError, ports::Ports};

/// Finds an account by reference.
pub(crate) async fn account(
    reader: &mut dyn Reader,
    wanted: &AccountRef,
) -> Result<Account, UseCaseError> {
    let found = match wanted {
        AccountRef::Id(id) => reader.account(*id).await?,
        AccountRef::External(id) => reader.account_by_external_id(id).await?,
    };
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// Finds the id of an account, so that it can be locked. A reference by Latchkey id needs no
/// lookup.
pub(crate) async fn account_id(
    ports: &Ports,
    wanted: &AccountRef,
) -> Result<AccountId, UseCaseError> {
    match wanted {
        AccountRef::Id(id) => Ok(*id),
        AccountRef::External(_) => Ok(account(&mut *ports.store.reader(), wanted).await?.id),
    }
}

/// An account that is locked for a change, with the open unit.
pub(super) struct LockedAccount {
    pub(super) unit: Box<dyn UnitOfWork>,
    pub(super) account: Account,
}

/// Opens a unit that locks an account for a change.
pub(super) async fn lock(
    ports: &Ports,
    wanted: &AccountRef,
) -> Result<LockedAccount, UseCaseError> {
    let id = account_id(ports, wanted).await?;
    let mut unit = ports.store.begin(Locks::none().changing(id)).await?;
    let account = unit.account(id).await?.ok_or(Refusal::NotFound)?;
    let still_matches = match wanted {
        AccountRef::Id(_) => true,
        AccountRef::External(wanted) => account.external_id.as_ref() == Some(wanted),
    };
    if still_matches {
        Ok(LockedAccount { unit, account })
    } else {
        Err(Refusal::NotFound.into())
    }
}
