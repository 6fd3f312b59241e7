//! Reads values of bodies, queries and headers from their texts.

use chrono::{DateTime, Utc};
use latchkey_domain::base::{
    text::{Reason, TextError},
    time::{Time, whole_micros},
    words::Worded,
};

/// The error for a text that is not a time.
#[derive(Debug, thiserror::Error)]
#[error("must be a time such as 2026-01-31T09:30:00Z")]
pub(crate) struct TimeError;

/// The error for a text that is not one of the known words.
#[derive(Debug, thiserror::Error)]
#[error("must be one of {}", .0.join(", "))]
pub(crate) struct WordError(Vec<&'static str>);

/// Reads a time in RFC 3339, with any offset.
pub(crate) fn time(text: &str) -> Result<Time, TimeError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|_cause| TimeError)?;
    Ok(whole_micros(time.with_timezone(&Utc)))
}

/// Lists all words of an enum.
pub(crate) fn words_of<W: Worded>() -> Vec<&'static str> {
    W::ALL.iter().map(|value| value.as_str()).collect()
}

/// Reads one of the words of an enum.
pub(crate) fn word<W: Worded>(text: impl AsRef<str>) -> Result<W, WordError> {
    W::parse(text.as_ref()).ok_or_else(|| WordError(words_of::<W>()))
}

/// Reads one of the listed words, with its own parser.
pub(crate) fn one_of<T>(
    known: impl FnOnce() -> Vec<&'static str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> impl FnOnce(&str) -> Result<T, WordError> {
    move |text| parse(text).ok_or_else(|| WordError(known()))
}

/// Reads the reason of a call (T4). A blank text is no reason.
pub(crate) fn reason(text: &str) -> Result<Option<Reason>, TextError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Reason::parse(text).map(Some)
}
