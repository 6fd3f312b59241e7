//! What people leave behind when their memberships are removed (D3, D7): the one place that every
//! removal goes through. The reading half can be planned before anything is written.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    ports::{Reader, StoreError, UnitOfWork},
    work::asset::{HandedOver, Leaving, hand_over},
};

/// What several people leave behind in one account, and who gets it: one statement. Its events belong
/// behind those of the removals, in the same commit.
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

/// Writes what was planned: one statement for each new owner, and one for what goes to nobody.
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
