//! A job seals new events of the trail, including refusals, into the chain (T3): in batches, one
//! node at a time.

use latchkey_domain::{gate, ports::Locks, trail::chain::ChainState};

use super::Trail;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How many events one unit seals; small, so that others do not wait long for it.
const BATCH: u16 = 1000;

impl Trail {
    /// Seals all new events and returns the state of the chain. If another node is sealing, this
    /// waits for it.
    pub async fn seal(&self, cx: &RequestContext) -> Result<ChainState, UseCaseError> {
        let permit = gate::job(&cx.origin)?;
        let store = &self.ports.store;
        loop {
            let state = store.reader().chain().await?;
            if state.unsealed == 0 {
                return Ok(state);
            }
            let mut unit = store.begin(Locks::none()).await?;
            let end = unit.take_chain().await?;
            let events = unit.unsealed_events(BATCH).await?;
            unit.seal(&end.with_all(&events), self.ports.now()).await?;
            unit.commit_aside(&permit).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{reference::UserRef, refusal::Refusal},
        membership::super_admins::LastSuperAdmin,
        trail::event::{Event, EventKind},
    };

    use super::*;
    use crate::{
        testing::{UseCaseBed, refused},
        users::Users,
    };

    fn job(bed: &UseCaseBed) -> RequestContext {
        RequestContext::of_job("seal the trail", &*bed.ports.ids)
    }

    #[tokio::test]
    async fn t3_everything_is_sealed_refusals_too() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let attempted = Event::new(EventKind::MembershipRemoved).in_account(world.harbour);
        let book = &bed.ports.refusals;
        book.note(&world.as_user(world.ines), attempted, Refusal::NotFound)
            .await;
        let state = trail.seal(&job(&bed)).await.unwrap();
        assert_eq!((state.head.number, state.unsealed), (5, 0));
        assert_eq!(state.sealed_at, Some(world.now()));
        let again = trail.seal(&job(&bed)).await.unwrap();
        assert_eq!(again, state, "nothing is sealed twice");
    }

    #[tokio::test]
    async fn t3_erasing_a_person_leaves_the_chain_whole() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let attempted = Event::new(EventKind::MembershipRemoved).about(world.jonas);
        let book = &bed.ports.refusals;
        book.note(&world.as_user(world.jonas), attempted, Refusal::NotFound)
            .await;
        let before = trail.seal(&job(&bed)).await.unwrap();
        let cx = bed.as_platform();
        let users = Users::new(Arc::clone(&bed.ports));
        let jonas = UserRef::Id(world.jonas);
        let erased = users
            .erase(&cx, jonas, LastSuperAdmin::Stays)
            .await
            .unwrap();
        bed.done(&cx, erased).await;
        trail.seal(&job(&bed)).await.unwrap();
        let noted = latchkey_domain::trail::chain::NotedHead {
            number: Some(before.head.number),
            hash: before.head.hash,
        };
        let proof = trail.verify(&cx, Some(noted)).await.unwrap().unwrap();
        assert_eq!(proof.head.number, before.head.number + 1);
    }

    #[tokio::test]
    async fn only_a_job_seals() {
        let bed = UseCaseBed::new().await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        for cx in [bed.as_platform(), bed.as_user(bed.world.helen)] {
            assert_eq!(refused(trail.seal(&cx).await), "missing-permission");
        }
    }
}
