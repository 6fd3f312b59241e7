//! Light or dark.

/// How the reader wants the pages to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Theme {
    /// As their system does.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// Reads the value of the form or the cookie.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::System),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    /// The value in the form and the cookie.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::System => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}
