//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration};
use latchkey_domain::base::time::{Clock, Time, Uptime};

/// A clock that stands still until a test moves it. It begins at [`FixedClock::start`].
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock at [`FixedClock::start`].
    pub const fn new() -> Self {
        Self(AtomicI64::new(1_770_886_800_000_000))
    }

    /// When every test begins: 2026-02-12T09:00:00Z.
    pub fn start() -> Time {
        Self::new().now()
    }

    /// Moves the clock to a time, cut to whole microseconds.
    pub fn set(&self, time: Time) {
        self.0.store(time.timestamp_micros(), Ordering::SeqCst);
    }

    /// Moves the clock on, or back.
    pub fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Time {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// The clock stands for the uptime too.
impl Uptime for FixedClock {
    fn uptime(&self) -> std::time::Duration {
        let micros = self.0.load(Ordering::SeqCst);
        std::time::Duration::from_micros(micros.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_still_until_it_is_moved() {
        let clock = FixedClock::new();
        assert_eq!(clock.now().to_rfc3339(), "2026-02-12T09:00:00+00:00");
        clock.advance(Duration::nanoseconds(1_999));
        assert_eq!(clock.now() - FixedClock::start(), Duration::microseconds(1));
    }
}
