//! Which characters a text may have, and where (I5).

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
        ExtendedPictographic, GeneralCategory, JoiningType, NoncharacterCodePoint, Script,
        UnifiedIdeograph,
    },
};

use super::error::TextError;

/// What is wrong with a character at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It controls a terminal or a printer, or breaks the line.
    Control,
    /// It cannot be seen, or changes how others are shown.
    Invisible(char),
}

impl Fault {
    /// What takes its place where nothing is refused.
    pub(super) const fn instead(self) -> Option<char> {
        match self {
            Self::Control => Some(' '),
            Self::Invisible(_) => None,
        }
    }
}

impl From<Fault> for TextError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Control => Self::ControlCharacter,
            Fault::Invisible(c) => Self::Invisible { code: u32::from(c) },
        }
    }
}

const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
const EMOJI_PRESENTATION: char = '\u{fe0f}';
const BLACK_FLAG: char = '\u{1f3f4}';
const END_OF_TAGS: char = '\u{e007f}';
/// The most tags of a flag: a country and up to four characters of its part.
const MOST_TAGS: usize = 6;

/// Characters that are dropped wherever they are: they only tell how to break, sort or lay out.
pub(super) const fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\u{feff}'
            | '\u{ad}'
            | '\u{200b}'
            | '\u{2060}'
            | '\u{34f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
    )
}

/// Whether a character breaks the line.
pub(super) const fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character can be seen.
pub(super) fn is_visible(c: char) -> bool {
    // A braille cell without dots, a note without a head, and a blank hieroglyph.
    let blank = matches!(c, '\u{2800}' | '\u{1d159}' | '\u{13441}' | '\u{13442}');
    !blank && !c.is_whitespace() && !c.is_control() && !is_ignorable(c)
}

/// The length of the tag sequence that begins with `c` and makes a flag of the character before it,
/// or `None`.
pub(super) fn tag_sequence(before: Option<char>, c: char, after: &str) -> Option<usize> {
    if before != Some(BLACK_FLAG) || !is_tag(c) {
        return None;
    }
    let tags = 1 + after.chars().take_while(|c| is_tag(*c)).count();
    let ends = after.chars().nth(tags - 1) == Some(END_OF_TAGS);
    (tags <= MOST_TAGS && ends).then_some(tags + 1)
}

/// A small letter or a digit as a tag.
const fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}')
}

/// What is wrong with a character between those that were kept before it and those that follow.
pub(super) fn wrong_here(before: &[char], c: char, after: &str) -> Option<Fault> {
    if c.is_control() || is_line_break(c) {
        return Some(Fault::Control);
    }
    let stays = match c {
        ZERO_WIDTH_JOINER => may_join(before, after) || joins_emoji(before, after.chars().next()),
        ZERO_WIDTH_NON_JOINER => may_join(before, after),
        c if is_variation_selector(c) => before.last().is_some_and(|base| has_variant(*base, c)),
        // Notes between the lines of an annotated text.
        '\u{fff9}'..='\u{fffb}' => false,
        c => !is_ignorable(c) && !CodePointSetData::new::<NoncharacterCodePoint>().contains(c),
    };
    (!stays).then_some(Fault::Invisible(c))
}

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

const fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}')
}

/// Whether a variation selector can choose a variant of this character.
fn has_variant(base: char, selector: char) -> bool {
    if is_ignorable(base) || base.is_whitespace() {
        return false;
    }
    let script = CodePointMapData::<Script>::new().get(base);
    let ideograph = || CodePointSetData::new::<UnifiedIdeograph>().contains(base);
    match selector {
        '\u{180b}'..='\u{180d}' | '\u{180f}' => script == Script::Mongolian,
        '\u{e0100}'..='\u{e01ef}' => ideograph() || script == Script::Han,
        '\u{fe0e}' | EMOJI_PRESENTATION => {
            CodePointSetData::new::<Emoji>().contains(base) || is_sign(base)
        }
        // Letters of the scripts that have none are left without, so that names cannot look alike.
        _ => match script {
            Script::Latin | Script::Greek | Script::Cyrillic => false,
            Script::Common | Script::Inherited => base == '0' || is_sign(base),
            _ => true,
        },
    }
}

/// Punctuation and symbols beyond ASCII.
fn is_sign(c: char) -> bool {
    let general = CodePointMapData::<GeneralCategory>::new().get(c);
    !c.is_ascii()
        && matches!(
            general,
            GeneralCategory::MathSymbol
                | GeneralCategory::OtherSymbol
                | GeneralCategory::OtherPunctuation
                | GeneralCategory::InitialPunctuation
                | GeneralCategory::FinalPunctuation
                | GeneralCategory::OpenPunctuation
                | GeneralCategory::ClosePunctuation
        )
}

/// Whether a joiner stands beside a virama or a joining letter.
fn may_join(before: &[char], after: &str) -> bool {
    let is_joiner = |c: char| matches!(c, ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER);
    if before.last().copied().is_some_and(is_joiner) {
        return false;
    }
    let beside = [before.last().copied(), after.chars().next()];
    let mut letters = [
        before.iter().rev().copied().find(|c| !is_mark(*c)),
        after.chars().find(|c| !is_mark(*c)),
    ]
    .into_iter()
    .flatten();
    beside.into_iter().flatten().any(is_virama) || letters.any(joins)
}

fn is_mark(c: char) -> bool {
    let general = CodePointMapData::<GeneralCategory>::new().get(c);
    general == GeneralCategory::NonspacingMark && !is_ignorable(c)
}

fn is_virama(c: char) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new().get(c);
    class == CanonicalCombiningClass::Virama
}

fn joins(c: char) -> bool {
    let joining = CodePointMapData::<JoiningType>::new().get(c);
    let of_letter = [
        JoiningType::DualJoining,
        JoiningType::LeftJoining,
        JoiningType::RightJoining,
        JoiningType::JoinCausing,
    ];
    of_letter.contains(&joining) && !is_ignorable(c)
}

/// Whether a joiner makes one emoji of two.
fn joins_emoji(before: &[char], after: Option<char>) -> bool {
    let pictures = CodePointSetData::new::<ExtendedPictographic>();
    let modifiers = CodePointSetData::new::<EmojiModifier>();
    let picture = before
        .iter()
        .rev()
        .find(|c| **c != EMOJI_PRESENTATION && !modifiers.contains(**c));
    picture.is_some_and(|c| pictures.contains(*c)) && after.is_some_and(|c| pictures.contains(c))
}
