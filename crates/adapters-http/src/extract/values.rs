//! Values that stand in bodies, queries and headers, read from their texts.

use chrono::{DateTime, Utc};
use latchkey_domain::base::{
    text::{Reason, TextError},
    time::{Time, whole_micros},
};

/// A text that is no time.
#[derive(Debug, thiserror::Error)]
#[error("must be a time such as 2026-01-31T09:30:00Z")]
pub(crate) struct TimeError;

/// A text that is none of the known words.
#[derive(Debug, thiserror::Error)]
#[error("must be one of {0}")]
pub(crate) struct WordError(pub(crate) &'static str);

/// A point in time, RFC 3339, of any offset.
pub(crate) fn time(text: &str) -> Result<Time, TimeError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|_cause| TimeError)?;
    Ok(whole_micros(time.with_timezone(&Utc)))
}

/// One of a few words.
pub(crate) fn word<T>(
    known: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> impl FnOnce(&str) -> Result<T, WordError> {
    move |text| parse(text).ok_or(WordError(known))
}

/// Why something is done (T4); a blank text is none.
pub(crate) fn reason(text: &str) -> Result<Option<Reason>, TextError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Reason::parse(text).map(Some)
}
