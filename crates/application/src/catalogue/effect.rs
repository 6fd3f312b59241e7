//! What another catalogue would change, for those who hold something of it (P1).

use std::collections::BTreeSet;

use latchkey_domain::{
    ids::PermissionSetId,
    permission::{Catalogue, PermissionKey},
};

/// What becomes of one standard set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetChange {
    /// Comes with the new catalogue.
    Created,
    /// Gives something else; its holders move to the new version at once.
    Changed {
        /// What its holders gain, each level by itself.
        added: Vec<PermissionKey>,
        /// What its holders lose, each level by itself.
        taken: Vec<PermissionKey>,
    },
    /// Is called otherwise, and gives the same.
    Renamed,
    /// Is not in the new catalogue, and nobody holds it.
    Removed,
    /// Is not in the new catalogue, and stays because memberships hold it.
    Kept,
}

/// What the new catalogue does to one standard set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetEffect {
    /// Its id; `None` for one that a dry run would make.
    pub id: Option<PermissionSetId>,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many memberships hold it.
    pub holders: u64,
    /// What becomes of it.
    pub change: SetChange,
}

/// What the new catalogue does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEffect {
    /// The hash of the catalogue in force until now; `None` on an empty database.
    pub from: Option<String>,
    /// The hash of the new one.
    pub to: String,
    /// The permissions that come, each level by itself.
    pub keys_added: Vec<PermissionKey>,
    /// The permissions that go, each level by itself: they stay stored where they are held, and give
    /// nothing.
    pub keys_removed: Vec<PermissionKey>,
    /// The standard sets that change.
    pub sets: Vec<SetEffect>,
}

/// Two lists of keys: what only the second has, and what only the first has.
pub(super) fn difference(
    before: &[PermissionKey],
    after: &[PermissionKey],
) -> (Vec<PermissionKey>, Vec<PermissionKey>) {
    let old: BTreeSet<_> = before.iter().collect();
    let new: BTreeSet<_> = after.iter().collect();
    let only = |list: &[PermissionKey], other: &BTreeSet<&PermissionKey>| {
        list.iter()
            .filter(|key| !other.contains(key))
            .cloned()
            .collect()
    };
    (only(after, &old), only(before, &new))
}

/// All that a catalogue has, each level by itself.
pub(super) fn all_keys(catalogue: &Catalogue) -> Vec<PermissionKey> {
    catalogue.expanded_keys(catalogue.all())
}

/// All that these keys give under a catalogue, each level by itself.
pub(super) fn given_keys(catalogue: &Catalogue, keys: &[PermissionKey]) -> Vec<PermissionKey> {
    catalogue.expanded_keys(catalogue.grant(keys))
}
