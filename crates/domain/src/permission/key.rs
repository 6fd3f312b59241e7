//! Permission keys, with the level for a permission that has levels (P1).

use std::{borrow::Borrow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::base::words::words;

words! {
    /// A level of a permission: whose records it is about. Each level implies the ones below it (P1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Level {
        /// The holder's own records.
        Own = "own",
        /// The records of the holder's team.
        Team = "team",
        /// Everyone's records.
        All = "all",
    }
}

/// Why a text is not a permission key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermissionKeyError {
    /// The text is empty.
    #[error("must not be empty")]
    Empty,
    /// The key is too long, not counting the level.
    #[error("must be at most {max} characters long")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// The text does not have the form `[a-z][a-z0-9_]*(\.[a-z0-9_]+)*`.
    #[error(
        "must begin with a lower-case letter and contain only lower-case letters, digits, `_`, and \
         single dots between words"
    )]
    Form,
    /// The part after the colon is not a level.
    #[error("must end with `:own`, `:team` or `:all`, or have no colon")]
    Level,
}

/// The key of a permission, bare (`contacts.view`) or with a level (`contacts.view:team`). For a
/// permission with levels, the meaning of the bare key depends on where it is used: see
/// [`Catalogue`](crate::permission::Catalogue).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PermissionKey(String);

impl PermissionKey {
    /// The maximum length in characters, not counting the level.
    pub const MAX_LENGTH: usize = 100;

    /// Checks a text.
    pub fn parse(text: &str) -> Result<Self, PermissionKeyError> {
        let bare = match text.split_once(':') {
            None => text,
            Some((bare, level)) if Level::parse(level).is_some() => bare,
            Some(_) => return Err(PermissionKeyError::Level),
        };
        if bare.is_empty() {
            return Err(PermissionKeyError::Empty);
        }
        if !bare.starts_with(|c: char| c.is_ascii_lowercase()) || !bare.split('.').all(is_word) {
            return Err(PermissionKeyError::Form);
        }
        if bare.len() > Self::MAX_LENGTH {
            return Err(PermissionKeyError::TooLong {
                max: Self::MAX_LENGTH,
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// Makes a key from a text in the program itself, without checking it.
    pub(super) fn known(key: &'static str) -> Self {
        Self(key.to_owned())
    }

    /// The key as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of the key without its level.
    pub fn bare_str(&self) -> &str {
        self.0.split_once(':').map_or(&*self.0, |(bare, _)| bare)
    }

    /// The key without its level.
    #[must_use]
    pub fn bare(&self) -> Self {
        Self(self.bare_str().to_owned())
    }

    /// The level in the key, if there is one.
    pub fn level(&self) -> Option<Level> {
        self.0
            .split_once(':')
            .and_then(|(_, level)| Level::parse(level))
    }

    /// The same key at this level.
    #[must_use]
    pub fn at(&self, level: Level) -> Self {
        Self(format!("{}:{level}", self.bare_str()))
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

impl fmt::Display for PermissionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PermissionKey {
    type Err = PermissionKeyError;

    fn from_str(text: &str) -> Result<Self, PermissionKeyError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PermissionKey {
    type Error = PermissionKeyError;

    fn try_from(text: String) -> Result<Self, PermissionKeyError> {
        Self::parse(&text)
    }
}

impl From<PermissionKey> for String {
    fn from(key: PermissionKey) -> Self {
        key.0
    }
}

impl AsRef<str> for PermissionKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for PermissionKey {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_text() {
        let key = PermissionKey::parse("contacts.view:team").unwrap();
        let (text, borrowed): (&str, &str) = (key.as_ref(), key.borrow());
        assert_eq!(
            (text, borrowed),
            ("contacts.view:team", "contacts.view:team")
        );
    }

    #[test]
    fn p1_keys_have_the_form_of_the_rule() {
        for good in [
            "a",
            "contacts.view",
            "x9_.0a",
            "crm.import.csv",
            "contacts.view:team",
        ] {
            assert_eq!(PermissionKey::parse(good).unwrap().as_str(), good);
        }
        let form = Err(PermissionKeyError::Form);
        for bad in [
            "9a", "_a", "Contacts", "a..b", ".a", "a.", "a-b", "a b", "å", "a\n",
        ] {
            assert_eq!(PermissionKey::parse(bad), form, "{bad:?}");
        }
        for bad in ["a:", "a:none", "a:OWN", "a:own:team", "a: own"] {
            assert_eq!(
                PermissionKey::parse(bad),
                Err(PermissionKeyError::Level),
                "{bad:?}"
            );
        }
        assert_eq!(PermissionKey::parse(""), Err(PermissionKeyError::Empty));
        assert_eq!(PermissionKey::parse(":own"), Err(PermissionKeyError::Empty));
    }

    #[test]
    fn a_key_is_at_most_100_characters_without_its_level() {
        let longest = "a".repeat(100);
        assert!(PermissionKey::parse(&format!("{longest}:team")).is_ok());
        let error = PermissionKey::parse(&format!("{longest}a")).unwrap_err();
        assert_eq!(error, PermissionKeyError::TooLong { max: 100 });
    }

    #[test]
    fn a_key_knows_its_level_and_its_bare_form() {
        let key = PermissionKey::parse("contacts.view:team").unwrap();
        assert_eq!(
            (key.bare_str(), key.level()),
            ("contacts.view", Some(Level::Team))
        );
        assert_eq!(key.bare().at(Level::All).as_str(), "contacts.view:all");
        assert_eq!(key.bare().level(), None);
    }

    #[test]
    fn a_key_travels_as_text_and_is_checked_on_the_way_in() {
        let key: PermissionKey = serde_json::from_str("\"deals.edit:own\"").unwrap();
        assert_eq!(serde_json::to_string(&key).unwrap(), "\"deals.edit:own\"");
        assert!(serde_json::from_str::<PermissionKey>("\"Deals\"").is_err());
    }
}
