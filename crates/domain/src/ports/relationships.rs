use super::{StoreError, port::port};
use crate::{
    base::{ids::AccountId, time::Time},
    partnership::relationship::Relationship,
};

port! {
    /// Reads relationships.
    pub trait RelationshipQueries {
        /// The relationship between the partner and the client.
        async fn relationship(
            &mut self,
            partner: AccountId,
            client: AccountId,
        ) -> Result<Option<Relationship>, StoreError>;

        /// The partner's relationships with several clients, in no order; clients without one are
        /// left out. One statement for each 1,000 clients.
        async fn relationships_among(
            &mut self,
            partner: AccountId,
            clients: &[AccountId],
        ) -> Result<Vec<Relationship>, StoreError>;

        /// The partners and clients of at most `limit` relationships whose status differs from the
        /// one in the trail, so that [`Relationship::catch_up`] has something to write. The first
        /// `skip` are left out; while none changes, the order stays the same.
        async fn relationships_to_announce(
            &mut self,
            ends_after_days: u32,
            now: Time,
            skip: u64,
            limit: u16,
        ) -> Result<Vec<(AccountId, AccountId)>, StoreError>;
    }
}

port! {
    /// Writes relationships.
    pub trait RelationshipRepository {
        /// Stores a new relationship. `official_name` is the client's; the client is found by it
        /// until the partner has a name of its own. [`Taken::Id`](super::Taken) if there is one
        /// already.
        async fn insert_relationship(
            &mut self,
            relationship: &Relationship,
            official_name: &crate::base::text::Name,
        ) -> Result<(), StoreError>;

        /// Saves a changed relationship, except for the last qualifying activity: activities move
        /// that outside any unit. That is saved as given only while services are ended, when no
        /// activity moves it, or if this change resumes them.
        async fn save_relationship(
            &mut self,
            relationship: &mut Relationship,
        ) -> Result<(), StoreError>;

        /// Sets the last qualifying activity to the one in an import, whatever was reported before.
        async fn keep_last_qualifying(&mut self, relationship: &Relationship)
        -> Result<(), StoreError>;
    }
}
