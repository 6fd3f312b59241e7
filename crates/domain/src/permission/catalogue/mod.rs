//! The catalogue: which permissions there are and what follows from each (P1 to P4).

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

/// The name under which errors in the built-in catalogue would be reported.
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

/// Every permission there is, what each implies and asks for, and the standard sets. Never
/// changes; share it in an [`Arc`].
///
/// The same bare key of a ladder means different things in different places (P1), so there is one
/// method for each: [`index_of`](Self::index_of) for a question, [`grant`](Self::grant) for a set
/// and for `added`, [`withhold`](Self::withhold) for `withheld` and clips.
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

    /// The text it was read from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The SHA-256 of the text, in hexadecimal: two nodes have the same catalogue if it is equal.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Every permission as declared: the built-in ones, then those of the file in its order.
    pub fn entries(&self) -> &[Entry] {
        &self.expanded.entries
    }

    /// The permission of this key, with or without a level.
    pub fn find(&self, key: &PermissionKey) -> Option<&Entry> {
        self.expanded.find(key)
    }

    /// The sets that ship with the catalogue, in the order of the file.
    pub fn standard_sets(&self) -> &[StandardSet] {
        &self.expanded.sets
    }

    /// Every permission: what a super admin is granted (P5).
    pub const fn all(&self) -> Permissions {
        self.expanded.masks.all
    }

    /// What a partner admin is granted (P3, P5).
    pub const fn partner_admin_template(&self) -> Permissions {
        self.expanded.masks.template
    }

    /// `billing.*`: what a migrated super admin may keep (L8).
    pub const fn billing(&self) -> Permissions {
        self.expanded.masks.billing
    }

    /// What no set and no adjustment may hold (P5).
    pub fn only_for_super_admins(&self) -> Permissions {
        self.expanded.masks.super_admins_only()
    }

    /// The place of one of the product's own permissions.
    pub const fn built_in(&self, permission: BuiltIn) -> PermissionIndex {
        permission.index()
    }

    /// What a question about this key asks for: the bare key of a ladder means its highest level.
    pub fn index_of(&self, key: &PermissionKey) -> Option<PermissionIndex> {
        self.index_named(key.as_str())
    }

    /// [`index_of`](Self::index_of) for a text that was not parsed: one that is no key is unknown.
    pub fn index_named(&self, key: &str) -> Option<PermissionIndex> {
        self.expanded.places.get(key).copied()
    }

    /// [`index_named`](Self::index_named) with the permission it belongs to.
    pub fn asked(&self, key: &str) -> Option<Asked<'_>> {
        let index = self.index_named(key)?;
        let entry = self.expanded.entry_named(key)?;
        Some(Asked { index, entry })
    }

    /// What these keys give in a set or as `added`: the bare key of a ladder means its highest
    /// level, and each brings what it implies (P4). Unknown keys give nothing.
    pub fn grant<'a>(&self, keys: impl IntoIterator<Item = &'a PermissionKey>) -> Permissions {
        self.close(
            keys.into_iter()
                .filter_map(|key| self.index_of(key))
                .collect(),
        )
    }

    /// What these keys take as `withheld` or as clips: the bare key of a ladder means the whole
    /// ladder, and each takes everything that implies it (P5). Unknown keys take nothing, but a
    /// level of a permission that has no levels any more takes the permission: what was withheld
    /// must not come back by a change of the catalogue.
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

    /// Adds everything that these imply (P4).
    #[must_use]
    pub fn close(&self, permissions: Permissions) -> Permissions {
        self.expanded.masks.close(permissions)
    }

    /// Adds everything that implies one of these (P5).
    #[must_use]
    pub fn close_upward(&self, permissions: Permissions) -> Permissions {
        self.expanded.masks.close_upward(permissions)
    }

    /// Takes away what implies something that is not there: the largest closed part.
    #[must_use]
    pub fn closed_part(&self, permissions: Permissions) -> Permissions {
        permissions - self.close_upward(self.all() - permissions)
    }

    /// Those of these keys that the catalogue does not have, at this level at least.
    pub fn unknown_keys<'a>(
        &self,
        keys: impl IntoIterator<Item = &'a PermissionKey>,
    ) -> Vec<PermissionKey> {
        keys.into_iter()
            .filter(|key| self.index_of(key).is_none())
            .cloned()
            .collect()
    }

    /// These as an answer names them, in catalogue order: a ladder once, bare when all of it is
    /// there, else by its highest level (P1).
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

    /// What these grant, each of its own ladder alone: without what that implies elsewhere.
    pub fn named_by(&self, keys: &[PermissionKey]) -> Permissions {
        let own_part = |key| Some(self.grant([key]) & self.find(key)?.whole());
        let parts = keys.iter().filter_map(own_part);
        parts.fold(Permissions::EMPTY, Permissions::union)
    }

    /// What these grant, each of its own ladder alone, as an answer names it (P1): a ladder once, in
    /// catalogue order. Those that the catalogue does not have come last, as they are.
    pub fn as_answered(&self, keys: &[PermissionKey]) -> Vec<PermissionKey> {
        let mut names = self.names(self.named_by(keys));
        names.extend(self.unknown_keys(keys));
        names
    }

    /// These by their full names, each level by itself, in catalogue order: how clips are stored,
    /// since [`withhold`](Self::withhold) reads a bare key as the whole ladder.
    pub fn expanded_keys(&self, permissions: Permissions) -> Vec<PermissionKey> {
        let name = |index: PermissionIndex| self.expanded.names.get(usize::from(index.get()));
        permissions.iter().filter_map(name).cloned().collect()
    }

    /// What a membership with these seats may use (S3). Not closed under `implies`.
    pub fn usable_with(&self, seats: SeatHolding) -> Permissions {
        self.expanded.masks.usable_with(seats)
    }
}

/// A permission that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    index: PermissionIndex,
    entry: &'a Entry,
}

impl Asked<'_> {
    /// Its place.
    pub const fn index(self) -> PermissionIndex {
        self.index
    }

    /// The highest level of its ladder that is in these; none for a plain permission.
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
