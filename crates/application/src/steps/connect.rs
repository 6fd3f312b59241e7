//! The relationship that a membership which acts for a partner rests on: it begins with the first one.

use latchkey_domain::{
    base::{ids::AccountId, time::Time},
    partnership::relationship::Relationship,
    people::account::Account,
    ports::UnitOfWork,
};

use crate::frame::error::UseCaseError;

/// What becomes of a relationship whose services were ended on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// It stays ended.
    Stays,
    /// It begins again: the client has let a partner admin in (R4).
    BeginsAgain,
}

/// The relationship as it is with the membership, `old` being what there was, and whether it began, or
/// began again, with it.
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
