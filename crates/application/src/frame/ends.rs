//! An end that a call sets is still to come, whichever door sets it (A9).

use latchkey_domain::base::{
    refusal::FieldErrors,
    time::{Time, to_come},
};

use crate::frame::error::UseCaseError;

/// Notes an end that has passed already, beside what else is wrong.
pub(crate) fn check_end(errors: &mut FieldErrors, end: Option<Time>, now: Time) {
    if let Some(Err(passed)) = end.map(|end| to_come(end, now)) {
        errors.add("/expires_at", passed);
    }
}

/// Rejects an end that has passed already.
pub(crate) fn must_be_to_come(end: Option<Time>, now: Time) -> Result<(), UseCaseError> {
    let mut errors = FieldErrors::default();
    check_end(&mut errors, end, now);
    Ok(errors.into_result()?)
}
