//! Answers kept under an idempotency key, so that a call made twice has one effect.

use crate::base::version::Version;

/// Whose key it is: the same key of another principal, method or path is another key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey {
    /// The principal, by [`Principal::key`](crate::trail::origin::Principal::key).
    pub principal: String,
    /// The HTTP method.
    pub method: String,
    /// A hash of the path, which itself is never kept: it may hold the token of an access link (L2).
    pub path: String,
    /// The key the caller chose.
    pub key: String,
}

/// What is kept of the first answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptBody {
    /// The whole answer.
    Whole {
        /// The HTTP status.
        status: u16,
        /// The version of what the answer shows, where it named one.
        version: Option<Version>,
        /// The body, byte for byte.
        body: String,
    },
    /// The answer showed a secret and was not kept: only what was made.
    Secret {
        /// The id of what was made.
        made: String,
    },
}

/// An answer to be kept, in the same commit as its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Under which key.
    pub key: IdempotencyKey,
    /// A hash of the request's body: the same key with another body is a mistake.
    pub fingerprint: String,
    /// What is kept.
    pub body: KeptBody,
}
