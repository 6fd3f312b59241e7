//! The catalogue: the permissions there are, and what each implies (P1 to P4).

pub mod built_in;
mod entry;
mod error;
mod expand;
mod masks;
mod parse;

#[cfg(test)]
mod default_tests;
#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod meaning_tests;

use std::{
    fmt::{self, Write as _},
    sync::{Arc, LazyLock},
};

use sha2::{Digest, Sha256};

pub use self::{
    built_in::BuiltIn,
    entry::{Entry, StandardSet},
    error::{CatalogueError, CatalogueProblem},
};
use self::{expand::Expanded, parse::File};
use super::{Level, PermissionIndex, PermissionKey, Permissions};
use crate::permission::seat::SeatHolding;

/// The file name in errors of the built-in catalogue.
const DEFAULT_NAME: &str = "default_catalogue.toml";
const DEFAULT_TEXT: &str = include_str!("../default_catalogue.toml");

#[expect(
    clippy::expect_used,
    reason = "the text is part of the binary and a test reads it"
)]
static DEFAULT: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let default = Catalogue::parse(DEFAULT_NAME, DEFAULT_TEXT);
    Arc::new(default.expect("the built-in catalogue is good"))
});

/// All permissions with what each implies and needs, and the standard sets. A catalogue never
/// changes; share it in an [`Arc`].
///
/// The bare key of a permission with levels means different things in different places (P1), so
/// there is one method for each: [`index_of`](Self::index_of) for a question,
/// [`grant`](Self::grant) for a set and for `added`, [`withhold`](Self::withhold) for `withheld`
/// and for clips.
pub struct Catalogue {
    source: String,
    hash: String,
    expanded: Expanded,
}

impl Catalogue {
    /// Reads a catalogue file. The built-in permissions are added and come first.
    pub fn parse(file_name: &str, text: &str) -> Result<Self, CatalogueError> {
        let file = File {
            name: file_name,
            text,
        };
        let (entries, sets) = file.read()?;
        let expanded = expand::expand(file, entries, &sets)?;
        let mut hash = String::with_capacity(64);
        for byte in Sha256::digest(text) {
            // Writing into a string cannot fail.
            write!(hash, "{byte:02x}").ok();
        }
        Ok(Self {
            source: text.to_owned(),
            hash,
            expanded,
        })
    }

    /// The catalogue that ships inside the binary (P2).
    pub fn default_catalogue() -> Arc<Self> {
        Arc::clone(&DEFAULT)
    }

    /// The text of the catalogue.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The SHA-256 of the text in hexadecimal. Nodes with the same hash have the same catalogue.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// All permissions as declared: the built-in ones, then those of the file in its order.
    pub fn entries(&self) -> &[Entry] {
        &self.expanded.entries
    }

    /// Finds the permission of a key, with or without a level.
    pub fn find(&self, key: &PermissionKey) -> Option<&Entry> {
        self.expanded.find(key)
    }

    /// The sets that ship with the catalogue, in the order of the file.
    pub fn standard_sets(&self) -> &[StandardSet] {
        &self.expanded.sets
    }

    /// All permissions, which a super admin is granted (P5).
    pub const fn all(&self) -> Permissions {
        self.expanded.masks.all
    }

    /// The partner admin template (P3).
    pub const fn partner_admin_template(&self) -> Permissions {
        self.expanded.masks.template
    }

    /// `billing.*`, which a super admin who is changed to partner admin may keep (L8).
    pub const fn billing(&self) -> Permissions {
        self.expanded.masks.billing
    }

    /// The permissions that no set and no adjustment may hold (P5).
    pub fn only_for_super_admins(&self) -> Permissions {
        self.expanded.masks.super_admins_only()
    }

    /// The index of one of the product's own permissions.
    pub const fn built_in(&self, permission: BuiltIn) -> PermissionIndex {
        permission.index()
    }

    /// The index that a question about this key asks for. The bare key of a permission with levels
    /// means the highest level.
    pub fn index_of(&self, key: &PermissionKey) -> Option<PermissionIndex> {
        self.index_named(key.as_str())
    }

    /// Like [`index_of`](Self::index_of), for a text. A text that is not a key is unknown.
    pub fn index_named(&self, key: &str) -> Option<PermissionIndex> {
        self.expanded.places.get(key).copied()
    }

