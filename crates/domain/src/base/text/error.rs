//! Why texts are refused.

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
    /// Contains line breaks where none are allowed, tabs or other control characters.
    #[error("must not contain control characters")]
    ControlCharacter,
    /// Contains a character that cannot be seen, or that changes how others are shown.
    #[error("must not contain the invisible character U+{code:04X}")]
    Invisible {
        /// The code point.
        code: u32,
    },
    /// Has characters, but none that can be seen.
    #[error("must have a visible character")]
    NothingVisible,
    /// Has the form of a Latchkey id, which is reserved.
    #[error("must not have the form of a Latchkey id")]
    LooksLikeId,
    /// Is part of a path of the API, so no path could name it.
    #[error("must not be `.`, `..` or `by-external-id`")]
    PartOfPath,
}
