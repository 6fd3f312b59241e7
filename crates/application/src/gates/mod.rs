//! The gates check what the caller may do before anything else is read.

pub(crate) mod account;
pub(crate) mod named;
pub(crate) mod partner;
pub(crate) mod person;

use latchkey_domain::base::refusal::Refusal;

use crate::frame::error::UseCaseError;

/// The answer of a gate for somebody who asks what they may do: a refusal is no error then.
pub(crate) fn asked<T>(gate: Result<T, UseCaseError>) -> Result<Result<T, Refusal>, UseCaseError> {
    match gate {
        Ok(passed) => Ok(Ok(passed)),
        Err(error) => error
            .refusal()
            .map_or(Err(error), |refusal| Ok(Err(refusal))),
    }
}
