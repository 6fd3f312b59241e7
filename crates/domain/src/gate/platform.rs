//! The gate for the platform, the operator and jobs, and for calls that users and the platform share.

use super::{Need, user};
use crate::{
    base::{ids::UserId, refusal::Refusal},
    people::token::Scope,
    trail::{
        origin::{Origin, Principal},
        permit::Permit,
    },
};

/// Permits the platform, by a service token with the given scope. The operator has every scope.
pub fn platform(origin: &Origin, scope: Scope) -> Result<Permit, Refusal> {
    is_platform(&origin.principal, scope)?;
    Ok(Permit::new(origin.clone(), None))
}

/// Who makes a call that is open to users and to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A user, who needs a right of their own.
    User(UserId),
    /// The platform, which reads all that it has given (I7).
    Platform,
}

/// Returns who makes a call that users make by their own rights, and the platform by a service token
/// with the given scope (I7).
pub fn caller(origin: &Origin, need: Need, scope: Scope) -> Result<Caller, Refusal> {
    match &origin.principal {
        Principal::User { .. } | Principal::Session { .. } | Principal::MailedLink { .. } => {
            user(origin, need).map(Caller::User)
        }
        Principal::Service { .. } | Principal::Operator { .. } | Principal::Job { .. } => {
            is_platform(&origin.principal, scope).map(|()| Caller::Platform)
        }
    }
}

/// Lets the platform ask for decisions. Asking changes nothing, so it needs no permit.
pub fn asks_decisions(principal: &Principal) -> Result<(), Refusal> {
    is_platform(principal, Scope::Decide)
}

fn is_platform(principal: &Principal, scope: Scope) -> Result<(), Refusal> {
    match principal {
        Principal::Service { scopes, .. } if scopes.contains(&scope) => Ok(()),
        Principal::Operator { .. } => Ok(()),
        Principal::Service { .. }
        | Principal::User { .. }
        | Principal::Session { .. }
        | Principal::MailedLink { .. }
        | Principal::Job { .. } => Err(Refusal::MissingPermission),
    }
}

/// Permits a job of the installation: it does what is due at a time, such as the end of a membership
/// (A9), the end of a relationship (R3) or a standardization (L9).
pub fn job(origin: &Origin) -> Result<Permit, Refusal> {
    match &origin.principal {
        Principal::Job { .. } => Ok(Permit::new(origin.clone(), None)),
        Principal::Service { .. }
        | Principal::User { .. }
        | Principal::Session { .. }
        | Principal::MailedLink { .. }
        | Principal::Operator { .. } => Err(Refusal::MissingPermission),
    }
}
