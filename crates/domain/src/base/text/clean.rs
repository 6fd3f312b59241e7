//! Brings texts into the form in which they are kept (I5): NFC, without characters that nobody sees.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::{
    characters::{Fault, is_dropped, is_line_break, is_visible, tag_sequence, wrong_here},
    error::TextError,
};

/// Whether a text may have line breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// It is a single line.
    One,
    /// It may have several lines. Every kind of line break becomes `\n`.
    Many,
}

/// Cleans a text and checks it. It has at most `max` characters.
pub(super) fn clean(text: &str, max: usize, lines: Lines) -> Result<String, TextError> {
    let text = without_dropped(text, lines);
    let text = kept(text.trim(), lines, |fault| Err(TextError::from(fault)))?;
    must_be_visible(&text)?;
    if text.chars().count() > max {
        return Err(TextError::TooLong {
            max,
            unit: "characters",
        });
    }
    Ok(text)
}

/// Cleans a text of one line that has a limit and an error of its own.
pub(crate) fn one_line(text: &str, max: usize) -> Result<String, TextError> {
    clean(text, max, Lines::One)
}

/// Cleans a text without ever refusing it: what cannot stay is left out, and the end of a long text
/// is cut off. `None`: nothing visible is left.
pub(super) fn cleaned(text: &str, max: usize, lines: Lines) -> Option<String> {
    let leave_out = |text: &str| {
        let kept = kept(text, lines, |fault| Ok::<_, TextError>(fault.instead()));
        kept.unwrap_or_default()
    };
    // Without what stood between them, two characters may compose.
    let text = composed(&leave_out(&without_dropped(text, lines)));
    let cut: String = text.trim().chars().take(max).collect();
    // A cut may leave the first half of a sequence.
    let text = leave_out(&cut).trim().to_owned();
    must_be_visible(&text).is_ok().then_some(text)
}

/// The text in NFC.
pub(crate) fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(text)
        .into_owned()
}

/// The text in NFC, without the characters that are dropped.
fn without_dropped(text: &str, lines: Lines) -> String {
    if text.is_ascii() && (lines == Lines::One || !text.contains('\r')) {
        return text.to_owned();
    }
    let text: String = text.chars().filter(|c| !is_dropped(*c)).collect();
    let text = composed(&text);
    match lines {
        Lines::One => text,
        Lines::Many => text.replace("\r\n", "\n").replace(is_line_break, "\n"),
    }
}

/// The characters that may stay. What becomes of others is decided by `instead`.
fn kept<E>(
    text: &str,
    lines: Lines,
    instead: impl Fn(Fault) -> Result<Option<char>, E>,
) -> Result<String, E> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(text.to_owned());
    }
    let mut kept: Vec<char> = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if let Some(length) = tag_sequence(kept.last().copied(), c, rest.as_str()) {
            kept.push(c);
            kept.extend(rest.by_ref().take(length - 1));
        } else if c == '\n' && lines == Lines::Many {
            kept.push(c);
        } else if let Some(fault) = wrong_here(&kept, c, rest.as_str()) {
            kept.extend(instead(fault)?);
        } else {
            kept.push(c);
        }
    }
    Ok(kept.into_iter().collect())
}

