//! How often a stored thing has been changed: the guard against lost updates, and the `ETag`.

use serde::{Deserialize, Serialize};

/// The version of an aggregate: 1 when made, one more with every save.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version(u64);

impl Version {
    /// The version of a thing that was just made.
    pub const FIRST: Self = Self(1);

    /// Takes a stored number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number as it is stored.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The version after one more save.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
