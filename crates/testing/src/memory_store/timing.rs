use std::time::Duration;

/// How long a store waits for a lock, and how long it lets a unit live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a unit waits for its locks.
    pub lock_wait: Duration,
    /// How old a unit may get.
    pub unit_age: Duration,
}

impl Timing {
    /// What [`Store::begin`](latchkey_domain::ports::Store::begin) promises.
    pub const PROMISED: Self = Self {
        lock_wait: Duration::from_secs(2),
        unit_age: Duration::from_secs(5),
    };
}
