//! Sign-in links: the platform gets one for a user, who opens the pages with it, signed in, once.

use chrono::Duration;

use super::token::TokenHash;
use crate::base::{ids::UserId, time::Time};

/// Why a text is no path to land on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LandingPathError {
    /// It leads to another server, or could.
    #[error("must be a path on this server that begins with one slash, such as /clients")]
    NotLocal,
    /// It contains what cannot stand in a URL.
    #[error("must contain only what may stand in a URL, and no backslash")]
    NotPlain,
    /// Longer than anybody needs.
    #[error("must be at most {max} characters long")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

/// A path of the pages, with query and fragment, on which somebody lands after signing in. It never
/// leads to another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LandingPath(String);

impl LandingPath {
    /// The maximum length.
    const MAX_LENGTH: usize = 2_000;

    /// Checks a path.
    pub fn parse(text: &str) -> Result<Self, LandingPathError> {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        // Browsers read a backslash as a slash and leave out tabs and line breaks.
        if !path.starts_with('/') || path.contains("//") {
            return Err(LandingPathError::NotLocal);
        }
        if text.len() > Self::MAX_LENGTH {
            return Err(LandingPathError::TooLong {
                max: Self::MAX_LENGTH,
            });
        }
        let plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
        if text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(LandingPathError::NotPlain)
        }
    }

    /// Wraps a stored path.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for LandingPath {
    /// The first page.
    fn default() -> Self {
        Self("/".to_owned())
    }
}

/// How long a sign-in link can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInLinkLifetime(Duration);

impl SignInLinkLifetime {
    /// The longest lifetime: a day.
    pub const LONGEST_SECONDS: u64 = 86_400;

    /// A lifetime of 1 second to a day.
    pub fn of_seconds(seconds: u64) -> Option<Self> {
        let allowed = (1..=Self::LONGEST_SECONDS).contains(&seconds);
        let seconds = i64::try_from(seconds).ok().filter(|_| allowed)?;
        Duration::try_seconds(seconds).map(Self)
    }

    /// When a link that is made now ends.
    pub fn end(self, now: Time) -> Time {
        now + self.0
    }
}

impl Default for SignInLinkLifetime {
    /// 10 minutes.
    fn default() -> Self {
        Self(Duration::minutes(10))
    }
}

/// A sign-in link that was not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// The hash of its token.
    pub hash: TokenHash,
    /// Whom it signs in.
    pub user: UserId,
    /// Where they land.
    pub to: LandingPath,
    /// When it was made.
    pub created_at: Time,
    /// Until when it can be used.
    pub expires_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_landing_path_is_local() {
        for good in [
            "/",
            "/clients",
            "/clients/acc_1?q=a%20b&to=https://a.example//#x",
            "/audit?from=2026-01-31T09:30:00Z",
        ] {
            assert_eq!(LandingPath::parse(good).unwrap().as_str(), good);
        }
        for (bad, error) in [
            ("", LandingPathError::NotLocal),
            ("clients", LandingPathError::NotLocal),
            ("//evil.example", LandingPathError::NotLocal),
            ("///evil.example", LandingPathError::NotLocal),
            ("/.//evil.example", LandingPathError::NotLocal),
            ("https://evil.example", LandingPathError::NotLocal),
            ("?x", LandingPathError::NotLocal),
            (" /clients", LandingPathError::NotLocal),
            ("\\evil.example", LandingPathError::NotLocal),
            ("/\\evil.example", LandingPathError::NotPlain),
            ("/\t/evil.example", LandingPathError::NotPlain),
            ("/a\r\nLocation: x", LandingPathError::NotPlain),
            ("/a b", LandingPathError::NotPlain),
            ("/\u{e5}", LandingPathError::NotPlain),
            ("/\u{0}", LandingPathError::NotPlain),
        ] {
            assert_eq!(LandingPath::parse(bad), Err(error), "{bad:?}");
        }
        let long = format!("/{}", "x".repeat(2_000));
        let error = LandingPathError::TooLong { max: 2_000 };
        assert_eq!(LandingPath::parse(&long), Err(error));
    }

    #[test]
    fn a_link_lasts_from_a_second_to_a_day() {
        let now = chrono::DateTime::UNIX_EPOCH;
        let ten_minutes = SignInLinkLifetime::default();
        assert_eq!(ten_minutes.end(now), now + Duration::minutes(10));
        for good in [1, 600, 86_400] {
            assert!(SignInLinkLifetime::of_seconds(good).is_some(), "{good}");
        }
        for bad in [0, 86_401, u64::MAX] {
            assert_eq!(SignInLinkLifetime::of_seconds(bad), None, "{bad}");
        }
    }
}