    /// Like [`index_named`](Self::index_named), with the permission it belongs to.
    pub fn asked(&self, key: &str) -> Option<Asked<'_>> {
        let index = self.index_named(key)?;
        let entry = self.expanded.entry_named(key)?;
        Some(Asked { index, entry })
    }

    /// The permissions that these keys give in a set or in `added`, with everything they imply
    /// (P4). The bare key of a permission with levels means the highest level. Unknown keys give
    /// nothing.
    pub fn grant<'a>(&self, keys: impl IntoIterator<Item = &'a PermissionKey>) -> Permissions {
        self.close(
            keys.into_iter()
                .filter_map(|key| self.index_of(key))
                .collect(),
        )
    }

    /// The permissions that these keys take in `withheld` or as clips, with everything that implies
    /// them (P5). The bare key of a permission with levels means all levels. Unknown keys take
    /// nothing, with one exception: if a permission no longer has levels, a withheld level takes
    /// the whole permission. A change of the catalogue must not give back what was withheld.
    pub fn withhold<'a>(&self, keys: impl IntoIterator<Item = &'a PermissionKey>) -> Permissions {
        let named = keys.into_iter().filter_map(|key| {
            let entry = self.find(key)?;
            match key.level().filter(|_| entry.has_levels()) {
                None => Some(entry.whole()),
                Some(level) => entry.rung(level).map(Permissions::from),
            }
        });
        self.close_upward(named.fold(Permissions::EMPTY, Permissions::union))
    }

    /// Adds everything that these permissions imply (P4).
    #[must_use]
    pub fn close(&self, permissions: Permissions) -> Permissions {
        self.expanded.masks.close(permissions)
    }

    /// Adds everything that implies one of these permissions (P5).
    #[must_use]
    pub fn close_upward(&self, permissions: Permissions) -> Permissions {
        self.expanded.masks.close_upward(permissions)
    }

    /// Removes each permission that implies a missing one; the rest is complete under implication.
    #[must_use]
    pub fn closed_part(&self, permissions: Permissions) -> Permissions {
        permissions - self.close_upward(self.all() - permissions)
    }

    /// The keys that the catalogue does not have, or not at this level.
    pub fn unknown_keys<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a PermissionKey>,
    ) -> Vec<PermissionKey> {
        keys.into_iter()
            .filter(|key| self.index_of(key).is_none())
            .cloned()
            .collect()
    }

    /// The keys that an answer lists, in catalogue order. A permission with levels is listed once:
    /// bare if all levels are held, otherwise by the highest (P1).
    pub fn names(&self, permissions: Permissions) -> Vec<PermissionKey> {
        let name = |entry: &Entry| {
            let held = permissions & entry.whole();
            if held.is_empty() {
                return None;
            }
            let part = entry.highest_in(held).filter(|_| held != entry.whole());
            Some(part.map_or_else(|| entry.key().clone(), |level| entry.key().at(level)))
        };
        self.entries().iter().filter_map(name).collect()
    }

    /// The permissions that these keys name with the levels below them, without what they imply
    /// elsewhere.
    pub fn named_by(&self, keys: &[PermissionKey]) -> Permissions {
        let own_part = |key| Some(self.grant([key]) & self.find(key)?.whole());
        let parts = keys.iter().filter_map(own_part);
        parts.fold(Permissions::EMPTY, Permissions::union)
    }

    /// These keys as an answer lists them, without what they imply elsewhere: a permission with
    /// levels once, in catalogue order (P1). Unknown keys come last, unchanged.
    pub fn as_answered(&self, keys: &[PermissionKey]) -> Vec<PermissionKey> {
        let mut names = self.names(self.named_by(keys));
        names.extend(self.unknown_keys(keys));
        names
    }

    /// The full keys, one for each level, in catalogue order. Clips are stored like this, since
    /// [`withhold`](Self::withhold) reads a bare key as all levels.
    pub fn expanded_keys(&self, permissions: Permissions) -> Vec<PermissionKey> {
        let name = |index: PermissionIndex| self.expanded.names.get(usize::from(index.get()));
        permissions.iter().filter_map(name).cloned().collect()
    }

    /// The permissions that these seats let through (S3). They are not complete under implication.
    pub fn usable_with(&self, seats: SeatHolding) -> Permissions {
        self.expanded.masks.usable_with(seats)
    }
}

/// The permission that a question asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    index: PermissionIndex,
    entry: &'a Entry,
}

impl Asked<'_> {
    /// The index.
    pub const fn index(self) -> PermissionIndex {
        self.index
    }

    /// The highest of its levels among these permissions; `None` for a permission without levels.
    pub fn highest_level(self, permissions: Permissions) -> Option<Level> {
        self.entry.highest_in(permissions)
    }
}

impl fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalogue")
            .field("hash", &self.hash)
            .field("entries", &self.entries().len())
            .finish_non_exhaustive()
    }
}
