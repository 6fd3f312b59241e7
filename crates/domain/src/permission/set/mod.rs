//! Permission sets: named bundles of permissions in versions (A5, A7).

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::{Catalogue, PermissionKey, Permissions};
use crate::base::{
    ids::{AccountId, PermissionSetId},
    text::{Description, ExternalId, SetName},
    version::Version,
};

/// Who a permission set belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SetOwner {
    /// Ships with the catalogue and is read-only.
    Standard,
    /// Made by this account.
    Account(AccountId),
}

/// Why a permission set cannot be created or changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Some of the keys cannot be in a set.
    #[error("some permissions do not exist, or only super admins hold them")]
    Keys {
        /// Keys that the catalogue does not have.
        unknown: Vec<PermissionKey>,
        /// Keys that only super admins hold (P5).
        super_admins_only: Vec<PermissionKey>,
    },
    /// Sets that ship with the catalogue are not edited.
    #[error("standard sets are read-only")]
    Standard,
}

/// One version of a set, as its holders hold it (A7). It never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetVersion {
    number: u32,
    permissions: Vec<PermissionKey>,
}

impl SetVersion {
    /// The number of the first version.
    pub const FIRST: u32 = 1;

    /// Rebuilds a stored version.
    pub const fn stored(number: u32, permissions: Vec<PermissionKey>) -> Self {
        Self {
            number,
            permissions,
        }
    }

    /// The number, from 1.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The stored keys. A permission with levels is listed once, by its highest level, or bare if
    /// that is the top (P1).
    pub fn permissions(&self) -> &[PermissionKey] {
        &self.permissions
    }

    /// The permissions granted under this catalogue, with everything implied (P4). Keys that the
    /// catalogue does not have grant nothing (P1).
    pub fn granted(&self, catalogue: &Catalogue) -> Permissions {
        catalogue.grant(&self.permissions)
    }
}

/// The wanted content of a set. A change replaces the whole content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetContent {
    /// The name.
    pub name: SetName,
    /// The description.
    pub description: Option<Description>,
    /// The platform's id of the set.
    pub external_id: Option<ExternalId>,
    /// The keys. For a permission with levels, the bare key means the highest level (P1).
    pub permissions: Vec<PermissionKey>,
}

/// The parts of a stored set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSetParts {
    /// Latchkey's id of the set.
    pub id: PermissionSetId,
    /// The owner.
    pub owner: SetOwner,
    /// The name of the set.
    pub name: SetName,
    /// The description.
    pub description: Option<Description>,
    /// The platform's id of the set, or the key of a standard set in the catalogue.
    pub external_id: Option<ExternalId>,
    /// The newest version.
    pub current: SetVersion,
    /// The version of the stored row.
    pub version: Version,
}

/// A named bundle of permissions. Each holder holds one version, and a change of the permissions
/// makes a new one (A7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSet(PermissionSetParts);

impl PermissionSet {
    /// Creates a set. Its keys must be in the catalogue, and none may be for super admins only
    /// (P5).
    pub fn new(
        id: PermissionSetId,
        owner: SetOwner,
        content: SetContent,
        catalogue: &Catalogue,
    ) -> Result<Self, SetError> {
        let permissions = checked(&content.permissions, &[], catalogue)?;
        Ok(Self(PermissionSetParts {
            id,
            owner,
            name: content.name,
            description: content.description,
            external_id: content.external_id,
            current: SetVersion {
                number: SetVersion::FIRST,
                permissions,
            },
            version: Version::FIRST,
        }))
    }

    /// Rebuilds a stored set.
    pub const fn stored(parts: PermissionSetParts) -> Self {
        Self(parts)
    }

