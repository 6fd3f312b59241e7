//! The relationship that begins with the first membership that acts for a partner.

use latchkey_domain::{
    event::{Event, EventKind},
    ids::AccountId,
    ports::UnitOfWork,
    refusal::Refusal,
    relationship::Relationship,
    time::Time,
};

use crate::error::UseCaseError;

/// Begins the relationship where there is none, and says so. One that services were ended in stays
/// ended: only an approval, an addition or the partner's own word starts it again (R4).
pub(super) async fn connect(
    unit: &mut dyn UnitOfWork,
    partner: AccountId,
    client: AccountId,
    now: Time,
) -> Result<Option<Event>, UseCaseError> {
    if unit.relationship(partner, client).await?.is_some() {
        return Ok(None);
    }
    let account = unit.account(client).await?.ok_or(Refusal::NotFound)?;
    let relationship = Relationship::connect(partner, client, now);
    unit.insert_relationship(&relationship, &account.name)
        .await?;
    let connected = Event::new(EventKind::RelationshipConnected);
    Ok(Some(connected.in_account(client).with_partner(partner)))
}
