use super::{StoreError, port::port};
use crate::{
    base::time::Time,
    trail::chain::{ChainState, Head, Link, SealedEvent, StoredEvent},
};

port! {
    /// Reads the chain over the trail (T3).
    pub trait ChainQueries {
        /// Where the chain ends, and how many events wait to be sealed.
        async fn chain(&mut self) -> Result<ChainState, StoreError>;

        /// The sealed events behind this number, in the order of their numbers, as they are stored;
        /// at most so many.
        async fn sealed_events(
            &mut self,
            after: u64,
            limit: u16,
        ) -> Result<Vec<SealedEvent>, StoreError>;
    }
}

port! {
    /// Makes the chain longer.
    pub trait ChainRepository {
        /// Takes hold of the end of the chain until the unit ends. While another unit holds it, it
        /// is waited for like any lock.
        async fn take_chain(&mut self) -> Result<Head, StoreError>;

        /// Events that wait to be sealed, refusals too, at most so many. Those of commits come in
        /// the order of the commits, those of one commit in their own.
        async fn unsealed_events(&mut self, limit: u16) -> Result<Vec<StoredEvent>, StoreError>;

        /// Seals these events, which follow on the end of the chain that this unit holds. An event
        /// is sealed once.
        async fn seal(&mut self, links: &[Link], now: Time) -> Result<(), StoreError>;
    }
}