    /// Changes the set of an account. Only a change of the permissions makes a new version. A key
    /// that is no longer in the catalogue may stay in the set, but cannot be added (P1).
    ///
    /// The caller checks with [`check_editor`] whether the editor may do this.
    pub fn revise(&mut self, content: SetContent, catalogue: &Catalogue) -> Result<(), SetError> {
        if self.0.owner == SetOwner::Standard {
            return Err(SetError::Standard);
        }
        let permissions = checked(&content.permissions, self.permissions(), catalogue)?;
        self.renew(permissions);
        self.0.name = content.name;
        self.0.description = content.description;
        self.0.external_id = content.external_id;
        Ok(())
    }

    /// Gives a standard set the permissions of its catalogue, or a set the permissions of another
    /// source that were checked. Tells whether that made a new version.
    pub fn renew(&mut self, permissions: Vec<PermissionKey>) -> bool {
        let changed = self.0.current.permissions != permissions;
        if changed {
            let number = self.0.current.number.saturating_add(1);
            self.0.current = SetVersion {
                number,
                permissions,
            };
        }
        changed
    }

    /// Gives a standard set the name it has in the catalogue. Tells whether that changed it.
    pub fn relabel(&mut self, name: SetName) -> bool {
        let changed = self.0.name != name;
        self.0.name = name;
        changed
    }

    /// Marks the set as saved: the version of its row goes up by one.
    pub const fn saved(&mut self) {
        self.0.version = self.0.version.next();
    }

    /// Latchkey's id of the set.
    pub const fn id(&self) -> PermissionSetId {
        self.0.id
    }

    /// The owner.
    pub const fn owner(&self) -> SetOwner {
        self.0.owner
    }

    /// The name of the set.
    pub const fn name(&self) -> &SetName {
        &self.0.name
    }

    /// The description.
    pub const fn description(&self) -> Option<&Description> {
        self.0.description.as_ref()
    }

    /// The platform's id of the set, or the key of a standard set in the catalogue.
    pub const fn external_id(&self) -> Option<&ExternalId> {
        self.0.external_id.as_ref()
    }

    /// The newest version.
    pub const fn current(&self) -> &SetVersion {
        &self.0.current
    }

    /// The keys of the newest version.
    pub fn permissions(&self) -> &[PermissionKey] {
        &self.0.current.permissions
    }

    /// The version of the stored row, for saving.
    pub const fn version(&self) -> Version {
        self.0.version
    }
}

/// The change touches permissions that the editor does not hold, so all of it is refused (A7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the change touches permissions that the editor does not hold")]
pub struct ExceedsEditor {
    /// The permissions touched and not held.
    pub excess: Permissions,
}

/// Checks whether an editor who is not super admin may turn `before` into `after`: they add and
/// take only what they hold themselves, level by level (A7). For a new set `before` is empty.
pub const fn check_editor(
    before: Permissions,
    after: Permissions,
    editor: Permissions,
) -> Result<(), ExceedsEditor> {
    let touched = before.difference(after).union(after.difference(before));
    let excess = touched.difference(editor);
    if excess.is_empty() {
        Ok(())
    } else {
        Err(ExceedsEditor { excess })
    }
}

/// Returns the keys to store: complete under implication (P4), each permission with levels once,
/// then the unknown keys that were there before.
fn checked(
    wanted: &[PermissionKey],
    before: &[PermissionKey],
    catalogue: &Catalogue,
) -> Result<Vec<PermissionKey>, SetError> {
    let unknown: BTreeSet<PermissionKey> = catalogue.unknown_keys(wanted).into_iter().collect();
    let before: BTreeSet<&PermissionKey> = before.iter().collect();
    let (stale, new): (Vec<_>, Vec<_>) = unknown.into_iter().partition(|key| before.contains(key));
    let granted = catalogue.grant(wanted);
    let refused = granted & catalogue.only_for_super_admins();
    if !new.is_empty() || !refused.is_empty() {
        return Err(SetError::Keys {
            unknown: new,
            super_admins_only: catalogue.names(refused),
        });
    }
    Ok(catalogue.names(granted).into_iter().chain(stale).collect())
}
