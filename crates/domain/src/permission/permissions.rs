//! A set of permissions of one catalogue, small enough to copy.

use std::{
    fmt,
    ops::{BitAnd, BitOr, BitOrAssign, Sub},
};

/// The index of one permission, or one level of a permission, in one catalogue. It is never stored:
/// permissions are stored by key (P1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionIndex(u8);

impl PermissionIndex {
    pub(super) const fn new(number: u8) -> Self {
        Self(number)
    }

    /// The index, from 0.
    pub const fn get(self) -> u8 {
        self.0
    }

    fn word_and_bit(self) -> (usize, u64) {
        (usize::from(self.0 / 64), 1 << (self.0 % 64))
    }
}

/// A set of permissions of *one* catalogue, each level counted by itself; at most 256 (P1). Sets of
/// different catalogues must not be combined.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Default)]
pub struct Permissions([u64; 4]);

impl Permissions {
    /// No permission.
    pub const EMPTY: Self = Self([0; 4]);

    /// The permissions in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        let (Self([a0, a1, a2, a3]), Self([b0, b1, b2, b3])) = (self, other);
        Self([a0 | b0, a1 | b1, a2 | b2, a3 | b3])
    }

    /// The permissions in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        let (Self([a0, a1, a2, a3]), Self([b0, b1, b2, b3])) = (self, other);
        Self([a0 & b0, a1 & b1, a2 & b2, a3 & b3])
    }

    /// The permissions in this set and not in the other.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        let (Self([a0, a1, a2, a3]), Self([b0, b1, b2, b3])) = (self, other);
        Self([a0 & !b0, a1 & !b1, a2 & !b2, a3 & !b3])
    }

    /// Whether the other set has everything in this one.
    pub const fn is_subset_of(self, other: Self) -> bool {
        self.difference(other).is_empty()
    }

    /// Whether the sets have nothing in common.
    pub const fn is_disjoint_from(self, other: Self) -> bool {
        self.intersection(other).is_empty()
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        let Self([a, b, c, d]) = self;
        a | b | c | d == 0
    }

    /// The number of permissions.
    pub const fn len(self) -> u32 {
        let Self([a, b, c, d]) = self;
        a.count_ones() + b.count_ones() + c.count_ones() + d.count_ones()
    }

    /// Whether the permission is in the set.
    pub fn contains(self, index: PermissionIndex) -> bool {
        let (word, bit) = index.word_and_bit();
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// Adds a permission.
    pub fn insert(&mut self, index: PermissionIndex) {
        let (word, bit) = index.word_and_bit();
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= bit;
        }
    }

    /// Removes a permission.
    pub fn remove(&mut self, index: PermissionIndex) {
        let (word, bit) = index.word_and_bit();
        if let Some(bits) = self.0.get_mut(word) {
            *bits &= !bit;
        }
    }

    /// The permissions in the set, in catalogue order.
    pub fn iter(self) -> impl Iterator<Item = PermissionIndex> {
        (0..4).zip(self.0).flat_map(|(word, mut bits)| {
            std::iter::from_fn(move || {
                let bit = u8::try_from(bits.trailing_zeros())
                    .ok()
                    .filter(|bit| *bit < 64)?;
                bits &= bits - 1;
                Some(PermissionIndex(word * 64 + bit))
            })
        })
    }
}

impl From<PermissionIndex> for Permissions {
    fn from(index: PermissionIndex) -> Self {
        let mut one = Self::EMPTY;
        one.insert(index);
        one
    }
}

impl FromIterator<PermissionIndex> for Permissions {
    fn from_iter<I: IntoIterator<Item = PermissionIndex>>(indexes: I) -> Self {
        let mut all = Self::EMPTY;
        all.extend(indexes);
        all
    }
}

impl Extend<PermissionIndex> for Permissions {
    fn extend<I: IntoIterator<Item = PermissionIndex>>(&mut self, indexes: I) {
        indexes.into_iter().for_each(|index| self.insert(index));
    }
}

impl BitOr for Permissions {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitOrAssign for Permissions {
    fn bitor_assign(&mut self, other: Self) {
        *self = self.union(other);
    }
}

impl BitAnd for Permissions {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.intersection(other)
    }
}

impl Sub for Permissions {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.difference(other)
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(PermissionIndex::get))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn permissions(numbers: &BTreeSet<u8>) -> Permissions {
        numbers.iter().copied().map(PermissionIndex).collect()
    }

    fn numbers(permissions: Permissions) -> Vec<u8> {
        permissions.iter().map(PermissionIndex::get).collect()
    }

    #[test]
    fn the_first_and_the_last_place_are_kept_apart() {
        let mut both: Permissions = [PermissionIndex(0), PermissionIndex(255)]
            .into_iter()
            .collect();
        assert_eq!(
            (numbers(both), format!("{both:?}")),
            (vec![0, 255], "{0, 255}".to_owned())
        );
        // The same places in different words do not cancel each other out.
        for number in [0, 64, 128, 192] {
            for other in [0, 64, 128, 192] {
                let two: Permissions = [PermissionIndex(number), PermissionIndex(other)]
                    .into_iter()
                    .collect();
                assert!(!two.is_empty(), "{number} {other}");
            }
        }
        both.remove(PermissionIndex(255));
        assert_eq!(both, PermissionIndex(0).into());
        assert_eq!(both.len(), 1);
    }

    proptest! {
        #[test]
        fn permissions_are_a_set_of_numbers(
            a in prop::collection::btree_set(any::<u8>(), 0..80),
            b in prop::collection::btree_set(any::<u8>(), 0..80),
        ) {
            let (x, y) = (permissions(&a), permissions(&b));
            prop_assert_eq!(numbers(x), a.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(numbers(x | y), a.union(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(numbers(x & y), a.intersection(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(numbers(x - y), a.difference(&b).copied().collect::<Vec<_>>());
            prop_assert_eq!(x.is_subset_of(y), a.is_subset(&b));
            prop_assert_eq!(x.is_disjoint_from(y), a.is_disjoint(&b));
            prop_assert_eq!(x.is_empty(), a.is_empty());
            prop_assert_eq!(usize::try_from(x.len()), Ok(a.len()));
            prop_assert!((x & y).is_subset_of(x) && x.is_subset_of(x | y));
        }

        #[test]
        fn inserting_and_removing_change_one_place(
            a in prop::collection::btree_set(any::<u8>(), 0..80),
            number in any::<u8>(),
        ) {
            let (before, index) = (permissions(&a), PermissionIndex(number));
            let (mut with, mut without) = (before, before);
            with.insert(index);
            without.remove(index);
            prop_assert!(with.contains(index) && !without.contains(index));
            prop_assert_eq!(with - before, Permissions::from(index) - before);
            prop_assert_eq!(before - without, Permissions::from(index) & before);
        }
    }
}
