//! Ids that count, so that tests are the same every time.

use std::sync::atomic::{AtomicU64, Ordering};

use latchkey_domain::base::ids::Ids;
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

/// Makes UUIDs of version 7 that only count: the first ends in 1, the next in 2.
#[derive(Debug)]
pub struct CountingIds(AtomicU64);

impl CountingIds {
    /// Counts from 1.
    pub const fn new() -> Self {
        Self::after(0)
    }

    /// Counts on after a number, for a second counter on the same store.
    pub const fn after(number: u64) -> Self {
        Self(AtomicU64::new(number))
    }

    /// Makes an id of the wanted kind.
    pub fn next<K: StaticType>(&self) -> TypeSafeId<K> {
        TypeSafeId::from_uuid(self.uuid())
    }
}

impl Default for CountingIds {
    fn default() -> Self {
        Self::new()
    }
}

impl Ids for CountingIds {
    fn uuid(&self) -> Uuid {
        // The milliseconds of 2026-02-12T09:00:00Z, version 7, and the count in the random part.
        const MILLIS: u128 = 1_770_886_800_000;
        let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Uuid::from_u128(MILLIS << 80 | 0x7 << 76 | 0b10 << 62 | u128::from(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_of_version_7_and_grow() {
        let ids = CountingIds::new();
        let (first, second) = (ids.uuid(), ids.uuid());
        assert_eq!(first.get_version_num(), 7);
        assert_eq!(first.get_variant(), uuid::Variant::RFC4122);
        assert!(first < second);
    }
}
