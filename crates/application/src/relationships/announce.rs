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
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready, turn::JobTurn};

/// The maximum number of relationships in one turn.
const MOST_AT_ONCE: u16 = 500;

impl Relationships {
    /// Announces all due relationships, each in its own unit, and returns the number of events. A
    /// failing unit is retried later and does not block the others, however many fail.
    pub async fn announce(&self) -> Result<usize, UseCaseError> {
        self.announce_in_pages(MOST_AT_ONCE).await
    }

    async fn announce_in_pages(&self, most: u16) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("announce relationships", &*ports.ids);
        let mut turn = JobTurn::default();
        // Those that were announced are not due any more. The others are passed over.
        let mut left = 0;
        loop {
            let mut reader = ports.store.reader();
            let ends_after = ports.settings.ends_after_days;
            let due = reader
                .relationships_to_announce(ends_after, ports.now(), left, most)
                .await?;
            drop(reader);
            for (partner, client) in &due {
                let result = self.announce_one(&cx, *partner, *client).await;
                if !matches!(result, Ok(1..)) {
                    left += 1;
                }
                turn.note(result)?;
            }
            if due.len() < usize::from(most) {
                return turn.into_result();
            }
        }
    }

    /// Announces those of these relationships (partner and client) that are due.
    pub async fn announce_among(
        &self,
        relationships: &[(AccountId, AccountId)],
    ) -> Result<usize, UseCaseError> {
        let cx = RequestContext::of_job("announce relationships", &*self.ports.ids);
        let mut turn = JobTurn::default();
        for (partner, client) in relationships {
            turn.note(self.announce_one(&cx, *partner, *client).await)?;
        }
        turn.into_result()
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
