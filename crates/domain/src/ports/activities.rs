use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    partnership::activity::ReportedMember,
};

port! {
    /// Reads what reports of activities rest on: one statement each, however many are asked about.
    pub trait ActivityQueries {
        /// Several members of several accounts, in no order, those that there are, each with the
        /// partners that their work may count for.
        async fn workers(
            &mut self,
            places: &[(AccountId, UserId)],
        ) -> Result<Vec<ReportedMember>, StoreError>;
    }
}

port! {
    /// Notes activities: one statement each, however many they are. Neither moves anything back,
    /// counts as a change of what it moves, or waits for a unit in a circle: memberships are noted
    /// before relationships, each in the order of their keys.
    pub trait ActivityRepository {
        /// Moves forward when members were last active (R7). No place stands twice.
        async fn note_active(&mut self, at: &[(AccountId, UserId, Time)]) -> Result<(), StoreError>;

        /// Moves forward when the last qualifying work was done, by partner and client, where it
        /// counts by now still (R1, R4). No relationship stands twice.
        async fn note_qualifying(
            &mut self,
            at: &[(AccountId, AccountId, Time)],
        ) -> Result<(), StoreError>;
    }
}
