//! The declared rows of a catalogue.

use super::parse::RawEntry;
use crate::permission::{
    Level, PermissionIndex, PermissionKey, Permissions, seat::SeatRequirement,
};

/// A permission as declared, with or without levels.
#[derive(Debug, Clone)]
pub struct Entry {
    key: PermissionKey,
    category: String,
    label: String,
    implies: Vec<PermissionKey>,
    seat: Option<SeatRequirement>,
    read_only: bool,
    partner_admin: bool,
    built_in: bool,
    /// The levels with their indices, lowest first; empty for a permission without levels.
    rungs: Vec<(Level, PermissionIndex)>,
    whole: Permissions,
}

impl Entry {
    /// INVARIANT: `places` has one index for each level, or a single one for a permission without
    /// levels.
    pub(super) fn new(raw: &RawEntry, partner_admin: bool, places: &[PermissionIndex]) -> Self {
        Self {
            key: raw.key.value.clone(),
            category: raw.category.clone(),
            label: raw.label.clone(),
            implies: raw.implies.iter().map(|at| at.value.clone()).collect(),
            seat: raw.seat,
            read_only: raw.read_only,
            partner_admin,
            built_in: raw.built_in,
            rungs: raw
                .levels
                .iter()
                .copied()
                .zip(places.iter().copied())
                .collect(),
            whole: places.iter().copied().collect(),
        }
    }

    /// The bare key.
    pub const fn key(&self) -> &PermissionKey {
        &self.key
    }

    /// The category it is shown in.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// The label that people read.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The implied keys, as declared.
    pub fn implies(&self) -> &[PermissionKey] {
        &self.implies
    }

    /// The seat it needs (S3).
    pub const fn seat(&self) -> Option<SeatRequirement> {
        self.seat
    }

    /// Whether it only reads (S3).
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether it is in the partner admin template (P3).
    pub const fn is_for_partner_admins(&self) -> bool {
        self.partner_admin
    }

    /// Whether it is one of the product's own (P1).
    pub const fn is_built_in(&self) -> bool {
        self.built_in
    }

    /// The levels, lowest first; none for a permission without levels.
    pub fn levels(&self) -> impl Iterator<Item = Level> {
        self.rungs.iter().map(|(level, _)| *level)
    }

    /// Whether it has levels.
    pub const fn has_levels(&self) -> bool {
        !self.rungs.is_empty()
    }

    /// All its levels, or the one permission without levels.
    pub const fn whole(&self) -> Permissions {
        self.whole
    }

    /// The levels with their indices, lowest first.
    pub(super) fn rungs(&self) -> &[(Level, PermissionIndex)] {
        &self.rungs
    }

    pub(super) fn rung(&self, level: Level) -> Option<PermissionIndex> {
        self.rungs
            .iter()
            .find(|(own, _)| *own == level)
            .map(|(_, index)| *index)
    }

    /// The index of the permission, or of its lowest level.
    pub(super) fn lowest(&self) -> Option<PermissionIndex> {
        self.whole.iter().next()
    }

    /// The highest level among these permissions.
    pub(super) fn highest_in(&self, permissions: Permissions) -> Option<Level> {
        let held = |(_, index): &&(Level, PermissionIndex)| permissions.contains(*index);
        self.rungs.iter().rev().find(held).map(|(level, _)| *level)
    }
}

/// A permission set that ships with the catalogue (P1).
#[derive(Debug, Clone)]
pub struct StandardSet {
    pub(super) key: PermissionKey,
    pub(super) label: String,
    pub(super) keys: Vec<PermissionKey>,
    pub(super) permissions: Permissions,
}

impl StandardSet {
    /// The key of the set.
    pub const fn key(&self) -> &PermissionKey {
        &self.key
    }

    /// The label that people read.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The keys listed in the file.
    pub fn keys(&self) -> &[PermissionKey] {
        &self.keys
    }

    /// The permissions it gives, with everything implied (P4).
    pub const fn permissions(&self) -> Permissions {
        self.permissions
    }
}
