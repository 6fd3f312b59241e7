//! Versions of aggregates, which guard against lost updates and serve as `ETag`s.

use serde::{Deserialize, Serialize};

/// The version of an aggregate: 1 when created, and one more with each save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version(u64);

impl Version {
    /// The version of a new aggregate.
    pub const FIRST: Self = Self(1);

    /// Makes a version from a stored number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number to store.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The version after the next save.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
