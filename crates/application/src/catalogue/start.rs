//! A node starts with the catalogue in force (P1): an empty database takes that of the first node, and
//! after that a file changes nothing by itself.

use std::sync::Arc;

use latchkey_domain::{
    gate,
    people::token::Scope,
    permission::{
        Catalogue, Entry, Level, PermissionKey, catalogue_in_force::CatalogueInForce,
        seat::SeatRequirement,
    },
    ports::{Locks, StoreError},
    trail::{
        audit::Records,
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
};
use serde_json::{Value, json};

use super::{Foundation, effect::CatalogueChange, follow::read, standard_sets::StandardSetsPlan};
use crate::frame::error::UseCaseError;

/// How often a start is retried after a conflict with another node.
const TRIES: u8 = 5;

/// The catalogue that a node starts with.
#[derive(Debug, Clone)]
pub struct Started {
    /// The catalogue in force.
    pub catalogue: Arc<Catalogue>,
    /// The hash of the operator's file, if that is another catalogue: it is not used.
    pub unused: Option<String>,
}

/// Returns the catalogue to use. The node's own is used only by an empty database.
pub async fn start(on: &Foundation, own: OwnCatalogue) -> Result<Started, UseCaseError> {
    for _ in 0..TRIES {
        if let Some(in_force) = on.store.reader().catalogue_in_force().await? {
            return started(own, &in_force);
        }
        match take(on, own.catalogue()).await {
            // Another node was quicker: use the catalogue that it applied.
            Ok(()) | Err(StoreError::Taken(_) | StoreError::Stale | StoreError::Contended(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Contended(None).into())
}

/// The catalogue that a node brings with it.
#[derive(Debug, Clone)]
pub enum OwnCatalogue {
    /// The operator's file.
    File(Arc<Catalogue>),
    /// The one that ships with the binary.
    BuiltIn(Arc<Catalogue>),
}

impl OwnCatalogue {
    fn catalogue(&self) -> &Arc<Catalogue> {
        match self {
            Self::File(catalogue) | Self::BuiltIn(catalogue) => catalogue,
        }
    }
}

fn started(own: OwnCatalogue, in_force: &CatalogueInForce) -> Result<Started, UseCaseError> {
    if in_force.hash == own.catalogue().hash() {
        return Ok(Started {
            catalogue: Arc::clone(own.catalogue()),
            unused: None,
        });
    }
    Ok(Started {
        catalogue: Arc::new(read(in_force)?),
        unused: match own {
            OwnCatalogue::File(file) => Some(file.hash().to_owned()),
            OwnCatalogue::BuiltIn(_) => None,
        },
    })
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

/// The event of a catalogue that came into force, with all its permissions: a copy works out by it what
/// people hold.
pub(super) fn applied(from: Option<&str>, to: &Catalogue) -> Event {
    let permissions: Vec<Value> = to.entries().iter().map(told).collect();
    Event::new(EventKind::CatalogueApplied)
        .with("from", from)
        .with("to", to.hash())
        .with("permissions", permissions)
}

/// A permission, as the list of permissions has it.
fn told(entry: &Entry) -> Value {
    json!({
        "key": entry.key().as_str(),
        "category": entry.category(),
        "label": entry.label(),
        "implies": entry.implies().iter().map(PermissionKey::as_str).collect::<Vec<_>>(),
        "seat": entry.seat().map(SeatRequirement::as_str),
        "read_only": entry.is_read_only(),
        "partner_admin": entry.is_for_partner_admins(),
        "levels": entry.levels().map(Level::as_str).collect::<Vec<_>>(),
        "built_in": entry.is_built_in(),
    })
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
        let started = start(&on, OwnCatalogue::File(Arc::clone(&mine))).await;
        let Started { catalogue, unused } = started.unwrap();
        assert_eq!((catalogue.hash(), unused), (mine.hash(), None));
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
            .map(|seen| seen.record.event.kind.clone())
            .collect();
        assert_eq!(
            kinds,
            [EventKind::PermissionSetCreated, EventKind::CatalogueApplied]
        );
    }

    #[tokio::test]
    async fn p1_the_same_catalogue_changes_nothing() {
        let on = foundation(Arc::new(MemoryStore::new()));
        start(&on, OwnCatalogue::File(small())).await.unwrap();
        let before = on.store.revision().await.unwrap();
        let again = start(&on, OwnCatalogue::File(small())).await.unwrap();
        assert_eq!(again.unused, None);
        assert_eq!(on.store.revision().await.unwrap(), before);
    }

    /// P1: a node whose file differs starts with the catalogue in force, and knows that it differs.
    #[tokio::test]
    async fn p1_a_file_that_differs_is_not_used() {
        let on = foundation(Arc::new(MemoryStore::new()));
        start(&on, OwnCatalogue::File(small())).await.unwrap();
        let before = on.store.revision().await.unwrap();
        let other = catalogue(&["notes.read"], &[]);
        for (own, unused) in [
            (OwnCatalogue::File(Arc::clone(&other)), Some(other.hash())),
            (OwnCatalogue::BuiltIn(Arc::clone(&other)), None),
        ] {
            let started = start(&on, own).await.unwrap();
            assert_eq!(started.catalogue.hash(), small().hash());
            assert_eq!(started.unused.as_deref(), unused);
        }
        assert_eq!(on.store.revision().await.unwrap(), before);
    }

    #[tokio::test]
    async fn p1_two_first_nodes_judge_by_one_catalogue() {
        let on = foundation(Arc::new(MemoryStore::new()));
        let one = || start(&on, OwnCatalogue::File(small()));
        let (first, second) = tokio::join!(one(), one());
        let hash = |started: Result<Started, _>| started.unwrap().catalogue.hash().to_owned();
        assert_eq!(hash(first), hash(second));
        assert_eq!(on.store.reader().standard_sets().await.unwrap().len(), 1);
    }
}