fn must_be_visible(text: &str) -> Result<(), TextError> {
    if text.chars().any(is_visible) {
        Ok(())
    } else if text.trim().is_empty() {
        Err(TextError::Empty)
    } else {
        Err(TextError::NothingVisible)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(text: &str) -> Result<String, TextError> {
        clean(text, 200, Lines::One)
    }

    /// I5: texts are kept in NFC, without characters that only computers see.
    #[test]
    fn i5_a_text_is_composed_and_unseen_marks_go() {
        for (given, kept) in [
            ("Jose\u{301}", "Jos\u{e9}"),
            ("\u{feff}Marit", "Marit"),
            ("Ma\u{ad}rit\u{200b}", "Marit"),
            ("Ma\u{2060}r\u{34f}it", "Marit"),
            ("\u{200f}Marit\u{200e}\u{61c}", "Marit"),
            ("e\u{34f}\u{301}", "\u{e9}"),
            (" \u{200b} Marit\n", "Marit"),
            ("\u{212b}ngstr\u{f6}m", "\u{c5}ngstr\u{f6}m"),
        ] {
            assert_eq!(line(given).as_deref(), Ok(kept), "{given:?}");
        }
    }

    /// I5: controls, direction changes, fillers and other invisible characters are refused.
    #[test]
    fn i5_what_hides_or_reorders_a_text_is_refused() {
        for c in [
            '\u{0}',
            '\u{7}',
            '\t',
            '\n',
            '\u{85}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{3164}',
            '\u{115f}',
            '\u{1160}',
            '\u{ffa0}',
            '\u{17b4}',
            '\u{180e}',
            '\u{2061}',
            '\u{206a}',
            '\u{fff9}',
            '\u{fffe}',
            '\u{1d173}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{200c}',
            '\u{200d}',
            '\u{fe0f}',
            '\u{e0100}',
            '\u{fff0}',
            '\u{e01f0}',
        ] {
            let text = format!("a{c}b");
            assert!(line(&text).is_err(), "U+{:04X}", u32::from(c));
        }
    }

    /// I5: sequences that a script or an emoji needs are kept as they are.
    #[test]
    fn i5_joiners_and_selectors_stay_where_they_belong() {
        for text in [
            "\u{2764}\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "\u{845b}\u{e0100}",
            "\u{1820}\u{180b}",
            "\u{2268}\u{fe00}",
            "\u{1f469}\u{1f3fd}\u{200d}\u{1f4bb}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "\u{1f1f3}\u{1f1f4}",
            "\u{915}\u{94d}\u{200d}\u{937}",
            "\u{9b0}\u{200d}\u{9cd}\u{9af}",
            "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
            "\u{6a9}\u{62a}\u{627}\u{628}\u{200c}\u{647}\u{627}",
        ] {
            assert_eq!(line(text).as_deref(), Ok(text), "{}", text.escape_unicode());
        }
        for text in [
            "M\u{fe01}arit",
            "a\u{e0100}",
            "\u{2764}\u{fe0f}\u{fe0f}",
            "\u{845b}\u{e0100}\u{e0101}",
            "\u{628}\u{200c}\u{200c}\u{628}",
            "\u{1f469}\u{200d}a",
            "\u{1f3f4}\u{e0067}\u{e0062}",
            "\u{1f3f4}\u{e007f}",
            "\u{1f469}\u{e0067}\u{e0062}\u{e007f}",
        ] {
            assert!(line(text).is_err(), "{}", text.escape_unicode());
        }
    }

    /// I5: a text in which nothing is visible is no text.
    #[test]
    fn i5_something_must_be_visible() {
        assert_eq!(line(" \u{a0}\u{3000}"), Err(TextError::Empty));
        assert_eq!(line("\u{200b}\u{feff}"), Err(TextError::Empty));
        assert_eq!(line("\u{2800}"), Err(TextError::NothingVisible));
        assert!(line("\u{2800}\u{2801}").is_ok());
    }

    /// I5: only reasons and descriptions have lines, and all line breaks become one.
    #[test]
    fn i5_line_breaks_are_one_kind() {
        let text = "a\r\nb\rc\u{2028}d\u{85}e\nf";
        assert_eq!(
            clean(text, 200, Lines::Many).as_deref(),
            Ok("a\nb\nc\nd\ne\nf")
        );
        assert!(clean("a\tb", 200, Lines::Many).is_err());
    }

    /// I5: the name of an asset is cleaned and cut instead of refused.
    #[test]
    fn i5_cleaning_leaves_out_what_cannot_stay() {
        assert_eq!(
            cleaned("a\u{202e}b\nc", 200, Lines::One).as_deref(),
            Some("ab c")
        );
        assert_eq!(
            cleaned("e\u{3164}\u{301}", 9, Lines::One).as_deref(),
            Some("\u{e9}")
        );
        assert_eq!(cleaned("abc", 2, Lines::One).as_deref(), Some("ab"));
        let half = cleaned("\u{1f469}\u{200d}\u{1f4bb}", 2, Lines::One);
        assert_eq!(half.as_deref(), Some("\u{1f469}"));
        assert_eq!(cleaned("\u{3164} \u{2800}", 200, Lines::One), None);
    }

    fn hostile() -> impl Strategy<Value = String> {
        let special = prop::sample::select(
            "\u{200d}\u{200c}\u{fe0f}\u{fe00}\u{e0100}\u{1f469}\u{1f3fd}\u{1f3f4}\u{e0067}\
             \u{e007f}\u{301}\u{34f}\u{94d}\u{915}\u{628}\u{64e}\u{3164}\u{202e}\u{1100}\u{1161}\
             \u{11a8}\u{ac00}\r\n \u{2028}\u{a0}\u{2126}\u{1e9e}\u{130}\u{3a3}\u{180b}\u{1820}ae1"
                .chars()
                .collect::<Vec<_>>(),
        );
        let one = prop_oneof![4 => special, 1 => any::<char>()];
        prop::collection::vec(one, 0..12).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        /// What is kept is kept again as it is, whatever was given.
        #[test]
        fn i5_a_kept_text_is_accepted_unchanged(text in hostile()) {
            for lines in [Lines::One, Lines::Many] {
                if let Ok(kept) = clean(&text, 200, lines) {
                    prop_assert_eq!(clean(&kept, 200, lines), Ok(kept));
                }
            }
        }

        /// What is left of any text is a valid text, at most as long as allowed.
        #[test]
        fn i5_a_cleaned_text_is_accepted_unchanged(text in hostile(), max in 1_usize..8) {
            for lines in [Lines::One, Lines::Many] {
                if let Some(left) = cleaned(&text, max, lines) {
                    prop_assert_eq!(clean(&left, max, lines), Ok(left));
                }
                if let Ok(kept) = clean(&text, 200, lines) {
                    prop_assert_eq!(cleaned(&text, 200, lines), Some(kept));
                }
            }
        }
    }
}
