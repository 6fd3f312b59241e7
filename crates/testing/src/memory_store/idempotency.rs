use async_trait::async_trait;
use latchkey_domain::{
    base::time::Time,
    ports::{IdempotencyQueries, IdempotencyRepository, Kept, StoreError, Taken},
    trail::idempotency::{IdempotencyKey, KeptAnswer},
};

use super::{
    committed::revision,
    state::{KeptRow, taken},
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> IdempotencyQueries for Memory<S> {
    async fn kept_answer(
        &mut self,
        key: &IdempotencyKey,
        since: Time,
    ) -> Result<Option<Kept>, StoreError> {
        self.look(|view| {
            let kept = view.state.kept_answers.get(key);
            kept.filter(|row| row.kept_at > since).map(|row| Kept {
                answer: row.answer.clone(),
                revision: revision(row.revision),
            })
        })
    }
}

#[async_trait]
impl IdempotencyRepository for Memory<Draft> {
    async fn keep_answer(
        &mut self,
        answer: &KeptAnswer,
        now: Time,
        since: Time,
    ) -> Result<(), StoreError> {
        let row = KeptRow {
            answer: answer.clone(),
            kept_at: now,
            revision: self.next_revision(),
        };
        self.write(|state| {
            let old = state.kept_answers.get(&answer.key);
            let newer = old.is_some_and(|old| old.kept_at > since);
            taken(Taken::IdempotencyKey, newer)?;
            state.kept_answers.insert(answer.key.clone(), row);
            Ok(())
        })
    }
}
