//! Finds the account that is meant, by either id.

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal},
    people::account::Account,
    ports::{Locks, Reader, UnitOfWork},
};

use crate::frame::{error::UseCaseError, ports::Ports};

/// The account that is meant.
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

/// The id of the account that is meant, so that it can be locked. An account named by its id is not
/// looked up.
pub(crate) async fn account_id(
    ports: &Ports,
    wanted: &AccountRef,
) -> Result<AccountId, UseCaseError> {
    match wanted {
        AccountRef::Id(id) => Ok(*id),
        AccountRef::External(_) => Ok(account(&mut *ports.store.reader(), wanted).await?.id),
    }
}

/// An account that a unit has locked for a change.
pub(super) struct LockedAccount {
    pub(super) unit: Box<dyn UnitOfWork>,
    pub(super) account: Account,
}

/// Opens a unit that changes the account that is meant.
pub(super) async fn lock(
    ports: &Ports,
    wanted: &AccountRef,
) -> Result<LockedAccount, UseCaseError> {
    let id = account_id(ports, wanted).await?;
    let mut unit = ports.store.begin(Locks::none().changing(id)).await?;
    let account = unit.account(id).await?.ok_or(Refusal::NotFound)?;
    let still_meant = match wanted {
        AccountRef::Id(_) => true,
        AccountRef::External(wanted) => account.external_id.as_ref() == Some(wanted),
    };
    if still_meant {
        Ok(LockedAccount { unit, account })
    } else {
        Err(Refusal::NotFound.into())
    }
}
