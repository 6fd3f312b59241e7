//! Permissions: keys, the catalogue that gives them meaning, sets, and the rule by which a partner
//! passes them on (P1 to P5, A2, A7).

mod catalogue;
pub mod catalogue_in_force;
mod delegation;
mod key;
mod permissions;
#[cfg(test)]
mod properties;
pub mod seat;
mod set;

pub use self::{
    catalogue::{
        Asked, BuiltIn, Catalogue, CatalogueError, CatalogueProblem, Entry, StandardSet, built_in,
    },
    delegation::{Delegated, Delegation, Gain, Restated, restate},
    key::{Level, PermissionKey, PermissionKeyError},
    permissions::{PermissionIndex, Permissions},
    set::{
        ExceedsEditor, PermissionSet, PermissionSetParts, SetContent, SetError, SetOwner,
        SetVersion, check_editor,
    },
};
pub use crate::base::text::SetName;
