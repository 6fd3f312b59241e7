use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;

/// Keeps leases: for a while, one node does a piece of work alone. Leases save work; that nothing is
/// done twice, the rows see to that are locked by whoever does it.
#[async_trait]
pub trait Leases: Send + Sync + std::fmt::Debug {
    /// Takes a lease, or makes one's own last longer. Tells whether it is the holder's from now on: it
    /// is not while somebody else's lasts, by the database's clock.
    async fn take_lease(
        &self,
        name: &str,
        holder: &str,
        lasts: Duration,
    ) -> Result<bool, StoreError>;
}
