//! Readers and units: how the queries see the state, and how the repositories change it.

use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    base::revision::Revision,
    ports::{Reader, StoreError, Touched, UnitOfWork},
    trail::{
        audit::{Record, Records},
        permit::Permit,
    },
};

use super::{
    committed::{Committed, Inner, revision},
    state::State,
    turn::Turn,
};

/// What one call sees.
pub(super) struct View<'a> {
    pub(super) state: &'a State,
    pub(super) trail: &'a [Arc<Record>],
    /// How long the trail was after each commit.
    pub(super) ends: &'a [usize],
    pub(super) inner: &'a Inner,
    pub(super) revision: u64,
}

/// Looks at the state, for one call.
pub(super) trait Look: Send {
    fn look<T>(&mut self, read: impl FnOnce(&View<'_>) -> T) -> Result<T, StoreError>;
}

/// A reader, over what is committed, or a unit of work, over a draft. The ports are implemented for
/// this one type.
#[derive(Debug)]
pub(super) struct Memory<S>(pub(super) S);

impl<S: Look> Memory<S> {
    /// Looks at the state, for one call.
    pub(super) fn look<T>(&mut self, read: impl FnOnce(&View<'_>) -> T) -> Result<T, StoreError> {
        self.0.look(read)
    }
}

impl Memory<Draft> {
    /// Changes the draft; any error ends the unit.
    pub(super) fn write<T>(
        &mut self,
        change: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.0.write(change)
    }

    /// The revision that the commit of this unit will have: units follow one another.
    pub(super) const fn next_revision(&self) -> u64 {
        self.0.next_revision()
    }
}

impl<S: Look> Reader for Memory<S> {}

/// What is committed.
#[derive(Debug)]
pub(super) struct Latest(Arc<Inner>);

impl Latest {
    pub(super) const fn new(inner: Arc<Inner>) -> Self {
        Self(inner)
    }
}

impl Look for Latest {
    fn look<T>(&mut self, read: impl FnOnce(&View<'_>) -> T) -> Result<T, StoreError> {
        let (state, trail, ends, revision) = {
            let committed = self.0.committed.read().unwrap();
            let Committed {
                state,
                trail,
                revision,
                ends,
            } = &*committed;
            (
                Arc::clone(state),
                Arc::clone(trail),
                Arc::clone(ends),
                *revision,
            )
        };
        Ok(read(&View {
            state: &state,
            trail: &trail,
            ends: &ends,
            inner: &self.0,
            revision,
        }))
    }
}

/// A copy of the state, made when it is first written to.
#[derive(Debug)]
pub(super) struct Draft {
    inner: Arc<Inner>,
    turn: Turn,
    state: Arc<State>,
    trail: Arc<Vec<Arc<Record>>>,
    ends: Arc<Vec<usize>>,
    revision: u64,
    ended: bool,
}

impl Draft {
    pub(super) fn new(inner: Arc<Inner>, turn: Turn) -> Self {
        let (state, trail, ends, revision) = {
            let committed = inner.committed.read().unwrap();
            (
                Arc::clone(&committed.state),
                Arc::clone(&committed.trail),
                Arc::clone(&committed.ends),
                committed.revision,
            )
        };
        Self {
            inner,
            turn,
            state,
            trail,
            ends,
            revision,
            ended: false,
        }
    }

    /// Changes the copy; any error ends the unit.
    fn write<T>(
        &mut self,
        change: impl FnOnce(&mut State) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.must_be_open()?;
        change(Arc::make_mut(&mut self.state)).inspect_err(|_error| self.end())
    }

    const fn next_revision(&self) -> u64 {
        self.revision + 1
    }

    fn must_be_open(&mut self) -> Result<(), StoreError> {
        if self.turn.is_over() {
            self.end();
            return Err(StoreError::Contended(None));
        }
        if self.ended {
            let bug = "a unit was used after an error had ended it";
            return Err(StoreError::Corrupt(bug.into()));
        }
        Ok(())
    }

    fn end(&mut self) {
        self.ended = true;
        self.inner.turns.give_back(self.turn);
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.end();
    }
}

impl Look for Draft {
    fn look<T>(&mut self, read: impl FnOnce(&View<'_>) -> T) -> Result<T, StoreError> {
        self.must_be_open()?;
        Ok(read(&View {
            state: &self.state,
            trail: &self.trail,
            ends: &self.ends,
            inner: &self.inner,
            revision: self.revision,
        }))
    }
}

#[async_trait]
impl UnitOfWork for Memory<Draft> {
    async fn commit(mut self: Box<Self>, records: Records) -> Result<Revision, StoreError> {
        let draft = &mut self.0;
        draft.must_be_open()?;
        let inner = Arc::clone(&draft.inner);
        let mut committed = inner.committed.write().unwrap();
        if !inner.turns.is_current(draft.turn) {
            return Err(StoreError::Contended(None));
        }
        committed.revision = draft.next_revision();
        committed.state = std::mem::take(&mut draft.state);
        draft.trail = Arc::default();
        draft.ends = Arc::default();
        let trail = Arc::make_mut(&mut committed.trail);
        trail.extend(records.as_slice().iter().cloned().map(Arc::new));
        let end = trail.len();
        Arc::make_mut(&mut committed.ends).push(end);
        if let Some(listener) = inner.listener.get() {
            let events = records.as_slice().iter().map(|record| &record.event);
            let touched: Vec<_> = events.flat_map(Touched::by_event).collect();
            listener.committed(Some(&revision(committed.revision)), &touched);
        }
        Ok(revision(committed.revision))
    }

    async fn commit_aside(mut self: Box<Self>, _permit: &Permit) -> Result<(), StoreError> {
        let draft = &mut self.0;
        draft.must_be_open()?;
        let inner = Arc::clone(&draft.inner);
        let mut committed = inner.committed.write().unwrap();
        if !inner.turns.is_current(draft.turn) {
            return Err(StoreError::Contended(None));
        }
        committed.state = std::mem::take(&mut draft.state);
        Ok(())
    }
}
