//! Somebody becomes known under an address: what accounts laid down about an erased person with that
//! address holds for them too (D9).

use latchkey_domain::{
    base::time::Time,
    people::{erased_address::remembered_for, user::User},
    ports::UnitOfWork,
};

use crate::frame::error::UseCaseError;

/// Lays down for the user what stands of erased people who had the same address.
pub(crate) async fn lay_down_again(
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
    let all = unit.all_terms_of(&erased).await?;
    for laid_down in all.iter().filter(|terms| !terms.is_none()) {
        // Where the account has laid something down about them already, that stays.
        let known = unit.terms_among(laid_down.account, &[user.id]).await?;
        if known.is_empty() {
            unit.save_terms(&laid_down.for_returning(user.id)).await?;
        }
    }
    Ok(())
}
