//! Short texts from people and platforms: brought into the form in which they are kept (I5), checked
//! once, then trusted.

mod characters;
mod clean;
mod error;
mod fold;
mod locale;

use std::fmt;

use serde::{Deserialize, Serialize};

use self::clean::{Lines, clean};
pub(crate) use self::clean::{composed, one_line};
pub use self::{error::TextError, fold::fold, locale::Locale};
use crate::base::ids::has_id_form;

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
    ($(#[$doc:meta])* $name:ident, $max:literal, $lines:expr) => {
        text_type!($(#[$doc])* $name, |text| clean(text, $max, $lines));

        impl $name {
            /// Makes one of any text, without refusing it: what cannot stay is left out, and a long
            /// text is cut. `None`: nothing visible is left.
            pub fn cleaned(text: &str) -> Option<Self> {
                clean::cleaned(text, $max, $lines).map(Self)
            }
        }
    };
}

text_type!(
    /// The name of an account, a user or a token: 1 to 200 characters on one line.
    Name,
    200,
    Lines::One
);

text_type!(
    /// A partner's tag on a client, for its list of clients (U1): 1 to 50 characters on one line.
    Tag,
    50,
    Lines::One
);

text_type!(
    /// The kind of an asset, in the platform's own words: 1 to 50 characters on one line.
    AssetKind,
    50,
    Lines::One
);

text_type!(
    /// The kind of an activity, in the platform's own words: 1 to 64 characters on one line.
    ActivityKind,
    64,
    Lines::One
);

text_type!(
    /// What a mail is about: 1 to 200 characters on one line.
    MailSubject,
    200,
    Lines::One
);

text_type!(
    /// The name of a permission set: 1 to 100 characters on one line.
    SetName,
    100,
    Lines::One
);

text_type!(
    /// What a permission set is for: 1 to 500 characters; line breaks are allowed.
    Description,
    500,
    Lines::Many
);

text_type!(
    /// Why somebody did something (T4): 1 to 500 characters; line breaks are allowed.
    Reason,
    500,
    Lines::Many
);

text_type!(
    /// An id given by the platform: 1 to 255 bytes, compared byte for byte, never in the form of a
    /// Latchkey id, and never a text that a path of the API cannot hold: clients and proxies resolve
    /// `.` and `..`, also where they are written `%2e`.
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
        if matches!(text, "." | ".." | "by-external-id") {
            return Err(TextError::PartOfPath);
        }
        Ok(text.to_owned())
    }
);

impl Name {
    /// The name as it is searched and ordered.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }

    /// The name of a thing that is always named, such as an asset (I5): made of the text, or of the
    /// other one where nothing visible is left of it.
    pub fn of_thing(text: &str, otherwise: &str) -> Self {
        let name = Self::cleaned(text).or_else(|| Self::cleaned(otherwise));
        name.unwrap_or_else(|| Self("?".to_owned()))
    }
}

/// A text to search for, folded as what is searched is (I5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// The maximum length in characters.
    pub const MAX_LENGTH: usize = 200;

    /// Checks a text.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        clean(text, Self::MAX_LENGTH, Lines::One).map(|text| Self(fold(&text)))
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a folded text contains it.
    pub fn is_in(&self, folded: &str) -> bool {
        folded.contains(&self.0)
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
    fn a_set_has_a_short_name_and_a_description_of_lines() {
        assert_eq!(
            SetName::parse("  Sales rep ").unwrap().as_str(),
            "Sales rep"
        );
        assert!(SetName::parse(&"å".repeat(100)).is_ok());
        for bad in ["", "  ", "a\nb", &"a".repeat(101)] {
            assert!(SetName::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(
            Description::parse(" For\r\nall ").unwrap().as_str(),
            "For\nall"
        );
        assert!(Description::parse(&"a".repeat(501)).is_err());
    }

    /// No path of the API can hold these: clients resolve the dots, and one is a path of its own.
    #[test]
    fn external_ids_are_no_parts_of_a_path() {
        for text in [".", "..", "by-external-id"] {
            assert_eq!(
                ExternalId::parse(text),
                Err(TextError::PartOfPath),
                "{text}"
            );
        }
        for text in ["...", ".a", "by-external-id ", "By-External-Id"] {
            assert!(ExternalId::parse(text).is_ok(), "{text}");
        }
    }

    /// I5: an asset always has a name.
    #[test]
    fn i5_a_cleaned_name_is_never_empty() {
        assert_eq!(Name::of_thing(" \u{202e}Home", "a-1").as_str(), "Home");
        assert_eq!(Name::of_thing("\u{3164}", "a-1").as_str(), "a-1");
        assert_eq!(Name::of_thing("", "\u{200d}").as_str(), "?");
        assert_eq!(Name::of_thing(&"x".repeat(300), "a").as_str().len(), 200);
    }

    #[test]
    fn a_reason_may_span_lines_up_to_500_characters() {
        assert!(Reason::parse("left\nthe firm").is_ok());
        assert!(Reason::parse(&"x".repeat(501)).is_err());
    }
}
