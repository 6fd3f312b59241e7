//! The platform reads the head of the trail's chain (scope `audit`), to store it elsewhere (T3).

use latchkey_domain::{gate, people::token::Scope, trail::chain::ChainState};

use super::Trail;
use crate::frame::{context::RequestContext, error::UseCaseError};

impl Trail {
    /// The head of the chain, and how many events are not sealed yet.
    pub async fn head(&self, cx: &RequestContext) -> Result<ChainState, UseCaseError> {
        gate::platform(&cx.origin, Scope::Audit)?;
        Ok(self.ports.store.reader().chain().await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::trail::chain::Head;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    #[tokio::test]
    async fn t3_the_head_is_for_the_scope_audit() {
        let bed = UseCaseBed::new().await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Audit]));
        let state = trail.head(&cx).await.unwrap();
        assert_eq!((state.head, state.sealed_at), (Head::START, None));
        assert_eq!(state.unsealed, 4);
        let admin = RequestContext::new(bed.world.as_service(&[Scope::Admin]));
        for cx in [admin, bed.as_user(bed.world.helen)] {
            assert_eq!(refused(trail.head(&cx).await), "missing-permission");
        }
    }
}
