//! A clock of one's own.

use std::sync::atomic::{AtomicI32, Ordering};

use chrono::Duration;
use latchkey_domain::base::time::{Clock, Time};

/// Goes on by a second at each look.
#[derive(Debug)]
pub struct TickingClock {
    start: Time,
    looks: AtomicI32,
}

impl TickingClock {
    /// A clock that shows this time at the first look.
    pub fn starting_at(start: Time) -> Self {
        let looks = AtomicI32::new(0);
        Self { start, looks }
    }
}

impl Clock for TickingClock {
    fn now(&self) -> Time {
        let looks = self.looks.fetch_add(1, Ordering::SeqCst);
        self.start + Duration::seconds(looks.into())
    }
}
