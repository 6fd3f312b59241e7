//! Hands over the assets of removed members (D3, D7); every removal uses this. Reading is separate
//! from writing, so that it can be part of a plan.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    ports::{Reader, StoreError, UnitOfWork},
    work::asset::{HandedOver, Leaving, hand_over},
};

/// Reads what several members leave behind in one account and who gets it, with one statement. The
/// events must follow those of the removals, in the same commit.
pub(crate) async fn left_behind(
    reader: &mut dyn Reader,
    account: AccountId,
    leaving: &[Leaving],
) -> Result<HandedOver, StoreError> {
    if leaving.is_empty() {
        return Ok(HandedOver::default());
    }
    let owners: Vec<UserId> = leaving.iter().map(|one| one.user).collect();
    let owned = reader.assets_owned(account, &owners).await?;
    Ok(hand_over(account, leaving, &owned))
}

/// Writes a planned handover: one statement per new owner, and one for assets without a new owner.
pub(crate) async fn write(
    unit: &mut dyn UnitOfWork,
    account: AccountId,
    handed: &HandedOver,
    now: Time,
) -> Result<(), StoreError> {
    for (to, from) in &handed.moves {
        unit.give_assets(account, from, *to, now).await?;
    }
    Ok(())
}
