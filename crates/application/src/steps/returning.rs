//! Somebody becomes known under an address: what accounts refused to an erased person with that address
//! holds for them too (D9).

use latchkey_domain::{
    base::time::Time,
    people::{erased_address::remembered_for, user::User},
    ports::UnitOfWork,
};

use crate::frame::error::UseCaseError;

/// Lays down for the user what stands of erased people who had the same address.
pub(crate) async fn lay_down_refusals(
    unit: &mut dyn UnitOfWork,
    user: &User,
    now: Time,
) -> Result<(), UseCaseError> {
    let Some(email) = &user.email else {
        return Ok(());
    };
    let hash = unit.address_key().await?.hash(email);
    let erased = unit.erased_as(&hash, now - remembered_for()).await?;
    if erased.is_empty() {
        return Ok(());
    }
    let refusals = unit.refusals_of(&erased).await?;
    for refusal in refusals {
        // Where the account has laid something down about them already, that stays.
        let known = unit.terms_among(refusal.account, &[user.id]).await?;
        if known.is_empty() {
            unit.save_terms(&refusal.for_returning(user.id)).await?;
        }
    }
    Ok(())
}
