//! Short texts from people and platforms: checked once, then trusted.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{ids::has_id_form, words::words};

/// Why a text is invalid. Carries the limits, never the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Empty, or only white space.
    #[error("must not be empty")]
    Empty,
    /// Longer than allowed.
    #[error("must be at most {max} {unit} long")]
    TooLong {
        /// The limit.
        max: usize,
        /// The unit of the limit.
        unit: &'static str,
    },
    /// Contains line breaks, tabs or other control characters.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// Has the form of a Latchkey id, which is reserved.
    #[error("must not have the form of a Latchkey id")]
    LooksLikeId,
}

fn clean(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong {
            max,
            unit: "characters",
        });
    }
    if text.chars().any(char::is_control) {
        return Err(TextError::ControlCharacter);
    }
    Ok(text.to_owned())
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $parse:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks a text.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                let parse: fn(&str) -> Result<String, TextError> = $parse;
                parse(text).map(Self)
            }

            /// Rebuilds a stored text without checking it again.
            pub const fn stored(text: String) -> Self {
                Self(text)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type!(
    /// The name of an account, a user or a token: 1 to 200 characters on one line.
    Name,
    |text| clean(text, 200)
);

text_type!(
    /// A partner's tag on a client, for its list of clients (U1): 1 to 50 characters on one line.
    Tag,
    |text| clean(text, 50)
);

text_type!(
    /// The kind of an asset, in the platform's own words: 1 to 50 characters on one line.
    AssetKind,
    |text| clean(text, 50)
);

text_type!(
    /// What a mail is about: 1 to 200 characters on one line.
    MailSubject,
    |text| clean(text, 200)
);

text_type!(
    /// Why somebody did something (T4): 1 to 500 characters; line breaks are allowed.
    Reason,
    |text| {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().count() > 500 {
            return Err(TextError::TooLong { max: 500, unit: "characters" });
        }
        if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(TextError::ControlCharacter);
        }
        Ok(text.to_owned())
    }
);

text_type!(
    /// An id given by the platform: 1 to 255 bytes, compared byte for byte, never in the form of a
    /// Latchkey id.
    ExternalId,
    |text| {
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.len() > 255 {
            return Err(TextError::TooLong { max: 255, unit: "bytes" });
        }
        if text.chars().any(char::is_control) {
            return Err(TextError::ControlCharacter);
        }
        if has_id_form(text) {
            return Err(TextError::LooksLikeId);
        }
        Ok(text.to_owned())
    }
);

impl Name {
    /// The name in lower case, for searching and sorting.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

words! {
    /// A user's language: one of those of the pages (U3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Locale {
        /// English.
        #[default]
        En = "en",
        /// Norwegian.
        Nb = "nb",
        /// German.
        De = "de",
        /// Polish.
        Pl = "pl",
        /// Dutch.
        Nl = "nl",
    }
}

impl Locale {
    /// Reads a language tag; a region is ignored (`de-CH` is German, `no` is Norwegian).
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Some(match language.as_str() {
            "en" => Self::En,
            "nb" | "no" | "nn" => Self::Nb,
            "de" => Self::De,
            "pl" => Self::Pl,
            "nl" => Self::Nl,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_limited() {
        assert_eq!(Name::parse("  Marit  ").unwrap().as_str(), "Marit");
        assert_eq!(Name::parse(" \t "), Err(TextError::Empty));
        assert_eq!(Name::parse("a\u{7}b"), Err(TextError::ControlCharacter));
        assert!(Name::parse(&"x".repeat(200)).is_ok());
        assert!(Name::parse(&"x".repeat(201)).is_err());
    }

    #[test]
    fn external_ids_are_unchanged_and_not_like_ours() {
        assert_eq!(ExternalId::parse(" 42 ").unwrap().as_str(), " 42 ");
        assert!(ExternalId::parse(&"é".repeat(128)).is_err(), "256 bytes");
        assert_eq!(
            ExternalId::parse("acc_00000000000000000000000007"),
            Err(TextError::LooksLikeId)
        );
    }

    #[test]
    fn a_reason_may_span_lines_up_to_500_characters() {
        assert!(Reason::parse("left\nthe firm").is_ok());
        assert!(Reason::parse(&"x".repeat(501)).is_err());
    }
}
