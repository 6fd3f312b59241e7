//! The secrets with which webhooks are signed, as Standard Webhooks has it.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Duration;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::{
    base::{ids::EventId, time::Time},
    people::token::SecretText,
};

/// For how long the secret before a rotation still signs.
pub const ROTATION: Duration = Duration::days(1);

/// A secret with which webhooks are signed.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningSecret([u8; 32]);

impl SigningSecret {
    /// Makes one of a random text.
    pub fn of(random: &SecretText) -> Self {
        Self(Sha256::digest(random.expose().as_bytes()).into())
    }

    /// Rebuilds a stored secret.
    pub const fn stored(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for stores.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The form in which a receiver's library takes it.
    pub fn text(&self) -> SecretText {
        SecretText::new(format!("whsec_{}", STANDARD.encode(self.0)))
    }

    fn sign(&self, id: EventId, timestamp: i64, body: &[u8]) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("any length will do");
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(***)")
    }
}

/// The secrets of an endpoint: after a rotation there are two for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningSecrets {
    /// The newest secret.
    pub current: SigningSecret,
    /// The one before, and when it ends.
    pub previous: Option<(SigningSecret, Time)>,
}

impl SigningSecrets {
    /// Puts a new secret before the current one. Of an earlier rotation nothing is left.
    #[must_use]
    pub fn rotated(self, new: SigningSecret, now: Time) -> Self {
        Self {
            current: new,
            previous: Some((self.current, now + ROTATION)),
        }
    }

    /// The previous secret, while it still signs.
    pub fn previous_at(&self, now: Time) -> Option<&(SigningSecret, Time)> {
        self.previous.as_ref().filter(|(_, ends)| *ends > now)
    }

    /// The value of `webhook-signature`: a signature by each secret that signs at this time.
    pub fn signature(&self, id: EventId, timestamp: i64, body: &[u8], now: Time) -> String {
        let newest = self.current.sign(id, timestamp, body);
        match self.previous_at(now) {
            Some((previous, _)) => {
                format!("{newest} {}", previous.sign(id, timestamp, body))
            }
            None => newest,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn secret(byte: u8) -> SigningSecret {
        SigningSecret::stored([byte; 32])
    }

    fn id() -> EventId {
        EventId::from_uuid(Uuid::from_u128(7))
    }

    #[test]
    fn a_secret_is_shown_only_on_purpose() {
        let random = SecretText::new("random".to_owned());
        let secret = SigningSecret::of(&random);
        assert_eq!(format!("{secret:?}"), "SigningSecret(***)");
        let text = secret.text();
        let key = text.expose().strip_prefix("whsec_").unwrap();
        assert_eq!(STANDARD.decode(key).unwrap(), secret.bytes());
    }

    /// Standard Webhooks signs the id, the time of the attempt and the body, with dots between them.
    #[test]
    fn id_time_and_body_are_signed() {
        let secrets = SigningSecrets {
            current: secret(1),
            previous: None,
        };
        let now = Time::UNIX_EPOCH;
        let signature = secrets.signature(id(), 1, b"{}", now);
        assert!(signature.starts_with("v1,") && signature.len() == 47);
        assert_ne!(signature, secrets.signature(id(), 2, b"{}", now));
        assert_ne!(signature, secrets.signature(id(), 1, b"{ }", now));
        assert_eq!(signature, secrets.signature(id(), 1, b"{}", now));
    }

    #[test]
    fn both_secrets_sign_for_a_day() {
        let now = Time::UNIX_EPOCH;
        let secrets = SigningSecrets {
            current: secret(1),
            previous: None,
        };
        let alone = secrets.signature(id(), 1, b"{}", now);
        let rotated = secrets.rotated(secret(2), now);
        let both = rotated.signature(id(), 1, b"{}", now + ROTATION - Duration::seconds(1));
        let (first, second) = both.split_once(' ').unwrap();
        assert_eq!(second, alone);
        let after = rotated.signature(id(), 1, b"{}", now + ROTATION);
        assert_eq!(after, first);
        let again = rotated.rotated(secret(3), now);
        let previous = again.previous.unwrap();
        assert_eq!(previous, (secret(2), now + ROTATION), "the first is gone");
    }
}
