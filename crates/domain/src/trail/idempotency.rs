//! Answers kept under an idempotency key, so that a repeated call has one effect.

use crate::base::version::Version;

/// An idempotency key with its scope: the same text is a different key for another principal,
/// method or path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey {
    /// The principal, by [`Principal::key`](crate::trail::origin::Principal::key).
    pub principal: String,
    /// The HTTP method.
    pub method: String,
    /// A hash of the path. The path itself is never kept: it may contain the token of an access
    /// link (L2).
    pub path: String,
    /// The key, chosen by the caller.
    pub key: String,
}

/// The part of the first answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptBody {
    /// The whole answer.
    Whole {
        /// The HTTP status.
        status: u16,
        /// The version in the answer, if there is one.
        version: Option<Version>,
        /// The body, byte for byte.
        body: String,
    },
    /// The answer contained a secret and was not kept.
    Secret {
        /// The id of the object that was created.
        made: String,
    },
}

/// An answer, kept in the same commit as its effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The idempotency key.
    pub key: IdempotencyKey,
    /// A hash of the request body. Sending the same key with another body is an error.
    pub fingerprint: String,
    /// The answer.
    pub body: KeptBody,
}
