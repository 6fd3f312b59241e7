use super::{StoreError, port::port};
use crate::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    partnership::activity::ReportedMember,
};

port! {
    /// Reads what reports of activities depend on: one statement each, however many members are
    /// asked for.
    pub trait ActivityQueries {
        /// Members of several accounts, in no order, each with the partners that their activity may
        /// count for. Unknown ones are left out.
        async fn workers(
            &mut self,
            places: &[(AccountId, UserId)],
        ) -> Result<Vec<ReportedMember>, StoreError>;
    }
}

port! {
    /// Records activities: one statement each, however many there are. Nothing is moved back, no
    /// version changes, and units never deadlock: memberships are recorded before relationships,
    /// each in the order of their keys.
    pub trait ActivityRepository {
        /// Moves forward when members were last active (R7). No member is listed twice.
        async fn note_active(&mut self, at: &[(AccountId, UserId, Time)]) -> Result<(), StoreError>;

        /// Moves forward the last qualifying activity by partner and client, if it still counts
        /// (R1, R4). No relationship is listed twice.
        async fn note_qualifying(
            &mut self,
            at: &[(AccountId, AccountId, Time)],
        ) -> Result<(), StoreError>;
    }
}
