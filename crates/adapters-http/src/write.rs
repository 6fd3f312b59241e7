//! Carries out a write: once for each idempotency key, its answer kept in the commit of its effect.

use std::{pin::Pin, sync::Arc};

use actix_web::HttpResponse;
use latchkey_application::frame::{
    error::UseCaseError,
    idempotency::{MyTurn, Replay},
    ready::{Done, Ready},
};
use latchkey_domain::{
    ports::{Kept, StoreError, Taken},
    trail::idempotency::{IdempotencyKey, KeptAnswer, KeptBody},
};

use crate::{answer::Answer, extract::Call, hash::sha256, problem::Problem};

/// A call's idempotency key, with what tells its body from others.
struct Keyed {
    key: IdempotencyKey,
    fingerprint: String,
}

/// Whether the call is still to be carried out.
enum CallTurn {
    Mine(MyTurn),
    Answered(HttpResponse),
}

impl Call {
    /// Carries out a write and answers it: renders the answer, commits the effect together with the
    /// kept answer, then sends it. A second call with the same key gets the answer of the first.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        act: impl Future<Output = Result<Ready<T>, UseCaseError>>,
        answer: impl FnOnce(&T) -> Result<Answer, Problem>,
    ) -> impl Future<Output = Result<HttpResponse, Problem>> {
        // A use case is a large future: boxed once here, it is not copied on its way.
        self.write_boxed(Box::pin(act), answer)
    }

    async fn write_boxed<T: Send + 'static>(
        &self,
        act: Pin<Box<impl Future<Output = Result<Ready<T>, UseCaseError>>>>,
        answer: impl FnOnce(&T) -> Result<Answer, Problem>,
    ) -> Result<HttpResponse, Problem> {
        self.must_have_valid_reason()?;
        let Some(key) = self.idempotency_key() else {
            let ready = act.await?;
            let answer = answer(ready.value())?;
            let done = self.commit(ready, None).await?;
            return Ok(answer.send_at(&done.revision));
        };
        let keyed = Keyed {
            key,
            fingerprint: sha256(self.body_bytes()),
        };
        let turn = match self.take_turn(&keyed).await? {
            CallTurn::Answered(response) => return Ok(response),
            CallTurn::Mine(turn) => turn,
        };
        let ready = match act.await {
            Ok(ready) => ready,
            Err(error) => return self.answered_meanwhile(turn, &keyed, error).await,
        };
        let answer = answer(ready.value())?;
        let keep = KeptAnswer {
            key: keyed.key.clone(),
            fingerprint: keyed.fingerprint.clone(),
            body: answer.to_keep(),
        };
        match self.commit(ready, Some(keep)).await {
            Ok(done) => Ok(answer.send_at(&done.revision)),
            Err(error) => self.answered_meanwhile(turn, &keyed, error).await,
        }
    }

    async fn take_turn(&self, keyed: &Keyed) -> Result<CallTurn, Problem> {
        let calls = &self.api().calls;
        let replay = calls.take_turn(&keyed.key, &keyed.fingerprint);
        Ok(match replay.await? {
            Replay::First(turn) => CallTurn::Mine(turn),
            Replay::Kept(Kept { answer, revision }) => CallTurn::Answered(match answer.body {
                KeptBody::Whole {
                    status,
                    version,
                    body,
                } => Answer::replay(status, version, body, &revision),
                // `take_turn` says so by an error; nothing of it can be shown here.
                KeptBody::Secret { .. } | KeptBody::Emptied => Answer::nothing().send_at(&revision),
            }),
        })
    }

    /// A call that failed although its key was free: another node may have been quicker with the
    /// same key, and then its answer is this one's too.
    async fn answered_meanwhile(
        &self,
        turn: MyTurn,
        keyed: &Keyed,
        error: UseCaseError,
    ) -> Result<HttpResponse, Problem> {
        drop(turn);
        let may_be_answered = match &error {
            UseCaseError::Refused(_)
            | UseCaseError::LastSuperAdmin(_)
            | UseCaseError::Stale
            | UseCaseError::Store(StoreError::Taken(Taken::IdempotencyKey)) => true,
            UseCaseError::Invalid(_) | UseCaseError::Store(_) => false,
        };
        if may_be_answered && let CallTurn::Answered(response) = self.take_turn(keyed).await? {
            return Ok(response);
        }
        Err(error.into())
    }

    /// Commits in a task of its own, which goes on when the client hangs up.
    async fn commit<T: Send + 'static>(
        &self,
        ready: Ready<T>,
        keep: Option<KeptAnswer>,
    ) -> Result<Done<T>, UseCaseError> {
        let calls = Arc::clone(&self.api().calls);
        let cx = self.cx.clone();
        let commit = tokio::spawn(async move { calls.commit(ready, &cx, keep).await });
        match commit.await {
            Ok(done) => done,
            Err(error) => Err(StoreError::Corrupt(Box::new(error)).into()),
        }
    }
}
