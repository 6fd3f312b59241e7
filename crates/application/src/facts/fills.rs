//! Fills: reads of facts from the database into the cache.
//!
//! The rows behind a fill may change after it began to read and before its facts are cached. If the
//! node learns of such a change meanwhile, the fill is stale: its facts answer the current
//! question, but are not cached. A change that the node learned of earlier was committed before the
//! fill began, so the fill read it. Thus revoked access cannot return to the cache, however long a
//! read takes.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use latchkey_domain::ports::Touched;

/// How many changes are remembered for running fills; with more changes, all running fills become
/// stale.
const MOST_REMEMBERED: usize = 10_000;

/// The running fills, and the changes since the oldest of them began.
#[derive(Debug, Default)]
pub(super) struct Fills(Mutex<FillLog>);

#[derive(Debug, Default)]
struct FillLog {
    /// How many changes the node has seen in total.
    heard: u64,
    /// The most recent changes, with their numbers.
    touched: VecDeque<(u64, Touched)>,
    /// Fills that began before this number of changes are stale.
    forgotten: u64,
    /// The running fills: how many began at which number of changes.
    under_way: BTreeMap<u64, usize>,
}

/// A running fill.
#[derive(Debug)]
pub(crate) struct Fill<'a> {
    fills: &'a Fills,
    began: u64,
}

impl Fills {
    fn log(&self) -> MutexGuard<'_, FillLog> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a fill. Must be called before anything is read.
    pub(super) fn begin(&self) -> Fill<'_> {
        let mut log = self.log();
        let began = log.heard;
        *log.under_way.entry(began).or_default() += 1;
        Fill { fills: self, began }
    }

    /// Makes running fills stale that depend on any of these rows, and drops the cached facts. No
    /// fill can end in between.
    pub(super) fn invalidate(&self, touched: &[Touched], drop_cached: impl Fn(Touched)) {
        let mut log = self.log();
        for touched in touched {
            log.heard += 1;
            if !log.under_way.is_empty() {
                let number = log.heard;
                log.touched.push_back((number, *touched));
            }
            drop_cached(*touched);
        }
        if log.touched.len() > MOST_REMEMBERED {
            log.touched.clear();
            log.forgotten = log.heard;
        }
    }
}

impl Fill<'_> {
    /// Caches what was read, unless a row it depends on has changed meanwhile.
    pub(super) fn end(&self, rests_on: &[Touched], keep: impl FnOnce()) {
        let log = self.fills.log();
        let concerns =
            |touched: &Touched| *touched == Touched::Everything || rests_on.contains(touched);
        let since = log
            .touched
            .iter()
            .filter(|(number, _)| *number > self.began);
        let spoilt = self.began < log.forgotten || since.map(|(_, touched)| touched).any(concerns);
        if !spoilt {
            keep();
        }
    }
}

impl Drop for Fill<'_> {
    fn drop(&mut self) {
        let mut log = self.fills.log();
        if let Some(count) = log.under_way.get_mut(&self.began) {
            *count -= 1;
            if *count == 0 {
                log.under_way.remove(&self.began);
            }
        }
        let oldest = log.under_way.keys().next().copied();
        match oldest {
            None => log.touched.clear(),
            Some(oldest) => {
                while log
                    .touched
                    .front()
                    .is_some_and(|(number, _)| *number <= oldest)
                {
                    log.touched.pop_front();
                }
            }
        }
    }
}
