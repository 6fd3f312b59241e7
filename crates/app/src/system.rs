//! The ports that the machine provides: time, ids, secrets and password hashes.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use latchkey_domain::{
    base::{
        ids::Ids,
        time::{Clock, Time, Uptime, whole_micros},
    },
    people::{
        token::{PasswordHasher, SecretText, Secrets},
        user::PasswordHash,
    },
};
use rustix::time::{ClockId, clock_gettime};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// The clock of the machine, in whole microseconds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the only place that reads the clock"
    )]
    fn now(&self) -> Time {
        whole_micros(chrono::Utc::now())
    }
}

/// How long the machine has been running, sleep included.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemUptime;

impl Uptime for SystemUptime {
    fn uptime(&self) -> Duration {
        let now = clock_gettime(ClockId::Boottime);
        // Neither is ever negative.
        let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
        let nanoseconds = u32::try_from(now.tv_nsec).unwrap_or_default();
        Duration::new(seconds, nanoseconds)
    }
}

/// Ids from the machine's clock. Within this process they never decrease, even if the clock goes
/// back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the only place that creates ids")]
    fn uuid(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Secrets from the operating system's source of randomness.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemSecrets(());

impl SystemSecrets {
    /// Tries the source once, so that a machine without one fails at the start.
    pub(crate) fn new() -> anyhow::Result<Self> {
        getrandom::fill(&mut [0; 32]).context("the system has no source of randomness")?;
        Ok(Self(()))
    }
}

impl Secrets for SystemSecrets {
    #[expect(
        clippy::expect_used,
        reason = "the source worked at the start; continuing without randomness would be unsafe"
    )]
    fn secret(&self) -> SecretText {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system's source of randomness works");
        SecretText::new(URL_SAFE_NO_PAD.encode(bytes))
    }
}

/// Hashes passwords with Argon2id (19 MiB, two passes). Only a few run at a time, because they
/// compete for memory and cores.
#[derive(Debug, Clone)]
pub(crate) struct Argon2Hasher {
    turns: Arc<Semaphore>,
}

impl Argon2Hasher {
    /// Creates a hasher that uses at most half the cores, but at least one.
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            turns: Arc::new(Semaphore::new((cores / 2).max(1))),
        }
    }
}

/// A hash of the same cost as those of users, and of no password: it is verified where a user has none.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCE\
                       $bm9ib2R5IGhhcyB0aGlzIHBhc3N3b3JkIGF0IGFsbCE";

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    #[expect(
        clippy::expect_used,
        reason = "hashing fails only for lengths that the use cases have refused, and no randomness"
    )]
    async fn hash(&self, password: SecretText) -> PasswordHash {
        // The semaphore is never closed, so acquiring it never fails.
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        let hash = tokio::task::spawn_blocking(move || {
            let hash = Argon2::default().hash_password(password.expose().as_bytes());
            drop(turn);
            hash.map(|hash| hash.to_string())
        });
        let hash = hash.await.expect("the hasher does not panic");
        PasswordHash::new(hash.expect("a password of that length can be hashed"))
    }

    async fn verify(&self, password: SecretText, hash: Option<PasswordHash>) -> bool {
        let Ok(turn) = Arc::clone(&self.turns).acquire_owned().await else {
            return false;
        };
        let verified = tokio::task::spawn_blocking(move || {
            let phc = hash.as_ref().map_or(NOBODYS, PasswordHash::expose);
            let verified = Argon2::default().verify_password(password.expose().as_bytes(), phc);
            drop(turn);
            hash.is_some() && verified.is_ok()
        });
        verified.await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_tells_whole_microseconds() {
        let now = SystemClock.now();
        assert_eq!(now, whole_micros(now));
    }

    #[test]
    fn ids_never_decrease() {
        let ids: Vec<Uuid> = (0..10_000).map(|_| SystemIds.uuid()).collect();
        assert!(ids.is_sorted());
    }

    #[test]
    fn a_secret_has_43_characters_and_never_comes_twice() {
        let secrets = SystemSecrets::new().unwrap();
        let (one, other) = (secrets.secret(), secrets.secret());
        assert_ne!(one, other);
        assert_eq!(one.expose().len(), 43);
        assert!(
            one.expose()
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        );
    }

    #[tokio::test]
    async fn passwords_are_hashed_by_argon2id_with_a_salt_each() {
        let hasher = Argon2Hasher::new();
        let password = || SecretText::new("correct horse".to_owned());
        let (one, other) = tokio::join!(hasher.hash(password()), hasher.hash(password()));
        assert!(one.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(one, other);
    }

    #[tokio::test]
    async fn a_password_is_verified_against_its_hash() {
        let hasher = Argon2Hasher::new();
        let text = |text: &str| SecretText::new(text.to_owned());
        let hash = hasher.hash(text("correct horse")).await;
        assert!(
            hasher
                .verify(text("correct horse"), Some(hash.clone()))
                .await
        );
        assert!(!hasher.verify(text("Correct horse"), Some(hash)).await);
        assert!(!hasher.verify(text("correct horse"), None).await);
        let odd = PasswordHash::new("no hash".to_owned());
        assert!(!hasher.verify(text("no hash"), Some(odd)).await);
    }

    /// It takes as long as with a hash: the one in its place is of the same cost, and can be read.
    #[test]
    fn the_hash_of_nobody_is_one_and_costs_as_much() {
        assert!(NOBODYS.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let verified = Argon2::default().verify_password(b"x", NOBODYS);
        let wrong = argon2::password_hash::Error::PasswordInvalid;
        assert_eq!(verified, Err(wrong));
    }
}
