//! A store in memory: the ports as a fake that keeps every promise, for tests.
//!
//! One unit is open at a time. It works on a copy of the state, which a commit puts in the place of
//! the committed one; readers only ever see what is committed.

mod access_links;
mod accounts;
mod activities;
mod assets;
mod chain;
mod change_feed;
mod decision_searches;
mod decisions;
mod employers;
mod events;
mod idempotency;
mod memberships;
mod notifications;
mod operations;
mod permission_sets;
mod relationships;
mod removals;
mod rewind;
mod screens;
mod serving_partners;
mod standardizations;
mod state;
mod tokens;
mod turn;
mod unit;
mod users;

use std::{
    sync::{Arc, Mutex, OnceLock, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use uuid::Uuid;

pub use self::rewind::Moment;
use latchkey_domain::{
    base::{
        page::{Page, PageRequest, Position},
        revision::Revision,
    },
    partnership::consent::Consent,
    ports::{CommitListener, Locks, Reader, Refusals, Store, StoreError, Taken, UnitOfWork},
    trail::audit::Record,
};

use self::{
    state::State,
    turn::Turns,
    unit::{Draft, Latest, Memory},
};

/// How long a store waits for a lock, and how long it lets a unit live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// How long a unit waits for its locks.
    pub lock_wait: Duration,
    /// How old a unit may get.
    pub unit_age: Duration,
}

impl Timing {
    /// What [`Store::begin`] promises.
    pub const PROMISED: Self = Self {
        lock_wait: Duration::from_secs(2),
        unit_age: Duration::from_secs(5),
    };
}

/// What is committed.
#[derive(Debug, Default)]
struct Committed {
    state: Arc<State>,
    trail: Arc<Vec<Arc<Record>>>,
    /// How long the trail was after each commit.
    ends: Arc<Vec<usize>>,
    revision: u64,
}

#[derive(Debug)]
struct Inner {
    committed: RwLock<Committed>,
    turns: Turns,
    refused: Mutex<Vec<Arc<Record>>>,
    listener: OnceLock<Arc<dyn CommitListener>>,
}

/// Keeps everything in memory, for as long as it lives.
#[derive(Debug, Clone)]
pub struct MemoryStore(Arc<Inner>);

impl MemoryStore {
    /// An empty store with the promised timing.
    pub fn new() -> Self {
        Self::with_timing(Timing::PROMISED)
    }

    /// An empty store with another timing.
    pub fn with_timing(timing: Timing) -> Self {
        Self(Arc::new(Inner {
            committed: RwLock::default(),
            turns: Turns::new(timing),
            refused: Mutex::default(),
            listener: OnceLock::new(),
        }))
    }

    /// Every act of consent, in the order in which they were committed: no port reads them.
    pub fn consents(&self) -> Vec<Consent> {
        self.0.committed.read().unwrap().state.consents.clone()
    }

    /// The refusals, in the order in which they were recorded.
    pub fn refused(&self) -> Vec<Record> {
        let refused = self.0.refused.lock().unwrap();
        refused.iter().map(|record| Record::clone(record)).collect()
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn begin(&self, _locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let turn = self.0.turns.take().await?;
        Ok(Box::new(Memory(Draft::new(Arc::clone(&self.0), turn))))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Memory(Latest::new(Arc::clone(&self.0))))
    }

    async fn revision(&self) -> Result<Revision, StoreError> {
        Ok(revision(self.0.committed.read().unwrap().revision))
    }
}

#[async_trait]
impl Refusals for MemoryStore {
    async fn record(&self, refusal: Record) -> Result<(), StoreError> {
        self.0.refused.lock().unwrap().push(Arc::new(refusal));
        Ok(())
    }
}

fn revision(number: u64) -> Revision {
    Revision {
        epoch: "memory000000".to_owned(),
        number,
    }
}

fn taken(what: Taken, is_taken: bool) -> Result<(), StoreError> {
    if is_taken {
        Err(StoreError::Taken(what))
    } else {
        Ok(())
    }
}

/// Which way a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The smallest position first.
    Up,
    /// The greatest position first.
    Down,
}

/// One page of a list ordered by position.
fn page_of<T>(
    mut items: Vec<T>,
    order: Order,
    request: &PageRequest,
    position: impl Fn(&T) -> Position,
) -> Page<T> {
    let place = |item: &T| {
        let at = position(item);
        (at.key, at.id)
    };
    items.sort_by_cached_key(place);
    if order == Order::Down {
        items.reverse();
    }
    if let Some(after) = request.after() {
        let after = (after.key.clone(), after.id);
        items.retain(|item| match order {
            Order::Up => place(item) > after,
            Order::Down => place(item) < after,
        });
    }
    Page::of(items, request.limit(), position)
}

/// The position of an item in a list that its id alone orders.
const fn by_id(id: Uuid) -> Position {
    Position {
        key: String::new(),
        id,
    }
}
