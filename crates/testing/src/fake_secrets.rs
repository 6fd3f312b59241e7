//! Secrets and password hashes that hide nothing, for tests.

use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use latchkey_domain::people::{
    token::{PasswordHasher, SecretText, Secrets},
    user::PasswordHash,
};

/// Makes texts of 43 characters that differ from each other and are the same in every run.
#[derive(Debug, Default)]
pub struct FakeSecrets(AtomicU64);

impl FakeSecrets {
    /// Counts from 1.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }
}

impl Secrets for FakeSecrets {
    fn secret(&self) -> SecretText {
        let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        SecretText::new(format!("secret{count:037}"))
    }
}

/// "Hashes" a password by writing `plain$` before it.
#[derive(Debug, Default, Clone, Copy)]
pub struct PlainHasher;

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: SecretText) -> PasswordHash {
        PasswordHash::new(format!("plain${}", password.expose()))
    }

    async fn verify(&self, password: SecretText, hash: Option<PasswordHash>) -> bool {
        hash == Some(self.hash(password).await)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_have_43_characters_and_differ() {
        let secrets = FakeSecrets::new();
        let (first, second) = (secrets.secret(), secrets.secret());
        assert_eq!(first.expose().len(), 43);
        assert_ne!(first, second);
    }
}
