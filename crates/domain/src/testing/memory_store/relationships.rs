use async_trait::async_trait;

use super::{
    taken,
    unit::{Look, MemoryUnit},
};
use crate::{
    ids::AccountId,
    ports::{RelationshipQueries, RelationshipRepository, StoreError, Taken},
    relationship::Relationship,
    text::Name,
};

#[async_trait]
impl<L: Look> RelationshipQueries for L {
    async fn relationship(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Option<Relationship>, StoreError> {
        self.look(|view| view.state.relationships.get(&(partner, client)).cloned())
    }
}

#[async_trait]
impl RelationshipRepository for MemoryUnit {
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
            if stored.is_none_or(|stored| stored.version != relationship.version) {
                return Err(StoreError::Stale);
            }
            relationship.saved();
            state.relationships.insert(place, relationship.clone());
            Ok(())
        })
    }
}
