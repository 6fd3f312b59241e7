//! The name of one permission: a key, and the level of a ladder where it has one (P1).

use std::{borrow::Borrow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::base::words::words;

words! {
    /// A rung of a permission's ladder (P1): whose records the permission is about. Each level brings
    /// the ones below it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Level {
        /// Only the holder's own.
        Own = "own",
        /// Those of the holder's team.
        Team = "team",
        /// Everyone's.
        All = "all",
    }
}

/// Why a text is no permission key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PermissionKeyError {
    /// Nothing at all.
    #[error("must not be empty")]
    Empty,
    /// Longer than allowed, the level not counted.
    #[error("must be at most {max} characters long")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Not of the form `[a-z][a-z0-9_]*(\.[a-z0-9_]+)*`.
    #[error(
        "must begin with a lower-case letter and have only lower-case letters, digits, `_`, and \
         single dots between words"
    )]
    Form,
    /// Something after a colon that is no level.
    #[error("must end with `:own`, `:team` or `:all`, or have no colon")]
    Level,
}

/// The key of a permission, bare (`contacts.view`) or with a level (`contacts.view:team`). What a
/// bare key of a ladder means depends on where it stands: see
/// [`Catalogue`](crate::permission::Catalogue).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PermissionKey(String);

impl PermissionKey {
    /// The longest bare key, in characters. A level comes on top.
    pub const MAX_LENGTH: usize = 100;

    /// Checks a text and takes it.
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

    /// A key that stands in the program itself.
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

    /// The level the key names, if it names one.
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
