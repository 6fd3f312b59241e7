//! Fills: facts on their way from the database into memory.
//!
//! Between the moment a fill begins to read and the moment its facts are to be kept, what they rest on
//! may change. A change that is heard of in between spoils the fill: its facts answer the question
//! they were read for, and are not kept. A change that was heard of before is in what the fill reads,
//! since it was committed by then. So a revoked access cannot come back, however long a read takes.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use latchkey_domain::ports::Touched;

/// How many changes are remembered for fills under way; when there are more, all those fills are
/// spoilt.
const MOST_REMEMBERED: usize = 10_000;

/// The fills under way, and what was touched since the oldest of them began.
#[derive(Debug, Default)]
pub(super) struct Fills(Mutex<FillLog>);

#[derive(Debug, Default)]
struct FillLog {
    /// How many changes were heard of, in all.
    heard: u64,
    /// The last of them, with their numbers.
    touched: VecDeque<(u64, Touched)>,
    /// Fills that began before this many changes were heard of are spoilt.
    forgotten: u64,
    /// How many fills began at which number of changes.
    under_way: BTreeMap<u64, usize>,
}

/// A fill under way.
#[derive(Debug)]
pub(crate) struct Fill<'a> {
    fills: &'a Fills,
    began: u64,
}

impl Fills {
    fn log(&self) -> MutexGuard<'_, FillLog> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a fill: before anything is read.
    pub(super) fn begin(&self) -> Fill<'_> {
        let mut log = self.log();
        let began = log.heard;
        *log.under_way.entry(began).or_default() += 1;
        Fill { fills: self, began }
    }

    /// Spoils the fills under way that rest on any of these, and lets what is kept of each be dropped,
    /// with no fill ending in between.
    pub(super) fn spoil(&self, touched: &[Touched], drop_kept: impl Fn(Touched)) {
        let mut log = self.log();
        for touched in touched {
            log.heard += 1;
            if !log.under_way.is_empty() {
                let number = log.heard;
                log.touched.push_back((number, *touched));
            }
            drop_kept(*touched);
        }
        if log.touched.len() > MOST_REMEMBERED {
            log.touched.clear();
            log.forgotten = log.heard;
        }
    }
}

impl Fill<'_> {
    /// Keeps what was read, unless a change of anything it rests on was heard of meanwhile.
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
