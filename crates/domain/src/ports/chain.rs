use super::{StoreError, port::port};
use crate::{
    base::time::Time,
    trail::chain::{ChainState, Head, Link, SealedEvent, StoredEvent, UnsealedTail},
};

port! {
    /// Reads the hash chain of the trail (T3).
    pub trait ChainQueries {
        /// The end of the chain, and the number of events not sealed yet.
        async fn chain(&mut self) -> Result<ChainState, StoreError>;

        /// The sealed events after this number, in the order of their numbers, as they are stored;
        /// at most `limit`.
        async fn sealed_events(
            &mut self,
            after: u64,
            limit: u16,
        ) -> Result<Vec<SealedEvent>, StoreError>;

        /// The oldest event not sealed yet, by the time at which it happened, the one of the earliest commit,
        /// and when the newest event happened that a user or a service caused.
        async fn unsealed_tail(&mut self) -> Result<UnsealedTail, StoreError>;

        /// The revisions after this number that have events, sealed or not, each once and in order;
        /// at most `limit`.
        async fn revisions_with_events(
            &mut self,
            after: u64,
            limit: u16,
        ) -> Result<Vec<u64>, StoreError>;
    }
}

port! {
    /// Extends the hash chain.
    pub trait ChainRepository {
        /// Locks the end of the chain until the unit ends. While another unit holds it, the call
        /// waits as for any lock.
        async fn take_chain(&mut self) -> Result<Head, StoreError>;

        /// Events not sealed yet, with refusals, at most `limit`: in the order of their commits,
        /// and within a commit in its order.
        async fn unsealed_events(&mut self, limit: u16) -> Result<Vec<StoredEvent>, StoreError>;

        /// Seals these events. They must follow the end of the chain, which this unit has locked.
        /// An event is sealed once.
        async fn seal(&mut self, links: &[Link], now: Time) -> Result<(), StoreError>;
    }
}
