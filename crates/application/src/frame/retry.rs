//! Read ahead, lock, read again: what a unit locks has to be known before it is begun, and may be
//! different by then. Then the whole attempt starts over.

use latchkey_domain::ports::StoreError;

use crate::frame::error::UseCaseError;

/// How many attempts are made before the caller has to try again (503).
const TRIES: usize = 5;

/// Repeats an attempt as long as another call overtakes it, a few times at most. The attempt reads
/// ahead, begins its unit, reads again, and gives [`overtaken`] where the two differ.
pub(crate) async fn while_overtaken<T, A>(
    mut attempt: impl FnMut() -> A + Send,
) -> Result<T, UseCaseError>
where
    A: Future<Output = Result<T, UseCaseError>> + Send,
{
    for _ in 1..TRIES {
        match Box::pin(attempt()).await {
            Err(UseCaseError::Store(StoreError::Contended(None))) => {}
            done => return done,
        }
    }
    Box::pin(attempt()).await
}

/// The end of an attempt that another call has overtaken.
pub(crate) fn overtaken() -> UseCaseError {
    StoreError::Contended(None).into()
}

/// Ends the attempt unless what was read ahead is still the same under the lock.
pub(crate) fn must_be_as_read<T: PartialEq>(ahead: &T, locked: &T) -> Result<(), UseCaseError> {
    if ahead == locked {
        Ok(())
    } else {
        Err(overtaken())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_overtaken_attempt_starts_over() {
        let mut attempts = 0;
        let done = while_overtaken(|| {
            attempts += 1;
            let read_again = attempts;
            async move { must_be_as_read(&3, &read_again) }
        });
        assert!(done.await.is_ok());
        assert_eq!(attempts, 3);
    }

    #[tokio::test]
    async fn the_caller_is_told_after_five_attempts() {
        let mut attempts = 0;
        let done = while_overtaken(|| {
            attempts += 1;
            async { Err::<(), _>(overtaken()) }
        });
        let error = done.await.unwrap_err();
        assert!(matches!(
            error,
            UseCaseError::Store(StoreError::Contended(None))
        ));
        assert_eq!(attempts, TRIES);
    }

    #[tokio::test]
    async fn other_errors_end_the_attempts_at_once() {
        let mut attempts = 0;
        let done = while_overtaken(|| {
            attempts += 1;
            async { Err::<(), _>(UseCaseError::Stale) }
        });
        assert!(matches!(done.await, Err(UseCaseError::Stale)));
        assert_eq!(attempts, 1);
    }
}
