//! Reads values of bodies, queries and headers from their texts.

pub(crate) use latchkey_domain::base::time::instant as time;
use latchkey_domain::base::{
    text::{Description, Reason, TextError},
    words::Worded,
};

/// The error for a text that is not one of the known words.
#[derive(Debug, thiserror::Error)]
#[error("must be one of {}", .0.join(", "))]
pub(crate) struct WordError(Vec<&'static str>);

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
    unless_blank(Reason::parse(text))
}

/// Reads the description of a set. A blank text is none.
pub(crate) fn description(text: &str) -> Result<Option<Description>, TextError> {
    unless_blank(Description::parse(text))
}

/// Blank where the text that was read is empty.
pub(crate) fn unless_blank<T>(read: Result<T, TextError>) -> Result<Option<T>, TextError> {
    if matches!(read, Err(TextError::Empty)) {
        return Ok(None);
    }
    read.map(Some)
}
