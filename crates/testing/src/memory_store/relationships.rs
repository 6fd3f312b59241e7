use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::AccountId, text::Name, time::Time},
    partnership::relationship::Relationship,
    ports::{RelationshipQueries, RelationshipRepository, StoreError, Taken},
};

use super::{
    state::taken,
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> RelationshipQueries for Memory<S> {
    async fn relationship(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Option<Relationship>, StoreError> {
        self.look(|view| view.state.relationships.get(&(partner, client)).cloned())
    }

    async fn relationships_among(
        &mut self,
        partner: AccountId,
        clients: &[AccountId],
    ) -> Result<Vec<Relationship>, StoreError> {
        let clients: BTreeSet<_> = clients.iter().copied().collect();
        self.look(|view| {
            let known = clients
                .iter()
                .map(|client| view.state.relationships.get(&(partner, *client)));
            known.flatten().cloned().collect()
        })
    }

    async fn relationships_to_announce(
        &mut self,
        ends_after_days: u32,
        now: Time,
        skip: u64,
        limit: u16,
    ) -> Result<Vec<(AccountId, AccountId)>, StoreError> {
        self.look(|view| {
            let known = view.state.relationships.values();
            let is_due = |relationship: &&Relationship| {
                let mut relationship = (*relationship).clone();
                relationship.catch_up(ends_after_days, now).is_some()
            };
            let skip = usize::try_from(skip).unwrap();
            let due = known.filter(is_due).skip(skip).take(limit.into());
            due.map(|relationship| (relationship.partner, relationship.client))
                .collect()
        })
    }
}

#[async_trait]
impl RelationshipRepository for Memory<Draft> {
    /// The official name is looked up whenever it is wanted, so it is not kept here.
    async fn insert_relationship(
        &mut self,
        relationship: &Relationship,
        _official_name: &Name,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let place = (relationship.partner, relationship.client);
            taken(Taken::Id, state.relationships.contains_key(&place))?;
            state.relationships.insert(place, relationship.clone());
            Ok(())
        })
    }

    async fn save_relationship(
        &mut self,
        relationship: &mut Relationship,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let place = (relationship.partner, relationship.client);
            let stored = state.relationships.get(&place);
            let Some(stored) = stored.filter(|known| known.version == relationship.version) else {
                return Err(StoreError::Stale);
            };
            let mut kept = (**relationship).clone();
            let same_period = stored.restarted_at == kept.restarted_at;
            if stored.services_ended_at.is_none() && same_period {
                kept.last_qualifying_activity_at = stored.last_qualifying_activity_at;
            }
            relationship.saved();
            kept.version = relationship.version;
            state
                .relationships
                .insert(place, Relationship::restore(kept));
            Ok(())
        })
    }

    async fn keep_last_qualifying(
        &mut self,
        relationship: &Relationship,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let place = (relationship.partner, relationship.client);
            if let Some(stored) = state.relationships.get_mut(&place) {
                let mut kept = (**stored).clone();
                kept.last_qualifying_activity_at = relationship.last_qualifying_activity_at;
                *stored = Relationship::restore(kept);
            }
            Ok(())
        })
    }
}
