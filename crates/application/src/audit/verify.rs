//! The platform or the operator verifies the trail: its chain from the first link to the last, and that
//! every commit has its events. They learn the first broken link, if any (T3).

use latchkey_domain::{
    gate,
    people::token::Scope,
    ports::{Reader, StoreError},
    trail::chain::{Broken, ChainState, ChainWalk, NotedHead, RevisionWalk, SealedEvent},
};

use super::Trail;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How many links are held in memory at once.
const PAGE: u16 = 500;

impl Trail {
    /// Verifies the whole chain, that it contains the noted head, if one is given, and that no commit
    /// has lost its events or its seals. Returns the state of the intact chain, or the first broken link. Unsealed
    /// events are not part of the chain, but of their commits.
    pub async fn verify(
        &self,
        cx: &RequestContext,
        noted: Option<NotedHead>,
    ) -> Result<Result<ChainState, Broken>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Audit)?;
        match self.proof(noted).await {
            Ok(state) => Ok(Ok(state)),
            Err(Unproved::Broken(broken)) => Ok(Err(broken)),
            Err(Unproved::Store(error)) => Err(error.into()),
        }
    }

    async fn proof(&self, noted: Option<NotedHead>) -> Result<ChainState, Unproved> {
        let store = &*self.ports.store;
        let newest = readable(store.revision().await, Broken::RevisionUnreadable)?.number;
        let mut reader = store.reader();
        let end = readable(reader.chain().await, Broken::EndUnreadable)?;
        let mut walk = ChainWalk::new(end.head, noted);
        let mut revisions = RevisionWalk::default();
        loop {
            let links = links(&mut *reader, walk.at().number).await?;
            if links.is_empty() {
                break;
            }
            for found in &links {
                walk.step(found)?;
                if let Some(revision) = found.revision {
                    revisions.step(revision)?;
                }
            }
        }
        let sealed = revisions.at();
        let state = readable(reader.chain().await, Broken::EndUnreadable)?;
        let head = walk.finish(state.head)?;
        unsealed(&mut *reader, &mut revisions).await?;
        let last = readable(store.revision().await, Broken::RevisionUnreadable)?.number;
        revisions.finish(newest, last)?;
        let tail = readable(reader.unsealed_tail().await, Broken::TailUnreadable)?;
        tail.check(&state, sealed)?;
        Ok(ChainState { head, ..state })
    }
}

/// Why a trail is not proved: it is broken, or the store cannot be read.
#[derive(Debug)]
enum Unproved {
    Broken(Broken),
    Store(StoreError),
}

impl From<Broken> for Unproved {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// What was read, or what is broken if the stored row cannot be.
fn readable<T>(read: Result<T, StoreError>, broken: Broken) -> Result<T, Unproved> {
    read.map_err(|error| {
        if matches!(error, StoreError::Corrupt(_)) {
            Unproved::Broken(broken)
        } else {
            Unproved::Store(error)
        }
    })
}

/// Goes on with the revisions of the events that are not sealed yet.
async fn unsealed(reader: &mut dyn Reader, revisions: &mut RevisionWalk) -> Result<(), Unproved> {
    loop {
        let found = reader.revisions_with_events(revisions.at(), PAGE).await;
        let found = readable(found, Broken::TailUnreadable)?;
        if found.is_empty() {
            return Ok(());
        }
        for revision in found {
            revisions.step(revision)?;
        }
    }
}

/// Reads the next links. If a link is unreadable, the links before it are returned first, so that
/// it can be reported.
async fn links(reader: &mut dyn Reader, after: u64) -> Result<Vec<SealedEvent>, Unproved> {
    let number = after + 1;
    match reader.sealed_events(after, PAGE).await {
        Err(StoreError::Corrupt(_)) => {
            let link = reader.sealed_events(after, 1).await;
            readable(link, Broken::Unreadable { number })
        }
        links => links.map_err(Unproved::Store),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::TimeDelta;
    use latchkey_domain::{
        base::refusal::Refusal,
        trail::{
            chain::Head,
            event::{Event, EventKind},
            origin::Origin,
        },
    };
    use latchkey_testing::{FailAt, FailingStore, Failure};

    use super::*;
    use crate::{
        frame::ports::Ports,
        testing::{UseCaseBed, refused},
    };

    async fn sealed(bed: &UseCaseBed) -> ChainState {
        let trail = Trail::new(Arc::clone(&bed.ports));
        let job = RequestContext::of_job("seal the trail", &*bed.ports.ids);
        trail.seal(&job).await.unwrap()
    }

    #[tokio::test]
    async fn t3_a_whole_chain_is_proved_and_a_tail_is_no_error() {
        let bed = UseCaseBed::new().await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_operator());
        let empty = trail.verify(&cx, None).await.unwrap().unwrap();
        assert_eq!((empty.head, empty.unsealed), (Head::START, 4));
        let state = sealed(&bed).await;
        let origin = bed.world.as_user(bed.world.ines);
        let attempted = Event::new(EventKind::MembershipRemoved);
        let refusals = &bed.ports.refusals;
        refusals.note(&origin, attempted, Refusal::NotFound).await;
        let proved = trail.verify(&cx, None).await.unwrap().unwrap();
        assert_eq!((proved.head, proved.unsealed), (state.head, 1));
    }

    /// Events that stay unsealed while the server goes on are named; those that are caused by
    /// commands alone, when no server runs, are a tail.
    #[tokio::test]
    async fn t3_events_left_unsealed_are_named() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(world.as_operator());
        let note = async |origin: Origin| {
            let attempted = Event::new(EventKind::MembershipRemoved);
            let refusals = &bed.ports.refusals;
            refusals.note(&origin, attempted, Refusal::NotFound).await;
        };
        sealed(&bed).await;
        note(world.as_operator()).await;
        world.clock.advance(TimeDelta::days(1));
        note(world.as_operator()).await;
        let proved = trail.verify(&cx, None).await.unwrap();
        assert_eq!(proved.unwrap().unsealed, 2);
        note(world.as_user(world.ines)).await;
        let broken = trail.verify(&cx, None).await.unwrap();
        let at = world.now() - TimeDelta::days(1);
        let Err(Broken::NotSealed {
            at: oldest,
            worked_at,
            ..
        }) = broken
        else {
            panic!("{broken:?}");
        };
        assert_eq!((oldest, worked_at), (at, world.now()));
        sealed(&bed).await;
        assert!(trail.verify(&cx, None).await.unwrap().is_ok());
    }

