//! Why a use case did nothing.

use latchkey_domain::{
    account_side::provisioning::ProvisionError,
    base::{
        ids::AccountId,
        refusal::{Conflict, FieldError, FieldErrors, Refusal},
        text::Name,
    },
    ports::{StoreError, Taken},
};

/// Why nothing was done. One type serves all use cases: the refusals are one closed list
/// ([`Refusal`]), which each door maps once and exhaustively.
#[derive(Debug, thiserror::Error)]
pub enum UseCaseError {
    /// A rule refuses.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// These accounts would be left without a permanent super admin (D5): what
    /// [`Refusal::LastSuperAdmin`] is for the caller.
    #[error("refused: {}", Refusal::LastSuperAdmin)]
    LastSuperAdmin(Vec<ConcernedAccount>),
    /// Invalid values.
    #[error("{} invalid values", .0.len())]
    Invalid(FieldErrors),
    /// The target was changed since the caller saw it.
    #[error("changed since it was seen")]
    Stale,
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
}

/// An account that a refusal is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcernedAccount {
    /// The account.
    pub id: AccountId,
    /// Its name, as the caller sees it.
    pub name: Name,
}

impl UseCaseError {
    /// The rule that refuses, if one does.
    pub const fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused(refusal) => Some(*refusal),
            Self::LastSuperAdmin(_) => Some(Refusal::LastSuperAdmin),
            Self::Invalid(_) | Self::Stale | Self::Store(_) => None,
        }
    }

    /// One invalid value.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(FieldError::at(pointer, detail).into())
    }
}

impl From<FieldErrors> for UseCaseError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<Refusal> for UseCaseError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for UseCaseError {
    /// A unique value that is taken becomes a refusal; every other error stays the store's.
    fn from(error: StoreError) -> Self {
        let StoreError::Taken(taken) = error else {
            return Self::Store(error);
        };
        Self::Refused(match taken {
            Taken::ExternalId | Taken::PermissionSet => {
                Refusal::Conflict(Conflict::ExternalIdTaken)
            }
            Taken::Email => Refusal::Conflict(Conflict::EmailTaken),
            Taken::Domain => Refusal::Conflict(Conflict::DomainTaken),
            Taken::Membership => Refusal::AlreadyAMember,
            Taken::AccessLink | Taken::IdempotencyKey | Taken::Id => return Self::Store(error),
        })
    }
}

impl From<ProvisionError> for UseCaseError {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Refused(refusal) => Self::Refused(refusal),
            ProvisionError::Invalid(errors) => Self::Invalid(errors),
        }
    }
}

impl From<Conflict> for UseCaseError {
    fn from(conflict: Conflict) -> Self {
        Self::Refused(Refusal::Conflict(conflict))
    }
}
