//! What is committed, and whose turn it is to change it.

use std::sync::{Arc, Mutex, OnceLock, RwLock};

use latchkey_domain::{base::revision::Revision, ports::CommitListener, trail::audit::Record};

use super::{state::State, timing::Timing, turn::Turns};

/// What is committed.
#[derive(Debug, Default)]
pub(super) struct Committed {
    pub(super) state: Arc<State>,
    pub(super) trail: Arc<Vec<Arc<Record>>>,
    /// How long the trail was after each commit.
    pub(super) ends: Arc<Vec<usize>>,
    pub(super) revision: u64,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub(super) committed: RwLock<Committed>,
    pub(super) turns: Turns,
    pub(super) refused: Mutex<Vec<Arc<Record>>>,
    pub(super) listener: OnceLock<Arc<dyn CommitListener>>,
}

impl Inner {
    pub(super) fn new(timing: Timing) -> Self {
        Self {
            committed: RwLock::default(),
            turns: Turns::new(timing),
            refused: Mutex::default(),
            listener: OnceLock::new(),
        }
    }
}

pub(super) fn revision(number: u64) -> Revision {
    Revision {
        epoch: "memory000000".to_owned(),
        number,
    }
}
