use super::{StoreError, port::port};

/// How much work waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaitingWork {
    /// Mails that wait to be sent, or to be tried again.
    pub mails: u64,
    /// Mails that were given up, and are not forgotten yet.
    pub dead_mails: u64,
    /// Webhook deliveries that wait, or are tried again. Committed events that no delivery was made of yet
    /// are not counted.
    pub deliveries: u64,
    /// Operations that run.
    pub operations: u64,
    /// Items of operations that have no result yet.
    pub items: u64,
}

port! {
    /// Reads how much work waits.
    pub trait WaitingWorkQueries {
        /// How much work waits.
        async fn backlog(&mut self) -> Result<WaitingWork, StoreError>;
    }
}
