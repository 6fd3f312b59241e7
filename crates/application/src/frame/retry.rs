//! Trying again where somebody else was quicker: what is locked has to be known before it is read, and
//! may have become another thing by then.

use latchkey_domain::ports::StoreError;

use crate::frame::error::UseCaseError;

/// How often something is tried: whoever is overtaken more often than that asks again themself (503).
const TRIES: usize = 5;

/// Tries until nobody was quicker, a few times at most.
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
