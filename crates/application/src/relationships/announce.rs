//! A job announces relationships that have become managed or have ended with time (R3). Each change
//! is announced once, by whichever node comes first. Nothing else depends on it, because every read
//! computes the current status itself.

use latchkey_domain::{
    base::ids::AccountId,
    gate,
    ports::Locks,
    trail::{audit::Records, event::EventKind},
};

use super::{Relationships, ending};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

/// The maximum number of relationships in one turn.
const MOST_AT_ONCE: u16 = 500;

impl Relationships {
    /// Announces all due relationships, each in its own unit, and returns the number of events. A
    /// failing unit is retried later and does not block the others.
    pub async fn announce(&self) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let due = reader
            .relationships_to_announce(ports.settings.ends_after_days, ports.now(), MOST_AT_ONCE)
            .await?;
        self.announce_among(&due).await
    }

    /// Announces those of these relationships (partner and client) that are due.
    pub async fn announce_among(
        &self,
        relationships: &[(AccountId, AccountId)],
    ) -> Result<usize, UseCaseError> {
        let cx = RequestContext::of_job("announce relationships", &*self.ports.ids);
        let mut announced = 0;
        let mut failed = None;
        for (partner, client) in relationships {
            match self.announce_one(&cx, *partner, *client).await {
                Ok(count) => announced += count,
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(announced), Err)
    }

    async fn announce_one(
        &self,
        cx: &RequestContext,
        partner: AccountId,
        client: AccountId,
    ) -> Result<usize, UseCaseError> {
        let ready = self.ready_to_announce(cx, partner, client).await?;
        Ok(ready.commit(&self.ports, cx, None).await?.value)
    }

    async fn ready_to_announce(
        &self,
        cx: &RequestContext,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Ready<usize>, UseCaseError> {
        let ports = &*self.ports;
        let permit = gate::job(&cx.origin)?;
        let mut unit = ports.store.begin(Locks::none().changing(client)).await?;
        // Read again under the lock, because another node may have announced it.
        let Some(mut relationship) = unit.relationship(partner, client).await? else {
            return Ok(Ready::unchanged(0));
        };
        let now = ports.now();
        let Some(kind) = relationship.catch_up(ports.settings.ends_after_days, now) else {
            return Ok(Ready::unchanged(0));
        };
        let events = if kind == EventKind::RelationshipEnded {
            ending::ended(ports, &mut *unit, kind, &relationship).await?
        } else {
            vec![ending::event_of(ports, kind, &relationship)]
        };
        unit.save_relationship(&mut relationship).await?;
        Ok(match Records::of(&permit, events, &*ports.ids, now) {
            Some(records) => Ready::changed(1, unit, records),
            None => Ready::unchanged(0),
        })
    }
}
