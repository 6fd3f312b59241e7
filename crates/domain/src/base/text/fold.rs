//! The form in which texts are searched and ordered (I5).

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Folds case fully, and composition: two spellings of a text have one folded form. `ß` is `ss`, the
/// final sigma a sigma, and `İ` an `i`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let folded = CaseMapper::new().fold_string(&decomposed);
    let mut plain = String::with_capacity(folded.len());
    for c in folded.chars() {
        // `İ` folds to an `i` with another dot above it.
        if c != '\u{307}' || !plain.ends_with('i') {
            plain.push(c);
        }
    }
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&plain)
        .into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// I5: searching folds case fully, and composition.
    #[test]
    fn i5_spellings_of_a_text_fold_alike() {
        for (one, other) in [
            ("Straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("İstanbul", "istanbul"),
            ("İSTANBUL", "i\u{307}stanbul"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
            ("οδυσσευσ", "οδυσσευς"),
            ("José", "JOSE\u{301}"),
            ("Åse", "\u{212b}SE"),
            ("ﬁnn", "FINN"),
            ("ΐ", "\u{390}"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_ne!(fold("Jose"), fold("José"));
    }

    proptest! {
        #[test]
        fn i5_a_folded_text_folds_to_itself(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
