//! A job forgets sessions and sign-in links that have ended.

use latchkey_domain::{gate, ports::Locks};

use super::Sessions;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How many are forgotten in one unit; few, so that others do not wait long for it.
const AT_ONCE: u32 = 1_000;

impl Sessions {
    /// Forgets sessions and sign-in links that have ended. Returns how many.
    pub async fn forget(&self) -> Result<u64, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("forget sessions", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let mut all = 0;
        loop {
            let mut unit = ports.store.begin(Locks::none()).await?;
            let forgotten = unit.forget_ended_sessions(ports.now(), AT_ONCE).await?;
            unit.commit_aside(&permit).await?;
            all += forgotten;
            if forgotten == 0 {
                return Ok(all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;

    use super::*;
    use crate::{
        sessions::testing::{signed_in, visit},
        testing::UseCaseBed,
    };

    #[tokio::test]
    async fn what_has_ended_is_forgotten() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        signed_in(&bed, &sessions, bed.world.ines).await;
        bed.world.clock.advance(Duration::hours(12));
        let mine = signed_in(&bed, &sessions, bed.world.ines).await;
        assert_eq!(sessions.forget().await.unwrap(), 1);
        assert_eq!(sessions.forget().await.unwrap(), 0);
        assert!(sessions.find(mine.secret.expose()).await.unwrap().is_some());
        sessions
            .sign_out(&visit(), mine.secret.expose())
            .await
            .unwrap();
        assert_eq!(sessions.forget().await.unwrap(), 0);
    }
}
