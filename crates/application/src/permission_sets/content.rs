//! Checks the content of a set.

use std::collections::HashSet;

use latchkey_domain::{
    base::refusal::{Conflict, FieldErrors, Refusal},
    permission::{Catalogue, PermissionKey, PermissionSet, Permissions, SetError},
};

use crate::frame::error::UseCaseError;

/// The permissions of a set's newest version; empty without a set.
pub(super) fn granted(set: Option<&PermissionSet>, catalogue: &Catalogue) -> Permissions {
    set.map_or(Permissions::EMPTY, |set| set.current().granted(catalogue))
}

/// Converts an error to field errors that point into the request.
pub(super) fn in_request(error: &SetError, wanted: &[PermissionKey]) -> UseCaseError {
    match error {
        SetError::Keys {
            unknown,
            super_admins_only,
        } => UseCaseError::Invalid(at_keys(unknown, super_admins_only, wanted)),
        SetError::Standard => Refusal::Conflict(Conflict::StandardSet).into(),
    }
}

/// All keys that cannot be in the set, each at its place.
fn at_keys(
    unknown: &[PermissionKey],
    super_admins_only: &[PermissionKey],
    wanted: &[PermissionKey],
) -> FieldErrors {
    const FOR_SUPER_ADMINS: &str = "only super admins hold this permission";
    let unknown: HashSet<_> = unknown.iter().collect();
    let refused: HashSet<_> = super_admins_only.iter().collect();
    let mut errors = FieldErrors::default();
    for (at, key) in wanted.iter().enumerate() {
        if unknown.contains(key) {
            let detail = "the catalogue has no such permission";
            errors.add(format_args!("/permissions/{at}"), detail);
        } else if refused.contains(key) {
            errors.add(format_args!("/permissions/{at}"), FOR_SUPER_ADMINS);
        }
    }
    // Something in the list implies it.
    if errors.is_empty() {
        errors.add("/permissions", FOR_SUPER_ADMINS);
    }
    errors
}
