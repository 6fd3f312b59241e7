//! One turn of a job over many pieces of work: what cannot be done waits for the next turn, and keeps
//! nothing else waiting.

use latchkey_domain::ports::StoreError;

use super::error::UseCaseError;

/// What became of the pieces of a turn.
#[derive(Debug, Default)]
pub(crate) struct JobTurn {
    done: usize,
    failed: Option<UseCaseError>,
}

impl JobTurn {
    /// Notes what became of a piece. Fails only if the database is out of reach: then no other piece
    /// can be done either.
    pub(crate) fn note(&mut self, result: Result<usize, UseCaseError>) -> Result<(), UseCaseError> {
        match result {
            Ok(done) => self.done += done,
            Err(error @ UseCaseError::Store(StoreError::Unavailable(_))) => return Err(error),
            Err(error) => self.failed = Some(error),
        }
        Ok(())
    }

    /// How much was done; or the last failure, so that the job reports it.
    pub(crate) fn into_result(self) -> Result<usize, UseCaseError> {
        self.failed.map_or(Ok(self.done), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_reported_and_holds_nothing_up() {
        let mut turn = JobTurn::default();
        turn.note(Ok(2)).unwrap();
        turn.note(Err(StoreError::Stale.into())).unwrap();
        turn.note(Ok(1)).unwrap();
        assert_eq!(turn.done, 3);
        let unavailable = StoreError::Unavailable("away".into());
        assert!(turn.note(Err(unavailable.into())).is_err());
        assert!(matches!(
            turn.into_result(),
            Err(UseCaseError::Store(StoreError::Stale))
        ));
    }
}
