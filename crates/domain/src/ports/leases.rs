use std::time::Duration;

use async_trait::async_trait;

use super::StoreError;

/// Leases: while it holds one, a node does a piece of work alone. Leases only save work. That
/// nothing is done twice is ensured by row locks.
#[async_trait]
pub trait Leases: Send + Sync + std::fmt::Debug {
    /// Takes or extends a lease, and tells whether the caller holds it. It does not if somebody
    /// else's lease still lasts, by the database's clock.
    async fn take_lease(
        &self,
        name: &str,
        holder: &str,
        lasts: Duration,
    ) -> Result<bool, StoreError>;
}
