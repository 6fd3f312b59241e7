use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use latchkey_domain::{
    base::{ids::EventId, time::Time},
    ports::{ChainQueries, ChainRepository, StoreError},
    trail::{
        audit::{Actor, Record},
        chain::{ChainState, Head, Link, SealedEvent, StoredEvent, UnsealedTail},
    },
};

use super::unit::{Draft, Look, Memory, View};

/// Every record, those of commits first.
fn records(view: &View<'_>) -> Vec<Arc<Record>> {
    let refused = view.inner.refused.lock().unwrap();
    view.trail.iter().chain(&*refused).map(Arc::clone).collect()
}

/// A record as it is hashed: whatever is in it, but for the address.
fn as_stored(record: &Record) -> StoredEvent {
    let hashed = Record {
        address: None,
        ..record.clone()
    };
    StoredEvent::new(record.id).with("record", Some(format!("{hashed:?}")))
}

/// The revision of the record at this place among all; a refusal has none.
fn revision_at(view: &View<'_>, at: usize) -> Option<u64> {
    let committed = view.inner.committed.read().unwrap();
    let before = committed.ends.partition_point(|end| *end <= at);
    (at < view.trail.len()).then(|| u64::try_from(before).unwrap() + 1)
}

fn unsealed(view: &View<'_>) -> Vec<Arc<Record>> {
    let sealed: BTreeSet<EventId> = view.state.chain.iter().map(|link| link.event).collect();
    let mut records = records(view);
    records.retain(|record| !sealed.contains(&record.id));
    records
}

fn end(chain: &[Link]) -> Head {
    chain.last().map_or(Head::START, |link| link.at)
}

#[async_trait]
impl<S: Look> ChainQueries for Memory<S> {
    async fn chain(&mut self) -> Result<ChainState, StoreError> {
        self.look(|view| ChainState {
            head: end(&view.state.chain),
            sealed_at: view.state.sealed_at,
            unsealed: u64::try_from(unsealed(view).len()).unwrap(),
        })
    }

    async fn sealed_events(
        &mut self,
        after: u64,
        limit: u16,
    ) -> Result<Vec<SealedEvent>, StoreError> {
        self.look(|view| {
            let records = records(view);
            let found = |link: &Link| {
                let at = records.iter().position(|record| record.id == link.event);
                let record = at.and_then(|at| records.get(at));
                SealedEvent {
                    number: link.at.number,
                    hash: Some(link.at.hash),
                    revision: at.and_then(|at| revision_at(view, at)),
                    event: as_stored(record.expect("a sealed record is kept")),
                }
            };
            let links = view.state.chain.iter();
            let links = links.filter(|link| link.at.number > after);
            links.take(limit.into()).map(found).collect()
        })
    }

    async fn unsealed_tail(&mut self) -> Result<UnsealedTail, StoreError> {
        self.look(|view| {
            let of_calls = |actor: &Actor| matches!(actor, Actor::User(_) | Actor::Service);
            let unsealed = unsealed(view);
            let oldest = unsealed.iter().min_by_key(|record| (record.at, record.id));
            let records = records(view);
            let place = |record: &&Arc<Record>| records.iter().position(|it| it.id == record.id);
            let of_commit = |record: &Arc<Record>| {
                let revision = revision_at(view, place(&record)?)?;
                Some((record.id, record.at, revision))
            };
            let earliest = unsealed.iter().filter_map(of_commit);
            let called = records.iter().filter(|record| of_calls(&record.actor));
            UnsealedTail {
                oldest: oldest.map(|record| (record.id, record.at)),
                earliest_commit: earliest.min_by_key(|(id, _, revision)| (*revision, *id)),
                served_at: called
                    .max_by_key(|record| record.id)
                    .map(|record| record.at),
            }
        })
    }

    async fn revisions_with_events(
        &mut self,
        after: u64,
        limit: u16,
    ) -> Result<Vec<u64>, StoreError> {
        self.look(|view| {
            let of_commits = 0..view.trail.len();
            let all: BTreeSet<u64> = of_commits.filter_map(|at| revision_at(view, at)).collect();
            let later = all.into_iter().filter(|revision| *revision > after);
            later.take(limit.into()).collect()
        })
    }
}

#[async_trait]
impl ChainRepository for Memory<Draft> {
    async fn take_chain(&mut self) -> Result<Head, StoreError> {
        self.look(|view| end(&view.state.chain))
    }

    async fn unsealed_events(&mut self, limit: u16) -> Result<Vec<StoredEvent>, StoreError> {
        self.look(|view| {
            let records = unsealed(view);
            let records = records.iter().take(limit.into());
            records.map(|record| as_stored(record)).collect()
        })
    }

    async fn seal(&mut self, links: &[Link], now: Time) -> Result<(), StoreError> {
        self.write(|state| {
            for link in links {
                if state.chain.iter().any(|old| old.event == link.event) {
                    return Err(StoreError::Corrupt("an event was sealed already".into()));
                }
                state.chain.push(*link);
                state.sealed_at = Some(now);
            }
            Ok(())
        })
    }
}
