//! Creates or restarts the relationship behind a membership that acts for a partner. A relationship
//! begins with the first such membership.

use latchkey_domain::{
    base::{ids::AccountId, time::Time},
    partnership::relationship::Relationship,
    people::account::Account,
    ports::UnitOfWork,
};

use crate::frame::error::UseCaseError;

/// What happens to a relationship whose services were ended on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It stays ended.
    Stays,
    /// It begins again, because the client has approved a partner admin (R4).
    BeginsAgain,
}

/// Stores the relationship that goes with a new membership. `old` is the relationship so far.
/// Returns the relationship and whether it began or began again.
pub(crate) async fn connect(
    unit: &mut dyn UnitOfWork,
    old: Option<Relationship>,
    partner: AccountId,
    client: &Account,
    ended: Ended,
    now: Time,
) -> Result<(Relationship, bool), UseCaseError> {
    let Some(mut relationship) = old else {
        let relationship = Relationship::connect(partner, client.id, now);
        unit.insert_relationship(&relationship, &client.name)
            .await?;
        return Ok((relationship, true));
    };
    let again = ended == Ended::BeginsAgain && relationship.reconnect(now);
    if again {
        unit.save_relationship(&mut relationship).await?;
    }
    Ok((relationship, again))
}
