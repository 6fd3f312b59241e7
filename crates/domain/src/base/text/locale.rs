//! The languages of the pages (U3).

use serde::{Deserialize, Serialize};

use crate::base::words::words;

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
