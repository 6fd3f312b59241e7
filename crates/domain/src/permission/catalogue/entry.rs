//! The rows of a catalogue as they were declared.

use super::parse::RawEntry;
use crate::permission::{
    Level, PermissionIndex, PermissionKey, Permissions, seat::SeatRequirement,
};

/// One permission as it was declared: a plain one, or a whole ladder.
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
    /// The levels with their places, lowest first; none for a plain permission.
    rungs: Vec<(Level, PermissionIndex)>,
    whole: Permissions,
}

impl Entry {
    /// INVARIANT: `places` has one place for each level, or a single one for a plain permission.
    pub(super) fn new(raw: &RawEntry, places: &[PermissionIndex]) -> Self {
        Self {
            key: raw.key.value.clone(),
            category: raw.category.clone(),
            label: raw.label.clone(),
            implies: raw.implies.iter().map(|at| at.value.clone()).collect(),
            seat: raw.seat,
            read_only: raw.read_only,
            partner_admin: raw.partner_admin,
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

    /// The group it is shown in.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// The words people read.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What it implies, as declared.
    pub fn implies(&self) -> &[PermissionKey] {
        &self.implies
    }

    /// The seat it asks for (S3).
    pub const fn seat(&self) -> Option<SeatRequirement> {
        self.seat
    }

    /// Tells whether it only reads (S3).
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Tells whether it is in the partner admin template (P3).
    pub const fn is_for_partner_admins(&self) -> bool {
        self.partner_admin
    }

    /// Tells whether it is one of the product's own (P1).
    pub const fn is_built_in(&self) -> bool {
        self.built_in
    }

    /// Its levels, lowest first; none for a plain permission.
    pub fn levels(&self) -> impl Iterator<Item = Level> {
        self.rungs.iter().map(|(level, _)| *level)
    }

    /// Tells whether it is a ladder.
    pub const fn has_levels(&self) -> bool {
        !self.rungs.is_empty()
    }

    /// Everything it stands for: the whole ladder, or the one plain permission.
    pub const fn whole(&self) -> Permissions {
        self.whole
    }

    /// The levels with their places, lowest first.
    pub(super) fn rungs(&self) -> &[(Level, PermissionIndex)] {
        &self.rungs
    }

    pub(super) fn rung(&self, level: Level) -> Option<PermissionIndex> {
        self.rungs
            .iter()
            .find(|(own, _)| *own == level)
            .map(|(_, index)| *index)
    }

    /// The place of the plain permission, or of the lowest level.
    pub(super) fn lowest(&self) -> Option<PermissionIndex> {
        self.whole.iter().next()
    }

    /// The highest level that is in these.
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

    /// The words people read.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What the file lists.
    pub fn keys(&self) -> &[PermissionKey] {
        &self.keys
    }

    /// What it gives, with everything implied (P4).
    pub const fn permissions(&self) -> Permissions {
        self.permissions
    }
}
