//! Accounts and users by either id: Latchkey's own, or the platform's where the platform asks. A text
//! in the form of a Latchkey id always means the Latchkey id.
//!
//! An external id that nobody has is read as the id of nothing, and not refused here: whoever asks
//! has still to pass the gate, and the use case then finds nothing in its own place in the order of
//! checks.

use std::str::FromStr;

use latchkey_domain::{
    audit::Principal,
    ids::{AccountId, UserId, has_id_form},
    ports::{AccountRef, UserRef},
    text::ExternalId,
};
use uuid::Uuid;

use super::Call;
use crate::problem::Problem;

/// A text that names nothing of the wanted kind.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefError {
    /// No Latchkey id of that kind, and the caller may use no other.
    #[error("must be an id that begins with `{0}_`")]
    NotAnId(&'static str),
    /// Neither a Latchkey id of that kind nor an external id.
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

/// Reads how an account is named.
pub(crate) fn account_ref(by: &Principal, text: &str) -> Result<AccountRef, RefError> {
    Ok(match either(by, "acc", text)? {
        Either::Id(id) => AccountRef::Id(id),
        Either::External(id) => AccountRef::External(id),
    })
}

/// Reads how a user is named.
pub(crate) fn user_ref(by: &Principal, text: &str) -> Result<UserRef, RefError> {
    Ok(match either(by, "usr", text)? {
        Either::Id(id) => UserRef::Id(id),
        Either::External(id) => UserRef::External(id),
    })
}

impl Call {
    /// Reads how an account is named.
    pub(crate) fn account_ref(&self, text: &str) -> Result<AccountRef, RefError> {
        account_ref(&self.cx.origin.principal, text)
    }

    /// Reads how a user is named.
    pub(crate) fn user_ref(&self, text: &str) -> Result<UserRef, RefError> {
        user_ref(&self.cx.origin.principal, text)
    }

    /// The account that is meant.
    pub(crate) async fn account(&self, account: &AccountRef) -> Result<AccountId, Problem> {
        let external = match account {
            AccountRef::Id(id) => return Ok(*id),
            AccountRef::External(external) => external,
        };
        let mut reader = self.api().ports.store.reader();
        let found = reader.account_by_external_id(external).await?;
        Ok(found.map_or(AccountId::from_uuid(Uuid::nil()), |account| account.id))
    }

    /// The user who is meant.
    pub(crate) async fn user(&self, user: &UserRef) -> Result<UserId, Problem> {
        let external = match user {
            UserRef::Id(id) => return Ok(*id),
            UserRef::External(external) => external,
        };
        let mut reader = self.api().ports.store.reader();
        let found = reader.user_by_external_id(external).await?;
        Ok(found.map_or(UserId::from_uuid(Uuid::nil()), |user| user.id))
    }
}
