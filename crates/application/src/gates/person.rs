//! The gate of calls that only a person can make, although the platform reads whatever is near them (I7).

use latchkey_domain::{
    gate::{self, Caller, Need},
    people::token::Scope,
};

use crate::frame::{context::RequestContext, error::UseCaseError};

/// Turns the platform away from a call that asks about the caller, or that shows what is for people
/// alone, and says why. Tokens that read nothing here are refused like everywhere.
pub(crate) fn must_be_person(
    cx: &RequestContext,
    pointer: &str,
    why: &str,
) -> Result<(), UseCaseError> {
    match gate::caller(&cx.origin, Need::View, Scope::Provision)? {
        Caller::User(_) => Ok(()),
        Caller::Platform => Err(UseCaseError::invalid(pointer, why)),
    }
}

/// The pointer of what is wrong with the caller's token.
pub(crate) const TOKEN: &str = "Authorization";

/// The pointer of the question what the caller can do (U4), and why the platform cannot ask it.
pub(crate) const ASKED: &str = "?actions";
pub(crate) const ABOUT_CALLER: &str =
    "asks what the caller may do: leave it out, a service token acts for nobody";
