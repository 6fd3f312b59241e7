//! A job warns partners 14 days before a managed relationship ends for want of activity (N1, R2): once
//! after each last activity, by whichever node comes first.

use latchkey_domain::{
    base::time::days,
    gate,
    ports::{Locks, NearClose, StoreError},
    telling::reminder::{Ending, Reminder, days_before_relationship_ends},
    trail::{audit::Records, event::EventKind},
};

use super::{Relationships, ending};
use crate::frame::{context::RequestContext, error::UseCaseError, turn::JobTurn};

/// How many relationships are read at once.
const MOST_AT_ONCE: u16 = 500;

impl Relationships {
    /// Warns of the relationships that end soon, each in its own unit, and returns of how many. A failing
    /// unit waits for the next run and does not block the others.
    pub async fn warn(&self) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let ends_after = ports.settings.ends_after_days;
        let before = days_before_relationship_ends(ends_after);
        let mut turn = JobTurn::default();
        // Those that were warned of are not found again. The others are passed over.
        let mut left = 0;
        loop {
            let mut reader = ports.store.reader();
            let closes = reader
                .closes_to_warn_of(ends_after, before, ports.now(), left, MOST_AT_ONCE)
                .await?;
            drop(reader);
            for close in &closes {
                let result = self.warn_of(close, before).await;
                if !matches!(result, Ok(1..)) {
                    left += 1;
                }
                turn.note(result)?;
            }
            if closes.len() < usize::from(MOST_AT_ONCE) {
                return turn.into_result();
            }
        }
    }

    async fn warn_of(&self, close: &NearClose, before: u32) -> Result<usize, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("warn of relationships that end", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let mut unit = ports.store.begin(Locks::none()).await?;
        let warning = Reminder {
            account: close.client,
            about: Ending::Relationship(close.partner),
            of: close.last_activity,
            days: before,
        };
        match unit.note_reminders(&[warning]).await {
            Err(StoreError::Stale) => return Ok(0),
            noted => noted?,
        }
        let relationship = unit.relationship(close.partner, close.client).await?;
        let now = ports.now();
        let still = relationship.filter(|it| {
            let ends_at = close.last_activity + days(ports.settings.ends_after_days);
            it.ends_at(ports.settings.ends_after_days) == Some(ends_at) && now < ends_at
        });
        let Some(relationship) = still else {
            return Ok(0);
        };
        let kind = EventKind::RelationshipEnding;
        let events = vec![ending::event_of(ports, kind, &relationship)];
        if let Some(records) = Records::of(&permit, events, &*ports.ids, now) {
            unit.commit(records).await?;
        }
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::trail::audit::Record;
    use latchkey_testing::{FailAt, FailingStore, Failure};

    use super::*;
    use crate::{
        frame::ports::Ports,
        relationships::{ImportRelationship, TargetClient},
        testing::UseCaseBed,
    };

    /// Northwind last worked for these clients so many days ago.
    async fn work(bed: &UseCaseBed, clients: &[(latchkey_domain::base::ids::AccountId, u32)]) {
        let cx = bed.as_platform();
        let service = Relationships::new(Arc::clone(&bed.ports));
        for (client, ago) in clients {
            let cmd = ImportRelationship {
                partner: bed.world.northwind.into(),
                client: (*client).into(),
                display_name: None,
                connected_at: None,
                last_qualifying_activity_at: Some(bed.world.now() - days(*ago)),
            };
            let ready = service.import(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
        }
    }

    async fn told(bed: &UseCaseBed) -> Vec<Record> {
        let trail = bed.world.trail().await.into_iter();
        trail
            .filter(|record| record.event.kind == EventKind::RelationshipEnding)
            .collect()
    }

    /// N1, R2: 14 days before the end, once after each last activity.
    #[tokio::test]
    async fn a_partner_is_warned_once() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let relationships = Relationships::new(Arc::clone(&bed.ports));
        work(&bed, &[(world.harbour, 45), (world.fjordline, 0)]).await;
        assert_eq!(relationships.warn().await.unwrap(), 0);
        world.clock.advance(days(1));
        assert_eq!(relationships.warn().await.unwrap(), 1);
        assert_eq!(relationships.warn().await.unwrap(), 0);
        let lines = told(&bed).await;
        let event = &lines.first().unwrap().event;
        assert_eq!(
            (event.account, event.partner),
            (Some(world.harbour), Some(world.northwind))
        );
        work(&bed, &[(world.harbour, 0)]).await;
        world.clock.advance(days(45));
        assert_eq!(relationships.warn().await.unwrap(), 1, "Fjordline");
        world.clock.advance(days(1));
        assert_eq!(relationships.warn().await.unwrap(), 1, "again");
    }

    /// What was ended on purpose ends no more; one that cannot be warned of keeps no other waiting.
    #[tokio::test]
    async fn one_that_fails_keeps_no_others_waiting() {
        let mut bed = UseCaseBed::new().await;
        let store = FailingStore::over(Arc::clone(&bed.world.store));
        let ports: &mut Ports = Arc::get_mut(&mut bed.ports).unwrap();
        ports.store = Arc::new(store.clone());
        let world = &bed.world;
        work(&bed, &[(world.harbour, 50), (world.fjordline, 51)]).await;
        let relationships = Relationships::new(Arc::clone(&bed.ports));
        store.fail(FailAt::Begin, Failure::Corrupt);
        assert!(relationships.warn().await.is_err(), "is logged");
        assert_eq!(told(&bed).await.len(), 1);
        let cx = bed.as_user(world.marit);
        let cmd = TargetClient {
            partner: world.northwind.into(),
            client: world.fjordline.into(),
        };
        let ready = relationships.end_services(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await;
        assert_eq!(relationships.warn().await.unwrap(), 0);
    }
}
