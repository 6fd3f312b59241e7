//! Texts that are written from right to left, inside of those that are not.

use icu_properties::{CodePointMapData, props::BidiClass};

/// A text from somebody, kept from reordering what stands beside it. Only texts with letters from
/// right to left need that. Texts hold no such marks themselves (I5).
pub fn isolated(text: &str) -> String {
    let classes = CodePointMapData::<BidiClass>::new();
    let is_right_to_left = |c| {
        let class = classes.get(c);
        class == BidiClass::RightToLeft || class == BidiClass::ArabicLetter
    };
    if text.chars().any(is_right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}
