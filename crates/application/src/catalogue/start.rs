//! A node starts with the catalogue of its file: an empty database takes it, one with the same goes
//! on, and one with another refuses (P1).

use std::sync::Arc;

use latchkey_domain::{
    audit::{Origin, Principal, Records},
    authority,
    catalogue_in_force::CatalogueInForce,
    event::{Event, EventKind},
    permission::Catalogue,
    ports::{Locks, StoreError},
    token::Scope,
};

use super::{Foundation, standard_sets::Plan};
use crate::error::UseCaseError;

/// How often a start is begun again because another node came between.
const TRIES: u8 = 5;

/// Why a node does not start with its catalogue.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another catalogue is in force.
    #[error(
        "the catalogue in force has the hash {in_force}, that of this node's file has {own}: give \
         this node the same file, or put its file in force with `latchkey catalogue apply`"
    )]
    AnotherInForce {
        /// The hash of the one in force.
        in_force: String,
        /// The hash of this node's.
        own: String,
    },
    /// Anything else.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

/// Gives the catalogue to judge by, or tells why this node must not start.
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
            // Another node was quicker: judge by what it put in force.
            Ok(()) | Err(StoreError::Taken(_) | StoreError::Stale | StoreError::Contended(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::Contended(None).into())
}

/// Puts the catalogue into a database that has none.
async fn take(on: &Foundation, catalogue: &Catalogue) -> Result<(), StoreError> {
    let origin = Origin {
        principal: Principal::Operator { command: "serve" },
        request_id: "start".to_owned(),
        address: None,
        reason: None,
    };
    let Ok(permit) = authority::platform(&origin, Scope::Admin) else {
        return Ok(());
    };
    let mut unit = on.store.begin(Locks::none()).await?;
    if unit.catalogue_in_force().await?.is_some() {
        return Ok(());
    }
    // Written before the sets are read: of two nodes that start at once, the second waits here and
    // then finds the sets of the first.
    unit.put_catalogue_in_force(&in_force(catalogue)).await?;
    let plan = Plan::make(&mut *unit, None, catalogue, &*on.ids).await?;
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
