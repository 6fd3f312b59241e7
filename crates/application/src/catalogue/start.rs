//! A node starts with its catalogue (P1): an empty database takes it over, and a database with
//! another catalogue in force prevents the start.

use std::sync::Arc;

use latchkey_domain::{
    gate,
    people::token::Scope,
    permission::{Catalogue, catalogue_in_force::CatalogueInForce},
    ports::{Locks, StoreError},
    trail::{
        audit::Records,
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
};

use super::{Foundation, effect::CatalogueChange, standard_sets::StandardSetsPlan};
use crate::frame::error::UseCaseError;

/// How often a start is retried after a conflict with another node.
const TRIES: u8 = 5;

/// Why a node cannot start with its catalogue.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another catalogue is in force.
    #[error(
        "the catalogue in force has the hash {in_force}, but this node's catalogue has {own}: use \
         the same file, or apply this node's file with `latchkey catalogue apply`"
    )]
    AnotherInForce {
        /// The hash of the catalogue in force.
        in_force: String,
        /// The hash of this node's catalogue.
        own: String,
    },
    /// Any other error.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

/// Returns the catalogue to use, or why this node must not start.
pub async fn start(
    on: &Foundation,
    catalogue: Arc<Catalogue>,
) -> Result<Arc<Catalogue>, StartError> {
    for _ in 0..TRIES {
        match on.store.reader().catalogue_in_force().await? {
            Some(in_force) if in_force.hash == catalogue.hash() => return Ok(catalogue),
            Some(CatalogueInForce { hash: in_force, .. }) => {
                let own = catalogue.hash().to_owned();
                return Err(StartError::AnotherInForce { in_force, own });
            }
            None => {}
        }
        match take(on, &catalogue).await {
            // Another node was quicker: use the catalogue that it applied.
            Ok(()) | Err(StoreError::Taken(_) | StoreError::Stale | StoreError::Contended(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Contended(None).into())
}

/// Stores the catalogue in a database that has none.
async fn take(on: &Foundation, catalogue: &Catalogue) -> Result<(), StoreError> {
    let origin = Origin {
        principal: Principal::Operator { command: "serve" },
        request_id: "start".to_owned(),
        address: None,
        reason: None,
        operation: None,
    };
    let Ok(permit) = gate::platform(&origin, Scope::Admin) else {
        return Ok(());
    };
    let mut unit = on.store.begin(Locks::none()).await?;
    if unit.catalogue_in_force().await?.is_some() {
        return Ok(());
    }
    // Written before the sets are read: if two nodes start at once, the second waits here and then
    // finds the sets of the first.
    unit.insert_catalogue(&in_force(catalogue)).await?;
    let first = CatalogueChange {
        old: None,
        new: catalogue,
    };
    let plan = StandardSetsPlan::make(&mut *unit, first, &*on.ids).await?;
    let mut events = vec![applied(None, catalogue)];
    events.extend(plan.carry_out(&mut *unit).await?);
    if let Some(records) = Records::of(&permit, events, &*on.ids, on.clock.now()) {
        unit.commit(records).await?;
    }
    Ok(())
}

pub(super) fn in_force(catalogue: &Catalogue) -> CatalogueInForce {
    CatalogueInForce {
        source: catalogue.source().to_owned(),
        hash: catalogue.hash().to_owned(),
    }
}

pub(super) fn applied(from: Option<&str>, to: &Catalogue) -> Event {
    Event::new(EventKind::CatalogueApplied)
        .with("from", from)
        .with("to", to.hash())
}

#[cfg(test)]
mod tests {
    use latchkey_domain::{
        base::page::PageRequest,
        permission::SetOwner,
        ports::{EventFilter, TrailSide},
    };
    use latchkey_testing::MemoryStore;

    use super::*;
    use crate::catalogue::testing::{catalogue, foundation};

    fn small() -> Arc<Catalogue> {
        catalogue(
            &["notes.read", "notes.write"],
            &[("writers", "Writers", &["notes.write"])],
        )
    }

    #[tokio::test]
    async fn p1_an_empty_database_takes_the_first_catalogue() {
        let on = foundation(Arc::new(MemoryStore::new()));
        let mine = small();
        let judged_by = start(&on, Arc::clone(&mine)).await.unwrap();
        assert_eq!(judged_by.hash(), mine.hash());
        let mut reader = on.store.reader();
        let kept = reader.catalogue_in_force().await.unwrap().unwrap();
        assert_eq!(
            (kept.source.as_str(), kept.hash.as_str()),
            (mine.source(), mine.hash())
        );
        let sets = reader.standard_sets().await.unwrap();
        assert_eq!(sets.len(), 1);
        assert_eq!(sets[0].owner(), SetOwner::Standard);
        assert_eq!(sets[0].name().as_str(), "Writers");
        assert_eq!(sets[0].external_id().unwrap().as_str(), "writers");
        let (filter, page) = (EventFilter::default(), PageRequest::first());
        let trail = reader
            .events(TrailSide::Everything, &filter, &page)
            .await
            .unwrap();
        let kinds: Vec<_> = trail
            .items
            .iter()
            .map(|seen| seen.record.event.kind)
            .collect();
        assert_eq!(
            kinds,
            [EventKind::PermissionSetCreated, EventKind::CatalogueApplied]
        );
    }

    #[tokio::test]
    async fn p1_the_same_catalogue_changes_nothing() {
        let on = foundation(Arc::new(MemoryStore::new()));
        start(&on, small()).await.unwrap();
        let before = on.store.revision().await.unwrap();
        start(&on, small()).await.unwrap();
        assert_eq!(on.store.revision().await.unwrap(), before);
    }

    #[tokio::test]
    async fn p1_another_catalogue_stops_the_start_with_advice() {
        let on = foundation(Arc::new(MemoryStore::new()));
        start(&on, small()).await.unwrap();
        let other = catalogue(&["notes.read"], &[]);
        let error = start(&on, Arc::clone(&other)).await.unwrap_err();
        let text = error.to_string();
        for part in [small().hash(), other.hash(), "latchkey catalogue apply"] {
            assert!(text.contains(part), "{text}");
        }
    }

    #[tokio::test]
    async fn p1_two_first_nodes_judge_by_one_catalogue() {
        let on = foundation(Arc::new(MemoryStore::new()));
        let (first, second) = tokio::join!(start(&on, small()), start(&on, small()));
        assert_eq!(first.unwrap().hash(), second.unwrap().hash());
        assert_eq!(on.store.reader().standard_sets().await.unwrap().len(), 1);
    }
}
