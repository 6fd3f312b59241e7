//! Limits how many calls a token may make. Each token has a bucket of calls that refills over a
//! minute.

use std::num::NonZeroU32;

use actix_web::http::header::{self, HeaderValue};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
};
use latchkey_domain::base::ids::TokenId;

use crate::problem::{Code, Problem};

type Buckets = DefaultKeyedRateLimiter<TokenId, StateInformationMiddleware>;

/// The calls that a token has left, for the `RateLimit-*` headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// Calls per minute.
    pub(crate) limit: u32,
    /// Calls that the token may make now.
    pub(crate) remaining: u32,
    /// Seconds until the bucket is full again.
    pub(crate) reset: u32,
}

/// The buckets of all tokens on this node.
#[derive(Debug)]
pub(crate) struct Limits {
    per_minute: NonZeroU32,
    buckets: Buckets,
    clock: DefaultClock,
}

impl Limits {
    /// Makes buckets of this size.
    pub(crate) fn new(per_minute: NonZeroU32) -> Self {
        Self {
            per_minute,
            buckets: RateLimiter::keyed(Quota::per_minute(per_minute))
                .with_middleware::<StateInformationMiddleware>(),
            clock: DefaultClock::default(),
        }
    }

    /// Takes one call out of the token's bucket.
    pub(crate) fn take(&self, token: TokenId) -> (Allowance, Result<(), Problem>) {
        match self.buckets.check_key(&token) {
            Ok(state) => (self.allowance(state.remaining_burst_capacity()), Ok(())),
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.clock.now());
                let seconds = wait.as_secs().saturating_add(1);
                let problem = Problem::of(Code::TooManyRequests)
                    .with_header(header::RETRY_AFTER, HeaderValue::from(seconds));
                (self.allowance(0), Err(problem))
            }
        }
    }

    fn allowance(&self, remaining: u32) -> Allowance {
        let limit = self.per_minute.get();
        let used = u64::from(limit.saturating_sub(remaining));
        let reset = (used * 60).div_ceil(u64::from(limit));
        Allowance {
            limit,
            remaining,
            reset: u32::try_from(reset).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_used_up_its_calls_is_told_to_wait() {
        let limits = Limits::new(NonZeroU32::new(2).unwrap());
        let token = "tok_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let other = "tok_01h455vb4pex5vsknk084sn02r".parse().unwrap();
        let (first, result) = limits.take(token);
        assert!(result.is_ok());
        assert_eq!(
            first,
            Allowance {
                limit: 2,
                remaining: 1,
                reset: 30
            }
        );
        assert!(limits.take(token).1.is_ok());
        let (none, result) = limits.take(token);
        assert_eq!(result.unwrap_err().code(), Code::TooManyRequests);
        assert_eq!(none.remaining, 0);
        assert!(limits.take(other).1.is_ok());
    }
}
