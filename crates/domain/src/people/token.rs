//! Tokens of platforms, scripts and people (I3).

use std::{collections::BTreeSet, fmt};

use sha2::{Digest, Sha256};

use crate::base::{
    ids::{TokenId, UserId},
    text::Name,
    time::Time,
    words::words,
};

words! {
    /// What a service token may be used for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Scope {
        /// Accounts, users, memberships, imports.
        Provision = "provision",
        /// Asking for decisions.
        Decide = "decide",
        /// Reporting activity.
        Activity = "activity",
        /// Reading the trail of every account.
        Audit = "audit",
        /// Tokens, webhooks, the catalogue.
        Admin = "admin",
    }

    /// What a user token may be used for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum UserScope {
        /// Reading whatever the user may read.
        Read = "read",
        /// Everything the user may do.
        Manage = "manage",
    }
}

/// Whom a token authenticates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    /// The platform, within scopes.
    Service(BTreeSet<Scope>),
    /// One user.
    User(UserId, UserScope),
}

/// The SHA-256 of a token's text. The text itself is never stored.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Hashes a token's text. The text has 256 random bits, so a plain hash is enough.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Rebuilds a stored hash.
    pub const fn stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for stores.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(***)")
    }
}

/// A secret text: shown once, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the one answer that shows it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The id by which it is listed and revoked.
    pub id: TokenId,
    /// The hash of its text.
    pub hash: TokenHash,
    /// Whom the token authenticates.
    pub kind: TokenKind,
    /// A name chosen by its maker.
    pub label: Name,
    /// The token it was made with. Revoking that one revokes this one too (I3).
    pub parent: Option<TokenId>,
    /// When it was made.
    pub created_at: Time,
    /// When it expires; `None`: never.
    pub expires_at: Option<Time>,
    /// When it was revoked; `None`: not revoked.
    pub revoked_at: Option<Time>,
}

impl Token {
    /// Whether the token is neither revoked nor expired.
    pub fn is_in_force(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// Makes secrets. Adapters must use 256 bits from the operating system's random source.
pub trait Secrets: Send + Sync + fmt::Debug {
    /// Makes a secret text of 43 URL-safe characters.
    fn secret(&self) -> SecretText;
}

/// Hashes passwords. Hashing is slow on purpose: never call it inside a unit of work.
#[async_trait::async_trait]
pub trait PasswordHasher: Send + Sync + fmt::Debug {
    /// Hashes a password. The work must not block the async threads.
    async fn hash(&self, password: SecretText) -> crate::people::user::PasswordHash;

    /// Whether this is the password of that hash. Without a hash it is not, and must take as long as
    /// with one, so that nobody learns by the clock who has a password. The work must not block the
    /// async threads.
    async fn verify(
        &self,
        password: SecretText,
        hash: Option<crate::people::user::PasswordHash>,
    ) -> bool;
}
