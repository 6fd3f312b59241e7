//! Forms carry a token that only a page of ours could give them: the hash of the secret of the session, or of
//! a secret of this browser where nobody is signed in. Whoever makes a browser send a form from elsewhere
//! knows neither.

use crate::hash::sha256;

/// The name of the field.
pub(super) const FIELD: &str = "form_token";

/// The token of the forms that a browser with this secret gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormToken(String);

impl FormToken {
    pub(super) fn of(secret: &str) -> Self {
        Self(sha256(format!("latchkey form\n{secret}")))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form has this token. Compares all of it, whatever differs.
    pub(super) fn admits(&self, sent: Option<&str>) -> bool {
        let sent = sent.unwrap_or_default().as_bytes();
        let own = self.0.as_bytes();
        let differing = own
            .iter()
            .zip(sent)
            .fold(0, |all, (own, sent)| all | (own ^ sent));
        own.len() == sent.len() && differing == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_belongs_to_one_secret() {
        let token = FormToken::of("one");
        assert!(token.admits(Some(token.as_str())));
        for wrong in [
            None,
            Some(""),
            Some("one"),
            Some(FormToken::of("two").as_str()),
        ] {
            assert!(!token.admits(wrong), "{wrong:?}");
        }
    }
}
