//! Answers kept under an idempotency key, so that a repeated call has one effect.

use std::collections::BTreeSet;

use crate::base::{ids::UserId, version::Version};

/// The length of the text of a user's id.
const USER_ID_LENGTH: usize = "usr_".len() + 26;

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
    /// The answer named a person who has been erased since (T3).
    Emptied,
}

impl KeptBody {
    /// The people whom the answer names: a name or an address never stands in it without the id.
    pub fn people(&self) -> BTreeSet<UserId> {
        let Self::Whole { body, .. } = self else {
            return BTreeSet::new();
        };
        let ids = body.match_indices("usr_").filter_map(|(at, _)| {
            let id = body.get(at..at + USER_ID_LENGTH)?;
            id.parse().ok()
        });
        ids.collect()
    }
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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_people_in_an_answer_are_known_by_their_ids() {
        let [one, two] = [1, 2].map(|n| UserId::from_uuid(Uuid::from_u128(n)));
        let whole = |body: String| KeptBody::Whole {
            status: 200,
            version: None,
            body,
        };
        let body = whole(format!(
            "{{\"a\":\"{one}\",\"b\":[\"{two}\",\"{one}\"],\"c\":\"usr_nobody, usr_æ\"}}"
        ));
        assert_eq!(body.people(), [one, two].into());
        assert_eq!(whole("usr_".to_owned()).people(), BTreeSet::new());
        assert_eq!(KeptBody::Emptied.people(), BTreeSet::new());
    }
}
