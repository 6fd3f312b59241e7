//! The store contract: one named test for each promise of the ports, the same for every backend.
//!
//! A backend proves itself by one line in a test file, which makes a `#[tokio::test]` of every case;
//! the crate needs tokio with `macros` and `rt-multi-thread` for its tests:
//!
//! ```
//! use std::sync::Arc;
//!
//! use latchkey_testing::{MemoryStore, contract::Backend};
//!
//! async fn fresh() -> Backend {
//!     Backend::new(Arc::new(MemoryStore::new()))
//! }
//!
//! latchkey_testing::store_contract!(my_backend, fresh());
//! # fn main() {}
//! ```
//!
//! A backend that does less at once than the ports promise says so by [`Backend::limited_to`];
//! nothing else is excepted. A new promise gets a new case here, named in
//! [`store_contract!`](crate::store_contract); a test sees to it that none is forgotten.

pub mod access_links;
pub mod accounts;
pub mod activities;
pub mod assets;
pub mod backlog;
pub mod chain;
pub mod change_feed;
pub mod clients;
pub mod concurrency;
pub mod decision_searches;
pub mod decisions;
pub mod dropdowns;
pub mod employees;
pub mod employers;
pub mod ends;
pub mod idempotency;
pub mod joins;
pub mod mails;
pub mod members;
pub mod memberships;
pub mod notifications;
pub mod operations;
pub mod outbox;
pub mod own_behalf;
pub mod paging;
pub mod permission_sets;
pub mod relationships;
pub mod reminders;
pub mod removals;
pub mod round_trips;
pub mod sessions;
pub mod severing;
pub mod standardizations;
mod suite;
mod support;
pub mod texts;
pub mod tokens;
pub mod trail;
pub mod trail_sides;
pub mod units;
pub mod users;
pub mod webhook_deliveries;
pub mod webhook_endpoints;

use std::{any::Any, fmt, ops::Deref, sync::Arc};

use latchkey_domain::ports::{ChangeFeed, Refusals, Store};

use super::{Timing, World};

/// How much a backend does at once: what is excepted from the contract, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtOnce {
    /// There is a single connection: readers and refusals wait while a unit is open.
    OneConnection,
    /// Neither readers nor refusals wait for a unit.
    Everything,
}

/// An empty store to be proved.
pub struct Backend {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Its refusals.
    pub refusals: Arc<dyn Refusals>,
    /// What was changed in it.
    pub feed: Arc<dyn ChangeFeed>,
    /// The timing it was opened with.
    pub timing: Timing,
    /// How much it does at once.
    pub at_once: AtOnce,
    kept: Vec<Box<dyn Any + Send + Sync>>,
}

impl Backend {
    /// An empty store with the promised timing.
    pub fn new<S: Store + Refusals + ChangeFeed + 'static>(store: Arc<S>) -> Self {
        let refusals = Arc::clone(&store);
        let feed = Arc::clone(&store);
        Self {
            store,
            refusals,
            feed,
            timing: Timing::PROMISED,
            at_once: AtOnce::Everything,
            kept: Vec::new(),
        }
    }

    /// Says which timing the store was opened with, so that the cases that wait are quick.
    #[must_use]
    pub const fn with_timing(mut self, timing: Timing) -> Self {
        self.timing = timing;
        self
    }

    /// Says that the store does less at once than the ports promise.
    #[must_use]
    pub const fn limited_to(mut self, at_once: AtOnce) -> Self {
        self.at_once = at_once;
        self
    }

    /// Keeps something for as long as the test runs: a directory, a database.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self.kept.push(Box::new(kept));
        self
    }

    /// Puts the scene of [`World`] into the store.
    async fn world(self) -> Bench {
        let (store, refusals) = (Arc::clone(&self.store), Arc::clone(&self.refusals));
        Bench {
            world: World::fill(store, refusals).await,
            backend: self,
        }
    }
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("store", &self.store)
            .field("timing", &self.timing)
            .finish_non_exhaustive()
    }
}

/// The scene in the store to be proved.
#[derive(Debug)]
struct Bench {
    world: World,
    backend: Backend,
}

impl Bench {
    /// Whether readers and refusals reach the store while a unit is open.
    fn is_open_beside_units(&self) -> bool {
        self.backend.at_once == AtOnce::Everything
    }
}

impl Deref for Bench {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        future::{Ready, ready},
        time::Duration,
    };

    use super::*;
    use crate::MemoryStore;

    fn fresh() -> Ready<Backend> {
        let timing = Timing {
            lock_wait: Duration::from_millis(200),
            unit_age: Duration::from_millis(500),
        };
        let store = Arc::new(MemoryStore::with_timing(timing));
        ready(Backend::new(store).with_timing(timing))
    }

    crate::store_contract!(memory, fresh());

    /// A case that the macro does not name would never run.
    #[test]
    fn every_case_is_named_in_the_macro() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/contract");
        let suite = include_str!("suite.rs");
        let mut cases = 0;
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let area = path.file_stem().unwrap().to_str().unwrap();
            let named = suite
                .split_once(&format!("; {area}:\n"))
                .and_then(|(_, rest)| rest.split_once('}'))
                .map_or("", |(named, _)| named);
            let text = fs::read_to_string(&path).unwrap();
            for line in text.lines() {
                if let Some(rest) = line.strip_prefix("pub async fn ") {
                    let (case, _) = rest.split_once('(').unwrap();
                    let is_named = named.contains(&format!(" {case},"));
                    assert!(is_named, "name {case} under {area} in store_contract!");
                    cases += 1;
                }
            }
        }
        assert!(cases > 200, "the guard reads the cases: it found {cases}");
    }
}
