//! Reads accounts, users and permission sets by their Latchkey id. The platform may also use its own ids. A text in
//! the form of a Latchkey id always means the Latchkey id.
//!
//! Nothing is looked up here. The use case does that after its permission check.

use std::str::FromStr;

use latchkey_domain::{
    base::{
        ids::has_id_form,
        reference::{AccountRef, PermissionSetRef, UserRef},
        text::ExternalId,
    },
    trail::origin::Principal,
};

use super::Call;

/// Why a text cannot name an account or a user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefError {
    /// It is not a Latchkey id of that kind, and the caller may use no other.
    #[error("must be an id that begins with `{0}_`")]
    NotAnId(&'static str),
    /// It is neither a Latchkey id of that kind nor an external id.
    #[error("must be an id that begins with `{0}_`, or an external id of 1 to 255 bytes")]
    NotEither(&'static str),
}

enum Either<I> {
    Id(I),
    External(ExternalId),
}

fn either<I: FromStr>(
    by: &Principal,
    prefix: &'static str,
    text: &str,
) -> Result<Either<I>, RefError> {
    if let Ok(id) = text.parse() {
        return Ok(Either::Id(id));
    }
    let platform = by.user().is_none();
    if !platform || has_id_form(text) {
        return Err(RefError::NotAnId(prefix));
    }
    let external = ExternalId::parse(text).map_err(|_cause| RefError::NotEither(prefix))?;
    Ok(Either::External(external))
}

/// Reads the id of an account.
pub(crate) fn account_ref(by: &Principal, text: &str) -> Result<AccountRef, RefError> {
    Ok(match either(by, "acc", text)? {
        Either::Id(id) => AccountRef::Id(id),
        Either::External(id) => AccountRef::External(id),
    })
}

/// Reads the id of a user.
pub(crate) fn user_ref(by: &Principal, text: &str) -> Result<UserRef, RefError> {
    Ok(match either(by, "usr", text)? {
        Either::Id(id) => UserRef::Id(id),
        Either::External(id) => UserRef::External(id),
    })
}

impl Call {
    /// Reads the id of a permission set.
    pub(crate) fn permission_set_ref(&self, text: &str) -> Result<PermissionSetRef, RefError> {
        Ok(match either(&self.cx.origin.principal, "set", text)? {
            Either::Id(id) => PermissionSetRef::Id(id),
            Either::External(id) => PermissionSetRef::External(id),
        })
    }

    /// Reads the id of an account.
    pub(crate) fn account_ref(&self, text: &str) -> Result<AccountRef, RefError> {
        account_ref(&self.cx.origin.principal, text)
    }

    /// Reads the id of a user.
    pub(crate) fn user_ref(&self, text: &str) -> Result<UserRef, RefError> {
        user_ref(&self.cx.origin.principal, text)
    }
}
