//! From values to columns and back: words, lists, numbers. A column that cannot be read back is
//! corrupt.

use latchkey_domain::{base::version::Version, people::email::EmailAddress, ports::StoreError};
use serde::{Serialize, de::DeserializeOwned};

use crate::classify::corrupt;

/// Reads a word that stands for a value of the domain.
pub(crate) fn word<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
    parse(text).ok_or_else(|| corrupt(format!("unknown word: {text}")))
}

/// Writes a list or an object as JSON, which no query looks into.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(corrupt)
}

/// Reads a list or an object from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(corrupt)
}

/// Converts a number to the width of its column, or back.
pub(crate) fn number<A, B>(number: A) -> Result<B, StoreError>
where
    B: TryFrom<A>,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    B::try_from(number).map_err(corrupt)
}

/// Reads a version.
pub(crate) fn version(stored: i64) -> Result<Version, StoreError> {
    number(stored).map(Version::new)
}

/// Reads 32 bytes.
pub(crate) fn bytes(stored: &[u8]) -> Result<[u8; 32], StoreError> {
    stored.try_into().map_err(corrupt)
}

/// The address as it is searched (I5), where that differs from the address itself.
pub(crate) fn email_folded(email: &EmailAddress) -> Option<String> {
    let folded = email.folded();
    (folded != email.as_str()).then_some(folded)
}
