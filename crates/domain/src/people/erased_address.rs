//! What stays of the address of an erased person: a keyed hash, by which an account's refusal finds them
//! again if they come back with it (D9).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{base::time::days, people::email::EmailAddress};

/// For how many days a refusal outlives erasure: three years.
const REMEMBERED_DAYS: u32 = 3 * 365;

/// For how long a refusal outlives erasure.
pub fn remembered_for() -> Duration {
    days(REMEMBERED_DAYS)
}

/// The key under which the addresses of erased people are hashed. It is made with the database and kept in
/// it.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressKey([u8; 32]);

impl AddressKey {
    /// Makes a key from its bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash of an address.
    pub fn hash(&self, email: &EmailAddress) -> AddressHash {
        AddressHash(keyed_hash(&self.0, email.as_str()))
    }
}

fn keyed_hash(key: &[u8; 32], text: &str) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length will do");
    mac.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey(***)")
    }
}

/// The keyed hash of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressHash(String);

impl AddressHash {
    /// The hash, as stores keep it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same address has the same hash under one key, and another under another key (D9).
    #[test]
    fn an_address_is_found_by_its_hash_alone() {
        let email = |text| EmailAddress::parse(text).unwrap();
        let (one, other) = (AddressKey::new([1; 32]), AddressKey::new([2; 32]));
        let hash = one.hash(&email("Kari@North.example"));
        assert_eq!(hash, one.hash(&email("kari@north.example")));
        assert_ne!(hash, one.hash(&email("kari@south.example")));
        assert_ne!(hash, other.hash(&email("kari@north.example")));
        assert!(!hash.as_str().contains("kari"));
    }
}
