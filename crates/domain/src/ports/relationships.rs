use async_trait::async_trait;

use super::StoreError;
use crate::{ids::AccountId, relationship::Relationship};

/// Reads relationships.
#[async_trait]
pub trait RelationshipQueries {
    /// What ties the partner to the client.
    async fn relationship(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Option<Relationship>, StoreError>;
}

/// Writes relationships.
#[async_trait]
pub trait RelationshipRepository {
    /// Keeps a new relationship; `official_name` is the client's, by which it is found until the
    /// partner has a name of its own. [`Taken::Id`](super::Taken) where there is one.
    async fn insert_relationship(
        &mut self,
        relationship: &Relationship,
        official_name: &crate::text::Name,
    ) -> Result<(), StoreError>;

    /// Keeps a changed relationship.
    async fn save_relationship(
        &mut self,
        relationship: &mut Relationship,
    ) -> Result<(), StoreError>;
}
