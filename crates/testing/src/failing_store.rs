//! A store that fails when a test says so, and otherwise hands everything to another one.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use latchkey_domain::{
    base::revision::Revision,
    ports::{Locks, Reader, Store, StoreCall, StoreError, Taken, UnitOfWork, Watch, WatchedStore},
};

/// At which point a [`FailingStore`] fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailAt {
    /// When the next unit is opened.
    Begin,
    /// At the nth call from now on, from 1: opening and committing units count, and every query and
    /// write, in units and outside.
    Call(u64),
    /// At the next commit: nothing is committed.
    Commit,
    /// After the next commit: it is committed, but its caller cannot know.
    AfterCommit,
}

/// What a [`FailingStore`] fails with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Something unique is there already.
    Taken(Taken),
    /// Changed since it was read.
    Stale,
    /// Too many want the same rows.
    Contended,
    /// The database is out of reach.
    Unavailable,
    /// A row that cannot be.
    Corrupt,
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        const CAUSE: &str = "as the test wants it";
        match failure {
            Failure::Taken(what) => Self::Taken(what),
            Failure::Stale => Self::Stale,
            Failure::Contended => Self::Contended(Some(CAUSE.into())),
            Failure::Unavailable => Self::Unavailable(CAUSE.into()),
            Failure::Corrupt => Self::Corrupt(CAUSE.into()),
        }
    }
}

/// What is still to fail.
#[derive(Debug, Default)]
struct Plan(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: Vec<(FailAt, Failure)>,
    calls: u64,
}

impl Plan {
    /// Counts a call; fails it where the plan says so.
    fn step(&self, call: StoreCall) -> Result<(), StoreError> {
        let mut state = self.0.lock().unwrap();
        state.calls += 1;
        for (at, _) in &mut state.failures {
            if let FailAt::Call(left) = at {
                *left = left.saturating_sub(1);
            }
        }
        let now = state.failures.iter().position(|(at, _)| match at {
            FailAt::Begin => call == StoreCall::Begin,
            FailAt::Commit => call == StoreCall::Commit,
            FailAt::Call(left) => *left == 0,
            FailAt::AfterCommit => false,
        });
        now.map_or(Ok(()), |now| Err(state.failures.remove(now).1.into()))
    }

    fn after_commit(&self) -> Result<(), StoreError> {
        let mut state = self.0.lock().unwrap();
        let mut failures = state.failures.iter();
        let now = failures.position(|(at, _)| *at == FailAt::AfterCommit);
        now.map_or(Ok(()), |now| Err(state.failures.remove(now).1.into()))
    }
}

/// Watches over one reader or unit.
#[derive(Debug, Clone, Default)]
struct FailureWatch {
    plan: Arc<Plan>,
    /// An error ends a unit, not a reader.
    is_unit: bool,
    is_over: bool,
}

impl Watch for FailureWatch {
    fn before(&mut self, call: StoreCall) -> Result<(), StoreError> {
        if self.is_over {
            let bug = "a unit was used after an error had ended it";
            return Err(StoreError::Corrupt(bug.into()));
        }
        let step = self.plan.step(call);
        self.is_over = self.is_unit && step.is_err();
        step
    }

    fn after_commit(&mut self) -> Result<(), StoreError> {
        self.plan.after_commit()
    }

    fn over_unit(&self) -> Self {
        Self {
            is_unit: true,
            ..self.clone()
        }
    }
}

/// A store that fails when a test says so, and otherwise hands everything to another one.
#[derive(Debug, Clone)]
pub struct FailingStore {
    store: WatchedStore<FailureWatch>,
    plan: Arc<Plan>,
}

impl FailingStore {
    /// Hands everything to a store, until it is told to fail.
    pub fn over(inner: Arc<dyn Store>) -> Self {
        let watch = FailureWatch::default();
        Self {
            plan: Arc::clone(&watch.plan),
            store: WatchedStore::over(inner, watch),
        }
    }

    /// Fails once at that point. Several failures wait side by side, also at the same point: told to
    /// fail twice at a commit, it fails at the next two.
    pub fn fail(&self, at: FailAt, with: Failure) {
        self.plan.0.lock().unwrap().failures.push((at, with));
    }

    /// How many calls there were, as [`FailAt::Call`] counts them.
    pub fn calls(&self) -> u64 {
        self.plan.0.lock().unwrap().calls
    }

    /// Whether every planned failure has happened.
    pub fn has_failed_as_planned(&self) -> bool {
        self.plan.0.lock().unwrap().failures.is_empty()
    }
}

#[async_trait]
impl Store for FailingStore {
    async fn begin(&self, locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError> {
        self.store.begin(locks).await
    }

    fn reader(&self) -> Box<dyn Reader> {
        self.store.reader()
    }

    async fn revision(&self) -> Result<Revision, StoreError> {
        self.store.revision().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{World, builders::AccountBuilder};

    async fn failing() -> (World, FailingStore) {
        let mut world = World::new().await;
        let store = FailingStore::over(Arc::clone(&world.store));
        world.store = Arc::new(store.clone());
        (world, store)
    }

    #[tokio::test]
    async fn it_fails_at_the_call_it_was_told_to_alone() {
        let (world, store) = failing().await;
        store.fail(FailAt::Call(2), Failure::Unavailable);
        let mut reader = world.store.reader();
        assert!(reader.account(world.harbour).await.is_ok());
        let failed = reader.account(world.harbour).await;
        assert!(matches!(failed, Err(StoreError::Unavailable(_))));
        assert!(reader.account(world.harbour).await.is_ok());
        assert_eq!((store.calls(), store.has_failed_as_planned()), (3, true));
    }

    #[tokio::test]
    async fn a_failed_commit_leaves_nothing_an_unknown_one_all() {
        let (world, store) = failing().await;
        for (at, kept) in [(FailAt::Commit, false), (FailAt::AfterCommit, true)] {
            store.fail(at, Failure::Contended);
            let account = AccountBuilder::new("New").build(&*world.ids);
            let mut unit = world.begin(Locks::none()).await;
            unit.insert_account(&account).await.unwrap();
            let committed = world.try_commit(unit).await;
            assert!(matches!(committed, Err(StoreError::Contended(_))));
            let found = world.store.reader().account(account.id).await.unwrap();
            assert_eq!(found.is_some(), kept, "{at:?}");
        }
        store.fail(FailAt::Begin, Failure::Stale);
        let begun = world.store.begin(Locks::none()).await;
        assert!(matches!(begun.map(drop), Err(StoreError::Stale)));
    }

    #[tokio::test]
    async fn a_unit_is_over_once_it_has_failed() {
        let (world, store) = failing().await;
        let mut unit = world.begin(Locks::none()).await;
        store.fail(FailAt::Call(1), Failure::Stale);
        assert!(unit.account(world.harbour).await.is_err());
        assert!(world.try_commit(unit).await.is_err());
    }
}
