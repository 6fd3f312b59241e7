use super::{StoreError, port::port};
use crate::{
    base::{revision::Revision, time::Time},
    trail::idempotency::{IdempotencyKey, KeptAnswer},
};

/// A kept answer with the revision of its commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The answer.
    pub answer: KeptAnswer,
    /// The revision of the commit it answered.
    pub revision: Revision,
}

port! {
    /// Reads kept answers.
    pub trait IdempotencyQueries {
        /// The answer kept under the key since this time.
        async fn kept_answer(
            &mut self,
            key: &IdempotencyKey,
            since: Time,
        ) -> Result<Option<Kept>, StoreError>;
    }
}

port! {
    /// Writes kept answers.
    pub trait IdempotencyRepository {
        /// Stores an answer, to be committed with its effect. It replaces one kept before `since`
        /// under the same key. [`Taken::IdempotencyKey`](super::Taken) if there is a newer one,
        /// also if the other unit commits first.
        async fn keep_answer(
            &mut self,
            answer: &KeptAnswer,
            now: Time,
            since: Time,
        ) -> Result<(), StoreError>;
    }
}
