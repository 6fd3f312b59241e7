//! Slows down guessing passwords: how often it may be tried to sign in, counted on this node in memory.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{
    Quota, RateLimiter, clock::Clock, middleware::NoOpMiddleware, state::keyed::DashMapStateStore,
};
use latchkey_domain::{base::time::Uptime, people::email::EmailAddress};

/// From one network address: 60 attempts, and 5 more a minute. Whole offices share one.
const BY_CLIENT: Quota = Quota::per_hour(some(300)).allow_burst(some(60));
/// From one network address for one e-mail address: 10 attempts, and one more a minute.
const BY_PAIR: Quota = Quota::per_hour(some(60)).allow_burst(some(10));
/// For one e-mail address from everywhere: 100 attempts an hour, so that a stranger can hardly keep
/// somebody out.
const BY_ADDRESS: Quota = Quota::per_hour(some(100));
/// After how many attempts the counts that are full again are forgotten.
const TIDY_EVERY: u32 = 1_024;

const fn some(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

/// Too many attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts to sign in")]
pub struct TooManyAttempts {
    /// After how many seconds the next one is looked at.
    pub retry_after_seconds: u64,
}

/// Measures by the time since the machine started.
#[derive(Debug, Clone)]
struct UptimeClock(Arc<dyn Uptime>);

impl Clock for UptimeClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.uptime()
    }
}

/// A bucket of attempts for each key.
#[derive(Debug)]
struct Buckets<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, UptimeClock, NoOpMiddleware<Duration>>,
    clock: UptimeClock,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    fn new(quota: Quota, clock: &UptimeClock) -> Self {
        Self {
            limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()),
            clock: clock.clone(),
        }
    }

    fn take(&self, key: &K) -> Result<(), TooManyAttempts> {
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            TooManyAttempts {
                retry_after_seconds: wait.as_secs().saturating_add(1),
            }
        })
    }

    fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// From where it is tried: an address, or for IPv6 the network that one customer has. `None`: unknown.
type ClientNetwork = Option<IpAddr>;

fn network_of(address: Option<IpAddr>) -> ClientNetwork {
    address.map(|address| match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    })
}

/// How often it was tried to sign in.
#[derive(Debug)]
pub struct SignInThrottle {
    by_client: Buckets<ClientNetwork>,
    by_pair: Buckets<(ClientNetwork, EmailAddress)>,
    by_address: Buckets<EmailAddress>,
    attempts: AtomicU32,
}

impl SignInThrottle {
    /// Nobody has tried yet.
    pub fn new(uptime: Arc<dyn Uptime>) -> Self {
        let clock = UptimeClock(uptime);
        Self {
            by_client: Buckets::new(BY_CLIENT, &clock),
            by_pair: Buckets::new(BY_PAIR, &clock),
            by_address: Buckets::new(BY_ADDRESS, &clock),
            attempts: AtomicU32::new(0),
        }
    }

    /// Counts an attempt, whether or not anybody has the address. One that is refused here counts no
    /// further, so that a client that is slowed down already uses up nobody else's attempts.
    pub fn attempt(
        &self,
        email: Option<&EmailAddress>,
        client: Option<IpAddr>,
    ) -> Result<(), TooManyAttempts> {
        let before = self.attempts.fetch_add(1, Ordering::Relaxed);
        if before % TIDY_EVERY == TIDY_EVERY - 1 {
            self.by_client.tidy();
            self.by_pair.tidy();
            self.by_address.tidy();
        }
        let client = network_of(client);
        self.by_client.take(&client)?;
        let Some(email) = email else {
            return Ok(());
        };
        self.by_pair.take(&(client, email.clone()))?;
        self.by_address.take(email)
    }
}

#[cfg(test)]
mod tests {
    use latchkey_testing::FixedClock;

    use super::*;

    fn throttle() -> (SignInThrottle, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock::new());
        let uptime: Arc<dyn Uptime> = Arc::<FixedClock>::clone(&clock);
        (SignInThrottle::new(uptime), clock)
    }

    fn client(number: u32) -> Option<IpAddr> {
        Some(IpAddr::V4((0xc000_0200 + number).into()))
    }

    fn email(name: &str) -> EmailAddress {
        EmailAddress::parse(&format!("{name}@a.example")).unwrap()
    }

    #[test]
    fn one_client_guesses_an_address_ten_times() {
        let (throttle, clock) = throttle();
        let (uma, here) = (email("uma"), client(1));
        for _ in 0..10 {
            assert_eq!(throttle.attempt(Some(&uma), here), Ok(()));
        }
        let refused = throttle.attempt(Some(&uma), here).unwrap_err();
        assert!((59..=61).contains(&refused.retry_after_seconds));
        // Neither another address nor another client is held up.
        assert_eq!(throttle.attempt(Some(&email("pia")), here), Ok(()));
        assert_eq!(throttle.attempt(Some(&uma), client(2)), Ok(()));
        clock.advance(chrono::Duration::seconds(61));
        assert_eq!(throttle.attempt(Some(&uma), here), Ok(()));
        assert!(throttle.attempt(Some(&uma), here).is_err());
    }

    #[test]
    fn one_client_tries_sixty_addresses() {
        let (throttle, _clock) = throttle();
        for number in 0..60 {
            let someone = email(&format!("u{number}"));
            assert_eq!(throttle.attempt(Some(&someone), client(1)), Ok(()));
        }
        assert!(throttle.attempt(Some(&email("pia")), client(1)).is_err());
        assert!(throttle.attempt(None, client(1)).is_err());
        assert_eq!(throttle.attempt(None, client(2)), Ok(()));
    }

    #[test]
    fn all_clients_guess_an_address_a_hundred_times() {
        let (throttle, _clock) = throttle();
        let uma = email("uma");
        for number in 0..100 {
            assert_eq!(throttle.attempt(Some(&uma), client(number)), Ok(()));
        }
        assert!(throttle.attempt(Some(&uma), client(200)).is_err());
        assert_eq!(throttle.attempt(Some(&email("pia")), client(200)), Ok(()));
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let at = |text: &str| network_of(Some(text.parse().unwrap()));
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:0:0:2"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn counts_that_are_full_again_are_forgotten() {
        let (throttle, clock) = throttle();
        for number in 0..1_023 {
            let _counted = throttle.attempt(None, client(number));
        }
        assert_eq!(throttle.by_client.limiter.len(), 1_023);
        clock.advance(chrono::Duration::hours(1));
        assert_eq!(throttle.attempt(None, client(0)), Ok(()));
        assert_eq!(throttle.by_client.limiter.len(), 1);
    }
}
