//! Passwords that people choose, before they are hashed.

use super::token::SecretText;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too easy to guess.
    #[error("must be at least {min} characters long")]
    TooShort {
        /// The limit.
        min: usize,
    },
    /// So long that hashing it would take too much work.
    #[error("must be at most {max} bytes long")]
    TooLong {
        /// The limit.
        max: usize,
    },
}

/// A password for a user: 8 characters or more, whatever they are (NIST SP 800-63B: no rules of
/// composition, and at least 64 characters allowed). Never shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPassword(SecretText);

impl NewPassword {
    /// The minimum length in characters.
    pub const MIN_LENGTH: usize = 8;
    /// The maximum length in bytes, which limits the work of the hasher.
    pub const MAX_BYTES: usize = 1024;

    /// Checks a password.
    pub fn parse(text: String) -> Result<Self, PasswordError> {
        if text.len() > Self::MAX_BYTES {
            return Err(PasswordError::TooLong {
                max: Self::MAX_BYTES,
            });
        }
        if text.chars().count() < Self::MIN_LENGTH {
            return Err(PasswordError::TooShort {
                min: Self::MIN_LENGTH,
            });
        }
        Ok(Self(SecretText::new(text)))
    }

    /// The password, for the hasher.
    pub fn into_secret(self) -> SecretText {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_8_characters_or_more() {
        for good in [
            "        ",
            "12345678",
            "\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}",
        ] {
            assert!(NewPassword::parse(good.to_owned()).is_ok(), "{good}");
        }
        assert!(NewPassword::parse("x".repeat(1024)).is_ok());
        for bad in [
            "",
            "x",
            "1234567",
            "\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}\u{e5}",
        ] {
            let refused = NewPassword::parse(bad.to_owned());
            assert_eq!(refused, Err(PasswordError::TooShort { min: 8 }), "{bad}");
        }
        let refused = NewPassword::parse("x".repeat(1025));
        assert_eq!(refused, Err(PasswordError::TooLong { max: 1024 }));
    }

    #[test]
    fn a_password_is_never_shown() {
        let password = NewPassword::parse("correct horse".to_owned()).unwrap();
        assert!(!format!("{password:?}").contains("horse"));
    }
}
