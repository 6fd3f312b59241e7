//! Values that stand in bodies, queries and headers, read from their texts.

use chrono::{DateTime, Utc};
use latchkey_domain::base::{
    text::{Reason, TextError},
    time::{Time, whole_micros},
    words::Worded,
};

/// A text that is no time.
#[derive(Debug, thiserror::Error)]
#[error("must be a time such as 2026-01-31T09:30:00Z")]
pub(crate) struct TimeError;

/// A text that is none of the known words.
#[derive(Debug, thiserror::Error)]
#[error("must be one of {}", .0.join(", "))]
pub(crate) struct WordError(Vec<&'static str>);

/// A point in time, RFC 3339, of any offset.
pub(crate) fn time(text: &str) -> Result<Time, TimeError> {
    let time = DateTime::parse_from_rfc3339(text).map_err(|_cause| TimeError)?;
    Ok(whole_micros(time.with_timezone(&Utc)))
}

/// All words of an enum.
pub(crate) fn words_of<W: Worded>() -> Vec<&'static str> {
    W::ALL.iter().map(|value| value.as_str()).collect()
}

/// One of the words of an enum.
pub(crate) fn word<W: Worded>(text: impl AsRef<str>) -> Result<W, WordError> {
    W::parse(text.as_ref()).ok_or_else(|| WordError(words_of::<W>()))
}

/// One of a few words that are read in their own way.
pub(crate) fn one_of<T>(
    known: impl FnOnce() -> Vec<&'static str>,
    parse: impl FnOnce(&str) -> Option<T>,
) -> impl FnOnce(&str) -> Result<T, WordError> {
    move |text| parse(text).ok_or_else(|| WordError(known()))
}

/// Why something is done (T4); a blank text is none.
pub(crate) fn reason(text: &str) -> Result<Option<Reason>, TextError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Reason::parse(text).map(Some)
}
