//! Checks the content of a set: an editor who is not a super admin may add or remove only
//! permissions that they hold (A7).

use std::collections::HashSet;

use latchkey_domain::{
    base::refusal::{Conflict, FieldErrors, Refusal},
    gate::AccountManager,
    permission::{Catalogue, PermissionKey, PermissionSet, Permissions, SetError, check_editor},
};

use crate::frame::error::UseCaseError;

/// The permissions of a set's newest version; empty without a set.
pub(super) fn granted(set: Option<&PermissionSet>, catalogue: &Catalogue) -> Permissions {
    set.map_or(Permissions::EMPTY, |set| set.current().granted(catalogue))
}

/// Refuses a change that goes beyond what the editor holds (A7).
pub(super) fn must_lie_within(
    editor: &AccountManager,
    before: Permissions,
    after: Permissions,
) -> Result<(), Refusal> {
    if editor.is_super_admin() {
        return Ok(());
    }
    check_editor(before, after, editor.granted).map_err(|_excess| Refusal::ExceedsOwnPermissions)
}

/// Converts an error to field errors that point into the request.
pub(super) fn in_request(error: &SetError, wanted: &[PermissionKey]) -> UseCaseError {
    let at_keys = |keys: &[PermissionKey], detail: &str| {
        let keys: HashSet<_> = keys.iter().collect();
        let mut errors = FieldErrors::default();
        let places = wanted.iter().enumerate();
        for (at, _) in places.filter(|(_, key)| keys.contains(key)) {
            errors.add(format_args!("/permissions/{at}"), detail);
        }
        if errors.is_empty() {
            errors.add("/permissions", detail);
        }
        UseCaseError::Invalid(errors)
    };
    match error {
        SetError::Name { .. } => UseCaseError::invalid("/name", error.to_string()),
        SetError::Description { .. } => UseCaseError::invalid("/description", error.to_string()),
        SetError::UnknownKeys(keys) => at_keys(keys, "the catalogue has no such permission"),
        SetError::SuperAdminsOnly(keys) => at_keys(keys, "only super admins hold this permission"),
        SetError::Standard => Refusal::Conflict(Conflict::StandardSet).into(),
    }
}
