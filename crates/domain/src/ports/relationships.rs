use super::{StoreError, port::port};
use crate::{
    base::{ids::AccountId, time::Time},
    partnership::relationship::Relationship,
};

port! {
    /// Reads relationships.
    pub trait RelationshipQueries {
        /// What ties the partner to the client.
        async fn relationship(
            &mut self,
            partner: AccountId,
            client: AccountId,
        ) -> Result<Option<Relationship>, StoreError>;

        /// What ties the partner to several clients, in no order, as far as anything does: one
        /// statement for each 1,000 clients.
        async fn relationships_among(
            &mut self,
            partner: AccountId,
            clients: &[AccountId],
        ) -> Result<Vec<Relationship>, StoreError>;

        /// The partners and clients of at most `limit` relationships whose status at this time is
        /// not the one that the trail tells of, so that [`Relationship::catch_up`] finds something
        /// due.
        async fn relationships_to_announce(
            &mut self,
            ends_after_days: u32,
            now: Time,
            limit: u16,
        ) -> Result<Vec<(AccountId, AccountId)>, StoreError>;
    }
}

port! {
    /// Writes relationships.
    pub trait RelationshipRepository {
        /// Keeps a new relationship; `official_name` is the client's, by which it is found until
        /// the partner has a name of its own. [`Taken::Id`](super::Taken) where there is one.
        async fn insert_relationship(
            &mut self,
            relationship: &Relationship,
            official_name: &crate::base::text::Name,
        ) -> Result<(), StoreError>;

        /// Keeps a changed relationship. When the last qualifying work was done stays as it is
        /// stored: it is moved by activities, beside the units; only where services were ended, and
        /// no activity moves it, or are taken up again with this, is it kept as it is given.
        async fn save_relationship(
            &mut self,
            relationship: &mut Relationship,
        ) -> Result<(), StoreError>;

        /// Keeps when the last qualifying work was done as an import says it, whatever activities
        /// said.
        async fn keep_last_qualifying(&mut self, relationship: &Relationship)
        -> Result<(), StoreError>;
    }
}
