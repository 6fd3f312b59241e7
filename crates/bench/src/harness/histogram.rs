//! Times of millions of answers in a few kilobytes: buckets a sixty-fourth apart.

use std::time::Duration;

const PARTS: u32 = 6;
const BUCKETS: usize = 64 << PARTS;

/// How often which time was measured.
#[derive(Debug, Clone)]
pub(crate) struct Histogram {
    buckets: Vec<u64>,
    count: u64,
    worst: Duration,
}

impl Histogram {
    pub(crate) fn new() -> Self {
        Self {
            buckets: vec![0; BUCKETS],
            count: 0,
            worst: Duration::ZERO,
        }
    }

    pub(crate) fn add(&mut self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get_mut(bucket(nanoseconds)) {
            *bucket += 1;
        }
        self.count += 1;
        self.worst = self.worst.max(time);
    }

    pub(crate) const fn count(&self) -> u64 {
        self.count
    }

    /// The time that so many in a thousand do not exceed, to one or two in a hundred.
    pub(crate) fn at(&self, thousandths: u64) -> Duration {
        let wanted = (self.count * thousandths).div_ceil(1000).max(1);
        let mut seen = 0;
        for (at, many) in self.buckets.iter().enumerate() {
            seen += many;
            if seen >= wanted {
                return Duration::from_nanos(end(at));
            }
        }
        self.worst
    }
}

/// The bucket of a time: its highest bits.
fn bucket(nanoseconds: u64) -> usize {
    let bits = 64 - nanoseconds.leading_zeros();
    let shift = bits.saturating_sub(PARTS + 1);
    let within = nanoseconds >> shift;
    usize::try_from((u64::from(shift) << PARTS) + within).unwrap_or(BUCKETS - 1)
}

/// The greatest time in a bucket.
fn end(bucket: usize) -> u64 {
    let bucket = u64::try_from(bucket).unwrap_or(u64::MAX);
    let shift = (bucket >> PARTS).saturating_sub(1);
    let within = bucket - (shift << PARTS);
    ((within + 1) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_ends_where_its_greatest_time_lies() {
        for nanoseconds in [0, 1, 63, 64, 127, 128, 129, 1_000, 123_456, 9_876_543_210] {
            let greatest = end(bucket(nanoseconds));
            assert!(greatest >= nanoseconds, "{nanoseconds}: {greatest}");
            assert!(
                greatest <= nanoseconds + nanoseconds / 32 + 1,
                "{nanoseconds}: {greatest}"
            );
        }
    }

    #[test]
    fn percentiles_are_those_of_the_times() {
        let mut times = Histogram::new();
        for microseconds in 1..=1000 {
            times.add(Duration::from_micros(microseconds));
        }
        let half = times.at(500).as_micros();
        assert!((490..=510).contains(&half), "{half}");
        assert!(times.at(1000) >= Duration::from_millis(1));
    }
}