    #[tokio::test]
    async fn t3_a_noted_head_must_be_in_the_chain() {
        let bed = UseCaseBed::new().await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Audit]));
        let head = sealed(&bed).await.head;
        for number in [None, Some(head.number)] {
            let hash = head.hash;
            let noted = Some(NotedHead { number, hash });
            assert!(trail.verify(&cx, noted).await.unwrap().is_ok());
        }
        let (number, hash) = (Some(head.number + 1), head.hash);
        let noted = Some(NotedHead { number, hash });
        let last = head.number;
        let broken = trail.verify(&cx, noted).await.unwrap();
        assert_eq!(broken, Err(Broken::HeadNotFound { last }));
    }

    /// An unreadable link is reported too, after the links before it were verified.
    #[tokio::test]
    async fn t3_a_link_that_cannot_be_read_is_named() {
        let bed = UseCaseBed::new().await;
        sealed(&bed).await;
        let store = FailingStore::over(Arc::clone(&bed.world.store));
        for (failures, expected) in [(1, None), (2, Some(Broken::Unreadable { number: 1 }))] {
            for call in 0..failures {
                store.fail(FailAt::Call(1 + call), Failure::Corrupt);
            }
            let mut reader = latchkey_domain::ports::Store::reader(&store);
            let found = match links(&mut *reader, 0).await {
                Ok(_) => None,
                Err(Unproved::Broken(broken)) => Some(broken),
                Err(Unproved::Store(error)) => panic!("{error:?}"),
            };
            assert_eq!(found, expected);
        }
    }

    /// What is noted beside the events is named too, where it cannot be read.
    #[tokio::test]
    async fn t3_a_row_that_cannot_be_read_is_named() {
        let mut bed = UseCaseBed::new().await;
        sealed(&bed).await;
        let store = FailingStore::over(Arc::clone(&bed.world.store));
        Arc::<Ports>::get_mut(&mut bed.ports).unwrap().store = Arc::new(store.clone());
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_operator());
        for (call, expected) in [
            (1, Broken::RevisionUnreadable),
            (2, Broken::EndUnreadable),
            (5, Broken::EndUnreadable),
            (6, Broken::TailUnreadable),
            (7, Broken::RevisionUnreadable),
            (8, Broken::TailUnreadable),
        ] {
            store.fail(FailAt::Call(call), Failure::Corrupt);
            let broken = trail.verify(&cx, None).await.unwrap();
            assert_eq!(broken, Err(expected), "call {call}");
        }
        assert!(trail.verify(&cx, None).await.unwrap().is_ok());
    }

    #[tokio::test]
    async fn the_proof_is_for_the_scope_audit() {
        let bed = UseCaseBed::new().await;
        let trail = Trail::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.helen);
        assert_eq!(refused(trail.verify(&cx, None).await), "missing-permission");
    }
}
